"""A large file is read in a process beside the bot, and comes to the same as one that is read in it."""

import pytest

from domain.clock import new_id
from domain.counterparties.details import TradeRole
from domain.imports import importing
from domain.imports.import_batch import ImportBatch, ImportRow, ImportState, Outcome
from domain.imports.importing import Importing
from domain.problems import Problem
from domain.store import Store
from tests.domain.parties import Office
from tests.domain.test_importing import FILE

Said = tuple[int, str, Outcome, str, dict[str, object]]


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


@pytest.fixture
def beside(office: Office, monkeypatch: pytest.MonkeyPatch) -> Importing:
    """Every file is large here."""
    monkeypatch.setattr(importing, "LARGE", 0)
    return Importing(office.store, lambda: office.moment, new_id)


def said(office: Office, batch: ImportBatch) -> list[Said]:
    def of(row: ImportRow) -> Said:
        return row.line, row.name, row.outcome, row.reason, row.cells

    return [of(row) for row in office.importing.rows(batch.id)]


def test_it_comes_to_the_same(office: Office, beside: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    office.customer("ACME Mills")
    large = beside.preview("list.csv", FILE, by="U1", id="large")
    monkeypatch.setattr(importing, "LARGE", len(FILE))
    small = office.importing.preview("list.csv", FILE, by="U1", id="small")
    assert said(office, large) == said(office, small)
    assert large.unknown_columns == small.unknown_columns == "Shoe size"
    assert (large.state, large.new, large.bad) == (ImportState.PREVIEWED, small.new, small.bad)


def test_a_file_that_is_no_table_leaves_nothing(office: Office, beside: Importing) -> None:
    with pytest.raises(Problem, match="no column with the company's name"):
        beside.preview("list.csv", b"a,b\n1,2\n", by="U1", default_role=TradeRole.CUSTOMER, id="large")
    with office.store.reading() as session:
        assert session.get(ImportBatch, "large") is None
