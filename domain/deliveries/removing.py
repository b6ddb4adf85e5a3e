"""Remove a document from the books: check it live, keep its whole content, delete what was checked."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from domain.books.documents import Document, DocumentBooks
from domain.clock import Now
from domain.deliveries.closing_date import books_closed
from domain.deliveries.delivery import Delivery, DeliveryState, Errand, hold, mine, send_off, wait_a_moment
from domain.deliveries.matter import Matters
from domain.deliveries.refusal import GONE, WAYS_OUT, Refusal, changed_there, require_untouched
from domain.deliveries.sending import nothing_happens
from domain.engine import Engine
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.store import Store

STALE, NOT_THERE = "5010", "610"


@dataclass(frozen=True)
class Removing:
    """The workflow that takes documents out of the books. `books` opens the books of a connection, `matters` are what
    documents stand for; `at` is told the points where a crash would hurt most."""

    store: Store
    engine: Engine
    now: Now
    books: Callable[[str], DocumentBooks]
    matters: Matters
    at: Callable[[str], None] = nothing_happens

    def remove(self, text: str) -> None:
        """Workflow `remove-document`: check, remove, record. It ends at once when another turn has taken over."""
        errand, step = Errand.read(text), self.engine.step
        if step("check", lambda: self._trying(errand, self._check)) and step(
            "remove", lambda: self._trying(errand, self._remove)
        ):
            step("removed", lambda: self._record(errand))
        step("show", lambda: bool(self.matters[errand.matter].show(errand.id)))

    def broke(self, text: str, words: str) -> None:
        """Our own mistake stopped the workflow: the removal waits to be tried again instead of seeming at work."""
        errand = Errand.read(text)
        with self.store.writing() as session:
            if delivery := mine(session, errand, DeliveryState.REMOVING):
                hold(session, delivery, BooksUnavailable(words), self.now())
        self.matters[errand.matter].show(errand.id)

    def _trying(self, errand: Errand, act: Callable[[Errand], bool]) -> bool:
        try:
            return act(errand)
        except BooksRefused as refused:
            self._refuse(errand, refused)
        except (BooksUnavailable, BooksDisconnected) as trouble:
            with self.store.writing() as session:
                if delivery := mine(session, errand, DeliveryState.REMOVING):
                    hold(session, delivery, trouble, self.now())
        return False

    def _check(self, errand: Errand) -> bool:
        """Read the document and whatever stands on it, and keep its content before anything is removed."""
        delivery = self._load(errand)
        if delivery is None:
            return False
        if delivery.unsure:
            return True  # the delete may have been sent: `_remove` looks
        books = self.books(delivery.connection_id)
        document = books.read_document(delivery.kind, delivery.books_id or "")
        if document is None:
            if delivery.accepted != GONE:
                raise Refusal("The document is no longer in QuickBooks.", code=GONE, next_step="Record it as undone.")
            return True
        self._check_books(books, delivery, document)
        if document.version != delivery.version and document.version != delivery.accepted:
            raise changed_there(document, delivery.total, "Look at it, then undo it as it is.")
        with self.store.writing() as session:
            here = mine(session, errand, DeliveryState.REMOVING)
            if here is None:
                return False
            here.checked, here.content = document.version, json.dumps(document.raw, default=str)
        self.at("undo-checked")
        return True

    def _check_books(self, books: DocumentBooks, delivery: Delivery, document: Document) -> None:
        """The four refusals of the books: a closed month, paid in part or in full, and a credit applied (S1-19)."""
        closed = books.closing_date()
        with self.store.reading() as session:
            dates = self.matters[delivery.matter].dates(session, delivery)
        if closed and min([document.on, *dates]) <= closed:
            raise Refusal(books_closed(closed).sentence, code="period_closed", next_step=WAYS_OUT[delivery.kind])
        require_untouched(books, document)

    def _remove(self, errand: Errand) -> bool:
        """Delete or zero exactly what was checked; where an answer was lost, look whether it is gone."""
        delivery = self._load(errand)
        if delivery is None:
            return False
        if not delivery.unsure and not delivery.checked:
            return True  # it was gone before, and a person agreed to record that
        books, id = self.books(delivery.connection_id), delivery.books_id or ""
        zeroes = self.matters[delivery.matter].zeroes(delivery.department)
        if delivery.unsure:
            wait_a_moment(delivery, self.now())
            document = books.read_document(delivery.kind, id)
            if document is None or (zeroes and document.total == 0):
                return True
        if not self._intend(errand):
            return False
        self.at("undo-intended")
        act = books.zero_document if zeroes else books.delete_document
        try:
            act(delivery.kind, id, delivery.checked, delivery.removal_id)
        except BooksRefused as refused:
            if refused.code == NOT_THERE and books.read_document(delivery.kind, id) is None:
                return True
            if refused.code == STALE:
                self._check_again(errand)
            raise
        except (BooksUnavailable, BooksDisconnected) as trouble:
            if not delivery.unsure and not getattr(trouble, "answer_lost", False):
                self._doubt(errand, unsure=False)
            raise
        self.at("undo-answered")
        return True

    def _check_again(self, errand: Errand) -> None:
        """Somebody was faster: nothing was removed, and the check must look at what they did."""
        self._doubt(errand, unsure=False)
        raise BooksUnavailable("Someone changed the document at the same time; it is checked again.", answer_lost=True)

    def _intend(self, errand: Errand) -> bool:
        return self._doubt(errand, unsure=True)

    def _doubt(self, errand: Errand, *, unsure: bool) -> bool:
        """Commit whether a delete may have been sent; False when this turn is over."""
        with self.store.writing() as session:
            delivery = mine(session, errand, DeliveryState.REMOVING)
            if delivery is None:
                return False
            delivery.unsure = unsure
            delivery.sent_at = self.now() if unsure else delivery.sent_at
            return True

    def _record(self, errand: Errand) -> int:
        """The document is confirmed gone: written down once."""
        self.at("undo-recording")
        matter = self.matters[errand.matter]
        with self.store.writing() as session:
            matter.lock(session, errand.id)
            delivery = mine(session, errand, DeliveryState.REMOVING)
            if delivery is None:
                return 0
            delivery.state, delivery.removed_at, delivery.unsure = DeliveryState.REMOVED, self.now(), False
            matter.removed(session, delivery, self.now())
        self.at("undo-recorded")
        return 1

    def _refuse(self, errand: Errand, refused: BooksRefused) -> None:
        """The document stands as before."""
        matter = self.matters[errand.matter]
        with self.store.writing() as session:
            matter.lock(session, errand.id)
            delivery = mine(session, errand, DeliveryState.REMOVING)
            if delivery is None:
                return
            delivery.state, delivery.turn, delivery.unsure = DeliveryState.CONFIRMED, delivery.turn + 1, False
            delivery.refusal, delivery.refusal_code = refused.words(), refused.code
            delivery.checked = refused.version if isinstance(refused, Refusal) else ""
            if delivery.attach_sent and not delivery.attached_at:
                send_off(session, self.engine, delivery)  # its file was still on the way when the removal began
            matter.kept(session, delivery, refused.words())

    def _load(self, errand: Errand) -> Delivery | None:
        with self.store.reading() as session:
            return mine(session, errand, DeliveryState.REMOVING)
