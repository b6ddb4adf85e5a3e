"""The one message of a voucher: a card that is kept up to date, and what is said in its thread."""

from collections.abc import Sequence
from typing import Final

from bot import blocks
from bot.blocks import Block, escape
from bot.vouchers import figures, windows
from domain.money import shown
from domain.vouchers.inquiring import Press, Whole
from domain.vouchers.voucher import VoucherEvent, VoucherState

Words = tuple[str, list[Block]]
ON_CARD: Final = {
    VoucherState.SUBMITTED: (Press.APPROVE, Press.REJECT, Press.ASK),
    VoucherState.FAILED: (Press.TRY_AGAIN, Press.WITHDRAW),
    VoucherState.POSTED: (Press.UNDO,),
}
TOLD: Final = (
    "voucher withdrawn",
    "voucher rejected",
    "question asked",
    "posting failed",
    "undo begun",
    "undo refused",
    "voucher undone",
    "approval refused",
)
TO_PREPARERS: Final = ("voucher rejected", "question asked", "posting failed")
ROWS: Final = 99


def card(whole: Whole) -> Words:
    """What the voucher is and how it stands, with the buttons of its state."""
    voucher = whole.voucher
    text = f"{voucher.name}, {whole.vendor_name}, {shown(voucher.amount or 0)}: {voucher.state}"
    said = f"{windows.standing(whole)}\n*{escape(whole.vendor_name)}* · {windows.what(voucher)}"
    return text, [
        blocks.section(said),
        *_in_short(whole),
        *[blocks.section(f":warning: {escape(words)}") for words in windows.troubles(whole)],
        *windows.rows_of_buttons(whole, ON_CARD.get(voucher.state, ()), voucher.fingerprint, opens=True),
    ]


def whole_preview(whole: Whole) -> Words:
    """All of it, for the thread: every line, the accounts, the effect."""
    assert whole.working is not None
    working = whole.working
    titles = ("Line", "Agreed", "Variance", "Billed")
    rows = figures.table_rows(working)[: ROWS - 1]
    left = len(working.shares) - len(rows)
    total = ("Total", shown(working.selected), shown(working.variance), shown(working.amount))
    return f"{whole.voucher.name} in full", [
        blocks.table(titles, [*rows, total], right=(1, 2, 3)),
        *([blocks.context(f"and {blocks.count(left, 'more line')}")] if left else []),
        *figures.accounts(working, whole.names, narrow=True),
        blocks.section(figures.effect(working)),
    ]


def news(whole: Whole, events: Sequence[VoucherEvent]) -> list[Words]:
    """What people did since, each as a line for the thread."""
    return [_line(whole, event) for event in events if event.act in TOLD]


def _line(whole: Whole, event: VoucherEvent) -> Words:
    to = " ".join(f"<@{id}>" for id in sorted(whole.voucher.prepared_by)) + " " if event.act in TO_PREPARERS else ""
    by = f" by <@{event.by}>" if event.by.startswith("U") else ""
    detail = "".join(f"\n>{escape(line)}" for line in event.detail.splitlines())
    act = event.act[0].upper() + event.act[1:]
    return f"{whole.voucher.name}: {event.act}", [blocks.section(f"{to}{act}{by}.{detail}")]


def _in_short(whole: Whole) -> list[Block]:
    voucher = whole.voucher
    lines = len(whole.working.shares) if whole.working else 0
    variance = shown(whole.working.variance) if whole.working else "–"
    facts = [
        blocks.count(lines, "line"),
        f"variance {variance}",
        f"posting {figures.day(voucher.posting_date)}",
        f"due {figures.day(voucher.due_date)}",
    ]
    who = ", ".join(f"<@{id}>" for id in sorted(voucher.prepared_by))
    yes = f" · approved by {', '.join(f'<@{one.by}>' for one in whole.approvals)}" if whole.approvals else ""
    file = f" · :paperclip: {escape(whole.file_name)}" if whole.file_name else ""
    given = {"Why the bill differs": voucher.variance_reason, "Why it is another bill": voucher.number_reason}
    reasons = [blocks.context(f"{asked}: {escape(why)}") for asked, why in given.items() if why]
    return [blocks.context(f"{' · '.join(facts)} · prepared by {who}{yes}{file}"), *reasons]
