"""A person's yes to what others prepared, and the authority to say it, which may be lent."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Field, Session, col, func, select

from domain.table import Table


class Approval(Table, table=True):
    """One person's yes to a revision of a subject such as `voucher:…` or `receipt:…`; `acting_for` is whose delegate
    they were. At is in UTC."""

    __tablename__ = "approval"

    subject: str = Field(primary_key=True, max_length=80)
    revision: int = Field(primary_key=True)
    by: str = Field(primary_key=True, max_length=64)
    at: datetime
    fingerprint: str = Field(max_length=64)
    acting_for: str = Field(default="", max_length=64)


class Delegation(Table, table=True):
    """A person's authority to approve, lent to another up to and including a day."""

    __tablename__ = "delegation"

    department: str = Field(primary_key=True, max_length=64)
    giver: str = Field(primary_key=True, max_length=64)
    taker: str = Field(primary_key=True, max_length=64)
    until: date
    at: datetime


def approvals_of(session: Session, subject: str, revision: int) -> Sequence[Approval]:
    """Who said yes to a revision, in order."""
    said = select(Approval).where(Approval.subject == subject, Approval.revision == revision)
    return session.exec(said.order_by(col(Approval.at), col(Approval.by))).all()


def count_of(session: Session, subject: str, revision: int) -> int:
    """How many said yes to a revision."""
    said = select(func.count()).where(Approval.subject == subject, Approval.revision == revision)
    return session.exec(said).one()


def said_yes(subject: Any, revision: Any, by: str) -> Any:
    """The condition, for columns of a query, that a person has said yes already."""
    return (
        select(Approval.by)
        .where(Approval.subject == subject, Approval.revision == revision, Approval.by == by)
        .exists()
    )
