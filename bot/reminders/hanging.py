"""Fits the reminders together: the verb that looks, the buttons, the window, and the workflow that tells."""

from bot.house import House, Workflows
from bot.reminders import listeners
from bot.reminders.messages import ReminderMessages
from bot.vouchers.hanging import approvals
from domain.reminders.choosing import Choosing
from domain.reminders.reminding import REMIND, Reminding
from domain.role import Role


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


def register(house: House) -> Workflows:
    """Hang the listeners; answers the workflows by name."""
    looking = reminding(house)
    settings, departments = house.verbs.departments.settings, house.departments

    def stands_in() -> str:
        """Who hears what the channel would, where we cannot speak there."""
        return next(iter(house.people.holders(Role.CONTROLLER)), "")

    choosing = Choosing(looking, house.roles)
    house.words["reminders"] = listeners.register(house.door, choosing, settings, departments=departments)
    told = ReminderMessages(house.client, house.engine, looking, house.channel, stands_in, house.patience)
    return {REMIND: told.tell}
