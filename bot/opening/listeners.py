"""`/accounting opening`: a controller hands over what was open at go-live, looks at it, and brings it in."""

from collections.abc import Sequence

from slack_bolt import Args

from bot.door import Door, Word
from bot.opening import views
from bot.people import Person
from domain.openings.ordering import Ordering, require_unopened
from domain.role import Act


def register(door: Door, ordering: Ordering, *, departments: Sequence[str]) -> Word:
    """Hang the window and the buttons; answers what `/accounting opening` opens (an empty department is the first)."""

    def open_window(args: Args, person: Person, department: str = "") -> None:
        person.needs(Act.CONFIGURE)
        department = department or departments[0]
        with ordering.store.reading() as session:
            require_unopened(session, department)
        args.ack()
        view = views.window(department, ordering.new_id(), named=len(departments) > 1)
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    def submit(args: Args, person: Person) -> None:
        given = views.read_window(args.body["view"])
        order = ordering.order(given.department, given.go_live, by=person.id, file=given.file, id=given.id)
        args.ack(response_action="update", view=views.ordered(order))

    def press_load(args: Args, person: Person) -> None:
        ordering.confirm(args.payload["value"], by=person.id)
        args.ack()

    def press_again(args: Args, _person: Person) -> None:
        ordering.look_again(args.payload["value"])
        args.ack()

    def press_drop(args: Args, person: Person) -> None:
        order = ordering.drop(args.payload["value"], by=person.id)
        args.ack()
        text, shown = views.message(order)
        args.respond(text=text, blocks=shown, replace_original=True)

    def press_template(args: Args, person: Person) -> None:
        ordering.template(by=person.id)
        args.ack()

    door.view(views.WINDOW, Act.CONFIGURE, submit)
    door.action(views.LOAD, Act.CONFIGURE, press_load)
    door.action(views.AGAIN, Act.CONFIGURE, press_again)
    door.action(views.DROP, Act.CONFIGURE, press_drop)
    door.action(views.TEMPLATE, Act.CONFIGURE, press_template)
    return open_window
