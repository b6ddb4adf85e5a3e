"""A customer's statement says what is open whatever its month, how late it is, and how to pay, on as many pages as it
takes."""

from dataclasses import replace
from datetime import date

import pytest

from domain.books.balance_reports import OpenItem
from domain.departments.sender import Sender
from domain.problems import Problem
from domain.reports.statement import Activity, Owed, Statement, as_pdf, statement, statement_elsewhere
from tests.domain.january import January, day
from tests.domain.reports.conftest import LAST

FEBRUARY = replace(LAST, as_of=date(2025, 2, 28))
SENDER = Sender("Tieout Trading", ("1 Main St",), ("ACH 021000021",))


@pytest.fixture
def acme(kept_here: January) -> Statement:
    with kept_here.store.reading() as session:
        return statement(session, FEBRUARY, kept_here.parties["Acme Mills"])


def test_what_is_open_is_listed_whatever_its_month(acme: Statement) -> None:
    assert [(one.number, one.dated, one.due, one.late(date(2025, 2, 28)), one.amount) for one in acme.owed] == [
        ("W-098", date(2024, 12, 10), day(9), 50, 5_000_00),
        ("W-101", day(5), date(2025, 2, 4), 24, 11_650_00),
        ("W-103", day(20), date(2025, 2, 19), 9, 3_333_33),
    ]
    assert acme.activity == []
    assert (acme.opening, acme.balance, acme.late) == (19_983_33, 19_983_33, 19_983_33)
    assert list(acme.strip) == [0, 14_983_33, 5_000_00, 0, 0]


def test_due_today_is_not_late() -> None:
    assert [Owed("W-1", day(1), day(9), 1).late(day(n)) for n in (8, 9, 10)] == [None, None, 1]
    assert Owed("W-1-C1", day(1), day(9), -1).late(day(10)) is None, "a credit is never late"


def test_where_quickbooks_keeps_the_account_its_open_items_are_listed_with_their_due_dates(acme: Statement) -> None:
    items = [
        OpenItem("Invoice", "1", day(5), 12_000_00, "W-101", "7", "Acme", date(2025, 2, 4)),
        OpenItem("Credit Memo", "2", day(25), -350_00, "W-101-C1", "7", "Acme"),
        OpenItem("Payment", "3", day(28), -300_00, "", "7", "Acme"),
    ]
    said = statement_elsewhere(acme.customer, FEBRUARY, items)
    assert [(one.number, one.due, one.amount) for one in said.owed] == [
        ("W-101", date(2025, 2, 4), 12_000_00),
        ("W-101-C1", day(25), -350_00),
        ("Payment, paid ahead", None, -300_00),
    ]
    assert (said.balance, said.unapplied, said.activity) == (11_350_00, 300_00, None)
    assert as_pdf(said, SENDER).startswith(b"%PDF")


def test_a_long_account_goes_over_several_pages_and_a_settled_one_takes_one(acme: Statement) -> None:
    many = [Owed(f"W-{n}", day(1), day(9), 1_00) for n in range(120)]
    moved = [Activity(day(2), "Invoice", f"W-{n}", 1_00, n) for n in range(80)]
    long = as_pdf(replace(acme, owed=many, strip=[0, 120_00, 0, 0, 0], activity=moved), SENDER)
    assert long.count(b"/Type /Page\n") > 4
    assert as_pdf(replace(acme, owed=[], strip=[0] * 5), SENDER).count(b"/Type /Page\n") == 1


def test_a_statement_is_of_a_customer(kept_here: January) -> None:
    with kept_here.store.reading() as session:
        for id in ("nobody", kept_here.parties["RecycleCo"]):
            with pytest.raises(Problem, match="no such customer"):
                statement(session, LAST, id)


def test_who_paid_ahead_of_what_is_owed_has_a_credit_and_is_not_told_how_to_pay(acme: Statement) -> None:
    ahead = replace(acme, owed=[Owed("CR-1, paid ahead", day(28), None, -500_00)], strip=[0] * 5)
    assert (ahead.balance_name, acme.balance_name) == ("Credit balance", "Balance due")
    told = as_pdf(ahead, SENDER), as_pdf(ahead, replace(SENDER, remittance=()))
    assert told[0] == told[1]
