"""The arithmetic of a voucher: how a bill is shared over what it settles, and what that does to accounts and profit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.ledger.journal import ACCOUNTS_PAYABLE, ACCRUED_AP
from domain.money import allocate
from domain.vouchers.voucher import LineKind

TOLERANCE_PERCENT: Final = 2
TOLERANCE_AMOUNT: Final = 25_00


class VarianceMode(StrEnum):
    """Whether a difference to the bill is shared out by itself: always, within tolerance, or never (H-05)."""

    AUTO = "auto"
    WITHIN_TOLERANCE = "within_tolerance"
    MANUAL = "manual"


@dataclass(frozen=True)
class Selected:
    """An accrual or purchase adjustment as ticked: cents, debit positive. `recognised_on` is its worksheet's posting
    date while that is INVOICE, None before (an early bill)."""

    id: str
    kind: LineKind
    account: str
    amount: int
    recognised_on: date | None
    worksheet_id: str | None = None
    label: str = ""


@dataclass(frozen=True)
class Share:
    """What a bill charges for one selected thing: the agreed amount plus its share of the variance."""

    of: Selected
    variance: int
    recognised_on: date | None

    @property
    def billed(self) -> int:
        """The amount of its line on the bill."""
        return self.of.amount + self.variance

    @property
    def cost(self) -> int:
        """What the voucher itself brings to profit and loss: an accrual was recognised with its worksheet."""
        return self.variance if self.of.kind is LineKind.ACCRUAL else self.billed


@dataclass(frozen=True)
class TAccount:
    """One account of a preview: its debits and credits, both positive."""

    account: str
    debit: int
    credit: int


@dataclass(frozen=True)
class Working:
    """A bill worked out to the cent. With a `variance_account` the differences of accruals go there (2.2)."""

    amount: int
    posting_date: date
    shares: tuple[Share, ...]
    variance_account: str = ""

    @property
    def selected(self) -> int:
        """What was agreed, in all."""
        return sum(share.of.amount for share in self.shares)

    @property
    def variance(self) -> int:
        """Bill less agreed: positive when the vendor charges more."""
        return self.amount - self.selected

    def cost_account(self, share: Share) -> str:
        """Where the cost of a share goes: that of an adjustment always to its own account."""
        own = share.of.kind is LineKind.ADJUSTMENT or not self.variance_account
        return share.of.account if own else self.variance_account

    @property
    def accounts(self) -> list[TAccount]:
        """Every account the voucher moves, once its worksheets are INVOICE; the debits equal the credits."""
        moves: dict[str, list[int]] = defaultdict(list)
        moves[ACCOUNTS_PAYABLE].append(-self.amount)
        for share in self.shares:
            moves[ACCRUED_AP].append(share.billed)
            moves[self.cost_account(share)].append(share.cost)
            moves[ACCRUED_AP].append(-share.cost)
        sides = [
            TAccount(account, sum(m for m in all_ if m > 0), -sum(m for m in all_ if m < 0))
            for account, all_ in sorted(moves.items())
        ]
        return [side for side in sides if side.debit or side.credit]

    @property
    def profit(self) -> dict[str, int]:
        """The change of gross profit by month (`2025-01`); under an empty month what waits for worksheets."""
        effect: dict[str, int] = defaultdict(int)
        for share in self.shares:
            effect[f"{share.recognised_on:%Y-%m}" if share.recognised_on else ""] -= share.cost
        return {month: change for month, change in sorted(effect.items()) if change}


def work_out(amount: int, selected: Sequence[Selected], posting_date: date, variance_account: str = "") -> Working:
    """Share the difference between a bill and what was agreed over the accruals (2.2, S2-27).

    Adjustments keep their exact amounts unless there is nothing else. ValueError when nothing is selected.
    """
    if not selected:
        raise ValueError("nothing is selected")
    accruals = [n for n, one in enumerate(selected) if one.kind is LineKind.ACCRUAL]
    bearing = accruals or list(range(len(selected)))
    variance = amount - sum(one.amount for one in selected)
    parts = dict(zip(bearing, allocate(variance, [selected[n].amount for n in bearing]), strict=True))
    shares = tuple(
        Share(one, parts.get(n, 0), recognition_date(posting_date, one.recognised_on)) for n, one in enumerate(selected)
    )
    return Working(amount, posting_date, shares, variance_account)


def recognition_date(posting_date: date, worksheet_date: date | None) -> date | None:
    """When a variance or purchase adjustment reaches profit: not before its worksheet does; None while it waits."""
    return max(posting_date, worksheet_date) if worksheet_date else None


def within_tolerance(
    variance: int, agreed: int, percent: int = TOLERANCE_PERCENT, amount: int = TOLERANCE_AMOUNT
) -> bool:
    """Whether a variance needs no reason: up to the larger of a percentage of what was agreed and an amount."""
    return abs(variance) <= amount or abs(variance) * 100 <= percent * abs(agreed)
