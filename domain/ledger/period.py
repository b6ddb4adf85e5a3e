"""Months of a department: which are open, and what is refused in one that is locked (S2-40)."""

from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, col

from domain.audit import in_turn
from domain.problems import Problem
from domain.table import Table, one_of


class PeriodState(StrEnum):
    """A locked month takes no more writes; a closed one is proved as well; a reopened one takes writes again."""

    OPEN = "open"
    LOCKED = "locked"
    CLOSED = "closed"
    REOPENED = "reopened"


SHUT = (PeriodState.LOCKED, PeriodState.CLOSED)


class Period(Table, table=True):
    """One month of one department, such as `2025-01`. A month without a row is as open as the months after it are.

    Months are locked in order and reopened latest first, so nothing before a locked month is open.
    """

    __tablename__ = "period"

    department: str = Field(primary_key=True, max_length=64)
    month: str = Field(primary_key=True, max_length=7)
    state: PeriodState = Field(default=PeriodState.OPEN, sa_type=one_of(PeriodState))
    changed_at: datetime
    changed_by: str = Field(max_length=64)


class Write(StrEnum):
    """The eight kinds of write that a locked month refuses, each said in its own words."""

    INTO_INVOICE = "A worksheet cannot become INVOICE with the posting date {day}, because {month} is {state}."
    SALE_EDIT = "The sale cannot be changed, because it was recognised on {day} and {month} is {state}."
    ACCRUAL_EDIT = "The accrual cannot be changed, because it was recognised on {day} and {month} is {state}."
    OUT_OF_INVOICE = "The worksheet cannot leave INVOICE, because that would change {day} and {month} is {state}."
    SALES_ADJUSTMENT = "A sales adjustment cannot be posted on {day}, because {month} is {state}."
    VOUCHER = "A voucher cannot be posted on {day}, because {month} is {state}."
    VOUCHER_UNDO = "The voucher cannot be undone, because that would change {day} and {month} is {state}."
    RECEIPT = "A receipt cannot be posted, applied, returned or undone on {day}, because {month} is {state}."


NEXT_STEP = {
    Write.INTO_INVOICE: "Choose a posting date from {first} on.",
    Write.SALE_EDIT: "Record a sales adjustment from {first} on.",
    Write.ACCRUAL_EDIT: "Let the bill's variance correct it, or record a purchase adjustment from {first} on.",
    Write.OUT_OF_INVOICE: "Correct it by adjustments from {first} on.",
    Write.SALES_ADJUSTMENT: "Choose a date from {first} on.",
    Write.VOUCHER: "Choose a posting date from {first} on.",
    Write.VOUCHER_UNDO: "Correct it by a purchase adjustment from {first} on.",
    Write.RECEIPT: "Choose a date from {first} on.",
}


class PeriodClosed(Problem):
    """A write falls in a month that takes none; `first_open` is the first day after it that does."""

    def __init__(self, write: Write, on: date, state: PeriodState, first_open: date) -> None:
        said = {"day": f"{on:%-d %B %Y}", "month": f"{on:%B %Y}", "state": state, "first": f"{first_open:%-d %B %Y}"}
        super().__init__(write.format(**said), field="posting_date", next_step=NEXT_STEP[write].format(**said))
        self.first_open = first_open


def month_of(day: date) -> str:
    """The month a day belongs to, such as `2025-01`."""
    return f"{day:%Y-%m}"


def state_of(session: Session, department: str, month: str) -> PeriodState:
    """What a month is, for a department; one before a locked month is locked."""
    if period := session.get(Period, (department, month), populate_existing=True):
        return period.state
    locked = shut_through(session, department)
    return PeriodState.LOCKED if locked is not None and month < locked else PeriodState.OPEN


def shut_through(session: Session, department: str) -> str | None:
    """The last month that is locked or closed, if there is one."""
    shut = sa.select(sa.func.max(Period.month)).where(col(Period.department) == department, col(Period.state).in_(SHUT))
    last: str | None = session.execute(shut).scalar_one()
    return last


def is_open(session: Session, department: str, on: date) -> bool:
    """Whether a day may be written to."""
    return state_of(session, department, month_of(on)) not in SHUT


def require_open(session: Session, department: str, on: date, write: Write) -> None:
    """PeriodClosed unless the day may be written to; it stays so until this transaction ends.

    Lock the rows being decided before asking: from here on the department's journal is waited for.
    """
    in_turn(session, f"journal:{department}")
    state = state_of(session, department, month_of(on))
    if state in SHUT:
        raise PeriodClosed(write, on, state, first_open_day(session, department, on))


def first_open_day(session: Session, department: str, from_: date) -> date:
    """The day itself when its month is open, or else the first day of the next month that is."""
    day = from_
    while not is_open(session, department, day):
        day = next_month(day)
    return day


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def last_day(month: str) -> date:
    """The last day of a month such as `2025-01`."""
    return next_month(first_day(month)) - timedelta(days=1)


def in_words(month: str) -> str:
    """`January 2025`."""
    return f"{first_day(month):%B %Y}"


def month_before(month: str) -> str:
    """`2024-12` of `2025-01`."""
    return month_of(first_day(month) - timedelta(days=1))


def first_day(month: str) -> date:
    """The first day of a month such as `2025-01`; raises a Problem for what is no month."""
    try:
        return date.fromisoformat(f"{month.strip()}-01")
    except ValueError:
        raise Problem(f"“{month}” is not a month.", field="month", next_step="Write it like 2025-01.") from None
