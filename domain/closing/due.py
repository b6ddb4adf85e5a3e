"""Which month is to be closed next, and until when: the sixth business day after it (2.3, S4-16)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.ledger.journal import JournalEntry, Route
from domain.ledger.period import Period, PeriodState, last_day, month_before, month_of, next_month
from domain.reminders.calendar import Calendar

BUSINESS_DAYS: Final = 6


@dataclass(frozen=True)
class Due:
    """The day by which a month is to be closed. `left` counts business days, today included; `late` those since."""

    month: str
    on: date
    ended: bool
    left: int
    late: int


def due(calendar: Calendar, month: str, today: date) -> Due:
    """Until when a month is to be closed, seen from a day."""
    after = next_month(last_day(month))
    on = calendar.nth_business_day(after, BUSINESS_DAYS)
    left = calendar.business_days(today, on) if today <= on else 0
    late = calendar.business_days(on, today) - 1 if today > on else 0
    return Due(month, on, today >= after, left, late)


def month_to_close(session: Session, department: str, today: date) -> str | None:
    """The first month that has ended and is not closed, or the one that is running; None before anything happened."""
    happened = select(col(JournalEntry.on)).where(
        JournalEntry.department == department, JournalEntry.route != Route.OBSERVED
    )
    first = session.exec(happened.order_by(col(JournalEntry.on)).limit(1)).first()
    if first is None:
        return None
    periods = session.exec(select(Period).where(Period.department == department)).all()
    states = {one.month: one.state for one in periods}
    shut = [month for month, state in states.items() if state in (PeriodState.LOCKED, PeriodState.CLOSED)]
    month = min([month_of(first), *states])
    while month < month_of(today):
        behind = month not in states and any(month < one for one in shut)
        if states.get(month) is not PeriodState.CLOSED and not behind:
            return month
        month = month_of(next_month(last_day(month)))
    return month_of(today)


def last_month(today: date) -> str:
    """The month that ended last."""
    return month_before(month_of(today))
