"""Worksheets: only INVOICE reaches the journal, every change of it is booked again, and what stands on it holds it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from domain.audit import AuditLine
from domain.counterparties.counterparty import CounterpartyLink
from domain.ledger.journal import AR_CONTROL, JournalEntry, NewLine, Route, append, balances, live_entries
from domain.ledger.locking import Locking
from domain.ledger.period import PeriodClosed
from domain.problems import Problem
from domain.store import Store
from domain.worksheets.trade import TradeKind, trade_kind
from domain.worksheets.worksheet import Sheet, WorksheetStatus
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm
from tests.domain.january import INLAND, MATERIAL, REALM, January, day

INVOICE, WORK, APPROVED = WorksheetStatus.INVOICE, WorksheetStatus.WORK, WorksheetStatus.APPROVED


@pytest.fixture
def january(store: Store) -> January:
    return January(store)


@pytest.fixture
def sheet(january: January) -> Sheet:
    """W-101 in INVOICE."""
    january.worksheets.save(january.form("W-101"), by="U1")
    return january.invoices("W-101")


def held(january: January, as_of: date | None = None) -> dict[str, int]:
    with january.store.reading() as session:
        return {a: amount for a, amount in balances(session, department="main", as_of=as_of).items() if amount}


def as_form(january: January, sheet: Sheet) -> WorksheetForm:
    accruals = tuple(AccrualForm(a.vendor_id, a.kind, a.amount, a.account, a.id) for a in sheet.accruals)
    return replace(january.form("W-101"), accruals=accruals)


def lock(january: January, month: str = "2025-01") -> None:
    Locking(january.store, january.now).lock("main", month, by="U9")


FULL = {"1200": 12_000_00, "4010": -12_000_00, "5010": 8_000_00, "5710": 900_00, "2110": -8_900_00}


@pytest.mark.parametrize("status", [WORK, APPROVED])
def test_any_status_but_invoice_has_no_effect(january: January, status: WorksheetStatus) -> None:
    sheet = january.worksheets.save(january.form("W-101"), by="U1")
    january.worksheets.set_status(sheet.worksheet.id, status, by="U1")
    assert held(january) == {}


def test_invoice_recognises_sale_and_costs_on_the_posting_date(january: January, sheet: Sheet) -> None:
    assert held(january) == FULL
    assert held(january, day(4)) == {}
    with january.store.reading() as session:
        entries = session.exec(select(JournalEntry)).all()
    assert {(entry.route, entry.on, entry.realm) for entry in entries} == {(Route.SWEEP, day(5), REALM)}


def test_pressing_invoice_twice_books_once(january: January, sheet: Sheet) -> None:
    january.invoices("W-101")
    assert held(january) == FULL


def test_leaving_invoice_leaves_nothing_on_any_date(january: January, sheet: Sheet) -> None:
    january.leaves_invoice("W-101")
    assert [held(january, day(number)) for number in (4, 5, 6, 31)] == [{}] * 4
    january.worksheets.set_status(sheet.worksheet.id, INVOICE, by="U1", posting_date=day(7))
    assert (held(january, day(6)), held(january)) == ({}, FULL)


def test_an_edited_accrual_is_booked_again_on_the_original_date(january: January, sheet: Sheet) -> None:
    freight = january.accrual("W-101", INLAND)
    january.worksheets.edit_accrual(freight.id, AccrualForm(freight.vendor_id, INLAND, 950_00), by="U1")
    assert held(january, day(5)) == {**FULL, "5710": 950_00, "2110": -8_950_00}
    with january.store.reading() as session:
        assert len(live_entries(session, document=f"accrual:{freight.id}")) == 1


def test_accruals_come_and_go_with_what_they_recognised(january: January, sheet: Sheet) -> None:
    form = AccrualForm(january.parties["OceanX"], TradeKind.OCEAN_FREIGHT, 10_00)
    added = january.worksheets.add_accrual(sheet.worksheet.id, form, by="U1")
    assert held(january) == {**FULL, "5720": 10_00, "2110": -8_910_00}
    january.worksheets.remove_accrual(added.id, by="U1")
    assert held(january) == FULL


def test_the_form_as_a_whole_changes_only_what_differs(january: January, sheet: Sheet) -> None:
    with january.store.reading() as session:
        before = len(session.exec(select(JournalEntry)).all())
    form = replace(as_form(january, sheet), commodity="OCC")
    kept = january.worksheets.save(form, by="U2", id=sheet.worksheet.id, version=sheet.worksheet.version)
    assert (kept.worksheet.commodity, [a.id for a in kept.accruals]) == ("OCC", [a.id for a in sheet.accruals])
    with january.store.reading() as session:
        assert len(session.exec(select(JournalEntry)).all()) == before


def test_what_someone_else_changed_meanwhile_is_not_overwritten(january: January, sheet: Sheet) -> None:
    form = as_form(january, sheet)
    january.worksheets.save(form, by="U2", id=sheet.worksheet.id, version=sheet.worksheet.version)
    with pytest.raises(Problem, match="W-101 was changed while you had it open"):
        january.worksheets.save(form, by="U3", id=sheet.worksheet.id, version=sheet.worksheet.version)


def test_a_form_sent_twice_makes_one_worksheet(january: January) -> None:
    first = january.worksheets.save(january.form("W-101"), by="U1", id="draft")
    again = january.worksheets.save(january.form("W-101"), by="U1", id="draft")
    assert again.worksheet.id == first.worksheet.id == "draft"
    assert len(again.accruals) == 2


@pytest.mark.parametrize("number", ["W-101", "w-101 "])
def test_a_number_is_taken_once(january: January, sheet: Sheet, number: str) -> None:
    with pytest.raises(Problem, match="There is a worksheet") as refused:
        january.worksheets.save(replace(january.form("W-101"), number=number), by="U1")
    assert refused.value.field == "number"


def removes(january: January, accrual_id: str) -> None:
    january.worksheets.remove_accrual(accrual_id, by="U1")


Act = Callable[[January, Sheet], object]
LOCKED_ACTS: dict[str, Act] = {
    "cannot become INVOICE": lambda january, _: january.invoices("W-102"),
    "sale cannot be changed": lambda january, _: january.sells("W-101", 1),
    "accrual cannot be changed": lambda january, sheet: january.worksheets.remove_accrual(
        sheet.accruals[0].id, by="U1"
    ),
    "cannot leave INVOICE": lambda january, _: january.leaves_invoice("W-101"),
    "sales adjustment cannot be posted": lambda january, _: january.adjusts("SA-1", day(25)),
}


@pytest.mark.parametrize("words", LOCKED_ACTS)
def test_a_locked_month_refuses_each_act_and_nothing_changes(january: January, words: str) -> None:
    january.stages()
    sheet = january.invoices("W-101")
    lock(january)
    with pytest.raises(PeriodClosed, match=words):
        LOCKED_ACTS[words](january, sheet)
    assert held(january) == FULL


def test_a_bill_of_a_locked_month_keeps_its_worksheet_in_invoice(january: January) -> None:
    """The worksheet's own month is open, but its purchase adjustment was recognised in one that is not."""
    january.plays(day(3, 2))
    lock(january)
    january.leaves_invoice("W-104")
    with pytest.raises(PeriodClosed):
        january.leaves_invoice("W-103")


def test_an_accrual_on_a_voucher_stays_as_it_is(january: January) -> None:
    january.plays(day(28))
    material = january.accrual("W-101", MATERIAL)
    for act in (
        lambda: january.worksheets.remove_accrual(material.id, by="U1"),
        lambda: january.worksheets.edit_accrual(material.id, AccrualForm(material.vendor_id, MATERIAL, 1), by="U1"),
        lambda: january.worksheets.save(
            january.form("W-101"), by="U1", id=material.worksheet_id, version=january.worksheet("W-101").version
        ),
    ):
        with pytest.raises(Problem, match=r"The material of 8,000\.00 is on a voucher"):
            act()


def test_a_posted_sales_adjustment_holds_its_worksheet(january: January) -> None:
    january.plays(day(26))
    with pytest.raises(Problem, match="W-101 has posted sales adjustments: SA-1"):
        january.leaves_invoice("W-101")


def test_a_receipt_holds_the_sale(january: January, sheet: Sheet) -> None:
    with january.store.writing() as session:
        receive(session, january, sheet)
    for act in (lambda: january.leaves_invoice("W-101"), lambda: january.sells("W-101", 1)):
        with pytest.raises(Problem, match="W-101 is paid, at least in part"):
            act()


def test_leaving_invoice_with_a_bill_posted_is_alert_1_or_refused_by_policy(january: January) -> None:
    january.plays(day(28))
    strict = replace(january.worksheets, bills_may_stay=lambda _: False)
    with pytest.raises(Problem, match="Bills were posted for W-103"):
        strict.set_status(january.worksheet("W-103").id, WORK, by="U1")
    before = held(january)
    january.leaves_invoice("W-103")
    left = held(january)
    assert left["5010"] == before["5010"] - 2_007_11
    january.invoices("W-103")
    assert held(january) == before


def test_invoice_needs_a_customer_terms_and_a_date(january: January) -> None:
    def refusal(form: WorksheetForm) -> str | None:
        id = january.worksheets.save(form, by="U1").worksheet.id
        with pytest.raises(Problem) as refused:
            january.worksheets.set_status(id, INVOICE, by="U1")
        return refused.value.field

    form = january.form("W-101")
    assert refusal(replace(form, number="A", customer_id=None)) == "customer_id"
    assert refusal(replace(form, number="B", posting_date=None)) == "posting_date"


def test_with_receivables_in_quickbooks_the_customer_must_be_linked(store: Store) -> None:
    january = January(store, ar_on=False)
    january.worksheets.save(january.form("W-101"), by="U1")
    with store.writing() as session:
        for link in session.exec(select(CounterpartyLink)):
            session.delete(link)
    with pytest.raises(Problem, match="not linked to QuickBooks"):
        january.invoices("W-101")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sales": [SaleForm(-1)]}, "cannot be below zero"),
        ({"sales": [SaleForm(1, account="5010")]}, "of the class Purchases"),
        ({"accruals": [AccrualForm("", MATERIAL, 0)]}, "must be above zero"),
        ({"accruals": [AccrualForm("nobody", MATERIAL, 1)]}, "no such counterparty"),
        ({"number": " "}, "needs a number"),
        ({"number": "x" * 22}, "at most 21"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(january: January, change: dict[str, object], words: str) -> None:
    with pytest.raises(Problem, match=words):
        january.worksheets.save(replace(january.form("W-105"), **change), by="U1")  # type: ignore[arg-type]
    assert january.worksheets.find() == []


def test_a_vendor_must_be_a_supplier_and_its_cost_a_cost(january: January) -> None:
    sheet = january.worksheets.save(january.form("W-105"), by="U1")
    for form, words in (
        (AccrualForm(january.parties["Acme Mills"], MATERIAL, 1), "Acme Mills is not a supplier"),
        (AccrualForm(january.parties["OceanX"], MATERIAL, 1, "2110"), "2110 Accrued AP is of the class A/P Accrual"),
        (AccrualForm(january.parties["OceanX"], MATERIAL, 1, "9999"), "There is no account 9999"),
    ):
        with pytest.raises(Problem, match=words):
            january.worksheets.add_accrual(sheet.worksheet.id, form, by="U1")


def test_office_rent_is_no_trade_expense() -> None:
    assert trade_kind(" Inland_Freight ") is TradeKind.INLAND_FREIGHT
    assert trade_kind("customs AND duty") is TradeKind.CUSTOMS
    with pytest.raises(Problem, match="“office rent” is not a trade expense") as refused:
        trade_kind("office rent")
    assert "QuickBooks directly" in refused.value.words()


def test_every_act_is_audited(january: January, sheet: Sheet) -> None:
    with january.store.reading() as session:
        lines = session.exec(select(AuditLine).where(col(AuditLine.subject).startswith("worksheet:"))).all()
    assert [(line.act, line.detail) for line in lines] == [
        ("create worksheet", "W-101: sale 12,000.00, costs 8,900.00"),
        ("move worksheet", "W-101: work to invoice"),
    ]


def test_worksheets_are_found_by_what_stands_on_them(january: January, sheet: Sheet) -> None:
    january.worksheets.save(replace(january.form("W-105"), commodity="100% OCC"), by="U1")
    assert [x.number for x in january.worksheets.find("occ")] == ["W-105"]
    assert [x.number for x in january.worksheets.find("%")] == ["W-105"]
    assert [x.number for x in january.worksheets.find(status=INVOICE)] == ["W-101"]


def receive(session: Session, january: January, sheet: Sheet) -> None:
    owed = NewLine(AR_CONTROL, -100, worksheet_id=sheet.worksheet.id, receipt_id="r1")
    append(
        session,
        route=Route.DOCUMENT,
        on=day(27),
        event="receipt",
        department="main",
        realm=REALM,
        actor="U1",
        at=january.now(),
        lines=[owed, NewLine("1000", 100)],
    )


STEPS = st.lists(st.sampled_from(["in", "out", "dearer", "cheaper", "sell", "add", "drop"]), max_size=10)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_pressed_the_journal_says_what_the_worksheet_says(january: January, steps: list[str]) -> None:
    number = f"P-{january.new_id()[-12:]}"
    before = held(january)
    id = january.worksheets.save(replace(january.form("W-101"), number=number), by="U1").worksheet.id
    for step in steps:
        press(january, january.worksheets.get(id), step)
    sheet = january.worksheets.get(id)
    counts = sheet.worksheet.status is INVOICE
    expected = {"4010": -sum(x.amount for x in sheet.sales), "2110": -sum(a.amount for a in sheet.accruals)}
    for account, amount in expected.items():
        assert held(january).get(account, 0) - before.get(account, 0) == (amount if counts else 0)
    assert sum(held(january).values()) == 0


def press(january: January, sheet: Sheet, step: str) -> None:
    id, verbs = sheet.worksheet.id, january.worksheets
    vendor = january.parties["FastTruck"]
    if step in ("in", "out"):
        verbs.set_status(id, INVOICE if step == "in" else WORK, by="U1")
    elif step == "sell":
        accruals = [AccrualForm(a.vendor_id, a.kind, a.amount, a.account, a.id) for a in sheet.accruals]
        form = replace(january.form("W-101"), number=sheet.worksheet.number, accruals=accruals)
        sales = (SaleForm(sheet.sales[0].amount + 5),)
        verbs.save(replace(form, sales=sales), by="U1", id=id, version=sheet.worksheet.version)
    elif step == "add" or not sheet.accruals:
        verbs.add_accrual(id, AccrualForm(vendor, INLAND, 77), by="U1")
    elif step == "drop":
        verbs.remove_accrual(sheet.accruals[0].id, by="U1")
    else:
        amount = max(1, sheet.accruals[0].amount + (11 if step == "dearer" else -13))
        verbs.edit_accrual(sheet.accruals[0].id, AccrualForm(vendor, INLAND, amount), by="U1")
