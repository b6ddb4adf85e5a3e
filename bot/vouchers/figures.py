"""The figures of a voucher in even columns: its lines, its T-accounts, and what it does to gross profit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from bot.blocks import Block, clip, count
from domain.money import percent, shown
from domain.vouchers.variance import Share, Working
from domain.vouchers.voucher import LineKind

LINES_SHOWN: Final = 40
LINES_PER_BLOCK: Final = 20
LABEL: Final = 21
ACCOUNT: Final = 34
NARROW: Final = 18


def lines(working: Working) -> list[Block]:
    """What each accrual and adjustment was agreed at, and its share of the difference to the bill."""
    head = f"{'':{LABEL}}{'Agreed':>12}{'Share':>8}{'Variance':>11}{'Billed':>13}"
    whole = sum(abs(share.of.amount) for share in working.shares if share.of.kind is LineKind.ACCRUAL)
    rows = [_line(share, whole) for share in working.shares[:LINES_SHOWN]]
    left = len(working.shares) - len(rows)
    rows += [f"and {count(left, 'more line')}"] if left > 0 else []
    total = (
        f"{'Total':{LABEL}}{shown(working.selected):>12}{'':>8}{shown(working.variance):>11}{shown(working.amount):>13}"
    )
    every = [head, *rows, total]
    return [_mono(every[n : n + LINES_PER_BLOCK]) for n in range(0, len(every), LINES_PER_BLOCK)]


def accounts(working: Working, names: Mapping[str, str], *, narrow: bool = False) -> list[Block]:
    """Every account the voucher moves, debits left and credits right; `narrow` for a thread."""
    width, column = (NARROW, 11) if narrow else (ACCOUNT, 14)
    rows = [("Account", "Debit", "Credit")]
    for one in working.accounts:
        name = clip(f"{one.account} {names.get(one.account, '')}", width - 1)
        rows.append((name, _or_blank(one.debit), _or_blank(one.credit)))
    return [_mono([f"{name:{width}}{debit:>{column}}{credit:>{column}}" for name, debit, credit in rows])]


def effect(working: Working) -> str:
    """What it does to gross profit, and in which months."""
    if not working.profit:
        return "Gross profit does not change."
    return "Gross profit: " + "; ".join(_in_month(month, change) for month, change in working.profit.items()) + "."


def table_rows(working: Working) -> list[Sequence[str]]:
    """The same lines for a table of a message."""
    return [
        (share.of.label, shown(share.of.amount), shown(share.variance), shown(share.billed)) for share in working.shares
    ]


def day(on: date | None) -> str:
    """`28 Jan 2025`, or a dash."""
    return f"{on:%-d %b %Y}" if on else "–"


def _in_month(month: str, change: int) -> str:
    signed = f"{'+' if change > 0 else ''}{shown(change)}"
    if not month:
        return f"{signed} once the worksheets are INVOICE"
    return f"{signed} in {date.fromisoformat(f'{month}-01'):%B %Y}"


def _line(share: Share, bearing: int) -> str:
    """A purchase adjustment keeps its exact amount: it has no share of the variance."""
    label = clip(share.of.label, LABEL - 1)
    part = percent(abs(share.of.amount), bearing) if share.of.kind is LineKind.ACCRUAL else ""
    return f"{label:{LABEL}}{shown(share.of.amount):>12}{part:>8}{shown(share.variance):>11}{shown(share.billed):>13}"


def _or_blank(amount: int) -> str:
    return shown(amount) if amount else ""


def _mono(rows: Sequence[str]) -> Block:
    text = {"type": "text", "text": "\n".join(rows)}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [text]}]}
