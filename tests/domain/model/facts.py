"""What the model keeps: loads, costs, bills and cash, how a variance is shared. Nothing of the house is imported."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date


class Refused(Exception):
    """The act is not allowed; the message names the rule."""


def month_of(day: date) -> str:
    """The month of a date, "2025-01"."""
    return day.isoformat()[:7]


def last_day(month: str) -> date:
    """The last date of a month."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def share(variance: int, weights: list[int]) -> list[int]:
    """A variance in cents shared by weight: floors first, then the cents left by largest remainder, weight, line."""
    total, size = sum(weights), abs(variance)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    floors = [size * weight // total for weight in weights]
    ranked = sorted(range(len(weights)), key=lambda at: (-(size * weights[at] % total), -weights[at], at))
    for at in ranked[: size - sum(floors)]:
        floors[at] += 1
    return [floor if variance >= 0 else -floor for floor in floors]


@dataclass
class Cost:
    """One accrual of a worksheet, or one purchase adjustment on it (`agreed`)."""

    worksheet: str
    vendor: str
    account: str
    amount: int
    agreed: bool = False
    voucher: str | None = None
    share: int = 0
    flipped: date | None = None


@dataclass
class Load:
    """A worksheet: its sales by account, its tax, its customer, and its date while it is an invoice."""

    customer: str
    sales: dict[str, int]
    tax: int = 0
    invoiced: date | None = None
    opened: bool = False  # brought in at go-live: what is open of it already stands in QuickBooks

    @property
    def gross(self) -> int:
        return sum(self.sales.values()) + self.tax


@dataclass
class Bill:
    """A live voucher: its date, its vendor and number, and by date what is paid of it or used on it in QuickBooks."""

    vendor: str
    number: str
    on: date
    lines: list[str]
    paid: list[tuple[date, int]] = field(default_factory=list)
    used: list[tuple[date, int]] = field(default_factory=list)

    def settled(self, on: date) -> int:
        """What is settled of it on a date."""
        return sum(amount for day, amount in (*self.paid, *self.used) if day <= on)


@dataclass
class Cash:
    """A receipt; with a `source`, unapplied cash of that one applied or given back (`unapplied` below 0).

    `settled` are the rests given up with it (E20). What is `opened` stood in QuickBooks before go-live.
    """

    customer: str
    on: date
    bank: int = 0
    discount: int = 0
    fee: int = 0
    interest: int = 0
    applied: dict[str, int] = field(default_factory=dict)
    unapplied: int = 0
    settled: dict[str, int] = field(default_factory=dict)
    source: str | None = None
    undone: date | None = None
    opened: bool = False


@dataclass
class Credit:
    """A sales adjustment (E5, E6): saved, and with a date posted."""

    worksheet: str
    account: str
    amount: int
    posted: date | None = None


@dataclass(frozen=True)
class Line:
    """One amount; its route is how it reaches QuickBooks, `keyed` what people enter there themselves."""

    on: date
    route: str
    account: str
    amount: int
