"""What the stock was worth at the end of a month, by file; its change goes into the closing entry (E15, S3-26).

A close adds no journal lines: the value is stored, and the entry is worked out from two months' values.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Field, Session

from domain.counterparties.details import one_line
from domain.imports.columns import cells_of, find_columns
from domain.imports.tabular import read_sheets
from domain.ledger.period import in_words, month_before
from domain.money import parse_amount, shown
from domain.problems import Problem
from domain.table import Table

INVENTORY: Final = "3000"
MATERIAL: Final = "5010"
HEADERS: Final = {
    "place": ("location", "account", "bin", "warehouse", "place", "what"),
    "value": ("value", "amount", "total", "inventory value"),
}
MOST_SAID: Final = 10


class InventoryValue(Table, table=True):
    """The value of a department's stock on the last day of a month, in cents; `places` are [place, cents] as filed."""

    __tablename__ = "inventory_value"

    department: str = Field(primary_key=True, max_length=64)
    month: str = Field(primary_key=True, max_length=7)
    value: int = Field(sa_type=sa.BigInteger)
    places: list[Any] = Field(sa_type=sa.JSON)
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64)
    by: str = Field(max_length=64)
    at: datetime


@dataclass(frozen=True)
class InventoryChange:
    """From one month's end to the next, in cents."""

    before: int
    after: int

    @property
    def change(self) -> int:
        """What the stock grew by."""
        return self.after - self.before

    @property
    def lines(self) -> dict[str, int]:
        """Dr Inventory and Cr Purchases - Material for a growth, debit positive; nothing without a change."""
        return {INVENTORY: self.change, MATERIAL: -self.change} if self.change else {}


def inventory_change(session: Session, department: str, month: str) -> InventoryChange | None:
    """How the stock changed in a month; None until both ends are known."""
    after = session.get(InventoryValue, (department, month))
    before = session.get(InventoryValue, (department, month_before(month)))
    return InventoryChange(before.value, after.value) if before and after else None


def lacking_values(session: Session, department: str, month: str) -> list[Problem]:
    """Which values must still be handed over before the change of a month can be worked out."""
    return [
        Problem(f"There is no inventory value for the end of {in_words(each)}.", next_step="Hand its file over.")
        for each in (month_before(month), month)
        if session.get(InventoryValue, (department, each)) is None
    ]


def read_values(file_name: str, content: bytes) -> list[tuple[str, int]]:
    """Each place and its cents, from a file with the columns location and value; one Problem names every bad line."""
    places, rows = find_columns(read_sheets(file_name, content), HEADERS, ("value",), file_name)
    found: list[tuple[str, int]] = []
    wrong: list[str] = []
    for row in rows:
        cells = cells_of(row, places, tuple(HEADERS))
        try:
            found.append((one_line(cells["place"])[:100], parse_amount(cells["value"], field="value")))
        except Problem as problem:
            wrong.append(f"Line {row.line}: {problem.words()}")
    if wrong:
        more = f" And {len(wrong) - MOST_SAID} lines more." if len(wrong) > MOST_SAID else ""
        raise Problem(" ".join(wrong[:MOST_SAID]) + more, next_step="Mend the file and hand it over again.")
    return found


def keep_value(
    session: Session, department: str, month: str, file_name: str, content: bytes, *, by: str, at: datetime
) -> InventoryValue:
    """Keep the value of a month's end in the caller's transaction; a later file replaces an earlier one."""
    places = read_values(file_name, content)
    kept = InventoryValue(
        department=department,
        month=month,
        value=sum(cents for _, cents in places),
        places=[list(place) for place in places],
        file_name=one_line(file_name)[:255],
        sha256=sha256(content).hexdigest(),
        by=by,
        at=at,
    )
    return session.merge(kept)


def said(value: InventoryValue) -> str:
    """As the audit trail has it."""
    return f"{value.file_name}: {shown(value.value)} at the end of {in_words(value.month)}"
