"""January 2025, worked to the cent, with receivables kept here and in QuickBooks."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.ledger.journal import (
    ACCRUED_AP,
    JournalEntry,
    JournalLine,
    Route,
    alert1,
    alert2,
    balance,
    balances,
    live_entries,
    open_payables,
)
from domain.store import Store
from domain.worksheets.worksheet import alert3
from tests.domain.january import COMMISSION, January, day

QUICKBOOKS_ACCRUED_AP = {9: -600_00, 12: 40_00, 20: 40_00, 25: 40_00, 28: 14_873_36, 30: 16_603_36, 31: 16_603_36}
COMMON = {
    "4010": -22_833_33,
    "4110": -120_00,
    "4140": 350_00,
    "5010": 15_053_36,
    "5110": -150_00,
    "5140": -220_00,
    "5300": 300_00,
    "5710": 1_220_00,
    "5720": 1_200_00,
    "2110": -17_403_36,
}
CLOSING = {
    True: {**COMMON, "1200": 23_053_33, "4501": -450_00},
    False: {**COMMON, "1210": 22_603_33},
}


@pytest.fixture(params=[True, False], ids=["ar-on", "ar-off"])
def january(request: pytest.FixtureRequest, store: Store) -> January:
    return January(store, ar_on=request.param)


def total(session: Session, as_of: date, *routes: Route) -> dict[str, int]:
    """Per account, what entries of these routes come to."""
    query = sa.select(col(JournalLine.account), sa.func.sum(JournalLine.amount)).join(JournalEntry)
    query = query.where(col(JournalEntry.route).in_(routes), col(JournalEntry.on) <= as_of)
    rows = session.execute(query.group_by(col(JournalLine.account)))
    return {account: amount for account, amount in rows if amount}


def test_what_quickbooks_holds_on_accrued_ap_is_explained_on_every_day(january: January) -> None:
    january.plays()
    with january.store.reading() as session:
        for number, expected in QUICKBOOKS_ACCRUED_AP.items():
            on = day(number)
            assert total(session, on, Route.OBSERVED, Route.DOCUMENT)[ACCRUED_AP] == expected
            cost = -total(session, on, Route.SWEEP).get(ACCRUED_AP, 0)
            owed = sum(payable.amount for payable in open_payables(session, "main", on))
            early = sum(payable.amount for payable in alert1(session, "main", on))
            assert -expected == owed - early - cost


def test_the_months_sweep_is_the_closing_entry(january: January) -> None:
    january.plays()
    with january.store.reading() as session:
        swept = total(session, day(31), Route.SWEEP)
        assert swept == CLOSING[january.ar_on]
        assert balance(session, ACCRUED_AP, department="main", as_of=day(31)) == -800_00
        assert sum(balances(session, department="main", as_of=day(31)).values()) == 0
    debits = sum(amount for amount in swept.values() if amount > 0)
    assert debits == (41_176_69 if january.ar_on else 40_726_69)


def test_gross_profit_of_the_worksheets_is_that_of_the_ledger(january: January) -> None:
    january.plays()
    with january.store.reading() as session:
        profit = -sum(amount for account, amount in total(session, day(31), Route.SWEEP).items() if account[0] in "45")
        profit -= 450_00 if january.ar_on else 0  # sales tax stands among the fours
        sheets = [january.worksheets.figures(january.worksheet(f"W-10{n}").id) for n in (1, 2, 3)]
        december = january.worksheets.figures(january.worksheet("W-099").id).variance
    assert [sheet.variance for sheet in sheets] == [28_46 - 38_92, 17_79, 7_11 - 14_41]
    assert profit == sum(sheet.gross_profit for sheet in sheets) - december == 5_199_97
    assert sheets[0].gross_profit_percent == "25.6%"


def test_variances_are_booked_per_accrual_to_the_cent(january: January) -> None:
    january.plays()
    with january.store.reading() as session:
        query = select(JournalLine.voucher_id, JournalLine.amount).join(JournalEntry)
        query = query.where(JournalEntry.event == "bill recognised", JournalLine.account != ACCRUED_AP)
        query = query.where(
            col(JournalEntry.seq).in_(
                [e.seq for v in ("V-1", "V-2", "V-6") for e in live_entries(session, voucher_id=v)]
            )
        )
        booked = sorted(session.exec(query))
    assert booked == [
        ("V-1", -220_00),
        ("V-1", 7_11),
        ("V-1", 17_79),
        ("V-1", 28_46),
        ("V-2", -38_92),
        ("V-2", -14_41),
        ("V-6", 40_00),
    ]


def test_the_alerts_of_january(january: January) -> None:
    january.plays()
    with january.store.reading() as session:
        assert [payable.amount for payable in alert1(session, "main", day(31))] == [700_00]
        assert alert2(session, "main", date(2024, 12, 31), day(31)) == []
        assert [(a.name, a.amount) for a in alert3(session, "main")] == [("PA-2", 75_00), ("SA-3", -80_00)]
        assert sum(payable.amount for payable in open_payables(session, "main", day(31))) == 1_500_00


def test_the_early_bill_meets_its_worksheet_in_february(january: January) -> None:
    january.plays(day(3, 2))
    with january.store.reading() as session:
        assert alert1(session, "main", day(28, 2)) == []
        assert [payable.amount for payable in alert2(session, "main", day(31), day(28, 2))] == [700_00]
        assert balance(session, ACCRUED_AP, department="main", as_of=day(31)) == -800_00
        assert balance(session, ACCRUED_AP, department="main") == -1_500_00


def test_what_was_undone_or_taken_out_leaves_nothing(january: January) -> None:
    january.plays()
    out = january.worksheet("W-105")
    with january.store.reading() as session:
        assert live_entries(session, voucher_id="V-5") == live_entries(session, worksheet_id=out.id) == []
        assert balance(session, "5300", department="main") == 300_00
    assert january.accrual("W-102", COMMISSION).voucher_id is None


def test_the_month_can_be_played_day_by_day_or_at_once(january: January) -> None:
    january.plays(day(12))
    with january.store.reading() as session:
        known, seen = january.moment, balances(session, department="main", as_of=day(31))
    for on, act in january.calendar(january.posts, january.undoes):
        if day(12) < on <= day(31):
            january.later()
            act()
    with january.store.reading() as session:
        assert total(session, day(31), Route.SWEEP) == CLOSING[january.ar_on]
        assert balances(session, department="main", as_of=day(31), known_at=known) == seen
