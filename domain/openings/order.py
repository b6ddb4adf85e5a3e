"""An opening on its way in: what was handed over, how it compares with the books, and how far it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

import sqlalchemy as sa
from sqlmodel import Field

from domain.ledger.go_live import OpeningKind
from domain.ledger.opening import Compared, OpeningLook
from domain.ledger.opening_file import WrongRow
from domain.table import Table, one_of

WRONG_KEPT = 60


class OrderState(StrEnum):
    """`waiting` for its file, `reading` it, `looked at` by a person, `loading`, `loaded`, or `dropped`."""

    WAITING = "waiting"
    READING = "reading"
    LOOKED_AT = "looked at"
    LOADING = "loading"
    LOADED = "loaded"
    DROPPED = "dropped"


OPEN = (OrderState.WAITING, OrderState.LOOKED_AT)


class OpeningOrder(Table, table=True):
    """A controller's order of a department's opening. `file` is where the file is kept, `sha256` what was looked at;
    `place` is where its message stands, opaque to the domain; `words` say what went wrong last."""

    __tablename__ = "opening_order"

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64, index=True)
    on: date
    state: OrderState = Field(default=OrderState.WAITING, sa_type=one_of(OrderState))
    file: str = Field(default="", max_length=64)
    file_name: str = Field(default="", max_length=255)
    sha256: str = Field(default="", max_length=64)
    shown: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    words: str = Field(default="", sa_type=sa.Text)
    replaced: str = Field(default="", sa_type=sa.Text)
    tries: int = 0
    place: str = Field(default="", sa_type=sa.Text)
    at: datetime
    by: str = Field(max_length=64)

    @property
    def eve(self) -> date:
        """The day all of it is dated."""
        return self.on - timedelta(days=1)


@dataclass(frozen=True)
class Shown:
    """What the preview of a file says: rows and cents by kind, each account compared, the first wrong lines of all."""

    counts: dict[OpeningKind, tuple[int, int]]
    accounts: list[Compared]
    wrong: list[WrongRow]
    all_wrong: int

    @property
    def rows(self) -> int:
        """How many rows would come in."""
        return sum(count for count, _ in self.counts.values())

    @property
    def agrees(self) -> bool:
        """Whether nothing stands in the way."""
        return bool(self.rows) and not self.all_wrong and not any(one.gap for one in self.accounts)

    @classmethod
    def of(cls, look: OpeningLook) -> Self:
        """What a look found."""
        amounts = {kind: [row.amount for row in look.rows if row.what is kind] for kind in OpeningKind}
        counts = {kind: (len(some), sum(some)) for kind, some in amounts.items()}
        return cls(counts, list(look.accounts), list(look.wrong[:WRONG_KEPT]), len(look.wrong))

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {
            "counts": {kind.value: [count, total] for kind, (count, total) in self.counts.items()},
            "accounts": [[one.name, one.file, one.books] for one in self.accounts],
            "wrong": [[row.line, row.words] for row in self.wrong],
            "all_wrong": self.all_wrong,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """What `as_json` wrote."""
        counts = {OpeningKind(kind): (int(count), int(total)) for kind, (count, total) in kept["counts"].items()}
        accounts = [Compared(*each) for each in kept["accounts"]]
        return cls(counts, accounts, [WrongRow(*each) for each in kept["wrong"]], kept["all_wrong"])
