"""Reading an XLSX workbook as text: values and never formulas, merged cells understood, bombs refused."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.problems import Problem

MAX_UNPACKED = 150_000_000
MAX_UNPACKED_IF_MERGED = 30_000_000  # merged cells can be understood only with the whole workbook in memory
MAX_COLUMNS = 100
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s")
# openpyxl names no errors of its own for a broken workbook: it fails where it happens to stumble.
BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, LookupError, ValueError, TypeError,
    AttributeError, ArithmeticError, OSError, EOFError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip

Table = tuple[str, list[tuple[int, list[str]]]]
AnyCell = Cell | MergedCell | ReadOnlyCell | EmptyCell


def read_workbook(file_name: str, content: bytes, *, max_rows: int) -> list[Table]:
    """Each visible sheet's name and its filled rows with their numbers; one more than `max_rows` at most.

    Only the first 100 columns are read. A merged cell's value stands in every row it spans.
    """
    try:
        merged = _checked_parts(file_name, content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations, which nobody reads here
            workbook = load_workbook(io.BytesIO(content), read_only=not merged, data_only=True, keep_links=False)
            return _tables(workbook, max_rows)
    except BROKEN:
        raise Problem(
            f"{file_name} is not a workbook that can be read.", next_step="Save it again as XLSX, or as CSV."
        ) from None


def _checked_parts(file_name: str, content: bytes) -> bool:
    """Whether any cells are merged; raises a Problem when the file unpacks to more than can be read."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        size = sum(part.file_size for part in parts.infolist())
        if size > MAX_UNPACKED:
            raise Problem(
                f"{file_name} unpacks to {size / 1e6:.0f} MB, which is too much.", next_step="Save it as CSV."
            )
        sheets = [part.filename for part in parts.infolist() if SHEET.fullmatch(part.filename)]
        merged = next(filter(None, (_first_merged(parts.read(sheet)) for sheet in sheets)), None)
    if merged and size > MAX_UNPACKED_IF_MERGED:
        raise Problem(f"{file_name} is too large to have merged cells ({merged}).", next_step="Unmerge them.")
    return merged is not None


def _first_merged(sheet: bytes) -> str | None:
    if not MERGED.search(sheet):
        return None
    found = re.search(rb'mergeCell\s+ref="([A-Z]+\d+:[A-Z]+\d+)"', sheet)
    return found[1].decode() if found else "somewhere"


def _tables(workbook: Workbook, max_rows: int) -> list[Table]:
    seen = (sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible")
    return [(sheet.title, list(_rows(sheet, max_rows))) for sheet in seen]


def _rows(sheet: Worksheet, max_rows: int) -> Iterator[tuple[int, list[str]]]:
    spanned = _spanned(sheet)
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # a stated size may lie
    filled = 0
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        texts = [spanned.get((line, column)) or as_text(cell) for column, cell in enumerate(cells, start=1)]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            filled += 1
            yield line, texts
        if filled > max_rows + 1:
            return


def _spanned(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """What stands in the rows below the first of a merged cell, by row and column (in the cell's first column)."""
    ranges = sheet.merged_cells.ranges if hasattr(sheet, "merged_cells") else ()
    return {
        (row, area.min_col): as_text(sheet.cell(area.min_row, area.min_col))
        for area in ranges
        for row in range(area.min_row + 1, min(area.max_row, sheet.max_row) + 1)
    }


def as_text(cell: AnyCell) -> str:
    """A cell's value as a person reads it: whole numbers without a point, dates as 2025-01-31, ZIP codes with zeros."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    zeros = re.fullmatch("0+", cell.number_format or "") if isinstance(value, int) else None
    return str(value).zfill(len(zeros[0])) if zeros else str(value)
