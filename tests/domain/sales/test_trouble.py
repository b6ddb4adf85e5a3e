"""An invoice in QuickBooks through lost answers, refusals and what people do there: never twice, never lost."""

from dataclasses import replace

import pytest
from sqlmodel import update

from domain.accounts.account import KnownChart
from domain.accounts.term import Term
from domain.deliveries.delivery import DeliveryState
from domain.ledger.locking import Locking
from domain.ledger.period import PeriodClosed
from domain.problems import Problem
from domain.sales.sale_document import SaleState
from domain.worksheets.worksheet import WorksheetStatus
from tests.domain.january import day
from tests.domain.sales.desk import Desk

FULL = {"1200": 12_000_00, "4010": -12_000_00, "5010": 8_000_00, "5710": 900_00, "2110": -8_900_00}


def status(desk: Desk, number: str = "W-101") -> tuple[WorksheetStatus, bool]:
    worksheet = desk.january.worksheet(number)
    return worksheet.status, worksheet.leaving


def test_a_sale_is_one_invoice_through_its_life_and_nothing_afterwards(desk: Desk) -> None:
    desk.keeps("W-101")
    desk.invoices("W-101")
    assert desk.totals() == {"W-101": "12000.00"} and desk.journal() == FULL
    first = desk.documents()["W-101"]
    desk.sells("W-101", 11_000_00)
    desk.sells("W-101", 11_500_00)
    [invoice] = desk.documents().values()
    assert (invoice["Id"], str(invoice["TotalAmt"])) == (first["Id"], "11500.00")
    assert desk.journal(day(5))["1200"] == 11_500_00 and desk.journal(day(4)) == {}
    desk.leaves("W-101")
    assert desk.documents() == {} and desk.journal() == {}
    assert status(desk) == (WorksheetStatus.WORK, False)
    desk.invoices("W-101")
    assert desk.totals() == {"W-101": "11500.00"}


@pytest.mark.parametrize("when", ["before", "after"])
def test_lost_answers_make_no_second_invoice_and_lose_none(desk: Desk, when: str) -> None:
    desk.keeps("W-101")
    for act in (
        lambda: desk.invoices("W-101"),
        lambda: desk.sells("W-101", 11_000_00),
        lambda: desk.leaves("W-101"),
    ):
        desk.site.trouble("drop", when=when, route={"entity": "invoice", "method": "POST"})
        act()
        desk.turns(minutes=2)
        desk.turns(minutes=2)
    assert desk.documents() == {} and status(desk) == (WorksheetStatus.WORK, False)


def test_a_killed_process_goes_on_where_it_was(desk: Desk) -> None:
    desk.keeps("W-101")
    desk.dies_at = {"post-answered"}
    desk.january.invoices("W-101")
    assert desk.died.wait(10)
    desk.restarts()
    desk.turns(minutes=2)
    assert desk.totals() == {"W-101": "12000.00"} and desk.delivery("W-101").state is DeliveryState.CONFIRMED


def test_a_paid_sale_is_not_edited_and_does_not_leave(desk: Desk) -> None:
    desk.keeps("W-101")
    desk.invoices("W-101")
    desk.pays("W-101", "500.00")
    desk.sells("W-101", 11_000_00)
    sheet = desk.january.worksheets.get(desk.january.worksheet("W-101").id)
    assert [sale.amount for sale in sheet.sales] == [12_000_00] and desk.journal() == FULL
    document = desk.document("W-101")
    assert "paid in part: 500.00 of 12,000.00" in document.trouble and "sales adjustment" in document.trouble
    assert (document.total, document.revision) == (12_000_00, 3)
    desk.leaves("W-101")
    assert status(desk) == (WorksheetStatus.INVOICE, False) and desk.journal() == FULL
    assert "paid in part" in desk.document("W-101").trouble
    assert desk.document("W-101").state is SaleState.LIVE and desk.totals() == {"W-101": "12000.00"}


def test_an_edit_after_one_that_was_put_back_is_told_again(desk: Desk) -> None:
    desk.keeps("W-101")
    desk.invoices("W-101")
    desk.pays("W-101", "500.00")
    desk.sells("W-101", 11_000_00)
    payment = next(iter(desk.site.standin.company().all("Payment")))
    desk.person("delete", kind="Payment", id=payment["Id"])
    desk.sells("W-101", 11_000_00)
    assert desk.totals() == {"W-101": "11000.00"} and desk.journal()["1200"] == 11_000_00


def test_nothing_changes_while_an_invoice_is_leaving(desk: Desk) -> None:
    desk.keeps("W-101", "SA-1")
    desk.invoices("W-101")
    desk.dies_at = {"undo-checked"}
    desk.january.leaves_invoice("W-101")
    assert desk.died.wait(10)
    assert status(desk) == (WorksheetStatus.INVOICE, True) and desk.journal() == FULL
    with pytest.raises(Problem, match="is leaving INVOICE"):
        desk.january.sells("W-101", 1_00)
    with pytest.raises(Problem, match="is leaving INVOICE"):
        desk.january.adjusts("SA-1", day(25))
    desk.restarts()
    assert status(desk) == (WorksheetStatus.WORK, False) and desk.journal() == {}


def test_what_was_deleted_in_quickbooks_leaves_when_asked_once_more(desk: Desk) -> None:
    desk.keeps("W-101")
    desk.invoices("W-101")
    desk.person("delete", kind="Invoice", id=desk.documents()["W-101"]["Id"])
    desk.leaves("W-101")
    assert "no longer in QuickBooks" in desk.document("W-101").trouble
    desk.leaves("W-101")
    assert status(desk) == (WorksheetStatus.WORK, False) and desk.journal() == {}


def test_a_number_that_is_taken_is_refused_and_can_be_withdrawn(desk: Desk) -> None:
    desk.keeps("W-101")
    desk.enters("Invoice", "W-101")
    desk.invoices("W-101")
    assert desk.delivery("W-101").state is DeliveryState.REFUSED and desk.journal() == FULL
    assert "number" in desk.document("W-101").trouble
    desk.settling.withdraw(desk.document("W-101").id, by="U1")
    assert status(desk) == (WorksheetStatus.WORK, False) and desk.journal() == {}
    assert desk.totals() == {"W-101": "5.00"}


def test_a_refused_memo_is_withdrawn_and_its_adjustment_staged_again(desk: Desk) -> None:
    desk.keeps("W-101", "SA-1")
    desk.invoices("W-101")
    before = desk.journal()
    other = desk.enters("CreditMemo", "W-101-C1")
    desk.january.adjusts("SA-1", day(25))
    desk.engine.settle()
    assert desk.delivery("SA-1").state is DeliveryState.REFUSED
    desk.settling.withdraw(desk.document("SA-1").id, by="U1")
    assert desk.january.adjustment("SA-1").posted_on is None and desk.journal() == before
    desk.person("delete", kind="CreditMemo", id=other)
    desk.january.adjusts("SA-1", day(25))
    desk.engine.settle()
    assert desk.totals("CreditMemo") == {"W-101-C1": "350.00"}


def test_closed_books_refuse_and_the_sale_is_as_it_was(desk: Desk) -> None:
    desk.keeps("W-101")
    desk.invoices("W-101")
    desk.site.control("acts/closing-date", date="2025-01-31")
    desk.turns(minutes=6)
    desk.sells("W-101", 11_000_00)
    assert desk.journal() == FULL and "closed" in desk.document("W-101").trouble
    desk.leaves("W-101")
    assert status(desk) == (WorksheetStatus.INVOICE, False)


def test_a_locked_month_refuses_before_anything_is_told(desk: Desk) -> None:
    desk.keeps("W-101")
    desk.invoices("W-101")
    Locking(desk.store, desk.january.now).lock("main", "2025-01", by="U9")
    for act in (lambda: desk.january.sells("W-101", 1_00), lambda: desk.january.leaves_invoice("W-101")):
        with pytest.raises(PeriodClosed):
            act()
    sheet = desk.january.worksheets.get(desk.january.worksheet("W-101").id)
    form = replace(desk.january.form("W-101"), number="W-201", accruals=())
    with pytest.raises(PeriodClosed):
        desk.january.worksheets.save(form, by="U1", id=sheet.worksheet.id, version=sheet.worksheet.version)
    assert desk.totals() == {"W-101": "12000.00"}


def test_a_firm_that_forbids_deleting_uses_the_same_invoice_again(desk: Desk) -> None:
    desk.zeroes = True
    desk.keeps("W-101")
    desk.invoices("W-101")
    first = desk.documents()["W-101"]["Id"]
    desk.leaves("W-101")
    assert desk.totals() == {"W-101": "0.00"} and desk.journal() == {}
    desk.invoices("W-101")
    assert [one["Id"] for one in desk.documents().values()] == [first] and desk.totals() == {"W-101": "12000.00"}


def test_what_is_missing_in_quickbooks_is_said_before_anything_happens(desk: Desk) -> None:
    desk.keeps("W-102")
    lacking = {
        "item Sales Accrual is missing": update(KnownChart).values(item_id=""),
        "does not use sales tax": update(KnownChart).values(item_id="1", tax_code_id=""),
        "terms Net 30 are not": update(Term).values(books_id=None),
    }
    for said, change in lacking.items():
        with desk.store.writing() as session:
            session.execute(update(KnownChart).values(tax_code_id="3"))
            session.execute(change)
        with pytest.raises(Problem, match=said):
            desk.january.invoices("W-102")
    assert desk.journal() == {} and desk.documents() == {}


def test_tax_that_quickbooks_works_out_otherwise_is_refused(desk: Desk) -> None:
    sheet = desk.keeps("W-102")
    sale = replace(desk.january.form("W-102").sales[0], tax=451_00)
    form = replace(desk.january.form("W-102"), sales=(sale,), accruals=())
    desk.january.worksheets.save(form, by="U1", id=sheet.worksheet.id, version=sheet.worksheet.version)
    desk.invoices("W-102")
    assert desk.delivery("W-102").state is DeliveryState.REFUSED and "tax" in desk.document("W-102").trouble
    assert desk.documents() == {}
