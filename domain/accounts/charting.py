"""What the books alone can do for a chart: tell their accounts, create a missing one, keep the item "Sales Accrual"."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlmodel import Session, col, update

from domain import audit
from domain.accounts.account import ChartRow, KnownAccount, KnownChart, mapped
from domain.accounts.expected import expected
from domain.accounts.filling import Filling, is_same
from domain.accounts.mapping import ACCRUED_SALES, Mapping
from domain.accounts.order import Order, Show, carry_out, read_order
from domain.books.documents import BooksAccount, BooksItem, DocumentBooks, NewAccount
from domain.connections.connection import connection_of
from domain.counterparties.names import exact_key, without_deleted_mark
from domain.engine import Patience
from domain.problems import BooksDisconnected, BooksRefused, Problem
from domain.store import upsert

SALES_ITEM: Final = "Sales Accrual"
NAME_TAKEN: Final = "6240"


@dataclass(frozen=True)
class Charting:
    """The workflows. `books` opens those of a connection; `show` shows the chart at an order's place, with words."""

    mapping: Mapping
    books: Callable[[str], DocumentBooks]
    show: Show
    patience: Patience | None = None

    def pull(self, subject: str) -> None:
        """Workflow `pull-accounts`."""
        carry_out(self.mapping.engine, subject, self._pull, self.show, self.patience)

    def create(self, subject: str) -> None:
        """Workflow `create-account`."""
        carry_out(self.mapping.engine, subject, self._create, self.show, self.patience)

    def create_missing(self, subject: str) -> None:
        """Workflow `create-missing-accounts`."""
        carry_out(self.mapping.engine, subject, self._create_missing, self.show, self.patience)

    def fix_item(self, subject: str) -> None:
        """Workflow `fix-sales-item`."""
        carry_out(self.mapping.engine, subject, self._fix_item, self.show, self.patience)

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped the workflow: the person hears of it."""
        self.show(read_order(subject), words)

    def _pull(self, order: Order) -> str:
        realm, books = self._open(order)
        self._keep(realm, books)
        return ""

    def _create(self, order: Order) -> str:
        realm, books = self._open(order)
        row = self._row(order)
        wanted = expected(row.cls, ar=self.mapping.uses(order.department).ar)[0]
        found = next(
            (one for one in books.accounts() if is_same(one, row) and wanted.fits(one.type, one.subtype)), None
        )
        account = found or self._created(books, row, order)
        self._keep(realm, books)
        self.mapping.map(order.department, row.number, account.id, by=order.by)
        return f"{row.number} {row.name} is mapped to {account.name} in QuickBooks."

    def _create_missing(self, order: Order) -> str:
        """One after the other, so that what QuickBooks refuses keeps none of the others; those of the same number or
        name are mapped."""
        self._pull(order)
        filling, created = Filling(self.mapping), 0
        done, refused = filling.map_alike(order.department, by=order.by)
        for row in filling.missing(order.department):
            try:
                self._create(replace(order, id=_one_of(order, row), about=row.number))
                created += 1
            except BooksRefused as problem:
                refused.append(f"{row.number} {row.name}: {problem.words()}")
        return " ".join([f"{created:,} created and {len(done):,} mapped.", *refused])

    def _created(self, books: DocumentBooks, row: ChartRow, order: Order) -> BooksAccount:
        wanted = expected(row.cls, ar=self.mapping.uses(order.department).ar)[0]
        subtype = wanted.subtypes[0] if wanted.subtypes else ""
        new = NewAccount(row.name, row.number, wanted.type, subtype)
        try:
            made = books.create_account(new, order.id)
        except BooksRefused as refused:
            if refused.code != NAME_TAKEN:
                raise
            raise BooksRefused(
                f"QuickBooks has an account named {row.name} already.",
                next_step="Map it, or rename it there and try again.",
            ) from None
        self._audit(order, "account created in QuickBooks", f"{made.number} {made.name} ({made.type}/{made.subtype})")
        return made

    def _fix_item(self, order: Order) -> str:
        realm, books = self._open(order)
        with self.mapping.store.reading() as session:
            target = mapped(session, order.department, ACCRUED_SALES, self.mapping.today())
        if target is None:
            raise Problem("The item needs the account Accrued Sales.", next_step="Map Accrued Sales first.")
        item = _sales_item(books.items())
        if item is None:
            books.create_item(SALES_ITEM, target.books_id, order.id)
        elif item.account_id != target.books_id or not item.active:
            books.point_item(item.id, target.books_id, order.id)
        self._audit(order, "item Sales Accrual set", f"income account {target.books_name}")
        self._keep(realm, books)
        return f"The item {SALES_ITEM} points at {target.books_name}."

    def _open(self, order: Order) -> tuple[str, DocumentBooks]:
        with self.mapping.store.reading() as session:
            connection = connection_of(session, order.department)
        if connection is None:
            raise BooksDisconnected("QuickBooks was disconnected.", next_step="Connect it again.")
        return connection.realm, self.books(connection.id)

    def _row(self, order: Order) -> ChartRow:
        rows = self.mapping.look(order.department).rows
        return next(one.row for one in rows if one.row.number == order.about)

    def _keep(self, realm: str, books: DocumentBooks) -> None:
        """Write down the whole chart as it is now; an account that is no longer told is no longer usable."""
        accounts, preferences, item = books.accounts(), books.preferences(), _sales_item(books.items())
        usable = item if item and item.active else None
        with self.mapping.store.writing() as session:
            _replace(session, realm, accounts)
            session.merge(
                KnownChart(
                    realm=realm,
                    at=self.mapping.now(),
                    account_numbers=preferences.account_numbers,
                    home_currency=preferences.home_currency,
                    item_id=usable.id if usable else "",
                    item_account_id=usable.account_id if usable else "",
                    tax_code_id=preferences.tax_code_id,
                )
            )

    def _audit(self, order: Order, act: str, detail: str) -> None:
        with self.mapping.store.writing() as session:
            subject = f"account:{order.department}:{order.about}"
            audit.record(session, at=self.mapping.now(), by=order.by, act=act, subject=subject, detail=detail)


def _one_of(order: Order, row: ChartRow) -> str:
    """The id of one of the requests of an order; the same each time."""
    return hashlib.sha256(f"{order.id}:{row.number}".encode()).hexdigest()[:32]


def _sales_item(items: Sequence[BooksItem]) -> BooksItem | None:
    """The item of that name, rather an active one."""
    named = [one for one in items if exact_key(without_deleted_mark(one.name)) == exact_key(SALES_ITEM)]
    return max(named, key=lambda one: one.active, default=None)


def _replace(session: Session, realm: str, accounts: Sequence[BooksAccount]) -> None:
    told = [
        {
            "realm": realm,
            "books_id": one.id,
            "name": one.name,
            "number": one.number,
            "type": one.type,
            "subtype": one.subtype,
            "currency": one.currency,
            "active": one.active,
        }
        for one in accounts
    ]
    session.exec(update(KnownAccount).where(col(KnownAccount.realm) == realm).values(active=False))
    upsert(session, KnownAccount, told)
