"""Reports as files: what spreadsheets make of them, and that nothing in them is ever a formula."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest

from domain.reports.files import as_csv, as_pdf, as_xlsx
from domain.reports.report import Column, Report, summed, tenths, words

JANUARY_9 = datetime(2025, 1, 9)  # noqa: DTZ001  # a spreadsheet knows no time zones
COLUMNS = (Column("Customer"), Column("Due", "date"), Column("Open", "amount"), Column("Share", "percent"))
ROWS = (
    ('=HYPERLINK("http://evil")', date(2025, 1, 9), 12_345_678_90, 256),
    ("Łódź Papier", None, -350_07, None),
)
REPORT = Report(
    "Aging: receivables", "by customer", "main", date(2025, 1, 31), datetime(2025, 2, 1, 9, tzinfo=UTC), COLUMNS, ROWS,
    summed(COLUMNS, ROWS),
)  # fmt: skip


def test_a_csv_has_plain_figures_and_no_formula() -> None:
    lines = as_csv(REPORT).decode("utf-8-sig").splitlines()
    assert lines[0] == '"Customer","Due","Open","Share"'
    assert lines[1].startswith("\"'=HYPERLINK(")
    assert lines[1].endswith('"2025-01-09","12345678.90","25.6"')
    assert lines[2] == '"Łódź Papier","","-350.07",""'
    assert len(lines) == 3, "no totals: whoever adds the column up gets them"


def test_a_workbook_has_numbers_dates_and_totals() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([REPORT, REPORT])))
    assert book.sheetnames == ["Aging  receivables", "Aging  receivables 2"]
    sheet = book.worksheets[0]
    assert sheet["A2"].value == "by customer, main, as of 31 January 2025, known at 2025-02-01 09:00 UTC"
    assert [cell.value for cell in sheet[4]] == ["Customer", "Due", "Open", "Share"]
    assert sheet["A5"].value.startswith("=HYPERLINK") and sheet["A5"].data_type != "f"
    assert (sheet["B5"].value, sheet["C5"].value, sheet["D5"].value) == (JANUARY_9, 12345678.9, 0.256)
    assert (sheet["C6"].value, sheet["C7"].value) == (-350.07, 12345328.83)
    assert sheet.freeze_panes == "A5"


def test_paper_has_every_page_numbered() -> None:
    long = replace(REPORT, rows=ROWS * 60)
    paper = as_pdf([long, REPORT])
    assert paper.startswith(b"%PDF") and paper.count(b"/Type /Page\n") >= 4


@pytest.mark.parametrize("made", [as_csv, as_xlsx, as_pdf])
def test_the_same_report_makes_the_same_bytes(made: object) -> None:
    assert callable(made)
    assert made(REPORT) == made(REPORT)


def test_a_report_without_rows_is_a_file_too() -> None:
    empty = replace(REPORT, rows=(), totals=None)
    assert as_csv(empty).decode("utf-8-sig") == '"Customer","Due","Open","Share"\r\n'
    assert as_xlsx(empty) and as_pdf(empty)


def test_cells_in_words() -> None:
    assert words(-1_234_56, "amount") == "-1,234.56"
    assert words(date(2025, 1, 31), "date") == "31 Jan 2025"
    assert (words(256, "percent"), words(None, "percent"), words(12_000, "count")) == ("25.6%", "", "12,000")
    assert (tenths(2981_23, 11_650_00), tenths(1, -3), tenths(5, 0), tenths(-1, 3)) == (256, -333, None, -333)


def test_totals_are_of_amounts() -> None:
    assert summed(COLUMNS, ROWS) == ["Total", None, 12_345_328_83, None]
    assert REPORT.total("Open") == 12_345_328_83
