"""What changed in the books since a moment, deleted documents included: the shapes the drift watch reads them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from domain.books.documents import Document
from domain.books.paper import ENTITIES

KINDS: Final = {entity: kind for kind, entity in ENTITIES.items()}
OTHERS: Final = ("BillPayment", "Deposit", "Payment", "Purchase", "RefundReceipt", "SalesReceipt", "Transfer")
WATCHED: Final = (*KINDS, *OTHERS)
FURTHEST: Final = timedelta(days=29)


@dataclass(frozen=True)
class Change:
    """A document as it is after a change, `entity` by the books' own word for it; one that is gone has nothing else.

    `document` is what it says where it is of a kind we write. `accounts` are those it names itself; one with `items`
    may touch others through them. `at` is in UTC.
    """

    entity: str
    id: str
    at: datetime
    deleted: bool = False
    on: date | None = None
    number: str = ""
    version: str = ""
    by: str = ""
    total: int = 0
    document: Document | None = None
    accounts: frozenset[str] = frozenset()
    items: bool = False


@dataclass(frozen=True)
class Changes:
    """Everything that changed up to `until` (UTC); of the `cut` entities, deletions may be missing."""

    found: tuple[Change, ...]
    until: datetime
    cut: tuple[str, ...] = ()


class ChangingBooks(Protocol):
    """The books as the drift watch reads them. Calls may raise BooksRefused, BooksUnavailable or BooksDisconnected."""

    def changes(self, since: datetime, entities: Sequence[str] = WATCHED) -> Changes:
        """What changed at or after a moment, or in the last 29 days when that is longer ago."""

    def there(self, entity: str, ids: Sequence[str]) -> set[str]:
        """Which of these the books still have."""
