"""One receipt in a window: what it is, what was done to it, and what a person may press now; and what is asked then."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, escape, mention, moment
from bot.receipts.entry_views import accounts, picker
from bot.vouchers.figures import day
from domain.accounts.account import KnownAccount
from domain.money import shown
from domain.receipts.inquiring import Done, Press, Whole
from domain.receipts.receipt import ActKind, ActState, ReceiptAct, ReceiptEvent

WINDOW, REASON, UNDO, RETURN = "receipts.window", "receipts.reason", "receipts.undo_window", "receipts.return_window"
OPEN: Final = "receipts.open"
ACTIONS: Final = {press: f"receipts.{press}" for press in Press}
HISTORY_SHOWN: Final = 20
LINES_SHOWN: Final = 30
APPLIED_SHOWN: Final = 8
SIGNS: Final = {
    ActState.DRAFTED: ":pencil2: Draft",
    ActState.SUBMITTED: ":inbox_tray: Waits for approval",
    ActState.POSTING: ":hourglass_flowing_sand: Posting to QuickBooks…",
    ActState.POSTED: ":white_check_mark: Posted",
    ActState.UNDOING: ":hourglass_flowing_sand: Undoing…",
    ActState.UNDONE: ":leftwards_arrow_with_hook: Undone",
    ActState.FAILED: ":x: QuickBooks did not take it",
    ActState.DROPPED: ":wastebasket: Dropped",
}
KINDS: Final = {
    ActKind.RECEIPT: "Payment",
    ActKind.APPLICATION: "Unapplied cash applied",
    ActKind.RETURN: "Unapplied cash returned",
    ActKind.REVERSAL: "Undo",
}
REASONS: Final = {
    Press.REJECT: ("Reject", "Why it is rejected", "It goes back to whoever prepared it."),
    Press.ASK: ("Ask", "Your question", "It stays where it is; the question goes into its thread."),
}
Allowed = Mapping[str, Sequence[Press]]


@dataclass(frozen=True)
class Asked:
    """What a window asks about: an act or, to use its unapplied cash, a receipt. `id` is that of the act to be made."""

    about: str
    press: Press
    id: str = ""

    def as_text(self) -> str:
        """What a window carries."""
        return json.dumps({"about": self.about, "press": self.press, "id": self.id})

    @classmethod
    def of(cls, view: View) -> "Asked":
        """What a window was opened for."""
        said = json.loads(view["private_metadata"])
        return cls(said["about"], Press(said["press"]), said["id"])


def receipt_window(whole: Whole, allowed: Allowed) -> View:
    """Everything about one receipt; `allowed` are a person's presses by act."""
    parts = [blocks.section(head(whole)), *facts(whole)]
    for done in whole.done:
        parts += act_blocks(done, allowed.get(done.act.id, ()))
    parts += _history(whole.history)
    title = whole.receipt.name if whole.receipt.number else "Receipt"
    return blocks.modal(title, parts, callback_id=WINDOW, metadata=whole.receipt.id) | {"clear_on_close": True}


def head(whole: Whole) -> str:
    """`CR-12 · Acme Mills · payment 4711`."""
    receipt = whole.receipt
    said = f"*{receipt.name}* · *{escape(whole.customer_name)}* · payment {escape(receipt.payment_number)}"
    return f"{said}\nStill unapplied: *{shown(whole.left)}*" if whole.left else said


def facts(whole: Whole) -> list[Block]:
    """What came and where it went."""
    if not whole.done or whole.done[0].act.kind is not ActKind.RECEIPT:
        return []
    act, lines = whole.done[0].act, whole.done[0].lines
    late = " :warning: in the future" if act.on and act.on > whole.today else ""
    pairs = [("Payment date", f"{day(act.on)}{late}"), ("Deposited to", escape(act.deposit_name) or "–")]
    amounts = (("Cash", act.amount), ("Bank fee", act.fee), ("Interest", act.interest))
    pairs += [(name, shown(cents)) for name, cents in (*amounts, ("Unapplied rest", act.unapplied)) if cents]
    said = [blocks.fields(pairs)]
    rows = [_line(one.number, one.applied, one.discount, one.settle, one.settled) for one in lines]
    said += [blocks.section("\n".join(rows[:LINES_SHOWN]))] if rows else []
    left = len(rows) - LINES_SHOWN
    said += [blocks.context(f"and {blocks.count(left, 'more invoice')}")] if left > 0 else []
    memo = [f"*Memo:* {escape(whole.receipt.memo)}"] if whole.receipt.memo else []
    memo += (
        [f"*Why it is another payment:* {escape(whole.receipt.number_reason)}"] if whole.receipt.number_reason else []
    )
    return said + ([blocks.section("\n".join(memo))] if memo else [])


def act_blocks(done: Done, presses: Sequence[Press], *, opens: str = "") -> list[Block]:
    """One act: how it stands, what stands in its way, who decided, and its buttons."""
    act, delivery = done.act, done.delivery
    parts = [blocks.section(standing(done))]
    troubles = [delivery.refusal] if delivery and delivery.refusal else []
    troubles += [f"Waiting: {delivery.waits_for}"] if delivery and delivery.waits_for else []
    parts += [blocks.section(f":warning: {escape(words)}") for words in troubles]
    who = f"prepared by {', '.join(mention(id) for id in sorted(act.prepared_by))}"
    who += f" · approved by {', '.join(mention(one.by) for one in done.approvals)}" if done.approvals else ""
    parts.append(blocks.context(who))
    buttons = [_button(done, press) for press in presses]
    if opens:
        buttons.append(blocks.button("Open", OPEN, value=act.receipt_id, label=f"Open {opens}"))
    return [*parts, *([blocks.actions(*buttons, block_id=f"presses:{act.id}")] if buttons else [])]


def standing(done: Done) -> str:
    """An act's state in words: `CR-12 · Posted as journal entry CR-12`."""
    act = done.act
    said = f"*{act.name or 'Draft'}* · {KINDS[act.kind]} · {SIGNS[act.state]}"
    if act.state is ActState.POSTED and done.delivery:
        name = f"journal entry {escape(done.delivery.books_number)}"
        said += f" as <{done.page}|{name}>" if done.page else f" as {name}"
    if act.state is ActState.SUBMITTED and done.people_needed > 1:
        said += f" · {len(done.approvals)} of {done.people_needed} approvals"
    said += f"\n*{shown(done.worth)}* · {day(act.on)}"
    if act.kind is ActKind.APPLICATION:
        said += " · " + ", ".join(f"{escape(one.number)} {shown(one.applied)}" for one in done.lines[:APPLIED_SHOWN])
        more = len(done.lines) - APPLIED_SHOWN
        said += f" and {blocks.count(more, 'more invoice')}" if more > 0 else ""
    said += f" · from {escape(act.deposit_name)}" if act.kind is ActKind.RETURN else ""
    return said + (f"\n>{escape(act.reason)}" if act.reason else "")


def reason_window(done: Done, press: Press) -> View:
    """Why it is rejected, or what is asked about it."""
    title, label, then = REASONS[press]
    typed = blocks.field("reason", label, blocks.text_input(multiline=True, limit=1000))
    asked = Asked(done.act.id, press)
    parts = [blocks.section(f"{standing(done)}\n{then}"), typed]
    return blocks.modal(f"{title} {done.act.name}", parts, callback_id=REASON, submit=title, metadata=asked.as_text())


def undo_window(done: Done, today: date, id: str) -> View:
    """From which day on it is undone, and why."""
    given_up = [f"{escape(one.number)} {shown(one.settled)}" for one in done.lines if one.settled]
    rests = (
        f"\nGiven up before, and owed again: {', '.join(given_up)}. The adjustment goes with it, or in a month that "
    )
    rests += "is locked by now an opposite one stands on that day."
    parts = [
        blocks.section(
            f"{standing(done)}\nThe opposite entry goes to QuickBooks; up to that day it stands as it is."
            + (rests if given_up else "")
        ),
        blocks.field("on", "Undone on", picker(today), hint="A day in an open month."),
        blocks.field("reason", "Why it is undone", blocks.text_input(multiline=True, limit=1000)),
    ]
    asked = Asked(done.act.id, Press.UNDO, id)
    return blocks.modal(f"Undo {done.act.name}", parts, callback_id=UNDO, submit="Undo", metadata=asked.as_text())


def return_window(name: str, left: int, deposits: Sequence[KnownAccount], today: date, asked: Asked) -> View:
    """How much is returned, from where, and why."""
    typed = blocks.text_input(shown(left))
    parts = [
        blocks.section(f"*{escape(name)}* has *{shown(left)}* unapplied. Someone else approves the return."),
        blocks.field("amount", "Amount", typed),
        blocks.field("on", "Returned on", picker(today)),
        blocks.field("deposit_id", "Paid from", accounts(deposits, "")),
        blocks.field("reason", "Why it is returned", blocks.text_input(multiline=True, limit=1000)),
    ]
    return blocks.modal("Return unapplied cash", parts, callback_id=RETURN, submit="Submit", metadata=asked.as_text())


def read_day(view: View) -> date:
    """The day that was picked."""
    return date.fromisoformat(view["state"]["values"]["on"]["value"]["selected_date"])


def value(act: ReceiptAct, more: str = "") -> str:
    """What a button carries: the act, and what it showed."""
    return f"{act.id}|{more}"


def read_value(action: Mapping[str, Any]) -> tuple[str, str]:
    """The act behind a button, and what the button showed."""
    id, _, more = str(action["value"]).partition("|")
    return id, more


def _button(done: Done, press: Press) -> Block:
    act = done.act
    of = f"{KINDS[act.kind]} of {shown(done.worth)}"
    match press:
        case Press.APPROVE:
            asks = blocks.asks("Approve and post?", f"{of} goes to QuickBooks as a journal entry.", "Approve and post")
            return _made("Approve and post", press, act, act.fingerprint, style="primary", confirm=asks)
        case Press.WITHDRAW:
            asks = blocks.asks("Withdraw?", f"{of} is taken back.", "Withdraw")
            return _made("Withdraw", press, act, confirm=asks)
        case Press.TRY_AGAIN:
            asks = blocks.asks("Try again?", f"{of} is sent again. It can not arrive twice.", "Try again")
            return _made("Try again", press, act, style="primary", confirm=asks)
        case Press.ASK:
            return _made("Ask", press, act)
        case Press.UNDO | Press.REJECT:
            return _made(press.value.capitalize(), press, act, style="danger")
        case Press.EDIT:
            return _made("Go on with it", press, act, style="primary")
        case Press.APPLY:
            return _made("Apply unapplied cash", press, act)
        case Press.RETURN:
            return _made("Return unapplied cash", press, act)


def _made(
    text: str, press: Press, act: ReceiptAct, more: str = "", *, style: str | None = None, confirm: Block | None = None
) -> Block:
    label = f"{text}: {act.name}"
    return blocks.button(text, ACTIONS[press], value=value(act, more), style=style, confirm=confirm, label=label)


def _line(number: str, applied: int, discount: int, settle: bool, settled: int) -> str:
    said = f"• {escape(number)}: *{shown(applied)}*"
    said += f", of it discount {shown(discount)}" if discount else ""
    rest = f"; its rest {shown(settled)} is given up" if settled else "; its rest is given up"
    return said + (rest if settle else "")


def _history(events: Sequence[ReceiptEvent]) -> list[Block]:
    rows = [_event(event) for event in events[-HISTORY_SHOWN:]]
    groups = ["\n".join(rows[n : n + 10]) for n in range(0, len(rows), 10)]
    return [blocks.divider(), *(blocks.context(group) for group in groups)] if rows else []


def _event(event: ReceiptEvent) -> str:
    by = f" by {mention(event.by)}" if event.by != "tieout" else ""
    detail = f": {escape(blocks.clip(event.detail, 150))}" if event.detail else ""
    return f"{moment(event.at)} · {event.act}{by}{detail}"
