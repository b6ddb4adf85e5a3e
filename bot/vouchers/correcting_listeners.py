"""Correcting a posted voucher by a purchase adjustment, where undoing it is refused."""

from slack_bolt import Args

from bot.door import Door
from bot.people import Person
from bot.vouchers import correcting_views, windows
from bot.vouchers.windows import ACTIONS
from domain.role import Act
from domain.vouchers.inquiring import Press
from domain.vouchers.undoing import Undoing
from domain.worksheets.adjusting import Adjusting


def register(door: Door, undoing: Undoing, adjusting: Adjusting) -> None:
    """Hang the button and its window."""

    def open_correction(args: Args, _person: Person) -> None:
        id, name = windows.read_value(args.payload)
        view = correcting_views.correction_window(id, name, undoing.corrections(id))
        args.ack()
        args.client.views_push(trigger_id=args.body["trigger_id"], view=view)

    def submit_correction(args: Args, person: Person) -> None:
        view = args.body["view"]
        offered = undoing.corrections(correcting_views.voucher_in(view))
        one, form = correcting_views.read_correction(view, offered)
        staged = adjusting.stage(one.worksheet_id, form, by=person.id, id=view["id"])
        args.ack(response_action="update", view=correcting_views.staged_window(staged.name, one.worksheet))

    door.action(ACTIONS[Press.CORRECT], Act.ENTER, open_correction)
    door.view(correcting_views.CORRECT, Act.ENTER, submit_correction)
