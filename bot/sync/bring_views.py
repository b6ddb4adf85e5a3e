"""Names that only QuickBooks has: offered in the message of a sync, chosen in a window, and what became of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, count, escape
from bot.sync.windows import pager
from domain.counterparties.counterparty import TradeRole
from domain.syncs.bring import Bring, BringState, Counts, NameState, OnlyThere, total
from domain.syncs.sync import SyncRun

BRING, CHOOSE, UNDO_BRING = "sync.bring", "sync.choose_names", "sync.undo_bring"
TICK, FILTER, TURN = "sync.tick", "sync.filter", "sync.turn"
WINDOW: Final = "sync.names"
NAMES_PER_PAGE: Final = 40
PER_GROUP: Final = 10
LISTED: Final = 10
WORDS_LIMIT: Final = 80
THERE: Final = {TradeRole.CUSTOMER: "customer", TradeRole.SUPPLIER: "vendor"}


@dataclass(frozen=True)
class At:
    """What the window shows: a run's names that hold a text, from the one at `start` on."""

    run_id: str
    start: int = 0
    text: str = ""

    @classmethod
    def of(cls, view: View) -> "At":
        """What a window carries."""
        return cls(**json.loads(view["private_metadata"]))

    def carried(self) -> str:
        """What `of` reads."""
        return json.dumps(vars(self))


@dataclass(frozen=True)
class Page:
    """One page of the window: names to tick, how many there are in all, and those that cannot be kept."""

    at: At
    names: Sequence[OnlyThere]
    matching: int
    refused: Sequence[OnlyThere]


CANNOT_BE_KEPT = "that cannot be kept here, with the reason under “See and choose”"


def offer(run: SyncRun, counts: Counts, bring: Bring | None) -> list[Block]:
    """What the message of a run says of names without a counterparty here; nothing when there are none."""
    if bring:
        return [blocks.context(f"Names that were only in QuickBooks: {SAID[bring.state]}.")]
    if not counts:
        return []
    said = f"*Only in QuickBooks:* {_in_words(counts)} without a counterparty here."
    aside = [(NameState.LEFT, "left out"), (NameState.REFUSED, CANNOT_BE_KEPT)]
    more = [f"{total(counts, state):,} {what}" for state, what in aside if total(counts, state)]
    said += f"\n{' · '.join(more)}." if more else ""
    return [blocks.section(said), blocks.actions(*_offer_buttons(run, counts), block_id="only_there")]


def offer_text(counts: Counts, bring: Bring | None) -> str:
    """The same for a message's fallback text."""
    return f", {_in_words(counts)} only in QuickBooks" if counts and not bring else ""


def window(run: SyncRun, page: Page, counts: Counts, bring: Bring | None) -> View:
    """The names with tick boxes; taking a tick away takes effect at once."""
    ready = 0 if bring else total(counts, NameState.READY)
    shown: list[Block] = [] if _fits_one_page(counts) else [_filter(page.at)]
    if page.names:
        shown.append(blocks.section("Take the tick away from what is not wanted here: a `full` sync offers it again."))
        shown += [_boxes(page, start) for start in range(0, len(page.names), PER_GROUP)]
        shown += pager(page.at.start, NAMES_PER_PAGE, page.matching, TURN)
    else:
        shown.append(blocks.section(f"No name holds “{escape(page.at.text)}”." if page.at.text else NOTHING))
    if page.refused:
        shown += _refused(page.refused, total(counts, NameState.REFUSED))
    return blocks.modal(
        "Only in QuickBooks",
        shown,
        callback_id=WINDOW,
        submit=f"Bring {ready:,} here" if ready else "Done",
        metadata=page.at.carried(),
    )


def read_ticks(body: dict[str, Any], action: dict[str, Any]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The names in the group that was pressed, and those of them that have a tick now, by kind and id."""
    group = next(block for block in body["view"]["blocks"] if block.get("block_id") == action["block_id"])
    options = group["elements"][0]["options"]
    return {_key(option) for option in options}, {_key(option) for option in action["selected_options"]}


def message(bring: Bring, counts: Counts, refused: Sequence[OnlyThere]) -> tuple[str, list[Block]]:
    """The message of what was asked for: its fallback text and its blocks."""
    done, left = total(counts, NameState.DONE), total(counts, NameState.READY)
    company = bring.company_name
    match bring.state:
        case BringState.RUNNING:
            return _said(bring, f"Bringing names of {company} here: {done:,} of {done + left:,}")
        case BringState.UNDOING:
            return _said(bring, f"Taking back what was brought from {company}: {done:,} to go")
        case BringState.UNDONE:
            kept = f" {count(len(refused), 'name')} stayed:" if refused else ""
            text, shown = _said(bring, f"What was brought from {company} was taken back.{kept}")
            return text, [shown[0], *_refused(refused, len(refused)), *shown[1:]]
        case BringState.FAILED:
            return _said(bring, f"Bringing names of {company} here stopped: {bring.reason}")
    return _done(bring, counts, refused)


def _done(bring: Bring, counts: Counts, refused: Sequence[OnlyThere]) -> tuple[str, list[Block]]:
    done = total(counts, NameState.DONE)
    text = f"Brought here from {bring.company_name}: {count(done, 'name')}, linked"
    states = [
        ("Kept here and linked", NameState.DONE),
        ("Left out", NameState.LEFT),
        ("Cannot be kept here", NameState.REFUSED),
    ]
    rows = [
        (what, *(f"{counts[state, role]:,}" for role in TradeRole)) for what, state in states if total(counts, state)
    ]
    shown = [blocks.header(f"Brought here from {bring.company_name}")]
    shown += [blocks.table(("Result", "Customers", "Vendors"), rows, right=(1, 2))] if rows else []
    shown += _refused(refused, total(counts, NameState.REFUSED))
    if done:
        ask = blocks.asks(
            "Take them back?",
            f"The counterparties made of {count(done, 'name')} go, unless someone changed or used them. "
            "QuickBooks stays as it is.",
            "Take them back",
            danger=True,
        )
        undo = blocks.button("Take them back", UNDO_BRING, value=bring.run_id, style="danger", confirm=ask)
        shown.append(blocks.actions(undo, block_id="brought"))
    return text, [*shown, _footer(bring)]


def _offer_buttons(run: SyncRun, counts: Counts) -> list[Block]:
    ready = total(counts, NameState.READY)
    choose = blocks.button("See and choose", CHOOSE, value=run.id)
    if not ready:
        return [choose]
    ask = blocks.asks(
        "Bring them here?",
        f"{count(ready, 'name')} of {blocks.clip(run.company_name, 100)} become counterparties, linked at once; "
        "a customer and a vendor of one name become one. Nothing is written to QuickBooks.",
        f"Bring {ready:,} here",
    )
    return [blocks.button(f"Bring {ready:,} here", BRING, value=run.id, confirm=ask), choose]


def _boxes(page: Page, start: int) -> Block:
    """Ten names. The block is another one on each page, as Slack keeps the ticks of a block it knows."""
    group = page.names[start : start + PER_GROUP]
    options = [_option(name) for name in group]
    ticked = [option for option, name in zip(options, group, strict=True) if name.state is NameState.READY]
    block_id = f"names|{page.at.start + start}|{page.at.text[:100]}"
    return blocks.actions(blocks.checkboxes(TICK, options, initial=ticked), block_id=block_id)


def _option(name: OnlyThere) -> Block:
    more = [THERE[name.role], name.company_name if name.company_name != name.name else "", name.email]
    return blocks.option(name.name or " ", f"{name.kind}|{name.books_id}", " · ".join(filter(None, more)))


def _key(option: dict[str, Any]) -> tuple[str, str]:
    kind, books_id = option["value"].split("|")
    return kind, books_id


def _filter(at: At) -> Block:
    typing = blocks.text_input(at.text, limit=100, hint="Part of a name, then Enter") | {"action_id": FILTER}
    return blocks.field("filter", "Find a name", typing, optional=True) | {"dispatch_action": True}


def _fits_one_page(counts: Counts) -> bool:
    return total(counts, NameState.READY) + total(counts, NameState.LEFT) <= NAMES_PER_PAGE


def _refused(names: Sequence[OnlyThere], of: int) -> list[Block]:
    if not names:
        return []
    listed = "\n".join(
        f"• {escape(blocks.clip(name.name, WORDS_LIMIT))} ({THERE[name.role]}): {escape(blocks.clip(name.reason, 160))}"
        for name in names[:LISTED]
    )
    more = f"\nand {of - LISTED:,} more, listed in the file in this thread" if of > LISTED else ""
    return [blocks.section(f"*Cannot be kept here*\n{listed}{more}")]


def _said(bring: Bring, text: str) -> tuple[str, list[Block]]:
    return text, [blocks.section(escape(text)), _footer(bring)]


def _footer(bring: Bring) -> Block:
    return blocks.context(f"Asked for by <@{bring.by}> {blocks.moment(bring.begun_at)}")


def _in_words(counts: Counts) -> str:
    parts = [count(counts[NameState.READY, role], THERE[role]) for role in TradeRole if counts[NameState.READY, role]]
    return " and ".join(parts) or "no customer or vendor"


NOTHING: Final = "There is no name that only QuickBooks has and that can be kept here."
SAID: Final = {
    BringState.RUNNING: "they are being brought here; a message of its own tells how far",
    BringState.DONE: "they were brought here; a message of its own tells what became of them",
    BringState.UNDOING: "they are being taken back",
    BringState.UNDONE: "they were brought here and taken back",
    BringState.FAILED: "bringing them here stopped; a message of its own says why",
}
