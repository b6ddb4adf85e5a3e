"""Decide that the books are told: inside the transaction of whatever decided the document itself."""

from dataclasses import dataclass

from sqlmodel import Session

from domain.books.documents import DocumentKind
from domain.clock import Now
from domain.connections.connection import Connection
from domain.deliveries.delivery import (
    Delivery,
    DeliveryState,
    delivery_of,
    on_the_way,
    send_off,
    take_up_all,
    take_up_due,
)
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
        connection: Connection,
        party_books_id: str = "",
        total: int,
        revision: int,
        updates: Delivery | None = None,
    ) -> Delivery:
        """A document is on its way. `total` is in cents; `updates` is what stands in the books now and becomes this."""
        delivery = Delivery(
            subject=subject,
            revision=revision,
            kind=kind,
            department=connection.department,
            realm=connection.realm,
            connection_id=connection.id,
            queued_at=self.now(),
            total=total,
            party_books_id=party_books_id,
        )
        session.add(delivery)
        session.flush()
        send_off(session, self.engine, delivery)
        return delivery

    def try_again(self, session: Session, delivery: Delivery) -> None:
        """Send a refused document again, as the same request."""
        if delivery.state is not DeliveryState.REFUSED:
            raise Problem("QuickBooks has not refused it: there is nothing to try again.")
        delivery.state, delivery.turn = DeliveryState.SENDING, delivery.turn + 1
        delivery.refusal = delivery.refusal_code = ""
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
