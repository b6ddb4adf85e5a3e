"""What people do with files of worksheets: hand them over, import them, take them back."""

from collections.abc import Sequence

from slack_bolt import Args

from bot.door import Door
from bot.people import Person
from bot.worksheets import import_views
from bot.worksheets.showing import show
from domain.imports.receiving_worksheets import ReceivingWorksheets
from domain.role import Act


def register(door: Door, receiving: ReceivingWorksheets, *, departments: Sequence[str]) -> None:
    """Hang the import of files on the door."""

    def open_import(args: Args, _person: Person) -> None:
        show(args, import_views.file_window(departments))

    def submit_file(args: Args, person: Person) -> None:
        view = args.body["view"]
        given = import_views.given(view["state"], departments)
        receiving.receive(given.file, by=person.id, occasion=view["id"], department=given.department)
        args.ack(response_action="update", view=import_views.file_taken())

    def press_apply(args: Args, person: Person) -> None:
        receiving.apply(args.payload["value"], by=person.id)
        args.ack()

    def press_undo(args: Args, person: Person) -> None:
        receiving.undo(args.payload["value"], by=person.id, occasion=str(args.payload["action_ts"]))
        args.ack()

    door.action(import_views.IMPORT, Act.PREPARE, open_import)
    door.view(import_views.FILE, Act.PREPARE, submit_file)
    door.action(import_views.APPLY, Act.PREPARE, press_apply)
    door.action(import_views.CANCEL, Act.PREPARE, press_undo)
    door.action(import_views.UNDO, Act.PREPARE, press_undo)
