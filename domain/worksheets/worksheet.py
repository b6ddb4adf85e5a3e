"""Worksheets: one shipment with its sale, its expense accruals, its adjustments and its gross profit (S2-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from domain.money import percent
from domain.problems import Problem
from domain.table import Table, one_of
from domain.worksheets.trade import TradeKind

MAX_NUMBER: Final = 21  # a QuickBooks invoice carries the worksheet's number


class WorksheetStatus(StrEnum):
    """Only `invoice` has any accounting effect (S2-05)."""

    WORK = "work"
    APPROVED = "approved"
    INVOICE = "invoice"


class AccrualState(StrEnum):
    """Where an accrual or purchase adjustment stands: free, ticked on a voucher in the making, or settled by one."""

    OPEN = "open"
    TICKED = "ticked"
    BILLED = "billed"


class AdjustmentSide(StrEnum):
    """Whether an adjustment changes what the customer owes or what a vendor is owed."""

    SALE = "sale"
    PURCHASE = "purchase"


class Worksheet(Table, table=True):
    """One shipment. The posting date is the accounting date of its sale and accruals; `version` grows by each change.

    `opening` marks those that stood in the books before go-live: these are not edited and stay INVOICE. One that is
    `leaving` INVOICE waits for the books to confirm that its invoice is gone; until then everything stands.
    """

    __tablename__ = "worksheet"
    __table_args__ = (
        sa.UniqueConstraint("department", "number"),
        sa.Index("ix_worksheet_department_status", "department", "status"),
    )

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(default="main", max_length=64)
    number: str = Field(max_length=MAX_NUMBER)
    customer_id: str | None = Field(default=None, foreign_key="counterparty.id", max_length=36, index=True)
    status: WorksheetStatus = Field(default=WorksheetStatus.WORK, sa_type=one_of(WorksheetStatus))
    load_date: date | None = None
    ship_date: date | None = None
    posting_date: date | None = None
    rep: str = Field(default="", max_length=100)
    commodity: str = Field(default="", max_length=100)
    term: str = Field(default="", max_length=64)
    opening: bool = False
    leaving: bool = False
    created_at: datetime
    created_by: str = Field(max_length=64)
    changed_at: datetime
    changed_by: str = Field(max_length=64)
    version: int = 1


class SaleLine(Table, table=True):
    """One line of the sale: net cents, never negative, and the sales tax on it."""

    __tablename__ = "sale_line"
    __table_args__ = (sa.UniqueConstraint("worksheet_id", "line"),)

    id: str = Field(primary_key=True, max_length=36)
    worksheet_id: str = Field(foreign_key="worksheet.id", max_length=36)
    line: int
    account: str = Field(default="4010", max_length=20)
    description: str = Field(default="", max_length=200)
    amount: int = Field(sa_type=sa.BigInteger)
    tax: int = Field(default=0, sa_type=sa.BigInteger)


class Accrual(Table, table=True):
    """A purchase or expense expected from one vendor, in cents above zero. `voucher_id` is the voucher it is on."""

    __tablename__ = "accrual"
    __table_args__ = (
        sa.UniqueConstraint("worksheet_id", "line"),
        # With the amount, what a vendor's open accruals come to is read from the index alone.
        sa.Index("ix_accrual_vendor_id_state_amount", "vendor_id", "state", "amount"),
    )

    id: str = Field(primary_key=True, max_length=36)
    worksheet_id: str = Field(foreign_key="worksheet.id", max_length=36)
    line: int
    vendor_id: str = Field(foreign_key="counterparty.id", max_length=36)
    kind: TradeKind = Field(sa_type=one_of(TradeKind))
    account: str = Field(max_length=20)
    amount: int = Field(sa_type=sa.BigInteger)
    state: AccrualState = Field(default=AccrualState.OPEN, sa_type=one_of(AccrualState))
    voucher_id: str | None = Field(default=None, max_length=36, index=True)


class Adjustment(Table, table=True):
    """A change agreed afterwards, in signed cents of the sale or of the cost; without effect until it is posted.

    A sales adjustment is posted by itself, on `posted_on`; a purchase adjustment by the voucher it is on.
    """

    __tablename__ = "adjustment"
    __table_args__ = (
        sa.UniqueConstraint("department", "side", "number"),
        sa.Index("ix_adjustment_party_id_state", "party_id", "state"),
    )

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64)
    number: int
    worksheet_id: str = Field(foreign_key="worksheet.id", max_length=36, index=True)
    side: AdjustmentSide = Field(sa_type=one_of(AdjustmentSide))
    account: str = Field(max_length=20)
    amount: int = Field(sa_type=sa.BigInteger)
    party_id: str = Field(foreign_key="counterparty.id", max_length=36)
    memo: str = Field(default="", max_length=200)
    state: AccrualState = Field(default=AccrualState.OPEN, sa_type=one_of(AccrualState))
    posted_on: date | None = None
    voucher_id: str | None = Field(default=None, max_length=36, index=True)

    @property
    def name(self) -> str:
        """What people call it: `SA-1` or `PA-1`."""
        return f"{'SA' if self.side is AdjustmentSide.SALE else 'PA'}-{self.number}"

    @property
    def posted(self) -> bool:
        """Whether it has its effect: on a date of its own, or by its voucher."""
        return self.posted_on is not None or self.state is AccrualState.BILLED


@dataclass(frozen=True)
class Sheet:
    """A worksheet with all that is on it."""

    worksheet: Worksheet
    sales: Sequence[SaleLine]
    accruals: Sequence[Accrual]
    adjustments: Sequence[Adjustment]


@dataclass(frozen=True)
class Figures:
    """What a worksheet comes to, in cents; staged adjustments are not in it. Costs are positive (S2-01)."""

    revenue: int
    costs: int
    sales_adjustments: int
    purchase_adjustments: int
    variance: int
    tax: int

    @property
    def gross_profit(self) -> int:
        """Net sales less costs; tax is nobody's profit."""
        return self.net_sales - self.costs - self.purchase_adjustments - self.variance

    @property
    def net_sales(self) -> int:
        """Sales and their posted adjustments."""
        return self.revenue + self.sales_adjustments

    @property
    def gross_profit_percent(self) -> str:
        """Gross profit of net sales, in words."""
        return percent(self.gross_profit, self.net_sales)


def figures(sheet: Sheet, variance: int = 0) -> Figures:
    """What the worksheet comes to; `variance` is what its vouchers booked beyond the accruals."""
    posted = [adjustment for adjustment in sheet.adjustments if adjustment.posted]
    return Figures(
        revenue=sum(sale.amount for sale in sheet.sales),
        costs=sum(accrual.amount for accrual in sheet.accruals),
        sales_adjustments=sum(a.amount for a in posted if a.side is AdjustmentSide.SALE),
        purchase_adjustments=sum(a.amount for a in posted if a.side is AdjustmentSide.PURCHASE),
        variance=variance,
        tax=sum(sale.tax for sale in sheet.sales),
    )


def sheet_of(session: Session, worksheet: Worksheet) -> Sheet:
    """A worksheet with all that is on it, in order."""
    sales = select(SaleLine).where(SaleLine.worksheet_id == worksheet.id).order_by(col(SaleLine.line))
    accruals = select(Accrual).where(Accrual.worksheet_id == worksheet.id).order_by(col(Accrual.line))
    adjustments = select(Adjustment).where(Adjustment.worksheet_id == worksheet.id)
    ordered = adjustments.order_by(col(Adjustment.side), col(Adjustment.number))
    return Sheet(worksheet, session.exec(sales).all(), session.exec(accruals).all(), session.exec(ordered).all())


def worksheet_to_change(session: Session, worksheet_id: str) -> Worksheet:
    """The worksheet, locked until this transaction ends; raises a Problem when there is none."""
    worksheet = session.get(Worksheet, worksheet_id, with_for_update=True)
    if worksheet is None:
        raise Problem("There is no such worksheet.", next_step="Look for it with /worksheet find.")
    return worksheet


def accounts_used(session: Session, department: str) -> set[str]:
    """Our accounts that the sales, costs and adjustments of a department's worksheets stand on."""
    lines = (
        select(part.account).join(Worksheet, col(Worksheet.id) == col(part.worksheet_id))
        for part in (SaleLine, Accrual, Adjustment)
    )
    return {
        account for each in lines for account in session.exec(each.where(Worksheet.department == department).distinct())
    }


def alert3(session: Session, department: str) -> list[Adjustment]:
    """Adjustments saved and not posted: they are in no report yet (S2-37)."""
    staged = select(Adjustment).where(
        Adjustment.department == department,
        col(Adjustment.posted_on).is_(None),
        Adjustment.state != AccrualState.BILLED,
    )
    return list(session.exec(staged.order_by(col(Adjustment.side), col(Adjustment.number))))
