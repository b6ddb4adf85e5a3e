"""What telling the books must know of a document that is restored: it says again what we hold (2.3, Drift).

A restoration is a delivery of its own, `drift:` and the finding, so it is told, looked for and tried again as any other
document is. Once it is confirmed, what stands in the books is handed to the delivery it belongs to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.audit import record
from domain.books.documents import NewDocument
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import Delivery, DeliveryState, delivery_of
from domain.deliveries.matter import Attachment, Matters
from domain.drift.effect import adopted_entries
from domain.drift.finding import US, Drift, DriftState, settle, to_change, touched
from domain.ledger.journal import reverse
from domain.problems import BooksRefused

MATTER: Final = "drift"


@dataclass(frozen=True)
class DriftMatter:
    """The matter `drift`. `matters` are what documents stand for; `refresh` brings a finding's message up to date and
    never raises."""

    deliveries: Deliveries
    matters: Matters
    refresh: Callable[[str], object]

    def lock(self, session: Session, id: str) -> None:
        """The thing it is about, then the finding."""
        subject = session.get_one(Drift, id).subject
        matter, _, thing = subject.partition(":")
        self.matters[matter].lock(session, thing)
        to_change(session, id)

    def document(self, session: Session, delivery: Delivery) -> NewDocument:
        """What we hold, under our own key."""
        standing = self._standing(session, delivery)
        return self.matters[standing.matter].document(session, standing)

    def file(self, session: Session, delivery: Delivery) -> Attachment | None:
        """The file follows by the delivery it belongs to."""
        return None

    def dates(self, session: Session, delivery: Delivery) -> list[date]:
        """Those of the document itself."""
        return [self.document(session, delivery).on]

    def confirmed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """It stands as we hold it: the delivery it belongs to knows it from now on."""
        with session.no_autoflush:  # a document has one delivery that stands for it, also between two statements
            drift = session.get_one(Drift, delivery.id)
            standing = delivery_of(session, drift.subject, to_change=True)
        lost = standing is None or standing.state is not DeliveryState.CONFIRMED  # taken back here meanwhile
        anew = standing is None or standing.books_id != delivery.books_id
        if lost and anew:
            self.deliveries.remove(session, delivery, by=US)
            return
        delivery.state = DeliveryState.REPLACED
        session.flush()
        if standing is None or lost:
            settle(session, self.deliveries.engine, drift, DriftState.HEALED, by=US, at=at)
            return
        for entry in adopted_entries(session, drift.realm, drift.books_id):
            reverse(session, entry, at=at, actor=US)
        standing.books_id, standing.version, standing.total = delivery.books_id, delivery.version, delivery.total
        if anew and standing.attached_at:
            standing.attach_sent, standing.attached_at = False, None
            self.deliveries.attach(session, standing.subject)
        record(session, at=at, by=US, act="restored in QuickBooks", subject=drift.subject, detail=drift.name)
        settle(session, self.deliveries.engine, drift, DriftState.RESTORED, by=drift.settled_by, at=at)

    def refused(self, session: Session, delivery: Delivery, words: str) -> None:
        """It stays as somebody made it, and the finding says why."""
        drift = session.get_one(Drift, delivery.id)
        drift.state, drift.words = (DriftState.ASKED if drift.asked_by else DriftState.OPEN), words
        at = self.deliveries.now()
        record(session, at=at, by=US, act="restoring refused", subject=drift.subject, detail=words)
        touched(session, self.deliveries.engine, drift)

    def removed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """What was written anew, and taken back here meanwhile, is gone again."""
        drift = session.get_one(Drift, delivery.id)
        settle(session, self.deliveries.engine, drift, DriftState.HEALED, by=US, at=at)

    def kept(self, session: Session, delivery: Delivery, words: str) -> None:
        """It is there although it was taken back here: a person must see to it."""
        self.refused(session, delivery, words)

    def show(self, id: str) -> object:
        """The finding's message."""
        return self.refresh(id)

    def zeroes(self, department: str) -> bool:
        """What should not be there is deleted."""
        return False

    def _standing(self, session: Session, delivery: Delivery) -> Delivery:
        drift = session.get_one(Drift, delivery.id)
        standing = delivery_of(session, drift.subject)
        if standing is None or standing.state is not DeliveryState.CONFIRMED:
            raise BooksRefused(f"{drift.name} was changed or taken back here meanwhile.", code="overtaken")
        return standing
