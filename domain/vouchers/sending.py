"""Tell the books about a decided voucher: look first where an answer may have been lost, send, record, attach, show."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypedDict

from sqlmodel import Session

from domain.audit import record
from domain.books.documents import Document, DocumentBooks, DocumentKind, NewDocument, NewDocumentLine
from domain.clock import Now
from domain.engine import Engine
from domain.money import shown
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.store import Store, upsert
from domain.vouchers.delivery import CLOSING_KEPT, LOOK_AFTER, Delivery, DeliveryState, Errand, KnownClosing, hold, mine
from domain.vouchers.preview import books_closed, selected
from domain.vouchers.voucher import Voucher, VoucherFile, VoucherState, lines_of_voucher, note, voucher_to_change

US: Final = "tieout"
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
    """The workflows of a posting. `books` opens the books of a connection; `show` refreshes the voucher's message and
    never raises. `at` is told the points where a crash would hurt most, so that a test can make one happen."""

    store: Store
    engine: Engine
    now: Now
    books: Callable[[str], DocumentBooks]
    show: Callable[[str], object]
    at: Callable[[str], None] = nothing_happens

    def post(self, subject: str) -> None:
        """Workflow `post-voucher`: one turn of a delivery. It ends at once when another turn has taken over."""
        errand = Errand.read(subject)
        told = self.engine.step("post", lambda: self._trying(errand, DeliveryState.SENDING, self._post))
        if told:
            self.engine.step("record", lambda: self._record(errand, told))
        self.tell(errand.voucher_id)
        if told:
            self.attach(subject)

    def attach(self, subject: str) -> None:
        """Workflow `attach-file`: the vendor's document joins the posted one; also the last part of a posting."""
        errand = Errand.read(subject)
        if self.engine.step("attach", lambda: self._trying(errand, DeliveryState.CONFIRMED, self._attach)):
            self.tell(errand.voucher_id)

    def tell(self, voucher_id: str) -> None:
        """Workflow `show-voucher`: the message follows what happened."""
        self.engine.step("show", lambda: bool(self.show(voucher_id)))

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped a workflow: the voucher says so and can be tried again."""
        errand = Errand.read(subject)
        with self.store.writing() as session:
            self._refuse(session, errand, BooksRefused(words))
        self.show(errand.voucher_id)

    def _trying(self, errand: Errand, state: DeliveryState, act: Callable[[Errand], Told | None]) -> Told | None:
        """One attempt. What the books refuse or cannot do now is written down, and ends the turn."""
        try:
            return act(errand)
        except BooksRefused as refused:
            with self.store.writing() as session:
                self._refuse(session, errand, refused)
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
            self._check_date(books, delivery, new)
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

    def _check_date(self, books: DocumentBooks, delivery: Delivery, new: NewDocument) -> None:
        """Refuse what lies in closed books before it is sent. The closing date is kept for five minutes, but nothing
        is refused by one that was not read just now."""
        with self.store.reading() as session:
            known = session.get(KnownClosing, delivery.realm)
        old = known is None or self.now() - known.read_at > CLOSING_KEPT
        if known is None or old or (known.on and new.on <= known.on):
            known = KnownClosing(realm=delivery.realm, on=books.closing_date(), read_at=self.now())
            with self.store.writing() as session:
                upsert(session, KnownClosing, [known.model_dump()])
        if known.on and new.on <= known.on:
            closed = books_closed(known.on)
            raise BooksRefused(closed.sentence, code="6210", next_step=closed.next_step)

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
        with self.store.writing() as session:
            voucher = voucher_to_change(session, errand.voucher_id)
            delivery = mine(session, errand, DeliveryState.SENDING)
            if delivery is None:
                return 0
            delivery.state, delivery.confirmed_at, delivery.unsure = DeliveryState.CONFIRMED, self.now(), False
            delivery.books_id, delivery.version, delivery.books_number = told["id"], told["version"], told["number"]
            voucher.state, voucher.posted_at, voucher.changed_at = VoucherState.POSTED, self.now(), self.now()
            self._wrote(session, voucher, "voucher posted", f"{delivery.kind.replace('_', ' ')} {told['id']}")
        self.at("post-recorded")
        return 1

    def _attach(self, errand: Errand) -> Told | None:
        with self.store.writing() as session:
            delivery = mine(session, errand, DeliveryState.CONFIRMED)
            file = session.get(VoucherFile, errand.voucher_id)
            if delivery is None or delivery.books_id is None or delivery.attached_at or file is None:
                return None
            looks, delivery.attach_sent = delivery.attach_sent, True
        books, id = self.books(delivery.connection_id), delivery.books_id
        if not (looks and file.name in books.attached(delivery.kind, id)):
            books.attach(delivery.kind, id, file.name, file.content_type, file.content)
        self.at("attached")
        with self.store.writing() as session:
            session.get_one(Delivery, (errand.voucher_id, errand.revision)).attached_at = self.now()
        return {"id": id, "version": delivery.version, "number": delivery.books_number}

    def _refuse(self, session: Session, errand: Errand, refused: BooksRefused) -> None:
        """A refusal before the document is there fails the voucher; of its file, it is only noted."""
        voucher = voucher_to_change(session, errand.voucher_id)
        if delivery := mine(session, errand, DeliveryState.SENDING):
            delivery.state, delivery.turn = DeliveryState.REFUSED, delivery.turn + 1
            delivery.refusal, delivery.refusal_code = refused.words(), refused.code
            delivery.unsure = delivery.unsure and not refused.code
            voucher.state, voucher.changed_at = VoucherState.FAILED, self.now()
            self._wrote(session, voucher, "posting failed", refused.words())
        elif delivery := mine(session, errand, DeliveryState.CONFIRMED):
            delivery.attach_refusal = refused.words()

    def _wrote(self, session: Session, voucher: Voucher, act: str, detail: str) -> None:
        note(session, voucher, act, by=US, at=self.now(), detail=detail)
        record(session, at=self.now(), by=US, act=act, subject=f"voucher:{voucher.id}", detail=detail)

    def _load(self, errand: Errand) -> Order | None:
        with self.store.reading() as session:
            delivery = mine(session, errand, DeliveryState.SENDING)
            return Order(delivery, _document(session, delivery)) if delivery else None


def _document(session: Session, delivery: Delivery) -> NewDocument:
    """The bill or vendor credit: every line on Accrued AP and nothing else (S2-10); a credit's lines are positive."""
    voucher = session.get_one(Voucher, delivery.voucher_id)
    assert voucher.posting_date is not None
    is_bill = delivery.kind is DocumentKind.BILL
    lines = lines_of_voucher(session, voucher.id)
    labels = {item.id: item.label for item in selected(session, lines)[0]}
    return NewDocument(
        kind=delivery.kind,
        party_id=delivery.vendor_books_id,
        number=voucher.bill_number,
        on=voucher.posting_date,
        lines=[
            NewDocumentLine(
                delivery.account_books_id, line.billed if is_bill else -line.billed, labels.get(line.item_id, "")
            )
            for line in lines
            if line.billed
        ],
        key=voucher.id,
        due_on=voucher.due_date if is_bill else None,
        term_id=delivery.term_books_id if is_bill else "",
        note=_note(voucher),
    )


def _note(voucher: Voucher) -> str:
    dated = f"Vendor's invoice date {voucher.invoice_date}" if voucher.invoice_date else ""
    return "\n".join(part for part in (voucher.name, dated, voucher.memo) if part)
