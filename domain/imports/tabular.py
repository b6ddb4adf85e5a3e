"""Tables in files: reading CSV and XLSX as rows of text with their line numbers, writing CSV that stays text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from typing import TextIO

from domain.imports.encoding import decoded
from domain.problems import Problem

MAX_BYTES = 12_000_000
MAX_ROWS = 50_000
BEGINNING = 5  # rows
KINDS = ("csv", "xlsx", "tsv", "txt")  # how the names of such files end
DELIMITERS = ",;\t|"
SAMPLE = 64_000
THE_END = "\x1eend of the file\x1e"  # a line of our own: read as a row of its own unless a quotation mark is open
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | Decimal | None


@dataclass(frozen=True)
class Row:
    """One line of a table; `line` is its number in the file, counted from 1, where a quoted line break counts too."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One table; a CSV file has one without a name. Blank rows are left out."""

    name: str
    rows: tuple[Row, ...]


def read_sheets(file_name: str, content: bytes) -> list[Sheet]:
    """Every sheet with something in it; raises a Problem for what is no table or is too large.

    What a file is, its content tells and not its name. At most 12 MB and 50,000 rows.
    """
    return _sheets(file_name, content, MAX_ROWS)


def read_beginnings(file_name: str, content: bytes) -> list[Sheet]:
    """The same, but only the first lines of each sheet: by them one sees what a file is, however large."""
    return _sheets(file_name, content, BEGINNING, cut=True)


def _sheets(file_name: str, content: bytes, most: int, *, cut: bool = False) -> list[Sheet]:
    _require_readable(file_name, content)
    tables = _tables(file_name, content, most)
    read = [(name, _filled(rows)) for name, rows in tables]
    sheets = [Sheet(name, tuple(islice(rows, most) if cut else _within_limit(file_name, rows))) for name, rows in read]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise Problem(f"{file_name} is empty.")
    return sheets


def _tables(file_name: str, content: bytes, most: int) -> Iterator[tuple[str, Iterable[tuple[int, list[str]]]]]:
    if content.startswith(b"PK\x03\x04"):
        from domain.imports.workbook import read_workbook  # 20 MB, for whoever hands one over

        yield from read_workbook(file_name, content, max_rows=most)
    else:
        text = decoded(content, file_name)
        yield "", rows_of_csv(text, sniffed_delimiter(text))


def rows_of_csv(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The lines with their numbers; the guard that `write_csv` puts before a formula is taken off again.

    Raises a Problem where a quotation mark is never closed: it would swallow the rest of the file.
    """
    reader = csv.reader(chain(io.StringIO(text, newline=""), [THE_END]), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if cells == [THE_END]:
                return
            if cells and cells[-1].endswith(THE_END):
                raise Problem(f"A quotation mark is opened on line {line} and never closed.")
            yield line, [unguarded(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Problem(
            f"Line {line} cannot be read ({error}).", next_step="Look for a quotation mark that is not closed."
        ) from None


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file every spreadsheet opens as text: UTF-8 with its mark, all quoted, formulas made harmless."""
    written = io.StringIO(newline="")
    write_rows(written, header, rows)
    return written.getvalue().encode("utf-8-sig", errors="backslashreplace")


def write_rows(to: TextIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """What `write_csv` writes, row by row, for a table too large to be held."""
    writer = csv.writer(to, quoting=csv.QUOTE_ALL)
    for row in chain([header], rows):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])


def guarded(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would take it for a formula (or for guarded)."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text


def sniffed_delimiter(text: str) -> str:
    """The one of , ; tab and | that most lines hold outside quotation marks, in its favour the first line."""
    stated = re.match(r"sep=(.)\r?\n", text)
    if stated and stated[1] in DELIMITERS:
        return stated[1]
    outside = re.sub(r'"(?:[^"]|"")*"', "", text[:SAMPLE])
    lines = list(islice((line for line in outside.splitlines() if line.strip()), 20))
    return max(DELIMITERS, key=lambda sign: (sum(sign in line for line in lines), *(x.count(sign) for x in lines[:1])))


def require_size(file_name: str, size: int) -> None:
    """Raises a Problem for a file of more bytes than can be imported."""
    if size > MAX_BYTES:
        raise Problem(
            f"{file_name} has {size / 1e6:.1f} MB; at most {MAX_BYTES // 1_000_000} MB can be imported.",
            next_step="Split it into smaller files.",
        )


def _require_readable(file_name: str, content: bytes) -> None:
    if not content.strip():
        raise Problem(f"{file_name} is empty.")
    require_size(file_name, len(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Problem(
            f"{file_name} is an old Excel file or has a password.", next_step="Save it as XLSX without one, or as CSV."
        )
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"\x1f\x8b")):
        raise Problem(f"{file_name} is not a CSV or XLSX file.", next_step="Save the table as CSV or XLSX.")


def _filled(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    return (Row(line, tuple(cells)) for line, cells in rows if any(map(str.strip, cells)))


def _within_limit(file_name: str, rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS + 1:
            raise Problem(f"{file_name} has more than {MAX_ROWS:,} rows.", next_step="Split it into smaller files.")
        yield row
