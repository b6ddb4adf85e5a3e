"""Worksheets by the hundred: each row is judged, what is good comes in by itself, and all of it can be taken back."""

from pathlib import Path

import openpyxl
import pytest

from domain.imports.import_batch import ImportState, Outcome
from domain.imports.importing_worksheets import ImportingWorksheets
from domain.imports.worksheet_batch import form_from_json, form_to_json
from domain.ledger.journal import balances
from domain.problems import Problem
from domain.store import Store
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet import WorksheetStatus
from tests.domain.january import SHIPMENTS, January, day

HEADER = "Worksheet,Customer,Posting date,Rep,Line,Vendor,Account,Amount,Tax\n"
GOOD = HEADER + (
    'W-101,Acme Mills,2025-01-05,Rita,sale,,,"12,000.00",\n'
    'W-101,,,,material,RecycleCo,,"8,000.00",\n'
    "W-101,,,,Inland Freight,FastTruck,5710,900,\n"
    "W-102,baltic paper,2025-01-12,,sale,,4010,7500,450\n"
)


@pytest.fixture
def january(store: Store) -> January:
    return January(store)


@pytest.fixture
def importing(january: January) -> ImportingWorksheets:
    return ImportingWorksheets(january.worksheets)


def test_a_file_is_previewed_and_then_kept(january: January, importing: ImportingWorksheets) -> None:
    batch = importing.preview("january.csv", GOOD.encode(), by="U1")
    assert (batch.state, batch.worksheets, batch.bad) == (ImportState.PREVIEWED, 2, 0)
    assert january.worksheets.find() == []
    assert importing.apply(batch.id, by="U1").state is ImportState.APPLIED
    sheet = january.worksheets.get(january.worksheet("W-101").id)
    assert sheet.worksheet.posting_date == day(5)
    assert [(a.kind, a.account, a.amount) for a in sheet.accruals] == [
        (TradeKind.MATERIAL, "5010", 8_000_00),
        (TradeKind.INLAND_FREIGHT, "5710", 900_00),
    ]
    assert january.worksheets.get(january.worksheet("W-102").id).sales[0].tax == 450_00
    with january.store.reading() as session:
        assert balances(session, department="main") == {}


def test_a_workbook_says_the_same(january: January, importing: ImportingWorksheets, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Worksheet", "Customer", "Line", "Amount"], ["W-9", "Acme Mills", "sale", 12.5]):
        book.active.append(row)
    book.save(tmp_path / "w.xlsx")
    batch = importing.preview("w.xlsx", (tmp_path / "w.xlsx").read_bytes(), by="U1")
    importing.apply(batch.id, by="U1")
    assert january.worksheets.get(january.worksheet("W-9").id).sales[0].amount == 12_50


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("W-1,Acme Mills,,,office rent,RecycleCo,,1,", "“office rent” is not a trade expense"),
        ("W-1,Acme Mills,,,material,Nobody,,1,", "There is no supplier called “Nobody”"),
        ("W-1,RecycleCo,,,sale,,,1,", "There is no customer called “RecycleCo”"),
        ("W-1,Acme Mills,,,material,RecycleCo,2110,1,", "2110 is no account of the class"),
        ("W-1,Acme Mills,,,material,RecycleCo,,-1,", "must be above zero"),
        ("W-1,Acme Mills,,,sale,,,1.234,", "“1.234” is not an amount"),
        ("W-1,Acme Mills,31.1.2025,,sale,,,1,", "“31.1.2025” is not a date"),
        (",Acme Mills,,,sale,,,1,", "A worksheet needs a number"),
        ("W-1,,,,sale,,,1,", "No row of it names the customer"),
        ("W-1,Acme Mills,,,sale,,,1,\nW-1,Baltic Paper,,,sale,,,1,", "The customer differs from an earlier row's"),
    ],
)
def test_a_row_that_is_wrong_says_why_and_keeps_its_worksheet_out(
    importing: ImportingWorksheets, row: str, words: str
) -> None:
    batch = importing.preview("w.csv", (HEADER + "W-0,Acme Mills,,,sale,,,1,\n" + row + "\n").encode(), by="U1")
    assert (batch.worksheets, batch.bad) == (1, 1)
    bad = [kept for kept in importing.rows(batch.id) if kept.outcome is Outcome.BAD]
    assert words in bad[-1].reason
    importing.apply(batch.id, by="U1")
    assert [one.number for one in importing.worksheets.find()] == ["W-0"]


def test_what_is_here_already_is_left_alone(january: January, importing: ImportingWorksheets) -> None:
    january.worksheets.save(january.form("W-101"), by="U1")
    batch = importing.preview("w.csv", GOOD.replace("W-101", "w-101").encode(), by="U1")
    assert importing.rows(batch.id)[0].reason == "There is a worksheet w-101 already."
    assert (batch.worksheets, batch.bad) == (1, 1)


def test_a_number_taken_after_the_preview_is_left_out(january: January, importing: ImportingWorksheets) -> None:
    batch = importing.preview("w.csv", GOOD.encode(), by="U1")
    january.worksheets.save(january.form("W-102"), by="U2")
    done = importing.apply(batch.id, by="U1")
    assert (done.state, done.worksheets, done.bad) == (ImportState.APPLIED, 1, 1)
    assert "There is a worksheet W-102 already" in importing.rows(batch.id)[3].reason


def test_pressing_twice_brings_it_once(january: January, importing: ImportingWorksheets) -> None:
    first = importing.preview("w.csv", GOOD.encode(), by="U1", id="draft")
    assert importing.preview("w.csv", GOOD.encode(), by="U1", id="draft").id == first.id
    importing.apply("draft", by="U1")
    importing.apply("draft", by="U1")
    assert len(january.worksheets.find()) == 2
    with pytest.raises(Problem, match=r"imported already, as w\.csv"):
        importing.preview("other.csv", GOOD.encode(), by="U2")


def test_an_import_is_taken_back_whole(january: January, importing: ImportingWorksheets) -> None:
    batch = importing.preview("w.csv", GOOD.encode(), by="U1")
    importing.apply(batch.id, by="U1")
    assert importing.undo(batch.id, by="U1").state is ImportState.UNDONE
    assert january.worksheets.find() == []
    with pytest.raises(Problem, match="This import was undone"):
        importing.apply(batch.id, by="U1")
    importing.apply(importing.preview("w.csv", GOOD.encode(), by="U1").id, by="U1")
    assert len(january.worksheets.find()) == 2


def test_an_import_somebody_works_with_is_not_taken_back(january: January, importing: ImportingWorksheets) -> None:
    batch = importing.preview("w.csv", GOOD.encode(), by="U1")
    importing.apply(batch.id, by="U1")
    january.worksheets.set_status(january.worksheet("W-101").id, WorksheetStatus.INVOICE, by="U2")
    with pytest.raises(Problem, match="W-101 was changed since"):
        importing.undo(batch.id, by="U1")
    assert len(january.worksheets.find()) == 2


def test_a_preview_is_dropped(importing: ImportingWorksheets) -> None:
    batch = importing.preview("w.csv", GOOD.encode(), by="U1")
    assert importing.undo(batch.id, by="U1").state is ImportState.UNDONE


def test_columns_that_are_needed_are_named(importing: ImportingWorksheets) -> None:
    with pytest.raises(Problem, match="has no column customer and no column line"):
        importing.preview("w.csv", b"Worksheet,Amount\nW-1,1\n", by="U1")


def test_a_form_survives_being_kept(january: January) -> None:
    for number in SHIPMENTS:
        assert form_from_json(form_to_json(january.form(number))) == january.form(number)
