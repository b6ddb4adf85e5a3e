"""What Home says of vouchers: those to approve, my drafts, failed postings, and what waits for QuickBooks in order."""

from collections.abc import Sequence
from typing import Final

from bot import blocks
from bot.blocks import Block, escape, moment
from bot.vouchers.bill_views import kind_name
from bot.vouchers.windows import ACTIONS, OPEN, value
from domain.money import shown
from domain.vouchers.inquiring import Press
from domain.vouchers.voucher import Voucher, VoucherState
from domain.vouchers.waiting import MOST, Row, Some, Waits

TROUBLE_SHOWN: Final = 200
WAYS_BACK: Final = {"voucher rejected": "Rejected", "voucher withdrawn": "Withdrawn", "posting withdrawn": "Withdrawn"}


def waiting(waits: Waits, *, named: bool) -> list[Block]:
    """Every group that has something in it; `named` says which department a voucher is of."""
    approve, failed, drafts, queued = waits.to_approve, waits.failed, waits.drafts, waits.queued
    many = f"{approve.total:,}{' or more' if approve.total >= MOST else ''}"
    wait = "voucher waits" if queued.total == 1 else "vouchers wait, in this order,"
    groups = (
        (
            f":inbox_tray: *For you to approve: {many}*",
            approve,
            "submitted",
            [_to_approve(row) for row in approve.rows],
        ),
        (f":x: *QuickBooks did not take: {failed.total:,}*", failed, "failed", [_failed(row) for row in failed.rows]),
        (f":pencil2: *Your drafts: {drafts.total:,}*", drafts, "drafted", [_draft(row) for row in drafts.rows]),
        (f":hourglass: *{queued.total:,} {wait} for QuickBooks*", queued, "posting", _queue(queued.rows)),
    )
    return [block for title, some, state, said in groups for block in _group(title, some, state, said, named)]


def _group(title: str, some: Some, state: str, said: Sequence[str], named: bool) -> list[Block]:
    if not some.rows:
        return []
    rows = [_row(row, words, named) for row, words in zip(some.rows, said, strict=True)]
    left = some.total - len(some.rows)
    more = [blocks.context(f"And {left:,} more: `/vouchers {state}` lists them.")] if left else []
    return [blocks.section(title), *rows, *more]


def _row(row: Row, words: str, named: bool) -> Block:
    voucher = row.voucher
    amount = shown(voucher.amount) if voucher.amount is not None else "–"
    parts = [f"*{voucher.name}*", escape(row.vendor or "no vendor"), _document(voucher), f"*{amount}*"]
    parts += [escape(voucher.department)] if named else []
    said = " · ".join(part for part in parts if part)
    return blocks.section(f"{said}\n{words}", accessory=_button(voucher, row.vendor))


def _document(voucher: Voucher) -> str:
    return escape(f"{kind_name(voucher)} {voucher.bill_number}") if voucher.bill_number else ""


def _button(voucher: Voucher, vendor: str) -> Block:
    name = f"{voucher.name} {vendor}".strip()
    if voucher.state is VoucherState.DRAFTED:
        return blocks.button("Go on with it", ACTIONS[Press.EDIT], value=value(voucher.id), label=f"Go on with {name}")
    return blocks.button("Open", OPEN, value=voucher.id, label=f"Open {name}")


def _to_approve(row: Row) -> str:
    who = ", ".join(f"<@{id}>" for id in sorted(row.voucher.prepared_by))
    at = f" · submitted {moment(row.voucher.submitted_at)}" if row.voucher.submitted_at else ""
    return f"prepared by {who}{at}"


def _failed(row: Row) -> str:
    return _trouble(row) or f"since {moment(row.voucher.changed_at)}"


def _draft(row: Row) -> str:
    back = row.came_back
    if back is None:
        return f"changed {moment(row.voucher.changed_at)}"
    why = f": {escape(blocks.clip(back.detail, TROUBLE_SHOWN))}" if back.detail else ""
    return f":leftwards_arrow_with_hook: {WAYS_BACK[back.act]} by <@{back.by}>{why}"


def _queue(rows: Sequence[Row]) -> list[str]:
    return [f"{place}. {_trouble(row)}" for place, row in enumerate(rows, start=1)]


def _trouble(row: Row) -> str:
    return escape(blocks.clip(" ".join(row.trouble.split()), TROUBLE_SHOWN))
