"""The daily movements are what the lines come to, whatever is recorded and taken back, and a wrong one is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col

from domain.ledger.journal import (
    ACCOUNTS_PAYABLE,
    ACCRUED_AP,
    JournalEntry,
    JournalLine,
    NewLine,
    Route,
    alert1,
    append,
    open_payables,
    recognised,
    reverse,
)
from domain.ledger.movement import Movement
from domain.ledger.recount import astray, unlike
from domain.proofs.claims import unsettled
from domain.store import Store
from tests.databases import Databases
from tests.domain.test_journal import JAN, START, Desk, Undone

DAYS = st.integers(0, 40).map(lambda days: JAN + timedelta(days=days))
THINGS = st.sampled_from(["a1", "a2", "a3"])
ACTS = st.lists(
    st.tuples(DAYS, st.integers(-999, 999), THINGS, st.sampled_from(["recognise", "bill", "take back"])), max_size=14
)


@pytest.fixture(scope="module")
def scratch(databases: Databases) -> Iterator[Store]:
    with databases.opened() as made:
        yield made


@settings(deadline=None, max_examples=60)
@given(acts=ACTS, day=DAYS)
def test_kept_sums_are_those_of_the_lines(scratch: Store, acts: list[tuple[date, int, str, str]], day: date) -> None:
    """Costs recognised, billed and taken back in any order: movements, and what is open and billed early on any day."""
    with pytest.raises(Undone), scratch.writing() as session:
        desk, live = Desk(session), list[JournalEntry]()
        for on, amount, thing, act in acts:
            if act == "take back" and live:
                desk.takes_back(live.pop(amount % len(live)))
            elif act != "take back":
                does = desk.bills if act == "bill" else desk.recognises
                live.append(does(amount, on=on, accrual_id=thing))
        assert astray(session) == []
        assert unlike(session) == []
        owed = sum(one.amount for one in open_payables(session, "main", day))
        early = sum(one.amount for one in alert1(session, "main", day))
        assert unsettled(session, "main", day) == (owed, early)
        raise Undone


def test_a_day_has_one_movement_for_each_account_way_and_side(store: Store) -> None:
    with store.writing() as session:
        desk = Desk(session)
        desk.recognises(500, on=JAN, accrual_id="a1")
        desk.recognises(300, on=JAN, accrual_id="a2")
        desk.bills(500, on=JAN, accrual_id="a1")
        desk.books([NewLine(ACCRUED_AP, 7), NewLine("5710", -7)])
    with store.reading() as session:
        kept = session.execute(
            sa.select(col(Movement.account), col(Movement.swept), col(Movement.sided), col(Movement.amount))
        )
        assert {tuple(row) for row in kept} == {
            ("5710", True, False, 793),
            (ACCRUED_AP, True, True, -800),
            (ACCRUED_AP, True, False, 7),
            (ACCRUED_AP, False, True, 500),
            (ACCOUNTS_PAYABLE, False, False, -500),
        }


def test_a_movement_that_went_astray_is_told_to_the_cent(store: Store) -> None:
    with store.writing() as session:
        entry = Desk(session).recognises(500, on=JAN, accrual_id="a1")
        assert (astray(session), unlike(session)) == ([], [])
        session.execute(sa.update(Movement).where(col(Movement.account) == "5710").values(amount=501))
        assert astray(session) == [("main", JAN, "5710", 1)]
        session.execute(sa.delete(Movement).where(col(Movement.account) == "5710"))
        assert astray(session) == [("main", JAN, "5710", -500)]
        of_cost = (col(JournalLine.entry) == entry.seq, col(JournalLine.account) == "5710")
        session.execute(sa.update(JournalLine).where(*of_cost).values(tally=-1))
        assert len(unlike(session)) == 1


def test_what_several_people_record_at_once_is_all_counted(store: Store) -> None:
    """Each entry stands in a transaction of its own; all are of one department, one day and the same accounts."""

    def records(person: str) -> None:
        for amount in range(1, 11):
            with store.writing() as session:
                entry = append(
                    session,
                    route=Route.SWEEP,
                    on=JAN,
                    event="test",
                    department="main",
                    realm="1",
                    actor=person,
                    at=START,
                    lines=recognised("5710", amount, accrual_id=f"{person}{amount}"),
                )
                if amount % 2:
                    reverse(session, entry, at=START, actor=person)

    with ThreadPoolExecutor() as people:
        list(people.map(records, ("anna", "bo", "clara", "dan")))
    with store.reading() as session:
        assert astray(session) == []
        assert unsettled(session, "main", JAN) == (4 * (2 + 4 + 6 + 8 + 10), 0)
        billed = sa.select(col(Movement.amount)).where(col(Movement.account) == ACCRUED_AP, col(Movement.sided))
        assert session.execute(billed).scalars().all() == [-120]
