"""What Tieout asks of an accounting system about accounts, terms and documents, in the words of accounting.

Amounts are int minor units (cents). Every call may raise BooksRefused (a person can mend it), BooksUnavailable (kept,
tried again) or BooksDisconnected (a person must reconnect).
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

NUMBER_LENGTH = 21
KEPT_OF_LONG_NUMBER = 16
LONGEST_TEXT = 4000
MARK = "tieout:"
_KEY = re.compile(rf"{MARK}(\S+)")


class DocumentKind(StrEnum):
    """The documents Tieout writes."""

    BILL = "bill"
    VENDOR_CREDIT = "vendor_credit"
    JOURNAL_ENTRY = "journal_entry"
    INVOICE = "invoice"
    CREDIT_MEMO = "credit_memo"


@dataclass(frozen=True)
class BooksAccount:
    """An account of the books' chart; `number` is empty while account numbers are off."""

    id: str
    name: str
    number: str
    type: str
    subtype: str
    active: bool
    balance: int | None = None
    currency: str = ""


@dataclass(frozen=True)
class NewAccount:
    """An account to be created."""

    name: str
    number: str
    type: str
    subtype: str


@dataclass(frozen=True)
class BooksItem:
    """A product or service; `account_id` is its income account."""

    id: str
    name: str
    type: str
    account_id: str
    active: bool


@dataclass(frozen=True)
class BooksTerm:
    """Payment terms: `due_days` after the date, or `day_of_month` (of the month after next when due sooner)."""

    id: str
    name: str
    active: bool
    due_days: int | None = None
    discount_percent: Decimal = Decimal(0)
    discount_days: int | None = None
    day_of_month: int | None = None
    due_next_month_days: int | None = None


@dataclass(frozen=True)
class NewTerm:
    """Payment terms to be created: `due_days` or `day_of_month` is given, not both."""

    name: str
    due_days: int | None = None
    discount_percent: Decimal = Decimal(0)
    discount_days: int | None = None
    day_of_month: int | None = None
    due_next_month_days: int | None = None


@dataclass(frozen=True)
class Preferences:
    """The company's settings that decide how documents behave. `tax_code_id` is its usual sales tax code."""

    account_numbers: bool
    closing_date: date | None
    home_currency: str
    multicurrency: bool
    own_sales_numbers: bool
    applies_credits: bool
    sales_tax: bool
    tax_code_id: str = ""


@dataclass(frozen=True)
class Link:
    """A document that touches another, by the books' own word for its type (such as BillPaymentCheck) and its id."""

    type: str
    id: str


@dataclass(frozen=True)
class DocumentLine:
    """One line as the books have it. `account_id` is empty on a line about an item."""

    account_id: str
    amount: int
    description: str = ""
    item_id: str = ""
    customer_id: str = ""
    taxed: bool = False


@dataclass(frozen=True)
class Document:
    """A document as the books have it; `version` must be sent back with a change, `raw` is its whole content.

    `total` and the lines of a vendor credit or credit memo are positive: what it is worth. The lines of a journal
    entry are debit positive and its total is its debits. `balance` is what is still open, None where the books say
    none. `tax` is the sales tax in the total.
    """

    kind: DocumentKind
    id: str
    version: str
    number: str
    on: date
    total: int
    party_id: str
    note: str
    lines: tuple[DocumentLine, ...]
    linked: tuple[Link, ...]
    balance: int | None
    raw: dict[str, Any] = field(repr=False)
    due_on: date | None = None
    tax: int = 0

    @property
    def key(self) -> str:
        """Our key, if the note carries one."""
        return key_in(self.note)


@dataclass(frozen=True)
class NewDocumentLine:
    """One line to be written: to an account, or on a sale by an item, `taxed` or not. A line of a journal entry on the
    books' own receivables says whose they are by `customer_id`."""

    account_id: str
    amount: int
    description: str = ""
    item_id: str = ""
    taxed: bool = False
    customer_id: str = ""


@dataclass(frozen=True)
class NewDocument:
    """A document to be written. `key` is ours and ends up in its note; signs are those of `Document`.

    `on` is the posting date, `number` the whole number however long; empty `party_id` is for journal entries. A bill or
    vendor credit is owed on `payable_id`; empty leaves the choice of the A/P account to the books. `tax` is the sales
    tax of the taxed lines by the company's tax code. `department` tags it where the books have such a location.
    """

    kind: DocumentKind
    party_id: str
    number: str
    on: date
    lines: Sequence[NewDocumentLine]
    key: str
    due_on: date | None = None
    term_id: str = ""
    note: str = ""
    payable_id: str = ""
    tax: int = 0
    tax_code_id: str = ""
    department: str = ""

    @property
    def total(self) -> int:
        """What it will be worth: the sum of the lines and the tax, or of a journal entry's debits."""
        amounts = [line.amount for line in self.lines]
        return sum(a for a in amounts if a > 0) if self.kind is DocumentKind.JOURNAL_ENTRY else sum(amounts) + self.tax

    @property
    def books_number(self) -> str:
        """The number as the books can hold it."""
        return fitting(self.number)

    @property
    def whole_note(self) -> str:
        """Our key, the whole number when the books cannot hold it, then the words."""
        long = f"number {self.number}" if self.number != self.books_number else ""
        return "\n".join(part for part in (f"{MARK}{self.key}", long, self.note) if part)[:LONGEST_TEXT]


def holds(document: Document, new: NewDocument) -> bool:
    """Whether a document says already what is to be written: whose, number, dates, lines, tax and total."""
    due = new.due_on is None or document.due_on == new.due_on
    amounts = (document.total, document.tax) == (new.total, new.tax)
    said = [" ".join(line.description.split()) for line in document.lines]
    return (
        due
        and amounts
        and print_of(document) == print_of(new)
        and said == [" ".join(line.description[:LONGEST_TEXT].split()) for line in new.lines]
    )


def print_of(document: Document | NewDocument) -> str:
    """A short print of whose, number, date and lines, by which a document is known again as what was once written."""
    number = document.books_number if isinstance(document, NewDocument) else document.number
    lines = [(one.account_id, one.item_id, one.amount, one.customer_id, one.taxed) for one in document.lines]
    content = repr((document.party_id, number, document.on.isoformat(), lines))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Application:
    """A payment applied to a document: `applied` of it in all, of which `in_cash` and the rest by credits."""

    type: str
    id: str
    number: str
    on: date
    applied: int
    in_cash: int


@dataclass(frozen=True)
class Attached:
    """A file of a document as the books have it; `key` is ours if we attached it."""

    id: str
    version: str
    name: str
    note: str = ""

    @property
    def key(self) -> str:
        """Our key, if the note carries one."""
        return key_in(self.note)


def key_in(note: str) -> str:
    """The key of ours that a note carries, empty for none."""
    found = _KEY.search(note)
    return found.group(1) if found else ""


def fitting(number: str) -> str:
    """A document number within 21 characters: longer ones keep 16, then `~` and 4 characters of their hash."""
    if len(number) <= NUMBER_LENGTH:
        return number
    return f"{number[:KEPT_OF_LONG_NUMBER]}~{hashlib.sha256(number.encode()).hexdigest()[:4]}"


def set_aside(number: str, id: str) -> tuple[str, str]:
    """The numbers for a document that gives up its own: with `-X` behind it, or if that one is taken its id too."""
    return f"{number[: NUMBER_LENGTH - 2]}-X", fitting(f"{number}-X{id}")


class DocumentBooks(Protocol):
    """The books as the poster of documents needs them."""

    def accounts(self) -> list[BooksAccount]:
        """Every account, active or not."""

    def create_account(self, new: NewAccount, request_id: str) -> BooksAccount:
        """Create an account; the same `request_id` again answers the first result."""

    def items(self) -> list[BooksItem]:
        """Every product and service, active or not."""

    def create_item(self, name: str, account_id: str, request_id: str) -> BooksItem:
        """Create a service whose income account is the given one."""

    def point_item(self, id: str, account_id: str, request_id: str) -> BooksItem:
        """Give an item another income account, and make it active."""

    def payment_terms(self) -> list[BooksTerm]:
        """Every payment term, active or not, with its discount."""

    def create_term(self, new: NewTerm, request_id: str) -> BooksTerm:
        """Create payment terms."""

    def preferences(self) -> Preferences:
        """The company's settings as they are now."""

    def closing_date(self) -> date | None:
        """The date up to which the books are closed, None while they are open."""

    def find_document(self, new: NewDocument) -> Document | None:
        """The document that was written for `new.key`, if the books have it.

        BooksRefused with code 6140 when the party has a document of that number which is not ours (C9).
        """

    def copies(self, new: NewDocument) -> list[Document]:
        """Every document of this number that was written for `new.key`: more than one where a request came twice."""

    def create_document(self, new: NewDocument, request_id: str) -> Document:
        """Write a document; the same `request_id` again answers the first result. Look first after a lost answer."""

    def update_document(self, kind: DocumentKind, id: str, version: str, new: NewDocument, request_id: str) -> Document:
        """Make a document say something else, whatever people added beside it; BooksRefused as for deletion."""

    def restore_document(self, before: Document, version: str, request_id: str) -> Document:
        """Give a document, at `version` now, the content it had before; BooksRefused as for deletion."""

    def read_document(self, kind: DocumentKind, id: str) -> Document | None:
        """A document as it is now; None when it is gone."""

    def delete_document(self, kind: DocumentKind, id: str, version: str, request_id: str) -> None:
        """Delete a document; BooksRefused with code 5010 when `version` is no longer its latest, 610 when gone."""

    def zero_document(self, kind: DocumentKind, id: str, version: str, request_id: str) -> Document:
        """Set every amount of a document to zero and free its number; BooksRefused as for deletion."""

    def applications(self, document: Document) -> list[Application]:
        """What was paid on a document or set off against it, read from each payment it is linked to."""

    def attach(
        self, kind: DocumentKind, id: str, file_name: str, content_type: str, content: bytes, *, key: str
    ) -> None:
        """Attach a file to a document; `key` is ours and ends up in its note."""

    def attached(self, kind: DocumentKind, id: str) -> list[Attached]:
        """The files attached to a document, oldest first: to look before attaching again."""

    def detach(self, file: Attached, request_id: str) -> None:
        """Remove an attached file; one that is gone already is no trouble."""

    def trial_balance(self, as_of: date) -> dict[str, int]:
        """Accrual-basis balance by account id at the end of a day, debit positive; accounts at zero may be left out."""
