"""Payment terms: when a document is due, and until when a discount is granted (S1-15 to S1-18, H-12)."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlmodel import Field

from domain.counterparties.names import exact_key
from domain.problems import Problem
from domain.table import Table, one_of

LONGEST_DESCRIPTION: Final = 31  # as long as QuickBooks lets a term's name be
MOST_DAYS: Final = 999


class TermSide(StrEnum):
    """Whether customers pay by it, or we do."""

    AR = "AR"
    AP = "AP"


class TermBase(StrEnum):
    """The date from which days are counted (C23)."""

    SHIP = "ship"
    POSTING = "posting"
    VENDOR_INVOICE = "vendor_invoice"


USUAL_BASE: Final = {TermSide.AR: TermBase.POSTING, TermSide.AP: TermBase.VENDOR_INVOICE}


@dataclass(frozen=True)
class TermDetails:
    """What a person tells about payment terms. `days` is None where the due date is typed each time."""

    description: str
    side: TermSide
    base: TermBase
    days: int | None = None
    end_of_month: bool = False
    discount_percent: Decimal = Decimal(0)
    discount_days: int | None = None


class Term(Table, table=True):
    """Payment terms of a department; `discount_percent` is a Decimal as text, `books_id` its twin in the books."""

    __tablename__ = "term"
    __table_args__ = (sa.UniqueConstraint("department", "side", "description_key"),)

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64)
    description: str = Field(max_length=LONGEST_DESCRIPTION)
    description_key: str = Field(max_length=100)
    side: TermSide = Field(sa_type=one_of(TermSide))
    base: TermBase = Field(sa_type=one_of(TermBase))
    days: int | None = None
    end_of_month: bool = False
    discount_percent: str = Field(default="0", max_length=10)
    discount_days: int | None = None
    realm: str | None = Field(default=None, max_length=32)
    books_id: str | None = Field(default=None, max_length=36)
    books_name: str | None = Field(default=None, max_length=100)
    changed_by: str = Field(max_length=64)
    changed_at: datetime


class KnownTerm(Table, table=True):
    """Payment terms of the books as last read."""

    __tablename__ = "known_term"

    realm: str = Field(primary_key=True, max_length=32)
    books_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=100)
    due_days: int | None = None
    day_of_month: int | None = None
    active: bool = True


def due_on(term: Term, *, ship: date | None, posting: date, invoice: date | None) -> date | None:
    """When a document is due; None when its due date is typed.

    Counted from the term's base date, or from the posting date where that one is not known. With the end of month, the
    days are counted from the last day of the base date's month.
    """
    if term.days is None:
        return None
    start = _base(term, ship, posting, invoice)
    return (month_end(start) if term.end_of_month else start) + timedelta(days=term.days)


def discount_until(term: Term, *, ship: date | None, posting: date, invoice: date | None) -> date | None:
    """The last day on which the discount may be taken; None when there is none."""
    if not Decimal(term.discount_percent) or term.discount_days is None:
        return None
    return _base(term, ship, posting, invoice) + timedelta(days=term.discount_days)


def discount(term: Term, total: int) -> int:
    """The discount on a total, in cents, half up."""
    exact = Decimal(total) * Decimal(term.discount_percent) / 100
    return int(exact.to_integral_value(ROUND_HALF_UP))


def discount_in_words(term: Term, *, ship: date | None, posting: date, invoice: date | None) -> str:
    """`2% until 10 Jan 2025`, or nothing when there is no discount."""
    until = discount_until(term, ship=ship, posting=posting, invoice=invoice)
    return f"{Decimal(term.discount_percent).normalize():f}% until {until:%-d %b %Y}" if until else ""


def preferred(*, voucher: str = "", worksheet: str = "", counterparty: str = "") -> str:
    """Which terms hold: the voucher's own, else the worksheet's, else the counterparty's (S1-17)."""
    return voucher or worksheet or counterparty


def month_end(day: date) -> date:
    """The last day of a month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def in_words(term: Term) -> str:
    """`2% within 10 days, net 30 days from the vendor's invoice date`."""
    if term.days is None:
        return "due date typed each time"
    start = {TermBase.SHIP: "ship date", TermBase.POSTING: "posting date"}.get(term.base, "vendor's invoice date")
    net = f"end of month plus {term.days} days" if term.end_of_month else f"net {term.days} days"
    reduced = Decimal(term.discount_percent)
    early = f"{reduced.normalize():f}% within {term.discount_days} days, " if reduced else ""
    return f"{early}{net} from the {start}"


def checked(details: TermDetails) -> TermDetails:
    """The details with their spaces tidied; raises Problem at the field that is wrong."""
    description = " ".join(details.description.split())
    if not description or len(description) > LONGEST_DESCRIPTION:
        raise Problem(f"A description has 1 to {LONGEST_DESCRIPTION} characters.", field="description")
    if details.days is not None and not 0 <= details.days <= MOST_DAYS:
        raise Problem(f"Days are 0 to {MOST_DAYS}.", field="days")
    _check_discount(details)
    return replace(details, description=description)


def read_percent(text: str) -> Decimal:
    """A percentage as people type it, such as `2` or `2.5 %`; empty is none. Raises Problem."""
    told = text.replace("%", "").strip()
    try:
        percent = Decimal(told or "0")
    except InvalidOperation:
        raise Problem("A discount is a percentage, such as 2.", field="discount_percent") from None
    if not percent.is_finite():
        raise Problem("A discount is a percentage, such as 2.", field="discount_percent")
    return percent


def description_key(description: str) -> str:
    """By this two descriptions are the same."""
    return exact_key(description)


def _base(term: Term, ship: date | None, posting: date, invoice: date | None) -> date:
    return {TermBase.SHIP: ship, TermBase.POSTING: posting, TermBase.VENDOR_INVOICE: invoice}[term.base] or posting


def _check_discount(details: TermDetails) -> None:
    percent, days = details.discount_percent, details.discount_days
    if not 0 <= percent < 100 or percent != round(percent, 4):
        raise Problem("A discount is from 0 to less than 100 percent.", field="discount_percent")
    if percent and days is None:
        raise Problem("Within how many days is the discount granted?", field="discount_days")
    latest = MOST_DAYS if details.days is None or details.end_of_month else details.days
    if days is not None and not 0 <= days <= latest:
        raise Problem("A discount ends by the time the whole is due.", field="discount_days")
