"""The list of receipts in a window, and what a customer has paid ahead."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Self

from bot import blocks
from bot.blocks import View, count, escape
from bot.receipts import cards
from bot.receipts.entry_views import NEW
from bot.receipts.windows import ACTIONS
from bot.vouchers.figures import day
from domain.money import shown
from domain.receipts.inquiring import Press, Whole
from domain.receipts.receivables import Unapplied

LIST, TURN = "receipts.list", "receipts.turn"
PER_PAGE: Final = 20


@dataclass(frozen=True)
class Look:
    """Which receipts a list shows, from which one on."""

    department: str
    start: int = 0

    @classmethod
    def of(cls, view: View) -> Self:
        """What a window carries."""
        return cls(**json.loads(view["private_metadata"]))


def list_window(look: Look, found: Sequence[Whole], total: int, *, enters: bool) -> View:
    """A page of receipts; who `enters` them can begin one."""
    parts = [blocks.actions(blocks.button("Receive a payment", NEW, value=look.department))] if enters else []
    parts.append(blocks.context(count(total, "receipt")))
    parts += [cards.row(one) for one in found] or [blocks.section("_None._")]
    buttons = []
    if look.start:
        buttons.append(blocks.button("◀ Previous", f"{TURN}.previous", value=str(max(look.start - PER_PAGE, 0))))
    if look.start + PER_PAGE < total:
        buttons.append(blocks.button("Next ▶", f"{TURN}.next", value=str(look.start + PER_PAGE)))
    parts += [blocks.actions(*buttons, block_id="pager")] if buttons else []
    return blocks.modal("Receipts", parts, callback_id=LIST, metadata=json.dumps(asdict(look)))


def unapplied_window(customer: str, found: Sequence[Unapplied], *, enters: bool) -> View:
    """What a customer has paid ahead, with the buttons to use it."""
    total = sum(one.left for one in found)
    parts = [blocks.section(f"*{escape(customer)}* has paid *{shown(total)}* ahead.")]
    for one in found:
        parts.append(blocks.section(f"*{escape(one.name)}* · {day(one.on)} · *{shown(one.left)}*"))
        if enters:
            said = {Press.APPLY: "Apply", Press.RETURN: "Return"}
            made = [
                blocks.button(text, ACTIONS[press], value=f"{one.key}|", label=f"{text} {one.name}")
                for press, text in said.items()
            ]
            parts.append(blocks.actions(*made))
    return blocks.modal("Unapplied cash", parts)
