"""The buttons and the window of names that only QuickBooks has, and the button under a refusal."""

from dataclasses import replace

from slack_bolt import Args

from bot import blocks
from bot.door import Door
from bot.people import Person
from bot.sync import bring_views, mirror_views
from bot.sync.bring_views import NAMES_PER_PAGE, At
from bot.sync.refreshing import refresh
from domain.counterparties.mirroring import Mirroring
from domain.role import Act
from domain.syncs.bring import NameState
from domain.syncs.bringing import Bringing
from domain.syncs.syncing import Syncing

TO_TICK = (NameState.READY, NameState.LEFT)


def register(door: Door, syncing: Syncing, bringing: Bringing, mirroring: Mirroring) -> None:
    """Hang the listeners."""

    def press_bring(args: Args, person: Person) -> None:
        bringing.begin(args.payload["value"], by=person.id)
        args.ack()

    def open_names(args: Args, _person: Person) -> None:
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=window(At(args.payload["value"])))

    def press_tick(args: Args, person: Person) -> None:
        at = At.of(args.body["view"])
        shown, ticked = bring_views.read_ticks(args.body, args.payload)
        bringing.choose(at.run_id, shown, ticked, by=person.id)
        args.ack()
        refresh(args, lambda: window(at))

    def press_filter(args: Args, _person: Person) -> None:
        args.ack()
        at = replace(At.of(args.body["view"]), start=0, text=(args.payload.get("value") or "").strip())
        refresh(args, lambda: window(at))

    def press_turn(args: Args, _person: Person) -> None:
        args.ack()
        at = replace(At.of(args.body["view"]), start=int(args.payload["value"]))
        refresh(args, lambda: window(at))

    def submit_names(args: Args, person: Person) -> None:
        run_id = At.of(args.body["view"]).run_id
        if bringing.how_many(run_id, NameState.READY):
            bringing.begin(run_id, by=person.id)
        args.ack()

    def press_undo(args: Args, person: Person) -> None:
        bringing.ask_undo(args.payload["value"], by=person.id)
        args.ack()

    def press_mirror_again(args: Args, person: Person) -> None:
        party_id, realm = args.payload["value"].split("|")
        mirroring.try_again(party_id, realm, by=person.id)
        args.ack()
        args.respond(
            text="QuickBooks is told once more; you hear from me only if it refuses again.",
            response_type="ephemeral",
            replace_original=False,
        )

    def window(at: At) -> blocks.View:
        matching = bringing.how_many(at.run_id, *TO_TICK, text=at.text)
        at = replace(at, start=min(at.start, max(matching - 1, 0) // NAMES_PER_PAGE * NAMES_PER_PAGE))
        names = bringing.names(at.run_id, *TO_TICK, text=at.text, start=at.start, limit=NAMES_PER_PAGE)
        refused = [] if at.start else bringing.names(at.run_id, NameState.REFUSED, limit=bring_views.LISTED)
        page = bring_views.Page(at, names, matching, refused)
        run = syncing.run(at.run_id)
        return bring_views.window(run, page, bringing.counts(at.run_id), bringing.find(at.run_id))

    door.action(bring_views.BRING, Act.PREPARE, press_bring)
    door.action(bring_views.CHOOSE, Act.PREPARE, open_names)
    door.action(bring_views.TICK, Act.PREPARE, press_tick)
    door.action(bring_views.FILTER, Act.PREPARE, press_filter)
    for turn in ("previous", "next"):
        door.action(f"{bring_views.TURN}.{turn}", Act.PREPARE, press_turn)
    door.view(bring_views.WINDOW, Act.PREPARE, submit_names)
    door.action(bring_views.UNDO_BRING, Act.PREPARE, press_undo)
    door.action(mirror_views.TRY_AGAIN, Act.PREPARE, press_mirror_again)
