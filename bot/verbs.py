"""What the domain can do, fitted to one store, one engine, one clock and one accounting system."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlmodel import Session

from bot.settings import Settings
from domain.accounts.beginning import Beginning
from domain.accounts.mapping import Mapping
from domain.accounts.terming import Terming
from domain.books.balance_reports import LedgerBooks
from domain.books.changes import ChangingBooks
from domain.books.documents import DocumentBooks
from domain.books.intuit import Intuit, QuickBooksAccess
from domain.books.quickbooks import QuickBooksOnline
from domain.books.tokens import Tokens
from domain.clock import Clock, new_id, wall_now
from domain.connections.alerting import Alerting
from domain.connections.connecting import Connecting
from domain.connections.pace import Pace
from domain.connections.watching import Testing, Watching
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.mirroring import Mirroring
from domain.counterparties.registering import Registering
from domain.deliveries.delivering import Deliveries
from domain.deliveries.matter import Matter
from domain.departments.configuring import Departments
from domain.departments.preflight import Preflight
from domain.drift.watching_books import WatchingBooks
from domain.engine import Engine
from domain.imports.importing import Importing
from domain.imports.receiving import Receiving
from domain.ledger.opening import Opening
from domain.openings.ordering import Ordering
from domain.proofs.proving import Proving
from domain.receipts.posting import ReceiptPosting
from domain.reports.reporting import Reporting
from domain.sales.invoicing import Invoicing
from domain.store import Store
from domain.syncs.bringing import Bringing
from domain.syncs.syncing import Syncing
from domain.vault import Vault
from domain.vouchers.posting import Posting
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.recognising import Recognising

CALLBACK: Final = "/quickbooks/callback"


@dataclass(frozen=True)
class Verbs:
    """One of each verb. `documents` opens the books of a connection for documents, accounts and terms; `matters` are
    what documents in the books stand for: each feature that has some adds its own."""

    departments: Departments
    connecting: Connecting
    watching: Watching
    testing: Testing
    alerting: Alerting
    registering: Registering
    receiving: Receiving
    importing: Importing
    syncing: Syncing
    mirroring: Mirroring
    bringing: Bringing
    mapping: Mapping
    terming: Terming
    worksheets: Recognising
    invoicing: Invoicing
    deliveries: Deliveries
    posting: Posting
    receipts: ReceiptPosting
    documents: Callable[[str], DocumentBooks]
    reporting: Reporting
    proving: Proving
    matters: dict[str, Matter]
    drift: WatchingBooks
    openings: Ordering


def build(settings: Settings, store: Store, engine: Engine, clock: Clock) -> Verbs:
    """Every verb, fitted together; nothing is started."""
    departments = Departments(store, clock.now, settings.time_zone)
    alerts = Alerting(store, engine, clock.now)
    syncs = Syncing(store, engine, clock.now, new_id)
    mirrors = Mirroring(store, engine, clock.now)
    deliveries = Deliveries(store, engine, clock.now)
    invoicing = Invoicing(deliveries, new_id, lambda department: departments.settings(department).zero_removed)
    resumes = [mirrors.resume_all, deliveries.resume_all]
    begins = [Beginning(engine, settings.department_names).read]
    watch = Watching(store, engine, alerts, syncs, clock.now, settings.time_zone, resumes, begins)
    online = QuickBooksOnline(settings.qbo_api_url, Pace(store, wall_now, pause), pause)
    connecting = _connecting(settings, store, clock, watch, online)

    def documents(connection_id: str) -> DocumentBooks:
        return online.documents(*connecting.way_in(connection_id))

    today = partial(clock.today, settings.time_zone)
    mapping = Mapping(store, engine, clock.now, new_id, today, departments.uses)
    preflight = Preflight(mapping, documents, connecting.books_of)

    def follow(session: Session, party: Counterparty, by: str) -> object:
        return syncs.on_save(session, party, by=by)

    def ledger(department: str) -> LedgerBooks:
        return online.ledger(*connecting.way_in(connecting.connection(department).id))

    worksheets = Recognising(
        store,
        clock.now,
        new_id,
        departments.uses,
        bills_may_stay=departments.bills_may_stay,
        invoices=invoicing,
    )
    receipts = ReceiptPosting(store, engine, deliveries, Adjusting(worksheets), clock.now, new_id, departments.settings)
    proving = Proving(store, engine, clock.now, new_id, today, documents, ledger)
    matters: dict[str, Matter] = {}

    def changing(connection_id: str) -> ChangingBooks:
        return online.changes(*connecting.way_in(connection_id))

    return Verbs(
        departments=departments,
        connecting=connecting,
        watching=watch,
        testing=Testing(engine, connecting, watch, preflight.findings),
        alerting=alerts,
        registering=Registering(store, clock.now, new_id, follow, mirrors.saved),
        receiving=Receiving(store, engine, new_id),
        importing=Importing(store, clock.now, new_id),
        syncing=syncs,
        mirroring=mirrors,
        bringing=Bringing(store, engine, clock.now, new_id),
        mapping=mapping,
        terming=Terming(store, engine, clock.now, new_id),
        worksheets=worksheets,
        invoicing=invoicing,
        deliveries=deliveries,
        posting=Posting(deliveries, new_id),
        receipts=receipts,
        documents=documents,
        reporting=Reporting(store, engine, clock.now, new_id, departments.uses, ledger, departments.buckets),
        proving=proving,
        matters=matters,
        drift=WatchingBooks(store, engine, clock.now, new_id, changing, documents, ledger, proving, matters),
        openings=Ordering(
            store,
            engine,
            Opening(store, clock.now, new_id, lambda department: departments.uses(department).ar),
            documents,
            clock.now,
            new_id,
            today,
        ),
    )


def _connecting(
    settings: Settings, store: Store, clock: Clock, watch: Watching, online: QuickBooksOnline
) -> Connecting:
    access = QuickBooksAccess(
        client_id=settings.qbo_client_id,
        client_secret=settings.qbo_client_secret,
        discovery_url=settings.qbo_discovery_url,
        api_url=settings.qbo_api_url,
        redirect_uri=settings.public_url.rstrip("/") + CALLBACK,
    )
    authority = Intuit(access)
    tokens = Tokens(
        store=store,
        vault=Vault(settings.secret_key),
        authority=authority,
        now=clock.now,
        wall=wall_now,
        sleep=pause,
        new_id=new_id,
        on_lost=watch.lost,
        on_healed=watch.healed,
    )
    return Connecting(
        store=store,
        tokens=tokens,
        authority=authority,
        open_books=online.books,
        environment=access.environment,
        now=clock.now,
        new_id=new_id,
        on_connected=watch.connected,
        on_disconnected=watch.disconnected,
    )


def pause(seconds: float) -> None:
    """Wait a moment in real time."""
    threading.Event().wait(seconds)
