"""`/sync-counterparties` and the buttons and windows of a sync."""

import difflib
from collections.abc import Sequence
from typing import Final

from slack_bolt import Args

from bot import blocks
from bot.door import Door
from bot.people import Person
from bot.sync import bring_listeners, views, windows
from bot.sync.refreshing import refresh
from bot.words import command_words
from domain.counterparties.counterparty import TradeRole
from domain.counterparties.mirroring import Mirroring
from domain.problems import Problem
from domain.role import Act
from domain.syncs.bringing import Bringing
from domain.syncs.sync import RowState
from domain.syncs.syncing import Syncing

SCOPES: Final = {
    "customers": "customers",
    "suppliers": "suppliers",
    "vendors": "suppliers",
    "full": "full",
    "pull": "pull",
    "bring": "pull",
}
LONGEST_SCOPE: Final = 100
HELP: Final = (
    "*/sync-counterparties* compares our counterparties with the customers and vendors in QuickBooks and shows a plan; "
    "nothing is written before someone confirms it.\n"
    "• `customers` or `suppliers`: only these\n"
    "• part of a name: only those it is in\n"
    "• `pull` (or `bring`): names that only QuickBooks has, to be kept here too\n"
    "• `full`: also what is linked already, was left alone or left out before"
)


def register(
    door: Door,
    syncing: Syncing,
    bringing: Bringing,
    mirroring: Mirroring,
    *,
    departments: Sequence[str],
    home_channel: str,
) -> None:
    """Hang the listeners. `home_channel` is where the whole team may see a sync; elsewhere it is private."""
    bring_listeners.register(door, syncing, bringing, mirroring)

    def open_sync(args: Args, person: Person) -> None:
        words = command_words(args.payload.get("text", ""))
        if words.lower() == "help":
            args.ack(help_text(departments))
            return
        here = args.payload["channel_id"]
        shared = here == home_channel
        department, scope = read_words(words, departments)
        run = syncing.begin(department, scope, by=person.id, asked_in=here if shared else person.id)
        where = "here" if shared else "in our direct messages"
        company = blocks.escape(run.company_name)
        args.ack(f"Reading {company}. The plan comes {where}; nothing is written before you confirm it.")

    def press_confirm(args: Args, person: Person) -> None:
        run_id, revision = args.payload["value"].split("|")
        syncing.confirm(run_id, int(revision), by=person.id)
        args.ack()

    def press_cancel(args: Args, person: Person) -> None:
        syncing.cancel(args.payload["value"], by=person.id)
        args.ack()

    def press_undo(args: Args, person: Person) -> None:
        undone = syncing.undo_links(args.payload["value"], by=person.id)
        args.ack()
        args.respond(
            text=f"{blocks.count(undone, 'link')} taken back. The next sync offers them again.",
            response_type="ephemeral",
            replace_original=False,
        )

    def open_review(args: Args, person: Person) -> None:
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=review(args.payload["value"], 0))

    def open_rows(args: Args, person: Person) -> None:
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=rows(args.payload["value"], 0))

    def press_decision(args: Args, person: Person) -> None:
        decision = windows.read_decision(args.payload)
        syncing.decide(decision.run_id, decision.party_id, decision.role, decision.choice, by=person.id)
        args.ack()
        refresh(args, lambda: review(*windows.read_place(args.body["view"])))

    def press_accept_sure(args: Args, person: Person) -> None:
        syncing.accept_best(args.payload["value"], windows.SURE, by=person.id)
        args.ack()
        refresh(args, lambda: review(args.payload["value"], 0))

    def press_page(args: Args, person: Person) -> None:
        args.ack()
        run_id, _ = windows.read_place(args.body["view"])
        turn = review if args.body["view"]["callback_id"] == windows.REVIEW else rows
        refresh(args, lambda: turn(run_id, int(args.payload["value"])))

    def find_names(args: Args, person: Person) -> None:
        run_id, _, role = args.payload["block_id"].split("|")
        found = syncing.search(run_id, TradeRole(role), args.payload["value"])
        args.ack(options=windows.found_names(args.payload["block_id"], found))

    def review(run_id: str, start: int) -> blocks.View:
        total = syncing.tally(run_id).of(state=RowState.DECIDE)
        start = min(start, max(total - 1, 0) // windows.NEAR_PER_PAGE * windows.NEAR_PER_PAGE)
        shown = syncing.rows(run_id, state=RowState.DECIDE, start=start, limit=windows.NEAR_PER_PAGE)
        return windows.review(syncing.run(run_id), shown, start, total)

    def rows(run_id: str, start: int) -> blocks.View:
        shown = syncing.rows(run_id, start=start, limit=windows.ROWS_PER_PAGE)
        return windows.rows_window(syncing.run(run_id), shown, start, syncing.tally(run_id).of())

    door.command("/sync-counterparties", Act.PREPARE, open_sync)
    door.action(views.CONFIRM, Act.PREPARE, press_confirm)
    door.action(views.CANCEL, Act.PREPARE, press_cancel)
    door.action(views.UNDO, Act.PREPARE, press_undo)
    door.action(views.REVIEW, Act.PREPARE, open_review)
    door.action(views.ROWS, Act.LOOK, open_rows)
    for action in (windows.ACCEPT, windows.CREATE, windows.LEAVE, windows.OTHER, windows.FIND):
        door.action(action, Act.PREPARE, press_decision)
    door.action(windows.ACCEPT_SURE, Act.PREPARE, press_accept_sure)
    for turn in ("previous", "next"):
        door.action(f"{windows.PAGE}.{turn}", Act.LOOK, press_page)
    door.options(windows.FIND, Act.PREPARE, find_names)


def help_text(departments: Sequence[str]) -> str:
    """What the command knows; departments are named where there are several."""
    if len(departments) == 1:
        return HELP
    others = ", ".join(f"`{blocks.escape(name)}`" for name in departments[1:])
    return f"{HELP}\nThis is about {departments[0]}; put {others} before any of these for another department."


def read_words(words: str, departments: Sequence[str]) -> tuple[str, str]:
    """The department and the scope that the words after the command ask for.

    Raises Problem for what looks like a slip of the fingers.
    """
    first, _, rest = words.partition(" ")
    named = next((name for name in departments if name.lower() == first.lower()), None)
    word = (rest if named else words).strip()
    if not word or word.lower() in SCOPES:
        return named or departments[0], SCOPES.get(word.lower(), "all")
    if close := difflib.get_close_matches(word.lower(), [*SCOPES, "help"], n=1, cutoff=0.7):
        before = f"{named} " if named else ""
        raise Problem(
            f"Did you mean /sync-counterparties {before}{close[0]}?",
            next_step="For a company of that name, type more of it.",
        )
    return named or departments[0], word[:LONGEST_SCOPE]
