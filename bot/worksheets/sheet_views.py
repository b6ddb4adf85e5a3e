"""The window of one worksheet: its figures, its rows, and the buttons of whoever may change it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bot import blocks
from bot.blocks import Block, View, escape
from domain.money import shown as money
from domain.worksheets.worksheet import Accrual, AccrualState, Adjustment, AdjustmentSide, SaleLine, WorksheetStatus
from domain.worksheets.worksheet_look import Look

SHEET = "worksheets.sheet"
EDIT, ADD, CHANGE, PAGE = "worksheets.edit", "worksheets.add", "worksheets.change", "worksheets.page"
INVOICE, MOVE = "worksheets.invoice", "worksheets.move"
ROWS: Final = 25
LEAVING: Final = "Its invoice is being taken out of QuickBooks. Until that is done everything stands."
LABEL_WIDTH, AMOUNT_WIDTH = 25, 14
REVENUE, PROFIT = "Revenue", "Gross profit"
SALES_ADJUSTMENTS, PURCHASE_ADJUSTMENTS = "Sales adjustments", "Purchase adjustments"
STATUS: Final = {
    WorksheetStatus.WORK: "work",
    WorksheetStatus.APPROVED: "approved",
    WorksheetStatus.INVOICE: "INVOICE",
}


class RowKind(StrEnum):
    """The kinds of rows people add to a worksheet and change."""

    SALE = "sale"
    ACCRUAL = "accrual"
    SALES_ADJUSTMENT = "sales-adjustment"
    PURCHASE_ADJUSTMENT = "purchase-adjustment"


ADDED: Final = {
    RowKind.ACCRUAL: "Add accrual",
    RowKind.SALE: "Add sale line",
    RowKind.SALES_ADJUSTMENT: "Sales adjustment",
    RowKind.PURCHASE_ADJUSTMENT: "Purchase adjustment",
}
KIND_OF: Final = {
    AdjustmentSide.SALE: RowKind.SALES_ADJUSTMENT,
    AdjustmentSide.PURCHASE: RowKind.PURCHASE_ADJUSTMENT,
}


@dataclass(frozen=True)
class Row:
    """One line of a worksheet in the window: what it is, the rest of it, and what its button opens, if it has one."""

    kind: RowKind
    id: str
    title: str
    about: str
    label: str
    fixed: bool = False


def sheet_window(look: Look, bills: Sequence[Block] = (), *, prepares: bool, start: int = 0, said: str = "") -> View:
    """The worksheet; `said` tells what just happened, `bills` are its invoice and memos.

    What came with the opening, or is leaving INVOICE, has no buttons.
    """
    worksheet = look.sheet.worksheet
    changes = prepares and not worksheet.opening and not worksheet.leaving
    rows = [_sale_row(look, one) for one in look.sheet.sales]
    rows += [_accrual_row(look, one) for one in look.sheet.accruals]
    rows += [_adjustment_row(look, one) for one in adjustments(look)]
    shown = [blocks.section(said)] if said else []
    shown += [blocks.header(f"{worksheet.number} · {STATUS[worksheet.status]}"), blocks.context(facts(look))]
    shown += [_preformatted(figure_lines(look)), *staged_note(look)]
    shown += [_status_buttons(look)] if changes else []
    shown += [blocks.context(LEAVING)] if worksheet.leaving else []
    shown += bills
    shown += [blocks.context("It came with the opening and stays as it is.")] if worksheet.opening else []
    shown += [blocks.divider(), *(_row(worksheet.id, row, changes) for row in rows[start : start + ROWS])]
    shown += _pages(worksheet.id, start, len(rows))
    shown += [_add_buttons(worksheet.id)] if changes else []
    return blocks.modal("Worksheet", shown, callback_id=SHEET, metadata=worksheet.id)


def facts(look: Look) -> str:
    """Customer, dates, rep, commodity and term, in one grey line."""
    worksheet = look.sheet.worksheet
    days = (("posting", worksheet.posting_date), ("load", worksheet.load_date), ("ship", worksheet.ship_date))
    said = [escape(look.customer) or "no customer yet"]
    said += [f"{name} {day_in_words(day)}" for name, day in days if day]
    said += [escape(text) for text in (worksheet.commodity, worksheet.term) if text]
    said += [f"rep {escape(worksheet.rep)}"] if worksheet.rep else []
    return " · ".join([*said, f"department {escape(worksheet.department)}"])


def figure_lines(look: Look) -> list[tuple[str, str]]:
    """What the worksheet comes to, label and amount (S2-01)."""
    figures = look.figures
    kinds: dict[str, int] = defaultdict(int)
    for accrual in look.sheet.accruals:
        kinds[str(accrual.kind)] += accrual.amount
    lines = [(REVENUE, figures.revenue), (SALES_ADJUSTMENTS, figures.sales_adjustments)]
    lines += [(cost_of(kind), amount) for kind, amount in kinds.items()]
    lines += [
        (PURCHASE_ADJUSTMENTS, figures.purchase_adjustments),
        ("Variance", figures.variance),
        (PROFIT, figures.gross_profit),
    ]
    shown = [(label, money(amount)) for label, amount in lines]
    return [*shown, ("Gross profit %", figures.gross_profit_percent), ("Sales tax", money(figures.tax))]


def cost_of(kind: str) -> str:
    """The label of what one kind of expense comes to."""
    return f"Cost: {kind}"


def adjustments(look: Look) -> list[Adjustment]:
    """Those of the sale first, as the figures have them."""
    return sorted(look.sheet.adjustments, key=lambda one: (one.side is AdjustmentSide.PURCHASE, one.number))


def staged_note(look: Look) -> list[Block]:
    """That what is staged is in no figure, where there is such a thing (S2-37)."""
    staged = [one.name for one in adjustments(look) if not one.posted]
    return [blocks.context(f"Staged and in no figure yet: {', '.join(staged)}")] if staged else []


def state_of(look: Look, one: Accrual | Adjustment) -> str:
    """Where an accrual or adjustment stands, with its voucher."""
    voucher = look.vouchers.get(one.voucher_id or "", "a voucher")
    if one.state is AccrualState.BILLED:
        return f"billed by {voucher}"
    if one.state is AccrualState.TICKED:
        return f"on {voucher}"
    if isinstance(one, Accrual):
        return "open"
    return f"posted {day_in_words(one.posted_on)}" if one.posted_on else "staged"


def day_in_words(day: date) -> str:
    """`5 January 2025`."""
    return f"{day:%-d %B %Y}"


def effect(look: Look) -> str:
    """What becoming or leaving INVOICE moves, in words."""
    figures = look.figures
    return f"{money(figures.revenue)} revenue and {money(figures.costs)} cost"


def read_pair(value: str) -> tuple[str, str]:
    """The worksheet's id and the rest, as buttons carry them."""
    id, _, rest = value.partition(" ")
    return id, rest


def read_move(value: str) -> tuple[str, WorksheetStatus, int]:
    """The worksheet's id, the status a button moves it to, and the version it showed."""
    id, to, version = value.split(" ")
    return id, WorksheetStatus(to), int(version)


def _preformatted(lines: Sequence[tuple[str, str]]) -> Block:
    aligned = [(label, f"{label:<{LABEL_WIDTH}}{amount:>{AMOUNT_WIDTH}}") for label, amount in lines]
    rule = "-" * (LABEL_WIDTH + AMOUNT_WIDTH)
    text = "\n".join(f"{rule}\n{line}" if label == PROFIT else line for label, line in aligned)
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}],
    }


def _status_buttons(look: Look) -> Block:
    worksheet = look.sheet.worksheet
    edit = blocks.button("Edit details", EDIT, value=worksheet.id)
    invoice = blocks.button("Make it INVOICE", INVOICE, value=worksheet.id, style="primary")
    match worksheet.status:
        case WorksheetStatus.WORK:
            ask = blocks.asks(
                "Approve?", "Approved has no accounting effect yet; it tells that the figures are final.", "Approve"
            )
            moves = [invoice, _move(look, "Approve", WorksheetStatus.APPROVED, ask)]
        case WorksheetStatus.APPROVED:
            ask = blocks.asks("Back to work?", "It has no accounting effect.", "Back to work")
            moves = [invoice, _move(look, "Back to work", WorksheetStatus.WORK, ask)]
        case WorksheetStatus.INVOICE:
            moves = [_move(look, "Take out of INVOICE", WorksheetStatus.WORK, _ask_out(look))]
    return blocks.actions(*moves, edit, block_id="status")


def _move(look: Look, text: str, to: WorksheetStatus, confirm: Block) -> Block:
    worksheet = look.sheet.worksheet
    style = "danger" if worksheet.status is WorksheetStatus.INVOICE else None
    return blocks.button(text, MOVE, value=f"{worksheet.id} {to} {worksheet.version}", confirm=confirm, style=style)


def _ask_out(look: Look) -> Block:
    worksheet = look.sheet.worksheet
    on = day_in_words(worksheet.posting_date) if worksheet.posting_date else "its posting date"
    said = f"{worksheet.number} goes back to work: {effect(look)} are reversed on {on}."
    return blocks.asks("Out of INVOICE?", said, "Take out", danger=True)


def _add_buttons(id: str) -> Block:
    buttons = [blocks.button(words, f"{ADD}.{what}", value=f"{id} {what}") for what, words in ADDED.items()]
    return blocks.actions(*buttons, block_id="add")


def _row(worksheet_id: str, row: Row, changes: bool) -> Block:
    value = f"{worksheet_id} {row.kind} {row.id}"
    button = blocks.button("Change", CHANGE, value=value, label=f"Change {row.label}")
    said = f"{row.title}\n{row.about}"
    return blocks.section(said, accessory=button if changes and not row.fixed else None, block_id=f"row-{row.id}")


def _sale_row(look: Look, one: SaleLine) -> Row:
    tax = f" · tax {money(one.tax)}" if one.tax else ""
    about = " · ".join(filter(None, (_account(look, one.account), escape(one.description))))
    label = f"line {one.line} of the sale"
    return Row(RowKind.SALE, str(one.line), f"*Sale* · {money(one.amount)}{tax}", about, label)


def _accrual_row(look: Look, one: Accrual) -> Row:
    title = f"*{str(one.kind).capitalize()}* · {money(one.amount)}"
    about = f"{escape(look.names.get(one.vendor_id, ''))} · {_account(look, one.account)} · {state_of(look, one)}"
    fixed = one.state is not AccrualState.OPEN
    return Row(RowKind.ACCRUAL, one.id, title, about, f"{one.kind} {money(one.amount)}", fixed)


def _adjustment_row(look: Look, one: Adjustment) -> Row:
    kind = KIND_OF[one.side]
    title = f"*{one.name}* {kind.replace('-', ' ')} · {money(one.amount)}"
    about = [escape(look.names.get(one.party_id, "")), _account(look, one.account), state_of(look, one)]
    about += [escape(one.memo)] if one.memo else []
    fixed = one.posted or one.state is not AccrualState.OPEN
    return Row(kind, one.id, title, " · ".join(about), one.name, fixed)


def _account(look: Look, number: str) -> str:
    return escape(f"{number} {look.accounts.get(number, '')}".strip())


def _pages(id: str, start: int, rows: int) -> list[Block]:
    if rows <= ROWS:
        return []
    before = [blocks.button("Previous", f"{PAGE}.before", value=f"{id} {start - ROWS}")] if start else []
    after = [blocks.button("Next", f"{PAGE}.after", value=f"{id} {start + ROWS}")] if start + ROWS < rows else []
    note = blocks.context(f"{start + 1}-{min(start + ROWS, rows)} of {rows:,}")
    return [note, blocks.actions(*before, *after, block_id="pages")]
