"""Tell the books of a decided document: look first where an answer may have been lost, send, record, attach, show."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypedDict

from domain.books.documents import Document, DocumentBooks, NewDocument
from domain.clock import Now
from domain.deliveries.closing_date import require_books_open
from domain.deliveries.delivery import LOOK_AFTER, Delivery, DeliveryState, Errand, hold, mine
from domain.deliveries.matter import Matters
from domain.engine import Engine
from domain.money import shown
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.store import Store

DUPLICATE_NUMBER: Final = "6140"


class Told(TypedDict):
    """What the books said of a document that is there now."""

    id: str
    version: str
    number: str


@dataclass(frozen=True)
class Order:
    """A delivery and the document it is about, as loaded at the beginning of a step."""

    delivery: Delivery
    document: NewDocument


def nothing_happens(_point: str) -> None:
    """The default of `at`."""


@dataclass(frozen=True)
class Sending:
    """The workflows that bring documents to the books. `books` opens the books of a connection, `matters` are what
    documents stand for. `at` is told the points where a crash would hurt most, so that a test can make one happen."""

    store: Store
    engine: Engine
    now: Now
    books: Callable[[str], DocumentBooks]
    matters: Matters
    at: Callable[[str], None] = nothing_happens

    def post(self, text: str) -> None:
        """Workflow `post-document`: one turn of a delivery. It ends at once when another turn has taken over."""
        errand = Errand.read(text)
        told = self.engine.step("post", lambda: self._trying(errand, DeliveryState.SENDING, self._post))
        if told:
            self.engine.step("record", lambda: self._record(errand, told))
        self._show(errand)
        if told:
            self.attach(text)

    def attach(self, text: str) -> None:
        """Workflow `attach-file`: a file joins the document that is there; also the last part of a posting."""
        errand = Errand.read(text)
        if self.engine.step("attach", lambda: self._trying(errand, DeliveryState.CONFIRMED, self._attach)):
            self._show(errand)

    def broke(self, text: str, words: str) -> None:
        """Our own mistake stopped a workflow: the document counts as refused and can be tried again."""
        errand = Errand.read(text)
        self._refuse(errand, BooksRefused(words))
        self.matters[errand.matter].show(errand.id)

    def _show(self, errand: Errand) -> None:
        """The message follows what happened."""
        self.engine.step("show", lambda: bool(self.matters[errand.matter].show(errand.id)))

    def _trying(self, errand: Errand, state: DeliveryState, act: Callable[[Errand], Told | None]) -> Told | None:
        """One attempt. What the books refuse or cannot do now is written down, and ends the turn."""
        try:
            return act(errand)
        except BooksRefused as refused:
            self._refuse(errand, refused)
        except (BooksUnavailable, BooksDisconnected) as trouble:
            with self.store.writing() as session:
                if delivery := mine(session, errand, state):
                    hold(session, delivery, trouble, self.now())
        return None

    def _post(self, errand: Errand) -> Told | None:
        """Send the document, unless it is there already or this turn is over."""
        order = self._load(errand)
        if order is None:
            return None
        delivery, new = order.delivery, order.document
        books = self.books(delivery.connection_id)
        if not delivery.unsure:
            require_books_open(self.store, self.now, books, delivery.realm, [new.on])
        found = self._look(books, delivery, new) if delivery.unsure else None
        if found is None and not self._intend(errand):
            return None
        self.at("post-intended")
        document = found or self._send(books, errand, delivery, new)
        self.at("post-answered")
        return {"id": document.id, "version": document.version, "number": document.number}

    def _look(self, books: DocumentBooks, delivery: Delivery, new: NewDocument) -> Document | None:
        """Find what an earlier attempt may have written; too soon after it, the books might not show it yet."""
        if delivery.sent_at and self.now() - delivery.sent_at < LOOK_AFTER:
            raise BooksUnavailable("QuickBooks gave no answer; it is asked in a moment.", answer_lost=True)
        found = books.find_document(new)
        if found and found.total != new.total:
            raise BooksRefused(
                f"QuickBooks holds an earlier version of this document, of {shown(found.total)}.",
                next_step="Remove that one in QuickBooks, then try again.",
            )
        return found

    def _intend(self, errand: Errand) -> bool:
        """Commit that the request is about to be sent; False when this turn is over."""
        with self.store.writing() as session:
            delivery = mine(session, errand, DeliveryState.SENDING)
            if delivery is None:
                return False
            delivery.unsure, delivery.sent_at, delivery.tries = True, self.now(), delivery.tries + 1
            return True

    def _send(self, books: DocumentBooks, errand: Errand, delivery: Delivery, new: NewDocument) -> Document:
        """Send it. A failure that certainly wrote nothing leaves no doubt behind, unless there was one before."""
        try:
            return books.create_document(new, delivery.request_id)
        except BooksRefused as refused:
            if refused.code != DUPLICATE_NUMBER:
                raise
            if delivery.unsure:
                raise BooksUnavailable(refused.sentence, answer_lost=True) from None  # it may be ours after all
            with suppress(BooksRefused):  # ours, too, when the line delivered the request twice
                if ours := self._look(books, delivery, new):
                    return ours
            raise
        except (BooksUnavailable, BooksDisconnected) as trouble:
            if not delivery.unsure and not getattr(trouble, "answer_lost", False):
                self._take_back(errand)
            raise

    def _take_back(self, errand: Errand) -> None:
        with self.store.writing() as session:
            if delivery := mine(session, errand, DeliveryState.SENDING):
                delivery.unsure = False

    def _record(self, errand: Errand, told: Told) -> int:
        """The document is there: written down once, however often it is told."""
        self.at("post-recording")
        matter = self.matters[errand.matter]
        with self.store.writing() as session:
            matter.lock(session, errand.id)
            delivery = mine(session, errand, DeliveryState.SENDING)
            if delivery is None:
                return 0
            delivery.state, delivery.confirmed_at, delivery.unsure = DeliveryState.CONFIRMED, self.now(), False
            delivery.books_id, delivery.version, delivery.books_number = told["id"], told["version"], told["number"]
            matter.confirmed(session, delivery, self.now())
        self.at("post-recorded")
        return 1

    def _attach(self, errand: Errand) -> Told | None:
        with self.store.writing() as session:
            delivery = mine(session, errand, DeliveryState.CONFIRMED)
            if delivery is None or delivery.books_id is None or delivery.attached_at:
                return None
            file = self.matters[errand.matter].file(session, delivery)
            if file is None:
                return None
            looks, delivery.attach_sent = delivery.attach_sent, True
        books, id = self.books(delivery.connection_id), delivery.books_id
        if not (looks and file.name in books.attached(delivery.kind, id)):
            books.attach(delivery.kind, id, file.name, file.content_type, file.content)
        self.at("attached")
        with self.store.writing() as session:
            session.get_one(Delivery, (errand.subject, errand.revision)).attached_at = self.now()
        return {"id": id, "version": delivery.version, "number": delivery.books_number}

    def _refuse(self, errand: Errand, refused: BooksRefused) -> None:
        """A refusal before the document is there is the document's; of its file, it is only noted."""
        matter = self.matters[errand.matter]
        with self.store.writing() as session:
            matter.lock(session, errand.id)
            if delivery := mine(session, errand, DeliveryState.SENDING):
                delivery.state, delivery.turn = DeliveryState.REFUSED, delivery.turn + 1
                delivery.refusal, delivery.refusal_code = refused.words(), refused.code
                delivery.unsure = delivery.unsure and not refused.code
                matter.refused(session, delivery, refused.words())
            elif delivery := mine(session, errand, DeliveryState.CONFIRMED):
                delivery.attach_refusal = refused.words()

    def _load(self, errand: Errand) -> Order | None:
        with self.store.reading() as session:
            delivery = mine(session, errand, DeliveryState.SENDING)
            return Order(delivery, self.matters[errand.matter].document(session, delivery)) if delivery else None
