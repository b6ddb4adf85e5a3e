"""What was sold in a period, document by document, and the sales tax on it, which equals the account's movement."""

from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.accounts.account import AccountClass
from domain.ledger.journal import SALES_TAX, JournalEntry, JournalLine
from domain.money import shown
from domain.reports.asked import Asked, accounts_of, lines, party_names, total, worksheets_by_id
from domain.reports.report import Column, Report, summed
from domain.sales.sale_document import SaleDocument
from domain.worksheets.worksheet import Adjustment, SaleLine, Worksheet, WorksheetStatus

JOURNAL: Final = (
    Column("Date", "date"),
    Column("Document"),
    Column("What"),
    Column("Customer"),
    Column("Net", "amount"),
    Column("Tax", "amount"),
    Column("Gross", "amount"),
)
TAX: Final = (
    Column("Date", "date"),
    Column("Worksheet"),
    Column("Customer"),
    Column("Net sale", "amount"),
    Column("Tax", "amount"),
)


def sales_journal(session: Session, asked: Asked) -> Report:
    """Every sale and every posted adjustment of one, on its date; what was taken back leaves nothing."""
    rows = [
        [one.on, number, what, customer, net, tax, net + tax]
        for one, number, what, customer, net, tax in _sold(session, asked)
    ]
    return asked.report("Sales journal", JOURNAL, rows, asked.period)


def tax_liability(session: Session, asked: Asked) -> Report:
    """The taxed sales of a period, and in the subtitle whether the worksheets' own tax is what the account moved by.

    Worksheets are as they are now: asked about an earlier moment, the journal alone is compared.
    """
    sold = _sold(session, asked)
    rows = [[one.on, number, customer, net, tax] for one, number, _, customer, net, tax in sold if tax]
    totals = summed(TAX, rows)
    moved = tax_moved(session, asked)
    ours = sum(tax for *_, tax in sold) if asked.known_at else tax_of_worksheets(session, asked)
    proof = "Equal to" if ours == moved else f"NOT EQUAL: the worksheets have {shown(ours)},"
    told = f"{asked.period}. {proof} the movement of {SALES_TAX} Sales Tax, {shown(moved)}"
    return asked.report("Sales tax liability", TAX, rows, told, totals)


def tax_moved(session: Session, asked: Asked) -> int:
    """What Sales Tax moved by in the period, in cents; a liability is positive."""
    query = lines(total()).where(col(JournalLine.account) == SALES_TAX, *asked.during())
    return -int(session.execute(query).scalar_one())


def tax_of_worksheets(session: Session, asked: Asked) -> int:
    """The tax on the lines of the worksheets that are INVOICE now and dated in the period: it must have moved as well.

    Worksheets of the opening are not among them: their tax was booked before go-live.
    """
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(col(SaleLine.tax)), 0))
        .join(Worksheet, col(SaleLine.worksheet_id) == col(Worksheet.id))
        .where(
            col(Worksheet.department) == asked.department,
            col(Worksheet.status) == WorksheetStatus.INVOICE,
            col(Worksheet.opening).is_(False),
            col(Worksheet.posting_date).between(asked.start, asked.as_of),
        )
    )
    return int(session.execute(query).scalar_one())


def _sold(session: Session, asked: Asked) -> list[tuple[Any, str, str, str, int, int]]:
    """Each sale or adjustment: its row, number, what it is, customer, net and tax in cents; by date and number."""
    sales = col(JournalLine.account).in_(accounts_of(session, asked.department, AccountClass.SALES))
    taxed = col(JournalLine.account) == SALES_TAX
    tags = col(JournalLine.worksheet_id), col(JournalLine.adjustment_id), col(JournalLine.counterparty_id)
    query = lines(col(JournalEntry.on), *tags, total(sales).label("net"), total(taxed).label("tax"))
    query = query.where(sa.or_(sales, taxed), *asked.during()).group_by(col(JournalEntry.on), *tags)
    found = session.execute(query.having(sa.or_(total(sales) != 0, total(taxed) != 0))).all()
    names, sheets = party_names(session, asked.department), worksheets_by_id(session, (r.worksheet_id for r in found))
    adjustments, memos = _adjustments(session, asked), _memos(session, asked)
    sold = []
    for row in found:
        sheet, name = sheets.get(row.worksheet_id), adjustments.get(row.adjustment_id, "")
        number = sheet.number if sheet else ""
        net, tax = -int(row.net), -int(row.tax)
        what = ("Debit memo" if net > 0 else "Credit memo") if row.adjustment_id else "Invoice"
        told = memos.get(row.adjustment_id) or f"{number} {name}".strip()
        sold.append((row, told, what, names.get(row.counterparty_id, ""), net, tax))
    return sorted(sold, key=lambda one: (one[0].on, one[1]))


def _memos(session: Session, asked: Asked) -> dict[str | None, str]:
    """The numbers of the memos that customers got for sales adjustments, by adjustment."""
    query = sa.select(col(SaleDocument.adjustment_id), col(SaleDocument.number))
    query = query.where(col(SaleDocument.department) == asked.department, col(SaleDocument.adjustment_id) != "")
    return {row.adjustment_id: row.number for row in session.execute(query)}


def _adjustments(session: Session, asked: Asked) -> dict[str | None, str]:
    """The names of the department's sales adjustments by id."""
    query = sa.select(col(Adjustment.id), col(Adjustment.side), col(Adjustment.number))
    rows = session.execute(query.where(col(Adjustment.department) == asked.department))
    return {row.id: f"{'SA' if row.side == 'sale' else 'PA'}-{row.number}" for row in rows}
