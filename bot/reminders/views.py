"""How a reminder looks: what is due, how bad it is, what to do; and how it was put off, muted or settled."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from bot import blocks
from bot.blocks import Block, View, count, escape, mention, moment
from bot.closing.views import LATE, value
from bot.proofs.views import why
from bot.receipts.windows import OPEN as OPEN_RECEIPT
from bot.sync.posting import Words
from bot.vouchers.windows import OPEN as OPEN_VOUCHER
from bot.worksheets.views import SHOW as OPEN_WORKSHEET
from domain.ledger.period import PeriodState, in_words
from domain.money import shown
from domain.reminders.choosing import Later
from domain.reminders.matter import CHANNEL, Facts, Kind
from domain.reminders.reminder import Reminder, ReminderState

OPEN, SNOOZE, MUTE = "reminders.open", "reminders.snooze", "reminders.mute"
OPENS: Final = {"voucher": OPEN_VOUCHER, "receipt": OPEN_RECEIPT, "worksheet": OPEN_WORKSHEET}
ON_HOME: Final = 6
OVERDUE: Final = 6
NAMES: Final = {
    Kind.CLOSE: "A month needs closing",
    Kind.LATE_BILLS: "Bills for a month that is over",
    Kind.STAGED: "Adjustments not posted at month end",
    Kind.OLD_ACCRUALS: "Old accruals without a bill",
    Kind.APPROVALS: "Approvals that wait over a day",
    Kind.PROOFS: "Proofs that differ",
    Kind.DIGEST: "The week in short",
}
STEPS: Final = {
    Kind.CLOSE: "Open it for its steps: what is next, and whose it is.",
    Kind.LATE_BILLS: "Submit each, or date it in the month after; then the month can be locked.",
    Kind.STAGED: "Post them on their worksheets or with the vendor's bill, or they count for a later month.",
    Kind.OLD_ACCRUALS: "Ask the vendors for their bills, or correct what will never be billed by an adjustment.",
    Kind.APPROVALS: "Approve or reject each: it stands in the channel and on my Home.",
    Kind.PROOFS: "Open it to see why. `/tie-out` proves again.",
    Kind.DIGEST: "`/report`, `/vouchers` and `/close-period` show more.",
}


def message(row: Reminder) -> Words:
    """A reminder's one message as it stands."""
    title, facts = TITLES[row.kind](row.known), row.known
    department = escape(row.department)
    if row.state is ReminderState.HEALED:
        when = f"{moment(row.opened_at)} to {moment(row.healed_at or row.opened_at)} · {department}"
        text = f"Settled: {_settled(row.kind, facts)}"
        return text, [blocks.section(f":white_check_mark: {escape(text)}."), blocks.context(when)]
    if row.state is ReminderState.SNOOZED and row.snoozed_until:
        said = f":zzz: {escape(title)}. Put off by {mention(row.changed_by)} until {moment(row.snoozed_until)}."
        return title, [blocks.section(said), blocks.actions(_open(row))]
    if row.state is ReminderState.MUTED:
        said = f":no_bell: {escape(title)}. Muted; `/accounting reminders` brings this kind back."
        return title, [blocks.section(said), blocks.actions(_open(row))]
    if row.kind is Kind.DIGEST:
        head = blocks.header(f"{title}, {row.department}")
        return title, [head, _table(facts), blocks.context(STEPS[row.kind])]
    said = f":bell: *{escape(title)}*\n{STEPS[row.kind]}"
    since = f"{department} · since {moment(row.opened_at)}"
    return title, [blocks.section(said), *_first(facts), blocks.context(since), blocks.actions(*_buttons(row))]


def details(row: Reminder) -> View:
    """Everything a reminder knows, in a window, each thing with the button that opens it."""
    facts = row.known
    parts = [blocks.section(f"*{escape(TITLES[row.kind](facts))}*\n{escape(row.department)}. {STEPS[row.kind]}")]
    if facts.subjects:
        parts += [_row(row, place) for place in range(len(facts.rows))]
    elif facts.rows:
        parts.append(_table(facts))
    if facts.count > len(facts.rows) > 0:
        parts.append(blocks.context(f"The first {len(facts.rows)} of {facts.count:,}."))
    return blocks.modal("Reminder", parts)


def month_window(lines: Sequence[Block]) -> View:
    """A month that needs closing, as Home shows it."""
    return blocks.modal("Month end", lines)


def on_home(rows: Sequence[Reminder], named: bool) -> list[Block]:
    """What somebody is reminded of, as lines of Home; `named` tells the department."""
    lines = [
        blocks.section(
            f":bell: *{escape(TITLES[row.kind](row.known))}*{f' · {escape(row.department)}' if named else ''}",
            accessory=_open(row),
        )
        for row in rows[:ON_HOME]
    ]
    left = len(rows) - ON_HOME
    more = f"And {count(left, 'more reminder')}, in the channel and in our direct messages."
    return [*lines, *([blocks.context(more)] if left > 0 else [])]


def _row(row: Reminder, place: int) -> Block:
    """One thing of a reminder, and its way in."""
    what, words, cents = row.known.rows[place]
    return blocks.section(f"*{escape(what)}* · {escape(words)}\n{shown(cents)}", accessory=_way_in(row.known, place))


def _way_in(facts: Facts, place: int) -> Block:
    what, (kind, _, id) = facts.rows[place][0], facts.subjects[place].partition(":")
    return why(id, what) if kind == "proof" else blocks.button("Open", OPENS[kind], value=id, label=f"Open {what}")


def _close(facts: Facts) -> str:
    state = "is locked and not closed" if facts.words == PeriodState.LOCKED else "needs closing"
    late = ", overdue" if facts.days >= OVERDUE else ""
    more = f", and {count(facts.count, 'month')} after it" if facts.count else ""
    return f"{in_words(facts.month)} {state}{more}: business day {facts.days}{late}"


def _old(facts: Facts) -> str:
    what = count(facts.count, "accrual is", "accruals are")
    return f"{what} older than {facts.words} days without a bill: {shown(facts.total)}, the oldest {facts.days} days"


def _approvals(facts: Facts) -> str:
    return f"{count(facts.count, 'document waits', 'documents wait')} over a day for your yes: {shown(facts.total)}"


def _late(facts: Facts) -> str:
    what = count(facts.count, "bill is", "bills are")
    return f"{what} not posted for {in_words(facts.month)}: {shown(facts.total)}"


def _staged(facts: Facts) -> str:
    what = count(facts.count, "adjustment of worksheets", "adjustments of worksheets")
    return f"{what} recognised by the end of {in_words(facts.month)} {'is' if facts.count == 1 else 'are'} not posted"


def _proofs(facts: Facts) -> str:
    closed = f"{in_words(facts.month)} is closed, and " if facts.month else ""
    more = f" and {count(facts.days, 'month end')} before" if facts.days else ""
    return f"{closed}{count(facts.count, 'proof differs', 'proofs differ')} as of {_day(facts.on)}{more}"


def _digest(facts: Facts) -> str:
    return f"The week to {_day(facts.on)}"


TITLES: Final[dict[Kind, Callable[[Facts], str]]] = {
    Kind.CLOSE: _close,
    Kind.LATE_BILLS: _late,
    Kind.STAGED: _staged,
    Kind.OLD_ACCRUALS: _old,
    Kind.APPROVALS: _approvals,
    Kind.PROOFS: _proofs,
    Kind.DIGEST: _digest,
}


def _settled(kind: Kind, facts: Facts) -> str:
    """What became of it."""
    return {
        Kind.CLOSE: f"{in_words(facts.month)} is closed" if kind is Kind.CLOSE else "",
        Kind.LATE_BILLS: "no bill waits for that month any more, or it is locked",
        Kind.STAGED: "no adjustment waits for that month any more, or it is locked",
        Kind.OLD_ACCRUALS: "no accrual is that old any more",
        Kind.APPROVALS: "nothing waits for your yes any more",
        Kind.PROOFS: "the proofs agree",
        Kind.DIGEST: "the week is over",
    }[kind]


def _first(facts: Facts) -> list[Block]:
    """The first three things, in small."""
    lines = [f"{escape(what)} · {escape(words)} · {shown(cents)}" for what, words, cents in facts.rows[:3]]
    more = [f"and {facts.count - 3:,} more"] if facts.count > len(lines) == 3 else []
    return [blocks.context("\n".join([*lines, *more]))] if lines else []


def _table(facts: Facts) -> Block:
    rows = [(what, words, shown(cents) if cents else "") for what, words, cents in facts.rows]
    return blocks.table(("What", "How it stands", "Amount"), rows, right=(2,))


def _open(row: Reminder) -> Block:
    """The way to the thing itself where there is one of it, and else to a window with all of them."""
    facts = row.known
    if row.kind is Kind.LATE_BILLS:
        return blocks.button(
            "Decide", LATE, value=value(row.department, facts.month), label=f"Decide: {NAMES[row.kind]}"
        )
    if facts.count == len(facts.subjects) == 1:
        return _way_in(facts, 0)
    return blocks.button("Open", OPEN, value=row.name, label=f"Open {NAMES[row.kind]}")


def _buttons(row: Reminder) -> list[Block]:
    later = [blocks.option(one.value, f"{one.name}|{row.name}") for one in Later]
    whom = "the channel" if row.audience == CHANNEL else "you"
    asks = blocks.asks("Mute", f"No more reminders to {whom} of this kind: {NAMES[row.kind].lower()}.", "Mute")
    mute = blocks.button("Mute", MUTE, value=row.name, confirm=asks, label=f"Mute {NAMES[row.kind]}")
    return [_open(row), blocks.select(SNOOZE, "Snooze", later), mute]


def _day(on: str) -> str:
    day = date.fromisoformat(on)
    return f"{day.day} {day:%B %Y}"
