"""One voucher in a window: what it is, what became of it, and the buttons a person may press on it now."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, escape, moment
from bot.vouchers import figures
from bot.vouchers.bill_views import kind_name
from domain.deliveries.delivery import Delivery
from domain.money import shown
from domain.vouchers.inquiring import Press, Whole
from domain.vouchers.voucher import Voucher, VoucherEvent, VoucherState

WINDOW, REASON = "vouchers.window", "vouchers.reason"
OPEN = "vouchers.open"
ACTIONS: Final = {press: f"vouchers.{press}" for press in Press}
HISTORY_SHOWN: Final = 20
SIGNS: Final = {
    VoucherState.DRAFTED: ":pencil2: Draft",
    VoucherState.SUBMITTED: ":inbox_tray: Waits for approval",
    VoucherState.POSTING: ":hourglass_flowing_sand: Posting to QuickBooks…",
    VoucherState.POSTED: ":white_check_mark: Posted",
    VoucherState.UNDOING: ":hourglass_flowing_sand: Undoing…",
    VoucherState.UNDONE: ":leftwards_arrow_with_hook: Undone",
    VoucherState.FAILED: ":x: QuickBooks did not take it",
}
ASKED: Final = {
    Press.REJECT: ("Reject", "Why it is rejected", "It goes back to whoever prepared it."),
    Press.ASK: ("Ask", "Your question", "The voucher stays where it is; the question goes into its thread."),
    Press.UNDO: (
        "Undo",
        "Why it is undone",
        "The document is removed from QuickBooks and the accruals are open again.",
    ),
}
AS_IT_IS: Final = ("changed", "gone")


@dataclass(frozen=True)
class Asked:
    """What a reason is asked for; `accepted` is the state of the document in QuickBooks a person agreed to undo."""

    id: str
    press: Press
    accepted: str = ""


def voucher_window(whole: Whole, presses: Sequence[Press], fingerprint: str) -> View:
    """Everything about one voucher."""
    voucher = whole.voucher
    parts = [blocks.section(f"{standing(whole)}\n*{escape(whole.vendor_name)}* · {what(voucher)}"), _facts(whole)]
    parts += [blocks.section(f":warning: {escape(words)}") for words in troubles(whole)]
    parts += _reasons(voucher)
    if whole.working:
        parts += [*figures.lines(whole.working), *figures.accounts(whole.working, whole.names)]
        parts.append(blocks.section(figures.effect(whole.working)))
    parts += _file(whole)
    parts += rows_of_buttons(whole, presses, fingerprint, opens=False)
    parts += _history(whole.history)
    return blocks.modal(voucher.name, parts, callback_id=WINDOW, metadata=voucher.id) | {"clear_on_close": True}


def reason_window(voucher: Voucher, asked: Asked) -> View:
    """What is asked before a voucher is rejected, asked about, or undone."""
    title, label, then = ASKED[asked.press]
    typed = blocks.text_input(multiline=True, limit=1000)
    shown_ = [
        blocks.section(f"*{voucher.name}* · {what(voucher)}\n{then}"),
        blocks.field("reason", label, typed),
    ]
    metadata = json.dumps({"id": asked.id, "press": asked.press, "accepted": asked.accepted})
    return blocks.modal(f"{title} {voucher.name}", shown_, callback_id=REASON, submit=title, metadata=metadata)


def read_asked(view: View) -> tuple[Asked, str]:
    """What was asked, and the words that were given."""
    said = json.loads(view["private_metadata"])
    return Asked(said["id"], Press(said["press"]), said["accepted"]), blocks.typed(view["state"], "reason")


def value(id: str, more: str = "") -> str:
    """What a button carries: the voucher, and what it showed."""
    return f"{id}|{more}"


def read_value(action: Mapping[str, Any]) -> tuple[str, str]:
    """The voucher behind a button, and what the button showed."""
    id, _, more = str(action["value"]).partition("|")
    return id, more


def standing(whole: Whole) -> str:
    """The state in words, with the link into QuickBooks when it is there."""
    voucher, delivery = whole.voucher, whole.delivery
    said = f"*{voucher.name}* · {SIGNS[voucher.state]}"
    if voucher.state is VoucherState.POSTED and delivery and delivery.books_id:
        return f"{said} as {book_link(whole)}"
    if voucher.state is VoucherState.SUBMITTED and whole.people_needed > 1:
        return f"{said} · {len(whole.approvals)} of {whole.people_needed} approvals"
    if voucher.state is VoucherState.POSTED and voucher.document is None:
        return f"{said}: it nets to zero, so QuickBooks holds no document"
    return said


def book_link(whole: Whole) -> str:
    """`Bill 7781`, as a link where the books have a page for it."""
    delivery = whole.delivery
    assert delivery is not None
    name = escape(f"{kind_name(whole.voucher)} {delivery.books_number}".strip())
    return f"<{whole.page}|{name}>" if whole.page else name


def what(voucher: Voucher) -> str:
    """`Bill INV-7781 · 14,833.36`."""
    return f"{kind_name(voucher)} {escape(voucher.bill_number)}".rstrip() + f" · *{shown(voucher.amount or 0)}*"


def troubles(whole: Whole) -> list[str]:
    """What stands in its way, in words."""
    delivery = whole.delivery
    if delivery is None:
        return []
    said = [delivery.refusal] if delivery.refusal else []
    said += [f"Waiting: {delivery.waits_for}"] if delivery.waits_for else []
    return said + ([f"The file is not attached: {delivery.attach_refusal}"] if delivery.attach_refusal else [])


def rows_of_buttons(whole: Whole, presses: Sequence[Press], fingerprint: str, *, opens: bool) -> list[Block]:
    """The buttons, each with its confirmation; `opens` adds the one that opens the window."""
    voucher = whole.voucher
    made = [_button(whole, press, fingerprint) for press in presses]
    if opens:
        made.append(blocks.button("Open", OPEN, value=voucher.id, label=f"Open {voucher.name}"))
    return [blocks.actions(*made, block_id="presses")] if made else []


def _button(whole: Whole, press: Press, fingerprint: str) -> Block:
    voucher, id = whole.voucher, whole.voucher.id
    of = f"{kind_name(voucher)} {voucher.bill_number} of {shown(voucher.amount or 0)} from {whole.vendor_name}"
    match press:
        case Press.APPROVE:
            asks = blocks.asks("Approve and post?", f"{of} goes to QuickBooks.", "Approve and post")
            return _made("Approve and post", press, value(id, fingerprint), voucher, style="primary", confirm=asks)
        case Press.WITHDRAW:
            asks = blocks.asks("Withdraw?", f"{of} becomes a draft again, for you to change.", "Withdraw")
            return _made("Withdraw", press, value(id), voucher, confirm=asks)
        case Press.TRY_AGAIN:
            asks = blocks.asks("Try again?", f"{of} is sent again. It can not arrive twice.", "Try again")
            return _made("Try again", press, value(id), voucher, style="primary", confirm=asks)
        case Press.UNDO:
            delivery = whole.delivery
            accepted = _accepts(delivery) if delivery else ""
            label = "Undo it as it is" if accepted else "Undo"
            return _made(label, press, value(id, accepted), voucher, style="danger")
        case Press.REJECT:
            return _made("Reject", press, value(id), voucher, style="danger")
        case Press.ASK:
            return _made("Ask", press, value(id), voucher)
        case Press.EDIT:
            return _made("Go on with it", press, value(id), voucher, style="primary")
        case Press.CORRECT:
            return _made("Correct it", press, value(id, voucher.name), voucher)
        case Press.REDO:
            return _made("Enter it again", press, value(id), voucher)


def _made(
    text: str, press: Press, value: str, voucher: Voucher, *, style: str | None = None, confirm: Block | None = None
) -> Block:
    label = f"{text}: {voucher.name}"
    return blocks.button(text, ACTIONS[press], value=value, style=style, confirm=confirm, label=label)


def _accepts(delivery: Delivery) -> str:
    """What a person agrees to who undoes a document that was changed or removed in QuickBooks."""
    if delivery.refusal_code not in AS_IT_IS:
        return ""
    return delivery.checked if delivery.refusal_code == "changed" else "gone"


def _facts(whole: Whole) -> Block:
    voucher = whole.voucher
    variance = shown(whole.working.variance) if whole.working else "–"
    pairs = [
        ("Vendor's invoice date", figures.day(voucher.invoice_date)),
        ("Posting date", figures.day(voucher.posting_date)),
        ("Due", figures.day(voucher.due_date)),
        ("Variance", variance),
        ("Prepared by", ", ".join(f"<@{id}>" for id in sorted(voucher.prepared_by))),
    ]
    yes = ", ".join(f"<@{one.by}>" for one in whole.approvals)
    pairs += [("In QuickBooks", escape(whole.paid))] if whole.paid and voucher.state is VoucherState.POSTED else []
    return blocks.fields([*pairs, *([("Approved by", yes)] if yes else [])])


def _reasons(voucher: Voucher) -> list[Block]:
    pairs = {
        "Memo": voucher.memo,
        "Why the bill differs": voucher.variance_reason,
        "Why it is another bill": voucher.number_reason,
        "Why it was undone": voucher.undo_reason if voucher.state is VoucherState.UNDONE else "",
    }
    said = [f"*{label}:* {escape(text)}" for label, text in pairs.items() if text]
    return [blocks.section("\n".join(said))] if said else []


def _file(whole: Whole) -> list[Block]:
    if not whole.file_name:
        return []
    attached = whole.delivery is not None and whole.delivery.attached_at is not None
    where = " · attached in QuickBooks" if attached else ""
    return [blocks.context(f":paperclip: {escape(whole.file_name)}{where}")]


def _history(events: Sequence[VoucherEvent]) -> list[Block]:
    rows = [_event(event) for event in events[-HISTORY_SHOWN:]]
    groups = ["\n".join(rows[n : n + 10]) for n in range(0, len(rows), 10)]
    return [blocks.divider(), *(blocks.context(group) for group in groups)] if rows else []


def _event(event: VoucherEvent) -> str:
    by = f" by <@{event.by}>" if event.by.startswith("U") else ""
    detail = f": {escape(blocks.clip(event.detail, 150))}" if event.detail else ""
    return f"{moment(event.at)} · {event.act}{by}{detail}"
