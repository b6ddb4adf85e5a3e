"""The closing entry: one document, or four, that carries a month's sweep lines over to the books (E14, H-02).

It adds no journal lines: a month's sweep lines stand in the books while the month has a live entry. A reopening posts
the opposite entry, and closing again posts a new one, each under its own number and on the month's last day (E22).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from domain.connections.connection import MAIN
from domain.ledger.period import first_day, last_day
from domain.table import Table, one_of


class EntryKind(StrEnum):
    """A month's first entry, what takes it back, and the one posted after that."""

    CLOSING = "closing"
    REVERSAL = "reversal"
    REPOST = "repost"


class EntryState(StrEnum):
    """`withdrawn` was proposed or refused and given up; only `posted` is confirmed to be in the books."""

    PROPOSED = "proposed"
    POSTING = "posting"
    POSTED = "posted"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


CARRYING: Final = (EntryKind.CLOSING, EntryKind.REPOST)
_LIVE: Final = sa.text("state <> 'withdrawn'")


@dataclass(frozen=True)
class EntryLine:
    """An amount on one of our accounts and the account of the books behind it; cents, debit positive."""

    account: str
    books_id: str
    amount: int


class ClosingEntry(Table, table=True):
    """One document of a close. Without lines there is no document: the month is closed with the approval.

    `round` counts the reopenings before it (a reversal belongs to the round it begins), `part` is 1, or up to 4 where
    the entry is split. `fingerprint` is of all parts together. `total` is the document's debits in cents.
    """

    __tablename__ = "closing_entry"
    __table_args__ = (
        sa.Index(
            "uq_closing_entry_live",
            "department",
            "month",
            "kind",
            "round",
            "part",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64)
    realm: str = Field(max_length=32)
    month: str = Field(max_length=7)
    kind: EntryKind = Field(default=EntryKind.CLOSING, sa_type=one_of(EntryKind))
    round: int = 0
    part: int = 1
    title: str = Field(default="", max_length=40)
    number: str = Field(max_length=100)
    revision: int = 1
    lines: list[Any] = Field(sa_type=sa.JSON)
    total: int = Field(sa_type=sa.BigInteger)
    fingerprint: str = Field(max_length=64)
    state: EntryState = Field(default=EntryState.PROPOSED, sa_type=one_of(EntryState))
    proposed_by: str = Field(max_length=64)
    proposed_at: datetime
    approved_by: str = Field(default="", max_length=64)
    approved_at: datetime | None = None
    posted_at: datetime | None = None
    refusal: str = ""

    @property
    def entry_lines(self) -> list[EntryLine]:
        """Its lines, one for each of our accounts."""
        return [EntryLine(*line) for line in self.lines]

    @property
    def on(self) -> date:
        """The day it is dated: its month's last."""
        return last_day(self.month)

    @property
    def subject(self) -> str:
        """What its delivery is called."""
        return f"closing:{self.id}"


def on_books(lines: Sequence[EntryLine]) -> dict[str, int]:
    """What the document has: an amount for each account of the books, several of ours on one added up (S2-42)."""
    found: dict[str, int] = {}
    for line in lines:
        found[line.books_id] = found.get(line.books_id, 0) + line.amount
    return {books_id: amount for books_id, amount in found.items() if amount}


def debits(lines: Sequence[EntryLine]) -> int:
    """What the document is of, in cents: its debits."""
    return sum(amount for amount in on_books(lines).values() if amount > 0)


def number_of(department: str, month: str, kind: EntryKind, round: int, part: int) -> str:
    """`TO-2025-01`, `TO-2025-01-3` for a third part, `TO-2025-01-X1`, `TO-2025-01-R1`; others than main are named."""
    named = "" if department == MAIN else f"-{department}"
    suffix = {EntryKind.CLOSING: "", EntryKind.REVERSAL: f"-X{round}", EntryKind.REPOST: f"-R{round}"}[kind]
    return f"TO-{month}{named}{suffix}" + (f"-{part}" if part > 1 else "")


def entries_of(session: Session, department: str, month: str, *, to_change: bool = False) -> list[ClosingEntry]:
    """All that was not withdrawn of a month's entries, in the order they were made."""
    query = select(ClosingEntry).where(
        ClosingEntry.department == department,
        ClosingEntry.month == month,
        ClosingEntry.state != EntryState.WITHDRAWN,
    )
    query = query.order_by(col(ClosingEntry.round), col(ClosingEntry.kind).desc(), col(ClosingEntry.part))
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(session.exec(query))


def live_close(session: Session, department: str, month: str) -> list[ClosingEntry]:
    """The parts of a month's closing entry that is confirmed and not taken back; none while it is not closed."""
    entries = entries_of(session, department, month)
    posted = {round for _, round in _posted(entries)}
    return [entry for entry in entries if entry.kind in CARRYING and entry.round in posted]


def closed_months(session: Session, department: str) -> set[str]:
    """The months whose sweep lines stand in the books: the entry is confirmed, or none was needed, and not reversed."""
    live = select(ClosingEntry).where(ClosingEntry.department == department, ClosingEntry.state != EntryState.WITHDRAWN)
    return {month for month, _ in _posted(session.exec(live).all())}


def closing_into(session: Session, realm: str) -> set[str]:
    """The departments with closing entries in a company: one that has nothing but stock has these alone (E15)."""
    return set(session.exec(select(ClosingEntry.department).where(ClosingEntry.realm == realm).distinct()))


def carried_over(session: Session, department: str, as_of: date) -> dict[str, int]:
    """By our account, what confirmed entries have brought to the books up to a day, inventory and reversals included.

    It is what the documents hold: the sweep lines of `closed_months` and the change of inventory.
    """
    return _sums(session, department, as_of, lambda line: line.account)


def carried_over_on_books(session: Session, department: str, as_of: date) -> dict[str, int]:
    """The same by the books' own account, as it was mapped when the entry was approved."""
    return _sums(session, department, as_of, lambda line: line.books_id)


def _posted(entries: Sequence[ClosingEntry]) -> set[tuple[str, int]]:
    """(month, round) of every entry whose parts are all confirmed and of which nothing was taken back."""
    carrying = [entry for entry in entries if entry.kind in CARRYING]
    waiting = {(e.month, e.round) for e in carrying if e.state is not EntryState.POSTED}
    reversals = [entry for entry in entries if entry.kind is EntryKind.REVERSAL]
    taken_back = {(e.month, e.round - 1) for e in reversals if e.state is EntryState.POSTED}
    return {(entry.month, entry.round) for entry in carrying} - waiting - taken_back


def _sums(session: Session, department: str, as_of: date, key: Any) -> dict[str, int]:
    posted = select(ClosingEntry).where(ClosingEntry.department == department, ClosingEntry.state == EntryState.POSTED)
    found: dict[str, int] = {}
    for entry in session.exec(posted):
        for line in entry.entry_lines if entry.on <= as_of else []:
            found[key(line)] = found.get(key(line), 0) + line.amount
    return {name: amount for name, amount in sorted(found.items()) if amount}


def memo(entry: ClosingEntry) -> str:
    """What the document says it is."""
    month = f"{first_day(entry.month):%B %Y}"
    words = {
        EntryKind.CLOSING: f"Closing entry of {month}",
        EntryKind.REVERSAL: f"Reversal of the closing entry of {month}",
        EntryKind.REPOST: f"Closing entry of {month}, posted again",
    }[entry.kind]
    return f"{words}, {entry.title}" if entry.title else words
