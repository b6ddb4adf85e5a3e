"""A desk for tests of deliveries: papers that stand for nothing else, the engine, and QuickBooks on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Event
from typing import Any

from sqlmodel import Session, col, select

from domain.books.documents import Document, DocumentBooks, DocumentKind, NewAccount, NewDocument, NewDocumentLine
from domain.books.port import NameKind, NewName
from domain.books.quickbooks import QuickBooksOnline
from domain.books.quickbooks_documents import QuickBooksDocuments
from domain.books.tokens import ConnectionTokens
from domain.clock import new_id, wall_now
from domain.connections.pace import Pace
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import ATTACH, POST, REMOVE, Delivery, DeliveryState, delivery_of
from domain.deliveries.matter import Attachment
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending
from domain.engine import Engine
from domain.store import Store
from standins.quickbooks import person, tax
from standins.quickbooks.running import Running
from tests.domain.books.company import Site, site_on

INVOICE, MEMO, ENTRY = DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO, DocumentKind.JOURNAL_ENTRY
ON = date(2025, 1, 20)


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

    def update_document(self, kind: DocumentKind, id: str, version: str, new: NewDocument, request_id: str) -> Document:
        assert len(request_id) <= 36
        return self._books.update_document(kind, id, version, new, new_id())


@dataclass
class Papers:
    """A `Matter` of papers that are told to the books as they are; `told` is what it heard of them."""

    said: dict[tuple[str, int], NewDocument] = field(default_factory=dict)
    files: dict[str, Attachment] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    zeroing: bool = False

    def lock(self, session: Session, id: str) -> None:
        assert session.in_transaction() or session.is_active

    def document(self, session: Session, delivery: Delivery) -> NewDocument:
        return self.said[delivery.id, delivery.revision]

    def file(self, session: Session, delivery: Delivery) -> Attachment | None:
        return self.files.get(delivery.id)

    def dates(self, session: Session, delivery: Delivery) -> list[date]:
        return [self.said[delivery.id, delivery.revision].on]

    def confirmed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        self.told.append(f"r{delivery.revision} confirmed")

    def refused(self, session: Session, delivery: Delivery, words: str) -> None:
        self.told.append(f"r{delivery.revision} refused")

    def removed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        self.told.append(f"r{delivery.revision} removed")

    def kept(self, session: Session, delivery: Delivery, words: str) -> None:
        self.told.append(f"r{delivery.revision} kept")

    def show(self, id: str) -> object:
        return id

    def zeroes(self, department: str) -> bool:
        return self.zeroing


@dataclass
class Desk:
    """What a bookkeeper has at hand; `dies_at` kills the work at a named point, `during` happens there."""

    site: Site
    store: Store
    engine: Engine
    papers: Papers = field(default_factory=Papers)
    moment: datetime = datetime(2025, 1, 20, 15, tzinfo=UTC)
    dies_at: set[str] = field(default_factory=set)
    died: Event = field(default_factory=Event)
    forgetful: bool = False
    during: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.deliveries = Deliveries(self.store, self.engine, self.now)
        about = (self.store, self.engine, self.now, self.books, {"paper": self.papers}, self.at)
        self.sending, self.removing = Sending(*about), Removing(*about)

    @property
    def workflows(self) -> dict[str, Any]:
        return {POST: self.sending.post, ATTACH: self.sending.attach, REMOVE: self.removing.remove}

    def now(self) -> datetime:
        return self.moment

    def at(self, point: str) -> None:
        if happens := self.during.pop(point, None):
            happens()
        if point in self.dies_at:
            self.dies_at.remove(point)
            self.died.set()
            raise Killed(point)

    def books(self, connection_id: str) -> DocumentBooks:
        connection = self.site.connecting.find(connection_id)
        pace = Pace(self.store, self.site.hands.now, self.site.hands.sleep)
        online = QuickBooksOnline(self.site.standin.url, pace, self.site.hands.sleep)
        books = online.documents(connection.realm, ConnectionTokens(self.site.tokens, connection.id))
        return Forgetful(books) if self.forgetful else books

    def connects(self) -> None:
        """QuickBooks is connected, collects 6% sales tax, and has a customer, an item and accounts."""
        connection = self.site.connect().connection
        company, books, names = self.site.standin.company(), self.books(connection.id), self.site.books()
        made = [names.create_name(NewName(name, NameKind.CUSTOMER, name), name).id for name in ("Acme", "Bolt")]
        self.acme, self.bolt = made
        self.cash = books.create_account(NewAccount("Cash", "1000", "Bank", "Checking"), "cash").id
        self.accrued = books.create_account(
            NewAccount("Accrued Sales", "1210", "Other Current Asset", "OtherCurrentAssets"), "accrued"
        ).id
        self.item = books.create_item("Sales Accrual", self.accrued, "item").id
        agency = company.create("TaxAgency", {"DisplayName": "State"})["Id"]
        rate = {"TaxRateName": "State", "RateValue": Decimal(6), "TaxAgencyId": agency, "TaxApplicableOn": "Sales"}
        self.tax_code = tax.write(company, {"TaxCode": "State", "TaxRateDetails": [rate]})["TaxCodeId"]
        company.preferences["TaxPrefs"] = {"UsingSalesTax": True, "TaxGroupCodeRef": {"value": self.tax_code}}
        company.preferences["SalesFormsPrefs"]["CustomTxnNumbers"] = True

    def invoice(self, *cents: int, kind: DocumentKind = INVOICE, tax: int = 0, **other: Any) -> NewDocument:
        """W-101 for Acme."""
        said: dict[str, Any] = {"party_id": self.acme, "number": "W-101", "on": ON, "due_on": None} | other
        lines = [NewDocumentLine("", one, "Steel", item_id=self.item, taxed=bool(tax)) for one in cents]
        code = self.tax_code if tax else ""
        return NewDocument(kind, lines=lines, key="paper:p1", tax=tax, tax_code_id=code, **said)

    def entry(self, cents: int) -> NewDocument:
        """Cash from Acme."""
        lines = [NewDocumentLine(self.cash, cents), NewDocumentLine(self.accrued, -cents, customer_id=self.acme)]
        return NewDocument(ENTRY, party_id="", number="CR-1", on=ON, lines=lines, key="paper:p1")

    def decides(self, new: NewDocument, revision: int = 1, department: str = "main") -> None:
        """The paper says this from now on; nothing has run yet."""
        self.papers.said["p1", revision] = new
        connection = self.site.connecting.connection("main")
        with self.store.writing() as session:
            self.deliveries.send(
                session,
                "paper:p1",
                kind=new.kind,
                department=department,
                connection=connection,
                party_books_id=new.party_id,
                total=new.total,
                revision=revision,
                updates=self._standing(session),
            )

    def sends(self, new: NewDocument, revision: int = 1) -> Delivery:
        """Decided, told, and answered; or waiting."""
        self.decides(new, revision)
        self.engine.settle()
        return self.delivery()

    def removes(self, **other: Any) -> Delivery:
        with self.store.writing() as session:
            found = delivery_of(session, "paper:p1", to_change=True)
            assert found is not None
            self.deliveries.remove(session, found, by="bo", **other)
        self.engine.settle()
        return self.delivery()

    def tries_again(self) -> Delivery:
        with self.store.writing() as session:
            found = delivery_of(session, "paper:p1", to_change=True)
            assert found is not None
            self.deliveries.try_again(session, found)
        self.engine.settle()
        return self.delivery()

    def withdraws(self) -> Delivery:
        with self.store.writing() as session:
            found = delivery_of(session, "paper:p1", to_change=True)
            assert found is not None
            self.deliveries.withdraw(session, found)
        return self.delivery()

    def turns(self, **length: float) -> Delivery:
        """Time passes, and what is due goes on."""
        self.moment += timedelta(**length)
        self.deliveries.resume_due()
        self.engine.settle()
        return self.delivery()

    def restarts(self) -> None:
        """The process comes up again and takes over what it left."""
        assert self.died.wait(10)
        self.engine.stop()
        self.engine.start(self.workflows)
        self.engine.settle()

    def delivery(self) -> Delivery:
        with self.store.reading() as session:
            found = delivery_of(session, "paper:p1")
        assert found is not None
        return found

    def states(self) -> list[DeliveryState]:
        """Of every revision."""
        with self.store.reading() as session:
            return [one.state for one in session.exec(select(Delivery).order_by(col(Delivery.revision)))]

    def there(self, entity: str = "Invoice") -> list[tuple[str, str]]:
        """What QuickBooks holds: numbers and amounts."""
        found = self.site.standin.company().all(entity)
        return [(str(one["DocNumber"]), f"{one.get('TotalAmt', 0):.2f}") for one in found]

    def only(self, entity: str = "Invoice") -> dict[str, Any]:
        """The one document QuickBooks holds."""
        [found] = self.site.standin.company().all(entity)
        return dict(found)

    def person(self, act: str, **body: Any) -> Any:
        """Somebody does something inside QuickBooks."""
        return person.ACTS[act](self.site.standin.company(), body)[1]

    def _standing(self, session: Session) -> Delivery | None:
        there = (DeliveryState.CONFIRMED, *([DeliveryState.REMOVED] if self.papers.zeroing else []))
        stands = select(Delivery).where(col(Delivery.state).in_(there))
        return session.exec(stands).first()


@contextmanager
def paper_desk(url: str, standin: Running) -> Iterator[Desk]:
    """A desk over a prepared database."""
    store = Store(url)
    site = site_on(standin, store)
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    desk = Desk(site, store, engine)
    engine.start(desk.workflows)
    try:
        desk.connects()
        yield desk
    finally:
        engine.stop()
        store.close()
