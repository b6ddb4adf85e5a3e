"""A process that works on a month: it presses every button twice at once, until all is posted, closed and reposted."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection as Pipe

from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from domain.closing.closing import current_entries
from domain.closing.closing_entry import ClosingEntry, EntryState
from domain.closing.month_end import ReopeningState, reopenings_of
from domain.deliveries.delivery import Delivery, DeliveryState, delivery_of
from domain.ledger.period import PeriodState, state_of
from domain.problems import Problem
from domain.receipts.receipt import ActKind, ActState, Receipt, ReceiptAct
from domain.sales.sale_document import SaleState, invoice_of
from domain.worksheets.worksheet import Worksheet, WorksheetStatus
from tests.chaos.fitting import REALMS, Fate, Place, pause
from tests.chaos.month import HERE, MONTH, TAKE_BACK, TAKEN_BACK_ON, THERE, MonthTeam, form_of, worth
from tests.chaos.worker import TICK, reconnect

MORE = 50_00  # what a sale is changed by
DECIDED = (ActState.POSTED, ActState.UNDONE)
Press = Callable[[str], object]


def work_month(place: Place, name: str, fate: Fate, said: "Pipe[str, str]") -> None:
    """The whole life of a process, as `worker.work`."""
    team = MonthTeam(place, name, fate)
    team.engine.start(team.workflows)
    said.send("ready")
    with ThreadPoolExecutor(2) as hands:
        while not _at_rest(team, hands):
            pause(TICK)
    team.close()


def _at_rest(team: MonthTeam, hands: ThreadPoolExecutor) -> bool:
    with suppress(OperationalError):
        team.engine.beat()
        team.engine.sweep()
        team.deliveries.resume_due()
        reconnect(team)
        presses = to_press(team)
        for press in presses:
            list(hands.map(lambda by, press=press: _press(team, press, by), ("bo", "dee")))
        return not presses and finished(team)
    return False


def _press(team: MonthTeam, press: Press, by: str) -> None:
    """One press of one person; one that comes too late is refused, and that is all."""
    with suppress(Problem):
        press(by)
        team.fate.at("pressed")


def to_press(team: MonthTeam) -> list[Press]:
    """The first button of each kind that waits for a person."""
    kinds = (_receipt_presses(team), _sale_presses(team), *(_close_presses(team, one) for one in REALMS))
    return [found for found in (next(kind, None) for kind in kinds) if found]


def _receipt_presses(team: MonthTeam) -> Iterator[Press]:
    with team.store.reading() as session:
        rows = session.exec(
            select(ReceiptAct, Receipt.memo)
            .join(Receipt, col(ReceiptAct.receipt_id) == col(Receipt.id))
            .order_by(col(ReceiptAct.name))
        ).all()
    for act, memo in rows:
        wrong = memo == TAKE_BACK and act.kind is ActKind.RECEIPT
        match act.state:
            case ActState.SUBMITTED:
                yield lambda by, act=act: team.deciding.approve(act.id, act.fingerprint, by=by)
            case ActState.FAILED:
                yield lambda by, act=act: team.receipts.try_again(act.id, by=by)
            case ActState.POSTED if wrong:
                yield lambda by, act=act: team.using.undo(act.id, on=TAKEN_BACK_ON, reason="It was wrong.", by=by)


def _sale_presses(team: MonthTeam) -> Iterator[Press]:
    """Every third sale stays, every third is changed while it may still be on its way, every third leaves INVOICE."""
    for sheet in sheets(team):
        with team.store.reading() as session:
            document = invoice_of(session, sheet.id)
            delivery = delivery_of(session, document.subject) if document else None
        if document and document.state is SaleState.WITHDRAWN:
            continue
        if sheet.status is WorksheetStatus.WORK:
            yield lambda by, sheet=sheet: team.worksheets.set_status(sheet.id, WorksheetStatus.INVOICE, by=by)
        elif document and delivery and delivery.state is DeliveryState.REFUSED:
            yield lambda by, document=document: team.settling.try_again(document.id, by=by)
        elif plan(sheet) == 1 and document and document.total == worth(number(sheet)):
            yield lambda by, sheet=sheet: _changes(team, sheet, by)
        elif plan(sheet) == 2 and not sheet.leaving:
            yield lambda by, sheet=sheet: team.worksheets.set_status(sheet.id, WorksheetStatus.WORK, by=by)


def _changes(team: MonthTeam, sheet: Worksheet, by: str) -> None:
    form = form_of(number(sheet), str(sheet.customer_id), worth(number(sheet)) + MORE)
    team.worksheets.save(form, by=by, id=sheet.id, version=sheet.version, department=THERE)


def _close_presses(team: MonthTeam, department: str) -> Iterator[Press]:
    """Once nothing else is left: close, reopen, close again."""
    if unfinished(team, department):
        return
    with team.store.reading() as session:
        state, asked = state_of(session, department, MONTH), reopenings_of(session, department, MONTH)
        entries = current_entries(session, department, MONTH)
    if any(_failed(team, department)):
        yield lambda by: team.closing.try_again(department, MONTH, by=by)
    elif state is not PeriodState.LOCKED:
        yield lambda by: team.locking.lock(department, MONTH, by=by)
    elif not entries:
        yield lambda _by: team.closing.propose(department, MONTH, by="anna")
    elif entries[0].state is EntryState.PROPOSED:
        yield lambda by: team.closing.approve(department, MONTH, entries[0].fingerprint, by=by)
    elif entries[0].state is EntryState.POSTED and not asked:
        yield lambda _by: team.reopenings.ask(department, MONTH, "A late bill.", by="bo")
    elif asked and asked[0].state is ReopeningState.ASKED:
        yield lambda _by: team.reopenings.confirm(asked[0].id, by="dee")


def _failed(team: MonthTeam, department: str) -> Iterator[ClosingEntry]:
    with team.store.reading() as session:
        yield from session.exec(
            select(ClosingEntry).where(ClosingEntry.department == department, ClosingEntry.state == EntryState.FAILED)
        )


def unfinished(team: MonthTeam, department: str) -> bool:
    """Whether receipts or sales of a department are not where people want them."""
    with team.store.reading() as session:
        if department == HERE:
            rows = session.exec(
                select(ReceiptAct, Receipt.memo).join(Receipt, col(ReceiptAct.receipt_id) == col(Receipt.id))
            ).all()
            return any(
                act.state is not (ActState.UNDONE if memo == TAKE_BACK and not act.undoes else ActState.POSTED)
                for act, memo in rows
            )
        for sheet in session.exec(select(Worksheet).where(Worksheet.department == THERE)):
            document = invoice_of(session, sheet.id)
            delivery = delivery_of(session, document.subject) if document else None
            if document is None or delivery is None:
                return True
            wanted = worth(number(sheet)) + (MORE if plan(sheet) == 1 else 0)
            there = delivery.state is DeliveryState.CONFIRMED and document.total == wanted
            if not (document.state is SaleState.WITHDRAWN if plan(sheet) == 2 else there):
                return True
    return False


def finished(team: MonthTeam) -> bool:
    """Both months are closed for the second time, and nothing is enqueued or running."""
    with team.store.reading() as session:
        waiting = session.exec(select(Delivery.subject).where(Delivery.waits_for != "")).first()
        for department in REALMS:
            entries = current_entries(session, department, MONTH)
            again = bool(reopenings_of(session, department, MONTH))
            if waiting or not again or not entries or entries[0].state is not EntryState.POSTED:
                return False
    with suppress(TimeoutError):
        team.engine.settle(0.02)
        return True
    return False


def sheets(team: MonthTeam) -> list[Worksheet]:
    """Those that are invoiced in QuickBooks."""
    with team.store.reading() as session:
        found = select(Worksheet).where(Worksheet.department == THERE).order_by(col(Worksheet.number))
        return list(session.exec(found))


def number(sheet: Worksheet) -> int:
    """`n` of `W-n`."""
    return int(sheet.number.removeprefix("W-"))


def plan(sheet: Worksheet) -> int:
    """What becomes of it: 0 it stays, 1 it is changed, 2 it leaves INVOICE."""
    return number(sheet) % 3
