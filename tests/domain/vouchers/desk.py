"""A desk for tests of vouchers: the worked January on a prepared database, the engine, and QuickBooks on this machine.

Anna prepares, Bo is a controller, Cara an approver. Time is January's; it moves when a test turns it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any

from sqlmodel import select

from domain.accounts.account import ALWAYS, CHART, Mapped
from domain.books.documents import Document, DocumentBooks, NewAccount, NewDocument
from domain.books.port import NameKind, NewName
from domain.books.quickbooks import QuickBooksOnline
from domain.books.quickbooks_documents import QuickBooksDocuments
from domain.books.tokens import ConnectionTokens
from domain.clock import new_id, wall_now
from domain.closing.noting import SHOW as SHOW_CLOSE
from domain.connections.pace import Pace
from domain.counterparties.counterparty import CounterpartyLink
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import ATTACH, POST, REMOVE, Delivery, delivery_of
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending
from domain.engine import Engine
from domain.ledger.journal import balances
from domain.role import Role
from domain.store import Store
from domain.vouchers.approving import Approving
from domain.vouchers.limits import Rules
from domain.vouchers.posting import SHOW, Posting
from domain.vouchers.undoing import Undoing
from domain.vouchers.voucher import Voucher
from domain.vouchers.voucher_matter import VoucherMatter
from domain.vouchers.vouching import Bill, Vouching
from standins.quickbooks import person
from standins.quickbooks.running import Running
from tests.domain.books.company import Site, site_on
from tests.domain.january import BILLS, REALM, January

ANNA, BO, CARA = "anna", "bo", "cara"
ROLES = {ANNA: {Role.CLERK}, BO: {Role.CONTROLLER}, CARA: {Role.APPROVER}, "dee": {Role.CONTROLLER}}
BEYOND_TOLERANCE = ("V-2", "V-6")
MAPPED = {
    "2110": NewAccount("Accrued AP", "2110", "Other Current Liability", "AccruedLiabilities"),
    "5010": NewAccount("Purchases", "5010", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
}


class Killed(BaseException):
    """The process dies here; no code of ours sees it."""


class Forgetful:
    """Books that do not honour a requestid: every request is a new one to them."""

    def __init__(self, books: QuickBooksDocuments) -> None:
        self._books = books

    def __getattr__(self, name: str) -> Any:
        return getattr(self._books, name)

    def create_document(self, new: NewDocument, request_id: str) -> Document:
        assert len(request_id) <= 36
        return self._books.create_document(new, new_id())


@dataclass
class Desk:
    """What an accounting team has at hand in a test. `rules` may be set; `dies_at` kills the work at a named point."""

    site: Site
    store: Store
    engine: Engine
    january: January
    rules: Rules = field(default_factory=Rules)
    shown: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    dies_at: set[str] = field(default_factory=set)
    died: Event = field(default_factory=Event)
    forgetful: bool = False
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = self.january.now
        self.deliveries = Deliveries(self.store, self.engine, now)
        self.posting = Posting(self.deliveries, new_id)
        self.vouching = Vouching(self.store, now, new_id, wall_now, lambda _: self.rules)
        self.approving = Approving(self.store, self.posting, now, lambda _: self.rules, self.roles)
        self.undoing = Undoing(self.store, self.posting, now, lambda _: self.rules, self.roles)
        self.matter = VoucherMatter(self.posting, lambda _: self.rules, self.shown.append)
        about = (self.store, self.engine, now, self.books, {"voucher": self.matter}, self.at)
        self.sending, self.removing = Sending(*about), Removing(*about)

    @property
    def workflows(self) -> dict[str, Any]:
        return {
            POST: self.sending.post,
            ATTACH: self.sending.attach,
            SHOW: self.matter.tell,
            REMOVE: self.removing.remove,
            SHOW_CLOSE: bool,  # the message of a close is nobody's concern here
        }

    def roles(self, person: str) -> set[Role]:
        return ROLES.get(person, set())

    def at(self, point: str) -> None:
        self.points.append(point)
        if point in self.dies_at:
            self.dies_at.remove(point)
            self.died.set()
            raise Killed(point)

    def dies(self) -> None:
        """Wait until the work has been killed."""
        assert self.died.wait(10), f"was not killed; passed {self.points}"

    def books(self, connection_id: str) -> DocumentBooks:
        connection = self.site.connecting.find(connection_id)
        pace = Pace(self.store, self.site.hands.now, self.site.hands.sleep)
        online = QuickBooksOnline(self.site.standin.url, pace, self.site.hands.sleep)
        books = online.documents(connection.realm, ConnectionTokens(self.site.tokens, connection.id))
        return Forgetful(books) if self.forgetful else books

    def connects(self) -> None:
        """QuickBooks is connected, has our vendors and accounts, and they are linked and mapped."""
        connection = self.site.connect().connection
        names, books = self.site.books(), self.books(connection.id)
        for name in ("RecycleCo", "FastTruck", "OceanX", "Agent Lee"):
            made = names.create_name(NewName(name, NameKind.VENDOR, name), name)
            self._link(self.january.parties[name], made.id)
        books.create_account(NewAccount("Bank", "1000", "Bank", "Checking"), "bank")
        made_accounts = {number: books.create_account(new, number).id for number, new in MAPPED.items()}
        with self.store.writing() as session:
            for row in CHART:
                books_id = made_accounts.get(row.number, made_accounts["5010"])
                session.add(_mapped(row.number, row.name, books_id, self.january.now()))
        self.accrued_ap = made_accounts["2110"]

    def drafts(self, name: str, **other: Any) -> str:
        """A bill of January as Anna's draft; its id."""
        bill = BILLS[name]
        draft = self.vouching.open_draft("main", by=ANNA).id
        self.ids[name] = draft
        self.vouching.choose_vendor(draft, self.january.parties[bill.vendor], by=ANNA)
        self.vouching.tick(draft, [self.january.accrual(*where).id for where in bill.accruals], by=ANNA)
        self.vouching.tick(draft, [self.january.adjustment(one).id for one in bill.adjustments], by=ANNA)
        said = Bill(number=bill.number, amount=bill.amount, invoice_date=bill.on, posting_date=bill.on)
        said = replace(said, variance_reason="The vendor is right." if name in BEYOND_TOLERANCE else "")
        self.vouching.set_bill(draft, replace(said, **other), by=ANNA)
        return draft

    def sets(self, draft: str, **said: Any) -> None:
        """Anna writes down what a bill says."""
        self.vouching.set_bill(draft, Bill(**said), by=ANNA)

    def maps(self, number: str, account: str) -> None:
        """Another account of QuickBooks stands behind ours from now on."""
        new = NewAccount(f"Account {account}", account, "Other Current Liability", "AccruedLiabilities")
        connection = self.site.connecting.connection("main")
        books_id = self.books(connection.id).create_account(new, account).id
        with self.store.writing() as session:
            session.merge(_mapped(number, new.name, books_id, self.january.now()))

    def account_id(self, number: str) -> str:
        return next(str(one["Id"]) for one in self.documents("Account") if one.get("AcctNum") == number)

    def submits(self, name: str, **other: Any) -> str:
        draft = self.drafts(name, **other)
        self.approving.submit(draft, by=ANNA)
        return draft

    def approves(self, voucher_id: str, by: str = BO) -> Voucher:
        return self.approving.approve(voucher_id, self.voucher(voucher_id).fingerprint, by=by)

    def posts(self, name: str, **other: Any) -> str:
        """From the draft to QuickBooks."""
        voucher_id = self.submits(name, **other)
        self.approves(voucher_id)
        self.engine.settle()
        return voucher_id

    def undoes(self, name: str, reason: str = "It was wrong.", **other: Any) -> Voucher:
        self.undoing.undo(self.ids[name], reason, by=BO, **other)
        self.engine.settle()
        return self.voucher(self.ids[name])

    def turns(self, **length: float) -> None:
        """Time passes, and what is due goes on."""
        self.january.moment += timedelta(**length)
        self.deliveries.resume_due()
        self.engine.settle()

    def voucher(self, voucher_id: str) -> Voucher:
        return self.vouching.voucher(voucher_id)

    def delivery(self, voucher_id: str) -> Delivery:
        with self.store.reading() as session:
            found = delivery_of(session, f"voucher:{voucher_id}")
        assert found is not None
        return found

    def documents(self, entity: str = "Bill") -> list[dict[str, Any]]:
        """What QuickBooks holds."""
        found: list[dict[str, Any]] = self.site.standin.company().all(entity)
        return found

    def person(self, act: str, **body: Any) -> Any:
        """Somebody does something inside QuickBooks."""
        return person.ACTS[act](self.site.standin.company(), body)[1]

    def journal(self, as_of: date | None = None) -> dict[str, int]:
        """Accounts that are not at zero."""
        with self.store.reading() as session:
            return {a: amount for a, amount in balances(session, department="main", as_of=as_of).items() if amount}

    def restarts(self) -> None:
        """The process comes up again and takes over what it left."""
        self.engine.stop()
        self.engine.start(self.workflows)
        self.engine.settle()

    def _link(self, party_id: str, books_id: str) -> None:
        with self.store.writing() as session:
            links = select(CounterpartyLink).where(CounterpartyLink.counterparty_id == party_id)
            session.exec(links).one().books_id = books_id


def _mapped(number: str, name: str, books_id: str, at: datetime) -> Mapped:
    return Mapped(
        department="main",
        account=number,
        valid_from=ALWAYS,
        realm=REALM,
        books_id=books_id,
        books_name=name,
        books_type="Other Current Liability",
        by=BO,
        at=at,
    )


@contextmanager
def voucher_desk(url: str, standin: Running) -> Iterator[Desk]:
    """A desk over a prepared database; nothing has happened in January yet."""
    store = Store(url)
    site = site_on(standin, store)
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    desk = Desk(site, store, engine, January(store))
    engine.start(desk.workflows)
    try:
        desk.connects()
        yield desk
    finally:
        engine.stop()
        store.close()
