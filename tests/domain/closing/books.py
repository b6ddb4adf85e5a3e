"""A light desk: January on a store of its own, work and books within the test, for everything that can go wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from domain.accounts.account import ALWAYS, CHART, Mapped
from domain.clock import new_id
from domain.closing.closing import Closing
from domain.closing.closing_entry import ClosingEntry, entries_of
from domain.closing.closing_matter import ClosingMatter
from domain.closing.looking import Looking
from domain.closing.noting import Noting
from domain.closing.packet import as_json
from domain.closing.preparing import Preparing
from domain.closing.reopening import Reopenings
from domain.closing.reversing import Reversing
from domain.closing.signing import READ, Signing
from domain.connections.connection import Connection
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import ATTACH, POST
from domain.deliveries.sending import Sending
from domain.departments.department_settings import DepartmentSettings
from domain.problems import BooksUnavailable
from domain.role import Role
from domain.store import Store
from domain.worksheets.adjusting import Adjusting
from tests.databases import Databases
from tests.domain.january import REALM, January
from tests.domain.vouchers.inline import InlineBooks, InlineEngine

ANNA, BO, CARA, DEE = "anna", "bo", "cara", "dee"
ROLES = {ANNA: {Role.CLERK}, BO: {Role.CONTROLLER}, CARA: {Role.APPROVER}, DEE: {Role.CONTROLLER}}


@dataclass
class Books(InlineBooks):
    """QuickBooks within the test, whose closing date a person sets."""

    closed: date | None = None
    away: bool = False

    def closing_date(self) -> date | None:  # type: ignore[override]
        if self.away:
            raise BooksUnavailable("QuickBooks does not answer.")
        return self.closed


@dataclass
class Green:
    """Proofs that are as the test says."""

    is_green: bool = True

    def green(self, department: str, month: str) -> bool:
        return self.is_green

    def as_file(self, department: str, month: str) -> bytes:
        return as_json({"green": self.is_green})


@dataclass(repr=False)
class LightDesk:
    """Every act of a close."""

    january: January
    books: Books = field(default_factory=Books)
    proofs: Green = field(default_factory=Green)
    engine: InlineEngine = field(default_factory=InlineEngine)

    def __post_init__(self) -> None:
        store, now = self.january.store, self.january.now
        noting = Noting(self.engine, now, new_id)  # type: ignore[arg-type]
        self.deliveries = Deliveries(store, self.engine, now)  # type: ignore[arg-type]
        reversing = Reversing(store, noting)
        matters = {"closing": ClosingMatter(reversing, lambda _: None)}
        self.preparing = Preparing(store, noting, self.roles)
        self.closing = Closing(store, self.deliveries, noting, self.roles)
        self.signing = Signing(store, self.engine, noting, lambda _: self.books, self.proofs, self.roles)  # type: ignore[arg-type]
        self.reopenings = Reopenings(self.closing, self.signing, reversing, self.roles)
        self.looking = Looking(store, self.proofs)
        sending = Sending(store, self.engine, now, lambda _: self.books, matters)  # type: ignore[arg-type]
        self.engine.workflows = {POST: sending.post, ATTACH: sending.attach, READ: self.signing.look}

    @contextmanager
    def copied(self, databases: Databases) -> "Iterator[LightDesk]":
        """The same on a copy of its database, which a test may change."""
        self.store.close()
        twin = copy(self.january)
        with databases.opened(self.store.url) as twin.store:
            twin.worksheets = replace(self.january.worksheets, store=twin.store, now=twin.now, new_id=twin.new_id)
            twin.adjusting = Adjusting(twin.worksheets)
            yield LightDesk(twin)

    @property
    def store(self) -> Store:
        return self.january.store

    def roles(self, person: str) -> set[Role]:
        return ROLES.get(person, set())

    def works(self) -> None:
        """All that was promised is carried out."""
        while self.engine.promised:
            self.engine.run()

    def entries(self, month: str, department: str = "main") -> list[ClosingEntry]:
        with self.store.reading() as session:
            return entries_of(session, department, month)

    def posts_entry(self, month: str, department: str = "main") -> list[ClosingEntry]:
        """Anna proposes, Bo approves what she saw, QuickBooks takes it."""
        proposed = self.closing.propose(department, month, by=ANNA)
        self.closing.approve(department, month, proposed[0].fingerprint, by=BO)
        self.works()
        return self.entries(month, department)

    def closes(self, month: str, department: str = "main") -> list[ClosingEntry]:
        """Locked and posted."""
        self.preparing.lock(department, month, by=ANNA)
        return self.posts_entry(month, department)

    def signs(self, month: str, closed: date) -> None:
        """Cash reconciled, the closing date set and read, the month signed."""
        self.signing.reconciled("main", month, "bank.pdf", "application/pdf", b"%PDF", by=CARA)
        self.books.closed = closed
        self.signing.read("main", month)
        self.signing.sign("main", month, by=BO)


@contextmanager
def light_desk(url: str, *, ar_on: bool = True, **settings: bool) -> Iterator[LightDesk]:
    """A connected desk whose every account is mapped, before anything has happened."""
    store = Store(url)
    january = January(store, ar_on=ar_on)
    connects(january)
    with store.writing() as session:
        session.add(DepartmentSettings(department="main", ar_on=ar_on, uses_tax=True, **settings))
    yield LightDesk(january)
    store.close()


def connects(january: January) -> None:
    """Main is connected, and an account of QuickBooks stands behind each of ours."""
    at = datetime(2025, 1, 1, tzinfo=UTC)
    tokens = {"access_token": "", "refresh_token": "", "obtained_at": at}
    dates = {"access_expires_at": at, "refresh_expires_at": at, "connected_at": at, "connected_by": "bo"}
    with january.store.writing() as session:
        session.add(Connection(id="c1", realm=REALM, company_name="Acme", environment="sandbox", **tokens, **dates))
        for row in CHART:
            session.add(mapping(row.number, f"9{row.number}", at))


def mapping(account: str, books_id: str, at: datetime) -> Mapped:
    """What stands behind one of our accounts."""
    return Mapped(
        department="main",
        account=account,
        valid_from=ALWAYS,
        realm=REALM,
        books_id=books_id,
        books_name=account,
        books_type="",
        by="bo",
        at=at,
    )
