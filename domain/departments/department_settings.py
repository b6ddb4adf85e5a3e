"""What a department decided about how it works; one that never decided anything has the default numbers (2.3)."""

from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlmodel import Field

from domain.table import Table, one_of
from domain.vouchers.variance import TOLERANCE_AMOUNT, TOLERANCE_PERCENT, VarianceMode


class ApprovalsIn(StrEnum):
    """Where the card of a voucher that waits for approval stands."""

    CHANNEL = "channel"
    DIRECT = "dm"


class DepartmentSettings(Table, table=True):
    """One department. Amounts in cents, hours local, `short_pay_percent_tenths` in tenths of a percent, `aging_days`
    the last days of the ranges in which receivables are late.

    `letterhead` is the name and address on what customers get, in lines, empty for the company's own in the books, and
    `remittance` how they pay.

    `ar_on` is chosen before the first posting (C4). `variance_account` is where all variances go, empty for each
    accrual's own account. `owner` is who owns the close. `version` grows with every change; 0 was never stored.
    """

    __tablename__ = "department_settings"

    department: str = Field(primary_key=True, max_length=64)
    ar_on: bool = True
    uses_tax: bool = False
    uses_inventory: bool = False
    uses_netting: bool = False
    tolerance_percent: int = TOLERANCE_PERCENT
    tolerance_amount: int = Field(default=TOLERANCE_AMOUNT, sa_type=sa.BigInteger)
    variance_mode: VarianceMode = Field(default=VarianceMode.AUTO, sa_type=one_of(VarianceMode))
    variance_account: str = Field(default="", max_length=20)
    approver_limit: int = Field(default=10_000_00, sa_type=sa.BigInteger)
    two_people_above: int = Field(default=50_000_00, sa_type=sa.BigInteger)
    fast_lane: bool = False
    fast_lane_voucher: int = Field(default=500_00, sa_type=sa.BigInteger)
    fast_lane_vendor_day: int = Field(default=500_00, sa_type=sa.BigInteger)
    staged_worksheets: bool = True
    bills_may_stay: bool = True
    zero_removed: bool = False
    short_pay_percent_tenths: int = 5
    short_pay_amount: int = Field(default=10_00, sa_type=sa.BigInteger)
    old_after_days: int = 45
    aging_days: str = Field(default="30, 60, 90", max_length=40)
    letterhead: str = ""
    remittance: str = ""
    split_closing: bool = False
    quiet_from: int = 20
    quiet_until: int = 7
    holidays: str = Field(default="US", max_length=10)
    owner: str = Field(default="", max_length=64)
    approvals_in: ApprovalsIn = Field(default=ApprovalsIn.CHANNEL, sa_type=one_of(ApprovalsIn))
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str = Field(default="", max_length=64)


NAMES: Final = {
    "ar_on": "AR module",
    "uses_tax": "sales tax",
    "uses_inventory": "inventory",
    "uses_netting": "netting",
    "tolerance_percent": "variance tolerance in percent",
    "tolerance_amount": "variance tolerance",
    "variance_mode": "variance",
    "variance_account": "variance account",
    "approver_limit": "limit of an approver",
    "two_people_above": "two people above",
    "fast_lane": "fast lane",
    "fast_lane_voucher": "fast lane for each voucher",
    "fast_lane_vendor_day": "fast lane for each vendor and day",
    "staged_worksheets": "bills for worksheets that are not INVOICE",
    "bills_may_stay": "bills stay when a worksheet leaves INVOICE",
    "zero_removed": "undone documents stay at zero",
    "short_pay_percent_tenths": "short payment in tenths of a percent",
    "short_pay_amount": "short payment",
    "old_after_days": "days until an accrual is old",
    "aging_days": "ranges of the aging in days",
    "letterhead": "letterhead",
    "remittance": "how to pay",
    "split_closing": "four closing entries",
    "quiet_from": "quiet from",
    "quiet_until": "quiet until",
    "holidays": "holidays",
    "owner": "owner of the close",
    "approvals_in": "approvals in",
}
AMOUNTS: Final = (
    "tolerance_amount",
    "approver_limit",
    "two_people_above",
    "fast_lane_voucher",
    "fast_lane_vendor_day",
    "short_pay_amount",
)
LINES: Final = ("letterhead", "remittance")
