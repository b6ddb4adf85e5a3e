"""Decide that the books are told: inside the transaction of whatever decided the document itself."""

from dataclasses import dataclass

from sqlmodel import Session

from domain.books.documents import DocumentKind
from domain.clock import Now
from domain.connections.connection import Connection
from domain.deliveries.delivery import (
    CHANGEABLE,
    Delivery,
    DeliveryState,
    delivery_of,
    on_the_way,
    send_off,
    take_up_all,
    take_up_due,
)
from domain.deliveries.refusal import GONE
from domain.engine import Engine
from domain.problems import Problem
from domain.store import Store


@dataclass(frozen=True)
class Deliveries:
    """What is decided about deliveries. Nothing here talks to the books; `sending` and `removing` do.

    Lock the row of the thing itself first: whoever records what the books said does so too.
    """

    store: Store
    engine: Engine
    now: Now

    def send(
        self,
        session: Session,
        subject: str,
        *,
        kind: DocumentKind,
        department: str,
        connection: Connection,
        party_books_id: str = "",
        total: int,
        revision: int,
        updates: Delivery | None = None,
    ) -> Delivery:
        """A document is on its way. `total` is in cents; `updates` is what stands in the books and becomes this. The
        connection may be another department's, whose company this `department` posts to.

        An earlier revision that is still on its way gives way to this one, which changes whatever of it arrives.
        """
        earlier = delivery_of(session, subject, to_change=True)
        delivery = Delivery(
            subject=subject,
            revision=revision,
            kind=kind,
            department=department,
            realm=connection.realm,
            connection_id=connection.id,
            queued_at=self.now(),
            total=total,
            party_books_id=party_books_id,
        )
        if updates:
            _change(delivery, updates)
        if earlier:
            _follow(delivery, earlier)
        session.add(delivery)
        session.flush()
        send_off(session, self.engine, delivery)
        return delivery

    def try_again(self, session: Session, delivery: Delivery) -> None:
        """Send a refused document again, as the same request. What somebody changed in the books is replaced, and what
        they removed there written anew: whoever tries again has been told of it."""
        if delivery.state is not DeliveryState.REFUSED:
            raise Problem("QuickBooks has not refused it: there is nothing to try again.")
        delivery.state, delivery.turn = DeliveryState.SENDING, delivery.turn + 1
        if delivery.refusal_code == GONE:
            delivery.books_id, delivery.version, delivery.removals = None, "", delivery.removals + 1
        delivery.version = delivery.checked or delivery.version
        delivery.refusal = delivery.refusal_code = delivery.checked = ""
        send_off(session, self.engine, delivery)

    def withdraw(self, session: Session, delivery: Delivery) -> None:
        """Give up a refused document. Problem while it may have arrived."""
        if delivery.state is not DeliveryState.REFUSED:
            raise Problem("QuickBooks has not refused it, so it cannot be withdrawn.")
        if delivery.unsure:
            raise Problem(
                "It may have reached QuickBooks although no answer came.",
                next_step="Try again: that looks for it first.",
            )
        delivery.state = DeliveryState.WITHDRAWN

    def remove(self, session: Session, delivery: Delivery, *, by: str, accepted: str = "") -> None:
        """A document that is there is to go. `accepted` is what an earlier answer asked to confirm: the version of one
        that was changed in the books, or `gone` for one that is no longer there."""
        if delivery.state is not DeliveryState.CONFIRMED:
            raise Problem("It is not in QuickBooks yet, so it cannot be removed.", next_step="Wait until it is there.")
        delivery.state, delivery.turn = DeliveryState.REMOVING, delivery.turn + 1
        delivery.removals += 1
        delivery.accepted, delivery.checked, delivery.refusal, delivery.refusal_code = accepted, "", "", ""
        delivery.waits_for, delivery.due_at, delivery.unsure = "", None, False
        delivery.removed_by = by
        send_off(session, self.engine, delivery)

    def found_gone(self, delivery: Delivery) -> None:
        """A look has found that the books have it no more: whoever asks for its removal next has been told."""
        delivery.refusal_code = GONE

    def attach(self, session: Session, subject: str) -> None:
        """A file came after its document was confirmed: it joins it."""
        delivery = delivery_of(session, subject, to_change=True)
        if delivery and delivery.state is DeliveryState.CONFIRMED and not delivery.attached_at:
            delivery.turn += 1
            send_off(session, self.engine, delivery)

    def resume_due(self) -> int:
        """What waited for a moment that has come goes on; called by the scheduler. Answers how many."""
        with self.store.writing() as session:
            return take_up_due(session, self.engine, self.now)

    def resume_all(self, session: Session, connection: Connection) -> int:
        """In the transaction that connected or reconnected: all that waited for the company goes on (S0-19)."""
        return take_up_all(session, self.engine, connection)

    def on_the_way(self, department: str) -> list[Delivery]:
        """What is decided and not told yet, in order, with what it waits for."""
        with self.store.reading() as session:
            return on_the_way(session, department)


def _change(delivery: Delivery, standing: Delivery) -> None:
    """It changes a document that is there, or that was left there at zero, at a version nobody wrote down."""
    if delivery.kind not in CHANGEABLE or delivery.kind is not standing.kind or not standing.books_id:
        raise Problem("This document cannot be changed in QuickBooks.", next_step="Take it back and post another one.")
    zeroed = standing.state is DeliveryState.REMOVED
    delivery.books_id, delivery.version = standing.books_id, "" if zeroed else standing.version
    delivery.sent, delivery.stood_at, delivery.removals = standing.sent, standing.total, standing.removals
    delivery.attach_sent, delivery.attached_at = standing.attach_sent, standing.attached_at


def _follow(delivery: Delivery, earlier: Delivery) -> None:
    """What is known of an earlier revision, which gives way if it is still on its way."""
    match earlier.state:
        case DeliveryState.REMOVING:
            raise Problem("It is just being removed from QuickBooks.", next_step="Wait until it is gone.")
        case DeliveryState.CONFIRMED if not delivery.books_id:
            raise Problem("It is in QuickBooks already.", next_step="Take that one back first.")
        case DeliveryState.SENDING | DeliveryState.REFUSED:
            if earlier.unsure and delivery.kind not in CHANGEABLE:
                raise Problem(
                    "It may have reached QuickBooks although no answer came.",
                    next_step="Try again: that looks for it first.",
                )
            earlier.state, earlier.turn = DeliveryState.WITHDRAWN, earlier.turn + 1
            earlier.waits_for, earlier.due_at = "", None
            delivery.unsure, delivery.sent_at, delivery.sent = earlier.unsure, earlier.sent_at, earlier.sent
            delivery.books_number, delivery.removals = earlier.books_number, earlier.removals
            delivery.books_id, delivery.version = (
                delivery.books_id or earlier.books_id,
                delivery.version or earlier.version,
            )
            delivery.stood_at = earlier.stood_at or delivery.stood_at
