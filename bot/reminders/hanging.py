"""Fits the reminders together: the verb that looks, the buttons, the window, and the workflow that tells."""

from collections.abc import Callable

from bot.blocks import Block
from bot.closing.hanging import month_lines
from bot.house import House, Workflows
from bot.people import Person
from bot.reminders import listeners, views
from bot.reminders.messages import ReminderMessages
from bot.vouchers.hanging import approvals
from domain.reminders.choosing import Choosing
from domain.reminders.matter import CHANNEL, Kind
from domain.reminders.reminding import REMIND, Reminding
from domain.role import Act, Role, may


def reminding(house: House) -> Reminding:
    """Looks at every department of the settings."""
    return Reminding(
        store=house.store,
        engine=house.engine,
        now=house.now,
        zone=house.settings.time_zone,
        departments=house.departments,
        channel=bool(house.channel),
        holders=house.people.holders,
        powers=approvals(house).powers,
    )


def home_lines(house: House) -> Callable[[Person], list[Block]]:
    """What somebody is reminded of, for their Home; approvals stand there already."""
    looking, named = reminding(house), len(house.departments) > 1

    def of(person: Person) -> list[Block]:
        hears = [person.id, *([CHANNEL] if may(person.roles, Act.CLOSE) else [])]
        rows = [row for row in looking.open_for(hears) if row.kind is not Kind.APPROVALS]
        return views.on_home(rows, named)

    return of


def register(house: House) -> Workflows:
    """Hang the listeners; answers the workflows by name."""
    looking = reminding(house)
    settings, departments = house.verbs.departments.settings, house.departments

    def stands_in() -> str:
        """Who hears what the channel would, where we cannot speak there."""
        return next(iter(house.people.holders(Role.CONTROLLER)), "")

    choosing = Choosing(looking, house.roles)
    month = month_lines(house).of_month
    house.words["reminders"] = listeners.register(house.door, choosing, settings, month, departments=departments)
    told = ReminderMessages(house.client, house.engine, looking, house.channel, stands_in, house.patience)
    return {REMIND: told.tell}
