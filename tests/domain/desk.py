"""A desk for tests of durable work: a prepared database, the engine, QuickBooks on this machine, and the verbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlmodel import select

from domain.clock import new_id, wall_now
from domain.counterparties.counterparty import Counterparty, CounterpartyLink
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.mirroring import MIRROR, TELL, Mirroring
from domain.counterparties.reflecting import Reflecting
from domain.counterparties.registering import Registering
from domain.engine import Engine
from domain.store import Store
from domain.syncs.bringing import BRING, UNDO, Bringing
from domain.syncs.keeping import Keeping
from domain.syncs.sync import SyncRow, SyncRun
from domain.syncs.syncing import PLAN, RUN, SHOW, Syncing
from domain.syncs.telling import Telling
from standins.quickbooks.running import Running
from tests.domain.books.company import Site, site_on

BOTH = (TradeRole.CUSTOMER, TradeRole.SUPPLIER)


@dataclass
class Desk:
    """What an accountant has at hand in a test."""

    store: Store
    engine: Engine
    site: Site
    registering: Registering
    syncing: Syncing
    telling: Telling
    mirroring: Mirroring
    bringing: Bringing
    keeping: Keeping
    shown: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def has(self, name: str, *roles: TradeRole) -> Counterparty:
        """A counterparty of ours."""
        details = Details(name=name, roles=frozenset(roles or (TradeRole.CUSTOMER,)))
        return self.registering.create(details, by="U1").counterparty

    def plans(self, scope: str = "all") -> SyncRun:
        """Begin a sync and wait for its plan."""
        run = self.syncing.begin("main", scope, by="U1", asked_in="C1")
        self.engine.settle()
        return self.syncing.run(run.id)

    def confirms(self, run: SyncRun) -> SyncRun:
        """Confirm the plan as it stands and wait for the end."""
        self.syncing.confirm(run.id, self.syncing.run(run.id).revision, by="U2")
        self.engine.settle()
        return self.syncing.run(run.id)

    def row(self, run: SyncRun, name: str, role: TradeRole = TradeRole.CUSTOMER) -> SyncRow:
        return next(row for row in self.syncing.rows(run.id) if row.name == name and row.role is role)

    def links(self) -> list[CounterpartyLink]:
        with self.store.reading() as session:
            return list(session.exec(select(CounterpartyLink)))


@contextmanager
def desk_at(url: str, standin: Running) -> Iterator[Desk]:
    """A desk over a prepared database, connected to QuickBooks, its work running."""
    store = Store(url)
    site = site_on(standin, store)
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    syncing = Syncing(store, engine, site.now, new_id)
    shown: list[str] = []
    telling = Telling(store, engine, site.now, site.connecting.books_of, shown.append)
    mirroring, bringing = Mirroring(store, engine, site.now), Bringing(store, engine, site.now, new_id)
    reflecting, keeping = Reflecting(mirroring, site.connecting.books_of), Keeping(bringing, lambda *_: True)
    registering = Registering(store, site.now, new_id, mirror=mirroring.saved)
    told: list[str] = []
    engine.start(
        {PLAN: telling.plan, RUN: telling.run, SHOW: shown.append}
        | {MIRROR: reflecting.mirror, TELL: told.append, BRING: keeping.bring, UNDO: keeping.undo}
    )
    try:
        site.connect()
        yield Desk(store, engine, site, registering, syncing, telling, mirroring, bringing, keeping, shown, told)
    finally:
        engine.stop()
        store.close()
