"""What the books say an account moved by and what it consists of: the shapes that balances are explained with.

Amounts are cents, debit positive unless said; accrual basis always.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class LedgerLine:
    """One line of the general ledger. `type` is the books' own word ("Bill", "Journal Entry"), `id` the document's.

    `made_by` and `changed_by` are people as the books name them, empty where they do not tell; the moments likewise.
    """

    account_id: str
    amount: int
    on: date
    type: str
    id: str
    number: str = ""
    party: str = ""
    memo: str = ""
    made_by: str = ""
    made_at: str = ""
    changed_by: str = ""
    changed_at: str = ""


@dataclass(frozen=True)
class OpenItem:
    """A document that is open on a day, and how much of it; what is owed, to us or by us, is positive.

    `party` is the customer or vendor as the books name it.
    """

    type: str
    id: str
    on: date
    open: int
    number: str = ""
    party_id: str = ""
    party: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Settled:
    """A document a payment settles or uses up, and how much of it, above zero; `payment` is the id of that payment."""

    type: str
    id: str
    amount: int
    payment: str


class LedgerBooks(Protocol):
    """The books as proofs read them. Every call may raise BooksRefused, BooksUnavailable or BooksDisconnected."""

    def profit_and_loss(self, start: date, end: date) -> dict[str, int]:
        """What each account of profit and loss moved by between two days, both included, debit positive."""

    def general_ledger(self, accounts: Sequence[str], start: date, end: date) -> list[LedgerLine]:
        """Every line of these accounts dated from one day to another, both included."""

    def open_items(self, as_of: date, *, payable: bool) -> list[OpenItem]:
        """What is open of payables or receivables at the end of a day, by payments dated up to it."""

    def settled(self, start: date, end: date) -> list[Settled]:
        """What payments to vendors settled that are dated between two days, both included."""
