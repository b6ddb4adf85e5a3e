"""With the AR module on a sale's documents are kept here: numbered, due by their terms, revised, withdrawn, printed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from sqlmodel import select

from domain.accounts.term import Term, TermBase
from domain.audit_names import names_of, subjects_called, subjects_like
from domain.deliveries.delivering import Deliveries
from domain.engine import Engine
from domain.ledger.journal import JournalEntry, NewLine, Route, append
from domain.problems import Problem
from domain.reports.aging import aging, open_invoices
from domain.reports.asked import Asked
from domain.reports.sales import sales_journal
from domain.reports.statement import statement
from domain.sales.billed import Billing
from domain.sales.invoicing import Invoicing
from domain.sales.printing import Printing, printed
from domain.sales.sale_document import SaleDocument, SaleKind, SaleState, documents_of
from domain.store import Store
from domain.worksheets.adjusting import Adjusting, AdjustmentForm
from domain.worksheets.worksheet import AdjustmentSide, Worksheet, WorksheetStatus
from tests.databases import Databases
from tests.domain.january import January, day
from tests.domain.sales.desk import net_30
from tests.domain.vouchers.inline import InlineEngine


@pytest.fixture
def january(database_url: str) -> Iterator[January]:
    """Nothing has happened in January yet."""
    with january_at(database_url) as made:
        yield made


@pytest.fixture(scope="module")
def played(databases: Databases) -> Iterator[January]:
    """The whole month, to be looked at."""
    with databases.new() as url, january_at(url) as made:
        yield made.plays(posts=lambda _: None, undoes=lambda _: None)


@contextmanager
def january_at(url: str) -> Iterator[January]:
    store = Store(url)
    made = January(store)
    invoicing = Invoicing(Deliveries(store, cast(Engine, InlineEngine()), made.now), made.new_id)
    made.worksheets = replace(made.worksheets, invoices=invoicing)
    made.adjusting = Adjusting(made.worksheets)
    keeps_term(made)
    yield made
    store.close()


def keeps_term(january: January, name: str = "Net 30", **said: Any) -> None:
    term = net_30(january).sqlmodel_update({"description": name, "description_key": name.lower(), **said})
    with january.store.writing() as session:
        session.add(term)


def documents(january: January, number: str) -> list[SaleDocument]:
    with january.store.reading() as session:
        return documents_of(session, january.worksheet(number).id)


def test_every_sale_of_the_month_has_its_documents_and_none_goes_to_the_books(played: January) -> None:
    said = {one.number: one.total for n in (1, 2, 3) for one in documents(played, f"W-10{n}")}
    assert said == {
        "W-101": 12_000_00,
        "W-101-C1": 350_00,
        "W-102": 7_950_00,
        "W-102-D1": 120_00,
        "W-103": 3_333_33,
    }
    owed = sum(one.owed for n in (1, 2, 3) for one in documents(played, f"W-10{n}"))
    assert owed == 23_053_33
    with played.store.reading() as session:
        entries = session.exec(select(JournalEntry).where(JournalEntry.route == Route.DOCUMENT)).all()
    assert [entry.event for entry in entries if not (entry.document or "").startswith("voucher:")] == []


def test_an_invoice_follows_its_sale(played: January) -> None:
    [invoice] = documents(played, "W-103")
    assert (invoice.revision, invoice.state, invoice.due_on) == (3, SaleState.LIVE, date(2025, 2, 19))
    [gone] = documents(played, "W-105")
    assert gone.state is SaleState.WITHDRAWN


def test_an_invoice_comes_back_with_its_worksheet_under_its_number(january: January) -> None:
    january.worksheets.save(january.form("W-105"), by="U1")
    for _ in range(2):
        january.invoices("W-105")
        [live] = documents(january, "W-105")
        assert (live.number, live.state) == ("W-105", SaleState.LIVE)
        january.leaves_invoice("W-105")
    [gone] = documents(january, "W-105")
    assert (gone.id, gone.revision, gone.state) == (live.id, 2, SaleState.WITHDRAWN)


def test_what_an_invoice_does_not_say_changes_nothing_of_it(january: January) -> None:
    january.worksheets.save(january.form("W-101"), by="U1")
    sheet = january.invoices("W-101")
    form = replace(january.form("W-101"), accruals=(), commodity="OCC")
    january.worksheets.save(form, by="U1", id=sheet.worksheet.id, version=sheet.worksheet.version)
    assert documents(january, "W-101")[0].revision == 1


def test_a_renamed_worksheet_renames_its_invoice(january: January) -> None:
    january.worksheets.save(january.form("W-105"), by="U1")
    sheet = january.invoices("W-105")
    form = replace(january.form("W-105"), number="W-205")
    january.worksheets.save(form, by="U1", id=sheet.worksheet.id, version=sheet.worksheet.version)
    assert [(one.number, one.revision) for one in documents(january, "W-205")] == [("W-205", 2)]


@pytest.mark.parametrize(
    ("base", "end_of_month", "due"),
    [(TermBase.POSTING, False, date(2025, 2, 4)), (TermBase.SHIP, False, date(2025, 1, 30)),
     (TermBase.POSTING, True, date(2025, 3, 2))],
)  # fmt: skip
def test_an_invoice_is_due_by_the_base_date_of_its_terms(
    january: January, base: TermBase, end_of_month: bool, due: date
) -> None:
    keeps_term(january, "Own", base=base, end_of_month=end_of_month)
    form = replace(january.form("W-101"), term="Own", ship_date=date(2024, 12, 31))
    id = january.worksheets.save(form, by="U1").worksheet.id
    january.worksheets.set_status(id, WorksheetStatus.INVOICE, by="U1")
    assert documents(january, "W-101")[0].due_on == due


def test_memos_are_titled_by_their_sign_and_numbered_after_their_worksheet(january: January) -> None:
    january.worksheets.save(january.form("W-102"), by="U1")
    january.invoices("W-102")
    for cents in (10_00, -20_00, 30_00):
        form = AdjustmentForm(AdjustmentSide.SALE, "4110", cents)
        staged = january.adjusting.stage(january.worksheet("W-102").id, form, by="U1")
        january.adjusting.post(staged.id, on=day(30), by="U1")
    memos = documents(january, "W-102")[1:]
    assert sorted((one.number, one.kind) for one in memos) == [
        ("W-102-C1", SaleKind.CREDIT_MEMO),
        ("W-102-D1", SaleKind.DEBIT_MEMO),
        ("W-102-D2", SaleKind.DEBIT_MEMO),
    ]
    assert {one.title for one in memos} >= {"Debit memo W-102-D1", "Credit memo W-102-C1"}


def test_a_staged_adjustment_has_no_memo_but_can_be_printed(played: January) -> None:
    assert [one.number for one in documents(played, "W-103")] == ["W-103"]
    paper = Printing(played.store).staged(played.adjustment("SA-3").id, day(30))
    assert paper.name == "credit-memo-SA-3.pdf" and paper.content.startswith(b"%PDF")


def test_an_invoice_is_the_same_paper_each_time_and_an_earlier_one_stays(played: January) -> None:
    [invoice] = documents(played, "W-103")
    printing = Printing(played.store)
    paper = printing.document(invoice.id)
    assert (paper.name, paper) == ("invoice-W-103.pdf", printing.document(invoice.id))
    assert printing.document(invoice.id, 1) != paper


def test_a_discount_for_paying_early_is_printed_to_the_cent(january: January) -> None:
    keeps_term(january, "2/10", discount_percent="2", discount_days=10)
    id = january.worksheets.save(replace(january.form("W-102"), term="2/10"), by="U1").worksheet.id
    january.worksheets.set_status(id, WorksheetStatus.INVOICE, by="U1")
    [invoice] = documents(january, "W-102")
    with january.store.reading() as session:
        said = printed(session, invoice, invoice.revision)
    assert said.remarks == ["Paid by 22 January 2025: less 159.00 discount, 7,791.00."]
    assert (said.head.title, said.net, said.tax) == ("Invoice", 7_500_00, 450_00)
    assert ("Terms", "2/10") in said.head.facts, "by the name people agreed on"
    assert ("Due", "11 February 2025") in said.head.facts and said.head.to[0] == "Baltic Paper"


def test_an_invoice_says_what_was_sold_and_not_which_account_of_ours_it_is(january: January) -> None:
    january.worksheets.save(january.form("W-101"), by="U1")
    january.invoices("W-101")
    [invoice] = documents(january, "W-101")
    with january.store.writing() as session:
        said = printed(session, invoice, invoice.revision)
        assert [words for words, _ in said.lines] == ["Sales - General"], "nothing else is known of it"
        session.get_one(Worksheet, invoice.worksheet_id).commodity = "OCC bales"
        assert [words for words, _ in printed(session, invoice, invoice.revision).lines] == ["OCC bales"]


def test_reports_call_a_memo_by_the_number_its_customer_got(played: January) -> None:
    january = Asked("main", day(31))
    with played.store.reading() as session:
        sold = [row[1] for row in sales_journal(session, january).rows]
        acme = statement(session, january, played.parties["Acme Mills"])
    assert sold == ["W-101", "W-102", "W-103", "W-101-C1", "W-102-D1"]
    assert [one.number for one in acme.activity or ()] == ["W-101", "W-103", "W-101-C1"]


def test_an_invoice_kept_here_says_what_is_open_of_it_with_its_memos(january: January) -> None:
    january.worksheets.save(january.form("W-105"), by="U1")
    january.invoices("W-105")
    worksheet, billing = january.worksheet("W-105"), Billing(january.store)

    def said() -> int | None:
        return billing.of_worksheet(worksheet.id)[0].open

    assert said() == 1_000_00
    with january.store.writing() as session:
        paid = NewLine("1200", -1_000_00, worksheet.customer_id, worksheet_id=worksheet.id)
        facts = {"on": day(23), "department": "main", "realm": "r", "at": january.now()}
        lines = [paid, NewLine("bank:b", 1_000_00)]
        append(session, route=Route.DOCUMENT, event="receipt", actor="x", lines=lines, **facts)
    assert said() == 0


def test_a_refused_act_leaves_no_document(january: January) -> None:
    form = replace(january.form("W-101"), customer_id=None)
    id = january.worksheets.save(form, by="U1").worksheet.id
    with pytest.raises(Problem, match="no customer"):
        january.worksheets.set_status(id, WorksheetStatus.INVOICE, by="U1")
    assert documents(january, "W-101") == []


def test_the_audit_trail_calls_documents_by_their_numbers(played: January) -> None:
    [invoice, memo] = documents(played, "W-101")
    with played.store.reading() as session:
        said = names_of(session, [invoice.subject, memo.subject])
        assert said == {invoice.subject: "invoice W-101", memo.subject: "credit memo W-101-C1"}
        assert subjects_called(session, "w-101-c1") == [memo.subject]
        assert invoice.subject in {row[0] for row in session.execute(subjects_like("Acme"))}


def test_the_aging_has_the_due_dates_that_were_printed(january: January) -> None:
    for number in ("W-101", "W-103"):
        january.worksheets.save(january.form(number), by="U1")
    january.invoices("W-101")
    with january.store.writing() as session:
        session.exec(select(Term)).one().days = 60
    january.invoices("W-103")
    with january.store.reading() as session:
        owed = open_invoices(session, Asked("main", day(31)))
    assert [(one.number, one.due) for one in owed] == [("W-101", day(4, 2)), ("W-103", day(21, 3))]
    report = aging(Asked("main", day(14, 3)), owed, (0, 15, 45))
    assert [column.title for column in report.columns][1:-1] == ["Current", "1-15", "16-45", "Over 45"]
    assert list(report.rows[0][1:]) == [3_333_33, 0, 12_000_00, 0, 15_333_33]
