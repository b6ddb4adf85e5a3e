"""What each proof claims: our side, worked out from the sub-ledger, and the accounts of the books that must agree.

Each figure is the sub-ledger's own, less what only a close carries over and what is on the way: so the same eight
proofs hold on any day (accounting 3.5, 3.6). Our side depends on the journal alone and stays what it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.account import LISTS, AccountClass, chart
from domain.closing.closing_entry import CARRYING, ClosingEntry, EntryState
from domain.closing.inventory import inventory_change
from domain.departments.configuring import settings_of
from domain.ledger.journal import (
    ACCOUNTS_PAYABLE,
    ACCRUED_AP,
    ACCRUED_SALES,
    AR_CONTROL,
    SALES_TAX,
    UNAPPLIED_CASH,
    JournalLine,
    Side,
)
from domain.ledger.movement import Movement
from domain.ledger.period import last_day, month_of
from domain.proofs.expected import Expected, Scope, expected_since, within
from domain.proofs.proof import Part

OPEN_INVOICES: Final = "R1b"
NOT_CLOSED, ON_THE_WAY = "Not closed yet", "On the way to QuickBooks"
NO_ACCOUNT: Final = "It has no account in QuickBooks yet."


@dataclass(frozen=True)
class Claim:
    """Our side of one proof. `sign` turns debit positive into the sign people read it in.

    `books` are the accounts of the books it is about, from the day `since` on if it is about a movement. With
    `only_ours` what others keyed there does not count.
    """

    code: str
    name: str
    parts: tuple[Part, ...]
    accounts: tuple[str, ...] = ()
    books: tuple[str, ...] = ()
    sign: int = 1
    since: date | None = None
    only_ours: bool = False
    note: str = ""

    @property
    def ours(self) -> int:
        """What we say it is, in cents."""
        return sum(part.amount for part in self.parts)


def claims(session: Session, scope: Scope, tax_accounts: Sequence[str] = ()) -> list[Claim]:
    """Our side of every proof as of the scope's day. `tax_accounts` are the books' own, where they keep the tax."""
    since = max(scope.as_of.replace(day=1), scope.begins)
    whole, month = expected_since(session, scope, since)
    return [
        _receivables(scope, whole),
        *([] if scope.ar_on else [Claim(OPEN_INVOICES, "Open invoices less unapplied = A/R", (), (AR_CONTROL,))]),
        _payables(session, scope, whole),
        _accrued_sales(scope, whole),
        _unapplied(scope, whole),
        _tax(scope, month, since, tax_accounts),
        _profit(session, scope, month, since),
        _vouchers(scope, whole),
        Claim("R8", "Trial balance", (Part("All accounts", sum(whole.recorded.values())),)),
    ]


def _receivables(scope: Scope, whole: Expected) -> Claim:
    if scope.ar_on:
        parts = [Part("Open invoices", whole.recorded.get(AR_CONTROL, 0))]
        return _balance("R1", "Aging = AR control", scope, whole, (AR_CONTROL,), parts)
    parts = [Part("Invoices and memos", whole.recorded.get(AR_CONTROL, 0))]
    name = "Invoices and memos = their lines on A/R"
    return _balance("R1", name, scope, whole, (AR_CONTROL,), parts, only_ours=True)


def _payables(session: Session, scope: Scope, whole: Expected) -> Claim:
    """What is open less what was billed early, told one by one; amounts adopted from the books belong to neither."""
    sums = [unsettled(session, each, scope.as_of) for each in scope.departments]
    owed, early = sum(one for one, _ in sums), sum(one for _, one in sums)
    adopted = -without_a_side(session, scope)
    parts = [Part("Open payables", owed), Part("Billed early (alert 1)", -early), Part("Other entries", adopted)]
    return _balance("R2", "Open payables less alert 1 = Accrued AP", scope, whole, (ACCRUED_AP,), parts, sign=-1)


def _accrued_sales(scope: Scope, whole: Expected) -> Claim:
    parts = [Part("Invoiced and not recognised, net", whole.recorded.get(ACCRUED_SALES, 0))]
    return _balance("R3", "Accrued Sales", scope, whole, (ACCRUED_SALES,), parts)


def _unapplied(scope: Scope, whole: Expected) -> Claim:
    name = "Unapplied cash = its account"
    if not scope.ar_on:
        return Claim("R4", name, (), (UNAPPLIED_CASH,), note="QuickBooks keeps it inside A/R.")
    parts = [Part("Unapplied cash", -whole.recorded.get(UNAPPLIED_CASH, 0))]
    return _balance("R4", name, scope, whole, (UNAPPLIED_CASH,), parts, sign=-1)


def _tax(scope: Scope, month: Expected, since: date, tax_accounts: Sequence[str]) -> Claim:
    name, mapped = "Tax of the month = Sales tax payable", scope.books_id(SALES_TAX)
    books = tuple(tax_accounts) if not scope.ar_on and tax_accounts else (mapped,) if mapped else ()
    parts = [Part("Tax of the month", -month.recorded.get(SALES_TAX, 0))]
    if not books and not any(part.amount for part in parts):
        return Claim("R5", name, (), (SALES_TAX,), note="There is no sales tax.")
    return _balance("R5", name, scope, month, (SALES_TAX,), parts, sign=-1, since=since, books=books)


def _profit(session: Session, scope: Scope, month: Expected, since: date) -> Claim:
    """Gross profit of the month; discounts, bank fees and interest of receipts stand outside it."""
    accounts = profit_accounts(session, scope)
    parts = [Part("Gross profit of the worksheets", -sum(month.recorded.get(account, 0) for account in accounts))]
    stock = 0
    for department in scope.departments:
        change = inventory_change(session, department, month_of(scope.as_of))
        if change and settings_of(session, department).uses_inventory:
            stock += change.change
    parts += [Part("Change of inventory", stock)] if stock else []
    books = _profit_books(session, scope, accounts, since)
    name = "Gross profit = that of the general ledger"
    return _balance("R6", name, scope, month, accounts, parts, sign=-1, since=since, books=books, beside=stock)


def _vouchers(scope: Scope, whole: Expected) -> Claim:
    parts = [Part("Vouchers posted", -whole.recorded.get(ACCOUNTS_PAYABLE, 0))]
    name = "Unpaid vouchers = Accounts payable"
    return _balance("R7", name, scope, whole, (ACCOUNTS_PAYABLE,), parts, sign=-1, only_ours=True)


def _balance(
    code: str,
    name: str,
    scope: Scope,
    amounts: Expected,
    accounts: tuple[str, ...],
    parts: list[Part],
    *,
    sign: int = 1,
    since: date | None = None,
    books: tuple[str, ...] | None = None,
    only_ours: bool = False,
    beside: int = 0,
) -> Claim:
    """A claim whose parts end with what is not closed and what is on the way, where there is any of it.

    `beside` is of the parts what closes carry over without sweeping it: the change of inventory.
    """
    swept = sum(amounts.swept.get(one, 0) - amounts.carried.get(one, 0) for one in accounts)
    not_closed = Part(NOT_CLOSED, -sign * swept - beside)
    parts = [*parts, not_closed, Part(ON_THE_WAY, -sign * amounts.waiting(*accounts))]
    kept = tuple(part for place, part in enumerate(parts) if part.amount or place == 0)
    behind = tuple(filter(None, map(scope.books_id, accounts))) if books is None else books
    note = "" if behind or not any(part.amount for part in kept) else NO_ACCOUNT
    note = note or ("" if behind else "There is nothing to prove.")
    return Claim(code, name, kept, accounts, tuple(dict.fromkeys(behind)), sign, since, only_ours, note)


def unsettled(session: Session, department: str, as_of: date) -> tuple[int, int]:
    """What `open_payables` and `alert1` come to, in cents, summed in the order of the index that holds their lines.

    A reversing entry has the opposite lines, so what is not live comes to nothing; what is live has a tally.
    """
    tally, billed = col(JournalLine.tally), col(JournalLine.side) == Side.BILLED
    sums = sa.select(
        sa.func.sum(col(JournalLine.amount)).label("amount"),
        sa.func.sum(tally).label("lines"),
        sa.func.sum(sa.case((billed, tally), else_=0)).label("bills"),
    )
    sums = sums.where(col(JournalLine.side).is_not(None), col(JournalLine.department) == department)
    sums = sums.where(col(JournalLine.on) <= as_of)
    c = sums.group_by(col(JournalLine.accrual_id), col(JournalLine.adjustment_id)).subquery().c
    only_owed, only_billed = (sa.func.sum(sa.case((c.bills == none, c.amount))) for none in (0, c.lines))
    owed, early = session.execute(sa.select(only_owed, only_billed)).one()
    return -int(owed or 0), int(early or 0)


def without_a_side(session: Session, scope: Scope) -> int:
    """What Accrued AP holds that is neither a cost recognised nor a bill for one, debit positive."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Movement.amount), 0))
    query = query.where(*within(scope), col(Movement.account) == ACCRUED_AP, col(Movement.sided).is_(False))
    return int(session.execute(query).scalar_one())


def profit_accounts(session: Session, scope: Scope) -> tuple[str, ...]:
    """Our accounts that make up gross profit."""
    found = {
        row.number
        for department in scope.departments
        for row in chart(session, department)
        if row.cls in LISTS or row.cls is AccountClass.OFFSET
    }
    return tuple(sorted(found))


def _profit_books(session: Session, scope: Scope, accounts: Sequence[str], since: date) -> tuple[str, ...]:
    """What stands behind them, now and in the closing entries of the window: an account may have been mapped anew."""
    found = [scope.books_id(account) for account in accounts if scope.books_id(account)]
    query = select(ClosingEntry).where(
        col(ClosingEntry.department).in_(scope.departments),
        ClosingEntry.month == month_of(since),
        ClosingEntry.state == EntryState.POSTED,
        col(ClosingEntry.kind).in_(CARRYING),
    )
    for entry in session.exec(query) if last_day(month_of(since)) <= scope.as_of else []:
        found += [line.books_id for line in entry.entry_lines if line.account in accounts]
    return tuple(dict.fromkeys(found))
