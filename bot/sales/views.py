"""What people see of invoices and memos: in the worksheet's window, in its one message, and on Home."""

from collections.abc import Sequence
from typing import Final

from bot import blocks
from bot.blocks import Block, escape, moment
from bot.pages import Page
from bot.worksheets.views import SHOW
from domain.money import shown
from domain.sales.billed import Billed, Standing, Waiting
from domain.sales.sale_document import SaleKind
from domain.worksheets.worksheet import Worksheet

PDF, TRY, WITHDRAW, PAID = "sales.pdf", "sales.try", "sales.withdraw", "sales.paid"
TROUBLE_SHOWN: Final = 300
MEMOS: Final = 12
SIGNS: Final = {
    Standing.HERE: ":page_facing_up:",
    Standing.POSTING: ":hourglass_flowing_sand:",
    Standing.WAITING: ":hourglass:",
    Standing.IN_BOOKS: ":white_check_mark:",
    Standing.REFUSED: ":x:",
    Standing.LEAVING: ":hourglass_flowing_sand:",
    Standing.WITHDRAWN: ":wastebasket:",
}
Words = tuple[str, list[Block]]


def card(worksheet: Worksheet, billed: Sequence[Billed], page: Page) -> Words:
    """The one message of a worksheet: its invoice and its memos as they stand now."""
    first = billed[0]
    document = first.document
    text = f"{document.title}, {first.customer}, {shown(document.total)}: {state_in_words(first)}"
    head = f"*Worksheet {escape(worksheet.number)}* · {escape(first.customer)}"
    opens = blocks.button("Open", SHOW, value=worksheet.id, label=f"Open worksheet {worksheet.number}")
    return text, [blocks.section(head, accessory=opens), *several(billed, page, presses=True)]


def several(billed: Sequence[Billed], page: Page, *, presses: bool) -> list[Block]:
    """The invoice and its latest memos: as many as a message has room for. What needs a person is always there."""
    needed = [one for one in billed[1:] if one.standing is Standing.REFUSED][:MEMOS]
    latest = [one for one in billed[1:] if one not in needed][len(needed) - MEMOS :] if len(needed) < MEMOS else []
    chosen = [one for one in billed if one is billed[0] or one in needed or one in latest]
    left = len(billed) - len(chosen)
    more = [blocks.context(f"and {blocks.count(left, 'earlier memo')}")] if left else []
    return [block for one in chosen for block in rows(one, page, presses=presses)] + more


def rows(one: Billed, page: Page, *, presses: bool) -> list[Block]:
    """One document: what it is, how it stands, what ails it, and the buttons of whoever may press them."""
    document = one.document
    due = f" · due {document.due_on:%-d %B %Y}" if document.due_on and document.kind is not SaleKind.CREDIT_MEMO else ""
    tax = f" · tax {shown(document.tax)}" if document.tax else ""
    said = f"{SIGNS[one.standing]} *{escape(document.title)}* · {shown(document.total)}{tax}{due}\n{_state(one, page)}"
    trouble = one.waits_for or document.trouble
    found = [blocks.section(said)]
    found += [blocks.section(f":warning: {escape(blocks.clip(trouble, TROUBLE_SHOWN))}")] if trouble else []
    buttons = _buttons(one, presses=presses)
    return found + ([blocks.actions(*buttons, block_id=f"sale-{document.id}")] if buttons else [])


def state_in_words(one: Billed) -> str:
    """`in QuickBooks as W-101, unpaid`."""
    document = one.document
    if one.standing is Standing.HERE:
        return "not sent to QuickBooks: receivables are kept here" + _paid(one) if document.total else "of nothing"
    if one.standing is not Standing.IN_BOOKS or one.delivery is None:
        return str(one.standing)
    return f"{one.standing} as {one.delivery.books_number}" + (f", {document.paid}" if document.paid else "")


def _paid(one: Billed) -> str:
    if one.open is None:
        return ""
    return f", open {shown(one.open)}" if one.open else ", paid"


def home(refused: Waiting, held_up: Waiting, *, named: bool) -> list[Block]:
    """Home's lines: what QuickBooks did not take, and what waits for it; `named` says the department."""
    found: list[Block] = []
    for title, waiting in (
        (f":x: *Invoices and memos QuickBooks did not take: {refused.total:,}*", refused),
        (f":hourglass: *Invoices and memos that wait for QuickBooks: {held_up.total:,}*", held_up),
    ):
        found += [blocks.section(title), *[_home_row(one, named) for one in waiting.rows]] if waiting.rows else []
    return found


def _home_row(one: Billed, named: bool) -> Block:
    document = one.document
    said = [f"*{escape(document.title)}*", escape(one.customer), shown(document.total)]
    said += [escape(document.department)] if named else []
    trouble = escape(blocks.clip(one.waits_for or document.trouble, TROUBLE_SHOWN))
    opens = blocks.button("Open", SHOW, value=document.worksheet_id, label=f"Open the worksheet of {document.title}")
    return blocks.section(f"{' · '.join(said)}\n{trouble}", accessory=opens)


def _state(one: Billed, page: Page) -> str:
    said = escape(state_in_words(one))
    read = f" ({moment(one.document.paid_at)})" if one.document.paid and one.document.paid_at else ""
    address = page(one.connection, one.delivery) if one.connection and one.delivery else ""
    link = f" · <{address}|See it in QuickBooks>" if address and one.standing is Standing.IN_BOOKS else ""
    return f"{said}{read}{link}"


def _buttons(one: Billed, *, presses: bool) -> list[Block]:
    document = one.document
    found: list[Block] = []
    if one.standing is Standing.REFUSED and presses:
        found += [
            blocks.button("Try again", TRY, value=document.id, style="primary", label=f"Send {document.title} again")
        ]
        ask = blocks.asks("Withdraw it?", _withdrawing(one), "Withdraw", danger=True)
        found += [
            blocks.button("Withdraw", WITHDRAW, value=document.id, confirm=ask, label=f"Withdraw {document.title}")
        ]
    if one.standing is Standing.IN_BOOKS:
        found += [blocks.button("Is it paid?", PAID, value=document.id, label=f"Ask whether {document.title} is paid")]
    if one.standing is Standing.HERE and document.total:
        found += [blocks.button("PDF", PDF, value=document.id, label=f"{document.title} as PDF")]
    return found


def _withdrawing(one: Billed) -> str:
    if one.document.adjustment_id:
        return "Its adjustment is staged again, without effect."
    if one.document.revision > 1:
        return "The sale is put back to what QuickBooks holds; without an invoice there it leaves INVOICE."
    return "The worksheet leaves INVOICE: everything it recognised is reversed."
