"""Receivables kept here: what each customer owes, invoice by invoice and by how late it is, and cash not yet applied.

What is owed is the sum of AR control's lines with the same tag, a worksheet or a receivable of the opening (S2-13).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.term import Term, TermSide, description_key, due_on
from domain.counterparties.counterparty import Counterparty
from domain.ledger.go_live import OpeningReceivable
from domain.ledger.journal import AR_CONTROL, UNAPPLIED_CASH, JournalEntry, JournalLine
from domain.receipts.receipt import ReceiptAct
from domain.reports.asked import Asked, lines, total
from domain.reports.report import Column, Report
from domain.worksheets.recognition import SALE
from domain.worksheets.worksheet import Worksheet

BUCKETS: Final = (0, 30, 60, 90)  # days past due at which the next range begins: up to 0, 1-30, 31-60, 61-90, over 90
BEGINS: Final = (SALE, "opening")
OPEN_INVOICES: Final = (
    Column("Customer"),
    Column("Invoice"),
    Column("Date", "date"),
    Column("Due", "date"),
    Column("Days late", "count"),
    Column("Range"),
    Column("Open", "amount"),
)
UNAPPLIED: Final = (Column("Customer"), Column("Receipt"), Column("Date", "date"), Column("Unapplied", "amount"))


@dataclass(frozen=True)
class OpenInvoice:
    """What is open of one invoice, in cents: owed is positive. A row without a number has no invoice to it."""

    customer_id: str
    customer: str
    number: str
    dated: date
    due: date
    amount: int

    def days_late(self, on: date) -> int:
        """How many days past due it is on a day; 0 until the day after it is due."""
        return max((on - self.due).days, 0)


def open_invoices(session: Session, asked: Asked, customer_id: str | None = None) -> list[OpenInvoice]:
    """Every invoice with something open, by customer and date. An invoice without kept terms is due on its date."""
    sums = _open(asked, customer_id).subquery()
    party, sheet, opened = col(Counterparty.id), col(Worksheet.id), col(OpeningReceivable.id)
    number = sa.func.coalesce(col(Worksheet.number), col(OpeningReceivable.number), "")
    query = (
        sa.select(
            sums.c.customer_id,
            sa.func.coalesce(col(Counterparty.name), "").label("customer"),
            number.label("number"),
            sa.func.coalesce(sums.c.begun, sums.c.first).label("on"),
            col(OpeningReceivable.dated).label("dated"),
            col(OpeningReceivable.due).label("due"),
            col(Worksheet.ship_date).label("shipped"),
            col(Worksheet.term).label("term"),
            col(Counterparty.terms).label("terms"),
            sums.c.amount,
        )
        .outerjoin(Counterparty, party == sums.c.customer_id)
        .outerjoin(Worksheet, sheet == sums.c.key)
        .outerjoin(OpeningReceivable, opened == sums.c.key)
        .order_by(sa.func.lower(col(Counterparty.name)), sums.c.customer_id, "on", "number")
    )
    due = _due(session, asked.department)
    return [
        OpenInvoice(
            row.customer_id or "", row.customer, row.number, row.dated or row.on, due(row), int(row.amount)
        )
        for row in session.execute(query)
    ]  # fmt: skip


def aging(asked: Asked, invoices: Iterable[OpenInvoice], buckets: Sequence[int] = BUCKETS) -> Report:
    """What each customer owes by how late it is; `invoices` come customer by customer."""
    columns = (Column("Customer"), *(Column(title, "amount") for title in titles(buckets)), Column("Total", "amount"))
    rows: list[list[object]] = []
    for (_, name), owed in groupby(invoices, key=lambda one: (one.customer_id, one.customer)):
        sums = strip(asked.as_of, owed, buckets)
        rows.append([name or "No customer", *sums, sum(sums)])
    return asked.report("Aging", columns, rows, "By customer, days past due")


def strip(on: date, invoices: Iterable[OpenInvoice], buckets: Sequence[int] = BUCKETS) -> list[int]:
    """What is open in each range of days late, in cents."""
    sums = [0] * (len(buckets) + 1)
    for one in invoices:
        sums[_range(one.days_late(on), buckets)] += one.amount
    return sums


def titles(buckets: Sequence[int] = BUCKETS) -> list[str]:
    """`Current`, `1-30`, `31-60`, `61-90`, `Over 90`."""
    ranges = [f"{low + 1}-{high}" for low, high in pairwise(buckets)]
    return ["Current", *ranges, f"Over {buckets[-1]}"]


def invoice_list(asked: Asked, invoices: Iterable[OpenInvoice], buckets: Sequence[int] = BUCKETS) -> Report:
    """Every open invoice with the range it stands in."""
    names = titles(buckets)
    rows = [
        [one.customer, one.number, one.dated, one.due, late, names[_range(late, buckets)], one.amount]
        for one in invoices
        for late in [one.days_late(asked.as_of)]
    ]
    return asked.report("Open invoices", OPEN_INVOICES, rows)


def unapplied(session: Session, asked: Asked, customer_id: str | None = None) -> Report:
    """Cash of customers that no invoice has taken yet, by the receipt that brought it."""
    party = col(JournalLine.counterparty_id)
    key = sa.func.coalesce(col(JournalLine.opening_id), col(JournalLine.receipt_id))
    sums = lines(party, key.label("key"), sa.func.min(col(JournalEntry.on)).label("on"), total().label("amount"))
    sums = sums.where(col(JournalLine.account) == UNAPPLIED_CASH, *asked.within())
    sums = sums.where(party == customer_id) if customer_id else sums
    held = sums.group_by(party, key).having(total() != 0).subquery()
    query = (
        sa.select(
            col(Counterparty.name).label("customer"),
            held.c.on,
            held.c.amount,
            sa.func.coalesce(col(OpeningReceivable.number), col(ReceiptAct.name), "").label("number"),
        )
        .outerjoin_from(held, Counterparty, col(Counterparty.id) == held.c.counterparty_id)
        .outerjoin(OpeningReceivable, col(OpeningReceivable.id) == held.c.key)
        .outerjoin(ReceiptAct, col(ReceiptAct.id) == held.c.key)
        .order_by(sa.func.lower(col(Counterparty.name)), held.c.on, "number")
    )
    rows = [[row.customer or "No customer", row.number, row.on, -int(row.amount)] for row in session.execute(query)]
    return asked.report("Unapplied cash", UNAPPLIED, rows)


def _open(asked: Asked, customer_id: str | None) -> Any:
    """AR control's lines summed by customer and invoice, without those that are settled.

    `begun` is the day the invoice was last recognised on: one that left INVOICE and came back has the later date.
    """
    party = col(JournalLine.counterparty_id)
    key = sa.func.coalesce(col(JournalLine.worksheet_id), col(JournalLine.opening_id))
    begins = sa.and_(col(JournalEntry.event).in_(BEGINS), col(JournalEntry.reverses).is_(None))
    query = lines(
        party.label("customer_id"),
        key.label("key"),
        sa.func.max(sa.case((begins, col(JournalEntry.on)))).label("begun"),
        sa.func.min(col(JournalEntry.on)).label("first"),
        sa.func.sum(col(JournalLine.amount)).label("amount"),
    )
    query = query.where(col(JournalLine.account) == AR_CONTROL, *asked.within())
    query = query.where(party == customer_id) if customer_id else query
    return query.group_by(party, key).having(sa.func.sum(col(JournalLine.amount)) != 0)


def _due(session: Session, department: str) -> Callable[[Any], date]:
    """When a row is due: as the opening says, or by the worksheet's terms or else the customer's (S1-17)."""
    kept = select(Term).where(Term.department == department, Term.side == TermSide.AR)
    terms = {term.description_key: term for term in session.exec(kept)}
    named: dict[str, Term | None] = {"": None}

    def due(row: Any) -> date:
        name = row.term or row.terms or ""
        if name not in named:
            named[name] = terms.get(description_key(name))
        term, on = named[name], row.dated or row.on
        counted = due_on(term, ship=row.shipped, posting=on, invoice=on) if term else None
        found: date = row.due or counted or on
        return found

    return due


def _range(late: int, buckets: Sequence[int]) -> int:
    return sum(late > limit for limit in buckets)
