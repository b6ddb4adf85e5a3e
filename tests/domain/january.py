"""One month worked to the cent: January 2025 with its opening, as data and as acts on a store.

`January(store, ar_on=...)` has the parties; `plays(through=...)` does everything up to a day in the order of dates.
Vendors' bills are posted by `posts` and undone by `undoes`, straight into the journal; a test of vouchers puts its own
in their place: `plays(day, posts=..., undoes=...)`. Customers pay only where a test gives `receives`, which is told the
names of `PAYMENTS`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlmodel import Session, select

from domain.accounts.account import Uses
from domain.counterparties.counterparty import CounterpartyLink, LinkedHow
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import Registering
from domain.ledger.go_live import GoLive
from domain.ledger.journal import ACCOUNTS_PAYABLE, ACCRUED_AP, NewLine, Route, Side, append, live_entries, reverse
from domain.ledger.opening import Opening
from domain.money import allocate
from domain.store import Store
from domain.worksheets.adjusting import Adjusting, AdjustmentForm
from domain.worksheets.recognising import Recognising
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet import (
    Accrual,
    AccrualState,
    Adjustment,
    AdjustmentSide,
    Sheet,
    Worksheet,
    WorksheetStatus,
    sheet_of,
)
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm

REALM = "9130350000000001"
GO_LIVE = date(2025, 1, 1)
CUSTOMERS = ("Acme Mills", "Baltic Paper")
VENDORS = ("RecycleCo", "FastTruck", "OceanX", "Agent Lee")
OPENING = (
    b"What,Number,Party,Date,Due,Kind,Account,Amount\n"
    b"accrual,W-099,FastTruck,2024-12-20,,inland freight,5710,600.00\n"
    b'invoice,W-098,Acme Mills,2024-12-10,2025-01-09,,,"5,000.00"\n'
)
OPENING_BALANCES = {"2110": -600_00, "1200": 5_000_00}


def day(number: int, month: int = 1) -> date:
    """A day of 2025, in January unless said."""
    return date(2025, month, number)


LAST = day(31)


@dataclass(frozen=True)
class Shipment:
    """A worksheet: its sale, tax and accruals as (vendor, kind, cents)."""

    customer: str
    on: date
    sale: int
    tax: int = 0
    costs: tuple[tuple[str, TradeKind, int], ...] = ()


@dataclass(frozen=True)
class Bill:
    """A vendor's bill: what it settles as (worksheet, kind) and as names of purchase adjustments."""

    vendor: str
    number: str
    on: date
    amount: int
    accruals: tuple[tuple[str, TradeKind], ...] = ()
    adjustments: tuple[str, ...] = ()


MATERIAL, INLAND, OCEAN = TradeKind.MATERIAL, TradeKind.INLAND_FREIGHT, TradeKind.OCEAN_FREIGHT
COMMISSION = TradeKind.COMMISSION

SHIPMENTS = {
    "W-101": Shipment(
        "Acme Mills", day(5), 12_000_00, 0, (("RecycleCo", MATERIAL, 8_000_00), ("FastTruck", INLAND, 900_00))
    ),
    "W-102": Shipment(
        "Baltic Paper",
        day(12),
        7_500_00,
        450_00,
        (("RecycleCo", MATERIAL, 5_000_00), ("OceanX", OCEAN, 1_200_00), ("Agent Lee", COMMISSION, 300_00)),
    ),
    "W-103": Shipment(
        "Acme Mills", day(20), 3_333_33, 0, (("RecycleCo", MATERIAL, 2_000_00), ("FastTruck", INLAND, 333_33))
    ),
    "W-104": Shipment("Baltic Paper", day(3, 2), 9_000_00, 0, (("FastTruck", INLAND, 700_00),)),
    "W-105": Shipment("Acme Mills", day(22), 1_000_00),
}
SALE, PURCHASE = AdjustmentSide.SALE, AdjustmentSide.PURCHASE
# name: side, worksheet, account, cents, party
ADJUSTMENTS = {
    "SA-1": (SALE, "W-101", "4140", -350_00, None),
    "SA-2": (SALE, "W-102", "4110", 120_00, None),
    "SA-3": (SALE, "W-103", "4110", -80_00, None),
    "PA-1": (PURCHASE, "W-101", "5140", -220_00, "RecycleCo"),
    "PA-2": (PURCHASE, "W-102", "5110", 75_00, "RecycleCo"),
    "PA-3": (PURCHASE, "W-103", "5110", -150_00, "FastTruck"),
}
BILLS = {
    "V-6": Bill("FastTruck", "FT-12", day(10), 640_00, (("W-099", INLAND),)),
    "V-5": Bill("Agent Lee", "AL-1", day(15), 310_00, (("W-102", COMMISSION),)),
    "V-1": Bill(
        "RecycleCo",
        "INV-7781",
        day(28),
        14_833_36,
        (("W-101", MATERIAL), ("W-102", MATERIAL), ("W-103", MATERIAL)),
        ("PA-1",),
    ),
    "V-2": Bill("FastTruck", "FT-55", day(29), 1_180_00, (("W-101", INLAND), ("W-103", INLAND))),
    "V-3": Bill("FastTruck", "FT-CR-9", day(30), -150_00, (), ("PA-3",)),
    "V-4": Bill("FastTruck", "FT-60", day(30), 700_00, (("W-104", INLAND),)),
}


@dataclass(frozen=True)
class Received:
    """A customer's payment: cash, what the bank kept, what was let off, and where it goes; or unapplied cash `of` an
    earlier one applied. `pays` are (invoice, applied, discount in it)."""

    customer: str
    on: date
    cash: int = 0
    fee: int = 0
    unapplied: int = 0
    pays: tuple[tuple[str, int, int], ...] = ()
    of: str = ""


PAYMENTS = {
    "CR-1": Received("Acme Mills", day(27), 11_397_00, fee=20_00, pays=(("W-101", 11_650_00, 233_00),)),
    "CR-2": Received("Baltic Paper", day(28), 4_500_00, unapplied=500_00, pays=(("W-102", 4_000_00, 0),)),
    "CR-3": Received("Baltic Paper", day(30), pays=(("W-102", 200_00, 0),), of="CR-2"),
    "CR-4": Received("Acme Mills", day(30), 1_000_00, pays=(("W-098", 1_000_00, 0),)),
}
CR_4_UNDONE = "CR-4 undone"


def nobody_pays(_name: str) -> None:
    """The default of `receives`."""


@dataclass
class January:
    """The month on a store; a clock that moves an hour with every act, and ids that count.

    One that is taken up again on the same store is given its `parties`, its `moment`, and where its `ids` go on.
    """

    store: Store
    ar_on: bool = True
    moment: datetime = datetime(2025, 1, 1, 8, tzinfo=UTC)
    ids: "count[int]" = field(default_factory=lambda: count(1))
    parties: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        registering = Registering(self.store, self.now, self.new_id)
        for role, names in ((TradeRole.CUSTOMER, CUSTOMERS), (TradeRole.SUPPLIER, VENDORS)):
            for name in (one for one in names if one not in self.parties):
                details = Details(name, frozenset({role}), terms="Net 30")
                self.parties[name] = registering.create(details, by="U1").counterparty.id
                self._link(name, role)
        self.worksheets = Recognising(
            self.store, self.now, self.new_id, lambda _: Uses(ar=self.ar_on), lambda *_: REALM
        )
        self.adjusting = Adjusting(self.worksheets)

    def now(self) -> datetime:
        return self.moment

    def later(self) -> None:
        self.moment += timedelta(hours=1)

    def new_id(self) -> str:
        return f"{next(self.ids):032x}"

    def opens(self) -> GoLive:
        """The opening, as of 31 December."""
        opening = Opening(self.store, self.now, self.new_id, lambda _: self.ar_on)
        return opening.load(
            "opening.csv",
            OPENING,
            go_live=GO_LIVE,
            department="main",
            realm=REALM,
            balances=OPENING_BALANCES,
            by="U1",
        )

    def form(self, number: str, *, sale: int | None = None) -> WorksheetForm:
        """A worksheet as people enter it, perhaps with another sale at first."""
        shipment = SHIPMENTS[number]
        return WorksheetForm(
            number=number,
            customer_id=self.parties[shipment.customer],
            posting_date=shipment.on,
            rep="Rita",
            sales=(SaleForm(shipment.sale if sale is None else sale, shipment.tax),),
            accruals=tuple(AccrualForm(self.parties[vendor], kind, cents) for vendor, kind, cents in shipment.costs),
        )

    def stages(self) -> None:
        """All worksheets in work, with their adjustments staged."""
        for number in SHIPMENTS:
            self.worksheets.save(self.form(number), by="U1")
        for side, number, account, cents, party in ADJUSTMENTS.values():
            party_id = self.parties[party] if party else None
            form = AdjustmentForm(side, account, cents, party_id)
            self.adjusting.stage(self.worksheet(number).id, form, by="U1")

    def invoices(self, number: str) -> Sheet:
        """A worksheet becomes INVOICE on its day."""
        return self.worksheets.set_status(self.worksheet(number).id, WorksheetStatus.INVOICE, by="U1")

    def leaves_invoice(self, number: str) -> Sheet:
        """A worksheet goes back to work."""
        return self.worksheets.set_status(self.worksheet(number).id, WorksheetStatus.WORK, by="U1")

    def sells(self, number: str, cents: int) -> Sheet:
        """The sale of a worksheet is edited."""
        sheet = self.worksheets.get(self.worksheet(number).id)
        form = WorksheetForm(
            number,
            sheet.worksheet.customer_id,
            posting_date=sheet.worksheet.posting_date,
            rep="Rita",
            sales=[SaleForm(cents)],
            accruals=[AccrualForm(a.vendor_id, a.kind, a.amount, a.account, a.id) for a in sheet.accruals],
        )
        return self.worksheets.save(form, by="U1", id=sheet.worksheet.id, version=sheet.worksheet.version)

    def adjusts(self, name: str, on: date) -> None:
        """A sales adjustment is posted."""
        self.adjusting.post(self.adjustment(name).id, on=on, by="U1")

    def worksheet(self, number: str) -> Worksheet:
        with self.store.reading() as session:
            return session.exec(select(Worksheet).where(Worksheet.number == number)).one()

    def accrual(self, number: str, kind: TradeKind) -> Accrual:
        """The one accrual of that kind on a worksheet."""
        worksheet = self.worksheet(number)
        with self.store.reading() as session:
            query = select(Accrual).where(Accrual.worksheet_id == worksheet.id, Accrual.kind == kind)
            return session.exec(query).one()

    def adjustment(self, name: str) -> Adjustment:
        """`SA-1` or `PA-1`."""
        side = SALE if name.startswith("SA") else PURCHASE
        with self.store.reading() as session:
            query = select(Adjustment).where(Adjustment.side == side, Adjustment.number == int(name[3:]))
            return session.exec(query).one()

    def posts(self, name: str) -> None:
        """A bill reaches the journal as a voucher's does: Dr Accrued AP line by line, Cr A/P, and what it exceeds."""
        bill = BILLS[name]
        accruals = [self.accrual(*where) for where in bill.accruals]
        adjustments = [self.adjustment(adjustment) for adjustment in bill.adjustments]
        agreed = sum(thing.amount for thing in (*accruals, *adjustments))
        shares = allocate(bill.amount - agreed, [accrual.amount for accrual in accruals]) if accruals else []
        vendor = self.parties[bill.vendor]

        def billed(amount: int, worksheet_id: str, **thing: str) -> NewLine:
            return NewLine(ACCRUED_AP, amount, vendor, worksheet_id, voucher_id=name, side=Side.BILLED, **thing)  # type: ignore[misc]  # accrual or adjustment

        lines = [
            billed(accrual.amount + share, accrual.worksheet_id, accrual_id=accrual.id)
            for accrual, share in zip(accruals, shares, strict=True)
        ]
        lines += [billed(a.amount, a.worksheet_id, adjustment_id=a.id) for a in adjustments]
        lines.append(NewLine(ACCOUNTS_PAYABLE, -bill.amount, vendor, voucher_id=name))
        with self.store.writing() as session:
            append(
                session,
                route=Route.DOCUMENT,
                on=bill.on,
                event="bill",
                department="main",
                realm=REALM,
                actor="U2",
                at=self.now(),
                lines=lines,
                document=f"voucher:{name}",
            )
            self._settle(session, name, accruals, adjustments)
            for worksheet_id in sorted({thing.worksheet_id for thing in (*accruals, *adjustments)}):
                worksheet = session.get_one(Worksheet, worksheet_id)
                if worksheet.status is WorksheetStatus.INVOICE:
                    recognition = self.worksheets.recognition(session, worksheet, "U2")
                    recognition.bills(sheet_of(session, worksheet), name)

    def undoes(self, name: str) -> None:
        """The bill is taken back on its own dates, and what it settled is open again."""
        with self.store.writing() as session:
            for entry in live_entries(session, voucher_id=name):
                reverse(session, entry, at=self.now(), actor="U3")
            for table in (Accrual, Adjustment):
                for thing in session.exec(select(table).where(table.voucher_id == name)):
                    thing.voucher_id, thing.state = None, AccrualState.OPEN

    def plays(
        self,
        through: date = LAST,
        *,
        posts: Callable[[str], object] | None = None,
        undoes: Callable[[str], object] | None = None,
        receives: Callable[[str], object] = nobody_pays,
    ) -> "January":
        """Everything up to a day, in the order of dates."""
        posts, undoes = posts or self.posts, undoes or self.undoes
        for on, act in self.calendar(posts, undoes, receives):
            if on <= through:
                self.moment = max(self.moment, datetime(on.year, on.month, on.day, 9, tzinfo=UTC))
                self.later()
                act()
        return self

    def calendar(
        self,
        posts: Callable[[str], object],
        undoes: Callable[[str], object],
        receives: Callable[[str], object] = nobody_pays,
    ) -> list[tuple[date, Callable[[], object]]]:
        """The acts of the month and the first of February."""
        return [
            (date(2024, 12, 31), self.opens),
            (date(2024, 12, 31), self.stages),
            (day(5), lambda: self.invoices("W-101")),
            (day(10), lambda: posts("V-6")),
            (day(12), lambda: self.invoices("W-102")),
            (day(15), lambda: posts("V-5")),
            (day(16), lambda: undoes("V-5")),
            (day(20), lambda: self.invoices("W-103")),
            (day(20), lambda: self.sells("W-103", 3_300_00)),
            (day(20), lambda: self.sells("W-103", 3_333_33)),
            (day(22), lambda: self.invoices("W-105")),
            (day(23), lambda: self.leaves_invoice("W-105")),
            (day(25), lambda: self.adjusts("SA-1", day(25))),
            (day(26), lambda: self.adjusts("SA-2", day(26))),
            (day(27), lambda: receives("CR-1")),
            (day(28), lambda: posts("V-1")),
            (day(28), lambda: receives("CR-2")),
            (day(29), lambda: posts("V-2")),
            (day(30), lambda: posts("V-3")),
            (day(30), lambda: posts("V-4")),
            (day(30), lambda: receives("CR-3")),
            (day(30), lambda: receives("CR-4")),
            (day(31), lambda: receives(CR_4_UNDONE)),
            (day(3, 2), lambda: self.invoices("W-104")),
        ]

    def _link(self, name: str, role: TradeRole) -> None:
        with self.store.writing() as session:
            session.add(
                CounterpartyLink(
                    counterparty_id=self.parties[name],
                    role=role,
                    realm=REALM,
                    books_id=f"{len(self.parties)}",
                    books_name=name,
                    linked_at=self.now(),
                    linked_by="U1",
                    how=LinkedHow.CREATED,
                )
            )

    @staticmethod
    def _settle(session: Session, name: str, accruals: list[Accrual], adjustments: list[Adjustment]) -> None:
        for table, things in ((Accrual, accruals), (Adjustment, adjustments)):
            for thing in things:
                kept = session.get_one(table, thing.id)
                kept.voucher_id, kept.state = name, AccrualState.BILLED
