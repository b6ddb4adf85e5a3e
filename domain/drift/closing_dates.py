"""A closing date moved back in the books lies before a month that was signed: an alarm until it is put right."""

from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.clock import NewId
from domain.connections.connection import Connection, connection_of
from domain.drift.finding import UNSETTLED, US, Drift, DriftState, What, settle, tell
from domain.engine import Engine
from domain.ledger.go_live import GoLive
from domain.ledger.period import Period, PeriodState, last_day

BOOKS_ID: Final = "closing-date"
MOST_MONTHS: Final = 12  # a closing date taken away uncovers all: the latest are named and proved again


def watch_closing_date(
    session: Session, engine: Engine, connection: Connection, closing: date | None, *, now: datetime, new_id: NewId
) -> list[Drift]:
    """Raise the alarm, bring it up to date, or close it, for each department whose signed months are uncovered; answers
    what is new. `closing` is what the books say now."""
    uncovered = _uncovered(session, connection, closing)
    known = _known(session, connection.realm)
    said = {"Closing date": f"{closing:%-d %B %Y}" if closing else "none"}
    for department in known.keys() - uncovered.keys():
        settle(session, engine, known[department], DriftState.HEALED, by=US, at=now)
    found = []
    for department, months in uncovered.items():
        drift = known.get(department) or _new(connection, department, at=now, id=new_id())
        closed = " ".join(months[-MOST_MONTHS:])
        if (drift.after, drift.closed) != (said, closed):
            drift.before = {"Closing date": f"{last_day(months[-1]):%-d %B %Y} or later"}
            drift.after, drift.closed, drift.proved = said, closed, ""
            tell(session, engine, drift)
            found.append(drift)
    return found


def _new(connection: Connection, department: str, *, at: datetime, id: str) -> Drift:
    return Drift(
        id=id,
        realm=connection.realm,
        connection_id=connection.id,
        department=department,
        entity="Preferences",
        type="Closing date",
        books_id=BOOKS_ID,
        what=What.CLOSING_DATE,
        noticed_at=at,
    )


def _known(session: Session, realm: str) -> dict[str, Drift]:
    """The alarm of each department that is not settled, locked."""
    query = select(Drift).where(Drift.realm == realm, Drift.what == What.CLOSING_DATE, col(Drift.state).in_(UNSETTLED))
    found = session.exec(query.order_by(Drift.department).with_for_update().execution_options(populate_existing=True))
    return {one.department: one for one in found}


def _uncovered(session: Session, connection: Connection, closing: date | None) -> dict[str, list[str]]:
    """By department, its signed months that the closing date does not cover, the oldest first."""
    signed = select(Period.department, Period.month).where(Period.state == PeriodState.CLOSED)
    beyond = sa.true() if closing is None else col(Period.month) > f"{closing:%Y-%m}"
    if closing and closing < last_day(f"{closing:%Y-%m}"):
        beyond = col(Period.month) >= f"{closing:%Y-%m}"
    found: dict[str, list[str]] = {}
    for department, month in session.exec(signed.where(beyond).order_by(Period.department, Period.month)):
        through, began = connection_of(session, department), session.get(GoLive, department)
        if began and last_day(month) < began.on:
            continue
        if through and through.realm == connection.realm:
            found.setdefault(department, []).append(month)
    return found
