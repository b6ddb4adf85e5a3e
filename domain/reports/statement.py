"""A customer's statement: what was owed at first, every document and payment since, what is owed now and how late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.counterparties.counterparty import Counterparty
from domain.ledger.go_live import OpeningReceivable
from domain.ledger.journal import AR_CONTROL, UNAPPLIED_CASH, JournalEntry, JournalLine
from domain.problems import Problem
from domain.receipts.receipt import ReceiptAct
from domain.reports import aging
from domain.reports.asked import Asked, lines, total
from domain.reports.files import paper, print_table
from domain.reports.receipts import receipt_of_entry
from domain.reports.report import Column, words
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
class Statement:
    """A customer's account over a period, in cents; `strip` is what is open by days late, in the ranges of `buckets`,
    and `unapplied` paid ahead."""

    customer: Counterparty
    asked: Asked
    opening: int
    activity: list[Activity]
    strip: list[int]
    unapplied: int
    buckets: Sequence[int] = aging.BUCKETS

    @property
    def balance(self) -> int:
        """What is owed at the end: what is open less what was paid ahead."""
        return self.activity[-1].balance if self.activity else self.opening


def statement(session: Session, asked: Asked, customer_id: str, buckets: Sequence[int] = aging.BUCKETS) -> Statement:
    """The account of a customer whose receivables are kept here. Raises Problem when there is no such customer."""
    customer = session.get(Counterparty, customer_id)
    if customer is None or customer.department != asked.department or not customer.is_customer:
        raise Problem("There is no such customer.", field="customer")
    opening = running = _owed(session, asked.before, customer_id)
    activity = []
    for row in session.execute(_moved(asked, customer_id)):
        running += int(row.amount)
        activity.append(Activity(row.on, _what(row), row.number or "", int(row.amount), running))
    invoices = aging.open_invoices(session, asked, customer_id)
    ahead = aging.unapplied(session, asked, customer_id).total("Unapplied")
    strip = aging.strip(asked.as_of, invoices, buckets)
    return Statement(customer, asked, opening, activity, strip, ahead, buckets)


def as_pdf(said: Statement, sender: str = "") -> bytes:
    """The statement on paper; `sender` is who it comes from."""
    customer, asked = said.customer, said.asked
    pdf = paper(f"Statement {customer.name}")
    pdf.add_page()
    pdf.set_font("DejaVu", "B", 16)
    pdf.cell(0, 9, "Statement", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("DejaVu", "", 9)
    place = " ".join(filter(None, (customer.bill_to_city, customer.bill_to_state, customer.bill_to_postal_code)))
    told = (sender, asked.period, "", customer.legal_name or customer.name, customer.bill_to_street, place)
    for line in told:
        if line or line == told[2]:
            pdf.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    first: list[object] = [asked.start, "Balance brought forward", "", None, None, said.opening]
    print_table(pdf, ACTIVITY, [first, *map(_cells, said.activity)], _totals(said))
    pdf.ln(6)
    columns = [*(Column(title, "amount") for title in aging.titles(said.buckets)), Column("Paid ahead", "amount")]
    print_table(pdf, [*columns, Column("Balance", "amount")], [[*said.strip, -said.unapplied, said.balance]])
    pdf.ln(4)
    pdf.set_font("DejaVu", "B", 11)
    pdf.cell(0, 7, f"Balance due: {words(said.balance, 'amount')}", align="R")
    return bytes(pdf.output())


def _cells(one: Activity) -> list[object]:
    charge, credit = (one.amount, None) if one.amount > 0 else (None, -one.amount)
    return [one.on, one.what, one.number, charge, credit, one.balance]


def _totals(said: Statement) -> list[object]:
    charges = sum(one.amount for one in said.activity if one.amount > 0)
    credits = -sum(one.amount for one in said.activity if one.amount < 0)
    return ["Total", "", "", charges, credits, said.balance]


def _owed(session: Session, asked: Asked, customer_id: str) -> int:
    query = lines(total()).where(*_receivable(customer_id), *asked.within())
    return int(session.execute(query).scalar_one())


def _receivable(customer_id: str) -> list[Any]:
    """Cash paid ahead is part of a customer's account: it makes what is owed less."""
    accounts = col(JournalLine.account).in_((AR_CONTROL, UNAPPLIED_CASH))
    return [accounts, col(JournalLine.counterparty_id) == customer_id]


def _moved(asked: Asked, customer_id: str) -> Any:
    """What each document changed the account by, day by day; what was taken back on its own day leaves nothing."""
    number = sa.func.coalesce(sa.func.max(col(Worksheet.number)), sa.func.max(col(OpeningReceivable.number)))
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
    query = query.outerjoin(ReceiptAct, receipt_of_entry())
    query = query.where(*_receivable(customer_id), *asked.during()).group_by(*document).having(total() != 0)
    return query.order_by(col(JournalEntry.on), sa.func.min(col(JournalEntry.seq)))


def _what(row: Any) -> str:
    if row.event == "sales adjustment":
        return "Debit memo" if row.amount > 0 else "Credit memo"
    said = SAID.get(row.event, str(row.event).capitalize())
    return "Payment taken back" if row.event == "receipt" and row.amount > 0 else said
