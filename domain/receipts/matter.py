"""What telling the books must know of receipts: each act is a journal entry of its own, which we never remove."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.books.documents import NewDocument
from domain.deliveries.delivery import Delivery
from domain.deliveries.matter import Attachment
from domain.receipts.entering import document
from domain.receipts.posting import ReceiptPosting
from domain.receipts.receipt import ActKind, ActState, Receipt, ReceiptAct, act_to_change

RECEIPT: Final = "receipt"
US: Final = "tieout"


@dataclass(frozen=True)
class ReceiptMatter:
    """The `Matter` of subjects `receipt:…`. `shows` brings the message of a receipt up to date and never raises."""

    posting: ReceiptPosting
    shows: Callable[[str], object]

    def lock(self, session: Session, id: str) -> None:
        """The act, after its receipt."""
        act_to_change(session, id)

    def document(self, session: Session, delivery: Delivery) -> NewDocument:
        """A journal entry with the lines of the act's own."""
        return document(session, session.get_one(ReceiptAct, delivery.id))

    def file(self, session: Session, delivery: Delivery) -> Attachment | None:
        """A receipt has none."""
        return None

    def dates(self, session: Session, delivery: Delivery) -> list[date]:
        """Nothing of it is ever taken out of the books: a reversal is an entry of its own."""
        return [session.get_one(ReceiptAct, delivery.id).day]

    def confirmed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """It is posted; and what it takes back, if it does, is undone."""
        act = session.get_one(ReceiptAct, delivery.id)
        act.state, act.posted_at = ActState.POSTED, at
        if act.kind is ActKind.REVERSAL:
            act_to_change(session, act.undoes or "").state = ActState.UNDONE
        self._noted(session, act, f"{act.kind} posted", f"journal entry {delivery.books_number}")

    def refused(self, session: Session, delivery: Delivery, words: str) -> None:
        """It failed; its entry keeps its place in the journal until somebody tries again or withdraws it."""
        act = session.get_one(ReceiptAct, delivery.id)
        act.state = ActState.FAILED
        self._noted(session, act, "posting failed", words)

    def removed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """Somebody deleted it there, and that was taken over."""
        act = session.get_one(ReceiptAct, delivery.id)
        self.posting.lost(session, act, by=delivery.removed_by)
        self._noted(session, act, f"{act.kind} gone", f"journal entry {delivery.books_number}")

    def kept(self, session: Session, delivery: Delivery, words: str) -> None:
        """It is there after all, so it stands as before."""
        act = session.get_one(ReceiptAct, delivery.id)
        act.state = ActState.POSTED
        self._noted(session, act, f"{act.kind} stays in QuickBooks", words)

    def show(self, id: str) -> object:
        """Bring the receipt's message up to date."""
        with self.posting.store.reading() as session:
            act = session.get(ReceiptAct, id)
        return self.shows(act.receipt_id) if act else False

    def zeroes(self, department: str) -> bool:
        """A receipt is never removed."""
        return False

    def _noted(self, session: Session, act: ReceiptAct, what: str, detail: str) -> None:
        receipt = session.get_one(Receipt, act.receipt_id)
        self.posting.noted(session, receipt, act, what, by=US, detail=detail)
