"""What Tieout asks of an accounting system, in the words of accounting; an adapter answers it for one system.

Every call may raise BooksRefused (a person can mend it), BooksUnavailable (kept, tried again) or BooksDisconnected
(a person must reconnect).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.problems import BooksRefused, BooksUnavailable

NAMES_PER_PAGE = 1000
NAMES_PER_BATCH = 30


class NameKind(StrEnum):
    """The three name lists; a display name is unique over all of them together."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    EMPLOYEE = "employee"


@dataclass(frozen=True)
class Address:
    """A postal address; `region` is a state or province."""

    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True)
class BooksName:
    """A customer, vendor or employee as the books have it. `version` must be sent back with a change."""

    kind: NameKind
    id: str
    name: str
    active: bool
    version: str
    company_name: str = ""
    email: str = ""
    currency: str = ""
    changed_at: datetime | None = None
    print_name: str = ""
    phone: str = ""
    billing: Address = Address()
    shipping: Address = Address()


@dataclass(frozen=True)
class NameFields:
    """What can be told about a name. None leaves it as it is; an empty text clears it."""

    name: str | None = None
    company_name: str | None = None
    print_name: str | None = None
    email: str | None = None
    phone: str | None = None
    billing: Address | None = None
    shipping: Address | None = None
    term_id: str | None = None
    active: bool | None = None


@dataclass(frozen=True)
class NewName:
    """A customer or vendor to be created; `key` is ours, to match the outcome with. Currency can never be changed."""

    key: str
    kind: NameKind
    name: str
    company_name: str = ""
    print_name: str = ""
    email: str = ""
    phone: str = ""
    billing: Address = Address()
    shipping: Address = Address()
    currency: str = ""
    term_id: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one item of a batch. With both `id` and `refused` the name exists but lacks its terms."""

    key: str
    id: str | None = None
    version: str = ""
    name: str = ""
    refused: BooksRefused | None = None


@dataclass(frozen=True)
class Company:
    """The company file itself; `plan` is the subscription, such as QuickBooks Online Plus, and `address` what it tells
    customers of how to reach it, in lines."""

    realm: str
    name: str
    legal_name: str = ""
    country: str = ""
    plan: str = ""
    address: str = ""


@dataclass(frozen=True)
class Term:
    """Payment terms; `due_days` is None for terms that name a day of the month."""

    id: str
    name: str
    due_days: int | None
    active: bool


@dataclass(frozen=True)
class Finding:
    """One thing a connection test found wrong, and what to do about it."""

    sentence: str
    next_step: str = ""


class CounterpartyBooks(Protocol):
    """The books as the keeper of counterparties needs them."""

    def company(self) -> Company:
        """The company behind the connection."""

    def names_page(self, kind: NameKind, start: int) -> list[BooksName]:
        """Up to 1,000 names, active or not, from position `start` (1 is the first); fewer means the last page."""

    def names_changed_since(self, moment: datetime) -> list[BooksName]:
        """Every name of every kind that was created or changed at or after the moment."""

    def find_names(self, kind: NameKind, display_names: Sequence[str]) -> list[BooksName]:
        """Those of one kind, active or not, with exactly these display names (case does not matter)."""

    def read_name(self, kind: NameKind, id: str) -> BooksName:
        """One name as it is now; BooksRefused when there is none."""

    def create_name(self, new: NewName, request_id: str) -> BooksName:
        """Create one; the same `request_id` again answers the first result and writes nothing."""

    def create_names(self, new: Sequence[NewName], request_id: str | None = None) -> list[Outcome]:
        """Create up to 30 in one request; each has its own outcome, in the order given."""

    def update_name(self, kind: NameKind, id: str, version: str, changes: NameFields) -> BooksName:
        """Change the given fields only; BooksRefused when `version` is not the latest."""

    def deactivate_name(self, kind: NameKind, id: str, version: str) -> BooksName:
        """Hide a name from use; it can be made active again by `update_name`, telling its name anew."""

    def terms(self) -> list[Term]:
        """The payment terms the company knows, active or not."""

    def uses_account_numbers(self) -> bool:
        """Whether the company numbers its accounts."""

    def test(self) -> list[Finding]:
        """Read the company and its preferences and probe whether writing is allowed, without writing; empty is OK."""


class BooksThrottled(BooksUnavailable):
    """Too many requests were sent; nothing was written. Wait at least `wait` before the next."""

    def __init__(self, sentence: str, *, wait: timedelta) -> None:
        super().__init__(sentence)
        self.wait = wait


@dataclass(frozen=True)
class Grant:
    """A pair of tokens as just issued, with their lives; `hard_life` is told only by grants that end for good."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_life: timedelta
    refresh_life: timedelta
    hard_life: timedelta | None = None


class GrantRefused(Exception):
    """The authorization server no longer honours this code or refresh token."""


class Authority(Protocol):
    """The authorization server of an accounting system; GrantRefused or BooksUnavailable when it does not grant."""

    def consent_url(self, state: str) -> str:
        """The page where a person gives consent."""

    def exchange(self, code: str) -> Grant:
        """The first pair of tokens for the code the browser brought back."""

    def refresh(self, refresh_token: str) -> Grant:
        """The next pair of tokens."""

    def revoke(self, refresh_token: str) -> None:
        """End the grant."""


@dataclass(frozen=True)
class Access:
    """A usable access token and the version of the pair it belongs to."""

    token: str = field(repr=False)
    version: int


class Credentials(Protocol):
    """Where a request gets its access token from."""

    def access(self, rejected: int | None = None) -> Access:
        """A token to send; `rejected` is the version that was just refused, so it is renewed first."""

    def worked(self) -> None:
        """The books answered."""

    def lose(self, version: int, reason: str) -> None:
        """The books refuse even a new token: only a person can help."""
