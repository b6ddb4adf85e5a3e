"""The list of vouchers in a window, with its filters."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final, Self

from bot import blocks
from bot.blocks import Block, View, count, escape
from bot.vouchers.figures import day
from bot.vouchers.ledger_views import NEW
from bot.vouchers.windows import OPEN, SIGNS
from domain.money import shown
from domain.vouchers.inquiring import Found, Wanted
from domain.vouchers.voucher import Voucher, VoucherState

LIST, SHOW = "vouchers.list", "vouchers.show_list"
BY_VENDOR, BY_STATE, SINCE, UNTIL, TURN = (
    "vouchers.by_vendor",
    "vouchers.by_state",
    "vouchers.since",
    "vouchers.until",
    "vouchers.turn",
)
PER_PAGE: Final = 20
ANY: Final = "any"


@dataclass(frozen=True)
class Look:
    """Which vouchers a list shows, and from which one on. Dates as `2025-01-31`, empty for any."""

    department: str
    vendor_id: str = ""
    vendor: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    start: int = 0

    @classmethod
    def of(cls, view: View) -> Self:
        """What a window carries."""
        return cls(**json.loads(view["private_metadata"]))

    def wanted(self) -> Wanted:
        """The filter in the domain's words."""
        state = VoucherState(self.state) if self.state else None
        since, until = (date.fromisoformat(one) if one else None for one in (self.since, self.until))
        return Wanted(self.department, self.vendor_id, state, since, until)

    def pressed(self, action: Mapping[str, Any]) -> "Look":
        """What it shows after a press on one of the filters."""
        option = action.get("selected_option") or {}
        match action["action_id"]:
            case "vouchers.by_vendor":
                return replace(self, vendor_id=option["value"], vendor=option["text"]["text"], start=0)
            case "vouchers.by_state":
                return replace(self, state="" if option["value"] == ANY else option["value"], start=0)
            case "vouchers.since":
                return replace(self, since=action.get("selected_date") or "", start=0)
            case "vouchers.until":
                return replace(self, until=action.get("selected_date") or "", start=0)
        return replace(self, start=int(action["value"]))


def list_window(look: Look, found: Found, *, enters: bool) -> View:
    """A page of vouchers; who `enters` vouchers can begin one."""
    parts = [blocks.actions(*_filters(look), block_id="filters")]
    if enters:
        parts.append(blocks.actions(blocks.button("Enter a vendor's bill", NEW), block_id="new"))
    where = f"{look.start + 1:,}–{look.start + len(found.rows):,} of " if found.rows else ""
    parts.append(blocks.context(f"{where}{count(found.total, 'voucher')}"))
    parts += [_row(*row, found.discounts.get(row[0].id, "")) for row in found.rows] or [blocks.section("_None._")]
    return blocks.modal("Vouchers", [*parts, *_pager(look, found)], callback_id=LIST, metadata=json.dumps(asdict(look)))


def _row(voucher: Voucher, vendor: str, discount: str) -> Block:
    said = f"*{voucher.name}* · {escape(vendor or 'no vendor')} · {escape(voucher.bill_number or '–')} · "
    amount = shown(voucher.amount) if voucher.amount is not None else "–"
    said += f"*{amount}*\n{SIGNS[voucher.state]} · {day(voucher.posting_date)} · <@{voucher.created_by}>"
    said += f" · {discount}" if discount else ""
    return blocks.section(
        said, accessory=blocks.button("Open", OPEN, value=voucher.id, label=f"Open {voucher.name}"), block_id=voucher.id
    )


def _filters(look: Look) -> list[Block]:
    vendor = blocks.option(look.vendor, look.vendor_id) if look.vendor_id else None
    states = {state.value: blocks.option(state.value.capitalize(), state.value) for state in VoucherState}
    every = blocks.option("Any state", ANY)
    return [
        blocks.search(BY_VENDOR, "Any vendor", initial=vendor),
        blocks.select(BY_STATE, "Any state", [every, *states.values()], initial=states.get(look.state, every)),
        _date(SINCE, "Posted from", look.since),
        _date(UNTIL, "Posted until", look.until),
    ]


def _date(action: str, placeholder: str, initial: str) -> Block:
    made: Block = {"type": "datepicker", "action_id": action, "placeholder": blocks.plain(placeholder)}
    return made | ({"initial_date": initial} if initial else {})


def _pager(look: Look, found: Found) -> list[Block]:
    buttons = []
    if look.start > 0:
        buttons.append(blocks.button("◀ Previous", f"{TURN}.previous", value=str(max(look.start - PER_PAGE, 0))))
    if look.start + PER_PAGE < found.total:
        buttons.append(blocks.button("Next ▶", f"{TURN}.next", value=str(look.start + PER_PAGE)))
    return [blocks.actions(*buttons, block_id="pager")] if buttons else []
