"""Fits the close together: its verbs, listeners and workflows, and a department's month on Home."""

from collections.abc import Callable
from datetime import date
from functools import partial

from bot.closing import deciding_listeners, listeners
from bot.closing.handing_out import HandingOut
from bot.closing.listeners import Desk
from bot.closing.messages import CloseMessages, MonthLines
from bot.house import House, Workflows
from bot.vouchers.hanging import approvals
from domain.clock import new_id
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
from domain.store import Store

MATTER = "closing"


def month_lines(house: House) -> MonthLines:
    """What Home shows of each department's month."""
    return MonthLines(messages(house), partial(_next_one, house.store, house.today))


def messages(house: House) -> CloseMessages:
    """The one who keeps the messages of closes up to date."""
    proofs = MonthProofs(house.store)
    return CloseMessages(
        client=house.client,
        engine=house.engine,
        looking=Looking(house.store, proofs),
        proofs=proofs,
        placing=Placing(house.store, _noting(house)),
        settings=house.verbs.departments.settings,
        today=house.today,
        zone=house.settings.time_zone,
        channel=house.channel,
        patience=house.patience,
    )


def register(house: House) -> Workflows:
    """Hang the listeners; answers the workflows by name. Closing entries join the matters told to the books."""
    door, verbs, store, engine, noting = house.door, house.verbs, house.store, house.engine, _noting(house)
    told, roles = messages(house), house.roles
    reversing = Reversing(store, noting)
    closing = Closing(store, verbs.deliveries, noting, roles)
    signing = Signing(store, engine, noting, verbs.documents, told.proofs, roles)
    asking = Asking(signing, Reopenings(closing, signing, reversing, roles), roles)
    preparing = Preparing(store, noting, roles)
    next_one = partial(_next_one, store, told.today)

    def withdraw_bill(voucher: str, by: str) -> object:
        return approvals(house).withdraw(voucher, by=by)

    about = (told.looking, preparing, asking, told.placing, house.departments, told.channel, told.today)
    desk = Desk(*about, next_one, withdraw_bill)
    listeners.register(door, desk)
    deciding_listeners.register(door, desk, closing, told)
    verbs.matters[MATTER] = ClosingMatter(reversing, told.refresh)
    work = HandingOut(house.client, engine, told, closing, preparing, asking, verbs.proving, told.patience)
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


def _noting(house: House) -> Noting:
    return Noting(house.engine, house.now, new_id)


def _next_one(store: Store, today: Callable[[], date], department: str) -> str | None:
    with store.reading() as session:
        return month_to_close(session, department, today())
