"""The week of a department in a few lines: what was posted, what waits and since when, how the books are (S4-02)."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from domain.connections.connection import ConnectionState, connection_of
from domain.ledger.period import PeriodState, in_words, month_before, month_of, state_of
from domain.proofs.proof import ProofRun, RunState, proofs_of
from domain.receipts.receipt import ActState, ReceiptAct
from domain.reminders.due import Desk, first_month, old_accruals, staged_adjustments
from domain.reminders.matter import Facts, Kind, Matter, Row
from domain.reports.asked import Asked
from domain.reports.profit import ledger_gross_profit
from domain.vouchers.voucher import Voucher, VoucherState
from domain.worksheets.worksheet import Worksheet, WorksheetStatus

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
WEEKS: Final = 8  # in the picture


def digests(session: Session, desk: Desk, known: Collection[tuple[str, str]]) -> list[Matter]:
    """The digest of the week before, due from the first business morning of this week on; made once.

    `known` are the reminders there are, by key and audience.
    """
    on = desk.calendar.first_of_week(desk.today)
    if desk.today < on or not desk.calendar.may_speak(desk.at):
        return []
    monday = on - timedelta(days=on.weekday())
    wanted = desk.matters(Kind.DIGEST, Facts(), desk.public, str(monday), on)
    new = [one for one in wanted if (one.key, one.audience) not in known]
    if not new or not first_month(session, desk.department):
        return []
    facts = Facts(on=str(monday), rows=tuple(_rows(session, desk, monday)))
    return [replace(one, facts=facts) for one in new]


def weeks_of_profit(session: Session, department: str, monday: date) -> list[tuple[str, int]]:
    """What worksheets earned in each of the last weeks before a Monday, in cents; none before there was anything."""
    found: list[tuple[str, int]] = []
    for start in (monday - n * WEEK for n in range(WEEKS, 0, -1)):
        earned = ledger_gross_profit(session, Asked(department, start + WEEK - DAY, since=start))
        found += [(f"From {start:%-d %B}", earned)] if earned or found else []
    return found


def _rows(session: Session, desk: Desk, monday: date) -> Iterator[Row]:
    zone = ZoneInfo(desk.calendar.zone)
    until = datetime.combine(monday, datetime.min.time(), zone).astimezone(desk.at.tzinfo)
    since = datetime.combine(monday - WEEK, datetime.min.time(), zone).astimezone(desk.at.tzinfo)
    here, posted = desk.department, (VoucherState.POSTED, VoucherState.UNDOING)
    paid = (Voucher.department == here, col(Voucher.state).in_(posted), *_between(Voucher.posted_at, since, until))
    yield from _counted(session, "Vouchers posted", "last week", Voucher.amount, *paid)
    acts = (
        ReceiptAct.department == here,
        ReceiptAct.state == ActState.POSTED,
        *_between(ReceiptAct.posted_at, since, until),
    )
    yield from _counted(session, "Receipts posted", "last week", ReceiptAct.amount, *acts)
    sold = (
        Worksheet.department == here,
        Worksheet.status == WorksheetStatus.INVOICE,
        col(Worksheet.posting_date) >= monday - WEEK,
        col(Worksheet.posting_date) < monday,
    )
    yield from _counted(session, "Worksheets recognised", "dated last week", None, *sold)
    waiting = Voucher.department == here, Voucher.state == VoucherState.SUBMITTED
    yield from _counted(session, "Vouchers to approve", "now", Voucher.amount, *waiting)
    failed = Voucher.department == here, Voucher.state == VoucherState.FAILED
    yield from _counted(session, "Vouchers refused by QuickBooks", "now", Voucher.amount, *failed)
    staged = staged_adjustments(session, here, desk.today)
    if staged:
        yield "Adjustments not posted", f"{len(staged):,} now", sum(one.amount for one, _ in staged)
    old = old_accruals(session, desk)
    if old.count:
        yield f"Accruals older than {old.words} days", f"{old.count:,}, the oldest {old.days} days", old.total
    yield from _health(session, desk)


def _health(session: Session, desk: Desk) -> Iterator[Row]:
    """The connection, the proofs and last month, in words."""
    connection = connection_of(session, desk.department)
    works = connection is not None and connection.state is ConnectionState.CONNECTED
    yield "QuickBooks", ("connected" if works else "lost" if connection else "not connected"), 0
    runs = select(ProofRun).where(ProofRun.department == desk.department, ProofRun.state == RunState.DONE)
    run = session.exec(runs.order_by(col(ProofRun.as_of).desc(), col(ProofRun.at).desc()).limit(1)).first()
    red = sum(not proof.ok for proof in proofs_of(session, run.id)) if run else 0
    yield "Proofs", (f"{red} red" if red else "agree") + f" as of {run.as_of:%-d %b %Y}" if run else "never made", 0
    month = month_before(month_of(desk.today))
    if month >= first_month(session, desk.department):
        state = state_of(session, desk.department, month)
        yield in_words(month), "closed" if state is PeriodState.CLOSED else f"{state}, not closed", 0


def _between(column: Any, since: datetime, until: datetime) -> tuple[Any, Any]:
    return col(column) >= since, col(column) < until


def _counted(session: Session, what: str, when: str, amount: Any, *conditions: Any) -> Iterator[Row]:
    """A line, where there is anything to count."""
    total = func.coalesce(func.sum(amount), 0) if amount is not None else func.max(0)
    count, cents = session.exec(select(func.count(), total).where(*conditions)).one()
    if count:
        yield what, f"{count:,} {when}", int(cents or 0)
