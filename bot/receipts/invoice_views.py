"""What every list of a customer's open invoices has: search, pages, filling in the oldest first, and pasting a list."""

from typing import Final

from bot import blocks
from bot.blocks import Block, View, count, escape
from domain.problems import Problem
from domain.receipts.filling import Filled

MOST_UNKNOWN: Final = 30


def search(action: str, text: str, version: int) -> Block:
    """Only the invoices whose number holds what is typed."""
    typed = blocks.text_input(text, hint="A part of an invoice number, then Enter")
    typed |= {"action_id": action, "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}
    return blocks.field(f"search#{version}", "Only these", typed, optional=True) | {"dispatch_action": True}


def pager(action: str, start: int, size: int, total: int) -> list[Block]:
    """Buttons to the invoices before and after, and which these are."""
    if total <= size and not start:
        return []
    buttons = []
    if start > 0:
        buttons.append(blocks.button("◀ Earlier invoices", f"{action}.previous", value=str(max(start - size, 0))))
    if start + size < total:
        buttons.append(blocks.button("More invoices ▶", f"{action}.next", value=str(start + size)))
    said = blocks.context(f"{start + 1:,} to {min(start + size, total):,} of {count(total, 'open invoice')}")
    return [said, blocks.actions(*buttons, block_id="pager")]


def none(text: str) -> list[Block]:
    """Why the list is empty."""
    return [blocks.section("_No open invoice has this in its number._" if text else "_The customer owes nothing._")]


def paste_window(callback: str, metadata: str) -> View:
    """A list to paste, a line for each invoice."""
    hint = "On each line an invoice number, and behind it what is applied; without an amount all that is open."
    text = blocks.text_input(multiline=True, hint="W-101, 5,120.00")
    parts = [blocks.field("list", "The list", text, hint=hint)]
    return blocks.modal("Paste a list", parts, callback_id=callback, submit="Fill in", metadata=metadata)


def read_list(view: View) -> str:
    """What was pasted; a Problem when it is nothing."""
    pasted = blocks.typed(view["state"], "list")
    if not pasted:
        raise Problem("Paste a list.", field="list")
    return pasted


def unknown_window(filled: Filled) -> View:
    """What a pasted list did not name clearly."""
    rows = "\n".join(f"• {escape(blocks.clip(line, 80))}" for line in filled.unknown[:MOST_UNKNOWN])
    more = len(filled.unknown) - MOST_UNKNOWN
    rest = f"\n… and {count(more, 'further line')}" if more > 0 else ""
    said = f"{told(filled)}\nThese name no open invoice of the customer, or several:\n{rows}{rest}"
    return blocks.modal("Paste a list", [blocks.section(said)], close="Back")


def told(filled: Filled) -> str:
    """What was filled in, in words."""
    return f"{count(len(filled.pays), 'invoice')} filled in." if filled.pays else "No invoice was filled in."
