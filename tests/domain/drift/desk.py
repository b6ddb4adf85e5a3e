"""A controller's desk over the books: vouchers are posted to QuickBooks, somebody changes things there, and it is seen.

QuickBooks has every account and what stood there at go-live, so the proofs of January's vouchers agree.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, delete, select

from domain.accounts.account import CHART, Mapped
from domain.accounts.expected import expected
from domain.books.quickbooks import QuickBooksOnline
from domain.books.tokens import ConnectionTokens
from domain.clock import new_id, wall_now
from domain.connections.pace import Pace
from domain.deliveries.delivery import Delivery, delivery_of
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending
from domain.departments.department_settings import DepartmentSettings
from domain.drift.deciding import ASK, Deciding
from domain.drift.finding import SHOW, Drift, waiting
from domain.drift.restoring import DriftMatter
from domain.drift.watching_books import EVERY, MANY, WATCH, WatchingBooks
from domain.engine import Engine
from domain.proofs.proving import Proving
from domain.store import Store
from standins.quickbooks.running import Running
from tests.domain.books.company import site_on
from tests.domain.january import LAST, January, day
from tests.domain.vouchers import desk as vouchers

BO, SANDY = vouchers.BO, "Sandy Cole"


class Desk(vouchers.Desk):
    """Vouchers, the watch, and what is decided about its findings."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.told: list[str] = []
        self.many: list[str] = []
        self.matters: dict[str, Any] = {"voucher": self.matter}
        about = (self.store, self.engine, self.january.now, self.books, self.matters, self.at)
        self.sending, self.removing = Sending(*about), Removing(*about)
        self.restoring = DriftMatter(self.deliveries, self.matters, self.told.append)
        self.matters["drift"] = self.restoring
        self.proving = Proving(
            self.store, self.engine, self.january.now, new_id, lambda: date(2025, 2, 10), self.books, self.ledgers
        )
        self.watching = self.process(self.engine)
        undo = {"voucher": lambda id, by: self.undoing.undo(id, "It was deleted there.", by=by, accepted="gone")}
        self.deciding = Deciding(self.store, self.deliveries, self.matters, undo)

    def process(self, engine: Engine) -> WatchingBooks:
        """The watch as one process runs it."""
        online = self._online()
        return WatchingBooks(
            self.store,
            engine,
            self.site.now,
            new_id,
            lambda id: online.changes(*self._way_in(id)),
            self.books,
            self.ledgers,
            self.proving,
            self.matters,
        )

    @property
    def workflows(self) -> dict[str, Any]:
        ours = {WATCH: self.watching.look, SHOW: self.told.append, ASK: self.told.append, MANY: self.many.append}
        return super().workflows | ours

    def ledgers(self, department: str) -> Any:
        return self._online().ledger(*self._way_in(self.site.connecting.connection(department).id))

    def connects(self) -> None:
        """Every account of ours has one of its own in QuickBooks, with what stood there at go-live."""
        super().connects()
        company = self.site.standin.company()
        with self.store.writing() as session:
            session.execute(delete(Mapped))
            session.add(DepartmentSettings(department="main", ar_on=True))
        self.accounts: dict[str, str] = {}
        for row in CHART:
            kind = expected(row.cls, ar=True)[0]
            known = [one["Id"] for one in company.all("Account") if one.get("AcctNum") == row.number]
            if kind.type == "Accounts Payable":
                known = [one["Id"] for one in company.all("Account") if one["AccountType"] == kind.type]
            made = {"Name": row.name, "AcctNum": row.number, "AccountType": kind.type}
            made |= {"AccountSubType": kind.subtypes[0]} if kind.subtypes else {}
            self.accounts[row.number] = str(known[0] if known else company.create("Account", made)["Id"])
            with self.store.writing() as session:
                session.add(vouchers._mapped(row.number, row.name, self.accounts[row.number], self.january.now()))
        equity = company.create("Account", {"Name": "Opening", "AccountType": "Equity"})["Id"]
        self.keys("600.00", debit=equity, credit=self.accounts["2110"], date="2024-12-31")
        self.keys("5000.00", debit=self.accounts["1200"], credit=equity, date="2024-12-31")

    def keys(self, amount: str, *, debit: str, credit: str, date: str, number: str = "") -> str:
        """Sandy keys a journal entry; its id."""
        lines = [{"account": debit, "debit": amount}, {"account": credit, "credit": amount}]
        return str(self.person("journal-entry", lines=lines, date=date, number=number)["Id"])

    def looks(self) -> list[Drift]:
        """Five minutes later: every finding, the newest first."""
        self.site.turn(seconds=EVERY.total_seconds())
        self.january.moment += timedelta(minutes=5)
        assert self.watching.watch() == 1
        self.engine.settle()
        return self.findings()

    def findings(self) -> list[Drift]:
        with self.store.reading() as session:
            return list(session.exec(select(Drift).order_by(col(Drift.noticed_at).desc())))

    def waiting(self) -> list[str]:
        """The findings that need somebody."""
        with self.store.reading() as session:
            return [one.id for one in waiting(session, "main")]

    def drift(self) -> Drift:
        """The newest finding."""
        return self.findings()[0]

    def bill(self, number: str) -> dict[str, Any]:
        """A bill of QuickBooks by its number."""
        return next(one for one in self.documents() if one.get("DocNumber") == number)

    def red(self, on: date = LAST) -> dict[str, int]:
        """The proofs that do not agree, and by how much."""
        run = self.proving.prove("main", on, by=BO)
        return {proof.code: proof.difference for proof in self.proving.proofs(run.id) if not proof.ok}

    def standing(self, name: str) -> Delivery:
        """What is known of a voucher's document."""
        with self.store.reading() as session:
            found = delivery_of(session, f"voucher:{self.ids[name]}")
        assert found
        return found

    def _online(self) -> QuickBooksOnline:
        pace = Pace(self.store, self.site.hands.now, self.site.hands.sleep)
        return QuickBooksOnline(self.site.standin.url, pace, self.site.hands.sleep)

    def _way_in(self, connection_id: str) -> tuple[str, ConnectionTokens]:
        connection = self.site.connecting.find(connection_id)
        return connection.realm, ConnectionTokens(self.site.tokens, connection.id)


@contextmanager
def drift_desk(url: str, standin: Running) -> Iterator[Desk]:
    """A desk on 29 January: V-1 and V-2 are posted, and the watch has had its first look."""
    store = Store(url)
    site = site_on(standin, store)
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    desk = Desk(site, store, engine, January(store))
    engine.start(desk.workflows)
    try:
        desk.connects()
        desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)
        for name in ("V-1", "V-2"):
            desk.posts(name)
        site.turn(minutes=10)  # what stood there before the watch began is the tie-out's to tell
        assert desk.looks() == [], "what we wrote ourselves is no drift"
        yield desk
    finally:
        engine.stop()
        store.close()
