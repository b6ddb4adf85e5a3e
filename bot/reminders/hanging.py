"""Fits the reminders together: the verb that looks, the buttons, the window, and the workflow that tells."""

from collections.abc import Callable

from bot.accounts.listeners import Open
from bot.door import Door
from bot.people import People
from bot.reminders import listeners
from bot.reminders.messages import ReminderMessages
from bot.settings import Settings
from bot.verbs import Verbs
from bot.vouchers.hanging import approvals
from domain.engine import Patience
from domain.reminders.choosing import Choosing
from domain.reminders.reminding import REMIND, Reminding
from domain.role import Role


def reminding(settings: Settings, people: People, verbs: Verbs) -> Reminding:
    """Looks at every department of the settings."""
    posting = verbs.posting
    return Reminding(
        store=posting.store,
        engine=posting.engine,
        now=posting.now,
        zone=settings.time_zone,
        departments=settings.department_names,
        channel=bool(settings.channel),
        holders=people.holders,
        powers=approvals(people, posting, verbs.departments.rules).powers,
    )


def register(
    settings: Settings, door: Door, people: People, verbs: Verbs, patience: Patience
) -> tuple[Open, dict[str, Callable[[str], None]]]:
    """Hang the listeners; answers what `/accounting reminders` opens, and the workflows by name."""
    looking = reminding(settings, people, verbs)
    choosing = Choosing(looking, lambda person: people.person(person).roles)

    def stands_in() -> str:
        """Who hears what the channel would, where we cannot speak there."""
        return next(iter(people.holders(Role.CONTROLLER)), "")

    told = ReminderMessages(door.client, looking.engine, looking, settings.channel, stands_in, patience)
    opens = listeners.register(door, choosing, verbs.departments.settings, departments=settings.department_names)
    return opens, {REMIND: told.tell}
