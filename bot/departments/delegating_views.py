"""The window in which somebody lends their authority to approve, and takes it back."""

from collections.abc import Sequence
from datetime import date

from bot import blocks
from bot.blocks import Block, View, escape, mention
from domain.approvals.approval import Delegation
from domain.problems import Problem

DELEGATE, END = "departments.delegate", "departments.end_delegation"


def delegating_window(department: str, person: str, known: Sequence[Delegation], said: str = "") -> View:
    """What a person lent and was lent, and a form to lend."""
    parts = [blocks.section(f"*{escape(department)}*\nWhoever you choose approves for you, up to your own limit.")]
    parts += [blocks.section(f":white_check_mark: {said}")] if said else []
    parts += [_row(one, person) for one in known]
    who: Block = {"type": "users_select", "action_id": "value", "placeholder": blocks.plain("Choose a person")}
    parts.append(blocks.field("taker", "Lend to", who))
    day: Block = {"type": "datepicker", "action_id": "value", "placeholder": blocks.plain("Choose a day")}
    parts.append(blocks.field("until", "Up to and including", day, hint="It ends by itself after that day."))
    return blocks.modal("Lend authority", parts, callback_id=DELEGATE, submit="Lend", metadata=department)


def read_delegation(view: View) -> tuple[str, str, date]:
    """The department, to whom, and until when. Raises Problem at what is missing."""
    values = view["state"]["values"]
    taker, until = values["taker"]["value"].get("selected_user"), values["until"]["value"].get("selected_date")
    if not taker or not until:
        raise Problem("Choose a person and a day.", field="until" if taker else "taker")
    return view["private_metadata"], taker, date.fromisoformat(until)


def lent(taker: str, until: date) -> str:
    """That it is lent now."""
    return f"{mention(taker)} approves for you until {_day(until)}."


def _row(one: Delegation, person: str) -> Block:
    if one.giver != person:
        return blocks.section(f"You approve for {mention(one.giver)} until {_day(one.until)}.")
    asks = blocks.asks("Take it back?", "Your authority is yours alone again, from now on.", "Take it back")
    button = blocks.button("Take it back", END, value=one.taker, confirm=asks)
    return blocks.section(f"{mention(one.taker)} approves for you until {_day(one.until)}.", accessory=button)


def _day(on: date) -> str:
    return f"{on:%-d %B %Y}"
