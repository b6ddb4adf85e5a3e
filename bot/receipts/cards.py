"""The one message of a receipt, kept up to date, and what is said in its thread."""

from collections.abc import Sequence
from typing import Final

from bot import blocks
from bot.blocks import Block, escape, mention
from bot.receipts import windows
from domain.money import shown
from domain.receipts.inquiring import Press, Whole
from domain.receipts.receipt import ActState, ReceiptEvent

Words = tuple[str, list[Block]]
ON_CARD: Final = {
    ActState.SUBMITTED: (Press.APPROVE, Press.REJECT, Press.ASK),
    ActState.FAILED: (Press.TRY_AGAIN, Press.WITHDRAW),
    ActState.POSTED: (Press.UNDO,),
}
TOLD: Final = ("rejected", "withdrawn", "failed", "undone", "applied", "refused", "submitted", "asked")
TO_PREPARERS: Final = ("rejected", "failed", "asked")


def card(whole: Whole) -> Words:
    """What the receipt is, and the act that somebody has to do with now, with its buttons."""
    now, name = whole.newest, whole.receipt.name
    state = now.act.state if now else "unapplied cash"
    text = f"{name}, {whole.customer_name}: {state}"
    parts = [blocks.section(windows.head(whole)), *windows.facts(whole)]
    if now:
        presses = ON_CARD.get(now.act.state, ()) if now.act.kind != "reversal" or _waits(now.act.state) else ()
        parts += windows.act_blocks(now, presses, opens=name)
    others = [windows.standing(one).split("\n")[0] for one in whole.done if one is not now]
    return text, [*parts, *([blocks.context(" · ".join(others[-5:]))] if others else [])]


def news(whole: Whole, events: Sequence[ReceiptEvent]) -> list[Words]:
    """What people did since, each as a line for the thread."""
    return [_line(whole, event) for event in events if event.act.split()[-1] in TOLD]


def _line(whole: Whole, event: ReceiptEvent) -> Words:
    prepared = next((one.act.prepared_by for one in whole.done if one.act.id == event.act_id), frozenset())
    told = event.act.split()[-1] in TO_PREPARERS
    to = " ".join(mention(id) for id in sorted(prepared)) + " " if told else ""
    by = f" by {mention(event.by)}" if event.by != "tieout" else ""
    detail = f"\n>{escape(event.detail)}" if event.detail else ""
    act = event.act[0].upper() + event.act[1:]
    return f"{whole.receipt.name}: {event.act}", [blocks.section(f"{to}{act}{by}.{detail}")]


def _waits(state: ActState) -> bool:
    return state in (ActState.SUBMITTED, ActState.FAILED)


def row(whole: Whole) -> Block:
    """One line of the list."""
    act = whole.done[0].act if whole.done else None
    sign = windows.SIGNS[act.state] if act else "Unapplied cash at go-live"
    worth = shown(whole.done[0].worth) if whole.done else shown(whole.left)
    receipt = whole.receipt
    said = f"*{receipt.name}* · {escape(whole.customer_name)} · {escape(receipt.payment_number)} · *{worth}*"
    said += f"\n{sign}" + (f" · unapplied {shown(whole.left)}" if whole.left else "")
    label = f"Open {whole.receipt.name}"
    return blocks.section(said, accessory=blocks.button("Open", windows.OPEN, value=whole.receipt.id, label=label))
