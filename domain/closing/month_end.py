"""What is kept of closing one month of a department: who owns which step, evidence, reopenings and the packet."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from domain.audit import in_turn
from domain.table import Table, one_of


class Step(StrEnum):
    """The steps of a close, in their order; each is said in its own words to people."""

    LEFTOVERS = "Nothing left to post or undo"
    LATE_BILLS = "Late bills"
    LOCK = "Lock the month"
    REPORT = "Closing Adjustments report"
    PROPOSE = "Preview of the entry"
    APPROVE = "Approval by a second person"
    POST = "Post the entry"
    PROOFS = "Proofs"
    CASH = "Cash reconciled"
    CLOSING_DATE = "Closing date in QuickBooks"
    SIGN = "Sign"


class MonthEnd(Table, table=True):
    """One month's close. `round` counts its reopenings; what belongs to an earlier round does not count any more.

    `closing_date` is QuickBooks' own as read back at `closing_read_at`. `place` is where the message stands, opaque to
    the domain. Moments are in UTC.
    """

    __tablename__ = "month_end"

    department: str = Field(primary_key=True, max_length=64)
    month: str = Field(primary_key=True, max_length=7)
    round: int = 0
    closing_date: date | None = None
    closing_read_at: datetime | None = None
    closing_trouble: str = ""
    bills_seen_by: str = Field(default="", max_length=64)
    signed_by: str = Field(default="", max_length=64)
    signed_at: datetime | None = None
    place: str = ""


class StepOwner(Table, table=True):
    """Whose step of a close it is; where nobody was named it is the owner of the department's close."""

    __tablename__ = "close_step_owner"

    department: str = Field(primary_key=True, max_length=64)
    month: str = Field(primary_key=True, max_length=7)
    step: Step = Field(primary_key=True, sa_type=sa.String(40))
    person: str = Field(max_length=64)


class CashEvidence(Table, table=True):
    """What a person handed over to show that cash is reconciled for a month (C31)."""

    __tablename__ = "cash_evidence"

    department: str = Field(primary_key=True, max_length=64)
    month: str = Field(primary_key=True, max_length=7)
    round: int = Field(primary_key=True)
    name: str = Field(max_length=255)
    content_type: str = Field(max_length=100)
    content: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    sha256: str = Field(max_length=64)
    by: str = Field(max_length=64)
    at: datetime


class ReopeningState(StrEnum):
    """`asked` waits for a second person, `reversing` for QuickBooks; `reopened` is over."""

    ASKED = "asked"
    REVERSING = "reversing"
    REOPENED = "reopened"
    DROPPED = "dropped"


class Reopening(Table, table=True):
    """That a closed month is to take writes again: asked for by one controller, confirmed by another (E22)."""

    __tablename__ = "reopening"

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64, index=True)
    month: str = Field(max_length=7)
    round: int
    state: ReopeningState = Field(default=ReopeningState.ASKED, sa_type=one_of(ReopeningState))
    reason: str
    asked_by: str = Field(max_length=64)
    asked_at: datetime
    confirmed_by: str = Field(default="", max_length=64)
    confirmed_at: datetime | None = None
    reopened_at: datetime | None = None
    place: str = ""


class ClosePacket(Table, table=True):
    """The file that proves a close, as it was made when it was signed; `hash` is the one over all that is in it."""

    __tablename__ = "close_packet"

    department: str = Field(primary_key=True, max_length=64)
    month: str = Field(primary_key=True, max_length=7)
    round: int = Field(primary_key=True)
    name: str = Field(max_length=100)
    content: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    hash: str = Field(max_length=64)
    at: datetime


def month_end(session: Session, department: str, month: str) -> MonthEnd:
    """What is kept of a month's close, or a blank sheet that is not stored. For looking."""
    return session.get(MonthEnd, (department, month)) or MonthEnd(department=department, month=month)


def month_end_to_change(session: Session, department: str, month: str) -> MonthEnd:
    """The same, stored and locked until this transaction ends; the department's closes take turns."""
    in_turn(session, f"close:{department}")
    kept = session.get(MonthEnd, (department, month), with_for_update=True)
    if kept is None:
        kept = MonthEnd(department=department, month=month)
        session.add(kept)
        session.flush()
    return kept


def evidence_of(session: Session, kept: MonthEnd) -> CashEvidence | None:
    """The evidence of this round."""
    return session.get(CashEvidence, (kept.department, kept.month, kept.round))


def owners_of(session: Session, department: str, month: str) -> dict[Step, str]:
    """Who was named for which step."""
    named = select(StepOwner).where(StepOwner.department == department, StepOwner.month == month)
    return {Step(one.step): one.person for one in session.exec(named)}


def reopenings_of(session: Session, department: str, month: str) -> Sequence[Reopening]:
    """Every time the month was asked to be reopened, the first one first."""
    asked = select(Reopening).where(Reopening.department == department, Reopening.month == month)
    return session.exec(asked.order_by(col(Reopening.asked_at), col(Reopening.id))).all()


def packets_of(session: Session, department: str, month: str) -> Sequence[ClosePacket]:
    """The packets of a month, the latest last."""
    kept = select(ClosePacket).where(ClosePacket.department == department, ClosePacket.month == month)
    return session.exec(kept.order_by(col(ClosePacket.round))).all()
