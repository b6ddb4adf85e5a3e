"""The window in which unapplied cash is applied: what is left of it, and a page of the customer's open invoices."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final, Self

from bot import blocks
from bot.blocks import Block, View, escape
from bot.receipts import invoice_views
from bot.receipts.entry_views import picker
from bot.vouchers.figures import day
from domain.money import parse_amount, shown
from domain.receipts.receivables import Receivable, Unapplied

APPLY, PASTE = "receipts.apply_window", "receipts.apply_paste"
AGAIN, PAGE, SEARCH = "receipts.apply_again", "receipts.apply_page", "receipts.apply_search"
OLDEST, OPEN_PASTE = "receipts.apply_oldest", "receipts.apply_open_paste"
PER_PAGE: Final = 20


@dataclass(frozen=True)
class Place:
    """Where a person is: which cash, the draft of its application, and the page of which invoices. `version` grows
    with every drawing, so that Slack takes what is written from us and not from the drawing before."""

    cash: str
    draft: str
    on: str
    start: int = 0
    text: str = ""
    version: int = 0

    @property
    def day(self) -> date:
        """The day it is applied on."""
        return date.fromisoformat(self.on)

    def as_text(self) -> str:
        """What a window carries."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, view: View) -> Self:
        """The place a window carries."""
        return cls(**json.loads(view["private_metadata"]))


def window(
    place: Place, cash: Unapplied, owed: Sequence[Receivable], applied: Mapping[str, int], said: str = ""
) -> View:
    """How much is left to apply, and a page of those that are `owed`."""
    parts = [
        blocks.section(_sums(cash, sum(applied.values())), block_id="sums"),
        blocks.field(f"on#{place.version}", "Applied on", picker(place.day)),
    ]
    parts += [blocks.section(f":information_source: {escape(said)}")] if said else []
    buttons = blocks.button("Recalculate", AGAIN), blocks.button("Oldest first", OLDEST)
    parts.append(blocks.actions(*buttons, blocks.button("Paste a list", OPEN_PASTE), block_id="again"))
    parts.append(invoice_views.search(SEARCH, place.text, place.version))
    parts += [_invoice(place, one, applied.get(one.key, 0)) for one in owed[place.start : place.start + PER_PAGE]]
    parts += invoice_views.pager(PAGE, place.start, PER_PAGE, len(owed)) if owed else invoice_views.none(place.text)
    submit = "Apply" if owed or applied else None
    return blocks.modal("Apply unapplied cash", parts, callback_id=APPLY, submit=submit, metadata=place.as_text())


def read_day(view: View) -> str:
    """The day that was picked."""
    place = Place.of(view)
    return str(view["state"]["values"][f"on#{place.version}"]["value"]["selected_date"] or place.on)


def read_applied(view: View) -> dict[str, int]:
    """What was written beside the invoices of the page since it was drawn, in cents by key. Problem at no amount."""
    found = {}
    for block in view["blocks"]:
        name, _, key = str(block["block_id"]).split("#")[0].partition(":")
        if name == "applied" and not blocks.untouched(view, str(block["block_id"])):
            typed = blocks.typed(view["state"], str(block["block_id"]))
            found[key] = parse_amount(typed, field=f"applied:{key}") if typed else 0
    return found


def _sums(cash: Unapplied, applied: int) -> str:
    said = f"*{escape(cash.name)}* has *{shown(cash.left)}* unapplied."
    if not applied:
        return said
    left = cash.left - applied
    words = f"left *{shown(left)}*" if left >= 0 else f":warning: *{shown(-left)}* too much"
    return f"{said}\nApplied here *{shown(applied)}*, {words}."


def _invoice(place: Place, one: Receivable, cents: int) -> Block:
    label = f"{one.number} · {day(one.on)} · open {shown(one.open)}"
    typed = blocks.text_input(shown(cents) if cents else "", hint=shown(one.open))
    return blocks.field(f"applied:{one.key}#{place.version}", label, typed, optional=True)
