"""Two departments with a company each: vendors, accounts, worksheets with accruals, and vouchers that are submitted."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import cycle

from domain.accounts.account import ALWAYS, CHART, ChartRow, Mapped
from domain.books.documents import NewAccount
from domain.books.port import NameKind, NewName
from domain.clock import new_id, wall_now
from domain.counterparties.counterparty import CounterpartyLink, LinkedHow
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import Registering
from domain.deliveries.delivery import ATTACH, POST, REMOVE
from domain.vouchers.posting import SHOW
from domain.vouchers.vouching import Bill, Vouching
from domain.worksheets.adjusting import Adjusting, AdjustmentForm
from domain.worksheets.recognising import Recognising
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet import AdjustmentSide, WorksheetStatus
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm
from tests.chaos.fitting import REALMS, Team
from tests.chaos.worker import TAKE_BACK

ON = date(2025, 1, 20)
PDF = b"%PDF-1.4\n%%EOF\n"
ACCOUNTS = {
    "2110": NewAccount("Accrued AP", "2110", "Other Current Liability", "AccruedLiabilities"),
    "5010": NewAccount("Purchases", "5010", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
}


def open_for_business(team: Team, count: int, departments: Collection[str] = tuple(REALMS)) -> None:
    """Everything up to `count` submitted vouchers, spread over the departments; then the process leaves."""
    team.engine.start(dict.fromkeys((POST, ATTACH, REMOVE, SHOW), _let_be))
    parties = {department: _parties(team, department) for department in departments}
    for department, (vendor, _) in parties.items():
        _connect(team, department, vendor)
    for number, department in zip(range(count), cycle(departments), strict=False):
        _submit(team, department, number, *parties[department])
    team.engine.settle()
    team.close()


def drafts(team: Team, count: int, department: str) -> list[str]:
    """So many drafts for bills of one vendor, ready to be submitted."""
    vendor, customer = _parties(team, department)
    _connect(team, department, vendor)
    return [_draft(team, department, number, vendor, customer) for number in range(count)]


def _let_be(_subject: str) -> None:
    """Before the doors open, messages are nobody's concern."""


def _parties(team: Team, department: str) -> tuple[str, str]:
    """A vendor and a customer."""
    registering = Registering(team.store, team.place.now, new_id)
    vendor = Details("FastTruck", frozenset({TradeRole.SUPPLIER}), terms="Net 30")
    customer = Details("Acme", frozenset({TradeRole.CUSTOMER}), terms="Net 30")
    made = [registering.create(one, by="bo", department=department).counterparty.id for one in (vendor, customer)]
    return made[0], made[1]


def _connect(team: Team, department: str, vendor: str) -> None:
    connection = team.connect(department)
    way_in = team.connecting.way_in(connection.id)
    made = team.online.books(*way_in).create_name(NewName("FastTruck", NameKind.VENDOR, "FastTruck"), "vendor")
    books = team.online.documents(*way_in)
    accounts = {number: books.create_account(new, number).id for number, new in ACCOUNTS.items()}
    now = team.place.now()
    with team.store.writing() as session:
        session.add(
            CounterpartyLink(
                counterparty_id=vendor,
                role=TradeRole.SUPPLIER,
                realm=connection.realm,
                books_id=made.id,
                books_name=made.name,
                linked_at=now,
                linked_by="bo",
                how=LinkedHow.CREATED,
            )
        )
        session.add_all(_mapped(department, row, accounts.get(row.number, accounts["5010"]), now) for row in CHART)


def _mapped(department: str, row: ChartRow, books_id: str, at: datetime) -> Mapped:
    return Mapped(
        department=department,
        account=row.number,
        valid_from=ALWAYS,
        realm=REALMS[department],
        books_id=books_id,
        books_name=row.name,
        books_type="Other Current Liability",
        by="bo",
        at=at,
    )


def _submit(team: Team, department: str, number: int, vendor: str, customer: str) -> None:
    team.approving.submit(_draft(team, department, number, vendor, customer), by="anna")


def _draft(team: Team, department: str, number: int, vendor: str, customer: str) -> str:
    """One worksheet with two accruals, every second invoiced, and the bill for them: a little more than agreed.

    Every fourth bill has no number, every third a file, every fifth is to be undone, and every seventh is a credit.
    """
    place = team.place
    worksheets = Recognising(team.store, place.now, new_id)
    costs = [(TradeKind.INLAND_FREIGHT, 500_00 + number), (TradeKind.OCEAN_FREIGHT, 300_00)]
    form = WorksheetForm(
        number=f"W-{number}",
        customer_id=customer,
        posting_date=ON,
        rep="Rita",
        sales=(SaleForm(1_000_00),),
        accruals=[AccrualForm(vendor, kind, cents) for kind, cents in costs],
    )
    sheet = worksheets.save(form, by="anna", department=department)
    if number % 2:
        worksheets.set_status(sheet.worksheet.id, WorksheetStatus.INVOICE, by="anna")
    vouching = Vouching(team.store, place.now, new_id, wall_now, lambda _: team.rules)
    draft = vouching.open_draft(department, by="anna").id
    vouching.choose_vendor(draft, vendor, by="anna")
    items, amount = [accrual.id for accrual in sheet.accruals], 800_00 + number + 7
    if number % 7 == 6:
        credit = AdjustmentForm(AdjustmentSide.PURCHASE, "5110", -150_00 - number, vendor)
        items, amount = [Adjusting(worksheets).stage(sheet.worksheet.id, credit, by="anna").id], credit.amount
    vouching.tick(draft, items, by="anna")
    bill = Bill(
        number="" if number % 4 == 3 else f"FT-{number}",
        amount=amount,
        invoice_date=ON,
        posting_date=ON,
        memo=TAKE_BACK if number % 5 == 2 else "",
    )
    vouching.set_bill(draft, bill, by="anna")
    if number % 3 == 0:
        vouching.attach(draft, f"FT-{number}.pdf", "application/pdf", PDF, by="anna")
    return draft
