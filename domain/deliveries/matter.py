"""What telling the books must know of the things documents stand for: each kind of thing is a `Matter`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from sqlmodel import Session

from domain.books.documents import NewDocument
from domain.deliveries.delivery import Delivery


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a document."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


class Matter(Protocol):
    """One kind of thing: vouchers, sales documents, acts of receipts, closing entries.

    Everything with a session is called inside the transaction that records it, after `lock`, and only changes rows.
    """

    def lock(self, session: Session, id: str) -> None:
        """Lock the row it stands for, before the delivery's: the order in which decisions lock them too."""

    def document(self, session: Session, delivery: Delivery) -> NewDocument:
        """What the books shall hold, with `delivery.subject` as its key. Reads only."""

    def file(self, session: Session, delivery: Delivery) -> Attachment | None:
        """What is to be attached to it. Reads only."""

    def dates(self, session: Session, delivery: Delivery) -> list[date]:
        """The accounting dates that a removal or an update takes something back on: none may be in closed books."""

    def confirmed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """The books hold it now."""

    def refused(self, session: Session, delivery: Delivery, words: str) -> None:
        """The books did not take it, new or changed; a changed one stands there as it was before."""

    def removed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """It is confirmed gone: the reversing entries are appended here."""

    def kept(self, session: Session, delivery: Delivery, words: str) -> None:
        """Its removal was refused; it stands as before."""

    def show(self, id: str) -> object:
        """Bring its message up to date. Never raises."""

    def zeroes(self, department: str) -> bool:
        """Whether removed documents stay in the books at zero instead of being deleted."""


Matters = Mapping[str, Matter]
