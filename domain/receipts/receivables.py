"""What customers owe and have paid ahead, by the lines of the journal: invoice by invoice, receipt by receipt."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.account import KnownAccount, KnownChart
from domain.ledger.go_live import OpeningKind, OpeningReceivable
from domain.ledger.journal import AR_CONTROL, UNAPPLIED_CASH, JournalEntry, JournalLine
from domain.receipts.receipt import Receipt
from domain.worksheets.worksheet import Worksheet

BANK_TYPE, UNDEPOSITED = "Bank", "UndepositedFunds"
BELONGS: Final[dict[str, Any]] = {
    AR_CONTROL: sa.func.coalesce(col(JournalLine.worksheet_id), col(JournalLine.opening_id)),
    UNAPPLIED_CASH: sa.func.coalesce(col(JournalLine.opening_id), col(JournalLine.receipt_id)),
}


@dataclass(frozen=True)
class Receivable:
    """One invoice with its memos, in cents: what it came to, and what of it is open. Exactly one of the two ids is set.

    `by_day` is what each day changed it by, in order.
    """

    worksheet_id: str | None
    opening_id: str | None
    customer_id: str
    number: str
    on: date
    due: date | None
    by_day: tuple[tuple[date, int], ...]

    @property
    def key(self) -> str:
        """What its lines in the journal are told by."""
        return self.worksheet_id or self.opening_id or ""

    @property
    def open(self) -> int:
        """What is left of it when everything that was decided is counted."""
        return sum(amount for _, amount in self.by_day)

    def open_from(self, on: date) -> int:
        """The least that is open on a day and on any day after it: as much can be applied on that day."""
        return least_from(self.by_day, on)


@dataclass(frozen=True)
class Unapplied:
    """Cash of a customer that pays no invoice yet, in cents, by the receipt that brought it (or unapplied at go-live,
    then `opening`)."""

    key: str
    opening: bool
    customer_id: str
    name: str
    on: date
    by_day: tuple[tuple[date, int], ...]

    @property
    def left(self) -> int:
        """What of it is still unapplied."""
        return sum(amount for _, amount in self.by_day)

    def left_from(self, on: date) -> int:
        """The least that is left on a day and on any day after it."""
        return least_from(self.by_day, on)


def least_from(by_day: Sequence[tuple[date, int]], on: date) -> int:
    """The smallest running balance from the end of a day on."""
    balance = sum(amount for day, amount in by_day if day <= on)
    least = balance
    for day, amount in by_day:
        if day > on:
            balance += amount
            least = min(least, balance)
    return least


def open_receivables(
    session: Session, department: str, customer_id: str, keys: Iterable[str] | None = None
) -> list[Receivable]:
    """A customer's invoices that are not fully paid, the oldest first; with `keys` exactly these, paid or not."""
    wanted = None if keys is None else set(keys)
    found = _by_key(session, AR_CONTROL, department, customer_id)
    if wanted is None:
        found = {key: days for key, days in found.items() if sum(amount for _, amount in days) > 0}
    else:
        found = {key: days for key, days in found.items() if key in wanted}
    sheets = select(Worksheet).where(col(Worksheet.id).in_(found))
    made = [
        Receivable(one.id, None, customer_id, one.number, one.posting_date or found[one.id][0][0], None, found[one.id])
        for one in session.exec(sheets)
    ]
    openings = select(OpeningReceivable).where(col(OpeningReceivable.id).in_(found))
    made += [
        Receivable(None, one.id, customer_id, one.number, one.dated, one.due, found[one.id])
        for one in session.exec(openings)
    ]
    return sorted(made, key=lambda one: (one.on, one.number, one.key))


def numbered(owed: Iterable[Receivable], text: str) -> list[Receivable]:
    """Those whose number holds a text, in whatever case."""
    wanted = text.strip().casefold()
    return [one for one in owed if wanted in one.number.casefold()]


def unapplied_cash(session: Session, department: str, customer_id: str) -> list[Unapplied]:
    """What a customer has paid ahead, the oldest first; what is used up is left out."""
    found = {
        key: tuple((day, -amount) for day, amount in days)
        for key, days in _by_key(session, UNAPPLIED_CASH, department, customer_id).items()
    }
    receipts = session.exec(select(Receipt).where(col(Receipt.id).in_(found))).all()
    known = {one.id: one for one in receipts}
    openings = select(OpeningReceivable).where(
        col(OpeningReceivable.id).in_(found), OpeningReceivable.kind == OpeningKind.UNAPPLIED
    )
    made = [
        Unapplied(one.id, True, customer_id, _name(one, known.get(one.id)), one.dated, found[one.id])
        for one in session.exec(openings)
    ]
    made += [
        Unapplied(one.id, False, customer_id, one.name, found[one.id][0][0], found[one.id])
        for one in receipts
        if not one.opening
    ]
    return sorted((one for one in made if one.left), key=lambda one: (one.on, one.name))


def unapplied_of(session: Session, receipt: Receipt) -> Unapplied:
    """What is left of one receipt, used up or not."""
    days = _by_key(session, UNAPPLIED_CASH, receipt.department, receipt.customer_id or "").get(receipt.id, ())
    turned = tuple((day, -amount) for day, amount in days)
    on = turned[0][0] if turned else date.min
    return Unapplied(receipt.id, receipt.opening, receipt.customer_id or "", receipt.name, on, turned)


def deposit_accounts(session: Session, realm: str) -> list[KnownAccount]:
    """Where cash may go: the active bank accounts of the books, and Undeposited Funds; in the home currency."""
    chart = session.get(KnownChart, realm)
    home = chart.home_currency if chart else ""
    query = select(KnownAccount).where(
        KnownAccount.realm == realm,
        col(KnownAccount.active),
        sa.or_(col(KnownAccount.type) == BANK_TYPE, col(KnownAccount.subtype) == UNDEPOSITED),
    )
    found = session.exec(query.order_by(col(KnownAccount.number), col(KnownAccount.name)))
    return [one for one in found if not one.currency or one.currency == home]


def _name(opening: OpeningReceivable, receipt: Receipt | None) -> str:
    """Its own number, and once it was used the number of the receipt that stands for it."""
    return f"{receipt.name} ({opening.number})" if receipt else opening.number


def _by_key(
    session: Session, account: str, department: str, customer_id: str
) -> dict[str, tuple[tuple[date, int], ...]]:
    """A customer's lines on an account by what they belong to, summed day by day."""
    belongs = BELONGS[account]
    query = (
        sa.select(belongs, col(JournalEntry.on), sa.func.sum(JournalLine.amount))
        .join(JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq))
        .where(
            col(JournalLine.account) == account,
            col(JournalEntry.department) == department,
            col(JournalLine.counterparty_id) == customer_id,
        )
        .group_by(belongs, col(JournalEntry.on))
        .order_by(col(JournalEntry.on))
    )
    found: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for key, day, amount in session.execute(query):
        found[key or ""].append((day, int(amount)))
    return {key: tuple(days) for key, days in found.items() if key}
