"""What `/worksheet` answers: its window, its help, what was found, and one worksheet shown privately."""

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from bot import blocks
from bot.blocks import Block, View, count, escape
from bot.words import LOOKALIKES
from bot.worksheets.import_views import IMPORT
from bot.worksheets.sheet_views import (
    PURCHASE_ADJUSTMENTS,
    REVENUE,
    SALES_ADJUSTMENTS,
    STATUS,
    adjustments,
    cost_of,
    facts,
    figure_lines,
    staged_note,
    state_of,
)
from domain.money import shown as money
from domain.worksheets.worksheet import Accrual, Adjustment, AdjustmentSide
from domain.worksheets.worksheet_look import Found, Look

OPEN, NEW, SHOW, SEARCH = "worksheets.open", "worksheets.new", "worksheets.show", "worksheets.search"
SHOWN: Final = 10
TABLE_ROWS: Final = 99
Line = tuple[str, str, str, str]
WORDS: Final = ("create", "find", "show", "import", "help")
ALIASES: Final = {"new": "create", "add": "create", "search": "find", "open": "show", "upload": "import", "?": "help"}
HELP: Final = "\n".join(
    (
        "*Worksheets: one shipment each, with its sale, its costs and its gross profit*",
        "• `/worksheet` opens a window to search and create",
        "• `/worksheet W-101` shows one: revenue, costs, adjustments, variance, tax and gross profit",
        "• `/worksheet create W-101` opens a new one",
        "• `/worksheet find acme` lists those whose number, customer, commodity or rep holds a text",
        "• `/worksheet import` reads worksheets by the hundred from a CSV or XLSX file",
        "• `/worksheet help` shows this",
    )
)


def read_command(text: str) -> tuple[str, str]:
    """The sub-command that was typed and what follows it; `""` with everything typed when it begins with none."""
    typed = " ".join(text.translate(LOOKALIKES).split()).strip("`")
    first, _, rest = typed.partition(" ")
    word = ALIASES.get(first.lower(), first.lower())
    if word not in WORDS:
        return "", _unquoted(typed)
    return word, _unquoted(rest)


def unknown(typed: str) -> str:
    """The answer to what is neither a sub-command nor a part of any worksheet."""
    first, _, rest = typed.partition(" ")
    near = get_close_matches(first.lower(), WORDS, n=1)
    if near:
        return f"Did you mean `{_typable(f'/worksheet {near[0]} {rest}')}`?"
    return f"There is no worksheet with \u201c{escape(blocks.clip(typed, 100))}\u201d.\n{HELP}"


def missing_text(word: str) -> str:
    """The answer to `find` or `show` without a text."""
    return f"Say which one: `/worksheet {word} W-101`. `/worksheet` alone opens a window to search in."


def window(*, prepares: bool) -> View:
    """What the bare command opens."""
    search = blocks.search(OPEN, "Type a number or a customer", at_least=0)
    shown = [blocks.section("*Open a worksheet*", accessory=search, block_id="search")]
    if prepares:
        new = blocks.button("New worksheet", NEW, style="primary")
        shown.append(blocks.actions(new, blocks.button("Import from a file", IMPORT)))
    shown.append(blocks.context("`/worksheet help` lists what you can type."))
    return blocks.modal("Worksheets", shown)


def choice(found: Found, *, with_department: bool) -> Block:
    """One of the choices of the search."""
    about = _about(found, with_department)
    return blocks.option(found.number, found.id, about)


def found(
    text: str, worksheets: Sequence[Found], *, prepares: bool, with_department: bool = False
) -> tuple[str, list[Block]]:
    """The private answer to `find`: its fallback text and its blocks."""
    quoted = f"\u201c{escape(blocks.clip(text, 100))}\u201d"
    if not worksheets:
        new = [blocks.actions(blocks.button("New worksheet", NEW))] if prepares else []
        said = f"No worksheet has {quoted} in its number, customer, commodity or rep."
        return said, [blocks.section(said), *new]
    more = len(worksheets) > SHOWN
    said = f"{'More than ' if more else ''}{count(min(len(worksheets), SHOWN), 'worksheet')}"
    rows = [_row(one, with_department) for one in worksheets[:SHOWN]]
    note = [blocks.context("Type more to see fewer, or search in `/worksheet`.")] if more else []
    return f"{said} with {quoted}", [blocks.section(f"*{said}* with {quoted}"), *rows, *note]


def shown(look: Look, *, prepares: bool) -> tuple[str, list[Block]]:
    """One worksheet as a private message: its fallback text and its blocks."""
    worksheet, figures = look.sheet.worksheet, look.figures
    text = (
        f"Worksheet {escape(worksheet.number)} ({STATUS[worksheet.status]}): gross profit "
        f"{money(figures.gross_profit)}, {figures.gross_profit_percent}"
    )
    verb = "Open to change" if prepares else "Open"
    button = blocks.button(verb, SHOW, value=worksheet.id, label=f"{verb} worksheet {worksheet.number}")
    return text, [
        blocks.header(f"Worksheet {worksheet.number} · {STATUS[worksheet.status]}"),
        blocks.context(facts(look)),
        blocks.table(("What", "Who", "Amount", "State"), _table_rows(look), right=[2]),
        *staged_note(look),
        blocks.actions(button),
    ]


def _table_rows(look: Look) -> list[Line]:
    """The figures, each with what it is made of below it, as many rows as a message's table takes."""
    made_of: dict[str, list[Line]] = defaultdict(list)
    for accrual in look.sheet.accruals:
        made_of[cost_of(accrual.kind)].append(_line(look, "accrual", accrual, accrual.vendor_id))
    for one in adjustments(look):
        label = SALES_ADJUSTMENTS if one.side is AdjustmentSide.SALE else PURCHASE_ADJUSTMENTS
        made_of[label].append(_line(look, one.name, one, one.party_id))
    rows: list[Line] = []
    for label, amount in figure_lines(look):
        rows += [(label, look.customer if label == REVENUE else "", amount, ""), *made_of[label]]
    return (
        rows
        if len(rows) <= TABLE_ROWS
        else [*rows[: TABLE_ROWS - 1], (f"· {len(rows) - TABLE_ROWS + 1:,} more", "", "", "")]
    )


def _line(look: Look, what: str, one: Accrual | Adjustment, party_id: str) -> Line:
    return (f" {what}", look.names.get(party_id, ""), money(one.amount), state_of(look, one))


def _row(one: Found, with_department: bool) -> Block:
    button = blocks.button("Open", SHOW, value=one.id, label=f"Open worksheet {one.number}")
    said = f"*{escape(one.number)}*\n{escape(_about(one, with_department))}"
    return blocks.section(said, accessory=button, block_id=one.id)


def _about(one: Found, with_department: bool) -> str:
    where = one.department if with_department else ""
    return " · ".join(filter(None, (STATUS[one.status], one.customer, one.commodity, where)))


def _unquoted(text: str) -> str:
    quoted = re.fullmatch(r'"(.*)"', text)
    return quoted[1].strip() if quoted else text


def _typable(text: str) -> str:
    """Something to type, safe inside a code span."""
    return escape(blocks.clip(" ".join(text.replace("`", "'").split()), 200))
