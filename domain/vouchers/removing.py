"""Remove the document of a voucher being undone: check it live, keep its whole content, delete what was checked."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from domain.books.documents import Application, Document, DocumentBooks, DocumentKind
from domain.ledger.journal import live_entries
from domain.money import shown
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.vouchers.delivery import LOOK_AFTER, Delivery, DeliveryState, Errand, hold, mine, send_off
from domain.vouchers.entering import document_of
from domain.vouchers.limits import Rules
from domain.vouchers.posting import Posting
from domain.vouchers.preview import books_closed
from domain.vouchers.sending import US, nothing_happens
from domain.vouchers.undoing import GONE, undone
from domain.vouchers.voucher import Voucher, VoucherState, voucher_to_change

CHANGED, MISSING, STALE = "changed", "gone", "5010"
NOT_THERE: Final = "610"
CORRECT_IT: Final = "Correct it by a purchase adjustment in an open month."


class Refusal(BooksRefused):
    """Why a voucher stays as it is. `code` is period_closed, part_paid, paid, credit_applied, changed or gone;
    `version` is of a changed document, for a person to accept."""

    def __init__(self, sentence: str, *, code: str, next_step: str, version: str = "") -> None:
        super().__init__(sentence, code=code, next_step=next_step)
        self.version = version


@dataclass(frozen=True)
class Removing:
    """The workflow of an undo. `books` opens the books of a connection; `show` refreshes the voucher's message and
    never raises; `rules` gives a department's settings; `at` is told the points where a crash would hurt most."""

    posting: Posting
    books: Callable[[str], DocumentBooks]
    show: Callable[[str], object]
    rules: Callable[[str], Rules]
    at: Callable[[str], None] = nothing_happens

    def undo(self, subject: str) -> None:
        """Workflow `undo-voucher`: check, remove, record. It ends at once when another turn has taken over."""
        errand, step = Errand.read(subject), self.posting.engine.step
        if step("check", lambda: self._trying(errand, self._check)) and step(
            "remove", lambda: self._trying(errand, self._remove)
        ):
            step("undone", lambda: self._record(errand))
        step("show", lambda: bool(self.show(errand.voucher_id)))

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped the workflow: the removal waits to be tried again instead of seeming at work."""
        errand = Errand.read(subject)
        with self.posting.store.writing() as session:
            if delivery := mine(session, errand, DeliveryState.REMOVING):
                hold(session, delivery, BooksUnavailable(words), self.posting.now())
        self.show(errand.voucher_id)

    def _trying(self, errand: Errand, act: Callable[[Errand], bool]) -> bool:
        try:
            return act(errand)
        except BooksRefused as refused:
            with self.posting.store.writing() as session:
                self._refuse(session, errand, refused)
        except (BooksUnavailable, BooksDisconnected) as trouble:
            with self.posting.store.writing() as session:
                if delivery := mine(session, errand, DeliveryState.REMOVING):
                    hold(session, delivery, trouble, self.posting.now())
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
                raise Refusal(
                    "The document is no longer in QuickBooks.", code=MISSING, next_step="Record the voucher as undone."
                )
            return True
        self._check_books(books, delivery, document)
        if document.version != delivery.version and document.version != delivery.accepted:
            raise Refusal(
                _difference(delivery, document),
                code=CHANGED,
                next_step="Look at it, then undo it as it is.",
                version=document.version,
            )
        with self.posting.store.writing() as session:
            here = mine(session, errand, DeliveryState.REMOVING)
            if here is None:
                return False
            here.checked, here.content = document.version, json.dumps(document.raw, default=str)
        self.at("undo-checked")
        return True

    def _check_books(self, books: DocumentBooks, delivery: Delivery, document: Document) -> None:
        """The four refusals of the books: a closed month, paid in part or in full, and a credit applied (S1-19)."""
        closed = books.closing_date()
        with self.posting.store.reading() as session:
            voucher = session.get_one(Voucher, delivery.voucher_id)
            dates = [entry.on for entry in live_entries(session, document=document_of(voucher))]
        if closed and min([document.on, *dates]) <= closed:
            raise Refusal(books_closed(closed).sentence, code="period_closed", next_step=CORRECT_IT)
        applied = books.applications(document) if document.linked or document.balance != document.total else []
        if document.linked or applied:
            raise _stands_on_it(delivery.kind, document, applied)

    def _remove(self, errand: Errand) -> bool:
        """Delete or zero exactly what was checked; where an answer was lost, look whether it is gone."""
        delivery = self._load(errand)
        if delivery is None:
            return False
        if not delivery.unsure and not delivery.checked:
            return True  # it was gone before, and a person agreed to record that
        books, id = self.books(delivery.connection_id), delivery.books_id or ""
        zeroes = self.rules(delivery.department).zero_removed
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
        if delivery.sent_at and self.posting.now() - delivery.sent_at < LOOK_AFTER:
            raise BooksUnavailable("QuickBooks gave no answer; it is asked in a moment.", answer_lost=True)

    def _check_again(self, errand: Errand) -> None:
        """Somebody was faster: nothing was removed, and the check must look at what they did."""
        self._doubt(errand, unsure=False)
        raise BooksUnavailable("Someone changed the document at the same time; it is checked again.", answer_lost=True)

    def _intend(self, errand: Errand) -> bool:
        return self._doubt(errand, unsure=True)

    def _doubt(self, errand: Errand, *, unsure: bool) -> bool:
        """Commit whether a delete may have been sent; False when this turn is over."""
        with self.posting.store.writing() as session:
            delivery = mine(session, errand, DeliveryState.REMOVING)
            if delivery is None:
                return False
            delivery.unsure = unsure
            delivery.sent_at = self.posting.now() if unsure else delivery.sent_at
            return True

    def _record(self, errand: Errand) -> int:
        """The document is confirmed gone: the reversing entries carry the original dates (E11). Once."""
        self.at("undo-recording")
        with self.posting.store.writing() as session:
            voucher = voucher_to_change(session, errand.voucher_id)
            delivery = mine(session, errand, DeliveryState.REMOVING)
            if delivery is None:
                return 0
            delivery.state, delivery.removed_at, delivery.unsure = DeliveryState.REMOVED, self.posting.now(), False
            undone(self.posting, session, voucher, by=delivery.removed_by)
        self.at("undo-recorded")
        return 1

    def _refuse(self, session: Session, errand: Errand, refused: BooksRefused) -> None:
        """The voucher is posted as before, and says why."""
        voucher = voucher_to_change(session, errand.voucher_id)
        delivery = mine(session, errand, DeliveryState.REMOVING)
        if delivery is None:
            return
        delivery.state, delivery.turn, delivery.unsure = DeliveryState.CONFIRMED, delivery.turn + 1, False
        delivery.refusal, delivery.refusal_code = refused.words(), refused.code
        delivery.checked = refused.version if isinstance(refused, Refusal) else ""
        voucher.state = VoucherState.POSTED
        if delivery.attach_sent and not delivery.attached_at:
            send_off(session, self.posting.engine, delivery)  # its file was still on the way when the undo began
        self.posting.wrote(session, voucher, "undo refused", by=US, detail=refused.words())

    def _load(self, errand: Errand) -> Delivery | None:
        with self.posting.store.reading() as session:
            return mine(session, errand, DeliveryState.REMOVING)


def _stands_on_it(kind: DocumentKind, document: Document, applied: list[Application]) -> Refusal:
    """What was paid on a bill, or set off against it or against a credit."""
    cash = sum(one.in_cash for one in applied)
    number = f"Bill {document.number}" if kind is DocumentKind.BILL else f"Credit {document.number}"
    if kind is DocumentKind.VENDOR_CREDIT or (applied and not cash):
        return Refusal(f"{number} has a credit applied in QuickBooks.", code="credit_applied", next_step=CORRECT_IT)
    if document.balance:
        paid = shown(document.total - document.balance)
        return Refusal(
            f"{number} is paid in part: {paid} of {shown(document.total)}.", code="part_paid", next_step=CORRECT_IT
        )
    return Refusal(f"{number} is paid.", code="paid", next_step=CORRECT_IT)


def _difference(delivery: Delivery, document: Document) -> str:
    """What became of the document in the books since it was posted, in words."""
    found = f"It is of {shown(document.total)} now, dated {document.on:%-d %B %Y}."
    if document.total == delivery.total:
        return f"Someone changed the document in QuickBooks since it was posted. {found}"
    return f"Someone changed the document in QuickBooks since it was posted as {shown(delivery.total)}. {found}"
