"""What people press on invoices and memos."""

from slack_bolt import Args

from bot.door import Door
from bot.people import Person
from bot.sales import views
from bot.sales.messages import PRINT, READ
from bot.worksheets.row_views import PAPER
from domain.clock import NewId
from domain.connections.alerting import CHAT
from domain.engine import Engine
from domain.role import Act
from domain.sales.settling import Settling
from domain.store import Store


def register(door: Door, settling: Settling, store: Store, engine: Engine, *, new_id: NewId) -> None:
    """Hang the buttons on the door. What is slow is promised, and shown where the document stands."""

    def promise(workflow: str, subject: str, partition: str) -> None:
        with store.writing() as session:
            engine.enqueue(session, workflow, subject, key=f"{workflow}:{new_id()}", partition=partition)

    def press_try(args: Args, person: Person) -> None:
        settling.try_again(args.payload["value"], by=person.id)
        args.ack()

    def press_withdraw(args: Args, person: Person) -> None:
        settling.withdraw(args.payload["value"], by=person.id)
        args.ack()

    def press_paid(args: Args, _person: Person) -> None:
        promise(READ, args.payload["value"], READ)
        args.ack()

    def press_pdf(args: Args, person: Person) -> None:
        promise(PRINT, f"document:{args.payload['value']}:{person.id}", CHAT)
        args.ack()

    def press_staged(args: Args, person: Person) -> None:
        promise(PRINT, f"staged:{args.payload['value']}:{person.id}", CHAT)
        args.ack()

    door.action(views.TRY, Act.PREPARE, press_try)
    door.action(views.WITHDRAW, Act.PREPARE, press_withdraw)
    door.action(views.PAID, Act.LOOK, press_paid)
    door.action(views.PDF, Act.LOOK, press_pdf)
    door.action(PAPER, Act.LOOK, press_staged)
