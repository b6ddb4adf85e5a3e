"""What a report is asked for: a department, a day or a period that ends with it, and a moment; and how it is summed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.account import AccountClass, chart
from domain.counterparties.counterparty import Counterparty
from domain.ledger.journal import JournalEntry, JournalLine
from domain.reports.report import Column, Report, summed
from domain.store import in_chunks
from domain.worksheets.worksheet import Worksheet

IDS_AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """As of the end of `as_of`, as known at a moment (None is now); a report of a period begins with `since`.

    Amounts are as they were known. Names, terms, reps and commodities are as they are now: no act changes a sum.
    """

    department: str
    as_of: date
    known_at: datetime | None = None
    since: date | None = None

    @property
    def start(self) -> date:
        """The first day of the period: that of the month unless told."""
        return self.since or self.as_of.replace(day=1)

    @property
    def period(self) -> str:
        """`1 to 31 January 2025`."""
        start, end = self.start, self.as_of
        if (start.year, start.month) == (end.year, end.month):
            return f"{start.day} to {end:%-d %B %Y}"
        return f"{start:%-d %B %Y} to {end:%-d %B %Y}"

    @property
    def before(self) -> "Asked":
        """As of the last day before the period."""
        return replace(self, as_of=date.fromordinal(self.start.toordinal() - 1), since=None)

    def within(self) -> list[Any]:
        """The conditions for an entry up to the day, known by the moment."""
        conditions: list[Any] = [col(JournalEntry.department) == self.department, col(JournalEntry.on) <= self.as_of]
        return conditions + ([col(JournalEntry.at) <= self.known_at] if self.known_at else [])

    def during(self) -> list[Any]:
        """The conditions for an entry of the period."""
        return [*self.within(), col(JournalEntry.on) >= self.start]

    def report(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[object]],
        subtitle: str = "",
        totals: Sequence[object] | None = None,
    ) -> Report:
        """The table, headed by what was asked; its totals are the sums of its amounts unless told otherwise."""
        whole = totals or summed(columns, rows)
        return Report(title, subtitle, self.department, self.as_of, self.known_at, columns, rows, whole)


def total(*conditions: Any) -> Any:
    """The sum of the lines that meet the conditions, never null."""
    amount = col(JournalLine.amount)
    return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), amount), else_=0) if conditions else amount), 0)


def lines(*columns: Any) -> Any:
    """A selection over the journal's lines with their entries."""
    return sa.select(*columns).join(JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq))


def accounts_of(session: Session, department: str, *classes: AccountClass) -> list[str]:
    """Our numbers of these classes."""
    return [row.number for row in chart(session, department) if row.cls in classes]


def party_names(session: Session, department: str) -> dict[str | None, str]:
    """Every counterparty's name by its id."""
    query = select(Counterparty.id, Counterparty.name).where(Counterparty.department == department)
    return dict(session.exec(query).all())


def worksheets_by_id(session: Session, ids: Iterable[str | None]) -> Mapping[str | None, Worksheet]:
    """The worksheets with these ids."""
    wanted = sorted({id for id in ids if id})
    found: dict[str | None, Worksheet] = {}
    for some in in_chunks(wanted, IDS_AT_ONCE):
        found |= {one.id: one for one in session.exec(select(Worksheet).where(col(Worksheet.id).in_(some)))}
    return found
