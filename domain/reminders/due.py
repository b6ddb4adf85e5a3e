"""What is due in a department now, worked out from what is stored and nothing else (S0-18, S4-16; issue: scheduler)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from domain.approvals.approval import Approval
from domain.approvals.powers import Powers
from domain.closing.leftovers import late_bills
from domain.counterparties.counterparty import Counterparty
from domain.ledger.go_live import GoLive
from domain.ledger.journal import JournalEntry, open_payables
from domain.ledger.period import SHUT, Period, PeriodState, last_day, month_before, month_of, next_month, state_of
from domain.proofs.daily import latest_by_month
from domain.proofs.proof import proofs_of
from domain.receipts.preview import sums_of
from domain.receipts.receipt import ActKind, ActState, ReceiptAct, lines_of_act
from domain.reminders.calendar import Calendar
from domain.reminders.matter import CHANNEL, Facts, Kind, Matter
from domain.reports.asked import party_names, worksheets_by_id
from domain.vouchers.voucher import Voucher, VoucherState
from domain.worksheets.worksheet import Adjustment, WorksheetStatus, alert3

SHOWN: Final = 10
TO_OWNER: Final = 3
TO_CONTROLLERS: Final = 5
WAITS: Final = timedelta(days=1)


@dataclass(frozen=True)
class Desk:
    """A department and who is there. `at` is now, `calendar` the department's own.

    Without a `channel` the owner hears what it would have heard; without an owner, the controllers do.
    """

    department: str
    at: datetime
    calendar: Calendar
    old_after_days: int
    owner: str
    controllers: Sequence[str]
    deciders: Sequence[str]
    channel: bool
    powers: Powers

    @property
    def today(self) -> date:
        """The local date."""
        return self.calendar.today(self.at)

    @property
    def owners(self) -> Sequence[str]:
        """Whoever owns the close."""
        return [self.owner] if self.owner else self.controllers

    @property
    def public(self) -> Sequence[str]:
        """The channel, or who stands in for it."""
        return [CHANNEL] if self.channel else self.owners

    def matters(
        self, kind: Kind, facts: Facts, audiences: Sequence[str], about: str = "", on: date | None = None
    ) -> Iterator[Matter]:
        """The same matter for each of some audiences, once each."""
        subject = ":".join(filter(None, (kind, self.department, about)))
        for audience in dict.fromkeys(audiences):
            yield Matter(kind, self.department, subject, on or self.today, audience, facts)


def due(session: Session, desk: Desk) -> list[Matter]:
    """Everything that is due; nothing for a department that has not begun. The digest is looked at by itself."""
    began = first_month(session, desk.department)
    if not began:
        return []
    return [
        *_closes(session, desk, began),
        *_late_bills(session, desk, began),
        *_staged(session, desk),
        *_old_accruals(session, desk),
        *_approvals(session, desk),
        *_proofs(session, desk),
    ]


def first_month(session: Session, department: str) -> str:
    """The first month that needs closing: that of going live, or of the first entry; empty before."""
    if live := session.get(GoLive, department):
        return month_of(live.on)
    first = session.exec(select(func.min(JournalEntry.on)).where(JournalEntry.department == department)).one()
    return month_of(first) if first else ""


def old_accruals(session: Session, desk: Desk) -> Facts:
    """Costs recognised longer ago than the department allows, without a bill; the oldest first."""
    before = desk.today - timedelta(days=desk.old_after_days)
    owed = open_payables(session, desk.department, desk.today)
    sheets = worksheets_by_id(session, (one.worksheet_id for one in owed))
    old = [(sheet.posting_date, sheet.number, one) for one in owed if (sheet := sheets.get(one.worksheet_id))]
    old = [(on, number, one) for on, number, one in old if on and on < before]
    old.sort(key=lambda found: (found[0] or before, found[1], -found[2].amount))
    names = party_names(session, desk.department) if old else {}
    rows = [
        (number, f"{names.get(one.counterparty_id, '')}, {on:%-d %b %Y}", one.amount) for on, number, one in old[:SHOWN]
    ]
    return Facts(
        on=str(old[0][0]) if old else "",
        days=(desk.today - old[0][0]).days if old and old[0][0] else 0,
        count=len(old),
        total=sum(one.amount for _, _, one in old),
        words=str(desk.old_after_days),
        rows=tuple(rows),
        subjects=tuple(f"worksheet:{one.worksheet_id}" for _, _, one in old[:SHOWN]),
    )


def _closes(session: Session, desk: Desk, began: str) -> Iterator[Matter]:
    """A month that is over and not closed: the channel hears on business day 1, the owner on 3, controllers on 5.

    Months are closed in order, so of those nobody has begun with only the first is told.
    """
    known = select(Period).where(Period.department == desk.department, col(Period.month) >= began)
    periods = {period.month: period for period in session.exec(known)}
    shut = max((month for month, period in periods.items() if period.state in SHUT), default="")
    over = month_of(desk.today)
    untouched = [month for month in _months(began, over) if month not in periods and month >= shut]
    begun = [month for month, period in periods.items() if period.state is not PeriodState.CLOSED and month < over]
    for month in [*sorted(begun), *untouched[:1]]:
        period, since = periods.get(month), next_month(last_day(month))
        state = period.state if period else PeriodState.OPEN
        if period and state is PeriodState.REOPENED:
            since = max(since, desk.calendar.today(period.changed_at))
        days = desk.calendar.business_days(since, desk.today)
        told = [*desk.public]
        told += desk.owners if days >= TO_OWNER else []
        told += desk.controllers if days >= TO_CONTROLLERS else []
        more = len(untouched) - 1 if month in untouched else 0
        facts = Facts(month=month, days=days, count=more, words=state)
        yield from desk.matters(Kind.CLOSE, facts, told if days else [], month, since)


def _months(first: str, before: str) -> list[str]:
    """The months from one up to another, which is left out."""
    months, month = [], first
    while month < before:
        months.append(month)
        month = month_of(next_month(last_day(month)))
    return months


def _late_bills(session: Session, desk: Desk, began: str) -> Iterator[Matter]:
    """Bills for a month that is over, while they can still be dated in it."""
    month = month_before(month_of(desk.today))
    if month < began or state_of(session, desk.department, month) in SHUT:
        return
    late = late_bills(session, desk.department, month)
    if late and desk.calendar.business_days(desk.today.replace(day=1), desk.today):
        rows = [(one.voucher.name, one.vendor, one.voucher.amount or 0) for one in late[:SHOWN]]
        total = sum(one.voucher.amount or 0 for one in late)
        subjects = tuple(f"voucher:{one.voucher.id}" for one in late[:SHOWN])
        facts = Facts(month=month, count=len(late), total=total, rows=tuple(rows), subjects=subjects)
        yield from desk.matters(Kind.LATE_BILLS, facts, desk.owners, month, desk.today.replace(day=1))


def _staged(session: Session, desk: Desk) -> Iterator[Matter]:
    """Adjustments of recognised worksheets that miss the month: told from its last business day until it is locked."""
    ends = desk.today >= desk.calendar.last_business_day(desk.today)
    month = month_of(desk.today) if ends else month_before(month_of(desk.today))
    if state_of(session, desk.department, month) in SHUT:
        return
    found = staged_adjustments(session, desk.department, last_day(month))
    if found:
        rows = [(one.name, number, one.amount) for one, number in found[:SHOWN]]
        subjects = tuple(f"worksheet:{one.worksheet_id}" for one, _ in found[:SHOWN])
        facts = Facts(month=month, count=len(found), rows=tuple(rows), subjects=subjects)
        on = desk.calendar.last_business_day(last_day(month))
        yield from desk.matters(Kind.STAGED, facts, desk.public, month, on)


def staged_adjustments(session: Session, department: str, end: date) -> list[tuple[Adjustment, str]]:
    """Those not posted whose worksheets were recognised by a day, with the worksheets' numbers."""
    staged = alert3(session, department)
    sheets = worksheets_by_id(session, (one.worksheet_id for one in staged))
    here = [(one, sheets[one.worksheet_id]) for one in staged]
    return [
        (one, sheet.number)
        for one, sheet in here
        if sheet.status is WorksheetStatus.INVOICE and sheet.posting_date and sheet.posting_date <= end
    ]


def _old_accruals(session: Session, desk: Desk) -> Iterator[Matter]:
    facts = old_accruals(session, desk)
    if facts.count:
        yield from desk.matters(Kind.OLD_ACCRUALS, facts, desk.public)


def _approvals(session: Session, desk: Desk) -> Iterator[Matter]:
    """What was submitted over a day ago, told to each whose yes would count and who has not said it."""
    waiting = [*_vouchers(session, desk), *_receipts(session, desk)]
    people = dict.fromkeys([*desk.deciders, *desk.powers.takers(session, desk.department)] if waiting else ())
    for person in people:
        mine = [one for one in waiting if one.waits_for(session, desk.powers, person)]
        if mine:
            total = sum(abs(one.amount) for one in mine)
            rows = tuple((one.what, one.words, one.amount) for one in mine[:SHOWN])
            opens = tuple(one.opens for one in mine[:SHOWN])
            facts = Facts(count=len(mine), total=total, rows=rows, subjects=opens)
            yield from desk.matters(Kind.APPROVALS, facts, [person])


@dataclass(frozen=True)
class _Waits:
    """Something that waits for a yes; `opens` is what people look at, the whole receipt where an act of it waits."""

    what: str
    words: str
    amount: int
    subject: str
    opens: str
    revision: int
    department: str
    prepared_by: frozenset[str]

    def waits_for(self, session: Session, powers: Powers, person: str) -> bool:
        """Whether this person's yes would count, and was not said."""
        if not powers.may(session, self.what, self.department, self.prepared_by, self.amount, person):
            return False
        return session.get(Approval, (self.subject, self.revision, person)) is None


def _vouchers(session: Session, desk: Desk) -> Iterator[_Waits]:
    found = select(Voucher, Counterparty.name).outerjoin(Counterparty, col(Voucher.vendor_id) == col(Counterparty.id))
    found = found.where(
        Voucher.department == desk.department,
        Voucher.state == VoucherState.SUBMITTED,
        col(Voucher.submitted_at) <= desk.at - WAITS,
    )
    for one, vendor in session.exec(found.order_by(col(Voucher.submitted_at), col(Voucher.id))):
        subject = f"voucher:{one.id}"
        about = (subject, subject, one.revision, one.department, one.prepared_by)
        yield _Waits(one.name, vendor or "", one.amount or 0, *about)


def _receipts(session: Session, desk: Desk) -> Iterator[_Waits]:
    found = select(ReceiptAct).where(
        ReceiptAct.department == desk.department,
        ReceiptAct.state == ActState.SUBMITTED,
        col(ReceiptAct.submitted_at) <= desk.at - WAITS,
    )
    for act in session.exec(found.order_by(col(ReceiptAct.submitted_at), col(ReceiptAct.id))):
        worth = sums_of(act, lines_of_act(session, act.id)).came if act.kind is ActKind.RECEIPT else act.amount
        about = (act.subject, f"receipt:{act.receipt_id}", act.revision, act.department, act.prepared_by)
        yield _Waits(act.name, str(act.kind), worth, *about)


def _proofs(session: Session, desk: Desk) -> Iterator[Matter]:
    """The newest proofs of some months' latest days differ: one matter of those still open, one of those closed."""
    newest = [(run, proofs_of(session, run.id)) for run in latest_by_month(session, desk.department, desk.today)]
    differ = [(run, [one for one in proofs if not one.ok]) for run, proofs in newest]
    for closed in (False, True):
        found = [(run, red) for run, red in differ if red and run.closed is closed]
        if found:
            last = found[0][0]
            day = {run.id: f", {run.as_of:%-d %B %Y}" if len(found) > 1 else "" for run, _ in found}
            rows = [(one.code, one.name + day[run.id], one.difference) for run, several in found for one in several]
            facts = Facts(
                month=last.month if closed else "",
                on=str(last.as_of),
                days=len(found) - 1,
                count=len(rows),
                rows=tuple(rows[:SHOWN]),
                words=last.id,
                subjects=tuple([f"proof:{run.id}" for run, several in found for _ in several][:SHOWN]),
            )
            audiences = [*desk.public, *desk.owners]
            yield from desk.matters(Kind.PROOFS, facts, audiences, "closed" if closed else "")
