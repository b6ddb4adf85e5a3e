"""Fits the close together: its verbs, listeners and workflows, and a department's month on Home."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from bot.closing import deciding_listeners, listeners
from bot.closing.handing_out import HandingOut
from bot.closing.listeners import Desk
from bot.closing.messages import CloseMessages, MonthLines
from bot.door import Door
from bot.people import People
from domain.books.documents import DocumentBooks
from domain.closing import asking as promised
from domain.closing.asking import Asking
from domain.closing.closing import Closing
from domain.closing.closing_matter import ClosingMatter
from domain.closing.due import month_to_close
from domain.closing.looking import Looking
from domain.closing.month_proofs import MonthProofs
from domain.closing.noting import ALARM, SHOW, Noting
from domain.closing.placing import Placing
from domain.closing.preparing import Preparing
from domain.closing.reopening import Reopenings
from domain.closing.reversing import Reversing
from domain.closing.signing import READ, Signing
from domain.deliveries.delivering import Deliveries
from domain.deliveries.matter import Matter
from domain.departments.configuring import Departments
from domain.engine import Patience
from domain.proofs.proving import Proving
from domain.role import Role
from domain.store import Store

MATTER = "closing"


def month_lines(messages: CloseMessages) -> MonthLines:
    """What Home shows of each department's month."""
    return MonthLines(messages, partial(_next_one, messages.looking.store, messages.today))


def messages(
    door: Door, proving: Proving, departments: Departments, *, zone: str, channel: str, patience: Patience
) -> CloseMessages:
    """The one who keeps the messages of closes up to date."""
    store, engine = proving.store, proving.engine
    proofs = MonthProofs(store)
    return CloseMessages(
        client=door.client,
        engine=engine,
        looking=Looking(store, proofs),
        proofs=proofs,
        placing=Placing(store, _noting(proving)),
        settings=departments.settings,
        today=proving.today,
        zone=zone,
        channel=channel,
        patience=patience,
    )


def register(
    door: Door,
    people: People,
    told: CloseMessages,
    deliveries: Deliveries,
    proving: Proving,
    books: Callable[[str], DocumentBooks],
    matters: dict[str, Matter],
    *,
    departments: Sequence[str],
) -> dict[str, Callable[[str], None]]:
    """Hang the listeners; answers the workflows by name. Closing entries join the `matters` told to the books."""

    def roles(person: str) -> frozenset[Role]:
        return people.person(person).roles

    store, engine, noting = proving.store, proving.engine, _noting(proving)
    reversing = Reversing(store, noting)
    closing = Closing(store, deliveries, noting, roles)
    signing = Signing(store, engine, noting, books, told.proofs, roles)
    asking = Asking(signing, Reopenings(closing, signing, reversing, roles), roles)
    preparing = Preparing(store, noting, roles)
    next_one = partial(_next_one, store, told.today)
    desk = Desk(told.looking, preparing, asking, told.placing, departments, told.channel, told.today, next_one)
    listeners.register(door, desk)
    deciding_listeners.register(door, desk, closing, told)
    matters[MATTER] = ClosingMatter(reversing, told.refresh)
    work = HandingOut(door.client, engine, told, closing, preparing, asking, proving, told.patience)
    return {
        SHOW: door.workflow(told.show, told.broke),
        ALARM: door.workflow(told.alarm, told.broke),
        READ: signing.look,
        promised.REPORT: door.workflow(work.report, work.broke),
        promised.PACKET: door.workflow(work.packet, work.broke),
        promised.PROVE: door.workflow(work.prove, work.broke),
        promised.TAKE: door.workflow(work.take, work.broke),
        promised.SIGN: door.workflow(work.sign, work.broke),
        promised.CONFIRM: door.workflow(work.confirm, work.broke),
    }


def _noting(proving: Proving) -> Noting:
    return Noting(proving.engine, proving.now, proving.new_id)


def _next_one(store: Store, today: Callable[[], date], department: str) -> str | None:
    with store.reading() as session:
        return month_to_close(session, department, today())
