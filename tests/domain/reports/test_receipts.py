"""Receivables of January once customers have paid: aging, unapplied cash, the receipts ledger and statements."""

from collections.abc import Iterator

import pytest

from domain.ledger.journal import AR_CONTROL, UNAPPLIED_CASH, balance
from domain.reports import aging, receipts, statement
from domain.reports.asked import Asked
from tests.databases import Databases
from tests.domain.january import day
from tests.domain.receipts.till import Till, prepared, till_of
from tests.domain.reports.conftest import LAST
from tests.domain.reports.test_january import lines_of

pytestmark = pytest.mark.january


@pytest.fixture(scope="module")
def till(databases: Databases) -> Iterator[Till]:
    """The whole month; who uses it only reads."""
    with prepared(databases, day(27)) as template, till_of(template) as made:
        january = made.january
        for on, act in january.calendar(january.posts, january.undoes, made.receives):
            if day(27) <= on <= day(31):
                january.later()
                act()
        yield made


def test_aging_is_the_control_account(till: Till) -> None:
    with till.store.reading() as session:
        invoices = aging.open_invoices(session, LAST)
        assert balance(session, AR_CONTROL, department="main", as_of=day(31)) == 12_203_33
    assert {one.number: one.amount for one in invoices} == {"W-098": 5_000_00, "W-103": 3_333_33, "W-102": 3_870_00}
    assert aging.aging(LAST, invoices).total("Total") == 12_203_33


def test_what_was_undone_is_open_again_from_that_day(till: Till) -> None:
    owed = []
    for number in (29, 30, 31):
        asked = Asked("main", day(number))
        with till.store.reading() as session:
            owed.append(sum(one.amount for one in aging.open_invoices(session, asked) if one.number == "W-098"))
    assert owed == [5_000_00, 4_000_00, 5_000_00]


def test_unapplied_cash_is_named_by_its_receipt(till: Till) -> None:
    with till.store.reading() as session:
        report = aging.unapplied(session, LAST)
        assert report.total("Unapplied") == -balance(session, UNAPPLIED_CASH, department="main", as_of=day(31))
    assert lines_of(report) == ["Baltic Paper | CR-2 | 28 Jan 2025 | 300.00"]


def test_the_receipts_ledger_has_every_act(till: Till) -> None:
    with till.store.reading() as session:
        report = receipts.receipts_ledger(session, LAST)
    assert lines_of(report) == [
        "27 Jan 2025 | CR-1 | Receipt | Acme Mills | 11,397.00 | 20.00 | 0.00 | 233.00 | 11,650.00 | 0.00",
        "28 Jan 2025 | CR-2 | Receipt | Baltic Paper | 4,500.00 | 0.00 | 0.00 | 0.00 | 4,000.00 | 500.00",
        "30 Jan 2025 | CR-2-A1 | Cash applied | Baltic Paper | 0.00 | 0.00 | 0.00 | 0.00 | 200.00 | -200.00",
        "30 Jan 2025 | CR-3 | Receipt | Acme Mills | 1,000.00 | 0.00 | 0.00 | 0.00 | 1,000.00 | 0.00",
        "31 Jan 2025 | CR-3-U | Receipt undone | Acme Mills | -1,000.00 | 0.00 | 0.00 | 0.00 | -1,000.00 | 0.00",
    ]
    paid = sum(report.total(name) for name in ("Cash", "Bank fee", "Interest", "Discount"))
    assert paid == report.total("Applied") + report.total("Unapplied")


def test_statements_end_with_what_is_owed_less_what_was_paid_ahead(till: Till) -> None:
    with till.store.reading() as session:
        acme, baltic = (
            statement.statement(session, LAST, till.january.parties[name]) for name in ("Acme Mills", "Baltic Paper")
        )
    assert [(one.what, one.number, one.amount) for one in acme.activity][3:] == [
        ("Payment, thank you", "CR-1", -11_650_00),
        ("Payment, thank you", "CR-3", -1_000_00),
        ("Payment taken back", "CR-3-U", 1_000_00),
    ]
    assert acme.balance == sum(acme.strip) == 8_333_33
    assert (sum(baltic.strip), baltic.unapplied, baltic.balance) == (3_870_00, 300_00, 3_570_00)
    assert [one.balance for one in baltic.activity][-1] == 3_570_00
