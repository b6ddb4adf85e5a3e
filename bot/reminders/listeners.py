"""The buttons of reminders, and `/accounting reminders`."""

from collections.abc import Callable, Sequence

from slack_bolt import Args

from bot.blocks import Block, View
from bot.door import Door, Word
from bot.people import Person
from bot.reminders import choosing_views, views
from domain.departments.department_settings import DepartmentSettings
from domain.problems import Problem
from domain.reminders.choosing import Choosing, Later
from domain.reminders.matter import CHANNEL, Kind
from domain.role import Act, may


def register(
    door: Door,
    choosing: Choosing,
    settings: Callable[[str], DepartmentSettings],
    month: Callable[[str, str], Sequence[Block]],
    *,
    departments: Sequence[str],
) -> Word:
    """Hang them; answers what `/accounting reminders` opens (an empty department is the first). `month` draws the close
    of a department's month."""

    def window(person: Person, department: str, said: str = "") -> View:
        channel = choosing.look(CHANNEL) if may(person.roles, Act.CONFIGURE) else None
        mine, zone = choosing.look(person.id), choosing.reminding.zone
        return choosing_views.choice_window(mine, channel, settings(department), zone, said)

    def open_choice(args: Args, person: Person, department: str = "") -> None:
        view = window(person, department or departments[0])
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    def submit_choice(args: Args, person: Person) -> None:
        shown = args.body["view"]
        mine, zone, channel = choosing_views.read_choice(shown)
        choosing.choose(person.id, mine, zone, by=person.id)
        if channel is not None:
            choosing.choose(CHANNEL, channel, by=person.id)
        args.ack(response_action="update", view=window(person, shown["private_metadata"], "Kept."))

    def press_open(args: Args, _person: Person) -> None:
        row = choosing.reminding.find(args.payload["value"])
        if row is None:
            raise Problem("There is no such reminder any more.")
        closes = row.kind is Kind.CLOSE
        view = views.month_window(month(row.department, row.known.month)) if closes else views.details(row)
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    def press_snooze(args: Args, person: Person) -> None:
        later, _, name = args.payload["selected_option"]["value"].partition("|")
        choosing.snooze(name, Later[later], by=person.id)
        args.ack()

    def press_mute(args: Args, person: Person) -> None:
        choosing.mute(args.payload["value"], by=person.id)
        args.ack()

    door.view(choosing_views.CHOICE, Act.LOOK, submit_choice)
    door.action(views.OPEN, Act.LOOK, press_open)
    door.action(views.SNOOZE, Act.LOOK, press_snooze)
    door.action(views.MUTE, Act.LOOK, press_mute)
    return open_choice
