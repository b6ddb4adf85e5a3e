"""A desk for tests of sales with the AR module off: the worked January, the engine, and QuickBooks on this machine.

QuickBooks collects 6% sales tax, numbers as we say and has our customers, Accrued Sales with its item, and Net 30.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Event
from typing import Any

from sqlmodel import select

from domain.accounts.account import KnownChart
from domain.accounts.term import Term, TermBase, TermSide
from domain.books.documents import DocumentBooks, NewAccount
from domain.books.port import NameKind, NewName
from domain.books.quickbooks import QuickBooksOnline
from domain.books.tokens import ConnectionTokens
from domain.clock import new_id, wall_now
from domain.connections.pace import Pace
from domain.counterparties.counterparty import CounterpartyLink
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import ATTACH, POST, REMOVE, Delivery, delivery_of
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending
from domain.engine import Engine
from domain.ledger.journal import balances
from domain.sales.invoicing import SHOW, Invoicing
from domain.sales.sale_document import SaleDocument, invoice_of, memo_of
from domain.sales.sale_matter import SaleMatter
from domain.sales.settling import Settling
from domain.store import Store
from domain.worksheets.adjusting import Adjusting, AdjustmentForm
from domain.worksheets.worksheet import Sheet
from standins.quickbooks import person, tax
from standins.quickbooks.running import Running
from tests.domain.books.company import Site, site_on
from tests.domain.january import ADJUSTMENTS, CUSTOMERS, REALM, January

ACCRUED = NewAccount("Accrued Sales", "1210", "Other Current Asset", "OtherCurrentAssets")


class Killed(BaseException):
    """The process dies here; no code of ours sees it."""


@dataclass
class Desk:
    """What a bookkeeper has at hand in a test. `zeroes` may be set; `dies_at` kills the work at a named point."""

    site: Site
    store: Store
    engine: Engine
    january: January
    zeroes: bool = False
    shown: list[str] = field(default_factory=list)
    dies_at: set[str] = field(default_factory=set)
    died: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        now = self.january.now
        self.deliveries = Deliveries(self.store, self.engine, now)
        self.invoicing = Invoicing(self.deliveries, new_id, lambda _: self.zeroes)
        self.january.worksheets = replace(self.january.worksheets, invoices=self.invoicing)
        self.january.adjusting = Adjusting(self.january.worksheets)
        matter = SaleMatter(self.invoicing, self.january.worksheets, self.shown.append)
        self.settling = Settling(matter, self.january.adjusting)
        self.sending = Sending(self.store, self.engine, now, self.books, {"sale": matter}, self.at)
        self.removing = Removing(self.store, self.engine, now, self.books, {"sale": matter}, self.at)

    @property
    def workflows(self) -> dict[str, Any]:
        return {
            POST: self.sending.post,
            ATTACH: self.sending.attach,
            REMOVE: self.removing.remove,
            SHOW: self.shown.append,
        }

    def at(self, point: str) -> None:
        if point in self.dies_at:
            self.dies_at.remove(point)
            self.died.set()
            raise Killed(point)

    def books(self, connection_id: str = "") -> DocumentBooks:
        connections = self.site.connecting
        connection = connections.find(connection_id) if connection_id else connections.connection("main")
        pace = Pace(self.store, self.site.hands.now, self.site.hands.sleep)
        online = QuickBooksOnline(self.site.standin.url, pace, self.site.hands.sleep)
        return online.documents(connection.realm, ConnectionTokens(self.site.tokens, connection.id))

    def connects(self) -> None:
        """QuickBooks is connected and has what sales need."""
        self.site.connect()
        company, books, names = self.site.standin.company(), self.books(), self.site.books()
        for name in CUSTOMERS:
            self._link(self.january.parties[name], names.create_name(NewName(name, NameKind.CUSTOMER, name), name).id)
        self.accrued = books.create_account(ACCRUED, "1210").id
        item = books.create_item("Sales Accrual", self.accrued, "item")
        agency = company.create("TaxAgency", {"DisplayName": "State"})["Id"]
        rate = {"TaxRateName": "State", "RateValue": Decimal(6), "TaxAgencyId": agency, "TaxApplicableOn": "Sales"}
        code = tax.write(company, {"TaxCode": "State", "TaxRateDetails": [rate]})["TaxCodeId"]
        company.preferences["TaxPrefs"] = {"UsingSalesTax": True, "TaxGroupCodeRef": {"value": code}}
        company.preferences["SalesFormsPrefs"]["CustomTxnNumbers"] = True
        net30 = next(one.id for one in books.payment_terms() if one.name == "Net 30")
        knows_books(self.january, item=item.id, tax_code=books.preferences().tax_code_id, term=net30)

    def keeps(self, number: str, *adjustments: str) -> Sheet:
        """A worksheet is in work, with adjustments staged on it."""
        sheet = self.january.worksheets.save(self.january.form(number), by="U1")
        for name in adjustments:
            side, _, account, cents, _ = ADJUSTMENTS[name]
            self.january.adjusting.stage(sheet.worksheet.id, AdjustmentForm(side, account, cents), by="U1")
        return sheet

    def enters(self, entity: str, number: str) -> str:
        """A person keys a sale of 5.00 of their own into QuickBooks; its id."""
        company = self.site.standin.company()
        item, customer = [*company.all("Item")][-1]["Id"], next(iter(company.all("Customer")))["Id"]
        detail = {"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": item}}}
        head = {"CustomerRef": {"value": customer}, "DocNumber": number}
        return str(company.create(entity, {**head, "Line": [{"Amount": 5, **detail}]})["Id"])

    def invoices(self, number: str) -> Sheet:
        sheet = self.january.invoices(number)
        self.engine.settle()
        return sheet

    def sells(self, number: str, cents: int) -> None:
        self.january.sells(number, cents)
        self.engine.settle()

    def leaves(self, number: str) -> None:
        self.january.leaves_invoice(number)
        self.engine.settle()

    def turns(self, **length: float) -> None:
        """Time passes, and what is due goes on."""
        self.january.moment += timedelta(**length)
        self.deliveries.resume_due()
        self.engine.settle()

    def document(self, name: str) -> SaleDocument:
        """The invoice of a worksheet such as `W-101`, or the memo of an adjustment such as `SA-1`."""
        with self.store.reading() as session:
            if name.startswith("SA"):
                found = memo_of(session, self.january.adjustment(name).id)
            else:
                found = invoice_of(session, self.january.worksheet(name).id)
        assert found is not None
        return found

    def delivery(self, name: str) -> Delivery:
        with self.store.reading() as session:
            found = delivery_of(session, self.document(name).subject)
        assert found is not None
        return found

    def documents(self, entity: str = "Invoice") -> dict[str, dict[str, Any]]:
        """What QuickBooks holds, by number."""
        return {str(one.get("DocNumber")): one for one in self.site.standin.company().all(entity)}

    def totals(self, entity: str = "Invoice") -> dict[str, str]:
        return {number: f"{one['TotalAmt']:.2f}" for number, one in self.documents(entity).items()}

    def person(self, act: str, **body: Any) -> Any:
        """Somebody does something inside QuickBooks."""
        return person.ACTS[act](self.site.standin.company(), body)[1]

    def pays(self, number: str, amount: str) -> None:
        """A person receives a payment in QuickBooks."""
        invoice = self.documents()[number]["Id"]
        self.person("receive-payment", invoice=invoice, amount=amount, date="2025-01-27")

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


def knows_books(january: January, *, item: str, tax_code: str, term: str) -> None:
    """What was read of QuickBooks' chart and payment terms."""
    with january.store.writing() as session:
        session.merge(
            KnownChart(
                realm=REALM,
                at=january.now(),
                account_numbers=True,
                home_currency="USD",
                item_id=item,
                tax_code_id=tax_code,
            )
        )
        read = select(Term).where(Term.description_key == "net 30", Term.side == TermSide.AR)
        for known in session.exec(read):
            session.delete(known)
        session.flush()
        session.add(net_30(january, term))


def net_30(january: January, books_id: str | None = None) -> Term:
    return Term(
        id=new_id(),
        department="main",
        description="Net 30",
        description_key="net 30",
        side=TermSide.AR,
        base=TermBase.POSTING,
        days=30,
        realm=REALM if books_id else None,
        books_id=books_id,
        changed_by="U1",
        changed_at=january.now(),
    )


@contextmanager
def sales_desk(url: str, standin: Running) -> Iterator[Desk]:
    """A desk over a prepared database, its time January's."""
    store = Store(url)
    site = site_on(standin, store)
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    desk = Desk(site, store, engine, January(store, ar_on=False))
    engine.start(desk.workflows)
    try:
        desk.connects()
        yield desk
    finally:
        engine.stop()
        store.close()
