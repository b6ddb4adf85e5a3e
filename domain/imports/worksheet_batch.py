"""A file of worksheets on its way in: the batch and its rows, each a line of some worksheet."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from domain.imports.import_batch import ImportState, Outcome
from domain.table import Table, one_of
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm


class WorksheetBatch(Table, table=True):
    """One file. `worksheets` is how many it brings; `place` where its message stands, opaque to the domain."""

    __tablename__ = "worksheet_batch"

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64)
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64, index=True)
    state: ImportState = Field(default=ImportState.LOADING, sa_type=one_of(ImportState))
    worksheets: int = 0
    bad: int = 0
    at: datetime
    by: str = Field(max_length=64)
    place: str = Field(default="", sa_type=sa.Text)


class WorksheetRow(Table, table=True):
    """One line of the file, what becomes of it and why; `form` is the whole worksheet, on its first line alone."""

    __tablename__ = "worksheet_row"
    __table_args__ = (sa.UniqueConstraint("batch_id", "line"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: str = Field(foreign_key="worksheet_batch.id", max_length=36)
    line: int
    number: str = Field(max_length=255)
    outcome: Outcome = Field(sa_type=one_of(Outcome))
    reason: str = Field(default="", sa_type=sa.Text)
    form: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    worksheet_id: str | None = Field(default=None, max_length=36, index=True)


def form_to_json(form: WorksheetForm) -> dict[str, Any]:
    """The form as plain values that a row can keep."""
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in vars(form).items()}
    return kept | {"sales": [vars(sale) for sale in form.sales], "accruals": [vars(one) for one in form.accruals]}


def form_from_json(kept: dict[str, Any]) -> WorksheetForm:
    """What `form_to_json` kept."""
    dates = {name: date.fromisoformat(kept[name]) for name in ("load_date", "ship_date", "posting_date") if kept[name]}
    accruals = tuple(AccrualForm(**{**one, "kind": TradeKind(one["kind"])}) for one in kept["accruals"])
    sales = tuple(SaleForm(**sale) for sale in kept["sales"])
    return WorksheetForm(**{**kept, **dates, "sales": sales, "accruals": accruals})
