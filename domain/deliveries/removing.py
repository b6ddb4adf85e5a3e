"""Remove a document from the books: check it live, keep its whole content, delete what was checked."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.books.documents import Application, Document, DocumentBooks, DocumentKind
from domain.clock import Now
from domain.deliveries.closing_date import books_closed
from domain.deliveries.delivery import LOOK_AFTER, Delivery, DeliveryState, Errand, hold, mine, send_off
from domain.deliveries.matter import Matters
from domain.deliveries.sending import nothing_happens
from domain.engine import Engine
from domain.money import shown
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.store import Store

CHANGED, GONE, STALE = "changed", "gone", "5010"
NOT_THERE: Final = "610"
CORRECT_IT: Final = "Correct it by a purchase adjustment in an open month."
ADJUST_IT: Final = "Record a sales adjustment instead."
WAYS_OUT: Final = {
    DocumentKind.BILL: CORRECT_IT,
    DocumentKind.VENDOR_CREDIT: CORRECT_IT,
    DocumentKind.INVOICE: ADJUST_IT,
    DocumentKind.CREDIT_MEMO: ADJUST_IT,
    DocumentKind.JOURNAL_ENTRY: "Have the closing date moved in QuickBooks.",
}
NAMES: Final = {
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "Credit",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_MEMO: "Credit memo",
    DocumentKind.JOURNAL_ENTRY: "Journal entry",
}
CREDITS: Final = (DocumentKind.VENDOR_CREDIT, DocumentKind.CREDIT_MEMO)


class Refusal(BooksRefused):
    """Why a document stays as it is. `code` is period_closed, part_paid, paid, credit_applied, changed or gone;
    `version` is of a changed document, for a person to accept."""

    def __init__(self, sentence: str, *, code: str, next_step: str, version: str = "") -> None:
        super().__init__(sentence, code=code, next_step=next_step)
        self.version = version


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
            raise Refusal(
                _difference(delivery, document),
                code=CHANGED,
                next_step="Look at it, then undo it as it is.",
                version=document.version,
            )
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
            self._wait_a_moment(delivery)
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

    def _wait_a_moment(self, delivery: Delivery) -> None:
        if delivery.sent_at and self.now() - delivery.sent_at < LOOK_AFTER:
            raise BooksUnavailable("QuickBooks gave no answer; it is asked in a moment.", answer_lost=True)

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


def require_untouched(books: DocumentBooks, document: Document) -> None:
    """Refusal when something was paid on a document, or a credit set off against it or used up."""
    if not document.linked and document.balance == document.total:
        return
    applied = books.applications(document)
    if document.linked or applied:
        raise _stands_on_it(document, applied)


def _stands_on_it(document: Document, applied: list[Application]) -> Refusal:
    """What was paid on a document, or set off against it or against a credit."""
    kind, cash = document.kind, sum(one.in_cash for one in applied)
    name, way_out = f"{NAMES[kind]} {document.number}", WAYS_OUT[kind]
    if kind in CREDITS or (applied and not cash):
        return Refusal(f"{name} has a credit applied in QuickBooks.", code="credit_applied", next_step=way_out)
    if document.balance:
        paid = shown(document.total - document.balance)
        return Refusal(
            f"{name} is paid in part: {paid} of {shown(document.total)}.", code="part_paid", next_step=way_out
        )
    return Refusal(f"{name} is paid.", code="paid", next_step=way_out)


def _difference(delivery: Delivery, document: Document) -> str:
    """What became of the document in the books since it was posted, in words."""
    found = f"It is of {shown(document.total)} now, dated {document.on:%-d %B %Y}."
    if document.total == delivery.total:
        return f"Someone changed the document in QuickBooks since it was posted. {found}"
    return f"Someone changed the document in QuickBooks since it was posted as {shown(delivery.total)}. {found}"
