"""Mapping our chart to the books' accounts: look, search, map, add, order what the books alone can do (S0-05 to 12)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain import audit
from domain.accounts.account import (
    ALWAYS,
    BALANCE_SHEET,
    AccountClass,
    ChartRow,
    KnownAccount,
    KnownChart,
    Mapped,
    OwnAccount,
    Uses,
    all_mapped,
    chart,
    lacking,
    required,
)
from domain.accounts.expected import check_type, expected, in_words
from domain.accounts.mapping_rules import (
    check_alone,
    check_new,
    latest,
    month_boundary,
    unusable,
    wrong_with,
    wrong_with_item,
)
from domain.accounts.order import Order
from domain.clock import NewId, Now
from domain.connections.connection import Connection, connection_of
from domain.engine import Engine
from domain.ledger import journal
from domain.problems import Problem
from domain.store import Store
from domain.worksheets.worksheet import accounts_used

PULL: Final = "pull-accounts"
CREATE: Final = "create-account"
CREATE_MISSING: Final = "create-missing-accounts"
FIX_ITEM: Final = "fix-sales-item"
MOST_FOUND: Final = 100
ACCRUED_SALES: Final = "1210"
READ_AGAIN: Final = "Read the accounts from QuickBooks again."


@dataclass(frozen=True)
class Standing:
    """One of our accounts: the type it expects, what stands behind it and from a later month on will, if anything.

    `required` is whether it is needed, by the model or because a worksheet stands on it; `wrong` what is wrong with
    what stands behind it.
    """

    row: ChartRow
    expects: str
    mapped: Mapped | None
    later: Mapped | None
    required: bool
    wrong: str = ""

    @property
    def is_red(self) -> bool:
        """Whether a person has to do something about it."""
        return bool(self.wrong) or (self.required and self.mapped is None)


@dataclass(frozen=True)
class Chart:
    """A department's whole chart. `company_name` is empty while it is not connected, `known` is None until the books
    were read; `item` says what is wrong with the item "Sales Accrual".
    """

    department: str
    company_name: str
    known: KnownChart | None
    rows: list[Standing]
    item: str

    @property
    def is_complete(self) -> bool:
        """Whether everything that is needed is mapped, and rightly, to accounts with numbers (S0-02)."""
        numbered = self.known is not None and self.known.account_numbers
        return numbered and not self.item and not any(row.is_red for row in self.rows)


@dataclass(frozen=True)
class Mapping:
    """What people do with the chart. `uses` tells what a department uses; `today` is the books' own date."""

    store: Store
    engine: Engine
    now: Now
    new_id: NewId
    today: Callable[[], date]
    uses: Callable[[str], Uses]

    def look(self, department: str) -> Chart:
        """Every account of the chart as it stands today, against what is known of the books."""
        with self.store.reading() as session:
            connection = connection_of(session, department)
            realm = connection.realm if connection else ""
            rows, known = self._standings(session, department, realm), session.get(KnownChart, realm)
            accrued = next((one.mapped for one in rows if one.row.number == ACCRUED_SALES), None)
            item = "" if self.uses(department).ar else wrong_with_item(known, accrued)
            return Chart(department, connection.company_name if connection else "", known, rows, item)

    def search(self, department: str, text: str, number: str = "") -> list[KnownAccount]:
        """At most 100 active accounts of the books with the text in name or number.

        Those that fit our account of the given number come first, then those beginning with the text.
        """
        key = " ".join(text.casefold().split())
        with self.store.reading() as session:
            realm = _connected(session, department).realm
            accounts = select(KnownAccount).where(KnownAccount.realm == realm, col(KnownAccount.active))
            found = [one for one in session.exec(accounts) if key in f"{one.number} {one.name}".casefold()]
            row = next((row for row in chart(session, department) if row.number == number), None)
        wanted = expected(row.cls, ar=self.uses(department).ar) if row else ()

        def first(one: KnownAccount) -> tuple[bool, bool, str, str]:
            fits = any(kind.fits(one.type, one.subtype) for kind in wanted)
            begins = one.number.startswith(key) or one.name.casefold().startswith(key)
            return not fits, not begins, one.number or "~", one.name.casefold()

        return sorted(found, key=first)[:MOST_FOUND]

    def map(self, department: str, number: str, books_id: str, *, by: str, start: date | None = None) -> Mapped:
        """Put an account of the books behind one of ours; raises Problem for one that would break the model.

        One that carries a balance here moves only at the `start` of a month; anything else moves at once.
        """
        with self.store.writing() as session:
            connection = _connected(session, department)
            audit.in_turn(session, f"mapping:{department}")
            row = _row(session, department, number)
            account = self._checked(session, connection.realm, row, books_id, department)
            old = latest(session, department, number, connection.realm)
            if old and old.books_id == books_id:
                return old
            new, before = self._mapped(department, row, account, by), _words(old)
            if old and row.cls in BALANCE_SHEET and journal.balance(session, number, department=department):
                new.valid_from = month_boundary(session, department, row, old, start)
            elif old:
                new.valid_from = old.valid_from
            session.merge(new)
            self._audit(session, by, department, row, f"from {before} to {_words(new)}{_since(new)}")
            return new

    def add(self, department: str, number: str, name: str, cls: AccountClass, *, by: str) -> ChartRow:
        """Give a department another account of a class that may have several (S0-09)."""
        row = ChartRow(number.strip(), name.strip(), cls)
        with self.store.writing() as session:
            audit.in_turn(session, f"mapping:{department}")
            check_new(row, chart(session, department))
            session.add(OwnAccount(department=department, number=row.number, name=row.name, kind=cls.value))
            self._audit(session, by, department, row, f"added to {cls}", act="account added")
        return row

    def pull(self, department: str, *, by: str, place: str = "") -> Order:
        """Have the accounts read from the books."""
        return self._order(PULL, department, "", by, place)

    def create(self, department: str, number: str, *, by: str, place: str = "") -> Order:
        """Have a missing account created in the books, of the right type, and mapped (S0-05)."""
        with self.store.reading() as session:
            _row(session, department, number)
        return self._order(CREATE, department, number, by, place)

    def create_missing(self, department: str, *, by: str, place: str = "") -> Order:
        """Have all that is needed created and mapped, or mapped alone where the books have the same."""
        return self._order(CREATE_MISSING, department, "", by, place)

    def fix_item(self, department: str, *, by: str, place: str = "") -> Order:
        """Have the item "Sales Accrual" created, or pointed at Accrued Sales (S0-11)."""
        with self.store.reading() as session:
            realm = _connected(session, department).realm
            if latest(session, department, ACCRUED_SALES, realm) is None:
                raise Problem("The item needs the account Accrued Sales.", next_step="Map Accrued Sales first.")
        return self._order(FIX_ITEM, department, ACCRUED_SALES, by, place)

    def _standings(self, session: Session, department: str, realm: str) -> list[Standing]:
        rows, uses = chart(session, department), self.uses(department)
        have = all_mapped(session, department, realm, self.today())
        in_the_end = all_mapped(session, department, realm, date.max)
        needed = {row.number for row in lacking(rows, set(have), uses)} | accounts_used(session, department)
        return [
            Standing(
                row,
                in_words(row.cls, ar=uses.ar),
                now := have.get(row.number),
                later if (later := in_the_end.get(row.number)) != now else None,
                row.number in needed or required(row, uses),
                wrong_with(session, realm, row, now, uses),
            )
            for row in rows
        ]

    def _order(self, workflow: str, department: str, number: str, by: str, place: str) -> Order:
        order = Order(self.new_id(), department, number, by, place)
        with self.store.writing() as session:
            realm = _connected(session, department).realm
            self.engine.enqueue(session, workflow, order.text(), key=f"{workflow}:{order.id}", partition=realm)
        return order

    def _checked(self, session: Session, realm: str, row: ChartRow, books_id: str, department: str) -> KnownAccount:
        account = session.get(KnownAccount, (realm, books_id))
        if account is None:
            raise Problem("QuickBooks has no such account.", field="account", next_step=READ_AGAIN)
        known = session.get(KnownChart, realm)
        try:
            if reason := unusable(account, known):
                raise Problem(f"{account.name} {reason}.", next_step="Choose another account.")
            check_type(row, account.name, account.type, account.subtype, ar=self.uses(department).ar)
            check_alone(session, department, realm, row, account)
        except Problem as problem:
            raise Problem(problem.sentence, field="account", next_step=problem.next_step) from None
        return account

    def _mapped(self, department: str, row: ChartRow, account: KnownAccount, by: str) -> Mapped:
        return Mapped(
            department=department,
            account=row.number,
            valid_from=ALWAYS,
            realm=account.realm,
            books_id=account.books_id,
            books_name=account.name,
            books_number=account.number,
            books_type=account.type,
            books_subtype=account.subtype,
            by=by,
            at=self.now(),
        )

    def _audit(
        self, session: Session, by: str, department: str, row: ChartRow, detail: str, act: str = "account mapped"
    ) -> None:
        subject = f"account:{department}:{row.number}"
        audit.record(session, at=self.now(), by=by, act=act, subject=subject, detail=f"{row.name}: {detail}")


def _connected(session: Session, department: str) -> Connection:
    connection = connection_of(session, department)
    if connection is None:
        raise Problem(f"{department} is not connected to QuickBooks.", next_step="Connect it: /accounting connect.")
    return connection


def _row(session: Session, department: str, number: str) -> ChartRow:
    for row in chart(session, department):
        if row.number == number:
            return row
    raise Problem(f"There is no account {number} in the chart of {department}.")


def _words(mapped: Mapped | None) -> str:
    return f"{mapped.books_number} {mapped.books_name}".strip() if mapped else "nothing"


def _since(mapped: Mapped) -> str:
    return "" if mapped.valid_from == ALWAYS else f" since {mapped.valid_from}"
