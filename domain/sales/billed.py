"""How sales documents stand: here, on their way, in the books; for windows, messages and Home."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.books.documents import DocumentBooks
from domain.connections.connection import Connection
from domain.counterparties.counterparty import Counterparty
from domain.deliveries.delivery import Delivery, DeliveryState, delivery_of, is_going
from domain.ledger.journal import AR_CONTROL, JournalLine
from domain.message_claim import claim, release
from domain.money import shown
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.sales.sale_document import SaleDocument, SaleState, document_to_change, documents_of
from domain.store import Store
from domain.worksheets.worksheet import Worksheet

ROWS: Final = 5


class Standing(StrEnum):
    """`here` is a document that never goes to the books."""

    HERE = "here"
    POSTING = "posting"
    WAITING = "waiting for QuickBooks"
    IN_BOOKS = "in QuickBooks"
    REFUSED = "not taken by QuickBooks"
    LEAVING = "leaving QuickBooks"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Billed:
    """A document with its customer's name; `waits_for` says what holds it up. Where receivables are kept here, `open`
    is what is owed of an invoice with its memos as of now, in cents; None where nobody asked."""

    document: SaleDocument
    customer: str
    standing: Standing
    waits_for: str = ""
    delivery: Delivery | None = None
    connection: Connection | None = None
    open: int | None = None


@dataclass(frozen=True)
class Waiting:
    """The first few of those that wait, of `total`."""

    rows: Sequence[Billed]
    total: int


@dataclass(frozen=True)
class Billing:
    """What may be asked about sales documents, and what their messages remember."""

    store: Store

    def of_worksheet(self, worksheet_id: str) -> list[Billed]:
        """A worksheet's invoice with what is open of it, then its memos."""
        with self.store.reading() as session:
            billed = [_billed(session, one) for one in documents_of(session, worksheet_id)]
            return [one if one.document.adjustment_id else replace(one, open=_open(session, one)) for one in billed]

    def siblings(self, document_id: str) -> list[Billed]:
        """All documents of the worksheet that one belongs to, itself among them."""
        with self.store.reading() as session:
            document = session.get_one(SaleDocument, document_id)
            return [_billed(session, one) for one in documents_of(session, document.worksheet_id)]

    def worksheet(self, document_id: str) -> Worksheet:
        """The worksheet a document belongs to."""
        with self.store.reading() as session:
            return session.get_one(Worksheet, session.get_one(SaleDocument, document_id).worksheet_id)

    def refused(self, departments: Collection[str]) -> Waiting:
        """What QuickBooks did not take, the longest first."""
        return self._with(departments, col(Delivery.state) == DeliveryState.REFUSED)

    def held_up(self, departments: Collection[str]) -> Waiting:
        """What is decided and waits for QuickBooks, in its order."""
        return self._with(departments, sa.and_(is_going(), col(Delivery.waits_for) != ""))

    def claim_message(self, document_id: str, now: datetime) -> bool:
        """Whether the first message of its worksheet is the caller's to post: until it stands somewhere, one process at
        a time tries."""
        with self.store.writing() as session:
            document = document_to_change(session, document_id)
            stands = place_of(document).get("at")
            return not stands and claim(session, f"sales:{document.worksheet_id}", now)

    def release_message(self, document: SaleDocument) -> None:
        """It was not posted: the next one may try."""
        with self.store.writing() as session:
            release(session, f"sales:{document.worksheet_id}")

    def shown(self, faces: Mapping[str, str], place: Mapping[str, Any]) -> None:
        """The message of a worksheet's documents stands at a place; `faces` are what it shows, by document."""
        with self.store.writing() as session:
            for id, face in faces.items():
                document = document_to_change(session, id)
                document.shown, document.place = face, json.dumps(place)

    def read_as(self, document_id: str, paid: str, at: datetime) -> None:
        """The books said this of its payment."""
        with self.store.writing() as session:
            document = document_to_change(session, document_id)
            document.paid, document.paid_at = paid[:200], at

    def _with(self, departments: Collection[str], which: Any) -> Waiting:
        mine = col(Delivery.subject) == sa.literal("sale:") + col(SaleDocument.id)
        query = select(SaleDocument).join(Delivery, mine)
        query = query.where(col(SaleDocument.department).in_(departments), which)
        with self.store.reading() as session:
            rows = session.exec(query.order_by(col(Delivery.queued_at)).limit(ROWS)).all()
            total = session.exec(select(sa.func.count()).select_from(query.subquery())).one()
            return Waiting([_billed(session, one) for one in rows], total)


def place_of(document: SaleDocument) -> dict[str, Any]:
    """Where its message is."""
    place: dict[str, Any] = json.loads(document.place) if document.place else {}
    return place


def read_paid(books: Callable[[str], DocumentBooks], billed: Billed) -> str:
    """What the books say of its payment, read just now, in words (S3-38); never in a transaction."""
    delivery = billed.delivery
    if delivery is None or delivery.state is not DeliveryState.CONFIRMED:
        return ""
    try:
        found = books(delivery.connection_id).read_document(delivery.kind, delivery.books_id or "")
    except (BooksRefused, BooksUnavailable, BooksDisconnected) as trouble:
        return trouble.sentence
    if found is None:
        return "no longer in QuickBooks"
    if found.balance is None or found.balance == found.total:
        return "unpaid"
    return f"{shown(found.total - found.balance)} of {shown(found.total)} paid" if found.balance else "paid"


def _billed(session: Session, document: SaleDocument) -> Billed:
    delivery = delivery_of(session, document.subject)
    return Billed(
        document,
        session.get_one(Counterparty, document.customer_id).name,
        _standing(document, delivery),
        delivery.waits_for if delivery else "",
        delivery,
        session.get(Connection, delivery.connection_id) if delivery else None,
    )


def _open(session: Session, one: Billed) -> int | None:
    if one.standing is not Standing.HERE:
        return None
    owed = sa.select(sa.func.coalesce(sa.func.sum(col(JournalLine.amount)), 0)).where(
        col(JournalLine.account) == AR_CONTROL, col(JournalLine.worksheet_id) == one.document.worksheet_id
    )
    return int(session.execute(owed).scalar_one())


def _standing(document: SaleDocument, delivery: Delivery | None) -> Standing:
    if document.state is SaleState.WITHDRAWN:
        return Standing.WITHDRAWN
    if delivery is None:
        return Standing.HERE
    match delivery.state:
        case DeliveryState.SENDING:
            return Standing.WAITING if delivery.waits_for else Standing.POSTING
        case DeliveryState.REMOVING:
            return Standing.LEAVING
        case DeliveryState.REFUSED:
            return Standing.REFUSED
        case _:
            return Standing.IN_BOOKS
