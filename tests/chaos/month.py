"""A month in two departments: receipts where receivables are kept here, invoices where they are not, and its closes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from domain.accounts.account import ALWAYS, CHART, KnownAccount, KnownChart, Mapped, Uses
from domain.accounts.term import Term, TermBase, TermSide
from domain.books.documents import DocumentBooks, NewAccount
from domain.books.port import NameKind, NewName
from domain.clock import new_id
from domain.closing.closing import Closing
from domain.closing.closing_matter import ClosingMatter
from domain.closing.month_proofs import MonthProofs
from domain.closing.noting import ALARM, Noting
from domain.closing.noting import SHOW as SHOW_CLOSE
from domain.closing.reopening import Reopenings
from domain.closing.reversing import Reversing
from domain.closing.signing import Signing
from domain.counterparties.counterparty import CounterpartyLink, LinkedHow
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import Registering
from domain.deliveries.delivery import ATTACH, POST, REMOVE
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.journal import ACCOUNTS_PAYABLE
from domain.ledger.locking import Locking
from domain.receipts.deciding import Deciding
from domain.receipts.drafting import Drafting, Payment, Pays
from domain.receipts.matter import ReceiptMatter
from domain.receipts.posting import SHOW as SHOW_RECEIPT
from domain.receipts.posting import ReceiptPosting
from domain.receipts.using import Using
from domain.sales.invoicing import SHOW as SHOW_SALE
from domain.sales.invoicing import Invoicing
from domain.sales.sale_matter import SaleMatter
from domain.sales.settling import Settling
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.recognising import Recognising
from domain.worksheets.worksheet import WorksheetStatus
from domain.worksheets.worksheet_form import SaleForm, WorksheetForm
from tests.chaos.fitting import REALMS, ROLES, Team

HERE, THERE = REALMS  # receivables are kept here, or in QuickBooks
MONTH: Final = "2025-01"
SOLD_ON, PAID_ON, TAKEN_BACK_ON = date(2025, 1, 10), date(2025, 1, 28), date(2025, 1, 30)
TAKE_BACK: Final = "to be undone"
OWN: Final = {
    "1000": NewAccount("Till", "1000", "Bank", "Checking"),
    "1200": NewAccount("AR Control", "1200", "Other Current Asset", "OtherCurrentAssets"),
    "1210": NewAccount("Accrued Sales", "1210", "Other Current Asset", "OtherCurrentAssets"),
    "4010": NewAccount("Steel Sales", "4010", "Income", "SalesOfProductIncome"),
    "2110": NewAccount("Accrued AP", "2110", "Other Current Liability", "AccruedLiabilities"),
    "5010": NewAccount("Steel Purchases", "5010", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
}


@dataclass
class MonthTeam(Team):
    """The verbs of sales, receipts and closes, fitted together for one process."""

    def __post_init__(self) -> None:
        super().__post_init__()
        store, engine, now = self.store, self.engine, self.place.now
        roles = ROLES.__getitem__
        invoicing = Invoicing(self.deliveries, new_id, lambda _: False)
        self.worksheets = Recognising(
            store, now, new_id, uses=lambda department: Uses(ar=department == HERE), invoices=invoicing
        )
        adjusting, noting = Adjusting(self.worksheets), Noting(engine, now, new_id)
        sales = SaleMatter(invoicing, self.worksheets, bool)
        self.settling = Settling(sales, adjusting)
        self.receipts = ReceiptPosting(store, engine, self.deliveries, adjusting, now, new_id, settings)
        self.drafting, self.using = Drafting(self.receipts), Using(self.receipts, roles)
        self.deciding = Deciding(self.receipts, lambda _: self.rules, roles)
        reversing = Reversing(store, noting)
        self.closing, self.locking = Closing(store, self.deliveries, noting, roles), Locking(store, now)
        signing = Signing(store, engine, noting, self.documents, MonthProofs(store), roles)
        self.reopenings = Reopenings(self.closing, signing, reversing, roles)
        matters = {
            "sale": sales,
            "receipt": ReceiptMatter(self.receipts, bool),
            "closing": ClosingMatter(reversing, bool),
        }
        about = (store, engine, now, self.documents, matters, self.fate.at)
        self.sending, self.removing = Sending(*about), Removing(*about)

    @property
    def workflows(self) -> dict[str, Any]:
        shows = (SHOW_SALE, SHOW_RECEIPT, SHOW_CLOSE, ALARM)
        return super().workflows | dict.fromkeys(shows, _let_be)


def _let_be(_subject: str) -> None:
    """Messages are nobody's concern here."""


def settings(department: str) -> DepartmentSettings:
    """Receivables are kept here or there."""
    return DepartmentSettings(department=department, ar_on=department == HERE)


def open_month(team: MonthTeam, count: int) -> None:
    """So many receipts that wait for approval, and as many worksheets that are to be invoiced in QuickBooks."""
    team.engine.start(dict.fromkeys((POST, ATTACH, REMOVE, SHOW_SALE, SHOW_RECEIPT, SHOW_CLOSE), _let_be))
    registering = Registering(team.store, team.place.now, new_id)
    acme = Details("Acme", frozenset({TradeRole.CUSTOMER}), terms="Net 30")
    for department in REALMS:
        customer = registering.create(acme, by="bo", department=department).counterparty.id
        accounts = furnish(team, department, customer)
        for number in range(count):
            sheet = team.worksheets.save(_form(number, customer), by="anna", department=department).worksheet.id
            if department == HERE:
                team.worksheets.set_status(sheet, WorksheetStatus.INVOICE, by="anna")
                _receives(team, number, customer, sheet, accounts["1000"])
    team.engine.settle()
    team.close()


def form_of(number: int, customer: str, cents: int) -> WorksheetForm:
    """Worksheet `W-n` of so many cents."""
    return WorksheetForm(
        number=f"W-{number}",
        customer_id=customer,
        posting_date=SOLD_ON,
        rep="Rita",
        sales=(SaleForm(cents),),
    )


def worth(number: int) -> int:
    """What worksheet `W-n` is sold for at first, in cents."""
    return 1_000_00 + number


def _form(number: int, customer: str) -> WorksheetForm:
    return form_of(number, customer, worth(number))


def _receives(team: MonthTeam, number: int, customer: str, sheet: str, account: str) -> None:
    """A check for the whole of a worksheet; every third one is to be undone."""
    draft = team.drafting.open_draft(HERE, by="anna").id
    team.drafting.choose_customer(draft, customer, by="anna")
    memo = TAKE_BACK if number % 3 == 2 else ""
    paid = Payment(f"check {number}", on=PAID_ON, deposit_id=account, amount=worth(number), memo=memo)
    team.drafting.set_payment(draft, paid, by="anna")
    team.drafting.set_lines(draft, [Pays(sheet, worth(number))], by="anna")
    team.deciding.submit(draft, by="anna")


def furnish(team: MonthTeam, department: str, customer: str) -> dict[str, str]:
    """QuickBooks is connected, has what receipts, sales and closes need, and it is mapped."""
    connection = team.connect(department)
    way_in, realm, now = team.connecting.way_in(connection.id), connection.realm, team.place.now()
    made = team.online.books(*way_in).create_name(NewName("Acme", NameKind.CUSTOMER, "Acme"), "customer")
    books: DocumentBooks = team.online.documents(*way_in)
    accounts = {number: books.create_account(new, number).id for number, new in OWN.items()}
    item = books.create_item("Sales Accrual", accounts["1210"], "item").id
    if department == THERE:
        accounts["1200"] = next(one.id for one in books.accounts() if one.type == "Accounts Receivable")
    types = {one.id: one for one in books.accounts()}
    payables = [one.id for one in types.values() if one.type == "Accounts Payable"]
    accounts |= dict(zip([ACCOUNTS_PAYABLE], payables, strict=False))
    terms = next(one.id for one in books.payment_terms() if one.name == "Net 30")
    with team.store.writing() as session:
        session.add(_linked(customer, realm, made.id, now))
        session.add(_net_30(department, terms, now))
        session.add(KnownChart(realm=realm, at=now, account_numbers=True, home_currency="USD", item_id=item))
        for id in set(accounts.values()):
            one = types[id]
            known = {"name": one.name, "number": one.number, "type": one.type, "subtype": one.subtype}
            session.add(KnownAccount(realm=realm, books_id=id, **known))
        for row in CHART:
            books_id = accounts.get(row.number, accounts["5010"])
            session.add(_mapped(department, row.number, books_id, types[books_id].type, now))
    return accounts


def _linked(customer: str, realm: str, books_id: str, now: datetime) -> CounterpartyLink:
    return CounterpartyLink(
        counterparty_id=customer,
        role=TradeRole.CUSTOMER,
        realm=realm,
        books_id=books_id,
        books_name="Acme",
        linked_at=now,
        linked_by="bo",
        how=LinkedHow.CREATED,
    )


def _net_30(department: str, books_id: str, now: datetime) -> Term:
    return Term(
        id=new_id(),
        department=department,
        description="Net 30",
        description_key="net 30",
        side=TermSide.AR,
        base=TermBase.POSTING,
        days=30,
        realm=REALMS[department],
        books_id=books_id,
        changed_by="bo",
        changed_at=now,
    )


def _mapped(department: str, number: str, books_id: str, type: str, now: datetime) -> Mapped:
    return Mapped(
        department=department,
        account=number,
        valid_from=ALWAYS,
        realm=REALMS[department],
        books_id=books_id,
        books_name=number,
        books_type=type,
        by="bo",
        at=now,
    )
