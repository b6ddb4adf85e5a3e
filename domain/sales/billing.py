"""With the AR module off a sales document stands in the books too: what that needs, and its entry (E1, E5, E6)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, select

from domain.accounts.account import KnownChart
from domain.books.documents import NewDocument, NewDocumentLine
from domain.connections.connection import Connection, connection_of
from domain.counterparties.counterparty import Counterparty, CounterpartyLink
from domain.counterparties.details import TradeRole
from domain.deliveries.delivery import Delivery
from domain.ledger.journal import ACCRUED_SALES, AR_CONTROL, SALES_TAX, NewLine, Route, append, live_entries, reverse
from domain.problems import Problem
from domain.sales.sale_document import Content, SaleDocument, SaleKind, content_at, due_of, term_named
from domain.worksheets.worksheet import Adjustment

SAID_ON = {SaleKind.INVOICE: "invoice", SaleKind.DEBIT_MEMO: "debit memo", SaleKind.CREDIT_MEMO: "credit memo"}


@dataclass(frozen=True)
class Address:
    """Where in the books a document goes: ids of the customer, the item, the payment terms and the tax code."""

    connection: Connection
    customer: str
    item: str
    term: str
    tax_code: str


def address_of(session: Session, document: SaleDocument, content: Content) -> Address:
    """Where it goes. A Problem says in words what is missing in QuickBooks, before anything happens."""
    connection = connection_of(session, document.department)
    if connection is None:
        raise Problem("No accounting system is connected.", next_step="Connect QuickBooks first.")
    chart = session.get(KnownChart, connection.realm)
    if chart is None or not chart.item_id:
        raise Problem("The item Sales Accrual is missing in QuickBooks.", next_step="Set it up: /accounting accounts.")
    if content.tax and not chart.tax_code_id:
        raise Problem(
            "QuickBooks does not use sales tax, so it cannot carry the tax of this sale.",
            field="sales",
            next_step="Turn sales tax on in QuickBooks, then read the accounts again: /accounting accounts.",
        )
    return Address(
        connection,
        _customer(session, connection, content.customer_id),
        chart.item_id,
        _term(session, document, connection, content.term),
        chart.tax_code_id if content.tax else "",
    )


def paper_for_books(session: Session, document: SaleDocument, delivery: Delivery) -> NewDocument:
    """What the books shall hold at the delivery's revision: every line on the item, the tax beside them."""
    content = content_at(session, document, delivery.revision)
    address = address_of(session, document, content)
    is_invoice = document.kind is not SaleKind.CREDIT_MEMO
    lines = [
        NewDocumentLine("", line.amount, line.description, item_id=address.item, taxed=bool(line.tax))
        for line in content.lines
    ]
    return NewDocument(
        kind=document.books_kind,
        party_id=delivery.party_books_id,
        number=content.number,
        on=content.on,
        lines=lines or [NewDocumentLine("", 0, item_id=address.item)],
        key=delivery.subject,
        due_on=due_of(session, document.department, content) if is_invoice else None,
        term_id=address.term if is_invoice else "",
        note=_note(session, document, content),
        tax=content.tax,
        tax_code_id=address.tax_code,
    )


def enter(session: Session, document: SaleDocument, *, actor: str, at: datetime) -> None:
    """Append its entry: Dr A/R with the tax, Cr Accrued Sales, Cr the tax; a credit memo the other way."""
    if not document.total:
        return
    sign = -1 if document.kind is SaleKind.CREDIT_MEMO else 1
    line = NewLine(
        "",
        0,
        counterparty_id=document.customer_id,
        worksheet_id=document.worksheet_id,
        adjustment_id=document.adjustment_id or None,
    )
    lines = [replace(line, account=AR_CONTROL, amount=sign * document.total)]
    lines += [replace(line, account=ACCRUED_SALES, amount=-sign * document.net)] if document.net else []
    lines += [replace(line, account=SALES_TAX, amount=-sign * document.tax)] if document.tax else []
    append(
        session,
        route=Route.DOCUMENT,
        on=document.on,
        event=SAID_ON[document.kind],
        department=document.department,
        realm=document.realm,
        actor=actor,
        at=at,
        lines=lines,
        document=document.subject,
    )


def take_back(session: Session, document: SaleDocument, *, actor: str, at: datetime) -> list[date]:
    """Reverse its entries on their own dates (E2, E4); answers these."""
    entries = live_entries(session, document=document.subject)
    for entry in entries:
        reverse(session, entry, at=at, actor=actor)
    return [entry.on for entry in entries]


def _customer(session: Session, connection: Connection, customer_id: str) -> str:
    link = select(CounterpartyLink.books_id).where(
        CounterpartyLink.counterparty_id == customer_id,
        CounterpartyLink.role == TradeRole.CUSTOMER,
        CounterpartyLink.realm == connection.realm,
    )
    if found := session.exec(link).first():
        return found
    name = session.get_one(Counterparty, customer_id).name
    raise Problem(
        f"{name} is not linked to a customer in QuickBooks.", field="customer_id", next_step="Sync it first: /sync."
    )


def _term(session: Session, document: SaleDocument, connection: Connection, name: str) -> str:
    term = term_named(session, document.department, name)
    if term is None or not term.books_id or term.realm != connection.realm:
        raise Problem(
            f"The payment terms {name} are not linked to QuickBooks.",
            field="term",
            next_step="Link them, or create them there: /accounting terms.",
        )
    return term.books_id


def _note(session: Session, document: SaleDocument, content: Content) -> str:
    if not document.adjustment_id:
        return f"Worksheet {content.number}"
    name = session.get_one(Adjustment, document.adjustment_id).name
    return f"{document.kind.capitalize()} for {name}"
