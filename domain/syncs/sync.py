"""A sync of counterparties: the run, its rows, and the names the books held when it looked.

A run reads, is planned, and does nothing to the books until a person confirms it; nothing fuzzy is ever linked
without a person (S0-04, S3-09).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from domain.counterparties.counterparty import CounterpartyLink, TradeRole
from domain.counterparties.matching import Candidate
from domain.table import Table, one_of


class RunState(StrEnum):
    """`reading` the books, `planned` and waiting for a person, `running`, `waiting` for the books to come back."""

    READING = "reading"
    PLANNED = "planned"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RowKind(StrEnum):
    """What the books hold for one counterparty in one role."""

    LINK = "link"
    CREATE = "create"
    CLASH = "clash"
    NEAR = "near"
    GONE = "gone"
    RENAMED = "renamed"
    INACTIVE = "inactive"
    UNCHANGED = "unchanged"
    IGNORED = "ignored"


class RowState(StrEnum):
    """`decide` needs a person; `ready` is done on confirm; `sent` may or may not have arrived: look before sending."""

    DECIDE = "decide"
    READY = "ready"
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"
    LEFT = "left"


WHOLE = ("all", "full", "pull", "customers", "suppliers")
LIVE = (RunState.READING, RunState.PLANNED, RunState.RUNNING, RunState.WAITING)


class SyncRun(Table, table=True):
    """One sync of one department. `scope` is one of WHOLE, `one:{id}` or a part of a name.

    `number` grows from run to run in a realm: names that were last seen in an earlier whole reading are gone.
    `revision` grows with every decision, and a confirmation is bound to it. `place` and `asked_in` are where its
    message stands and where it was asked for, opaque to the domain; `shown` is the `face` the message shows.
    """

    __tablename__ = "sync_run"

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64)
    connection_id: str = Field(max_length=36)
    realm: str = Field(max_length=32, index=True)
    company_name: str = Field(max_length=200)
    scope: str = Field(max_length=128)
    number: int = 0
    automatic: bool = False
    state: RunState = Field(default=RunState.READING, sa_type=one_of(RunState), index=True)
    revision: int = 0
    started_by: str = Field(max_length=64)
    started_at: datetime
    asked_in: str = ""
    place: str = ""
    planned_at: datetime | None = None
    confirmed_by: str | None = Field(default=None, max_length=64)
    confirmed_at: datetime | None = None
    finished_at: datetime | None = None
    shown: str = Field(default="", max_length=64)
    shown_at: datetime | None = None
    batches: int = 0
    waits: int = 0
    waits_in: RunState | None = Field(default=None, sa_type=one_of(RunState))
    waits_for: str = ""
    due_at: datetime | None = None

    @property
    def face(self) -> str:
        """What its message must show: it changes with the state and with every decision."""
        return f"{self.state}:{self.revision}:{self.waits}"

    @property
    def changed_at(self) -> datetime:
        """When its state changed last."""
        moments = (self.started_at, self.planned_at, self.confirmed_at, self.finished_at)
        return max(moment for moment in moments if moment)


class SyncRow(Table, table=True):
    """One counterparty in one role: what was found, what was decided, what became of it.

    `free_name` is the display name a new record would take.
    """

    __tablename__ = "sync_row"
    __table_args__ = (sa.Index("ix_sync_row_state", "run_id", "state", "kind"),)

    run_id: str = Field(primary_key=True, max_length=36)
    counterparty_id: str = Field(primary_key=True, max_length=36)
    role: TradeRole = Field(primary_key=True, sa_type=one_of(TradeRole))
    name: str = Field(max_length=500)
    kind: RowKind = Field(sa_type=one_of(RowKind))
    state: RowState = Field(sa_type=one_of(RowState))
    books_id: str | None = Field(default=None, max_length=32)
    books_name: str = Field(default="", max_length=500)
    books_version: str = Field(default="", max_length=16)
    free_name: str = Field(default="", max_length=500)
    candidates: str = ""
    decided_by: str | None = Field(default=None, max_length=64)
    result: str = ""


class KnownName(Table, table=True):
    """A name of the books as it was last read: what plans are made from, so that a page never has to stay in memory."""

    __tablename__ = "known_name"
    __table_args__ = (sa.Index("ix_known_name_key", "realm", "name_key"),)

    realm: str = Field(primary_key=True, max_length=32)
    kind: str = Field(primary_key=True, max_length=16)
    books_id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=500)
    name_key: str = Field(max_length=500)
    active: bool
    version: str = Field(max_length=16)
    company_name: str = Field(default="", max_length=500)
    email: str = Field(default="", max_length=500)
    currency: str = Field(default="", max_length=3)
    seen_in: int = 0


class LeftAlone(Table, table=True):
    """A counterparty that someone does not want in the books in a role (S3-13); `full` shows it again."""

    __tablename__ = "left_alone"

    realm: str = Field(primary_key=True, max_length=32)
    counterparty_id: str = Field(primary_key=True, max_length=36)
    role: TradeRole = Field(primary_key=True, sa_type=one_of(TradeRole))
    by: str = Field(max_length=64)
    at: datetime


@dataclass(frozen=True)
class Sighting:
    """What the books hold for one counterparty in one role, gathered before anything is decided.

    `exact` are unlinked names equal to ours, `near` those a person may mean, `free_name` the name a new record would
    take: ours, or ours with a suffix where another list uses it already.
    """

    link: CounterpartyLink | None
    linked: KnownName | None
    exact: Sequence[KnownName]
    near: Sequence[Candidate]
    free_name: str
    taken_elsewhere: bool
    left_alone: bool


def classify(row: SyncRow, seen: Sighting) -> SyncRow:
    """Say what is to be done with one counterparty in one role (S1-07..10, accounting rule C10)."""
    row.free_name = seen.free_name
    if seen.link:
        return _linked(row, seen.link, seen.linked, seen.near)
    if seen.left_alone:
        return _become(row, RowKind.IGNORED, RowState.LEFT, result="left alone before")
    active = [name for name in seen.exact if name.active]
    if len(active) == 1:
        return _become(row, RowKind.LINK, RowState.READY, name=active[0])
    if seen.near:
        row.candidates = json.dumps([asdict(candidate) for candidate in seen.near])
        return _become(row, RowKind.NEAR, RowState.DECIDE)
    return _become(row, RowKind.CLASH if seen.taken_elsewhere else RowKind.CREATE, RowState.READY)


def candidates(row: SyncRow) -> list[dict[str, Any]]:
    """The names a person may mean, best first: id, name, score, reason."""
    return json.loads(row.candidates) if row.candidates else []


def _linked(row: SyncRow, link: CounterpartyLink, now: KnownName | None, near: Sequence[Candidate]) -> SyncRow:
    row.books_id, row.books_name = link.books_id, link.books_name
    if now is None:
        row.candidates = json.dumps([asdict(candidate) for candidate in near])
        return _become(row, RowKind.GONE, RowState.DECIDE)
    if not now.active:
        return _become(row, RowKind.INACTIVE, RowState.LEFT, result="made inactive in the books")
    if now.name != link.books_name:
        return _become(row, RowKind.RENAMED, RowState.READY, name=now)
    return _become(row, RowKind.UNCHANGED, RowState.LEFT)


def _become(
    row: SyncRow, kind: RowKind, state: RowState, *, name: KnownName | None = None, result: str = ""
) -> SyncRow:
    row.kind, row.state, row.result = kind, state, result
    if name:
        row.books_id, row.books_name, row.books_version = name.books_id, name.name, name.version
    return row
