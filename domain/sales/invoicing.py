"""Keeping sales documents: they follow their worksheets in the same transaction, and on their way to the books too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from domain.audit import record
from domain.clock import NewId
from domain.connections.alerting import CHAT
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import Delivery, DeliveryState, delivery_of
from domain.ledger.period import Write, require_open
from domain.money import shown
from domain.problems import Problem
from domain.sales.billing import address_of, enter, take_back
from domain.sales.sale_document import (
    Content,
    SaleDocument,
    SaleKind,
    SaleState,
    content_at,
    invoice_of,
    memo_content,
    memo_kind,
    memo_number,
    memo_of,
    sale_content,
    take_over,
)
from domain.worksheets.recognition import Recognition
from domain.worksheets.worksheet import Adjustment, Sheet, Worksheet

SHOW: Final = "show-sale"
SHOWN_FOR: Final = timedelta(days=2)


@dataclass(frozen=True)
class Invoicing:
    """The `Invoices` of worksheets. With the AR module on nothing of it goes to the books.

    `zeroes` tells whether a department keeps removed documents in the books at zero.
    """

    deliveries: Deliveries
    new_id: NewId
    zeroes: Callable[[str], bool] = lambda _department: False

    def follow(self, recognition: Recognition, sheet: Sheet) -> None:
        """The invoice says what the sale is now, under the same number and Id (E1, E2); nothing happens twice."""
        session, worksheet = recognition.session, sheet.worksheet
        content = sale_content(session, sheet)
        document = invoice_of(session, worksheet.id, to_change=True)
        if document and document.state is SaleState.LIVE and content == content_at(session, document):
            return
        if document and document.state is SaleState.LIVE and not recognition.ar_on:
            require_open(session, worksheet.department, document.on, Write.SALE_EDIT)
        document = document or self._new(recognition, SaleKind.INVOICE)
        self._becomes(recognition, document, content)

    def memo(self, recognition: Recognition, adjustment: Adjustment, on: date) -> None:
        """A debit or credit memo, numbered after its worksheet (E5, E6, H-11); one that was withdrawn comes back."""
        session, worksheet, kind = recognition.session, recognition.worksheet, memo_kind(adjustment)
        document = memo_of(session, adjustment.id, to_change=True)
        number = document.number if document else memo_number(session, worksheet, kind)
        document = document or self._new(recognition, kind, adjustment.id)
        self._becomes(recognition, document, memo_content(session, worksheet, adjustment, number, on))

    def drop_memo(self, recognition: Recognition, adjustment: Adjustment) -> None:
        """The memo is billed no more. Raises a Problem when the books hold it, or may."""
        session = recognition.session
        if document := memo_of(session, adjustment.id, to_change=True):
            delivery = delivery_of(session, document.subject, to_change=True)
            if delivery and delivery.state is DeliveryState.REFUSED:
                self.deliveries.withdraw(session, delivery)
            elif delivery and delivery.state is not DeliveryState.WITHDRAWN:
                raise Problem(f"{document.title} is in QuickBooks.", next_step="Record an opposite adjustment instead.")
            self.withdrawn(recognition, document)

    def leave(self, recognition: Recognition, sheet: Sheet) -> bool:
        """Withdraw the invoice, or have the books let go of it first: then False (E4, H-13)."""
        session = recognition.session
        document = invoice_of(session, sheet.worksheet.id, to_change=True)
        if document is None:
            return True
        delivery = delivery_of(session, document.subject, to_change=True)
        if delivery and not self._gone(session, document, delivery, recognition.actor):
            self.changed(session, document, recognition.actor, "invoice to be removed")
            return False
        self.withdrawn(recognition, document)
        return True

    def withdrawn(self, recognition: Recognition, document: SaleDocument) -> None:
        """It is billed no more; its own entries are reversed on their dates."""
        take_back(recognition.session, document, actor=recognition.actor, at=recognition.at)
        document.state, document.trouble = SaleState.WITHDRAWN, ""
        self.changed(recognition.session, document, recognition.actor, f"{document.kind} withdrawn")

    def show_again(self) -> int:
        """Messages that could not be brought up to date get another try each minute; answers how many."""
        now = self.deliveries.now()
        with self.deliveries.store.writing() as session:
            late = select(SaleDocument).where(col(SaleDocument.changed_at) > now - SHOWN_FOR)
            behind = [one for one in session.exec(late) if one.shown != one.face]
            for one in behind:
                key = f"{SHOW}:{one.id}:{one.face}:{now:%Y-%m-%dT%H:%M}"
                self.deliveries.engine.enqueue(session, SHOW, one.id, key=key, partition=CHAT)
            return len(behind)

    def restored(self, recognition: Recognition, document: SaleDocument, content: Content, why: str) -> None:
        """It says again what the books hold; nothing is told to them."""
        session = recognition.session
        take_over(session, document, content, by=recognition.actor, at=recognition.at)
        document.trouble = why
        self._rebook(recognition, document)
        self.changed(session, document, recognition.actor, f"{document.kind} put back", why)

    def changed(self, session: Session, document: SaleDocument, by: str, act: str, detail: str = "") -> None:
        """Write an act into the audit trail, and have the document's message follow."""
        self.wrote(session, document, by, act, detail)
        engine = self.deliveries.engine
        engine.enqueue(session, SHOW, document.id, key=f"{SHOW}:{self.new_id()}", partition=CHAT)

    def wrote(self, session: Session, document: SaleDocument, by: str, act: str, detail: str = "") -> None:
        """Write an act into the audit trail; the message is somebody else's."""
        at, said = self.deliveries.now(), detail or shown(document.total)
        document.turn, document.changed_at = document.turn + 1, at
        record(session, at=at, by=by, act=act, subject=document.subject, detail=f"{document.title}: {said}")

    def _new(self, recognition: Recognition, kind: SaleKind, adjustment_id: str = "") -> SaleDocument:
        worksheet = recognition.worksheet
        return SaleDocument(
            id=self.new_id(),
            department=worksheet.department,
            realm=recognition.realm,
            kind=kind,
            worksheet_id=worksheet.id,
            adjustment_id=adjustment_id,
            number="",
            customer_id="",
            on=recognition.day,
            made_at=recognition.at,
            changed_at=recognition.at,
            changed_by=recognition.actor,
        )

    def _becomes(self, recognition: Recognition, document: SaleDocument, content: Content) -> None:
        session, act = recognition.session, "revised" if document.revision else "made"
        take_over(session, document, content, by=recognition.actor, at=recognition.at)
        if not recognition.ar_on:
            self._rebook(recognition, document)
            self._send(session, document, content)
        self.changed(session, document, recognition.actor, f"{document.kind} {act}")

    def _rebook(self, recognition: Recognition, document: SaleDocument) -> None:
        take_back(recognition.session, document, actor=recognition.actor, at=recognition.at)
        enter(recognition.session, document, actor=recognition.actor, at=recognition.at)

    def _send(self, session: Session, document: SaleDocument, content: Content) -> None:
        standing = held(session, document)
        if not document.total and standing is None:
            return  # a sale of nothing needs no invoice
        address = address_of(session, document, content)
        self.deliveries.send(
            session,
            document.subject,
            kind=document.books_kind,
            department=document.department,
            connection=address.connection,
            party_books_id=address.customer,
            total=document.total,
            revision=document.revision,
            updates=standing or self._zeroed(session, document),
        )

    def _zeroed(self, session: Session, document: SaleDocument) -> Delivery | None:
        """One that was left in the books at zero is used again, so that its number is (C15)."""
        if not self.zeroes(document.department):
            return None
        removed = select(Delivery).where(Delivery.subject == document.subject, Delivery.state == DeliveryState.REMOVED)
        return session.exec(removed.order_by(col(Delivery.revision).desc()).limit(1)).first()

    def _gone(self, session: Session, document: SaleDocument, delivery: Delivery, by: str) -> bool:
        """Whether the books do not hold the invoice; otherwise they are to let go of it, as soon as it has arrived."""
        match delivery.state:
            case DeliveryState.CONFIRMED:
                self.deliveries.remove(session, delivery, by=by, accepted=_seen(delivery))
            case DeliveryState.REFUSED if held(session, document) is None:
                self.deliveries.withdraw(session, delivery)
                return True
            case DeliveryState.REFUSED:
                raise Problem(
                    f"QuickBooks did not take the last change of {document.title}.",
                    next_step="Try again or withdraw that change first.",
                )
            case DeliveryState.SENDING:
                pass
            case _:
                return True
        document.state, document.trouble, document.changed_by = SaleState.LEAVING, "", by
        return False


def _seen(delivery: Delivery) -> str:
    """What the last refusal showed: whoever asks once more has seen that it was changed there, or is gone."""
    return {"changed": delivery.checked, "gone": "gone"}.get(delivery.refusal_code, "")


def held(session: Session, document: SaleDocument) -> Delivery | None:
    """What the books hold of a document, as far as they have confirmed it."""
    confirmed = select(Delivery).where(Delivery.subject == document.subject, Delivery.state == DeliveryState.CONFIRMED)
    return session.exec(confirmed.order_by(col(Delivery.revision).desc()).limit(1)).first()


def worksheet_of(session: Session, document: SaleDocument) -> Worksheet:
    """The worksheet it bills, locked: always before the document itself."""
    return session.get_one(Worksheet, document.worksheet_id, with_for_update=True, populate_existing=True)


def adjustment_of(session: Session, document: SaleDocument) -> Adjustment | None:
    """The adjustment a memo is of, locked: always before its worksheet. None for an invoice."""
    if not document.adjustment_id:
        return None
    return session.get_one(Adjustment, document.adjustment_id, with_for_update=True, populate_existing=True)
