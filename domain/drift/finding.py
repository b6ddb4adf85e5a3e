"""A finding of the drift watch: what somebody changed in the books, before and after, and what it does to us.

Amounts are cents, debit positive. One document has at most one finding that is not settled; it follows what happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from domain.engine import Engine
from domain.problems import Problem
from domain.table import Table, one_of

SHOW: Final = "show-drift"
CHAT: Final = "chat"
US: Final = "tieout"
MOST_LISTED: Final = 50


class What(StrEnum):
    """What happened: to a document of ours, on an account of ours by somebody else's, or to the closing date."""

    EDITED = "edited"
    DELETED = "deleted"
    FOREIGN = "foreign"
    CLOSING_DATE = "closing date"


class DriftState(StrEnum):
    """`open` and `asked` need a person; `restoring` is on its way; the others are settled."""

    OPEN = "open"
    ASKED = "asked"
    RESTORING = "restoring"
    RESTORED = "restored"
    ADOPTED = "adopted"
    HEALED = "healed"


WAITING: Final = (DriftState.OPEN, DriftState.ASKED)
UNSETTLED: Final = (*WAITING, DriftState.RESTORING)


@dataclass(frozen=True)
class Effect:
    """What a change does to an account: `number` is ours, empty where the account is none of ours; a line by line
    difference between what the books hold and what they should."""

    books_id: str
    number: str
    name: str
    on: date
    amount: int


class Drift(Table, table=True):
    """One finding. `entity` is the books' word for the object and `type` the one people read; `subject` is empty for a
    document that is none of ours. `before` and `after` say what differs, by label. `proofs` are codes, parted by
    spaces; `closed` the closed months it reaches into, `proved` what proving them again came to. `version` and `total`
    are of the document as it was found. `words` say why an attempt to put it right did not work. `place` is where its
    message stands, opaque to the domain. Moments are in UTC."""

    __tablename__ = "drift"
    __table_args__ = (
        sa.Index("ix_drift_realm_books_id", "realm", "books_id"),
        sa.Index("ix_drift_department_noticed_at", "department", "noticed_at"),
    )

    id: str = Field(primary_key=True, max_length=36)
    realm: str = Field(max_length=32)
    connection_id: str = Field(max_length=36)
    department: str = Field(max_length=64)
    entity: str = Field(max_length=32)
    type: str = Field(max_length=64)
    books_id: str = Field(max_length=32)
    number: str = Field(default="", max_length=64)
    subject: str = Field(default="", max_length=80)
    what: What = Field(sa_type=one_of(What))
    state: DriftState = Field(default=DriftState.OPEN, sa_type=one_of(DriftState))
    before: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    effects: list[Any] = Field(default_factory=list, sa_type=sa.JSON)
    proofs: str = Field(default="", max_length=64)
    closed: str = Field(default="", max_length=200)
    proved: str = ""
    who: str = Field(default="", max_length=200)
    version: str = Field(default="", max_length=16)
    total: int = Field(default=0, sa_type=sa.BigInteger)
    dated: date | None = None
    noticed_at: datetime
    changed_at: datetime | None = None
    settled_at: datetime | None = None
    settled_by: str = Field(default="", max_length=64)
    words: str = ""
    question: str = ""
    asked_by: str = Field(default="", max_length=64)
    turn: int = 0
    attempts: int = 0
    place: str = ""

    @property
    def name(self) -> str:
        """`Bill INV-7781`."""
        return f"{self.type} {self.number}".strip()

    @property
    def about(self) -> str:
        """What the audit trail files it under: the thing here, or itself."""
        return self.subject or f"drift:{self.id}"

    @property
    def told(self) -> str:
        """`Bill INV-7781 edited in QuickBooks by Sandy Cole`."""
        happened = "keyed" if self.what is What.FOREIGN else "changed" if self.what is What.CLOSING_DATE else self.what
        return f"{self.name} {happened} in QuickBooks" + (f" by {self.who}" if self.who else "")

    @property
    def moved(self) -> list[Effect]:
        """What it does to each account, day by day."""
        return [Effect(one[0], one[1], one[2], date.fromisoformat(one[3]), one[4]) for one in self.effects]

    @property
    def months(self) -> list[str]:
        """The closed months it reaches into."""
        return self.closed.split()

    @property
    def adoptable(self) -> bool:
        """Whether there is anything to take over: neither a closing date, nor that a closing entry is gone, which only
        an entry of its own takes back (E22)."""
        closing = self.what is What.DELETED and self.subject.startswith("closing:")
        return self.what is not What.CLOSING_DATE and not closing

    @property
    def settled(self) -> bool:
        """Whether there is nothing left to decide or to wait for."""
        return self.state not in UNSETTLED


class DriftWatch(Table, table=True):
    """How far a company's changes have been read. `since` moves on in the transaction that keeps what was found up to
    it; `due_at` is when they are read next. Moments are in UTC."""

    __tablename__ = "drift_watch"

    realm: str = Field(primary_key=True, max_length=32)
    since: datetime
    due_at: datetime
    looked_at: datetime | None = None


def kept(effects: Sequence[Effect]) -> list[Any]:
    """Effects as a finding keeps them."""
    return [[one.books_id, one.number, one.name, one.on.isoformat(), one.amount] for one in effects]


def unsettled(session: Session, realm: str, books_id: str) -> Drift | None:
    """The finding about a document that is not settled, locked."""
    query = select(Drift).where(Drift.realm == realm, Drift.books_id == books_id, col(Drift.state).in_(UNSETTLED))
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).first()


def waiting(session: Session, department: str) -> list[Drift]:
    """The findings of a department that are not settled, the newest first."""
    query = select(Drift).where(Drift.department == department, col(Drift.state).in_(UNSETTLED))
    return list(session.exec(query.order_by(col(Drift.noticed_at).desc()).limit(MOST_LISTED)))


def how_many_wait(session: Session, department: str) -> int:
    """How many findings of a department are not settled."""
    query = sa.select(sa.func.count()).select_from(Drift)
    return int(
        session.execute(query.where(col(Drift.department) == department, col(Drift.state).in_(UNSETTLED))).scalar_one()
    )


def to_change(session: Session, id: str) -> Drift:
    """A finding, locked; a Problem when there is none."""
    found = session.get(Drift, id, with_for_update=True, populate_existing=True)
    if found is None:
        raise Problem("There is no such finding.", next_step="Look at the list: /accounting drift.")
    return found


def touched(session: Session, engine: Engine, drift: Drift) -> None:
    """Its message follows, if it has one."""
    session.add(drift)
    session.flush()
    if drift.turn:
        tell(session, engine, drift)


def tell(session: Session, engine: Engine, drift: Drift) -> None:
    """It has a message, which is brought up to date once for every change."""
    drift.turn += 1
    session.add(drift)
    session.flush()
    engine.enqueue(session, SHOW, drift.id, key=f"{SHOW}:{drift.id}:{drift.turn}", partition=CHAT)


def settle(session: Session, engine: Engine, drift: Drift, state: DriftState, *, by: str, at: datetime) -> None:
    """It is put right, one way or another."""
    drift.state, drift.settled_at, drift.settled_by, drift.words = state, at, by, ""
    touched(session, engine, drift)
