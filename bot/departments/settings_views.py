"""The window of a department's settings: in groups, amounts as people write them, and who changed them last."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, escape, mention, moment
from domain.departments.configuring import Configuration
from domain.departments.department_settings import LINES, ApprovalsIn, DepartmentSettings
from domain.money import parse_amount, shown
from domain.problems import Problem
from domain.vouchers.variance import VarianceMode

SETTINGS: Final = "departments.settings"
OWN: Final = "own"
ON, OFF = "on", "off"
AR: Final = {ON: "On: receivables are kept here", OFF: "Off: invoices and payments are kept in QuickBooks"}
MODES: Final = {
    VarianceMode.AUTO: "Always shared over the accruals",
    VarianceMode.WITHIN_TOLERANCE: "Within tolerance; beyond it an adjustment is needed",
    VarianceMode.MANUAL: "Never: an adjustment is needed",
}
PLACES: Final = {
    ApprovalsIn.CHANNEL: "In the channel",
    ApprovalsIn.DIRECT: "As a direct message to each who may approve",
}
SWITCHES: Final = {
    "uses": {"uses_tax": "Sales tax", "uses_inventory": "Inventory", "uses_netting": "Netting of a counterparty"},
    "policies": {
        "staged_worksheets": "Bills may come before their worksheet is INVOICE",
        "bills_may_stay": "A worksheet may leave INVOICE though bills were posted",
        "zero_removed": "Undone documents stay in QuickBooks at zero",
    },
    "lanes": {"fast_lane": "Small bills within tolerance are posted at once"},
    "closing": {"split_closing": "Four closing entries instead of one"},
}


@dataclass(frozen=True)
class Typed:
    """A field that is typed: how its value is shown, and how what was typed is read."""

    name: str
    label: str
    show: Callable[[int], str]
    read: Callable[[str, str], int]
    hint: str = ""


def settings_window(department: str, here: Configuration, said: str = "") -> View:
    """All settings of a department, to change."""
    chosen = here.settings
    parts = [blocks.section(f"*{escape(department)}*\n{_last(chosen)}")]
    parts += [blocks.section(f":white_check_mark: {escape(said)}")] if said else []
    parts += [
        blocks.header("Receivables"),
        _ar(here),
        _switches("uses", "Also used", chosen),
        *_typed(RECEIVABLES, chosen),
        _aging(chosen),
        *_lines(chosen),
    ]
    parts += [blocks.header("Vouchers"), *_typed(VOUCHERS, chosen), *_variance(here)]
    parts += [_switches("policies", "Policies", chosen)]
    parts += [blocks.header("Approval"), *_typed(APPROVAL, chosen), _switches("lanes", "Fast lane", chosen)]
    parts += [*_typed(LANES, chosen), _menu("approvals_in", "Approvals are asked for", PLACES, chosen.approvals_in)]
    parts += [blocks.header("Closing"), _owner(chosen), *_typed(CLOSING, chosen)]
    parts += [_switches("closing", "Closing entry", chosen)]
    parts += [blocks.header("Reminders"), *_typed(REMINDERS, chosen), _holidays(chosen)]
    metadata = f"{department}|{chosen.version}"
    return blocks.modal("Settings", parts, callback_id=SETTINGS, submit="Keep", metadata=metadata)


def read_settings(view: View) -> tuple[str, int, dict[str, Any]]:
    """The department, the version that was seen, and everything as it was left. Raises Problem at its field."""
    department, _, version = view["private_metadata"].rpartition("|")
    state = view["state"]
    changes: dict[str, Any] = {one.name: one.read(blocks.typed(state, one.name), one.name) for one in TYPED}
    for group, switches in SWITCHES.items():
        on = blocks.ticked(state, group)
        changes |= {name: name in on for name in switches}
    if ar := blocks.chosen(state, "ar_on"):
        changes["ar_on"] = ar == ON
    account = blocks.chosen(state, "variance_account") or OWN
    changes |= {
        "variance_mode": VarianceMode(blocks.chosen(state, "variance_mode") or VarianceMode.AUTO),
        "variance_account": "" if account == OWN else account,
        "approvals_in": ApprovalsIn(blocks.chosen(state, "approvals_in") or ApprovalsIn.CHANNEL),
        "owner": state["values"].get("owner", {}).get("value", {}).get("selected_user") or "",
        "holidays": blocks.typed(state, "holidays").upper(),
        **{name: _plain_lines(blocks.typed(state, name)) for name in LINES},
        "aging_days": ", ".join(blocks.typed(state, "aging_days").replace(",", " ").split()),
    }
    return department, int(version), changes


def _plain_lines(text: str) -> str:
    """Its lines, each with single blanks and without those that are empty."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _amount(text: str, name: str) -> int:
    return parse_amount(text, field=name)


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise Problem("A whole number, such as 20.", field=name)
    return int(text)


def _tenths(text: str, name: str) -> int:
    plain = re.fullmatch(r"(\d{1,3})(?:\.(\d))? ?%?", text, re.ASCII)
    if plain is None:
        raise Problem("A percentage with at most one decimal, such as 0.5.", field=name)
    return int(plain[1]) * 10 + int(plain[2] or 0)


def _percent(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"


SMALLER: Final = "With the amount: the smaller of the two."
LARGER: Final = "With the amount: the larger of the two."
RECEIVABLES: Final = (
    Typed("short_pay_percent_tenths", "Short payment forgiven, in percent", _percent, _tenths, SMALLER),
    Typed("short_pay_amount", "Short payment forgiven, amount", shown, _amount),
)
VOUCHERS: Final = (
    Typed("tolerance_percent", "Variance tolerance, in percent", str, _whole, LARGER),
    Typed("tolerance_amount", "Variance tolerance, amount", shown, _amount, "Beyond it a reason is asked for."),
)
APPROVAL: Final = (
    Typed("approver_limit", "An approver approves up to", shown, _amount, "A controller approves any amount."),
    Typed("two_people_above", "Two people approve above", shown, _amount),
)
LANES: Final = (
    Typed("fast_lane_voucher", "Fast lane, for each voucher", shown, _amount),
    Typed("fast_lane_vendor_day", "Fast lane, for each vendor and day", shown, _amount),
)
CLOSING: Final = (Typed("old_after_days", "An accrual is old after days", str, _whole),)
REMINDERS: Final = (
    Typed("quiet_from", "Quiet from, hour", str, _whole, "0 to 23, where the books are."),
    Typed("quiet_until", "Quiet until, hour", str, _whole),
)
TYPED: Final = (*RECEIVABLES, *VOUCHERS, *APPROVAL, *LANES, *CLOSING, *REMINDERS)


def _last(chosen: DepartmentSettings) -> str:
    if chosen.changed_at is None:
        return "These are the defaults; nobody changed them yet."
    return f"Changed last by {mention(chosen.changed_by)} {moment(chosen.changed_at)}."


def _ar(here: Configuration) -> Block:
    chosen = ON if here.settings.ar_on else OFF
    if here.settled:
        said = f"*AR module* {AR[chosen].lower()}.\nIt was chosen before the first posting, or the opening."
        return blocks.section(said, block_id="ar_settled")
    hint = "Chosen before the first posting. It decides the type of the A/R account: /accounting accounts."
    return _menu("ar_on", "AR module", AR, chosen, hint)


def _typed(some: Sequence[Typed], chosen: DepartmentSettings) -> list[Block]:
    return [
        blocks.field(
            one.name, one.label, blocks.text_input(one.show(getattr(chosen, one.name)), limit=20), hint=one.hint
        )
        for one in some
    ]


def _switches(group: str, label: str, chosen: DepartmentSettings) -> Block:
    options = {name: blocks.option(words, name) for name, words in SWITCHES[group].items()}
    on = [option for name, option in options.items() if getattr(chosen, name)]
    boxes = blocks.checkboxes("value", list(options.values()), initial=on)
    return blocks.field(group, label, boxes, optional=True)


def _variance(here: Configuration) -> list[Block]:
    accounts = {OWN: "Each accrual's own account"} | {row.number: f"{row.number} {row.name}" for row in here.costs}
    return [
        _menu("variance_mode", "The difference between bill and accruals", MODES, here.settings.variance_mode),
        _menu("variance_account", "Account of that difference", accounts, here.settings.variance_account or OWN),
    ]


def _menu(name: str, label: str, words: dict[Any, str], chosen: str, hint: str = "") -> Block:
    options = {str(value): blocks.option(text, str(value)) for value, text in words.items()}
    menu = blocks.select("value", "Choose", list(options.values()), initial=options.get(str(chosen)))
    return blocks.field(name, label, menu, hint=hint)


def _owner(chosen: DepartmentSettings) -> Block:
    menu: Block = {"type": "users_select", "action_id": "value", "placeholder": blocks.plain("Choose a person")}
    menu |= {"initial_user": chosen.owner} if chosen.owner else {}
    return blocks.field("owner", "Owner of the close", menu, optional=True, hint="Is asked about what is due.")


def _aging(chosen: DepartmentSettings) -> Block:
    hint = "Days late at which each range ends, such as 30, 60, 90."
    return blocks.field("aging_days", "Ranges of the aging", blocks.text_input(chosen.aging_days, limit=40), hint=hint)


def _lines(chosen: DepartmentSettings) -> list[Block]:
    hints = {
        "letterhead": ("Letterhead of invoices and statements", "Name, then address. Empty: as QuickBooks has them."),
        "remittance": ("How customers pay", "Bank details or where checks go; at the foot of invoices and statements."),
    }
    return [
        blocks.field(
            name, label, blocks.text_input(getattr(chosen, name), multiline=True, limit=600), optional=True, hint=hint
        )
        for name, (label, hint) in hints.items()
    ]


def _holidays(chosen: DepartmentSettings) -> Block:
    hint = "A country such as US, or a state such as US-CA; empty for none. Nobody is reminded on a holiday."
    return blocks.field(
        "holidays", "Holidays of", blocks.text_input(chosen.holidays, limit=10), optional=True, hint=hint
    )
