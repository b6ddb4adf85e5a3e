"""`/accounting drift`, and the buttons of a change made in QuickBooks."""

from collections.abc import Callable, Sequence

from slack_bolt import Args

from bot.door import Door, Word
from bot.drift import views
from bot.drift.views import Beside
from bot.people import Person
from domain.drift.deciding import Deciding
from domain.drift.finding import Drift, how_many_wait, waiting
from domain.role import Act
from domain.store import Store


def listing(store: Store, departments: Sequence[str]) -> Word:
    """What `/accounting drift` answers (an empty department is the first)."""

    def answer(args: Args, _person: Person, department: str = "") -> None:
        department = department or departments[0]
        with store.reading() as session:
            text, said = views.listing(department, waiting(session, department), how_many_wait(session, department))
        args.ack(text=text, blocks=said)

    return answer


def register(door: Door, deciding: Deciding, beside: Callable[[Drift], Beside]) -> None:
    """Hang the buttons and the window of Ask. `beside` is what leads on from a finding."""

    def restore(args: Args, person: Person) -> None:
        deciding.restore(args.payload["value"], by=person.id)
        args.ack()

    def adopt(args: Args, person: Person) -> None:
        deciding.adopt(args.payload["value"], by=person.id)
        args.ack()

    def open_ask(args: Args, _person: Person) -> None:
        drift = deciding.find(args.payload["value"])
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=views.ask_window(drift))

    def submit_ask(args: Args, person: Person) -> None:
        drift_id, question = views.read_asked(args.body["view"])
        deciding.ask(drift_id, question, by=person.id)
        args.ack()

    def show(args: Args, _person: Person) -> None:
        drift = deciding.find(args.payload["value"])
        text, said = views.message(drift, beside(drift))
        args.ack()
        args.respond(text=text, blocks=said, response_type="ephemeral", replace_original=False)

    door.action(views.RESTORE, Act.MEND, restore)
    door.action(views.ADOPT, Act.MEND, adopt)
    door.action(views.ASK, Act.ENTER, open_ask)
    door.view(views.ASKED, Act.ENTER, submit_ask)
    door.action(views.SHOW, Act.LOOK, show)
