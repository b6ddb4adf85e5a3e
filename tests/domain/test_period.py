"""Months are locked in order, and a locked month says of each kind of write why it is refused and what to do."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from domain.audit import AuditLine
from domain.ledger.journal import NewLine, Route, append
from domain.ledger.locking import Locking
from domain.ledger.period import (
    PeriodClosed,
    PeriodState,
    Write,
    first_open_day,
    is_open,
    next_month,
    require_open,
    state_of,
)
from domain.problems import Problem
from domain.store import Store

AT = datetime(2025, 2, 4, 9, tzinfo=UTC)


@pytest.fixture
def locking(store: Store) -> Locking:
    return Locking(store, lambda: AT)


def something_happens(store: Store, on: date) -> None:
    with store.writing() as session:
        lines = [NewLine("5010", 1), NewLine("2110", -1)]
        common = {"event": "test", "department": "main", "realm": "1", "actor": "U1"}
        append(session, route=Route.SWEEP, on=on, at=AT, lines=lines, **common)


def test_a_month_nobody_locked_is_open(store: Store) -> None:
    with store.writing() as session:
        require_open(session, "main", date(2025, 1, 31), Write.VOUCHER)
        assert first_open_day(session, "main", date(2025, 1, 31)) == date(2025, 1, 31)


@pytest.mark.parametrize("write", Write)
def test_each_kind_of_write_is_refused_in_a_locked_month_in_its_own_words(
    store: Store, locking: Locking, write: Write
) -> None:
    locking.lock("main", "2025-01", by="U1")
    with store.writing() as session, pytest.raises(PeriodClosed) as refused:
        require_open(session, "main", date(2025, 1, 28), write)
    assert "January 2025 is locked" in refused.value.sentence
    assert refused.value.first_open == date(2025, 2, 1)
    assert refused.value.next_step


def test_no_two_kinds_of_write_are_refused_in_the_same_words() -> None:
    assert len({write.value for write in Write}) == len(Write) == 8


def test_another_department_goes_on(store: Store, locking: Locking) -> None:
    locking.lock("main", "2025-01", by="U1")
    with store.reading() as session:
        assert is_open(session, "east", date(2025, 1, 28))


def test_what_lies_before_a_locked_month_is_locked_too(store: Store, locking: Locking) -> None:
    locking.lock("main", "2025-01", by="U1")
    with store.reading() as session:
        assert state_of(session, "main", "2024-11") is PeriodState.LOCKED
        assert first_open_day(session, "main", date(2024, 11, 30)) == date(2025, 2, 1)
    with pytest.raises(Problem, match="November 2024 is locked already"):
        locking.lock("main", "2024-11", by="U1")


def test_months_are_locked_in_order(store: Store, locking: Locking) -> None:
    something_happens(store, date(2024, 12, 5))
    with pytest.raises(Problem, match="January 2025 cannot be locked before December 2024"):
        locking.lock("main", "2025-01", by="U1")
    locking.lock("main", "2024-12", by="U1")
    with pytest.raises(Problem, match="before January 2025") as refused:
        locking.lock("main", "2025-02", by="U1")
    assert "Lock January 2025 first." in refused.value.words()
    assert locking.lock("main", "2025-01", by="U1").state is PeriodState.LOCKED


def test_locking_is_audited(store: Store, locking: Locking) -> None:
    locking.lock("main", "2025-01", by="U7")
    with store.reading() as session:
        line = session.exec(select(AuditLine).order_by(col(AuditLine.id))).one()
    assert (line.by, line.act, line.subject) == ("U7", "lock month", "period:main:2025-01")


def test_what_is_no_month_is_said_so(locking: Locking) -> None:
    with pytest.raises(Problem, match="is not a month"):
        locking.lock("main", "January", by="U1")


def test_december_is_followed_by_january() -> None:
    assert [next_month(date(2024, 12, 31)), next_month(date(2025, 1, 31))] == [date(2025, 1, 1), date(2025, 2, 1)]
