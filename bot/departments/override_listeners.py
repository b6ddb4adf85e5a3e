"""`/accounting override`: a controller lets through what is dated before go-live."""

from collections.abc import Sequence

from slack_bolt import Args

from bot.departments import override_views
from bot.door import Door, Word
from bot.people import Person
from domain.departments.letting_through import LettingThrough
from domain.role import Act


def register(door: Door, letting: LettingThrough, *, departments: Sequence[str]) -> Word:
    """Hang the window; answers what `/accounting override` opens (an empty department is the first)."""

    def open_override(args: Args, person: Person, department: str = "") -> None:
        person.needs(Act.CONFIGURE)
        department = department or departments[0]
        view = override_views.override_window(department, letting.held(department))
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    def submit_override(args: Args, person: Person) -> None:
        department, document, reason = override_views.read_override(args.body["view"])
        letting.let(department, document, reason, by=person.id)
        said = "It may go on now: submit it or move it to INVOICE again."
        view = override_views.override_window(department, letting.held(department), said)
        args.ack(response_action="update", view=view)

    door.view(override_views.OVERRIDE, Act.CONFIGURE, submit_override)
    return open_override
