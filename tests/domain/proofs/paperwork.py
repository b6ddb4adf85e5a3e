"""QuickBooks on this machine with January's accounts, people and opening, and the way documents get there and away."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import select

from domain.accounts.account import ALWAYS, CHART, AccountClass, KnownAccount, Mapped
from domain.accounts.expected import expected as fitting_types
from domain.books.documents import DocumentKind, NewAccount, NewDocument, NewDocumentLine
from domain.books.port import NameKind, NewName
from domain.books.quickbooks import QuickBooksOnline
from domain.books.tokens import ConnectionTokens
from domain.clock import new_id
from domain.connections.pace import Pace
from domain.counterparties.counterparty import CounterpartyLink
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.ledger.journal import (
    ACCRUED_SALES,
    AR_CONTROL,
    NewLine,
    Route,
    append,
)
from domain.sales.sale_document import invoice_of, memo_of
from domain.store import Store
from standins.quickbooks import tax
from tests.domain.books.company import Site
from tests.domain.january import CUSTOMERS, REALM, VENDORS, January
from tests.domain.sales.desk import knows_books


@dataclass
class Paperwork:
    """What a desk needs to have QuickBooks hold what the journal says."""

    site: Site
    store: Store
    january: January
    ids: dict[str, str] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = self.site.connect().connection
        online = QuickBooksOnline(
            self.site.standin.url, Pace(self.store, self.site.hands.now, self.site.hands.sleep), self.site.hands.sleep
        )
        self.online, self.way_in = online, (REALM, ConnectionTokens(self.site.tokens, self.connection.id))
        self.books = online.documents(*self.way_in)
        self.ledger = online.ledger(*self.way_in)

    def opens(self) -> None:
        books, names = self.books, self.site.books()
        have = {one.type: one.id for one in books.accounts()}
        for row in CHART:
            kind = fitting_types(row.cls, ar=self.january.ar_on)[0]
            if kind.type in ("Accounts Payable", "Accounts Receivable"):
                self.ids[row.number] = have[kind.type]
            elif row.cls is AccountClass.SALES_TAX:
                self.ids[row.number] = next(a.id for a in books.accounts() if a.subtype == "SalesTaxPayable")
            else:
                subtype = kind.subtypes[0] if kind.subtypes else "OtherCurrentAssets"
                new = NewAccount(row.name, row.number, kind.type, subtype)
                self.ids[row.number] = books.create_account(new, row.number).id
            with self.store.writing() as session:
                session.add(self._mapped(row.number, row.name, self.ids[row.number], kind.type))
        self.ids["bank"] = books.create_account(NewAccount("Bank", "1000", "Bank", "Checking"), "bank").id
        self.ids["3900"] = books.create_account(
            NewAccount("Opening", "3900", "Equity", "OpeningBalanceEquity"), "eq"
        ).id
        for kind, people in ((NameKind.CUSTOMER, CUSTOMERS), (NameKind.VENDOR, VENDORS)):
            for name in people:
                self.parties[name] = names.create_name(NewName(name, kind, name), name).id
        self.item = books.create_item("Sales Accrual", self.ids[ACCRUED_SALES], "item").id
        self._tax_code()
        self._links()
        self._opening_balances()

    def _tax_code(self) -> None:
        company = self.site.standin.company()
        agency = company.create("TaxAgency", {"DisplayName": "State"})["Id"]
        rate = {"TaxRateName": "State", "RateValue": Decimal(6), "TaxAgencyId": agency, "TaxApplicableOn": "Sales"}
        self.tax_code = tax.write(company, {"TaxCode": "State", "TaxRateDetails": [rate]})["TaxCodeId"]
        company.preferences["TaxPrefs"] = {"UsingSalesTax": True, "TaxGroupCodeRef": {"value": self.tax_code}}

    def _links(self) -> None:
        """Our parties, terms and bank account are those of QuickBooks, which numbers as we say."""
        term = next(one.id for one in self.books.payment_terms() if one.name == "Net 30")
        knows_books(self.january, item=self.item, tax_code=self.tax_code, term=term)
        self.site.standin.company().preferences["SalesFormsPrefs"]["CustomTxnNumbers"] = True
        accounts, ours = self.books.accounts(), {books_id: number for number, books_id in self.ids.items()}
        with self.store.writing() as session:
            for name, books_id in self.parties.items():
                link = select(CounterpartyLink).where(CounterpartyLink.counterparty_id == self.january.parties[name])
                session.exec(link).one().books_id = books_id
            for one in accounts:
                number = one.number or ours.get(one.id, "")  # as a person numbers QuickBooks' own
                known = {"name": one.name, "number": number, "type": one.type, "subtype": one.subtype}
                session.merge(KnownAccount(realm=REALM, books_id=one.id, active=one.active, **known))

    def _opening_balances(self) -> None:
        """What stood in QuickBooks at go-live: 600.00 accrued, 5,000.00 owed by Acme."""
        accrued, equity = self.ids["2110"], self.ids["3900"]
        lines = [{"account": accrued, "credit": "600.00"}, {"account": equity, "debit": "600.00"}]
        receivable: dict[str, Any] = {"account": self.ids[AR_CONTROL], "debit": "5000.00"}
        receivable |= {} if self.january.ar_on else {"customer": "Acme Mills"}
        lines += [receivable, {"account": equity, "credit": "5000.00"}]
        self.person("journal-entry", lines=lines, date="2024-12-31", number="OPEN")

    def _enters(
        self,
        subject: str,
        on: date,
        event: str,
        lines: list[NewLine],
        route: Route = Route.DOCUMENT,
        department: str = "main",
    ) -> int:
        with self.store.writing() as session:
            entry = append(
                session,
                route=route,
                on=on,
                event=event,
                department=department,
                realm=REALM,
                actor="anna",
                at=self.january.now(),
                lines=lines,
                document=subject,
            )
        return entry.seq or 0

    def _tells(
        self,
        subject: str,
        kind: DocumentKind,
        number: str,
        on: date,
        lines: list[NewDocumentLine],
        party: str = "",
    ) -> None:
        """QuickBooks has it, and confirmed it."""
        new = NewDocument(kind, party, number, on, lines, subject)
        made = self.books.create_document(new, new_id())
        with self.store.writing() as session:
            past = session.exec(select(Delivery).where(Delivery.subject == subject)).all()
            delivery = Delivery(
                subject=subject,
                revision=len(past) + 1,
                kind=kind,
                department="main",
                realm=REALM,
                connection_id=self.connection.id,
                state=DeliveryState.CONFIRMED,
                queued_at=self.january.now(),
                confirmed_at=self.january.now(),
                books_id=made.id,
                books_number=made.number,
                version=made.version,
                total=new.total,
            )
            session.add(delivery)

    def delivery(self, subject: str) -> Delivery:
        with self.store.reading() as session:
            found = session.exec(select(Delivery).where(Delivery.subject == subject)).all()
        return max(found, key=lambda one: one.revision)

    def subject(self, name: str) -> str:
        """What a voucher's bill, a worksheet's invoice or the memo of a sales adjustment is known by."""
        if name.startswith("V-"):
            return f"voucher:{name}"
        with self.store.reading() as session:
            is_memo = name.startswith("SA-")
            id = self.january.adjustment(name).id if is_memo else self.january.worksheet(name).id
            found = memo_of(session, id) if is_memo else invoice_of(session, id)
        assert found is not None
        return found.subject

    def books_id_of(self, name: str) -> str:
        """Its id in QuickBooks."""
        subject = self.subject(name)
        with self.store.reading() as session:
            return str(delivery_held(session, subject).books_id)

    def _removes(self, subject: str) -> None:
        delivery = self.delivery(subject)
        self.books.delete_document(delivery.kind, str(delivery.books_id), delivery.version, new_id())
        with self.store.writing() as session:
            kept = session.get_one(Delivery, (subject, delivery.revision))
            kept.state, kept.removed_at = DeliveryState.REMOVED, self.january.now()

    def _mapped(self, number: str, name: str, books_id: str, type: str) -> Mapped:
        return Mapped(
            department="main",
            account=number,
            valid_from=ALWAYS,
            realm=REALM,
            books_id=books_id,
            books_name=name,
            books_type=type,
            by="bo",
            at=self.january.now(),
        )


def delivery_held(session: Any, subject: str) -> Delivery:
    """The revision that is in the books."""
    held = select(Delivery).where(Delivery.subject == subject, Delivery.state == DeliveryState.CONFIRMED)
    return session.exec(held).one()
