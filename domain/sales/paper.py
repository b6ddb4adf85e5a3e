"""Invoices and memos on paper: the letterhead that everything sent to customers has, and the sheet below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from domain.reports.files import paper, print_table
from domain.reports.report import Column

LINES = (Column("Description"), Column("Amount", "amount"))


@dataclass(frozen=True)
class Letterhead:
    """Who writes to whom, and the facts at the right as (name, value); the lines of `to` are name and address."""

    company: str
    title: str
    to: Sequence[str]
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Printed:
    """An invoice or memo as it is printed; amounts are positive cents. `remarks` stand below the total."""

    head: Letterhead
    on: date
    lines: Sequence[tuple[str, int]]
    net: int
    tax: int
    total_name: str
    remarks: Sequence[str] = ()


def as_pdf(printed: Printed) -> bytes:
    """One document on letter paper; the same document is the same bytes."""
    day = printed.on
    pdf = paper(printed.head.title, at=datetime(day.year, day.month, day.day, tzinfo=UTC))
    pdf.add_page()
    print_letterhead(pdf, printed.head)
    rows: list[list[object]] = [[words, amount] for words, amount in printed.lines]
    if printed.tax:
        rows += [["Net", printed.net], ["Sales tax", printed.tax]]
    print_table(pdf, LINES, rows, [printed.total_name, printed.net + printed.tax])
    pdf.ln(4)
    pdf.set_font("DejaVu", "", 9)
    for remark in printed.remarks:
        pdf.multi_cell(0, 5, remark, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def print_letterhead(pdf: Any, head: Letterhead) -> None:
    """The company's name, what it is and its facts at the right, and whom it goes to."""
    pdf.set_font("DejaVu", "B", 15)
    pdf.multi_cell(0, 8, head.company, new_x="LMARGIN", new_y="NEXT")
    pdf.line(pdf.l_margin, pdf.get_y() + 1, pdf.w - pdf.r_margin, pdf.get_y() + 1)
    pdf.ln(6)
    top, half = pdf.get_y(), pdf.epw / 2
    pdf.set_font("DejaVu", "", 9)
    for line in head.to:
        pdf.multi_cell(half - 4, 5, line, new_x="LMARGIN", new_y="NEXT")
    below = pdf.get_y()
    pdf.set_y(top)
    _at_right(pdf, half, head.title, "B", 13, 7)
    for name, value in head.facts:
        _at_right(pdf, half, f"{name}: {value}", "", 9, 5)
    pdf.set_y(max(below, pdf.get_y()) + 8)


def _at_right(pdf: Any, half: float, words: str, style: str, size: float, height: float) -> None:
    pdf.set_font("DejaVu", style, size)
    pdf.set_x(pdf.l_margin + half)
    pdf.multi_cell(half, height, words, align="R", new_x="LMARGIN", new_y="NEXT")
