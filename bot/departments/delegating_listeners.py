"""`/accounting delegate`: an approver lends their authority until a day, and takes it back."""

from collections.abc import Sequence

from slack_bolt import Args

from bot.blocks import View
from bot.departments import delegating_views
from bot.door import Door, Word
from bot.people import Person
from domain.approvals.delegating import Delegating
from domain.role import Act


def register(door: Door, delegating: Delegating, *, departments: Sequence[str]) -> Word:
    """Hang the window; answers what `/accounting delegate` opens (an empty department is the first)."""

    def window(department: str, person: Person, said: str = "") -> View:
        return delegating_views.delegating_window(department, person.id, delegating.of(department, person.id), said)

    def open_delegations(args: Args, person: Person, department: str = "") -> None:
        person.needs(Act.APPROVE)
        view = window(department or departments[0], person)
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    def submit_delegation(args: Args, person: Person) -> None:
        department, taker, until = delegating_views.read_delegation(args.body["view"])
        delegating.delegate(department, taker, until, by=person.id)
        args.ack(response_action="update", view=window(department, person, delegating_views.lent(taker, until)))

    def press_end(args: Args, person: Person) -> None:
        shown = args.body["view"]
        department = shown["private_metadata"]
        delegating.end(department, args.payload["value"], by=person.id)
        args.ack()
        view = window(department, person, "Your authority is yours alone again.")
        args.client.views_update(view_id=shown["id"], hash=shown["hash"], view=view)

    door.view(delegating_views.DELEGATE, Act.APPROVE, submit_delegation)
    door.action(delegating_views.END, Act.LOOK, press_end)
    return open_delegations
