"""The closing entry to the cent: its preview and approval in a window, and the report in the thread."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from bot import blocks
from bot.blocks import Block, View, clip, escape, mention
from domain.closing.closing_entry import EntryLine
from domain.closing.closing_report import ALERTS, ClosingReport
from domain.closing.looking import EntryLook
from domain.closing.swept import Section
from domain.ledger.period import PeriodState, in_words, last_day
from domain.money import shown

ON_ENTRY: Final = "closing.on_entry"
PROPOSE, APPROVE = "propose", "approve"
NAME, AMOUNT = 34, 14
LINES_PER_BLOCK: Final = 25
ROWS: Final = 97
OTHERS_SHOWN: Final = 20
CHANGED: Final = "The entry has changed since this was shown. This is how it is now."


def entry_window(look: EntryLook, state: PeriodState, person: str, said: str = "") -> View:
    """The entry as it is now. It asks to be proposed, or approved by somebody else; otherwise it only shows."""
    worked, month = look.worked, look.worked.month
    act = _act(look, state, person)
    parts = [blocks.section(f":warning: {escape(said)}")] if said else []
    parts += [blocks.section(_head(look))]
    parts += [blocks.section(f":red_circle: {escape(stop.words())}") for stop in worked.stops[:20]]
    for part in worked.parts:
        title = f"*{escape(part.number)}*" + (f" · {part.title}" if part.title else "")
        parts += [blocks.section(title)] if len(worked.parts) > 1 else []
        parts += _lines(part.lines, look.names, part.total)
    parts += _elsewhere(look)
    if not worked.parts:
        parts.append(blocks.section("Nothing was recognised in this month, so no entry is needed."))
    parts.append(blocks.context(_standing(look, state, person)))
    told = {"department": worked.department, "month": month, "act": act, "fingerprint": _bound(look)}
    submit = {PROPOSE: "Propose", APPROVE: "Approve and post", "": None}[act]
    title = {PROPOSE: "Preview of the entry", APPROVE: "Approve the entry", "": "The closing entry"}[act]
    return blocks.modal(title, parts, callback_id=ON_ENTRY, submit=submit, metadata=json.dumps(told))


def read_entry(view: View) -> tuple[str, str, str, str]:
    """Department, month, what is asked for, and the fingerprint of what was shown."""
    told = json.loads(view["private_metadata"])
    return told["department"], told["month"], told["act"], told["fingerprint"]


def report_message(report: ClosingReport, books: Mapping[str, str], by: str) -> tuple[str, list[Block]]:
    """The Closing Adjustments report in short: its sections, the entry line by line, its alerts."""
    title = f"Closing Adjustments, {in_words(report.month)}, {report.department}"
    facts = [(str(section), shown(report.of(section))) for section in Section]
    facts += [("Inventory change", shown(report.inventory.change))] if report.inventory else []
    facts += [("Sales tax", shown(report.tax))] if report.tax else []
    facts.append(("Gross profit of the worksheets", shown(report.gross_profit)))
    alerts = [_alert(number, [one.amount for one in report.alerts[number]]) for number in ALERTS]
    rows = [
        (clip(f"{account} {report.names.get(account, '')}", 40), clip(books.get(account, "–"), 40), *_sides(amount))
        for account, amount in list(report.amounts.items())[:ROWS]
    ]
    total = ("Total", "", shown(report.total), shown(report.total))
    table = blocks.table(("Account", "In QuickBooks", "Debit", "Credit"), [*rows, total], right=(2, 3))
    said = [blocks.section(f"*{escape(title)}*"), blocks.fields(facts), *([table] if rows else [])]
    return title, [*said, blocks.context("\n".join(alerts)), blocks.context(f"asked for by {mention(by)}")]


def _act(look: EntryLook, state: PeriodState, person: str) -> str:
    if state is not PeriodState.LOCKED or look.worked.stops:
        return ""
    if look.waits and not look.stale:
        return APPROVE if look.proposed[0].proposed_by != person else ""
    return PROPOSE if look.waits or not look.proposed else ""


def _bound(look: EntryLook) -> str:
    """What an approval is bound to: what is shown."""
    return look.worked.fingerprint if look.waits or not look.proposed else look.proposed[0].fingerprint


def _head(look: EntryLook) -> str:
    worked = look.worked
    several = f" in {len(worked.parts)} journal entries" if len(worked.parts) > 1 else ""
    day = last_day(worked.month)
    return (
        f"*{escape(worked.number)}*{several} · {escape(worked.department)} · dated {day:%-d %B %Y}\n"
        f"Debits and credits: *{shown(worked.total)}*"
    )


def _standing(look: EntryLook, state: PeriodState, person: str) -> str:
    if look.stale:
        by = mention(look.proposed[0].proposed_by)
        return f"What {by} proposed is not what it would be now. Proposed again, it takes the place of that."
    if look.waits:
        by = mention(look.proposed[0].proposed_by)
        own = " You proposed it, so another controller approves it." if look.proposed[0].proposed_by == person else ""
        return f"Proposed by {by}. Approved, it is posted at once, and once only.{own}"
    if look.proposed:
        return f"Approved by {mention(look.proposed[0].approved_by)}."
    if state is not PeriodState.LOCKED:
        return "This is how it stands now. It can be proposed once the month is locked."
    return "Once proposed, a controller other than you approves exactly this."


def _lines(lines: Sequence[EntryLine], names: Mapping[str, str], total: int) -> list[Block]:
    rows = [_row("Account", "Debit", "Credit")]
    for line in lines:
        rows.append(_row(f"{line.account} {names.get(line.account, '')}", *_sides(line.amount)))
    rows.append(_row("Total", shown(total), shown(total)))
    return [_mono(rows[n : n + LINES_PER_BLOCK]) for n in range(0, len(rows), LINES_PER_BLOCK)]


def _elsewhere(look: EntryLook) -> list[Block]:
    """Accounts that QuickBooks has under another name: whoever approves must see where their amounts go."""
    used = {line.account for part in look.worked.parts for line in part.lines}
    rows = [
        f"{account} {look.names.get(account, '')} → {look.books[account]}"
        for account in sorted(used & set(look.books))
        if look.books[account].casefold() != look.names.get(account, "").casefold()
    ]
    more = [f"and {len(rows) - OTHERS_SHOWN} more"] if len(rows) > OTHERS_SHOWN else []
    lines = "\n".join(escape(row) for row in [*rows[:OTHERS_SHOWN], *more])
    return [blocks.context(f"*Under another name in QuickBooks*\n{lines}")] if rows else []


def _row(name: str, debit: str, credit: str) -> str:
    return f"{clip(name, NAME - 1):{NAME}}{debit:>{AMOUNT}}{credit:>{AMOUNT}}"


def _sides(amount: int) -> tuple[str, str]:
    return (shown(amount), "") if amount > 0 else ("", shown(-amount))


def _alert(number: int, amounts: Sequence[int]) -> str:
    name = ALERTS[number]
    return f"{name}: {shown(sum(amounts))} in {blocks.count(len(amounts), 'line')}" if amounts else f"{name}: none"


def _mono(rows: Sequence[str]) -> Block:
    text = {"type": "text", "text": "\n".join(rows)}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [text]}]}
