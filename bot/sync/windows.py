"""The windows of a sync: the queue that decides near matches, and the list of every row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, count, escape
from bot.sync.views import WHAT
from domain.counterparties.counterparty import TradeRole
from domain.problems import Problem
from domain.syncs.deciding import CREATE_NEW, LEAVE_ALONE
from domain.syncs.sync import KnownName, RowKind, SyncRow, SyncRun, candidates

NEAR_PER_PAGE: Final = 4
ROWS_PER_PAGE: Final = 40
SURE: Final = 95.0

ACCEPT, CREATE, LEAVE, OTHER, FIND = "sync.accept", "sync.create", "sync.leave", "sync.other", "sync.find"
ACCEPT_SURE, PAGE = "sync.accept_sure", "sync.page"
REVIEW, ROWS = "sync.review", "sync.rows"


@dataclass(frozen=True)
class Decision:
    """A press in the review window: which row, and the choice in the domain's words."""

    run_id: str
    party_id: str
    role: TradeRole
    choice: str


def review(run: SyncRun, rows: Sequence[SyncRow], start: int, total: int) -> View:
    """The queue of near matches as cards, a few at a time."""
    if not total:
        done = "All matches are decided. Confirm the plan in its message."
        return blocks.modal(
            "Near matches", [blocks.section(f":white_check_mark: {done}")], callback_id=REVIEW, metadata=f"{run.id}|0"
        )
    sure = [row for row in rows if (found := candidates(row)) and found[0]["score"] >= SURE]
    shown: list[Block] = [
        blocks.section(
            f"*{count(total, 'match', 'matches')} to decide.* Nothing is linked without you.",
            accessory=blocks.button(f"Accept all {SURE:.0f} and over", ACCEPT_SURE, value=run.id) if sure else None,
        )
    ]
    for row in rows:
        shown += [blocks.divider(), *_card(run, row)]
    shown += pager(start, NEAR_PER_PAGE, total)
    return blocks.modal("Near matches", shown, callback_id=REVIEW, metadata=f"{run.id}|{start}")


def _card(run: SyncRun, row: SyncRow) -> list[Block]:
    found = candidates(row)
    said = f"*{escape(row.name)}* · {row.role}"
    if row.kind is RowKind.GONE:
        said += f"\nWas linked to {escape(row.books_name)}, which is no longer in QuickBooks."
    key = f"{run.id}|{row.counterparty_id}|{row.role}"
    buttons = []
    if found:
        best = found[0]
        said += f"\n{escape(best['name'])} · *{best['score']:.0f}* · {escape(best['reason'])}"
        buttons.append(
            blocks.button(
                "Accept", ACCEPT, value=f"{key}|{best['id']}", style="primary", label=f"Accept {best['name']}"
            )
        )
    buttons += [
        blocks.button("Create new", CREATE, value=f"{key}|{CREATE_NEW}", label=f"Create {row.free_name}"),
        blocks.button("Leave alone", LEAVE, value=f"{key}|{LEAVE_ALONE}", label=f"Leave {row.name} alone"),
    ]
    if len(found) > 1:
        others = [blocks.option(f"{c['name']} · {c['score']:.0f}", f"{key}|{c['id']}", c["reason"]) for c in found[1:]]
        buttons.append(blocks.select(OTHER, "Other candidates", others))
    buttons.append(blocks.search(FIND, "Another name"))
    return [blocks.section(said), blocks.actions(*buttons, block_id=key)]


def found_names(block_id: str, names: Sequence[KnownName]) -> list[Block]:
    """The choices of a search in QuickBooks."""
    return [
        blocks.option(name.name, f"{block_id}|{name.books_id}", None if name.active else "inactive in QuickBooks")
        for name in names
    ]


def read_decision(action: dict[str, Any]) -> Decision:
    """The decision behind a press in the review window. A value we did not make is refused."""
    value = action.get("value") or (action.get("selected_option") or {}).get("value") or ""
    match value.split("|"):
        case [run_id, party_id, role, choice] if role in list(TradeRole):
            return Decision(run_id, party_id, TradeRole(role), choice)
    raise Problem("This button is out of date.", next_step="Close the window and open it again.")


def rows_window(run: SyncRun, rows: Sequence[SyncRow], start: int, total: int) -> View:
    """Every row of a run, a page at a time."""
    if not rows:
        return blocks.modal("Every row", [blocks.section("There are no rows.")])
    lines = [_line(row) for row in rows]
    groups = ["\n".join(lines[n : n + 10]) for n in range(0, len(lines), 10)]
    shown = [blocks.section(group) for group in groups]
    return blocks.modal(
        "Every row",
        [*shown, *pager(start, ROWS_PER_PAGE, total)],
        callback_id=ROWS,
        metadata=f"{run.id}|{start}",
    )


def _line(row: SyncRow) -> str:
    to = row.books_name if row.books_id else row.free_name
    arrow = f" → {escape(to)}" if to and to != row.name else ""
    return f"*{escape(row.name)}* ({row.role}){arrow} · {escape(row.result or WHAT[row.kind])}"


def pager(start: int, size: int, total: int, action: str = PAGE) -> list[Block]:
    """Where a page stands, and the buttons to the pages beside it."""
    buttons = []
    if start > 0:
        buttons.append(blocks.button("◀ Previous", f"{action}.previous", value=str(max(start - size, 0))))
    if start + size < total:
        buttons.append(blocks.button("Next ▶", f"{action}.next", value=str(start + size)))
    where = blocks.context(f"{start + 1:,}–{min(start + size, total):,} of {total:,}")
    return [where, *([blocks.actions(*buttons, block_id="pager")] if buttons else [])]


def read_place(view: View) -> tuple[str, int]:
    """Which run a window shows, and from which row on."""
    run_id, start = view["private_metadata"].split("|")
    return run_id, int(start)
