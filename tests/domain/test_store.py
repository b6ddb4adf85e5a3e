"""The database: one writer at a time, moments come back aware, chunks and upserts do what they say."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, func, select

from domain.connections.alert import Alert
from domain.connections.pace import PaceRow
from domain.store import ROWS_PER_WRITE, STANDS_STILL_AFTER, Store, in_chunks, normalised, purge, upsert

AT = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


def lane(store: Store, name: str) -> int:
    with store.reading() as session:
        return session.get_one(PaceRow, name).next_at


def test_sixteen_threads_never_overspend_a_budget(store: Store) -> None:
    with store.writing() as session:
        session.add(PaceRow(lane="budget", next_at=100))

    def spend(_: int) -> int:
        with store.writing() as session:
            row = session.get_one(PaceRow, "budget", with_for_update=True)
            if row.next_at < 10:
                return 0
            row.next_at -= 10
            return 10

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(spend, range(32))) == 100
    assert lane(store, "budget") == 0


def test_a_block_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(KeyError), store.writing() as session:
        session.add(PaceRow(lane="half", next_at=1))
        session.flush()
        raise KeyError
    with store.reading() as session:
        assert session.get(PaceRow, "half") is None


def test_moments_come_back_aware_and_the_same(store: Store) -> None:
    with store.writing() as session:
        session.add(Alert(key="k", matter="m", subject="s", opened_at=AT))
    with store.reading() as session:
        assert session.get_one(Alert, "k").opened_at == AT


def test_upsert_inserts_once_and_then_replaces(store: Store) -> None:
    for next_at in (1, 2):
        with store.writing() as session:
            upsert(session, PaceRow, [{"lane": "a", "next_at": next_at}, {"lane": f"b{next_at}", "next_at": 5}])
    assert (lane(store, "a"), lane(store, "b1"), lane(store, "b2")) == (2, 5, 5)


def test_purge_takes_what_meets_the_condition_however_much(store: Store) -> None:
    rows = [{"lane": f"{n:05}", "next_at": n} for n in range(2 * ROWS_PER_WRITE + 7)]
    for chunk in in_chunks(rows, ROWS_PER_WRITE):
        with store.writing() as session:
            upsert(session, PaceRow, chunk)
    purge(store, PaceRow, col(PaceRow.next_at) >= 5)
    with store.reading() as session:
        assert session.exec(select(func.count()).select_from(PaceRow)).one() == 5


def test_reading_goes_on_while_someone_writes(store: Store) -> None:
    with store.writing() as writing:
        writing.add(PaceRow(lane="now", next_at=1))
        writing.flush()
        with store.reading() as reading:
            assert reading.get(PaceRow, "now") is None


@given(st.lists(st.integers()), st.integers(1, 50))
def test_chunks_are_the_whole_in_order(things: list[int], size: int) -> None:
    chunks = list(in_chunks(things, size))
    assert [thing for chunk in chunks for thing in chunk] == things
    assert all(0 < len(chunk) <= size for chunk in chunks)


@pytest.mark.sqlite  # its subject is the file
def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/deep/er/tieout.db")
    store.create_tables()
    store.close()
    assert (tmp_path / "deep" / "er" / "tieout.db").exists()


def test_postgresql_is_always_spoken_to_by_psycopg() -> None:
    assert normalised("postgres://u:p@h/d") == normalised("postgresql://u:p@h/d")
    assert normalised("postgresql://u:p@h/d").startswith("postgresql+psycopg://u:p@h/d?options=")
    assert normalised(normalised("postgresql://u:p@h/d")) == normalised("postgresql://u:p@h/d")


@pytest.mark.postgres
def test_a_process_that_stands_still_in_a_transaction_holds_nobody_up(store: Store) -> None:
    with store.reading() as session:
        asked = session.connection().exec_driver_sql("show idle_in_transaction_session_timeout")
        assert asked.scalar_one() == STANDS_STILL_AFTER
