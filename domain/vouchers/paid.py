"""Whether a posted voucher is paid, read live from the books while somebody looks at it (S2-33)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.books.documents import DocumentBooks
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.engine import Engine
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.vouchers.inquiring import Inquiring

READ: Final = "read-paid"


class Paid(StrEnum):
    """What the books say of a posted document, as it is read."""

    UNPAID = "unpaid"
    PART = "part paid"
    PAID = "paid"
    CREDITED = "credit applied"
    GONE = "no longer in QuickBooks"


@dataclass(frozen=True)
class PaidReading:
    """What is read is only shown, in the windows that are open on the voucher; nothing is decided by it."""

    inquiring: Inquiring
    engine: Engine
    books: Callable[[str], DocumentBooks]
    show: Callable[[str], object]

    def ask(self, voucher_id: str, window: str) -> None:
        """Promise to read it, once for each window that is opened."""
        with self.inquiring.store.writing() as session:
            self.engine.enqueue(session, READ, voucher_id, key=f"{READ}:{window}", partition=READ)

    def read(self, voucher_id: str) -> None:
        """Workflow `read-paid`."""
        words = self.engine.step("read", lambda: self._read(voucher_id))
        self.inquiring.read_as(voucher_id, words)
        self.engine.step("show", lambda: bool(self.show(voucher_id)))

    def _read(self, voucher_id: str) -> str:
        delivery = self.inquiring.whole(voucher_id).delivery
        if delivery is None or delivery.state is not DeliveryState.CONFIRMED:
            return ""
        try:
            return str(read_paid(self.books(delivery.connection_id), delivery))
        except (BooksRefused, BooksUnavailable, BooksDisconnected) as trouble:
            return trouble.sentence


def read_paid(books: DocumentBooks, delivery: Delivery) -> Paid:
    """Ask the books whether a posted document is paid; a call to the books, so never in a transaction."""
    document = books.read_document(delivery.kind, delivery.books_id or "")
    if document is None:
        return Paid.GONE
    if not document.linked:
        return Paid.UNPAID
    applied = books.applications(document)
    if applied and not any(one.in_cash for one in applied):
        return Paid.CREDITED
    return Paid.PART if document.balance else Paid.PAID
