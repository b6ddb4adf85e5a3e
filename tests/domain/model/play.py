"""Random quarters: the same acts on the house and on the model, each of which must take or refuse every one of them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from domain.problems import Problem
from domain.receipts.drafting import Pays
from domain.worksheets.trade import USUAL_ACCOUNT, TradeKind
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm
from tests.domain.closing.desk import ANNA, BO
from tests.domain.model.facts import Cash, Cost, Credit, Load, Refused
from tests.domain.model.house import CUSTOMERS, EVE, MAIN, VENDORS, WEST, House
from tests.domain.model.ledger import Ledger

MONTHS = ("2025-01", "2025-02", "2025-03")
FIRST, DAYS = date(2025, 1, 1), 90
KINDS = (TradeKind.MATERIAL, TradeKind.INLAND_FREIGHT, TradeKind.OCEAN_FREIGHT, TradeKind.COMMISSION)
SALES, SALE_ADJUSTMENTS, COST_ADJUSTMENTS = ("4010", "4120"), ("4110", "4140", "4150"), ("5110", "5140", "5010")
STOCK = ("2024-12", *MONTHS)


class Differs(AssertionError):
    """One of the two took what the other refused."""


@dataclass
class Quarter:
    """Three months of two departments. `told` is what happened, for whoever must look into a difference.

    Names of the model are those of the house's things by `ids`: worksheets, accruals, adjustments, receipts. Without
    `cash` customers never pay: then the same seed makes the same acts in both modes.
    """

    house: House
    seed: int
    cash: bool = True
    told: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    vouchers: dict[str, str] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.made, self.first, self.days = 0, FIRST, DAYS
        account = self.house.rules.variance_account
        self.models = {one: Ledger(self.house.january.ar_on, EVE, account) for one in (MAIN, WEST)}
        self._opened()
        if self.house.uses_inventory:
            self._stock()

    def plays(self, acts: int) -> None:
        """So many acts, whatever becomes of each."""
        weights = {act: weight for act, weight in ACTS.items() if self.cash or act not in OF_CASH}
        for _ in range(acts):
            [act] = self.random.choices(list(weights), list(weights.values()))
            getattr(self, f"_{act}")(self.random.choice((MAIN, MAIN, WEST)))

    def closes_all(self) -> None:
        """Whatever is left of the quarter is locked and closed, month by month."""
        for month in MONTHS:
            for department, model in self.models.items():
                if month not in model.locked:
                    self._both(f"lock {department} {month}", *self._locks(department, month))
                if month not in model.closed:
                    self._both(f"close {department} {month}", *self._closes(department, month))

    def goes_on(self, first: date, days: int) -> None:
        """From here on acts are dated in other days."""
        self.first, self.days = first, days

    def reopens(self, department: str) -> None:
        """The latest month, after it was closed."""
        month = self.models[department].locked[-1]
        act = lambda: self.house.reopens(department, month)  # noqa: E731
        self._both(f"reopen {department} {month}", act, lambda: self.models[department].reopen(month))

    def _both(self, words: str, house: Callable[[], object], model: Callable[[], object]) -> bool:
        """The act on both; whether it was taken. Differs when they do not agree."""
        self.house.january.later()
        taken, why = True, ""
        try:
            model()
        except Refused as refused:
            taken, why = False, str(refused)
        try:
            house()
        except Problem as problem:
            if taken:
                raise Differs(f"seed {self.seed}: the house refuses {words}: {problem.words()}") from problem
            why = f"{why} / {problem.words()}"
        else:
            if not taken:
                raise Differs(f"seed {self.seed}: the house takes {words}, the model refuses: {why}")
        self.told.append(f"{words}: {'taken' if taken else why}")
        self.counts.setdefault(words.split()[0], [0, 0])[taken] += 1
        return taken

    # things to choose from

    def some_day(self) -> date:
        """Any day of the quarter."""
        return self._day()

    def _day(self, first: date = FIRST) -> date:
        """From a day on, at the earliest the first of those that are played."""
        first = max(first, self.first)
        return first + timedelta(days=self.random.randrange(max(self.days - (first - self.first).days, 1)))

    def _cents(self, most: int) -> int:
        return self.random.choice((self.random.randint(1, most), 100 * self.random.randint(1, most // 100)))

    def _loads(self, department: str, *, invoiced: bool | None) -> list[str]:
        loads = self.models[department].loads.items()
        return [n for n, load in loads if not load.opened and invoiced in (None, bool(load.invoiced))]

    def _name(self, letter: str) -> str:
        self.made += 1
        return f"{letter}-{self.made:03}"

    # worksheets

    def _make(self, department: str) -> None:
        name, model = self._name("W"), self.models[department]
        customer = self.random.choice(CUSTOMERS[department])
        sales, tax = self._sale()
        costs = [(self.random.choice(VENDORS[department]), kind, self._cents(900_000)) for kind in KINDS]
        costs = self.random.sample(costs, self.random.choice((0, 1, 2, 2, 3, 4)))
        form = WorksheetForm(
            name,
            self.house.january.parties[customer],
            posting_date=self._day(),
            rep="Rita",
            sales=self._lines(sales, tax),
            accruals=[AccrualForm(self.house.january.parties[vendor], kind, cents) for vendor, kind, cents in costs],
        )
        sheet = self.house.makes(department, form)
        self.ids[name] = sheet.worksheet.id
        model.loads[name] = Load(customer, sales, tax)
        for (vendor, kind, cents), accrual in zip(costs, sheet.accruals, strict=True):
            cost = self._name("A")
            self.ids[cost] = accrual.id
            model.costs[cost] = Cost(name, vendor, USUAL_ACCOUNT[kind], cents)
        self.told.append(f"make {department} {name}: {model.loads[name]} {costs}")

    def _sale(self) -> tuple[dict[str, int], int]:
        """One or two lines; half of those of one line bear 6% of tax, which comes out even."""
        if self.random.random() < 0.3:
            return {account: self._cents(1_200_000) for account in SALES}, 0
        net = 50 * self.random.randint(2, 30_000)
        return {SALES[0]: net}, net * 6 // 100 if self.random.random() < 0.5 else 0

    @staticmethod
    def _lines(sales: dict[str, int], tax: int) -> list[SaleForm]:
        return [SaleForm(cents, tax, account) for account, cents in sales.items()]

    def _invoice(self, department: str) -> None:
        if names := self._loads(department, invoiced=False):
            name, on = self.random.choice(names), self._day()
            self._both(
                f"invoice {department} {name} on {on}",
                lambda: self.house.invoices(self.ids[name], on),
                lambda: self.models[department].invoice(name, on),
            )

    def _unwind(self, department: str) -> None:
        if names := self._loads(department, invoiced=True):
            name = self.random.choice(names)
            self._both(
                f"unwind {department} {name}",
                lambda: self.house.unwinds(self.ids[name]),
                lambda: self.models[department].unwind(name),
            )

    def _resell(self, department: str) -> None:
        if names := self._loads(department, invoiced=None):
            name, (sales, tax) = self.random.choice(names), self._sale()
            self._both(
                f"resell {department} {name} {sales} {tax}",
                lambda: self.house.resells(self.ids[name], self._lines(sales, tax)),
                lambda: self.models[department].edit_sale(name, sales, tax),
            )

    def _recost(self, department: str) -> None:
        model = self.models[department]
        ours = [n for n, cost in model.costs.items() if not cost.agreed and not model.loads[cost.worksheet].opened]
        if ours:
            name, cents = self.random.choice(ours), self._cents(900_000)
            cost = model.costs[name]
            kind = next(kind for kind in KINDS if USUAL_ACCOUNT[kind] == cost.account)
            form = AccrualForm(self.house.january.parties[cost.vendor], kind, cents)
            self._both(
                f"recost {department} {name} {cents}",
                lambda: self.house.edits_cost(self.ids[name], form),
                lambda: model.edit_cost(name, cents),
            )

    def _stage(self, department: str) -> None:
        """An adjustment is saved: of the sale, or of a cost."""
        model, of_sale = self.models[department], self.random.random() < 0.5
        loads = self._loads(department, invoiced=None)
        opened = [cost.worksheet for cost in model.costs.values() if model.loads[cost.worksheet].opened]
        if not loads:
            return
        worksheet = self.random.choice(loads if of_sale else [*loads, *opened])
        name, cents = self._name("S" if of_sale else "P"), self._cents(60_000) * self.random.choice((1, -1, -1))
        account = self.random.choice(SALE_ADJUSTMENTS if of_sale else COST_ADJUSTMENTS)
        vendor = "" if of_sale else self.random.choice(VENDORS[department])
        self.ids[name] = self.house.stages(self.ids[worksheet], account, cents, vendor)
        if of_sale:
            model.credits[name] = Credit(worksheet, account, cents)
        else:
            model.costs[name] = Cost(worksheet, vendor, account, cents, agreed=True)
        self.told.append(f"stage {department} {name} on {worksheet}: {account} {cents} {vendor}")

    def _adjust(self, department: str) -> None:
        model = self.models[department]
        if staged := [name for name, one in model.credits.items() if one.posted is None]:
            name, on = self.random.choice(staged), self._day()
            self._both(
                f"adjust {department} {name} on {on}",
                lambda: self.house.adjusts(self.ids[name], on),
                lambda: model.credit(name, on),
            )

    # vouchers

    def _bill(self, department: str) -> None:
        model, vendor = self.models[department], self.random.choice(VENDORS[department])
        of_vendor = {name: cost for name, cost in model.costs.items() if cost.vendor == vendor}
        open_ones = [name for name, cost in of_vendor.items() if not cost.voucher]
        if not open_ones:
            return
        lines = self.random.sample(open_ones, min(len(open_ones), self.random.choice((1, 1, 2, 3, 5))))
        if self.random.random() < 0.03:
            lines = [self.random.choice(list(of_vendor))]  # perhaps settled by another bill
        agreed = sum(model.costs[line].amount for line in lines)
        more = self.random.choice((0, self.random.randint(-20, 20), self.random.randint(-agreed // 3, abs(agreed))))
        total = 0 if self.random.random() < 0.05 else agreed + more
        name, on = self._name("V"), self._day()
        taken = [bill.number for bill in model.bills.values() if bill.vendor == vendor]
        number = self.random.choice(taken) if taken and self.random.random() < 0.05 else f"B{name}"
        in_order = self._in_order(department, lines)

        has_balance = any(bill.vendor == vendor for bill in model.bills.values())  # then it cannot be made inactive
        in_vain = bool(total) and self.random.random() < 0.2 and not has_balance
        bills = self.house.bills_in_vain if in_vain else self.house.bills

        def house() -> None:
            self.vouchers[name] = bills(department, vendor, number, on, [self.ids[one] for one in lines], total)

        posted = self._both(
            f"bill {department} {name} {vendor} {number} on {on}: {in_order} for {total}, agreed {agreed}",
            house,
            lambda: model.voucher(name, vendor, number, on, in_order, total),
        )
        if posted and in_vain:
            self._settles(department, name)

    def _settles(self, department: str, name: str) -> None:
        """A bill that QuickBooks refused is sent again, or withdrawn: then nothing of it remains."""
        if self.random.random() < 0.5:
            self.house.tries_again(self.vouchers[name])
            self.told.append(f"again {department} {name}")
        else:
            act = lambda: self.house.withdraws(self.vouchers[name])  # noqa: E731
            self._both(f"withdraw {department} {name}", act, lambda: self.models[department].undo_voucher(name))

    def _in_order(self, department: str, lines: list[str]) -> list[str]:
        """As the bill has them: by worksheet, its accruals in their order, then its adjustments."""
        model = self.models[department]
        return sorted(lines, key=lambda one: (model.costs[one].worksheet, model.costs[one].agreed, one))

    def _unbill(self, department: str) -> None:
        model = self.models[department]
        if model.bills:
            name = self.random.choice(list(model.bills))
            self._both(
                f"unbill {department} {name}",
                lambda: self.house.undoes_bill(self.vouchers[name]),
                lambda: model.undo_voucher(name),
            )

    def _pay(self, department: str) -> None:
        """In QuickBooks: a bill is paid, in full or not, or a vendor credit is used on one."""
        model = self.models[department]
        owed = {name: left for name in model.bills if (left := model.unpaid(date.max).get(name, 0)) > 0}
        if not owed:
            return
        name, on = self.random.choice(list(owed)), self._day()
        bill, vendor = self.house.id_of(f"voucher:{self.vouchers[name]}"), model.bills[name].vendor
        credits = {n: -left for n in model.bills if (left := model.unpaid(date.max).get(n, 0)) < 0}
        ours = [one for one in credits if model.bills[one].vendor == vendor]
        if ours and self.random.random() < 0.5:
            credit = self.random.choice(ours)
            cents = min(owed[name], credits[credit])
            of = self.house.id_of(f"voucher:{self.vouchers[credit]}")
            self.house.person("apply-credit", credit=of, to=bill, amount=_dollars(cents), date=f"{on}")
            model.apply_credit(credit, name, on, cents)
            self.told.append(f"use {department} {credit} on {name}: {cents} on {on}")
        else:
            cents = self.random.choice((owed[name], self.random.randint(1, owed[name])))
            self.house.person("pay-bill", bill=bill, amount=_dollars(cents), date=f"{on}")
            model.pay(name, on, cents)
            self.told.append(f"pay {department} {name} {cents} on {on}")

    # customers

    def _receive(self, department: str) -> None:
        model = self.models[department]
        customer, on = self.random.choice(CUSTOMERS[department]), self._day()
        owed = [name for name, load in model.loads.items() if load.customer == customer and load.invoiced]
        chosen = self.random.sample(owed, min(len(owed), self.random.choice((0, 1, 1, 2))))
        if model.ar_on:
            self._received_here(department, customer, on, chosen)
        else:
            self._keyed(department, customer, on, [one for one in chosen if not model.loads[one].opened][:1])

    def _received_here(self, department: str, customer: str, on: date, chosen: list[str]) -> None:
        model, name = self.models[department], self._name("R")
        cash, pays = Cash(customer, on), []
        for one in chosen:
            open_ = model._least(model._owed_by_day(one), on)
            most = max(open_, 1)
            applied = self.random.choice((most, self.random.randint(1, most), most + self.random.choice((0, 0, 1))))
            discount = self.random.choice((0, 0, applied // 50))
            rest, settles = open_ - applied, False
            if self.random.random() < 0.3 and open_ > 200 and not model.loads[one].opened:
                rest = self.random.randint(1, min(10_00, open_ * 5 // 1000 + 1))
                applied, discount, settles = open_ - rest, 0, True
            if settles:
                cash.settled[one] = rest
            cash.applied[one] = applied
            cash.discount += discount
            pays.append(Pays(self.ids[one], applied, discount, settles))
        cash.unapplied = self.random.choice((0, 0, self._cents(90_000))) if chosen else self._cents(90_000)
        came = sum(cash.applied.values()) + cash.unapplied - cash.discount
        cash.fee, cash.interest = (self.random.choice((0, 0, came // 100)) for _ in range(2))
        cash.bank = came - cash.fee - cash.interest

        def house() -> None:
            said = {"number": name, "on": on, "amount": cash.bank, "fee": cash.fee, "interest": cash.interest}
            self.ids[name] = self.house.receives(department, customer, pays, **said, unapplied=cash.unapplied)

        self._both(f"receive {department} {name} {cash}", house, lambda: model.receive(name, cash))

    def _keyed(self, department: str, customer: str, on: date, chosen: list[str]) -> None:
        """With the AR module off: a payment that a person enters in QuickBooks, of an invoice or of none."""
        model, name = self.models[department], self._name("R")
        who = next(iter(CUSTOMERS[department])) if customer not in CUSTOMERS[department] else customer
        cash = Cash(who, on)
        if chosen:
            paid = sum(one.applied.get(chosen[0], 0) for one in model.cash.values())
            left = model.loads[chosen[0]].gross - paid
            on = max(on, model.loads[chosen[0]].invoiced or on)
            if left <= 0:
                return
            cents = self.random.choice((left, self.random.randint(1, left)))
            cash = Cash(who, on, bank=cents, applied={chosen[0]: cents})
            invoice = self._invoice_id(chosen[0])
            made = self.house.person("receive-payment", invoice=invoice, amount=_dollars(cents), date=f"{on}")
        else:
            cents = self._cents(90_000)
            cash = Cash(who, on, bank=cents, unapplied=cents)
            made = self.house.person("receive-payment", customer=who, amount=_dollars(cents), date=f"{on}")
        self.ids[name], model.cash[name] = str(made["Id"]), cash
        self.told.append(f"key {department} {name} {cash}")

    def _invoice_id(self, load: str) -> str:
        company = self.house.site.standin.company()
        return next(str(one["Id"]) for one in company.all("Invoice") if one.get("DocNumber") == load)

    def _apply(self, department: str) -> None:
        model = self.models[department]
        sources = [name for name, one in model.cash.items() if one.source is None and one.unapplied and not one.undone]
        if not (model.ar_on and sources):
            return
        source, on, name = self.random.choice(sources), self._day(), self._name("R")
        customer, left = model.cash[source].customer, max(model.left(source, date.max), 1)
        cents = self.random.choice((left, self.random.randint(1, left), left + 1))
        owed = [n for n, load in model.loads.items() if load.customer == customer and load.invoiced]
        if owed and self.random.random() < 0.7:
            to = self.random.choice(owed)
            cents = min(cents, max(model.owed(to, date.max), 1))
            cash = Cash(customer, on, applied={to: cents}, unapplied=-cents, source=source)
            act: Callable[[], str] = lambda: self.house.applies(self.ids[source], {self.ids[to]: cents}, on)  # noqa: E731
        else:
            cash = Cash(customer, on, bank=-cents, unapplied=-cents, source=source)
            act = lambda: self.house.gives_back(self.ids[source], cents, on)  # noqa: E731

        def house() -> None:
            self.ids[name] = act()

        self._both(f"apply {department} {name} {cash}", house, lambda: model.receive(name, cash))

    def _unreceive(self, department: str) -> None:
        model = self.models[department]
        names = [name for name, cash in model.cash.items() if not cash.opened]
        if not names:
            return
        name = self.random.choice(names)
        if model.ar_on:
            on = self._day(model.cash[name].on) if self.random.random() < 0.9 else self._day()
            self._both(
                f"unreceive {department} {name} on {on}",
                lambda: self.house.undoes_receipt(self.ids[name], on),
                lambda: model.undo_receipt(name, on),
            )
        else:
            self.house.person("delete", kind="Payment", id=self.ids[name])
            del model.cash[name]
            self.told.append(f"unkey {department} {name}")

    # months

    def _close(self, department: str) -> None:
        """The next step of the first month that is not closed."""
        model = self.models[department]
        month = next((one for one in MONTHS if one not in model.closed), None)
        if month is None:
            return
        if month not in model.locked:
            self._both(f"lock {department} {month}", *self._locks(department, month))
        else:
            self._both(f"close {department} {month}", *self._closes(department, month))

    def _reopen(self, department: str) -> None:
        """Back by a step: a locked month is unlocked, a closed one reopened; at times one that is not the latest."""
        model = self.models[department]
        if not model.locked:
            return
        month = model.locked[-1] if self.random.random() < 0.8 else self.random.choice(model.locked)
        if month in model.closed:
            self._both(
                f"reopen {department} {month}",
                lambda: self.house.reopens(department, month),
                lambda: model.reopen(month),
            )
        else:
            self._both(
                f"unlock {department} {month}",
                lambda: self.house.preparing.unlock(department, month, "Something was forgotten.", by=BO),
                lambda: model.unlock(month),
            )

    def _locks(self, department: str, month: str) -> tuple[Callable[[], object], Callable[[], object]]:
        model = self.models[department]
        return lambda: self.house.preparing.lock(department, month, by=ANNA), lambda: model.lock(month)

    def _closes(self, department: str, month: str) -> tuple[Callable[[], object], Callable[[], object]]:
        model = self.models[department]
        return lambda: self.house.closes_month(department, month), lambda: model.close(month)

    # before the first day

    def _opened(self) -> None:
        """What main brings along, as the model has it."""
        model, opening = self.models[MAIN], self.house.opening
        for number, (vendor, cents) in enumerate(opening.accruals.items(), start=1):
            worksheet = f"O-{number}"
            model.loads[worksheet] = Load("", {}, invoiced=EVE, opened=True)
            model.costs[f"AO-{number}"] = Cost(worksheet, vendor, "5710", cents)
            sheet = self.house.sheet(self.house.january.worksheet(worksheet).id)
            self.ids[worksheet], self.ids[f"AO-{number}"] = sheet.worksheet.id, sheet.accruals[0].id
        for number, (customer, cents) in enumerate(opening.invoices.items(), start=11):
            model.loads[f"O-{number}"] = Load(customer, {}, cents, invoiced=EVE, opened=True)
            self.ids[f"O-{number}"] = self.house.till.key(f"O-{number}")
        for number, (customer, cents) in enumerate(opening.unapplied.items(), start=21):
            model.cash[f"O-{number}"] = Cash(customer, EVE, unapplied=cents, opened=True)
            self.ids[f"O-{number}"] = self.house.till.key(f"O-{number}")

    def _stock(self) -> None:
        """The value of the stock at each month's end is known from the start."""
        for department, model in self.models.items():
            values = [self._cents(500_000) for _ in STOCK]
            for month, cents in zip(STOCK, values, strict=True):
                content = f"Location,Value\nYard,{_dollars(cents)}\n".encode()
                self.house.preparing.take_value(department, month, "stock.csv", content, by=ANNA)
            changes = zip(MONTHS, values, values[1:], strict=False)
            model.stock = {month: after - before for month, before, after in changes}


ACTS = {
    "make": 12,
    "invoice": 12,
    "unwind": 3,
    "resell": 4,
    "recost": 4,
    "stage": 8,
    "adjust": 6,
    "bill": 14,
    "unbill": 5,
    "pay": 3,
    "receive": 9,
    "apply": 5,
    "unreceive": 5,
    "close": 4,
    "reopen": 2,
}


OF_CASH = ("receive", "apply", "unreceive")


def _dollars(cents: int) -> str:
    return str(Decimal(cents).scaleb(-2))
