"""`/accounting settings`: how a department works, for controllers to change."""

from collections.abc import Sequence

from slack_bolt import Args

from bot.departments import settings_views
from bot.door import Door, Word
from bot.people import Person
from domain.departments.configuring import Departments
from domain.role import Act


def register(door: Door, configuring: Departments, *, departments: Sequence[str]) -> Word:
    """Hang the window; answers what `/accounting settings` opens (an empty department is the first)."""

    def open_settings(args: Args, person: Person, department: str = "") -> None:
        person.needs(Act.CONFIGURE)
        department = department or departments[0]
        view = settings_views.settings_window(department, configuring.look(department))
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    def submit_settings(args: Args, person: Person) -> None:
        department, version, changes = settings_views.read_settings(args.body["view"])
        kept = configuring.configure(department, changes, by=person.id, version=version)
        said = "Kept. They hold from now on." if kept.version > version else "Nothing was changed."
        view = settings_views.settings_window(department, configuring.look(department), said)
        args.ack(response_action="update", view=view)

    door.view(settings_views.SETTINGS, Act.CONFIGURE, submit_settings)
    return open_settings
