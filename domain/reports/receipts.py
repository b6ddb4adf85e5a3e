"""The receipts ledger: cash that came, was applied, was returned, and what was undone, as the journal has it."""

from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.accounts.account import AccountClass
from domain.ledger.journal import AR_CONTROL, BANK, UNAPPLIED_CASH, JournalEntry, JournalLine
from domain.receipts.receipt import ReceiptAct
from domain.reports.asked import Asked, accounts_of, lines, party_names, total
from domain.reports.report import Column, Report

LEDGER: Final = (
    Column("Date", "date"),
    Column("Receipt"),
    Column("What"),
    Column("Customer"),
    Column("Cash", "amount"),
    Column("Bank fee", "amount"),
    Column("Interest", "amount"),
    Column("Discount", "amount"),
    Column("Applied", "amount"),
    Column("Unapplied", "amount"),
)
AMOUNTS: Final = ("cash", "fee", "interest", "discount", "applied", "unapplied")
RECEIPTS, UNDONE = "receipt:", "receipt undone"


def receipts_ledger(session: Session, asked: Asked) -> Report:
    """Every act on cash of customers in the period, also those undone: an undo stands on its own date (E19).

    Cash, fee, interest and discount add up to what was applied and what stays unapplied.
    """
    names = party_names(session, asked.department)
    rows = [
        [row["on"], row["name"] or "", _what(row), names.get(row["party"], ""), *(int(row[name]) for name in AMOUNTS)]
        for row in session.execute(_acts(session, asked)).mappings()
    ]
    return asked.report("Receipts ledger", LEDGER, rows, asked.period)


def _acts(session: Session, asked: Asked) -> Any:
    account = col(JournalLine.account)
    given = {
        "fee": account.in_(accounts_of(session, asked.department, AccountClass.BANK_CHARGES)),
        "interest": account.in_(accounts_of(session, asked.department, AccountClass.INTEREST_PAID)),
        "discount": account.in_(accounts_of(session, asked.department, AccountClass.DISCOUNTS)),
    }
    entry = col(JournalEntry.seq), col(JournalEntry.on), col(JournalEntry.event), col(JournalEntry.reverses)
    query = lines(
        *entry,
        sa.func.max(col(ReceiptAct.name)).label("name"),
        sa.func.max(col(JournalLine.counterparty_id)).label("party"),
        total(account.startswith(BANK, autoescape=True)).label("cash"),
        *(total(condition).label(name) for name, condition in given.items()),
        (-total(account == AR_CONTROL)).label("applied"),
        (-total(account == UNAPPLIED_CASH)).label("unapplied"),
    )
    query = query.outerjoin(ReceiptAct, receipt_of_entry())
    query = query.where(col(JournalEntry.document).startswith(RECEIPTS, autoescape=True), *asked.during())
    return query.group_by(*entry).order_by(col(JournalEntry.on), col(JournalEntry.seq))


def receipt_of_entry() -> Any:
    """The condition that joins a journal entry to the act on a receipt that it is the entry of."""
    return sa.literal(RECEIPTS).concat(col(ReceiptAct.id)) == col(JournalEntry.document)


def _what(row: Any) -> str:
    """`Receipt`, `Cash applied`, `Receipt undone`; an act that QuickBooks refused and a person withdrew says so."""
    said = str(row["event"]).capitalize()
    return f"{said}, withdrawn" if row["reverses"] and row["event"] != UNDONE else said
