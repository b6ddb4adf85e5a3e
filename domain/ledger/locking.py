"""Locking a month of a department, so that its numbers cannot change any more (S2-40)."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.audit import in_turn, record
from domain.clock import Now
from domain.ledger.journal import JournalEntry, Route
from domain.ledger.period import (
    SHUT,
    Period,
    PeriodState,
    first_day,
    in_words,
    month_of,
    next_month,
    shut_through,
    state_of,
)
from domain.problems import Problem
from domain.store import Store


@dataclass(frozen=True)
class Locking:
    """The act on one store."""

    store: Store
    now: Now

    def lock(self, department: str, month: str, *, by: str) -> Period:
        """Lock a month such as `2025-01`; a Problem when it is locked already or an earlier one is not (in order)."""
        with self.store.writing() as session:
            return lock_month(session, department, month, by=by, at=self.now())


def lock_month(session: Session, department: str, month: str, *, by: str, at: datetime) -> Period:
    """Lock a month in the caller's transaction, in order; from here on the department's journal is waited for."""
    month = month_of(first_day(month))
    in_turn(session, f"journal:{department}")
    state = state_of(session, department, month)
    if state in SHUT:
        raise Problem(f"{in_words(month)} is {state} already.", field="month")
    _require_in_order(session, department, month)
    record(session, at=at, by=by, act="lock month", subject=f"period:{department}:{month}")
    return set_state(session, department, month, PeriodState.LOCKED, by=by, at=at)


def unlock_month(
    session: Session, department: str, month: str, reason: str, *, to: PeriodState, by: str, at: datetime
) -> Period:
    """Open a locked month again in the caller's transaction, the latest first and with a reason."""
    in_turn(session, f"journal:{department}")
    state = state_of(session, department, month)
    if state is not PeriodState.LOCKED:
        raise Problem(f"{in_words(month)} is {state}, so there is nothing to unlock.", field="month")
    require_latest(session, department, month)
    if not reason.strip():
        raise Problem("Say why it is unlocked.", field="reason")
    detail = reason.strip()
    record(session, at=at, by=by, act="unlock month", subject=f"period:{department}:{month}", detail=detail)
    return set_state(session, department, month, to, by=by, at=at)


def require_latest(session: Session, department: str, month: str) -> None:
    """Raises a Problem unless a month is the last one that takes no writes: months open again latest first."""
    last = shut_through(session, department)
    if last is not None and last > month:
        raise Problem(
            f"{in_words(month)} cannot be opened before {in_words(last)}.",
            field="month",
            next_step=f"Open {in_words(last)} first.",
        )


def set_state(session: Session, department: str, month: str, state: PeriodState, *, by: str, at: datetime) -> Period:
    """Move a month in the caller's transaction; who may and why is the caller's to check."""
    period = session.get(Period, (department, month), with_for_update=True)
    period = period or Period(department=department, month=month, changed_at=at, changed_by=by)
    period.state, period.changed_at, period.changed_by = state, at, by
    session.add(period)
    return period


def _require_in_order(session: Session, department: str, month: str) -> None:
    due = _next_to_lock(session, department)
    if due is not None and due < month:
        raise Problem(
            f"{in_words(month)} cannot be locked before {in_words(due)}.",
            field="month",
            next_step=f"Lock {in_words(due)} first.",
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
