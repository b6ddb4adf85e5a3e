"""Invoices and memos on paper: the letterhead that everything sent to customers has, and the sheet below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from domain.departments.sender import Sender
from domain.reports.files import paper, print_table
from domain.reports.report import Column

LINES: Final = (Column("Description"), Column("Amount", "amount"))
GREY, BLACK = (96, 104, 102), (0, 0, 0)
AT_LEAST: Final = 30  # mm of a table under its heading
NAME_WIDTH: Final = 26  # mm for the name of a fact, left of its value


@dataclass(frozen=True)
class Letterhead:
    """Who writes to whom, and the facts at the right as (name, value); the lines of `to` are name and address."""

    sender: Sender
    title: str
    to: Sequence[str]
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Printed:
    """An invoice or memo as it is printed; amounts are positive cents. `remarks` stand below the total."""

    head: Letterhead
    number: str
    on: date
    lines: Sequence[tuple[str, int]]
    net: int
    tax: int
    total_name: str
    remarks: Sequence[str] = ()
    payable: bool = True


def as_pdf(printed: Printed) -> bytes:
    """One document on letter paper; the same document is the same bytes. What is not `payable` says no way to pay."""
    day = printed.on
    pdf = paper(f"{printed.head.title} {printed.number}", at=datetime(day.year, day.month, day.day, tzinfo=UTC))
    pdf.add_page()
    print_letterhead(pdf, printed.head)
    rows: list[list[object]] = [[words, amount] for words, amount in printed.lines]
    if printed.tax:
        rows += [["Net", printed.net], ["Sales tax", printed.tax]]
    print_table(pdf, LINES, rows, [printed.total_name, printed.net + printed.tax], large=True)
    pdf.ln(4)
    for remark in printed.remarks:
        _line(pdf, remark, 9)
    if printed.payable:
        print_remittance(pdf, printed.head.sender)
    return bytes(pdf.output())


def print_letterhead(pdf: Any, head: Letterhead) -> None:
    """Who it comes from with what it is beside that; below the line whom it goes to, with its facts at the right."""
    top, half = pdf.get_y(), pdf.epw / 2
    _line(pdf, head.sender.name, 15, "B", half + 10)
    for line in head.sender.address:
        _line(pdf, line, 8.5, width=half + 10, color=GREY)
    below = pdf.get_y()
    pdf.set_xy(pdf.l_margin + half + 10, top)
    pdf.set_font("DejaVu", "", 18)
    pdf.multi_cell(half - 10, 8, head.title, align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(max(below, pdf.get_y()) + 2)
    pdf.set_draw_color(*GREY)
    pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
    pdf.ln(6)
    top = pdf.get_y()
    _line(pdf, "To", 8, color=GREY)
    for n, line in enumerate(head.to):
        _line(pdf, line, 10 if n == 0 else 9, "B" if n == 0 else "", half - 4)
    below = pdf.get_y()
    pdf.set_y(top)
    for name, value in head.facts:
        _fact(pdf, half, name, value)
    pdf.set_y(max(below, pdf.get_y()) + 8)


def print_remittance(pdf: Any, sender: Sender) -> None:
    """How the customer pays, kept together."""
    if not sender.remittance:
        return
    with pdf.unbreakable() as kept:
        kept.ln(6)
        _line(kept, "How to pay", 9, "B")
        for line in sender.remittance:
            _line(kept, line, 9)


def print_title(pdf: Any, words: str) -> None:
    """A heading over a table, never alone at the foot of a page."""
    if pdf.will_page_break(AT_LEAST):
        pdf.add_page()
    _line(pdf, words, 11, "B")
    pdf.ln(1)


def _line(
    pdf: Any, words: str, size: float, style: str = "", width: float = 0, color: tuple[int, int, int] = BLACK
) -> None:
    pdf.set_font("DejaVu", style, size)
    pdf.set_text_color(*color)
    pdf.multi_cell(width, size * 0.55, words, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(*BLACK)


def _fact(pdf: Any, half: float, name: str, value: str) -> None:
    pdf.set_x(pdf.l_margin + half)
    pdf.set_font("DejaVu", "", 9)
    pdf.set_text_color(*GREY)
    pdf.cell(NAME_WIDTH, 5.5, name)
    pdf.set_text_color(*BLACK)
    pdf.multi_cell(half - NAME_WIDTH, 5.5, value, align="R", new_x="LMARGIN", new_y="NEXT")
