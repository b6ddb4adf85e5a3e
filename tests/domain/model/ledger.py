"""The accounting, said a second time: dictionaries and integers, and nothing of the house imported.

Written from the accounting model alone (events E0 to E22, proofs R1 to R8, the rules of dates and of variance), so that
the house and this page are two witnesses. Nothing is appended here: the page keeps what is true now (which worksheets
are invoices, which vouchers live) and works every line out afresh whenever it is asked. That it agrees with an
append-only journal on every day is the point: a reversal that carries its original's date leaves nothing behind.

Amounts are integer minor units of one currency, debits positive; dates are on the department's calendar; one `Ledger`
is one department in one mode of receivables.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from tests.domain.model.facts import Bill, Cash, Cost, Credit, Line, Load, Refused, last_day, month_of, share

AR_CONTROL, AR, ACCRUED_SALES, UNAPPLIED = "1200", "1100", "1210", "1250"
AP, ACCRUED_AP, TAX, INVENTORY, OFFSET = "2100", "2110", "2200", "3000", "7000"
MATERIAL, DISCOUNT, FEE, INTEREST, TOLERANCE = "5010", "4200", "5500", "4100", "4110"
BANK, EQUITY = "1000", "3900"
OUTSIDE_TRADE = (DISCOUNT, FEE, INTEREST)  # profit and loss, but not gross profit: R6 leaves them out
DOCUMENT, SWEEP, OBSERVED, NONE, KEYED, STOCK = "document", "sweep", "observed", "none", "keyed", "stock"


class Ledger:
    """`opened` is the day before go-live. With a `variance_account` the differences of all accruals go there (2.2)."""

    def __init__(self, ar_on: bool, opened: date, variance_account: str = "") -> None:
        self.ar_on, self.opened, self.variance_account = ar_on, opened, variance_account
        self.receivable = AR_CONTROL if ar_on else AR
        self.loads: dict[str, Load] = {}
        self.costs: dict[str, Cost] = {}
        self.credits: dict[str, Credit] = {}
        self.bills: dict[str, Bill] = {}
        self.cash: dict[str, Cash] = {}
        self.stock: dict[str, int] = {}  # change of the inventory, by month
        self.locked: list[str] = []
        self.closed: list[str] = []

    # what people do

    def _open(self, *days: date) -> None:
        for day in days:
            if month_of(day) in self.locked:
                raise Refused(f"{month_of(day)} is locked")

    def _settled(self, worksheet: str) -> bool:
        """Whether cash stands on the worksheet: a receipt, or unapplied cash applied, that nobody undid."""
        return any(cash.undone is None and worksheet in cash.applied for cash in self.cash.values())

    def invoice(self, name: str, on: date) -> None:
        """E1."""
        load = self.loads[name]
        if load.invoiced:
            raise Refused("is an invoice already")
        if any(amount < 0 for amount in load.sales.values()):
            raise Refused("a sale below zero is an adjustment")
        self._open(on)
        load.invoiced = on

    def edit_sale(self, name: str, sales: dict[str, int], tax: int) -> None:
        """E2."""
        load = self.loads[name]
        if load.invoiced:
            self._open(load.invoiced)
            if self._settled(name):
                raise Refused("cash stands on it")
        load.sales, load.tax = sales, tax

    def edit_cost(self, name: str, amount: int) -> None:
        """E3."""
        cost = self.costs[name]
        if cost.voucher or cost.flipped:
            raise Refused("stands on a voucher")
        invoiced = self.loads[cost.worksheet].invoiced
        if invoiced and not cost.agreed:
            self._open(invoiced)
        cost.amount = amount

    def unwind(self, name: str) -> None:
        """E4."""
        load = self.loads[name]
        if not load.invoiced or load.opened:
            raise Refused("is not an invoice of ours")
        if self._settled(name) or any(one.worksheet == name and one.posted for one in self.credits.values()):
            raise Refused("a receipt or a posted adjustment stands on it")
        self._open(load.invoiced, *(self.recognised(cost) or load.invoiced for cost in self._costs_of(name)))
        load.invoiced = None

    def credit(self, name: str, on: date) -> None:
        """E5, E6: a sales adjustment saved before is posted on its own date, not before its sale."""
        credit = self.credits[name]
        invoiced = self.loads[credit.worksheet].invoiced
        if credit.posted or not invoiced or on < invoiced:
            raise Refused("posted already, or its worksheet is no invoice by then")
        self._open(on)
        credit.posted = on

    def voucher(self, name: str, vendor: str, number: str, on: date, lines: list[str], total: int) -> None:
        """E8, E9, E10: costs closed by a bill over `total`, the difference shared over the accruals."""
        costs = [self.costs[line] for line in lines]
        if any(cost.vendor != vendor or cost.voucher or cost.flipped for cost in costs):
            raise Refused("another vendor's, or closed already")
        if any(bill.vendor == vendor and bill.number == number for bill in self.bills.values()):
            raise Refused("the number is taken")
        self._open(on)
        bearing = [cost for cost in costs if not cost.agreed] or costs
        variance = total - sum(cost.amount for cost in costs)
        for cost, part in zip(bearing, share(variance, [abs(cost.amount) for cost in bearing]), strict=True):
            cost.share = part
        for cost in costs:
            cost.voucher = name
        self.bills[name] = Bill(vendor, number, on, lines)

    def pay(self, name: str, on: date, amount: int) -> None:
        """E13, in QuickBooks."""
        self.bills[name].paid.append((on, amount))

    def apply_credit(self, credit: str, bill: str, on: date, amount: int) -> None:
        """A vendor credit used on a bill, in QuickBooks."""
        self.bills[credit].used.append((on, -amount))
        self.bills[bill].used.append((on, amount))

    def undo_voucher(self, name: str) -> None:
        """E11."""
        bill = self.bills[name]
        if bill.paid or bill.used:
            raise Refused("is paid, or a credit is used on it")
        costs = [self.costs[line] for line in bill.lines]
        self._open(bill.on, *(self.recognised(cost) or bill.on for cost in costs))
        for cost in costs:
            cost.voucher, cost.share = None, 0
        del self.bills[name]

    def flip(self, name: str, on: date, offset: str) -> None:
        """E21: a payable below zero becomes a receivable through Offset."""
        cost = self.costs[name]
        if cost.amount >= 0 or cost.voucher or cost.flipped:
            raise Refused("is no open payable below zero")
        self._open(on)
        cost.flipped = on
        self.loads[offset] = Load(cost.vendor, {OFFSET: -cost.amount}, invoiced=on)
        self.costs[offset] = Cost(offset, cost.vendor, OFFSET, -cost.amount, flipped=on)

    def receive(self, name: str, cash: Cash) -> None:
        """E16 (and E17, E18 with a `source`): what comes in equals what it settles and what stays unapplied."""
        if cash.bank + cash.fee + cash.interest + cash.discount != sum(cash.applied.values()) + cash.unapplied:
            raise Refused("does not add up")
        self._open(cash.on)
        for worksheet, amount in cash.applied.items():
            invoiced = self.loads[worksheet].invoiced
            if not invoiced or cash.on < invoiced or amount > self.payable_on(worksheet, cash.on):
                raise Refused("more than the invoice owes from that day on, or before it")
        if cash.source and -cash.unapplied > self._least(self._left_by_day(cash.source), cash.on):
            raise Refused("not enough unapplied cash from that day on")
        if cash.source and cash.on < self.cash[cash.source].on:
            raise Refused("before the cash came in")
        self.cash[name] = cash
        for worksheet, rest in cash.settled.items():
            self.credits[f"{name}/{worksheet}"] = Credit(worksheet, TOLERANCE, -rest, cash.on)

    def undo_receipt(self, name: str, on: date) -> None:
        """E19; a rest given up with it (E20) goes with it, or is opposed where its month is locked."""
        cash = self.cash[name]
        if cash.undone or on < cash.on:
            raise Refused("undone already, or before it")
        uses = [other for other in self.cash.values() if other.source == name]
        if any(use.undone is None or on < use.undone for use in uses):
            raise Refused("its cash was used then")
        self._open(on)
        cash.undone = on
        for worksheet, rest in cash.settled.items():
            if month_of(cash.on) in self.locked:
                self.credits[f"{name}/{worksheet}/undone"] = Credit(worksheet, TOLERANCE, rest, on)
            else:
                del self.credits[f"{name}/{worksheet}"]

    def lock(self, month: str) -> None:
        """In order."""
        if self.locked and month <= self.locked[-1]:
            raise Refused("is locked")
        self.locked.append(month)

    def close(self, month: str) -> None:
        """E14."""
        if month not in self.locked or month in self.closed:
            raise Refused("is not locked, or closed already")
        self.closed.append(month)

    def unlock(self, month: str) -> None:
        """Backwards, the latest month first, and a closed one is reopened instead."""
        if month in self.closed or month not in self.locked[-1:]:
            raise Refused("a later month is locked, or it is closed")
        self.locked.remove(month)

    def reopen(self, month: str) -> None:
        """E22: backwards, the latest month first."""
        if month not in self.closed or month != self.locked[-1]:
            raise Refused("a later month is locked, or it is not closed")
        self.closed.remove(month)
        self.locked.remove(month)

    # what follows from it

    def _costs_of(self, worksheet: str) -> list[Cost]:
        return [cost for cost in self.costs.values() if cost.worksheet == worksheet]

    def billed(self, cost: Cost) -> date | None:
        """The date the vendor's bill (or the flip) took the cost out of what is open."""
        return self.bills[cost.voucher].on if cost.voucher else cost.flipped

    def recognised(self, cost: Cost) -> date | None:
        """The date a variance or an agreed adjustment reaches profit and loss: max(voucher, worksheet), or not yet."""
        invoiced, billed = self.loads[cost.worksheet].invoiced, self.billed(cost)
        return max(invoiced, billed) if invoiced and billed else None

    def _pair(self, on: date, route: str, debit: str, credit: str, amount: int) -> list[Line]:
        return [Line(on, route, debit, amount), Line(on, route, credit, -amount)]

    def _sale(self, on: date, account: str, net: int, tax: int = 0) -> list[Line]:
        if self.ar_on:
            return self._pair(on, SWEEP, AR_CONTROL, account, net) + self._pair(on, SWEEP, AR_CONTROL, TAX, tax)
        document = self._pair(on, DOCUMENT, AR, ACCRUED_SALES, net) + self._pair(on, DOCUMENT, AR, TAX, tax)
        return document + self._pair(on, SWEEP, ACCRUED_SALES, account, net)

    def _load_lines(self, load: Load) -> list[Line]:
        if not load.invoiced:
            return []
        if load.opened:
            return self._pair(self.opened, OBSERVED if self.ar_on else KEYED, self.receivable, EQUITY, load.gross)
        lines = self._sale(load.invoiced, TAX, 0, load.tax)
        return lines + [line for account, net in load.sales.items() for line in self._sale(load.invoiced, account, net)]

    def _cost_lines(self, cost: Cost) -> list[Line]:
        load, lines = self.loads[cost.worksheet], []
        if load.invoiced and not cost.agreed:
            if load.opened:
                lines += self._pair(self.opened, OBSERVED, EQUITY, ACCRUED_AP, cost.amount)
            else:
                lines += self._pair(load.invoiced, SWEEP, cost.account, ACCRUED_AP, cost.amount)
        effect = self.recognised(cost)
        if effect:
            own = cost.agreed or not self.variance_account
            account, amount = cost.account if own else self.variance_account, cost.share + cost.amount * cost.agreed
            lines += self._pair(effect, SWEEP, account, ACCRUED_AP, amount)
        return lines

    def _cash_lines(self, cash: Cash) -> list[Line]:
        route = KEYED if not self.ar_on else OBSERVED if cash.opened else DOCUMENT
        unapplied = UNAPPLIED if self.ar_on else AR
        if cash.opened:
            return self._pair(cash.on, route, EQUITY, unapplied, cash.unapplied)
        debits = {BANK: cash.bank, DISCOUNT: cash.discount, FEE: cash.fee, INTEREST: cash.interest}
        lines = [Line(cash.on, route, account, amount) for account, amount in debits.items()]
        lines.append(Line(cash.on, route, self.receivable, -sum(cash.applied.values())))
        lines.append(Line(cash.on, route, unapplied, -cash.unapplied))
        if cash.undone:
            lines += [Line(cash.undone, route, line.account, -line.amount) for line in lines]
        return lines

    def total(self, name: str) -> int:
        """What a voucher's document is over: above zero a bill, below zero a vendor credit, zero no document."""
        return sum(self.costs[line].amount + self.costs[line].share for line in self.bills[name].lines)

    def lines(self) -> list[Line]:
        """Every line that stands, on its date and by its route."""
        found = [line for load in self.loads.values() for line in self._load_lines(load)]
        for credit in self.credits.values():
            found += self._sale(credit.posted, credit.account, credit.amount) if credit.posted else []
        found += [line for cost in self.costs.values() for line in self._cost_lines(cost)]
        for name, bill in self.bills.items():
            found += self._pair(bill.on, DOCUMENT if self.total(name) else NONE, ACCRUED_AP, AP, self.total(name))
            found += [line for on, paid in bill.paid for line in self._pair(on, KEYED, AP, BANK, paid)]
        found += [line for cash in self.cash.values() for line in self._cash_lines(cash)]
        for month, change in self.stock.items():
            found += self._pair(last_day(month), STOCK, INVENTORY, MATERIAL, change)
        return [line for line in found if line.amount]

    def balances(self, on: date) -> dict[str, int]:
        """The trial balance of the sub-ledger on a date: whatever the route."""
        return _summed(line for line in self.lines() if line.on <= on)

    def closing_entry(self, month: str) -> dict[str, int]:
        """The closing entry: the month's sweep lines by account and the change of stock, dated its last day."""
        return _summed(x for x in self.lines() if x.route in (SWEEP, STOCK) and month_of(x.on) == month)

    def books(self, on: date) -> dict[str, int]:
        """What QuickBooks must show on a date: documents, what was there, and the closing entries of closed months."""
        standing = [line for line in self.lines() if line.route in (DOCUMENT, OBSERVED, KEYED) and line.on <= on]
        for month in self.closed:
            if last_day(month) <= on:
                standing += [Line(on, SWEEP, account, amount) for account, amount in self.closing_entry(month).items()]
        return _summed(standing)

    def _owed_by_day(self, worksheet: str) -> list[tuple[date, int]]:
        """What each day changes an open invoice by: gross, adjustments posted, cash applied and undone."""
        load = self.loads[worksheet]
        days = [(load.invoiced, load.gross)] if load.invoiced else []
        days += [(one.posted, one.amount) for one in self.credits.values() if one.worksheet == worksheet and one.posted]
        for cash in self.cash.values():
            days.append((cash.on, -cash.applied.get(worksheet, 0)))
            days += [(cash.undone, cash.applied.get(worksheet, 0))] if cash.undone else []
        return days

    def _left_by_day(self, receipt: str) -> list[tuple[date, int]]:
        """What each day changes the unapplied cash of a receipt by."""
        stand = [cash for name, cash in self.cash.items() if receipt in (name, cash.source)]
        undone = [(cash.undone, -cash.unapplied) for cash in stand if cash.undone]
        return [*((cash.on, cash.unapplied) for cash in stand), *undone]

    @staticmethod
    def _least(by_day: list[tuple[date, int]], on: date) -> int:
        """The smallest balance on a day and on every day after it."""
        ends = {on, *(day for day, _ in by_day if day > on)}
        return min(sum(amount for day, amount in by_day if day <= end) for end in ends)

    def payable_on(self, worksheet: str, on: date) -> int:
        """As much of an invoice as cash of a date may be applied to: it owes that from then on."""
        return self._least(self._owed_by_day(worksheet), on)

    def owed(self, worksheet: str, on: date) -> int:
        """What a customer owes on one invoice on a date."""
        return sum(amount for day, amount in self._owed_by_day(worksheet) if day <= on)

    def aging(self, on: date) -> dict[str, int]:
        """Open invoices on a date, by worksheet."""
        return {name: owed for name in self.loads if (owed := self.owed(name, on))}

    def left(self, receipt: str, on: date) -> int:
        """What is left unapplied of one receipt on a date."""
        return sum(amount for day, amount in self._left_by_day(receipt) if day <= on)

    def unapplied(self, on: date) -> int:
        return sum(self.left(name, on) for name, cash in self.cash.items() if cash.source is None)

    def payables(self, on: date) -> dict[str, int]:
        """Open payables on a date: recognised and not billed, by accrual."""
        found = {}
        for name, cost in self.costs.items():
            load, billed = self.loads[cost.worksheet], self.billed(cost)
            if not cost.agreed and load.invoiced and load.invoiced <= on and not (billed and billed <= on):
                found[name] = cost.amount
        return {name: amount for name, amount in found.items() if amount}

    def billed_early(self, on: date) -> dict[str, int]:
        """Alert 1 on a date: billed and not recognised, by accrual or adjustment."""
        found = {}
        for name, cost in self.costs.items():
            invoiced, billed = self.loads[cost.worksheet].invoiced, self.billed(cost)
            if billed and billed <= on and not (invoiced and invoiced <= on):
                found[name] = cost.amount + cost.share
        return {name: amount for name, amount in found.items() if amount}

    def gross_profit(self, month: str) -> dict[str, int]:
        """Profit of the month by worksheet: what its sales and costs recognised in the month come to."""
        found: dict[str, int] = defaultdict(int)
        for name, load in self.loads.items():
            if load.invoiced and not load.opened and month_of(load.invoiced) == month:
                found[name] += sum(load.sales.values())
        for credit in self.credits.values():
            found[credit.worksheet] += credit.amount if credit.posted and month_of(credit.posted) == month else 0
        for cost in self.costs.values():
            costs = [line for line in self._cost_lines(cost) if line.account not in (ACCRUED_AP, EQUITY)]
            found[cost.worksheet] -= sum(line.amount for line in costs if month_of(line.on) == month)
        return {name: amount for name, amount in found.items() if amount}

    def tax(self, month: str) -> int:
        """Sales tax of the month's invoices."""
        ours = [load for load in self.loads.values() if load.invoiced and not load.opened]
        return sum(load.tax for load in ours if load.invoiced and month_of(load.invoiced) == month)

    def unpaid(self, on: date) -> dict[str, int]:
        """Vouchers that are not paid on a date, a vendor credit below zero."""
        bills = self.bills.items()
        found = {name: (self.total(name) if bill.on <= on else 0) - bill.settled(on) for name, bill in bills}
        return {name: amount for name, amount in found.items() if amount}

    def paid_ahead(self, on: date) -> int:
        """What was paid by a date on bills of a later one."""
        return sum(paid for bill in self.bills.values() for day, paid in bill.paid if day <= on < bill.on)

    def proofs(self, month: str) -> dict[str, tuple[int, int]]:
        """R1 to R8 of a closed month: what the sub-ledger says, and what QuickBooks must show."""
        end, before = last_day(month), date.fromordinal(date.fromisoformat(f"{month}-01").toordinal() - 1)
        books, earlier = self.books(end), self.books(before)
        moved = {account: books.get(account, 0) - earlier.get(account, 0) for account in {*books, *earlier}}
        trade = [account for account in moved if account[0] in "4567" and account not in OUTSIDE_TRADE]
        opened, early = sum(self.payables(end).values()), sum(self.billed_early(end).values())
        owed, stock = sum(self.aging(end).values()), self.stock.get(month, 0)
        return {
            "R1": (owed - (0 if self.ar_on else self.unapplied(end)), books.get(self.receivable, 0)),
            "R2": (opened - early, -books.get(ACCRUED_AP, 0)),
            "R3": (0, books.get(ACCRUED_SALES, 0)),
            "R4": (self.unapplied(end) if self.ar_on else 0, -books.get(UNAPPLIED, 0)),
            "R5": (self.tax(month), -moved.get(TAX, 0)),
            "R6": (sum(self.gross_profit(month).values()) + stock, -sum(moved[account] for account in trade)),
            "R7": (sum(self.unpaid(end).values()), -books.get(AP, 0)),
            "R8": (0, sum(books.values())),
        }


def _summed(lines: Iterable[Line]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.account] += line.amount
    return {account: amount for account, amount in sums.items() if amount}
