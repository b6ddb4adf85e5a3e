"""Tell the books of a decided document: look first where an answer may have been lost, send, record, attach, show."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, TypedDict, TypeVar

from sqlmodel import Session, col, select

from domain.books.documents import Document, DocumentBooks, NewDocument, holds, print_of
from domain.clock import Now
from domain.deliveries.attaching import Attaching
from domain.deliveries.closing_date import require_books_open
from domain.deliveries.copies import may_be_doubled, only_one
from domain.deliveries.delivery import (
    CHANGEABLE,
    Delivery,
    DeliveryState,
    Errand,
    delivery_of,
    hold,
    mine,
    wait_a_moment,
)
from domain.deliveries.matter import Matters
from domain.deliveries.refusal import GONE, Refusal, changed_there, named, require_untouched
from domain.engine import Engine
from domain.ledger.reach import posting_to
from domain.money import shown
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.store import Store

DUPLICATE_NUMBER: Final = "6140"
STALE: Final = "5010"
OTHER_TAX: Final = "tax"
ANEW: Final = "Try again to write it anew, or take it back here too."


T = TypeVar("T")


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
        follows = self.engine.step("record", lambda: self._record(errand, told)) if told else False
        self._show(errand)
        if follows:
            self.attach(text)

    def attach(self, text: str) -> None:
        """Workflow `attach-file`: a file joins the document that is there; also the last part of a posting."""
        errand = Errand.read(text)
        attaching = Attaching(self.store, self.now, self.books, self.matters, self.at)
        if self.engine.step("attach", lambda: self._trying(errand, DeliveryState.CONFIRMED, attaching.attach)):
            self._show(errand)

    def broke(self, text: str, words: str) -> None:
        """Our own mistake stopped a workflow: the document counts as refused and can be tried again."""
        errand = Errand.read(text)
        self._refuse(errand, BooksRefused(words))
        self.matters[errand.matter].show(errand.id)

    def _show(self, errand: Errand) -> None:
        """The message follows what happened."""
        self.engine.step("show", lambda: bool(self.matters[errand.matter].show(errand.id)))

    def _trying(self, errand: Errand, state: DeliveryState, act: Callable[[Errand], T]) -> T | None:
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
        """Bring the document to the books, unless it is there already or this turn is over."""
        order = self._load(errand)
        if order is None:
            return None
        delivery, new = order.delivery, order.document
        books = self.books(delivery.connection_id)
        act = self._change if delivery.books_id else self._create
        document = act(books, errand, delivery, new)
        if document is None:
            return None
        self.at("post-answered")
        return {"id": document.id, "version": document.version, "number": document.number}

    def _create(self, books: DocumentBooks, errand: Errand, delivery: Delivery, new: NewDocument) -> Document | None:
        """Send it, unless an earlier attempt did; an earlier revision that arrived is changed into it."""
        if not delivery.unsure:
            require_books_open(self.store, self.now, books, delivery.realm, [new.on])
        found = self._look(books, delivery, new) if delivery.unsure else None
        if found and new.kind in CHANGEABLE and not holds(found, new):
            delivery.books_id, delivery.stood_at = found.id, found.total
            return self._change(books, errand, delivery, new)
        if found is None and not self._intend(errand, new):
            return None
        self.at("post-intended")
        document = found or self._send(books, errand, delivery, new)
        self.at("post-sent")
        if found or may_be_doubled(new) or self._overtaken(errand, delivery):
            stays = only_one(books, new, document, self._recorded(errand))
            if stays.id != document.id and new.kind in CHANGEABLE and not holds(stays, new):
                delivery.books_id, delivery.stood_at = stays.id, stays.total
                return self._change(books, errand, delivery, new)
            document = stays
        if document.tax != new.tax:
            books.delete_document(document.kind, document.id, document.version, f"{delivery.request_id}-d")
            raise _other_tax(document, new)
        return document

    def _overtaken(self, errand: Errand, delivery: Delivery) -> bool:
        """Whether somebody took this turn over while its request was under way: both may have sent one."""
        with self.store.reading() as session:
            now = mine(session, errand, DeliveryState.SENDING)
            return now is None or now.tries > delivery.tries + 1

    def _recorded(self, errand: Errand) -> str:
        """The document the books are known to hold for it, empty for none."""
        with self.store.reading() as session:
            latest = delivery_of(session, errand.subject)
            return (latest.books_id or "") if latest else ""

    def _look(self, books: DocumentBooks, delivery: Delivery, new: NewDocument) -> Document | None:
        """Find what an earlier attempt may have written, also under the number it had then."""
        wait_a_moment(delivery, self.now())
        found = books.find_document(new)
        if found is None and delivery.books_number not in ("", new.books_number):
            with suppress(BooksRefused):
                found = books.find_document(replace(new, number=delivery.books_number))
        if found and found.total != new.total and new.kind not in CHANGEABLE:
            raise BooksRefused(
                f"QuickBooks holds an earlier version of this document, of {shown(found.total)}.",
                next_step="Remove that one in QuickBooks, then try again.",
            )
        return found

    def _change(self, books: DocumentBooks, errand: Errand, delivery: Delivery, new: NewDocument) -> Document | None:
        """Change the document that is there, as long as it is what we know and nothing stands on it (E2)."""
        wait_a_moment(delivery, self.now())
        document = books.read_document(delivery.kind, delivery.books_id or "")
        if document is None:
            raise Refusal("The document is no longer in QuickBooks.", code=GONE, next_step=ANEW)
        if holds(document, new):
            return document
        self._check_change(books, delivery, document, new)
        if not self._intend(errand, new):
            return None
        self.at("post-intended")
        about = (document.kind, document.id, document.version, new, delivery.request_id)
        changed = self._certainly(errand, delivery, lambda: books.update_document(*about))
        if changed.tax != new.tax:
            back = books.restore_document(document, changed.version, f"{delivery.request_id}-d")
            self._known_at(errand, back)
            raise _other_tax(changed, new)
        return changed

    def _check_change(self, books: DocumentBooks, delivery: Delivery, document: Document, new: NewDocument) -> None:
        """Nothing closed is changed, nothing paid, and nothing that somebody else made of it."""
        with self.store.reading() as session:
            dates = self.matters[delivery.matter].dates(session, delivery)
        require_books_open(self.store, self.now, books, delivery.realm, [document.on, new.on, *dates])
        require_untouched(books, document)
        zeroed = not delivery.version and not document.total
        if document.version != delivery.version and not zeroed and print_of(document) not in delivery.sent.split():
            raise changed_there(document, delivery.stood_at, "Look at it, then try again to replace it.")

    def _intend(self, errand: Errand, new: NewDocument) -> bool:
        """Commit that the request is about to be sent, and what it says; False when this turn is over."""
        with self.store.writing() as session:
            delivery = mine(session, errand, DeliveryState.SENDING)
            if delivery is None:
                return False
            delivery.unsure, delivery.sent_at, delivery.tries = True, self.now(), delivery.tries + 1
            delivery.books_number = new.books_number
            delivery.sent = " ".join({*delivery.sent.split(), print_of(new)})
            return True

    def _send(self, books: DocumentBooks, errand: Errand, delivery: Delivery, new: NewDocument) -> Document:
        try:
            return self._certainly(errand, delivery, lambda: books.create_document(new, delivery.request_id))
        except BooksRefused as refused:
            if refused.code != DUPLICATE_NUMBER:
                raise
            if delivery.unsure:
                raise BooksUnavailable(refused.sentence, answer_lost=True) from None  # it may be ours after all
            with suppress(BooksRefused):  # ours, too, when the line delivered the request twice
                ours = self._look(books, delivery, new)
                if ours and (new.kind not in CHANGEABLE or holds(ours, new)):
                    return ours
            raise

    def _certainly(self, errand: Errand, delivery: Delivery, act: Callable[[], Document]) -> Document:
        """A failure that certainly wrote nothing leaves no doubt behind, unless there was one before. A document that
        was changed at the same time is looked at again: it may be our own request that arrived twice."""
        try:
            return act()
        except BooksRefused as refused:
            if refused.code != STALE:
                raise
            raise BooksUnavailable("The document was changed at the same time.", answer_lost=True) from None
        except (BooksUnavailable, BooksDisconnected) as trouble:
            if not delivery.unsure and not getattr(trouble, "answer_lost", False):
                self._take_back(errand)
            raise

    def _take_back(self, errand: Errand) -> None:
        with self.store.writing() as session:
            if delivery := mine(session, errand, DeliveryState.SENDING):
                delivery.unsure = False

    def _known_at(self, errand: Errand, document: Document) -> None:
        """What stands in the books has this version now."""
        with self.store.writing() as session:
            for one in _standing(session, errand, document.id):
                one.version = document.version if one.books_id == document.id else one.version
            if delivery := mine(session, errand, DeliveryState.SENDING):
                delivery.version = document.version

    def _record(self, errand: Errand, told: Told) -> bool:
        """The document is there: written down once, however often it is told. Answers whether a file is to follow."""
        self.at("post-recording")
        matter = self.matters[errand.matter]
        with self.store.writing() as session:
            matter.lock(session, errand.id)
            delivery = mine(session, errand, DeliveryState.SENDING)
            if delivery is None:
                self._hand_over(session, errand, told)
            else:
                self._confirm(session, errand, delivery, told)
        if delivery:
            self.at("post-recorded")
        return self._file_follows(errand)

    def _confirm(self, session: Session, errand: Errand, delivery: Delivery, told: Told) -> None:
        for one in _standing(session, errand, told["id"]):  # this one stands in its stead
            one.state = DeliveryState.REPLACED
        session.flush()  # a document has one delivery that stands for it, also between two statements
        delivery.state, delivery.confirmed_at, delivery.unsure = DeliveryState.CONFIRMED, self.now(), False
        delivery.books_id, delivery.version, delivery.books_number = told["id"], told["version"], told["number"]
        self.matters[errand.matter].confirmed(session, delivery, self.now())

    def _file_follows(self, errand: Errand) -> bool:
        """Whether it is there and a file of it is not; most have none, and need no further step."""
        with self.store.reading() as session:
            delivery = mine(session, errand, DeliveryState.CONFIRMED)
            return bool(delivery and not delivery.attached_at and self.matters[errand.matter].file(session, delivery))

    def _hand_over(self, session: Session, errand: Errand, told: Told) -> None:
        """A later revision overtook this one while it was under way: it need not look for what this one wrote."""
        overtaken = session.get_one(Delivery, (errand.subject, errand.revision))
        newer = delivery_of(session, errand.subject, to_change=True)
        overtook = newer and newer.revision > errand.revision and newer.state is DeliveryState.SENDING
        if overtaken.state is DeliveryState.WITHDRAWN and newer and overtook and newer.unsure and not newer.tries:
            newer.books_id, newer.version, newer.unsure = told["id"], told["version"], False
            newer.due_at = self.now() if newer.waits_for and newer.due_at else newer.due_at

    def _refuse(self, errand: Errand, refused: BooksRefused) -> None:
        """A refusal before the document is there is the document's; of its file, it is only noted."""
        matter = self.matters[errand.matter]
        with self.store.writing() as session:
            matter.lock(session, errand.id)
            if delivery := mine(session, errand, DeliveryState.SENDING):
                delivery.state, delivery.turn = DeliveryState.REFUSED, delivery.turn + 1
                delivery.refusal, delivery.refusal_code = refused.words(), refused.code
                delivery.unsure = delivery.unsure and not refused.code
                delivery.checked = refused.version if isinstance(refused, Refusal) else ""
                delivery.removals += refused.code == OTHER_TAX
                matter.refused(session, delivery, refused.words())
            elif delivery := mine(session, errand, DeliveryState.CONFIRMED):
                delivery.attach_refusal = refused.words()

    def _load(self, errand: Errand) -> Order | None:
        with self.store.reading() as session:
            delivery = mine(session, errand, DeliveryState.SENDING)
            if delivery is None:
                return None
            document = self.matters[errand.matter].document(session, delivery)
            shared = len({*posting_to(session, delivery.realm), delivery.department}) > 1
            return Order(delivery, replace(document, department=delivery.department) if shared else document)


def _standing(session: Session, errand: Errand, books_id: str) -> list[Delivery]:
    """The earlier deliveries a document stood for: what was confirmed, or was left in the books at zero."""
    stands = (col(Delivery.state) == DeliveryState.CONFIRMED) | (
        (col(Delivery.state) == DeliveryState.REMOVED) & (col(Delivery.books_id) == books_id)
    )
    earlier = select(Delivery).where(Delivery.subject == errand.subject, Delivery.revision < errand.revision, stands)
    return list(session.exec(earlier.with_for_update()))


def _other_tax(document: Document, new: NewDocument) -> BooksRefused:
    return BooksRefused(
        f"QuickBooks works out a sales tax of {shown(document.tax)} on {named(new.kind, new.number)}, "
        f"not {shown(new.tax)}.",
        code=OTHER_TAX,
        next_step="Correct the tax of the sale, or the tax rate in QuickBooks.",
    )
