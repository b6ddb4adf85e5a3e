"""What people do with files of counterparties: hand them over, import them, look at what is left out, undo."""

import re
from collections.abc import Sequence

from slack_bolt import Args

from bot.counterparties import import_views, views
from bot.counterparties.import_views import NOT_IMPORTED, ROWS_PER_PAGE
from bot.door import Door
from bot.people import Person
from domain.imports.importing import Importing
from domain.imports.receiving import HandedOver, Receiving
from domain.role import Act, may


def register(door: Door, receiving: Receiving, importing: Importing, *, departments: Sequence[str]) -> None:
    """Hang the import of files on the door."""
    _register_files(door, receiving, departments)
    _register_presses(door, receiving, importing)


def _register_files(door: Door, receiving: Receiving, departments: Sequence[str]) -> None:
    def open_import(args: Args, _person: Person) -> None:
        args.ack()
        modal = (args.body.get("view") or {}).get("type") == "modal"
        opens = args.client.views_push if modal else args.client.views_open
        opens(trigger_id=args.body["trigger_id"], view=import_views.file_window(departments))

    def submit_file(args: Args, person: Person) -> None:
        view = args.body["view"]
        given = import_views.given(view["state"], departments)
        role = given.default_role
        receiving.receive(given.file, by=person.id, occasion=view["id"], department=given.department, default_role=role)
        args.ack(response_action="update", view=import_views.file_taken())

    def drop_file(args: Args, person: Person) -> None:
        """Only in the private conversation with us; elsewhere people share files for other reasons."""
        event = args.body["event"]
        channel = str(event.get("channel_id") or "")
        if not channel.startswith("D") or not person.roles:
            return
        if may(person.roles, Act.PREPARE):
            receiving.receive(event["file_id"], by=person.id, occasion=str(event["event_ts"]))
        else:
            args.client.chat_postMessage(channel=channel, text=import_views.NOT_FOR_YOU)

    def press_read_as(args: Args, person: Person) -> None:
        asked = HandedOver.from_text(args.payload["value"])
        receiving.receive(
            asked.file,
            by=person.id,
            occasion=asked.id,
            department=asked.department,
            default_role=asked.default_role,
            place=asked.place,
        )
        args.ack()

    door.action(views.IMPORT, Act.PREPARE, open_import)
    door.shortcut(import_views.SHORTCUT, Act.PREPARE, open_import)
    door.view(import_views.FILE, Act.PREPARE, submit_file)
    door.event("file_shared", drop_file)
    door.action(re.compile(rf"{re.escape(import_views.READ_AS)}\."), Act.PREPARE, press_read_as)


def _register_presses(door: Door, receiving: Receiving, importing: Importing) -> None:
    def press_apply(args: Args, person: Person) -> None:
        receiving.apply(args.payload["value"], by=person.id)
        args.ack()

    def press_undo(args: Args, person: Person) -> None:
        receiving.undo(args.payload["value"], by=person.id)
        args.ack()

    def show_left_out(args: Args, _person: Person) -> None:
        args.ack()
        batch_id, after = args.payload["value"].split(" ")
        rows = importing.rows(batch_id, NOT_IMPORTED, after=int(after), limit=ROWS_PER_PAGE + 1)
        batch = receiving.batch(batch_id)
        page = import_views.left_out_page(batch, rows[:ROWS_PER_PAGE], more=len(rows) > ROWS_PER_PAGE)
        if (args.body.get("view") or {}).get("type") == "modal":
            args.client.views_update(view_id=args.body["view"]["id"], view=page)
        else:
            args.client.views_open(trigger_id=args.body["trigger_id"], view=page)

    door.action(import_views.APPLY, Act.PREPARE, press_apply)
    door.action(import_views.CANCEL, Act.PREPARE, press_undo)
    door.action(import_views.UNDO, Act.PREPARE, press_undo)
    door.action(import_views.LEFT_OUT, Act.PREPARE, show_left_out)
