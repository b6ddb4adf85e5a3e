"""What a sync looks like in the conversation: its one message, in every state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot import blocks
from bot.blocks import Block, count, escape
from domain.books.port import NAMES_PER_BATCH
from domain.counterparties.counterparty import TradeRole
from domain.syncs.sync import RowKind, RowState, RunState, SyncRow, SyncRun
from domain.syncs.syncing import Tally

SECONDS_PER_BATCH: Final = 1.54
REFUSED_LISTED: Final = 10

CONFIRM, CANCEL, REVIEW, ROWS, UNDO = "sync.confirm", "sync.cancel", "sync.review", "sync.rows", "sync.undo"

WHAT: Final = {
    RowKind.LINK: "Link: the name is the same",
    RowKind.CREATE: "Create in QuickBooks",
    RowKind.CLASH: "Create with a suffix: another list has the name",
    RowKind.NEAR: "Near match: you decide",
    RowKind.GONE: "Merged or deleted in QuickBooks: you decide",
    RowKind.RENAMED: "Renamed in QuickBooks: take note",
    RowKind.INACTIVE: "Inactive in QuickBooks",
    RowKind.IGNORED: "Left alone before",
    RowKind.UNCHANGED: "Linked already",
}

PLAN_ROWS: Final = (
    (WHAT[RowKind.LINK], (RowKind.LINK,), RowState.READY),
    ("Link: matched by one of us", (RowKind.NEAR, RowKind.GONE), RowState.READY),
    (WHAT[RowKind.CREATE], (RowKind.CREATE,), RowState.READY),
    (WHAT[RowKind.CLASH], (RowKind.CLASH,), RowState.READY),
    (WHAT[RowKind.RENAMED], (RowKind.RENAMED,), RowState.READY),
    (WHAT[RowKind.NEAR], (RowKind.NEAR,), RowState.DECIDE),
    (WHAT[RowKind.GONE], (RowKind.GONE,), RowState.DECIDE),
    (WHAT[RowKind.INACTIVE], (RowKind.INACTIVE,), RowState.LEFT),
    ("Left alone", (RowKind.IGNORED, RowKind.NEAR, RowKind.GONE), RowState.LEFT),
    (WHAT[RowKind.UNCHANGED], (RowKind.UNCHANGED,), RowState.LEFT),
)


@dataclass(frozen=True)
class OnlyThere:
    """What the message says of names that only QuickBooks has: in its fallback text, and in blocks."""

    text: str = ""
    blocks: Sequence[Block] = ()


def message(
    run: SyncRun, tally: Tally, refused: Sequence[SyncRow], now: datetime, only_there: OnlyThere | None = None
) -> tuple[str, list[Block]]:
    """The run's one message: its fallback text and its blocks. `refused` are some of the rows that were."""
    only_there = only_there or OnlyThere()
    match run.state:
        case RunState.READING:
            return _reading(run)
        case RunState.PLANNED:
            return _planned(run, tally, only_there)
        case RunState.RUNNING:
            return _running(run, tally)
        case RunState.WAITING:
            return _waiting(run, tally, now)
        case RunState.DONE:
            return _done(run, tally, refused, only_there)
        case RunState.CANCELLED:
            return _said(run, "Sync cancelled. Nothing was written.")
        case RunState.FAILED:
            return _said(run, f"Sync stopped: {run.waits_for} Start it again with /sync-counterparties.")


def _reading(run: SyncRun) -> tuple[str, list[Block]]:
    text = f"Reading the customers, vendors and employees of {run.company_name}…"
    return text, [blocks.section(f":hourglass_flowing_sand: {escape(text)}"), _footer(run)]


def _planned(run: SyncRun, tally: Tally, only_there: OnlyThere) -> tuple[str, list[Block]]:
    ready, near = tally.of(state=RowState.READY), tally.of(state=RowState.DECIDE)
    text = (
        f"Plan for {run.company_name}: {count(ready, 'change')} to confirm, {count(near, 'match', 'matches')} to decide"
    )
    top = [
        blocks.header(f"Counterparties: the plan for {run.company_name}"),
        blocks.section("*Nothing has been written yet.* This is what a sync would do:"),
        _table(tally),
    ]
    plan = [*top, blocks.actions(*_plan_buttons(run, tally), block_id="plan")]
    shown = [*only_there.blocks, *plan] if run.scope == "pull" else [*plan, *only_there.blocks]
    return text + only_there.text, [*shown, _footer(run)]


def _plan_buttons(run: SyncRun, tally: Tally) -> list[Block]:
    link, create, near = _to_link(tally), _to_create(tally), tally.of(state=RowState.DECIDE)
    buttons = []
    if link or create:
        left = f" {count(near, 'undecided match', 'undecided matches')} will be left for next time." if near else ""
        words = f"Link {link:,}, create {create:,}"
        ask = blocks.asks("Write to QuickBooks?", f"{words} in {run.company_name}.{left}", words)
        value = f"{run.id}|{run.revision}"
        buttons.append(blocks.button(f"Confirm: {words.lower()}", CONFIRM, value=value, style="primary", confirm=ask))
    if near:
        buttons.append(blocks.button(f"Decide {count(near, 'match', 'matches')}", REVIEW, value=run.id))
    buttons.append(blocks.button("See every row", ROWS, value=run.id))
    buttons.append(blocks.button("Cancel", CANCEL, value=run.id))
    return buttons


def _running(run: SyncRun, tally: Tally) -> tuple[str, list[Block]]:
    done, left = _finished(tally), tally.of(state=RowState.READY) + tally.of(state=RowState.SENT)
    text = f"Syncing with {run.company_name}: {done:,} of {done + left:,}"
    bar = f"`{_bar(done, done + left)}` *{done:,}* of {done + left:,} · {_time_left(left)}"
    return text, [blocks.header(f"Syncing with {run.company_name}"), blocks.section(bar), _footer(run)]


def _waiting(run: SyncRun, tally: Tally, now: datetime) -> tuple[str, list[Block]]:
    left = tally.of(state=RowState.READY) + tally.of(state=RowState.SENT)
    text = f"The sync with {run.company_name} waits: {run.waits_for}"
    if run.due_at is None:
        then = "It goes on by itself once QuickBooks is connected again: `/accounting reconnect`."
    else:
        then = f"It tries again {blocks.moment(max(run.due_at, now), style='at {time_secs}')}."
    kept = f" Nothing is lost; {count(left, 'row')} to go." if left else ""
    return text, [blocks.section(f":double_vertical_bar: {escape(text)}"), blocks.section(then + kept), _footer(run)]


def _done(run: SyncRun, tally: Tally, refused: Sequence[SyncRow], only_there: OnlyThere) -> tuple[str, list[Block]]:
    if run.confirmed_at is None:
        text, said = _said(run, _nothing_to_do(run))
        return text + only_there.text, [said[0], *only_there.blocks, *said[1:]]
    linked, created = _linked(tally), _created(tally)
    failed = tally.of(state=RowState.REFUSED)
    text = f"Synced with {run.company_name}: {linked:,} linked, {created:,} created, {failed:,} refused"
    shown = [blocks.header(f"Synced with {run.company_name}"), _results(tally, linked, created)]
    if refused:
        listed = "\n".join(_refused_line(row) for row in refused[:REFUSED_LISTED])
        more = f"\nand {failed - REFUSED_LISTED:,} more, in the file in this thread" if failed > REFUSED_LISTED else ""
        shown.append(blocks.section(f"*Refused*\n{listed}{more}"))
    if left := tally.of(state=RowState.DECIDE):
        shown.append(blocks.section(f"Next: `/sync-counterparties` shows the {count(left, 'match', 'matches')} left."))
    buttons = [blocks.button("See every row", ROWS, value=run.id)]
    if linked:
        ask = blocks.asks(
            "Undo the links?",
            f"{count(linked, 'link')} to names that existed are taken back. What was created stays in QuickBooks.",
            "Undo the links",
            danger=True,
        )
        buttons.append(blocks.button("Undo the links", UNDO, value=run.id, style="danger", confirm=ask))
    return text, [*shown, blocks.actions(*buttons, block_id="done"), *only_there.blocks, _footer(run)]


def _nothing_to_do(run: SyncRun) -> str:
    if run.scope == "pull":
        return f"There is nothing to link with {run.company_name}, and nothing to create there."
    return f"Nothing to do: every counterparty is linked with {run.company_name}."


def _refused_line(row: SyncRow) -> str:
    return f"• {escape(blocks.clip(row.name, 100))} ({row.role}): {escape(blocks.clip(row.result, 160))}"


def saved(run: SyncRun, rows: Sequence[SyncRow]) -> tuple[str, list[Block]]:
    """What became of one counterparty that was just saved: a short private line."""
    lines = [f"{row.name} ({row.role}): {row.result or WHAT[row.kind].lower()}" for row in rows]
    text = f"{run.company_name}: " + "; ".join(lines)
    return text, [blocks.section(f":link: {escape(text)}")]


def _table(tally: Tally) -> Block:
    rows = []
    for what, kinds, state in PLAN_ROWS:
        counts = [tally.of(*kinds, state=state, role=role) for role in (TradeRole.CUSTOMER, TradeRole.SUPPLIER)]
        if any(counts):
            rows.append((what, *(f"{n:,}" for n in counts)))
    return blocks.table(("What", "Customers", "Suppliers"), rows, right=(1, 2))


def _results(tally: Tally, linked: int, created: int) -> Block:
    refused, left = tally.of(state=RowState.REFUSED), tally.of(state=RowState.DECIDE)
    rows = [("Linked", linked), ("Created in QuickBooks", created), ("Refused", refused)]
    rows += [("Renames noted", tally.of(RowKind.RENAMED, state=RowState.DONE)), ("Still to decide", left)]
    return blocks.table(("Result", "Rows"), [(what, f"{n:,}") for what, n in rows if n], right=(1,))


def _said(run: SyncRun, text: str) -> tuple[str, list[Block]]:
    return text, [blocks.section(escape(text)), _footer(run)]


def _footer(run: SyncRun) -> Block:
    scope = "" if run.scope in ("all", "full", "pull") else f" · only {escape(run.scope)}"
    said = [f"Started by <@{run.started_by}> {blocks.moment(run.started_at)}{scope}"]
    if run.confirmed_by and run.confirmed_at:
        said.append(f"Confirmed by <@{run.confirmed_by}> {blocks.moment(run.confirmed_at)}")
    if run.finished_at:
        said.append(f"Ended {blocks.moment(run.finished_at)}")
    return blocks.context(" · ".join(said))


def _to_link(tally: Tally) -> int:
    by_name = tally.of(RowKind.LINK, RowKind.RENAMED, state=RowState.READY)
    return by_name + tally.of(RowKind.NEAR, RowKind.GONE, state=RowState.READY)


def _to_create(tally: Tally) -> int:
    return tally.of(RowKind.CREATE, RowKind.CLASH, state=RowState.READY)


def _linked(tally: Tally) -> int:
    return tally.of(RowKind.LINK, RowKind.NEAR, RowKind.GONE, state=RowState.DONE)


def _created(tally: Tally) -> int:
    return tally.of(RowKind.CREATE, RowKind.CLASH, state=RowState.DONE)


def _finished(tally: Tally) -> int:
    return tally.of(state=RowState.DONE) + tally.of(state=RowState.REFUSED)


def _bar(done: int, total: int, width: int = 20) -> str:
    full = width * done // max(total, 1)
    return "█" * full + "░" * (width - full)


def _time_left(rows: int) -> str:
    left = timedelta(seconds=-(-rows // NAMES_PER_BATCH) * SECONDS_PER_BATCH)
    if left < timedelta(minutes=1):
        return "less than a minute left"
    return f"about {count(round(left / timedelta(minutes=1)), 'minute')} left"
