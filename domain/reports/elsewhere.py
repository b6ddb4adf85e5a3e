"""Receivables that QuickBooks keeps, because the AR module is off: what is open there, in the shape of our own."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from domain.books.balance_reports import LedgerBooks, OpenItem
from domain.connections.connection import connection_of
from domain.ledger.reach import posting_to
from domain.problems import Problem
from domain.reports.aging import UNAPPLIED, OpenInvoice
from domain.reports.asked import Asked
from domain.reports.report import Report


def open_items(books: LedgerBooks, asked: Asked) -> list[OpenItem]:
    """What is open in the whole company at the end of the day."""
    require_now(asked)
    return books.open_items(asked.as_of, payable=False)


def require_now(asked: Asked) -> None:
    """Raises Problem when asked about an earlier moment: QuickBooks cannot tell what it knew then."""
    if asked.known_at:
        raise Problem(
            "QuickBooks keeps these receivables, and does not tell what it knew at an earlier moment.",
            field="known_at",
            next_step="Leave out “known at”.",
        )


def invoices(items: Iterable[OpenItem]) -> list[OpenInvoice]:
    """Invoices and memos, customer by customer; payments without an invoice are not among them."""
    found = [
        OpenInvoice(one.party_id, one.party, one.number or one.type, one.on, one.due or one.on, one.open)
        for one in items
        if not _is_payment(one)
    ]
    return sorted(found, key=lambda one: (one.customer.casefold(), one.customer_id, one.dated, one.number))


def unapplied(asked: Asked, items: Iterable[OpenItem]) -> Report:
    """Payments that no invoice has taken; QuickBooks keeps them inside its receivables."""
    rows = [[one.party, one.number or one.type, one.on, -one.open] for one in items if _is_payment(one)]
    ordered = sorted(rows, key=lambda row: (str(row[0]).casefold(), str(row[2])))
    return asked.report("Unapplied cash", UNAPPLIED, ordered, "As QuickBooks has it")


def of_company(session: Session, report: Report) -> Report:
    """The same report, whose heading tells where several departments post to the company it is of.

    QuickBooks tells its receivables by customer and document, and not by department.
    """
    connection = connection_of(session, report.department)
    others = [one for one in posting_to(session, connection.realm) if one != report.department] if connection else []
    if not others or connection is None:
        return report
    told = f"All of {connection.company_name} in QuickBooks, where {', '.join(others)} post too"
    return replace(report, subtitle=". ".join(filter(None, (report.subtitle, told))))


def _is_payment(one: OpenItem) -> bool:
    return one.type.startswith("Payment")
