"""Locking a month of a department, so that its numbers cannot change any more (S2-40)."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.audit import in_turn, record
from domain.clock import Now
from domain.ledger.journal import JournalEntry, Route
from domain.ledger.period import SHUT, Period, PeriodState, first_day, month_of, next_month, shut_through, state_of
from domain.problems import Problem
from domain.store import Store


@dataclass(frozen=True)
class Locking:
    """The act on one store."""

    store: Store
    now: Now

    def lock(self, department: str, month: str, *, by: str) -> Period:
        """Lock a month such as `2025-01`; a Problem when it is locked already or an earlier one is not (in order)."""
        month = month_of(first_day(month))
        with self.store.writing() as session:
            in_turn(session, f"journal:{department}")
            if state_of(session, department, month) in SHUT:
                raise Problem(f"{_words(month)} is {state_of(session, department, month)} already.", field="month")
            _require_in_order(session, department, month)
            before = session.get(Period, (department, month))
            at = self.now()
            period = before or Period(department=department, month=month, changed_at=at, changed_by=by)
            period.state, period.changed_at, period.changed_by = PeriodState.LOCKED, at, by
            session.add(period)
            record(session, at=at, by=by, act="lock month", subject=f"period:{department}:{month}")
            return period


def _require_in_order(session: Session, department: str, month: str) -> None:
    due = _next_to_lock(session, department)
    if due is not None and due < month:
        raise Problem(
            f"{_words(month)} cannot be locked before {_words(due)}.",
            field="month",
            next_step=f"Lock {_words(due)} first.",
        )


def _next_to_lock(session: Session, department: str) -> str | None:
    """The month after the last locked one, or the first in which anything happened here."""
    locked = shut_through(session, department)
    if locked:
        return month_of(next_month(first_day(locked)))
    happened = sa.select(sa.func.min(JournalEntry.on)).where(
        col(JournalEntry.department) == department, col(JournalEntry.route) != Route.OBSERVED
    )
    first: date | None = session.execute(happened).scalar_one()
    return month_of(first) if first else None


def _words(month: str) -> str:
    return f"{first_day(month):%B %Y}"
