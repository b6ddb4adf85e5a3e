"""The house at work for two departments in one company of QuickBooks: every verb the model has, through the real ones.

Vouchers, sales, receipts and closes are told to the QuickBooks on this machine. Anna prepares and Bo decides.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlmodel import select

from domain.accounts.account import Uses
from domain.books.port import NameKind, NewName
from domain.clock import new_id, wall_now
from domain.counterparties.counterparty import CounterpartyLink, LinkedHow
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import Registering
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.departments.department_settings import DepartmentSettings
from domain.engine import Engine
from domain.ledger.opening import Opening
from domain.problems import Problem
from domain.receipts.drafting import Pays
from domain.reports.asked import Asked
from domain.reports.report import Report
from domain.reports.reporting import Question, Reporting
from domain.store import Store
from domain.vouchers.approving import Approving
from domain.vouchers.limits import Rules
from domain.vouchers.posting import Posting
from domain.vouchers.undoing import Undoing
from domain.vouchers.voucher_matter import VoucherMatter
from domain.vouchers.vouching import Bill, Vouching
from domain.worksheets.adjusting import AdjustmentForm
from domain.worksheets.worksheet import AdjustmentSide, Sheet, WorksheetStatus
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm
from standins.quickbooks.running import Running
from tests.domain.books.company import site_on
from tests.domain.closing.desk import ANNA, BO, DEE, Desk
from tests.domain.january import GO_LIVE, REALM, January
from tests.domain.sales.desk import net_30

MAIN, WEST = "main", "west"
EVE = date(2024, 12, 31)
NOW = datetime(2025, 4, 10, 9, tzinfo=UTC)
CUSTOMERS = {MAIN: ("Acme Mills", "Baltic Paper"), WEST: ("Delta Foods",)}
VENDORS = {MAIN: ("RecycleCo", "FastTruck", "OceanX"), WEST: ("West Metals", "West Trucking")}
CASH_TYPES = ("Bank",)


@dataclass(frozen=True)
class AtGoLive:
    """What main brings along in cents: costs by vendor, invoices by customer, and cash of one of them."""

    accruals: dict[str, int] = field(default_factory=lambda: {"FastTruck": 600_00, "RecycleCo": 250_00})
    invoices: dict[str, int] = field(default_factory=lambda: {"Acme Mills": 5_000_00, "Baltic Paper": 812_34})
    unapplied: dict[str, int] = field(default_factory=lambda: {"Baltic Paper": 300_00})


@dataclass
class House(Desk):
    """The verbs, by department; a Problem is a refusal. `settle` keeps every promise to QuickBooks."""

    opening: AtGoLive = field(default_factory=AtGoLive)
    rules: Rules = field(default_factory=Rules)
    uses_inventory: bool = False
    split_closing: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.january.moment = NOW
        self._opens_west()
        for department in (MAIN, WEST):
            settings = DepartmentSettings(department=department, ar_on=self.january.ar_on, uses_tax=True)
            settings.uses_inventory, settings.split_closing = self.uses_inventory, self.split_closing
            with self.store.writing() as session:
                session.merge(settings)
        now, till = self.january.now, self.till
        posting = self.posting = Posting(till.deliveries, new_id)
        self.vouching = Vouching(self.store, now, new_id, wall_now, lambda _: self.rules)
        self.approving = Approving(self.store, posting, now, lambda _: self.rules, self.roles)
        self.undoing = Undoing(self.store, posting, now, lambda _: self.rules, self.roles)
        till.matters["voucher"] = VoucherMatter(posting, lambda _: self.rules, bool)
        self._loads()

    # worksheets

    def makes(self, department: str, form: WorksheetForm) -> Sheet:
        return self.january.worksheets.save(form, by=ANNA, department=department)

    def invoices(self, id: str, on: date) -> None:
        self.january.worksheets.set_status(id, WorksheetStatus.INVOICE, by=ANNA, posting_date=on)
        self.settle()

    def unwinds(self, id: str) -> None:
        """A Problem also when it is QuickBooks that keeps the invoice. Asked a second time it is taken out although
        somebody changed it there, as when a payment came and went."""
        for _ in range(2):
            self.january.worksheets.set_status(id, WorksheetStatus.WORK, by=ANNA)
            self.settle()
        if self.sheet(id).worksheet.status is WorksheetStatus.INVOICE:
            raise Problem("QuickBooks keeps the invoice.")

    def resells(self, id: str, sales: list[SaleForm]) -> None:
        """A Problem also when QuickBooks refuses the edit: it is put back."""
        sheet = self.sheet(id)
        accruals = [AccrualForm(a.vendor_id, a.kind, a.amount, a.account, a.id) for a in sheet.accruals]
        kept = sheet.worksheet
        form = WorksheetForm(
            kept.number, kept.customer_id, posting_date=kept.posting_date, rep="Rita", sales=sales, accruals=accruals
        )
        self.january.worksheets.save(form, by=ANNA, id=id, version=kept.version)
        self.settle()
        if [(one.amount, one.tax) for one in self.sheet(id).sales] != [(one.amount, one.tax) for one in sales]:
            raise Problem("QuickBooks keeps the sale as it was.")

    def edits_cost(self, accrual: str, form: AccrualForm) -> None:
        self.january.worksheets.edit_accrual(accrual, form, by=ANNA)

    def stages(self, worksheet: str, account: str, cents: int, vendor: str = "") -> str:
        """An adjustment of the sale, or with a vendor of a cost; its id."""
        side = AdjustmentSide.PURCHASE if vendor else AdjustmentSide.SALE
        party = self.january.parties[vendor] if vendor else None
        form = AdjustmentForm(side, account, cents, party)
        return self.january.adjusting.stage(worksheet, form, by=ANNA).id

    def adjusts(self, adjustment: str, on: date) -> None:
        self.january.adjusting.post(adjustment, on=on, by=ANNA)
        self.settle()

    def sheet(self, id: str) -> Sheet:
        return self.january.worksheets.get(id)

    # vouchers

    def bills(self, department: str, vendor: str, number: str, on: date, items: list[str], total: int) -> str:
        """From the draft to QuickBooks; its id."""
        id = self._submits(department, vendor, number, on, items, total)
        self.approving.approve(id, self.vouching.voucher(id).fingerprint, by=BO)
        self.settle()
        assert self.vouching.voucher(id).state == "posted", self.vouching.voucher(id)
        return id

    def bills_in_vain(self, department: str, vendor: str, number: str, on: date, items: list[str], total: int) -> str:
        """QuickBooks refuses it, for the vendor is inactive there; meanwhile every proof is green. Its id."""
        id = self._submits(department, vendor, number, on, items, total)
        self.person("deactivate", kind="Vendor", id=self.parties[vendor])
        self.approving.approve(id, self.vouching.voucher(id).fingerprint, by=BO)
        while self.engine.promised:
            self.engine.run()
        self.person("reactivate", kind="Vendor", id=self.parties[vendor])
        assert self.vouching.voucher(id).state == "failed", self.vouching.voucher(id)
        assert self.red(on) == {}
        return id

    def _submits(self, department: str, vendor: str, number: str, on: date, items: list[str], total: int) -> str:
        id = self.vouching.open_draft(department, by=ANNA).id
        self.vouching.choose_vendor(id, self.january.parties[vendor], by=ANNA)
        self.vouching.tick(id, items, by=ANNA)
        said = Bill(number, total, on, on, variance_reason="It is right.", number_reason="Another one.")
        self.vouching.set_bill(id, said, by=ANNA)
        self.approving.submit(id, by=ANNA)
        return id

    def tries_again(self, id: str) -> None:
        self.posting.try_again(id, by=ANNA)
        self.settle()
        assert self.vouching.voucher(id).state == "posted", self.vouching.voucher(id)

    def withdraws(self, id: str) -> None:
        """A failed posting is given up: it is a draft again."""
        self.approving.withdraw(id, by=ANNA)
        self.settle()

    def undoes_bill(self, id: str) -> None:
        """A Problem also when QuickBooks refuses: it is posted as before."""
        self.undoing.undo(id, "It was wrong.", by=BO)
        self.settle()
        if self.vouching.voucher(id).state != "undone":
            raise Problem("QuickBooks keeps the bill.")

    # receipts, with the AR module on

    def receives(self, department: str, customer: str, pays: list[Pays], **said: Any) -> str:
        id = self.till.submits(customer, *pays, department=department, **said)
        self.till.approves(id)
        self.settle()
        assert self.till.state(id) == "posted", self.till.act(id)
        return id

    def applies(self, source: str, pays: dict[str, int], on: date) -> str:
        id = self.till.using.apply_unapplied(source, pays, on=on, by=ANNA).id
        self.settle()
        return id

    def gives_back(self, source: str, cents: int, on: date) -> str:
        act = self.till.using.give_back(source, cents, on=on, deposit_id=self.ids["bank"], reason="Asked.", by=ANNA)
        self.till.approves(act.id)
        self.settle()
        return act.id

    def undoes_receipt(self, act: str, on: date) -> None:
        self.till.using.undo(act, on=on, reason="Of another company.", by=BO)
        self.settle()
        assert self.till.state(act) == "undone", self.till.act(act)

    # months

    def closes_month(self, department: str, month: str) -> None:
        """The entry of a locked month is proposed, approved and posted."""
        proposed = self.closing.propose(department, month, by=ANNA)
        self.closing.approve(department, month, proposed[0].fingerprint, by=BO)
        self.settle()

    def reopens(self, department: str, month: str) -> None:
        asked = self.reopenings.ask(department, month, "Something was forgotten.", by=BO)
        self.reopenings.confirm(asked.id, by=DEE)
        self.settle()

    # QuickBooks

    def settle(self) -> None:
        """Every promise is kept; nothing may be left refused."""
        while self.engine.promised:
            self.engine.run()
        with self.store.reading() as session:
            stuck = (DeliveryState.SENDING, DeliveryState.REMOVING, DeliveryState.REFUSED)
            left = [one for one in session.exec(select(Delivery)) if one.state in stuck]
        assert not left, left

    def holds(self, on: date) -> dict[str, int]:
        """QuickBooks' own trial balance by the model's accounts; all banks and undeposited funds are one."""
        names = {id: number for number, id in self.ids.items()}
        names |= {a.id: "1000" for a in self.books.accounts() if a.type in CASH_TYPES or "Undeposited" in a.name}
        found: dict[str, int] = {}
        for id, amount in self.books.trial_balance(on).items():
            account = self.modelled(names.get(id, id))
            found[account] = found.get(account, 0) + amount
        return {account: amount for account, amount in found.items() if amount}

    def modelled(self, account: str) -> str:
        """One of our accounts as the model has it."""
        if account.startswith("bank"):
            return "1000"
        receivable = "1200" if self.january.ar_on else "1100"
        return {"1200": receivable, "4501": "2200", "opening": "3900"}.get(account, account)

    def tells(self, name: str, department: str, on: date) -> Report:
        """A report; with the AR module off receivables are read from QuickBooks."""
        uses = Uses(ar=self.january.ar_on)
        engine = cast(Engine, self.engine)
        reporting = Reporting(self.store, engine, self.january.now, new_id, lambda _: uses, lambda _: self.ledger)
        return reporting.report(Question(name, Asked(department, on), BO))

    def id_of(self, subject: str) -> str:
        """A document's id in QuickBooks."""
        with self.store.reading() as session:
            confirmed = [Delivery.subject == subject, Delivery.state == DeliveryState.CONFIRMED]
            return str(session.exec(select(Delivery).where(*confirmed)).one().books_id)

    # go-live

    def _opening_balances(self) -> None:
        """One entry for each thing that stood in QuickBooks the day before."""
        ar, unapplied = self.ids["1200"], self.ids["1250"] if self.january.ar_on else self.ids["1200"]
        each = [(self.ids["2110"], -cents, "") for cents in self.opening.accruals.values()]
        each += [(ar, cents, customer) for customer, cents in self.opening.invoices.items()]
        each += [(unapplied, -cents, customer) for customer, cents in self.opening.unapplied.items()]
        for account, cents, customer in each:
            one, other = ("debit", "credit") if cents > 0 else ("credit", "debit")
            amount = f"{abs(cents) / 100:.2f}"
            line: dict[str, Any] = {"account": account, one: amount}
            line |= {"customer": customer} if account == ar and not self.january.ar_on else {}
            self.person("journal-entry", lines=[line, {"account": self.ids["3900"], other: amount}], date=f"{EVE}")

    def _loads(self) -> None:
        """The same by file."""
        told = [
            f"accrual,O-{n},{who},{EVE},,inland freight,5710,{cents / 100:.2f}" for n, (who, cents) in self._rows(0)
        ]
        told += [f"invoice,O-{n},{who},{EVE},2025-01-30,,,{cents / 100:.2f}" for n, (who, cents) in self._rows(1)]
        told += [f"unapplied,O-{n},{who},{EVE},,,,{cents / 100:.2f}" for n, (who, cents) in self._rows(2)]
        content = "\n".join(["What,Number,Party,Date,Due,Kind,Account,Amount", *told]) + "\n"
        owed, ahead = sum(self.opening.invoices.values()), sum(self.opening.unapplied.values())
        balances = {"2110": -sum(self.opening.accruals.values()), "1200": owed, "1250": -ahead}
        balances |= {} if self.january.ar_on else {"1200": owed - ahead}
        opening = Opening(self.store, self.january.now, self.january.new_id, lambda _: self.january.ar_on)
        opening.load(
            "opening.csv",
            content.encode(),
            go_live=GO_LIVE,
            department=MAIN,
            realm=REALM,
            balances=balances,
            by=BO,
        )

    def _rows(self, which: int) -> list[tuple[int, tuple[str, int]]]:
        """The numbers they go by, and what they are."""
        kinds = (self.opening.accruals, self.opening.invoices, self.opening.unapplied)
        return list(enumerate(kinds[which].items(), start=10 * which + 1))

    def _opens_west(self) -> None:
        """West has names of its own and main's company, accounts and terms."""
        registering = Registering(self.store, self.january.now, self.january.new_id)
        names = self.site.books()
        term = net_30(self.january, next(one.id for one in self.books.payment_terms() if one.name == "Net 30"))
        term.department = WEST
        with self.store.writing() as session:
            session.add(term)
        for role, kind, people in (
            (TradeRole.CUSTOMER, NameKind.CUSTOMER, CUSTOMERS[WEST]),
            (TradeRole.SUPPLIER, NameKind.VENDOR, VENDORS[WEST]),
        ):
            for name in people:
                details = Details(name, frozenset({role}), terms="Net 30")
                made = registering.create(details, by=ANNA, department=WEST).counterparty.id
                self.january.parties[name] = made
                self.parties[name] = names.create_name(NewName(name, kind, name), name).id
                link = CounterpartyLink(
                    counterparty_id=made,
                    role=role,
                    realm=REALM,
                    books_id=self.parties[name],
                    books_name=name,
                    linked_at=self.january.now(),
                    linked_by=ANNA,
                    how=LinkedHow.CREATED,
                )
                with self.store.writing() as session:
                    session.add(link)


@contextmanager
def house(url: str, standin: Running, *, ar_on: bool, **chosen: Any) -> Iterator[House]:
    """A house on a database of its own, open for business in January 2025 with its opening loaded."""
    store = Store(url)
    try:
        yield House(site_on(standin, store), store, January(store, ar_on=ar_on), **chosen)
    finally:
        store.close()
