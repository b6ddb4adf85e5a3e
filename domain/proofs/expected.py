"""What the books should hold on a day: confirmed documents, what was there already, and the months closed by then.

Amounts are cents by our account, debit positive (architecture 2; accounting 3.6). What is decided and not confirmed yet
is not expected: it is listed apart, as on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.account import Mapped, all_mapped
from domain.closing.closing_entry import carried_over, closing_into
from domain.connections.connection import connection_of
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.departments.configuring import settings_of
from domain.ledger.go_live import GoLive
from domain.ledger.journal import ACCRUED_AP, JournalEntry, JournalLine, Route
from domain.ledger.movement import Movement
from domain.ledger.reach import first_day_of, posting_to
from domain.problems import Problem

Amounts = dict[str, int]
IN_BOOKS = (DeliveryState.CONFIRMED, DeliveryState.REMOVING)
PENDING = (DeliveryState.SENDING, DeliveryState.REFUSED)


@dataclass(frozen=True)
class Scope:
    """Whose balances are proved, on which day. `departments` are all that post to the same accounts of the books.

    `mapped` is what stands behind our accounts on the day; `begins` the first day that is ours to explain.
    """

    department: str
    connection_id: str
    realm: str
    as_of: date
    departments: tuple[str, ...]
    mapped: Mapping[str, Mapped]
    ar_on: bool
    begins: date

    def books_id(self, account: str) -> str:
        """The account of the books behind one of ours, empty when there is none."""
        return self.mapped[account].books_id if account in self.mapped else ""


@dataclass(frozen=True)
class OnTheWay:
    """One document's amount on one of our accounts that the books do not hold yet; `state` says how it stands."""

    subject: str
    state: str
    on: date
    account: str
    amount: int


@dataclass(frozen=True)
class Expected:
    """A window of days by our account: all that was recorded, what is swept only at a close, what the closes carried
    over, and what is on the way. `balances` is what the books should hold of it."""

    recorded: Amounts
    swept: Amounts
    carried: Amounts
    on_the_way: tuple[OnTheWay, ...]

    @property
    def balances(self) -> Amounts:
        """What the books should hold."""
        accounts = {*self.recorded, *self.carried}
        return {account: self.balance(account) for account in sorted(accounts)}

    def balance(self, *accounts: str) -> int:
        """What the books should hold on these accounts together."""
        return sum(
            self.recorded.get(one, 0) - self.swept.get(one, 0) + self.carried.get(one, 0) - self.waiting(one)
            for one in accounts
        )

    def waiting(self, *accounts: str) -> int:
        """What is on the way to these accounts."""
        return sum(one.amount for one in self.on_the_way if one.account in accounts)


def scope_of(session: Session, department: str, as_of: date) -> Scope:
    """Whose balances a department's proofs are about; a Problem while it has no company or no mapped Accrued AP."""
    connection = connection_of(session, department)
    if connection is None:
        raise Problem(f"{department} is not connected to QuickBooks.", next_step="Connect it: /accounting connect.")
    realm = connection.realm
    mapped = all_mapped(session, department, realm, as_of)
    if ACCRUED_AP not in mapped:
        raise Problem("Accrued AP has no account in QuickBooks yet.", next_step="Map it: /accounting accounts.")
    among = sorted({*posting_to(session, realm), *closing_into(session, realm), department})
    together = tuple(one for one in among if _shares(session, one, realm, as_of, mapped[ACCRUED_AP].books_id))
    return Scope(
        department=department,
        connection_id=connection.id,
        realm=realm,
        as_of=as_of,
        departments=together,
        mapped=mapped,
        ar_on=settings_of(session, department).ar_on,
        begins=_begins(session, together, realm, as_of),
    )


def expected(session: Session, scope: Scope, start: date | None = None) -> Expected:
    """Everything up to the scope's day, or from a first day on."""
    whole, since = expected_since(session, scope, start or scope.as_of)
    return since if start else whole


def expected_since(session: Session, scope: Scope, start: date) -> tuple[Expected, Expected]:
    """Everything up to the scope's day, and of it what is dated from a first day on: the movements are read once."""
    recorded, swept = (Amounts(), Amounts()), (Amounts(), Amounts())
    for account, is_swept, whole, since in session.execute(_sums(scope, start)):
        for place, amount in enumerate((int(whole), int(since))):
            _add(recorded[place], {account: amount})
            _add(swept[place], {account: amount} if is_swept else {})
    waiting = on_the_way(session, scope)
    return (
        Expected(recorded[0], swept[0], _carried(session, scope, None), tuple(waiting)),
        Expected(recorded[1], swept[1], _carried(session, scope, start), tuple(x for x in waiting if x.on >= start)),
    )


def on_the_way(session: Session, scope: Scope) -> list[OnTheWay]:
    """What was decided and the books have not confirmed, line by line. A change of a document that is there counts from
    the moment it was confirmed: until then the books hold what it was."""
    pending = _pending(session, scope.realm)
    untold = ~select(Delivery.subject).where(Delivery.subject == JournalEntry.document).exists()
    columns: tuple[Any, ...] = (JournalEntry.document, JournalEntry.at, JournalEntry.on, JournalLine.account)
    query = sa.select(*columns, sa.func.sum(JournalLine.amount)).join(
        JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq)
    )
    query = query.where(
        col(JournalEntry.department).in_(scope.departments),
        col(JournalEntry.realm) == scope.realm,
        col(JournalEntry.on) <= scope.as_of,
        col(JournalEntry.route) == Route.DOCUMENT,
        sa.or_(col(JournalEntry.document).in_(pending), untold),
    )
    sums: dict[tuple[str, date, str], int] = {}
    for subject, at, on, account, amount in session.execute(query.group_by(*columns)):
        _state, stood = pending.get(subject, ("", None))
        if stood is None or at > stood:
            key = (str(subject), on, account)
            sums[key] = sums.get(key, 0) + int(amount)
    return [
        OnTheWay(subject, pending.get(subject, ("not sent", None))[0], on, account, amount)
        for (subject, on, account), amount in sorted(sums.items())
        if amount
    ]


def _pending(session: Session, realm: str) -> dict[str, tuple[str, datetime | None]]:
    """By subject, how it stands and since when the books have held an earlier revision of it, if they do."""
    query = select(Delivery).where(Delivery.realm == realm, col(Delivery.state).in_(PENDING))
    latest: dict[str, Delivery] = {}
    for one in session.exec(query.order_by(col(Delivery.revision))):
        latest[one.subject] = one
    held_query = select(Delivery).where(col(Delivery.subject).in_(latest), col(Delivery.state).in_(IN_BOOKS))
    held = {one.subject: one for one in session.exec(held_query.order_by(col(Delivery.revision)))}
    found: dict[str, tuple[str, datetime | None]] = {}
    for subject, one in latest.items():
        before = held.get(subject)
        if before is None:
            found[subject] = str(one.state), None
        elif before.revision < one.revision:
            found[subject] = str(one.state), before.confirmed_at
    return found


def _sums(scope: Scope, start: date) -> Any:
    """By account, swept or not, all that was recorded up to the day, and what of it is dated from `start` on."""
    amount, of = col(Movement.amount), (col(Movement.account), col(Movement.swept))
    since = sa.func.sum(sa.case((col(Movement.on) >= start, amount), else_=0))
    return sa.select(*of, sa.func.sum(amount), since).where(*within(scope)).group_by(*of)


def within(scope: Scope) -> list[Any]:
    """The conditions for a movement that the scope's proofs are about."""
    return [
        col(Movement.department).in_(scope.departments),
        col(Movement.realm) == scope.realm,
        col(Movement.on) <= scope.as_of,
    ]


def _carried(session: Session, scope: Scope, start: date | None) -> Amounts:
    """What confirmed closing entries brought over within the window: they stand on their month's last day."""
    found: Amounts = {}
    for department in scope.departments:
        _add(found, carried_over(session, department, scope.as_of))
        if start:
            before = date.fromordinal(start.toordinal() - 1)
            _add(found, {a: -amount for a, amount in carried_over(session, department, before).items()})
    return {account: amount for account, amount in found.items() if amount}


def _add(found: Amounts, more: Mapping[str, int]) -> None:
    for account, amount in more.items():
        found[account] = found.get(account, 0) + amount


def _shares(session: Session, department: str, realm: str, as_of: date, books_id: str) -> bool:
    mapped = all_mapped(session, department, realm, as_of).get(ACCRUED_AP)
    return mapped is not None and mapped.books_id == books_id


def _begins(session: Session, departments: Sequence[str], realm: str, as_of: date) -> date:
    """The go-live, or else the first day anything is dated here; never after the day itself."""
    went_live = session.exec(select(GoLive).where(col(GoLive.department).in_(departments))).all()
    if went_live:
        return min(as_of, *(one.on for one in went_live))
    firsts = [first for each in departments if (first := first_day_of(session, each, realm))]
    return min(as_of, *firsts) if firsts else as_of.replace(day=1)
