"""What the forms of a worksheet share: what they carry, their kinds of field, and how each is read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View
from bot.worksheets.sheet_views import RowKind
from domain.accounts.account import AccountClass, ChartRow
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import TradeRole
from domain.money import shown as money
from domain.worksheets.adjusting import CLASSES
from domain.worksheets.worksheet import AdjustmentSide
from domain.worksheets.worksheet_form import COSTS, SALES
from domain.worksheets.worksheet_look import Look

FIND_CUSTOMER, FIND_SUPPLIER = "worksheets.find_customer", "worksheets.find_supplier"
FIND_ACCOUNT = "worksheets.find_account"
SIDE_OF: Final = {
    RowKind.SALES_ADJUSTMENT: AdjustmentSide.SALE,
    RowKind.PURCHASE_ADJUSTMENT: AdjustmentSide.PURCHASE,
}
CLASSES_OF: Final = {
    RowKind.SALE: SALES,
    RowKind.ACCRUAL: COSTS,
    **{kind: CLASSES[side] for kind, side in SIDE_OF.items()},
}


@dataclass(frozen=True)
class Draft:
    """What a form carries: its worksheet, the version it was opened at (0 for a new one), and the row it is about.

    `under` is the id of the worksheet's own window, below the form. A new row has its id beforehand.
    """

    worksheet_id: str
    version: int = 0
    department: str = ""
    kind: RowKind | None = None
    row: str = ""
    is_new: bool = False
    under: str = ""

    @classmethod
    def of(cls, view: dict[str, Any]) -> "Draft":
        """What a window carries."""
        said = json.loads(view["private_metadata"])
        return cls(**said | {"kind": RowKind(said["kind"]) if said["kind"] else None})

    @property
    def classes(self) -> frozenset[AccountClass]:
        """The classes of account that fit the row."""
        return CLASSES_OF[self.kind or RowKind.ACCRUAL]

    def carried(self) -> str:
        """What `of` reads."""
        return json.dumps(vars(self))


def form_window(
    title: str, callback_id: str, shown: Sequence[Block], draft: Draft, *, submit: str | None = "Save"
) -> View:
    close = "Back" if draft.under else "Cancel"
    return blocks.modal(title, shown, callback_id=callback_id, submit=submit, close=close, metadata=draft.carried())


def text_field(initial: str, limit: int) -> Block:
    return blocks.text_input(initial, limit=limit)


def amount_field(name: str, label: str, cents: int | None, *, optional: bool = False) -> Block:
    element = blocks.text_input(money(cents) if cents else "", limit=30, hint="1,234.56")
    return blocks.field(name, label, element, optional=optional)


def account_field(look: Look, number: str, *, optional: bool = False, hint: str = "") -> Block:
    initial = blocks.option(f"{number} {look.accounts.get(number, '')}".strip(), number) if number else None
    element = blocks.search(FIND_ACCOUNT, "Type a number or a name", at_least=0, initial=initial)
    return blocks.field("account", "Account", element, optional=optional, hint=hint)


def date_picker(day: date | None, action_id: str = "value") -> Block:
    picker = {"type": "datepicker", "action_id": action_id}
    return picker | ({"initial_date": day.isoformat()} if day else {})


def picked(state: dict[str, Any], name: str) -> str | None:
    """The choice in a menu that is looked up while typing, whatever its action."""
    for said in state["values"].get(name, {}).values():
        option = said.get("selected_option")
        return str(option["value"]) if option else None
    return None


def picked_day(state: dict[str, Any], name: str) -> date | None:
    for said in state["values"].get(name, {}).values():
        return date.fromisoformat(said["selected_date"]) if said.get("selected_date") else None
    return None


def party_choices(parties: Sequence[Counterparty]) -> list[Block]:
    """The choices of a search for a counterparty."""
    return [blocks.option(one.name, one.id, one.bill_to_city or None) for one in parties]


def account_choices(rows: Sequence[ChartRow]) -> list[Block]:
    """The choices of a search for an account."""
    return [blocks.option(f"{row.number} {row.name}", row.number, str(row.cls)) for row in rows[:100]]


def role_of(action_id: str) -> TradeRole:
    """Which counterparties a search offers."""
    return TradeRole.CUSTOMER if action_id == FIND_CUSTOMER else TradeRole.SUPPLIER
