"""A report: a table with a title, its day, and the moment it was known at; amounts are cents until they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final, Literal

from domain.money import shown

Kind = Literal["text", "amount", "date", "percent", "count"]
AT_RIGHT: Final = frozenset({"amount", "percent", "count"})


@dataclass(frozen=True)
class Column:
    """A column. An amount is in cents, a percentage in tenths of a percent, both int; None is an empty cell."""

    title: str
    kind: Kind = "text"

    @property
    def at_right(self) -> bool:
        """Whether its cells stand at the right."""
        return self.kind in AT_RIGHT


@dataclass(frozen=True)
class Report:
    """A table of a department as of the end of a day, as known at a moment in UTC; None for either is "now"."""

    title: str
    subtitle: str
    department: str
    as_of: date | None
    known_at: datetime | None
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    totals: Sequence[object] | None = None

    @property
    def when(self) -> str:
        """Department, day and moment: `main, as of 31 January 2025, known at 2025-02-03 09:00 UTC`."""
        told = [self.department]
        told += [f"as of {self.as_of:%-d %B %Y}"] if self.as_of else []
        told += [f"known at {self.known_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"] if self.known_at else []
        return ", ".join(told)

    def total(self, title: str) -> int:
        """What the totals say under a column's title, in cents; zero without totals. StopIteration when unknown."""
        place = next(n for n, column in enumerate(self.columns) if column.title == title)
        value = self.totals[place] if self.totals else 0
        return value if isinstance(value, int) else 0


def words(value: object, kind: Kind) -> str:
    """A cell as people read it: `-1,234.56`, `31 Jan 2025`, `25.6%`."""
    match kind, value:
        case _, None:
            return ""
        case "amount", int():
            return shown(value)
        case "date", date():
            return f"{value:%-d %b %Y}"
        case "percent", int():
            return f"{Decimal(value).scaleb(-1):,}%"
        case "count", int():
            return f"{value:,}"
        case _:
            return str(value)


def tenths(part: int, whole: int) -> int | None:
    """What `part` is of `whole` in tenths of a percent, half up and away from zero; None of nothing."""
    if not whole:
        return None
    size = (2000 * abs(part) + abs(whole)) // (2 * abs(whole))
    return size if (part < 0) == (whole < 0) else -size


def summed(columns: Sequence[Column], rows: Sequence[Sequence[object]], label: str = "Total") -> list[object]:
    """A line of totals: the label, then the sum of each column of amounts; anything else is empty."""
    totals: list[object] = [None] * len(columns)
    for place, column in enumerate(columns):
        if column.kind == "amount":
            totals[place] = sum(value for row in rows if isinstance(value := row[place], int))
    return [label, *totals[1:]]
