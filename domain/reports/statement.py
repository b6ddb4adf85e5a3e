"""A customer's statement: every open invoice with its due date and how late it is, and what a period changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.books.balance_reports import OpenItem
from domain.counterparties.counterparty import Counterparty
from domain.departments.sender import Sender
from domain.ledger.go_live import OpeningReceivable
from domain.ledger.journal import AR_CONTROL, UNAPPLIED_CASH, JournalEntry, JournalLine
from domain.problems import Problem
from domain.receipts.receipt import ReceiptAct
from domain.reports import aging, elsewhere
from domain.reports.asked import Asked, lines, total
from domain.reports.files import paper, print_table
from domain.reports.receipts import receipt_of_entry
from domain.reports.report import Column, words
from domain.sales.paper import Letterhead, print_letterhead, print_remittance, print_title
from domain.sales.printing import address_of
from domain.sales.sale_document import SaleDocument
from domain.worksheets.recognition import SALE
from domain.worksheets.worksheet import Worksheet

ACTIVITY: Final = (
    Column("Date", "date"),
    Column("What"),
    Column("Number"),
    Column("Charges", "amount"),
    Column("Credits", "amount"),
    Column("Balance", "amount"),
)
OPEN: Final = (
    Column("Invoice"),
    Column("Date", "date"),
    Column("Due", "date"),
    Column("Days late", "count"),
    Column("Open", "amount"),
)
AHEAD: Final = "paid ahead"
SAID: Final = {
    SALE: "Invoice",
    "opening": "Invoice",
    "receipt": "Payment, thank you",
    "cash applied": "Payment applied",
    "cash returned": "Payment returned",
    "receipt undone": "Payment taken back",
}


@dataclass(frozen=True)
class Activity:
    """One line of a statement, in cents; `balance` is what is owed after it."""

    on: date
    what: str
    number: str
    amount: int
    balance: int


@dataclass(frozen=True)
class Owed:
    """One open document on a statement, in cents: what the customer owes is positive, what was paid ahead negative."""

    number: str
    dated: date
    due: date | None
    amount: int

    def late(self, on: date) -> int | None:
        """How many days past due it is on a day; None until it is, and of a credit."""
        return (on - self.due).days if self.due and on > self.due and self.amount > 0 else None


@dataclass(frozen=True)
class Statement:
    """A customer's account at the end of a day: every open document, whatever its month, and by days late in `strip`,
    in the ranges of `buckets`; amounts in cents.

    `activity` is what the period changed it by, from `opening` on; None where another system keeps it.
    """

    customer: Counterparty
    asked: Asked
    owed: Sequence[Owed]
    strip: Sequence[int]
    opening: int = 0
    activity: Sequence[Activity] | None = None
    buckets: Sequence[int] = aging.BUCKETS

    @property
    def balance(self) -> int:
        """What is owed at the end: what is open less what was paid ahead."""
        return sum(one.amount for one in self.owed)

    @property
    def balance_name(self) -> str:
        """What the balance is called: a customer who paid ahead of what is owed has a credit."""
        return "Balance due" if self.balance >= 0 else "Credit balance"

    @property
    def unapplied(self) -> int:
        """What was paid ahead."""
        return sum(self.strip) - self.balance

    @property
    def late(self) -> int:
        """What is past due."""
        return sum(self.strip[1:])


def statement(session: Session, asked: Asked, customer_id: str, buckets: Sequence[int] = aging.BUCKETS) -> Statement:
    """The account of a customer whose receivables are kept here. Raises Problem when there is no such customer."""
    customer = customer_of(session, asked, customer_id)
    opening = running = _balance(session, asked.before, customer_id)
    activity = []
    for row in session.execute(_moved(asked, customer_id)):
        running += int(row.amount)
        activity.append(Activity(row.on, _what(row), row.number or "", int(row.amount), running))
    invoices = aging.open_invoices(session, asked, customer_id)
    owed = [Owed(one.number, one.dated, one.due, one.amount) for one in invoices]
    ahead = aging.unapplied(session, asked, customer_id).rows
    owed += [Owed(f"{number}, {AHEAD}", on, None, -amount) for _, number, on, amount in ahead]  # type: ignore[operator, arg-type]  # the columns of UNAPPLIED
    strip = aging.strip(asked.as_of, invoices, buckets)
    return Statement(customer, asked, owed, strip, opening, activity, buckets)


def statement_elsewhere(
    customer: Counterparty, asked: Asked, items: Sequence[OpenItem], buckets: Sequence[int] = aging.BUCKETS
) -> Statement:
    """The account of a customer as the books keep it, by what is open there."""
    invoices = elsewhere.invoices(items)
    owed = [Owed(one.number, one.dated, one.due, one.amount) for one in invoices]
    ahead = elsewhere.unapplied(asked, items).rows
    owed += [Owed(f"{number}, {AHEAD}", on, None, -amount) for _, number, on, amount in ahead]  # type: ignore[operator, arg-type]  # the columns of UNAPPLIED
    return Statement(customer, asked, owed, aging.strip(asked.as_of, invoices, buckets), buckets=buckets)


def customer_of(session: Session, asked: Asked, customer_id: str) -> Counterparty:
    """Whose statement it is. Raises Problem when there is no such customer."""
    customer = session.get(Counterparty, customer_id)
    if customer is None or customer.department != asked.department or not customer.is_customer:
        raise Problem("There is no such customer.", field="customer")
    return customer


def as_pdf(said: Statement, sender: Sender) -> bytes:
    """The statement on paper: what is open, how late it is, and what the period changed."""
    asked = said.asked
    pdf = paper(f"Statement {said.customer.name}")
    pdf.add_page()
    facts = [("As of", f"{asked.as_of:%-d %B %Y}"), (said.balance_name, words(abs(said.balance), "amount"))]
    facts += [("Past due", words(said.late, "amount"))] if said.late > 0 else []
    facts += [("Currency", sender.currency)] if sender.currency else []
    print_letterhead(pdf, Letterhead(sender, "Statement", address_of(said.customer), facts))
    rows = [
        [one.number, one.dated, one.due if one.amount > 0 else None, one.late(asked.as_of), one.amount]
        for one in said.owed
    ]
    credit = any(one.amount < 0 for one in said.owed)
    print_title(pdf, ("Open invoices and credits" if credit else "Open invoices") if rows else "Nothing is open.")
    if rows:
        print_table(pdf, OPEN, rows, ["Balance due", None, None, None, said.balance], large=True)
        pdf.ln(6)
        columns = [*(Column(title, "amount") for title in aging.titles(said.buckets)), Column("Paid ahead", "amount")]
        strip = [*said.strip, -said.unapplied, said.balance]
        with pdf.unbreakable() as kept:
            print_title(kept, "By days past due")
            print_table(kept, [*columns, Column("Balance due", "amount")], [strip])
    pdf.ln(6)
    if said.activity is not None:
        print_title(pdf, f"Activity, {asked.period}")
        first: list[object] = [asked.start, "Balance brought forward", "", None, None, said.opening]
        print_table(pdf, ACTIVITY, [first, *map(_cells, said.activity)], _totals(said.activity, said.balance))
    if said.balance > 0:
        print_remittance(pdf, sender)
    return bytes(pdf.output())


def _cells(one: Activity) -> list[object]:
    charge, credit = (one.amount, None) if one.amount > 0 else (None, -one.amount)
    return [one.on, one.what, one.number, charge, credit, one.balance]


def _totals(activity: Sequence[Activity], balance: int) -> list[object]:
    charges = sum(one.amount for one in activity if one.amount > 0)
    credits = -sum(one.amount for one in activity if one.amount < 0)
    return ["Total", "", "", charges, credits, balance]


def _balance(session: Session, asked: Asked, customer_id: str) -> int:
    query = lines(total()).where(*_receivable(customer_id), *asked.within())
    return int(session.execute(query).scalar_one())


def _receivable(customer_id: str) -> list[Any]:
    """Cash paid ahead is part of a customer's account: it makes what is owed less."""
    accounts = col(JournalLine.account).in_((AR_CONTROL, UNAPPLIED_CASH))
    return [accounts, col(JournalLine.counterparty_id) == customer_id]


def _moved(asked: Asked, customer_id: str) -> Any:
    """What each document changed the account by, day by day; what was taken back on its own day leaves nothing."""
    memo = sa.case((sa.func.count(sa.distinct(col(SaleDocument.id))) == 1, sa.func.max(col(SaleDocument.number))))
    number = sa.func.coalesce(memo, sa.func.max(col(Worksheet.number)), sa.func.max(col(OpeningReceivable.number)))
    several = sa.func.count(sa.distinct(sa.func.coalesce(col(Worksheet.id), col(OpeningReceivable.id)))) > 1
    document = col(JournalEntry.on), col(JournalEntry.document), col(JournalEntry.event)
    query = lines(
        *document,
        total().label("amount"),
        sa.func.coalesce(sa.func.max(col(ReceiptAct.name)), sa.case((several, "several invoices"), else_=number)).label(
            "number"
        ),
        sa.func.max(col(JournalEntry.reverses)).label("reverses"),
    )
    query = query.outerjoin(Worksheet, col(Worksheet.id) == col(JournalLine.worksheet_id))
    query = query.outerjoin(OpeningReceivable, col(OpeningReceivable.id) == col(JournalLine.opening_id))
    query = query.outerjoin(SaleDocument, _of_its_memo())
    query = query.outerjoin(ReceiptAct, receipt_of_entry())
    query = query.where(*_receivable(customer_id), *asked.during()).group_by(*document).having(total() != 0)
    return query.order_by(col(JournalEntry.on), sa.func.min(col(JournalEntry.seq)))


def _of_its_memo() -> Any:
    """The condition that joins a line of a sales adjustment to the memo that was sent for it."""
    return col(SaleDocument.adjustment_id) == col(JournalLine.adjustment_id)


def _what(row: Any) -> str:
    if row.event == "sales adjustment":
        return "Debit memo" if row.amount > 0 else "Credit memo"
    said = SAID.get(row.event, str(row.event).capitalize())
    return "Payment taken back" if row.event == "receipt" and row.amount > 0 else said
