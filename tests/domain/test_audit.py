"""The audit trail is one chain: whoever writes at once, in order; whatever is tampered with, named."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from domain.audit import AuditLine, last, record, verify
from domain.connections.pace import PaceRow
from domain.store import Store

AT = datetime(2025, 1, 28, 9, 30, 0, 123456, tzinfo=UTC)


def write(store: Store, *acts: str) -> None:
    with store.writing() as session:
        for act in acts:
            record(session, at=AT, by="U1", act=act, subject="voucher:1", detail="Zürich “1,00”")


def trail(store: Store) -> list[AuditLine]:
    with store.reading() as session:
        return list(session.exec(select(AuditLine).order_by(col(AuditLine.id))))


def broken_at(store: Store) -> int | None:
    with store.reading() as session:
        line = verify(session)
        return line.id if line else None


def test_an_empty_trail_holds(store: Store) -> None:
    assert broken_at(store) is None


def test_each_line_carries_the_hash_of_the_one_before(store: Store) -> None:
    write(store, "submit", "approve")
    write(store, "undo")
    lines = trail(store)
    assert [(line.id, line.act) for line in lines] == [(1, "submit"), (2, "approve"), (3, "undo")]
    assert [line.before for line in lines] == ["", lines[0].hash, lines[1].hash]
    assert broken_at(store) is None


def test_the_hash_does_not_depend_on_the_time_zone_a_moment_is_written_in() -> None:
    there = AT.astimezone(timezone(timedelta(hours=5)))
    one, other = (AuditLine(id=1, at=at, by="U1", act="a", subject="s") for at in (AT, there))
    assert one.seal() == other.seal()


def test_an_act_that_fails_leaves_no_line_and_no_gap(store: Store) -> None:
    with pytest.raises(KeyError), store.writing() as session:
        record(session, at=AT, by="U1", act="submit", subject="voucher:1")
        raise KeyError
    write(store, "approve")
    assert [(line.id, line.act) for line in trail(store)] == [(1, "approve")]


@pytest.mark.parametrize("column", ["at", "by", "act", "subject", "detail", "before", "hash"])
def test_a_line_that_was_changed_is_named(store: Store, column: str) -> None:
    write(store, *(f"act {number}" for number in range(1, 6)))
    changed = AT + timedelta(microseconds=1) if column == "at" else "changed"
    with store.schema() as connection:
        connection.execute(sa.update(AuditLine).where(col(AuditLine.id) == 3).values({column: changed}))
    assert broken_at(store) == 3


@pytest.mark.parametrize(("gone", "named"), [(1, 2), (3, 4)])
def test_a_line_that_was_taken_out_shows_at_the_next(store: Store, gone: int, named: int) -> None:
    write(store, *(f"act {number}" for number in range(1, 6)))
    with store.schema() as connection:
        connection.execute(sa.delete(AuditLine).where(col(AuditLine.id) == gone))
    assert broken_at(store) == named


def test_a_line_changed_with_its_hash_shows_at_the_next(store: Store) -> None:
    write(store, "submit", "approve")
    with store.writing() as session:
        line = session.get_one(AuditLine, 1)
        line.by = "U9"
        line.hash = line.seal()
    assert broken_at(store) == 2


def test_lines_written_at_once_make_one_chain(store: Store) -> None:
    with store.writing() as session:
        session.add_all([PaceRow(lane=str(number), next_at=0) for number in range(4)])

    def act(number: int) -> None:
        with store.writing() as session:
            record(session, at=AT, by=f"U{number}", act="before the lock", subject="pace:1")
            session.get_one(PaceRow, str(number % 4), with_for_update=True).next_at = number
            record(session, at=AT, by=f"U{number}", act="after the lock", subject="pace:1")

    with ThreadPoolExecutor(8) as people:
        list(people.map(act, range(40)))
    lines = trail(store)
    assert [line.id for line in lines] == list(range(1, 81))
    assert all(one.by == other.by for one, other in zip(lines[::2], lines[1::2], strict=True))
    assert broken_at(store) is None


def test_the_last_time_is_known(store: Store) -> None:
    write(store, "submit", "approve", "submit")
    with store.reading() as session:
        found = last(session, "submit", "voucher:1")
        assert found is not None
        assert found.id == 3
        assert last(session, "submit", "voucher:2") is None
