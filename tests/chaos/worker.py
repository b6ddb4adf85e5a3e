"""A process that works: it presses every button twice at once, and leaves when every voucher is where it should be."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection as Pipe
from typing import Final

from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from domain.connections.connection import ConnectionState, ConsentPurpose, live_connections
from domain.deliveries.delivery import Delivery
from domain.problems import Problem
from domain.vouchers.voucher import Voucher, VoucherState
from tests.chaos.fitting import Fate, Place, Team, pause

TICK: Final = 0.1
TAKE_BACK: Final = "to be undone"  # the memo of a voucher that people undo once it is posted


def work(place: Place, name: str, fate: Fate, said: "Pipe[str, str]") -> None:
    """The whole life of a process, from its start to the end of all work. It says `ready` on the pipe."""
    team = Team(place, name, fate)
    team.engine.start(team.workflows)
    said.send("ready")
    with ThreadPoolExecutor(2) as hands:
        while not at_rest(team, hands):
            pause(TICK)
    team.close()


def at_rest(team: Team, hands: ThreadPoolExecutor) -> bool:
    """One turn of the clock, unless everything is done. A process that stood still has lost its transactions: the bot
    logs that and goes on with the next turn, and so does this one."""
    try:
        if finished(team):
            return True
        tick(team, hands)
    except OperationalError:
        pause(TICK)
    return False


def tick(team: Team, hands: ThreadPoolExecutor) -> None:
    """What the clock does each moment, and two presses of each button that may be pressed."""
    team.engine.beat()
    team.engine.sweep()
    team.deliveries.resume_due()
    reconnect(team)
    for voucher in to_press(team):
        list(hands.map(lambda by, pressed=voucher: press(team, pressed, by), ("bo", "dee")))


def to_press(team: Team) -> list[Voucher]:
    """The oldest voucher of each kind that waits for a person."""
    found = [
        next((one for one in vouchers(team, state) if state is not VoucherState.POSTED or one.memo == TAKE_BACK), None)
        for state in (VoucherState.SUBMITTED, VoucherState.FAILED, VoucherState.POSTED)
    ]
    return [one for one in found if one]


def press(team: Team, voucher: Voucher, by: str) -> None:
    """One press of one person; a press that comes too late is refused, and that is all."""
    with suppress(Problem):
        match voucher.state:
            case VoucherState.SUBMITTED:
                team.approving.approve(voucher.id, voucher.fingerprint, by=by)
            case VoucherState.FAILED:
                team.posting.try_again(voucher.id, by=by)
            case _:
                team.undoing.undo(voucher.id, "It was wrong.", by=by)
        team.fate.at("pressed")


def vouchers(team: Team, *states: VoucherState) -> list[Voucher]:
    """Those in one of these states, oldest first."""
    with team.store.reading() as session:
        query = select(Voucher).where(col(Voucher.state).in_(states))
        return list(session.exec(query.order_by(col(Voucher.department), col(Voucher.number))))


def reconnect(team: Team) -> None:
    """A person renews a consent that was lost."""
    with team.store.reading() as session:
        lost = [one for one in live_connections(session) if one.state is ConnectionState.LOST]
    for connection in lost:
        with suppress(Problem):
            team.connect(connection.department, ConsentPurpose.RECONNECT)


def finished(team: Team) -> bool:
    """Every voucher is posted or undone, every file is with its document, and nothing is enqueued or running."""
    S = VoucherState
    waiting = vouchers(team, S.SUBMITTED, S.POSTING, S.FAILED, S.UNDOING)
    if waiting or any(one.memo == TAKE_BACK for one in vouchers(team, S.POSTED)) or unattached(team):
        return False
    with suppress(TimeoutError):
        team.engine.settle(0.02)
        return True
    return False


def unattached(team: Team) -> list[Delivery]:
    """Deliveries that wait, or whose file is on its way."""
    with team.store.reading() as session:
        sent = col(Delivery.attach_sent) & col(Delivery.attached_at).is_(None) & col(Delivery.removed_at).is_(None)
        return list(session.exec(select(Delivery).where(sent | (col(Delivery.waits_for) != ""))))
