"""A file of counterparties on its way in: the batch, whose state shows or hides all of it, and its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from domain.counterparties.details import Address, Details, TradeRole, in_words
from domain.table import Table, one_of


class ImportState(StrEnum):
    """`loading` and `applying` are under way in portions; only `applied` shows what the file brought."""

    LOADING = "loading"
    PREVIEWED = "previewed"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What becomes of a row: a new counterparty, a role added to one, nothing (`duplicate`), or refused (`bad`)."""

    NEW = "new"
    ROLE = "role"
    DUPLICATE = "duplicate"
    BAD = "bad"


class ImportBatch(Table, table=True):
    """One file. `sha256` tells whether it was imported before; `done_through` is the last line applied or undone.

    `unknown_columns` are those of the file that mean nothing to us, one a line. `place` is where its message stands,
    opaque to the domain; `refusals` how often it could not be applied or undone. Moments are in UTC.
    """

    __tablename__ = "import_batch"

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(default="main", max_length=64)
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64, index=True)
    state: ImportState = Field(default=ImportState.LOADING, sa_type=one_of(ImportState))
    unknown_columns: str = Field(default="", sa_type=sa.Text)
    new: int = 0
    roles_added: int = 0
    duplicate: int = 0
    bad: int = 0
    done_through: int = 0
    loaded_at: datetime
    loaded_by: str = Field(max_length=64)
    applied_at: datetime | None = None
    applied_by: str = Field(default="", max_length=64)
    place: str = Field(default="", sa_type=sa.Text)
    refusals: int = 0

    def count(self, outcomes: Mapping[Outcome, int]) -> None:
        """Take over how many rows come to what."""
        self.new, self.roles_added = outcomes.get(Outcome.NEW, 0), outcomes.get(Outcome.ROLE, 0)
        self.duplicate, self.bad = outcomes.get(Outcome.DUPLICATE, 0), outcomes.get(Outcome.BAD, 0)


class ImportRow(Table, table=True):
    """One line of the file: what it says, what becomes of it, and why.

    `counterparty_id` is the one it makes, adds a role to, or repeats; `added_role` the role it really added.
    """

    __tablename__ = "import_row"
    __table_args__ = (sa.UniqueConstraint("batch_id", "line"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: str = Field(foreign_key="import_batch.id", max_length=36)
    line: int
    name: str = Field(sa_type=sa.Text)
    cells: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    outcome: Outcome = Field(sa_type=one_of(Outcome))
    reason: str = Field(default="", sa_type=sa.Text)
    counterparty_id: str | None = Field(default=None, max_length=36, index=True)
    added_role: TradeRole | None = Field(default=None, sa_type=one_of(TradeRole))


def cells_of(details: Details) -> dict[str, Any]:
    """The details as plain values that a row can keep."""
    plain = {key: value for key, value in vars(details).items() if isinstance(value, str) and value}
    addresses = {place: vars(getattr(details, place)) for place in ("bill_to", "ship_to")}
    return {**plain, "roles": sorted(details.roles), **addresses}


def details_of(cells: dict[str, Any]) -> Details:
    """What `cells_of` kept."""
    roles = frozenset(TradeRole(role) for role in cells["roles"])
    addresses = {place: Address(**cells[place]) for place in ("bill_to", "ship_to")}
    return Details(**{**cells, **addresses, "roles": roles})


@dataclass
class Known:
    """A counterparty that has a row's name already: kept here, or from an earlier `line` of the same file."""

    id: str
    name: str
    roles: frozenset[TradeRole]
    active: bool = True
    visible: bool = True
    line: int | None = None


def outcome_for(roles: frozenset[TradeRole], known: Known | None) -> tuple[Outcome, str]:
    """What a row with these roles comes to when its name is known, and why; nothing that is there is ever replaced."""
    if known is None:
        return Outcome.NEW, ""
    where = f"{known.name} (line {known.line})" if known.line else known.name
    if not known.visible:
        return Outcome.BAD, f"{where} is in an import that is not finished; finish or undo that one first."
    if not known.active:
        return Outcome.DUPLICATE, f"{where} is here already, though deactivated; reactivate it."
    lacking = roles - known.roles
    if lacking:
        return Outcome.ROLE, f"Adds the role {in_words(lacking)} to {where}."
    return Outcome.DUPLICATE, f"{where} is here already as {in_words(known.roles)}."
