"""Receivables kept here: what each customer owes, invoice by invoice and by how late it is, and cash not yet applied.

What is owed is the sum of AR control's lines with the same tag, a worksheet or a receivable of the opening (S2-13).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
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
from domain.sales.sale_document import SaleDocument, SaleState
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
    """Every invoice with something open, by customer and date. It is due when its document says so; one without
    a document by its terms, and without kept terms on its date."""
    sums = _open(asked, customer_id).subquery()
    sheet, opened = col(Worksheet.id) == sums.c.key, col(OpeningReceivable.id) == sums.c.key
    billed = sa.and_(col(SaleDocument.adjustment_id) == "", col(SaleDocument.state) != SaleState.WITHDRAWN)
    query = (
        sa.select(
            sums.c.customer_id,
            sa.func.coalesce(col(Worksheet.number), col(OpeningReceivable.number), ""),
            sa.func.coalesce(sums.c.begun, sums.c.first),
            col(OpeningReceivable.dated),
            sa.func.coalesce(col(OpeningReceivable.due), col(SaleDocument.due_on)),
            col(Worksheet.ship_date),
            col(Worksheet.term),
            sums.c.amount,
        )
        .outerjoin(Worksheet, sheet)
        .outerjoin(OpeningReceivable, opened)
        .outerjoin(SaleDocument, sa.and_(col(SaleDocument.worksheet_id) == sums.c.key, billed))
    )
    customers, due = _customers(session, asked.department), _due(session, asked.department)
    found = []
    for id, number, on, dated, due_then, shipped, term, amount in session.execute(query):
        name, terms = customers.get(id, ("", ""))
        day = dated or on
        found.append(
            OpenInvoice(id or "", name, number, day, due_then or due(term or terms, shipped, day), int(amount))
        )
    return sorted(found, key=lambda one: (one.customer.casefold(), one.customer_id, one.dated, one.number))


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


def _customers(session: Session, department: str) -> dict[str | None, tuple[str, str]]:
    """The name and the terms of every counterparty."""
    query = select(Counterparty.id, Counterparty.name, Counterparty.terms).where(Counterparty.department == department)
    return {id: (name, terms) for id, name, terms in session.exec(query)}


def _due(session: Session, department: str) -> Callable[[str, date | None, date], date]:
    """When an invoice is due by the name of its terms, its ship date and its date (S1-17)."""
    kept = select(Term).where(Term.department == department, Term.side == TermSide.AR)
    terms = {term.description_key: term for term in session.exec(kept)}

    @cache
    def due(name: str, shipped: date | None, on: date) -> date:
        term = terms.get(description_key(name)) if name else None
        return (due_on(term, ship=shipped, posting=on, invoice=on) if term else None) or on

    return due


def _range(late: int, buckets: Sequence[int]) -> int:
    return sum(late > limit for limit in buckets)
