"""Nothing dated in a locked month is ever appended, whatever is pressed, refused or still on its way meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from domain.clock import new_id
from domain.closing.noting import SHOW, Noting
from domain.closing.preparing import Preparing
from domain.engine import Engine
from domain.ledger.journal import JournalEntry
from domain.ledger.period import PeriodState, last_day, state_of
from domain.problems import Problem
from domain.store import Store
from domain.vouchers.voucher import VoucherState
from tests.domain.january import day
from tests.domain.vouchers.desk import BO, ROLES, Desk
from tests.domain.vouchers.test_presses import ACTS, TROUBLES, Office, Template, office_of, template

__all__ = ["template"]
MONTH = "2025-01"


def entries(store: Store) -> list[int | None]:
    """Everything in the journal dated up to the end of January, in the order of recording."""
    with store.reading() as session:
        query = select(JournalEntry.seq).where(col(JournalEntry.on) <= last_day(MONTH))
        return list(session.exec(query.order_by(col(JournalEntry.seq))))


def locks(store: Store, preparing: Preparing) -> list[int | None] | None:
    """What stands in January when it is locked; None when that is refused."""
    with suppress(Problem):
        preparing.lock("main", MONTH, by=BO)
        return entries(store)
    return None


def prepares(office: Office) -> Preparing:
    engine = cast(Engine, office.inline)
    office.inline.workflows[SHOW] = bool
    return Preparing(office.store, Noting(engine, office.now, new_id), lambda person: ROLES.get(person, set()))


@settings(max_examples=15, deadline=None)
@given(
    presses=st.lists(st.tuples(st.sampled_from((*ACTS, "run", "lock", "lock")), st.integers(0, 5)), max_size=40),
    troubles=st.lists(st.sampled_from(TROUBLES), max_size=6),
)
def test_no_order_of_presses_changes_a_locked_month(
    template: Template, presses: list[tuple[str, int]], troubles: list[str]
) -> None:
    with office_of(template) as office:
        office.books.troubles = list(troubles)
        preparing, stood = prepares(office), None
        for act, n in [("submit", 0), ("approve", 0), ("run", 0), ("undo", 0), *presses]:
            if act == "lock":
                stood = stood or locks(office.store, preparing)
            else:
                office.press(act, n)
            assert stood in (None, entries(office.store))
        office.drain()
        assert stood in (None, entries(office.store))
        assert office.state is not VoucherState.UNDOING


def test_a_month_waits_for_what_leaves_it(template: Template) -> None:
    with office_of(template) as office:
        preparing = prepares(office)
        office.press("submit", 0)
        office.press("approve", 0)
        office.drain()
        office.press("undo", 0)
        with pytest.raises(Problem, match="is undoing"):
            preparing.lock("main", MONTH, by=BO)
        office.drain()
        assert office.state is VoucherState.UNDONE
        assert preparing.lock("main", MONTH, by=BO).state is PeriodState.LOCKED


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)
    return desk


def test_an_undo_and_a_lock_at_once(desk: Desk) -> None:
    """On PostgreSQL they really meet: the one or the other is refused, and nothing comes after a lock."""
    v1 = desk.posts("V-1")
    preparing = Preparing(desk.store, Noting(desk.engine, desk.january.now, new_id), desk.roles)

    def undoes() -> None:
        with suppress(Problem):
            desk.undoing.undo(v1, "It was wrong.", by=BO)

    with ThreadPoolExecutor(4) as crowd:
        pressed = [crowd.submit(undoes), crowd.submit(undoes)]
        locked = [crowd.submit(locks, desk.store, preparing) for _ in range(2)]
        [one.result() for one in pressed]
        stood = next((one.result() for one in locked if one.result()), None)
    desk.engine.settle()
    with desk.store.reading() as session:
        shut = state_of(session, "main", MONTH) is PeriodState.LOCKED
    assert shut is (stood is not None)
    assert (desk.voucher(v1).state is VoucherState.UNDONE) is not shut
    assert stood in (None, entries(desk.store))
