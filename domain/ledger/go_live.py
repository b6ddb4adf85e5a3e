"""What stood in the books when a department began here: its opening, and what customers owed or had paid ahead."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from domain.problems import Problem
from domain.table import Table, one_of


class OpeningKind(StrEnum):
    """A cost not yet billed, an invoice not yet paid, or cash of a customer not yet applied."""

    ACCRUAL = "accrual"
    INVOICE = "invoice"
    UNAPPLIED = "unapplied"


class OpeningState(StrEnum):
    """`loading` is under way in portions."""

    LOADING = "loading"
    LOADED = "loaded"


class GoLive(Table, table=True):
    """A department's opening, once. All of it is dated the day before `on`; `done_through` is the last line loaded."""

    __tablename__ = "go_live"

    department: str = Field(primary_key=True, max_length=64)
    on: date
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64)
    state: OpeningState = Field(default=OpeningState.LOADING, sa_type=one_of(OpeningState))
    done_through: int = 0
    at: datetime
    by: str = Field(max_length=64)


class OpeningReceivable(Table, table=True):
    """An open invoice or unapplied cash of a customer at go-live, in cents above zero."""

    __tablename__ = "opening_receivable"

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64, index=True)
    line: int
    kind: OpeningKind = Field(sa_type=one_of(OpeningKind))
    customer_id: str = Field(foreign_key="counterparty.id", max_length=36)
    number: str = Field(max_length=21)
    dated: date
    due: date | None = None
    amount: int = Field(sa_type=sa.BigInteger)


class LetThrough(Table, table=True):
    """That a document such as `voucher:…` or `worksheet:…` may be dated before go-live, and why (S3-17).

    It opens no locked month: what went live in the middle of a month can take documents of that month's beginning.
    """

    __tablename__ = "let_through"

    document: str = Field(primary_key=True, max_length=80)
    department: str = Field(max_length=64)
    reason: str = Field(max_length=1000)
    by: str = Field(max_length=64)
    at: datetime


def before_go_live(session: Session, department: str, on: date, document: str) -> Problem | None:
    """Why a document may not have a date: it is before go-live, and no controller let it through."""
    began = session.get(GoLive, department)
    let = select(LetThrough.document).where(LetThrough.document == document)
    if began is None or on >= began.on or session.exec(let).first():
        return None
    return Problem(
        f"Tieout began here on {began.on:%-d %B %Y}, and what is older stands in QuickBooks already.",
        field="posting_date",
        next_step="Choose a posting date from that day on, or have a controller let it through: /accounting override.",
    )
