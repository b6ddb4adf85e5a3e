"""Reports as files: CSV for machines, XLSX for accountants, PDF for paper. The same report makes the same bytes."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from domain.imports.tabular import Cell, write_csv
from domain.reports.report import Column, Report, words

FORMATS: Final = {"amount": "#,##0.00;[Red]-#,##0.00", "percent": "0.0%", "count": "#,##0", "date": "yyyy-mm-dd"}
WIDTHS: Final = {"amount": 16, "percent": 10, "count": 10, "date": 12}
SHARES: Final = {"text": 22, "amount": 15, "date": 13, "percent": 10, "count": 9}
LETTER: Final = 2  # how much wider texts are in a letter, where other columns are few
WIDEST: Final = 48
SAMPLE: Final = 500
LONGEST_SHEET_NAME: Final = 31
NOT_IN_A_SHEET_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
WIDE: Final = 6  # columns from which a page lies on its side
Reports = Report | Sequence[Report]


def as_csv(report: Report) -> bytes:
    """Its headings and rows, without totals; amounts as plain decimals, dates as ISO. Text is never a formula."""
    kinds = [column.kind for column in report.columns]
    rows = ([_plain(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in report.rows)
    return write_csv([column.title for column in report.columns], rows)


def as_xlsx(reports: Reports) -> bytes:
    """A workbook with a sheet for each report: real numbers and dates, totals, headings that stay and filter.

    Rows are written as they come, so that a long report needs no memory for its cells.
    """
    import xlsxwriter  # a tenth of a second, for whoever wants a file

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    file, several = io.BytesIO(), _several(reports)
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": _stamp(several[0])})
    bold, heading = book.add_format({"bold": True, "font_size": 14}), _heading(book)
    names: set[str] = set()
    for report in several:
        sheet = book.add_worksheet(_sheet_name(report.title, names))
        formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        sums: dict[str, Any] = {
            column.kind: book.add_format({"bold": True, "top": 1, "num_format": FORMATS.get(column.kind, "@")})
            for column in report.columns
        }
        _fill(sheet, report, bold, heading, formats, sums)
    book.close()
    return file.getvalue()


def as_pdf(reports: Reports) -> bytes:
    """One report after the other, each from a page of its own; columns' headings stand on every page."""
    several = _several(reports)
    pdf = paper(several[0].title, wide=any(len(report.columns) > WIDE for report in several), at=_stamp(several[0]))
    for report in several:
        pdf.add_page()
        pdf.set_font("DejaVu", "B", 14)
        pdf.multi_cell(0, 7, report.title, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("DejaVu", "", 9)
        for line in filter(None, (report.subtitle, report.when)):
            pdf.multi_cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
        print_table(pdf, report.columns, report.rows, report.totals)
    return bytes(pdf.output())


def paper(title: str, *, wide: bool = False, at: datetime | None = None) -> Any:
    """An empty document of letter size whose every page is numbered, in a type that has accents and Cyrillic."""
    pdf = _paper_class()(orientation="landscape" if wide else "portrait", format="letter")
    fonts = _fonts()
    pdf.add_font("DejaVu", "", fonts / "DejaVuSans.ttf")
    pdf.add_font("DejaVu", "B", fonts / "DejaVuSans-Bold.ttf")
    pdf.set_title(title)
    pdf.set_creation_date(at or datetime(2000, 1, 1, tzinfo=UTC))
    pdf.set_auto_page_break(True, margin=16)
    return pdf


def print_table(
    pdf: Any,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    totals: Sequence[object] | None = None,
    *,
    large: bool = False,
) -> None:
    """A table on the page: figures at the right, headings again on each page, totals in bold; `large` for letters."""
    from fpdf.fonts import FontFace

    pdf.set_font("DejaVu", "", 9 if large else 7.5)
    with pdf.table(
        col_widths=tuple(SHARES[one.kind] * (LETTER if large and one.kind == "text" else 1) for one in columns),
        text_align=tuple("RIGHT" if column.at_right else "LEFT" for column in columns),
        borders_layout="HORIZONTAL_LINES",
        line_height=6 if large else 4.5,
        headings_style=FontFace(emphasis="BOLD", fill_color=(236, 240, 239)),
    ) as table:
        table.row([column.title for column in columns])
        for row in rows:
            table.row([words(value, column.kind) for value, column in zip(row, columns, strict=True)])
        if totals:
            said = [words(value, column.kind) for value, column in zip(totals, columns, strict=True)]
            table.row(said, style=FontFace(emphasis="BOLD"))


def _several(reports: Reports) -> Sequence[Report]:
    return [reports] if isinstance(reports, Report) else reports


def _stamp(report: Report) -> datetime:
    """A moment that belongs to the report, not to the run that printed it."""
    day = report.as_of or date(2000, 1, 1)
    return report.known_at or datetime(day.year, day.month, day.day, tzinfo=UTC)


def _plain(value: object, kind: str) -> Cell:
    match kind, value:
        case "amount", int():
            return Decimal(value).scaleb(-2)
        case "percent", int():
            return Decimal(value).scaleb(-1)
        case _, date():
            return value.isoformat()
        case _, int():
            return value
        case _:
            return None if value is None else str(value)


def _heading(book: Any) -> Any:
    return book.add_format({"bold": True, "bottom": 1, "bg_color": "#ECF0EF", "text_wrap": True, "valign": "top"})


def _fill(sheet: Any, report: Report, bold: Any, heading: Any, formats: dict[str, Any], sums: dict[str, Any]) -> None:
    for place, column in enumerate(report.columns):
        sheet.set_column(place, place, WIDTHS.get(column.kind) or _text_width(report, place))
    sheet.write_string(0, 0, report.title, bold)
    sheet.write_string(1, 0, ", ".join(filter(None, (report.subtitle, report.when))))
    for place, column in enumerate(report.columns):
        sheet.write_string(3, place, column.title, heading)
    last = 3
    for last, row in enumerate(report.rows, start=4):
        _write(sheet, last, row, report.columns, formats)
    sheet.freeze_panes(4, 0)
    if report.rows:
        sheet.autofilter(3, 0, last, len(report.columns) - 1)
    if report.totals:
        _write(sheet, last + 1, report.totals, report.columns, sums)
    if len(report.columns) > WIDE:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)


def _write(sheet: Any, at: int, row: Sequence[object], columns: Sequence[Column], formats: dict[str, Any]) -> None:
    for place, (value, column) in enumerate(zip(row, columns, strict=True)):
        form = formats.get(column.kind)
        match column.kind, value:
            case _, None:
                sheet.write_blank(at, place, None, form)
            case "amount", int():
                sheet.write_number(at, place, Decimal(value).scaleb(-2), form)
            case "percent", int():
                sheet.write_number(at, place, Decimal(value).scaleb(-3), form)
            case "count", int():
                sheet.write_number(at, place, value, form)
            case "date", date():
                sheet.write_datetime(at, place, value, form)
            case _:
                sheet.write_string(at, place, str(value), form)


def _text_width(report: Report, place: int) -> int:
    lengths = [len(str(row[place] or "")) for row in report.rows[:SAMPLE]]
    return min(max([len(report.columns[place].title), 8, *lengths]) + 2, WIDEST)


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that spreadsheets allow, and no other sheet has."""
    plain = title.translate(NOT_IN_A_SHEET_NAME).strip()[:LONGEST_SHEET_NAME] or "Report"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: LONGEST_SHEET_NAME - len(str(number)) - 1]} {number}"
    taken.add(name.casefold())
    return name


@cache
def _fonts() -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@cache
def _paper_class() -> type[Any]:
    from fpdf import FPDF  # half a second, for whoever wants paper

    class Paper(FPDF):
        """Letter paper with what it is and the number of each page at its foot."""

        def footer(self) -> None:
            self.set_y(-12)
            self.set_font("DejaVu", "", 7)
            self.cell(self.epw * 0.8, 5, str(self.title), align="L")
            self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="R")

    return Paper
