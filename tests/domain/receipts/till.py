"""A till for tests of receipts: the worked January, an engine and books within the test, and a team.

Anna prepares, Bo and Dee are controllers, Cara an approver. Nothing reaches the books until `settles`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, cast

from sqlmodel import select

from domain.accounts.account import ALWAYS, CHART, KnownAccount, Mapped
from domain.books.documents import DocumentBooks
from domain.clock import new_id
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import ATTACH, POST
from domain.deliveries.matter import Matter
from domain.deliveries.sending import Sending
from domain.departments.department_settings import DepartmentSettings
from domain.engine import Engine
from domain.ledger.go_live import OpeningReceivable
from domain.ledger.journal import balances
from domain.receipts.deciding import Deciding
from domain.receipts.drafting import Drafting, Payment, Pays
from domain.receipts.matter import ReceiptMatter
from domain.receipts.posting import ReceiptPosting
from domain.receipts.receipt import ActState, Receipt, ReceiptAct
from domain.receipts.receivables import Receivable, Unapplied, open_receivables, unapplied_cash
from domain.receipts.using import Using
from domain.store import Store
from domain.vault import Vault
from domain.vouchers.limits import Rules
from domain.worksheets.worksheet import Worksheet
from tests.databases import Databases
from tests.domain.books.parts import VAULT_KEY, connected
from tests.domain.january import CR_4_UNDONE, PAYMENTS, REALM, January, day
from tests.domain.vouchers.desk import ANNA, BO, ROLES
from tests.domain.vouchers.inline import InlineBooks, InlineEngine

CHECKING, UNDEPOSITED, OFFICE = "b35", "b4", "b9"
GO_ON_FROM = 1_000_000


@dataclass
class Till:
    """What a cashier has at hand. `settings` may be changed; `books` may be QuickBooks, with a `bank` account there."""

    store: Store
    january: January
    settings: DepartmentSettings = field(default_factory=lambda: DepartmentSettings(department="main"))
    names: dict[str, str] = field(default_factory=dict)
    books: Any = field(default_factory=InlineBooks)
    inline: InlineEngine = field(default_factory=InlineEngine)
    bank: str = CHECKING

    def __post_init__(self) -> None:
        engine, now = cast(Engine, self.inline), self.january.now
        self.deliveries = Deliveries(self.store, engine, now)
        self.posting = ReceiptPosting(
            self.store, engine, self.deliveries, self.january.adjusting, now, new_id, lambda _: self.settings
        )
        roles: Any = lambda person: ROLES.get(person, set())  # noqa: E731
        self.drafting, self.using = Drafting(self.posting), Using(self.posting, roles)
        self.deciding = Deciding(self.posting, lambda _: Rules(), roles)
        self.matters: dict[str, Matter] = {"receipt": ReceiptMatter(self.posting, bool)}
        books = cast(DocumentBooks, self.books)
        sending = Sending(self.store, engine, now, lambda _: books, self.matters)
        self.inline.workflows |= {POST: sending.post, ATTACH: sending.attach}

    def drafts(self, customer: str, *pays: Pays, department: str = "main", **said: Any) -> str:
        """A payment as Anna's draft; its id."""
        id = self.drafting.open_draft(department, by=ANNA).id
        self.drafting.choose_customer(id, self.january.parties[customer], by=ANNA)
        usual = {"number": f"check {id[:6]}", "on": day(28), "deposit_id": self.bank}
        self.drafting.set_payment(id, Payment(**usual | said), by=ANNA)
        self.drafting.set_lines(id, pays, by=ANNA)
        return id

    def approves(self, act_id: str, by: str = BO) -> ReceiptAct:
        return self.deciding.approve(act_id, self.act(act_id).fingerprint, by=by)

    def submits(self, customer: str, *pays: Pays, **said: Any) -> str:
        id = self.drafts(customer, *pays, **said)
        self.deciding.submit(id, by=ANNA)
        return id

    def posts(self, customer: str, *pays: Pays, **said: Any) -> str:
        """From the draft to the books."""
        id = self.submits(customer, *pays, **said)
        self.approves(id)
        self.settles()
        return id

    def receives(self, name: str) -> None:
        """One of January's payments."""
        if name == CR_4_UNDONE:
            self.using.undo(self.names["CR-4"], on=day(31), reason="Of another company.", by=BO)
        elif PAYMENTS[name].of:
            paid = PAYMENTS[name]
            pays = {self.key(number): applied for number, applied, _ in paid.pays}
            act = self.using.apply_unapplied(self.names[paid.of], pays, on=paid.on, by=ANNA)
            self.names[name] = act.id
        else:
            paid = PAYMENTS[name]
            pays_ = [Pays(self.key(number), applied, discount) for number, applied, discount in paid.pays]
            said = {"on": paid.on, "amount": paid.cash, "fee": paid.fee, "unapplied": paid.unapplied}
            self.names[name] = self.posts(paid.customer, *pays_, **said)
        self.settles()

    def settles(self) -> None:
        """The books are told, and what waits goes on."""
        for _ in range(8):
            while self.inline.promised:
                self.inline.run()
            self.january.moment += timedelta(seconds=61)
            self.deliveries.resume_due()

    def key(self, number: str) -> str:
        """What the receivable of an invoice is told by."""
        with self.store.reading() as session:
            opening = session.exec(select(OpeningReceivable).where(OpeningReceivable.number == number)).first()
            return opening.id if opening else session.exec(select(Worksheet).where(Worksheet.number == number)).one().id

    def act(self, id: str) -> ReceiptAct:
        with self.store.reading() as session:
            return session.get_one(ReceiptAct, id)

    def state(self, id: str) -> ActState:
        return self.act(id).state

    def receipt(self, id: str) -> Receipt:
        with self.store.reading() as session:
            return session.get_one(Receipt, id)

    def owed(self, customer: str) -> dict[str, Receivable]:
        """Open invoices by number."""
        with self.store.reading() as session:
            return {one.number: one for one in open_receivables(session, "main", self.january.parties[customer])}

    def ahead(self, customer: str) -> list[Unapplied]:
        with self.store.reading() as session:
            return unapplied_cash(session, "main", self.january.parties[customer])

    def journal(self, as_of: date | None = None) -> dict[str, int]:
        """Accounts that are not at zero."""
        with self.store.reading() as session:
            return {a: amount for a, amount in balances(session, department="main", as_of=as_of).items() if amount}


@dataclass(frozen=True)
class Template:
    """A prepared database, the parties in it and the moment it stopped at."""

    databases: Databases
    url: str
    parties: dict[str, str]
    moment: datetime


@contextmanager
def prepared(databases: Databases, through: date) -> Iterator[Template]:
    """January up to a day in a database of its own."""
    with databases.new() as url:
        store = Store(url)
        january = begin(store, through)
        store.close()
        yield Template(databases, url, january.parties, january.moment)


def begin(store: Store, through: date) -> January:
    """January up to a day, accounts mapped and bank accounts known; no customer has paid."""
    connected(store, Vault(VAULT_KEY), realm=REALM)
    january = January(store).plays(through)
    with store.writing() as session:
        session.add_all([_mapped(row.number, row.name, january.now()) for row in CHART])
        session.add(_known(CHECKING, "Checking", "Bank", "Checking"))
        session.add(_known(UNDEPOSITED, "Undeposited Funds", "Other Current Asset", "UndepositedFunds"))
        session.add(_known(OFFICE, "Office Supplies", "Expense", "OfficeExpenses"))
    return january


@contextmanager
def till_of(template: Template) -> Iterator[Till]:
    """A till over a copy of a prepared database."""
    with template.databases.opened(template.url) as store:
        again = January(store, moment=template.moment, ids=count(GO_ON_FROM), parties=dict(template.parties))
        yield Till(store, again)


def _known(books_id: str, name: str, type: str, subtype: str) -> KnownAccount:
    return KnownAccount(realm=REALM, books_id=books_id, name=name, type=type, subtype=subtype)


def _mapped(number: str, name: str, at: datetime) -> Mapped:
    return Mapped(
        department="main",
        account=number,
        valid_from=ALWAYS,
        realm=REALM,
        books_id=f"q{number}",
        books_name=name,
        books_type="Other Current Asset",
        by=BO,
        at=at,
    )
