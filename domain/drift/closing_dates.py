"""A closing date moved back in the books lies before a month that was signed: an alarm until it is put right."""

from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.clock import NewId
from domain.connections.connection import Connection, connection_of
from domain.drift.finding import US, Drift, DriftState, What, settle, touched, unsettled
from domain.engine import Engine
from domain.ledger.go_live import GoLive
from domain.ledger.period import Period, PeriodState, last_day

BOOKS_ID: Final = "closing-date"


def watch_closing_date(
    session: Session, engine: Engine, connection: Connection, closing: date | None, *, now: datetime, new_id: NewId
) -> list[Drift]:
    """Raise the alarm, bring it up to date, or close it; answers what is new. `closing` is what the books say now."""
    uncovered = _uncovered(session, connection, closing)
    known = unsettled(session, connection.realm, BOOKS_ID, What.CLOSING_DATE)
    if not uncovered:
        if known:
            settle(session, engine, known, DriftState.HEALED, by=US, at=now)
        return []
    department, months = uncovered
    said = {"Closing date": f"{closing:%-d %B %Y}" if closing else "none"}
    closed = " ".join(months[-12:])
    if known and (known.after, known.closed) == (said, closed):
        return []
    if known is None:
        known = Drift(
            id=new_id(),
            realm=connection.realm,
            connection_id=connection.id,
            department=department,
            entity="Preferences",
            type="Closing date",
            books_id=BOOKS_ID,
            what=What.CLOSING_DATE,
            noticed_at=now,
        )
    known.before = {"Closing date": f"{last_day(months[-1]):%-d %B %Y} or later"}
    known.after, known.closed = said, closed
    touched(session, engine, known)
    return [known]


def _uncovered(session: Session, connection: Connection, closing: date | None) -> tuple[str, list[str]] | None:
    """The department and its signed months that the closing date does not cover, the oldest first."""
    signed = select(Period.department, Period.month).where(Period.state == PeriodState.CLOSED)
    beyond = sa.true() if closing is None else col(Period.month) > f"{closing:%Y-%m}"
    if closing and closing < last_day(f"{closing:%Y-%m}"):
        beyond = col(Period.month) >= f"{closing:%Y-%m}"
    found: dict[str, list[str]] = {}
    for department, month in session.exec(signed.where(beyond).order_by(Period.department, Period.month)):
        through, began = connection_of(session, department), session.get(GoLive, department)
        if began and last_day(month) < began.on:
            continue
        if through and through.id == connection.id:
            found.setdefault(department, []).append(month)
    return next(iter(found.items()), None)
