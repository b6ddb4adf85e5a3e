"""The journal balances whatever happens; what is taken back leaves no trace on any date; what was known stays known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from domain.ledger.journal import (
    ACCOUNTS_PAYABLE,
    ACCRUED_AP,
    JournalEntry,
    NewLine,
    Route,
    Side,
    alert1,
    alert2,
    append,
    balance,
    balances,
    lines_of,
    live_entries,
    open_payables,
    recognised,
    reverse,
)
from domain.store import Store
from tests.databases import Databases

START = datetime(2025, 1, 1, 9, tzinfo=UTC)
JAN = date(2025, 1, 1)


@dataclass
class Desk:
    """A journal in one transaction, with a clock that moves on with every act."""

    session: Session
    moment: datetime = START

    def later(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment

    def books(
        self, lines: list[NewLine], *, on: date = JAN, route: Route = Route.SWEEP, document: str | None = None
    ) -> JournalEntry:
        common = {"event": "test", "department": "main", "realm": "1", "actor": "U1", "document": document}
        return append(self.session, route=route, on=on, at=self.later(), lines=lines, **common)

    def takes_back(self, entry: JournalEntry, on: date | None = None) -> JournalEntry:
        return reverse(self.session, entry, at=self.later(), actor="U2", on=on)

    def bills(self, amount: int, *, on: date, **tags: str) -> JournalEntry:
        debit = NewLine(ACCRUED_AP, amount, side=Side.BILLED, **tags)
        return self.books([debit, NewLine(ACCOUNTS_PAYABLE, -amount, **tags)], on=on, route=Route.DOCUMENT)

    def recognises(self, amount: int, *, on: date, **tags: str) -> JournalEntry:
        return self.books(recognised("5710", amount, **tags), on=on)


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    with store.writing() as session:
        yield Desk(session)


def test_an_entry_that_does_not_balance_is_never_kept(desk: Desk) -> None:
    for lines in ([], [NewLine("5010", 1)], [NewLine("5010", 100), NewLine(ACCRUED_AP, -99)]):
        with pytest.raises(ValueError, match="do not balance"):
            desk.books(lines)
    assert balances(desk.session, department="main") == {}


def test_only_accrued_ap_has_sides(desk: Desk) -> None:
    with pytest.raises(ValueError, match="only lines on Accrued AP have a side"):
        desk.books([NewLine("5010", 1, side=Side.BILLED), NewLine("1200", -1)])


def test_entries_are_numbered_in_the_order_of_recording_and_moments_never_run_back(desk: Desk) -> None:
    first = desk.books(recognised("5010", 5))
    desk.moment -= timedelta(hours=1)
    second = desk.books(recognised("5010", 7))
    assert (first.seq or 0) < (second.seq or 0)
    assert second.at == first.at


def test_balances_are_told_apart_by_department_date_moment_and_side(desk: Desk) -> None:
    entry = desk.recognises(500, on=date(2025, 1, 9))
    known = desk.moment
    desk.bills(200, on=date(2025, 1, 20))
    assert balance(desk.session, ACCRUED_AP, department="main") == -300
    assert balance(desk.session, ACCRUED_AP, department="east") == 0
    assert balance(desk.session, ACCRUED_AP, department="main", as_of=date(2025, 1, 8)) == 0
    assert balance(desk.session, ACCRUED_AP, department="main", known_at=known) == -500
    assert balance(desk.session, ACCRUED_AP, department="main", side=Side.BILLED) == 200
    assert [line.amount for line in lines_of(desk.session, [entry])] == [500, -500]


def test_what_is_taken_back_is_taken_back_once_and_stays_back(desk: Desk) -> None:
    entry = desk.books(recognised("5010", 5), document="accrual:1")
    back = desk.takes_back(entry)
    assert (back.reverses, back.on, back.document, back.actor) == (entry.seq, entry.on, "accrual:1", "U2")
    for again in (entry, back):
        with pytest.raises(ValueError, match="is a reversal or has been reversed"):
            desk.takes_back(again)
    assert live_entries(desk.session, document="accrual:1") == []


def test_a_receipt_is_taken_back_on_a_later_day(desk: Desk) -> None:
    desk.takes_back(desk.books([NewLine("1200", -7), NewLine("1000", 7)]), on=date(2025, 2, 1))
    assert balance(desk.session, "1200", department="main", as_of=date(2025, 1, 31)) == -7
    assert balance(desk.session, "1200", department="main", as_of=date(2025, 2, 1)) == 0


def test_live_entries_are_found_by_what_they_are_for(desk: Desk) -> None:
    first = desk.recognises(5, on=JAN, worksheet_id="w1", accrual_id="a1")
    second = desk.bills(5, on=JAN, worksheet_id="w1", accrual_id="a1", voucher_id="v1")
    desk.recognises(6, on=JAN, worksheet_id="w2", accrual_id="a2")
    assert live_entries(desk.session, worksheet_id="w1") == [first, second]
    assert live_entries(desk.session, voucher_id="v1") == [second]


def test_open_payables_are_what_is_recognised_and_not_billed(desk: Desk) -> None:
    desk.recognises(900, on=date(2025, 1, 5), accrual_id="a1", counterparty_id="ft", worksheet_id="w1")
    desk.recognises(300, on=date(2025, 1, 12), accrual_id="a2", counterparty_id="lee", worksheet_id="w2")
    bill = desk.bills(900, on=date(2025, 1, 28), accrual_id="a1", counterparty_id="ft", worksheet_id="w1")
    known = desk.moment

    def owed(**asked: object) -> dict[str | None, int]:
        return {p.accrual_id: p.amount for p in open_payables(desk.session, "main", **asked)}  # type: ignore[arg-type]

    assert owed() == {"a2": 300}
    assert owed(as_of=date(2025, 1, 27)) == {"a1": 900, "a2": 300}
    assert owed(party="ft") == {}
    desk.takes_back(bill)
    assert owed() == {"a1": 900, "a2": 300}
    assert owed(known_at=known) == {"a2": 300}


def test_a_bill_before_its_worksheet_is_alert_1_and_then_alert_2(desk: Desk) -> None:
    desk.bills(720, on=date(2025, 1, 30), accrual_id="a4", voucher_id="v4")
    january, february = date(2025, 1, 31), date(2025, 2, 28)
    assert [(p.accrual_id, p.amount) for p in alert1(desk.session, "main", january)] == [("a4", 720)]
    assert alert2(desk.session, "main", january, february) == []
    desk.recognises(700, on=date(2025, 2, 3), accrual_id="a4")
    desk.recognises(20, on=date(2025, 2, 3), accrual_id="a4", voucher_id="v4")
    assert len(alert1(desk.session, "main", january)) == 1
    assert alert1(desk.session, "main", february) == []
    assert [p.amount for p in alert2(desk.session, "main", january, february)] == [720]


DAYS = st.integers(0, 40).map(lambda days: JAN + timedelta(days=days))
ACTS = st.lists(st.tuples(DAYS, st.integers(-9999, 9999).filter(bool), st.booleans(), st.booleans()), max_size=12)


@pytest.fixture(scope="module")
def scratch(databases: Databases) -> Iterator[Store]:
    with databases.opened() as made:
        yield made


@settings(deadline=None, max_examples=40)
@given(acts=ACTS, day=DAYS)
def test_whatever_happens(scratch: Store, acts: list[tuple[date, int, bool, bool]], day: date) -> None:
    """Always balanced; reversing restores every balance on any date; what was known at a moment never changes."""
    with pytest.raises(Undone), scratch.writing() as session:
        desk = Desk(session)
        kept = [do for do in acts if not do[3]]
        for _on, _amount, _, _back in kept:
            desk.recognises(_amount, on=_on, accrual_id="kept")
        known, before = desk.moment, reports(session, day)
        for on, amount, is_bill, back in acts:
            if back:
                act = desk.bills if is_bill else desk.recognises
                desk.takes_back(act(amount, on=on, accrual_id=f"gone{on}"))
        assert reports(session, day) == before
        assert reports(session, day, known) == before
        assert sum(balances(session, department="main").values()) == 0
        recorded = list(session.exec(select(JournalEntry.at).order_by(col(JournalEntry.seq))))
        assert recorded == sorted(recorded)
        raise Undone


class Undone(Exception):
    """Ends a transaction without keeping anything."""


def reports(session: Session, day: date, known: datetime | None = None) -> object:
    asked = {"department": "main", "as_of": day, "known_at": known}
    held = {account: held for account, held in balances(session, **asked).items() if held}  # type: ignore[arg-type]
    return held, open_payables(session, "main", day, known), alert1(session, "main", day, known)
