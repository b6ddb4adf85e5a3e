"""The audit trail: who did what to which thing, written in the same transaction as the act, never changed.

Each line carries the hash of the one before it, so a line that was changed, slipped in or taken out shows.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Field, Session, col, select

from domain.table import Table

START: Final = -(1 << 31)
PORTION: Final = 1000
_UNSEALED: Final = "audit lines of this transaction"


class AuditLine(Table, table=True):
    """One act. `by` is the person's id as the chat has it (or `tieout` for the scheduler); `at` is in UTC.

    `id` counts without gaps. `hash` is over the line itself and `before`, the hash of the line before.
    """

    __tablename__ = "audit_line"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    by: str = Field(max_length=64)
    act: str = Field(max_length=64, index=True)
    subject: str = Field(max_length=128, index=True)
    detail: str = ""
    before: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)

    def seal(self) -> str:
        """The hash the line must have: SHA-256 over its fields as a JSON list."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        fields = [self.id, at, self.by, self.act, self.subject, self.detail, self.before]
        return sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def record(session: Session, *, at: datetime, by: str, act: str, subject: str, detail: str = "") -> None:
    """Add one line to the trail; `subject` is `kind:id`, `detail` what changed in words.

    The line takes its place in the chain as the transaction commits: by then every other row is locked, so that
    waiting for one's turn there never ends in a deadlock.
    """
    if _UNSEALED not in session.info:
        session.info[_UNSEALED] = []
        sa.event.listen(session, "before_commit", _seal)
    session.info[_UNSEALED].append(AuditLine(at=at, by=by, act=act, subject=subject, detail=detail))


def last(session: Session, act: str, subject: str) -> AuditLine | None:
    """The last time an act was done to a thing, in an earlier transaction."""
    lines = select(AuditLine).where(AuditLine.act == act, AuditLine.subject == subject)
    return session.exec(lines.order_by(col(AuditLine.id).desc()).limit(1)).first()


def verify(session: Session) -> AuditLine | None:
    """The first line that is not as it was written or does not follow the one before; None when the chain holds.

    What was cut off at the end shows only against a hash noted elsewhere, such as in an export.
    """
    before = ""
    for number, line in enumerate(_in_order(session), start=1):
        if line.id != number or line.before != before or line.hash != line.seal():
            return line
        before = line.hash
    return None


def portion(session: Session, after: int) -> Sequence[AuditLine]:
    """The lines that follow a number, as many as are read at once; `START` begins with the first."""
    following = select(AuditLine).where(col(AuditLine.id) > after)
    return session.exec(following.order_by(col(AuditLine.id)).limit(PORTION)).all()


def in_turn(session: AnySession, what: str) -> None:
    """Wait until nobody else is writing `what`, and keep the turn until this transaction ends.

    SQLite has one writer at a time as it is.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(what, 0))))


def _in_order(session: Session) -> Iterator[AuditLine]:
    """The whole trail, read a portion at a time."""
    read = START
    while lines := portion(session, read):
        yield from lines
        read = lines[-1].id or 0


def _seal(session: AnySession) -> None:
    """Give this transaction's lines their places at the end of the chain."""
    lines: list[AuditLine] = session.info[_UNSEALED]
    if not lines:
        return
    session.flush()
    in_turn(session, "audit")
    tail = session.execute(select(AuditLine.id, AuditLine.hash).order_by(col(AuditLine.id).desc()).limit(1)).first()
    number, before = (tail[0] or 0, tail[1]) if tail else (0, "")
    for line in lines:
        number += 1
        line.id, line.before = number, before
        line.hash = before = line.seal()
        session.add(line)
    lines.clear()
