"""A desk for tests of accounts and terms: a prepared database, the engine, QuickBooks, and the verbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import col, select

from domain.accounts import mapping, terming
from domain.accounts.account import Uses
from domain.accounts.charting import Charting
from domain.accounts.mapping import Mapping, Standing
from domain.accounts.order import Order
from domain.accounts.terming import Terming, TermWork
from domain.audit import AuditLine
from domain.books.documents import DocumentBooks, NewAccount
from domain.books.quickbooks import QuickBooksOnline
from domain.books.quickbooks_documents import QuickBooksDocuments
from domain.books.tokens import ConnectionTokens
from domain.clock import new_id, wall_now
from domain.connections.pace import Pace
from domain.engine import Engine
from domain.ledger import journal
from domain.ledger.journal import NewLine, Route
from domain.store import Store
from standins.quickbooks import person
from standins.quickbooks.running import Running
from tests.domain.books.company import Site, site_on


@dataclass
class ChartDesk:
    """What a controller has at hand in a test. `uses` and `today` may be set."""

    site: Site
    store: Store
    engine: Engine
    uses: Uses = field(default_factory=Uses)
    today: date = date(2025, 1, 20)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        now = self.site.now
        self.mapping = Mapping(self.store, self.engine, now, new_id, lambda: self.today, lambda _: self.uses)
        self.charting = Charting(self.mapping, self.open, self.show)
        self.terming = Terming(self.store, self.engine, now, new_id)
        self.term_work = TermWork(self.terming, self.open, self.show)

    def start(self) -> None:
        self.engine.start(
            {
                mapping.PULL: self.charting.pull,
                mapping.CREATE: self.charting.create,
                mapping.CREATE_MISSING: self.charting.create_missing,
                mapping.FIX_ITEM: self.charting.fix_item,
                terming.PULL: self.term_work.pull,
                terming.CREATE: self.term_work.create,
            }
        )
        self.site.connect()

    def open(self, connection_id: str) -> DocumentBooks:
        return self.books(connection_id)

    def books(self, connection_id: str = "") -> QuickBooksDocuments:
        connection = self.site.connecting.connection("main")
        online = QuickBooksOnline(
            self.site.standin.url, Pace(self.store, self.site.hands.now, self.site.hands.sleep), self.site.hands.sleep
        )
        return online.documents(connection.realm, ConnectionTokens(self.site.tokens, connection.id))

    def show(self, order: Order, words: str) -> None:
        self.told.append(words)

    def account(self, number: str, name: str, type: str, subtype: str) -> str:
        """An account of QuickBooks."""
        return self.books().create_account(NewAccount(name, number, type, subtype), new_id()).id

    def pulls(self) -> None:
        self.mapping.pull("main", by="U1")
        self.engine.settle()

    def standing(self, number: str) -> Standing:
        return next(one for one in self.mapping.look("main").rows if one.row.number == number)

    def person(self, act: str, **body: Any) -> Any:
        return person.ACTS[act](self.site.standin.company(), body)[1]

    def enters(self, account: str, amount: int, on: date) -> None:
        """A journal entry of ours."""
        with self.store.writing() as session:
            journal.append(
                session,
                route=Route.OBSERVED,
                on=on,
                event="opening",
                department="main",
                realm="r",
                actor="U1",
                at=self.site.now(),
                lines=[NewLine(account, amount), NewLine(journal.BEFORE_GO_LIVE, -amount)],
            )

    def audit(self, act: str) -> list[str]:
        with self.store.reading() as session:
            lines = session.exec(select(AuditLine).where(AuditLine.act == act).order_by(col(AuditLine.id)))
            return [line.detail for line in lines]


@contextmanager
def chart_desk(url: str, standin: Running) -> Iterator[ChartDesk]:
    """A connected desk over a database."""
    store = Store(url)
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    desk = ChartDesk(site_on(standin, store), store, engine)
    desk.start()
    try:
        yield desk
    finally:
        engine.stop()
        store.close()
