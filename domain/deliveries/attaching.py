"""A file joins the document that is in the books: once, although uploads carry no requestid by which to know them."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.books.documents import DocumentBooks
from domain.clock import Now
from domain.deliveries.delivery import Delivery, DeliveryState, Errand, mine
from domain.deliveries.matter import Attachment, Matters
from domain.store import Store


@dataclass(frozen=True)
class Attaching:
    """One attempt; what goes wrong is raised."""

    store: Store
    now: Now
    books: Callable[[str], DocumentBooks]
    matters: Matters
    at: Callable[[str], None]

    def attach(self, errand: Errand) -> bool:
        """Whether there was a file to attach: it is there now, and is there once."""
        with self.store.writing() as session:
            delivery = mine(session, errand, DeliveryState.CONFIRMED)
            if delivery is None or delivery.books_id is None or delivery.attached_at:
                return False
            file = self.matters[errand.matter].file(session, delivery)
            if file is None:
                return False
            looks, delivery.attach_sent = delivery.attach_sent, True
        books = self.books(delivery.connection_id)
        if not (looks and self._only_one(books, delivery, file)):
            about = (file.name, file.content_type, file.content)
            books.attach(delivery.kind, delivery.books_id, *about, key=delivery.subject)
            self.at("attached")
            self._only_one(books, delivery, file)
        with self.store.writing() as session:
            session.get_one(Delivery, (errand.subject, errand.revision)).attached_at = self.now()
        return True

    def _only_one(self, books: DocumentBooks, delivery: Delivery, file: Attachment) -> bool:
        """Whether our file is there; where the line delivered the upload twice, the second copy is removed."""
        there = books.attached(delivery.kind, delivery.books_id or "")
        ours = [one for one in there if (one.key, one.name) == (delivery.subject, file.name)]
        for copy in ours[1:]:
            books.detach(copy, f"detach-{copy.id}"[:36])
        return bool(ours)
