"""A department's settings for vouchers: what is tolerated, who may approve how much, what passes without approval."""

from dataclasses import dataclass

from domain.vouchers.variance import TOLERANCE_AMOUNT, TOLERANCE_PERCENT, VarianceMode, within_tolerance


@dataclass(frozen=True)
class Rules:
    """A department's settings for vouchers; amounts in cents. The fast lane is a limit per voucher and per vendor and
    day. `zero_removed` keeps an undone document in the books at zero instead of deleting it. With a `variance_account`
    the differences of all accruals go there instead of to each accrual's own account."""

    tolerance_percent: int = TOLERANCE_PERCENT
    tolerance_amount: int = TOLERANCE_AMOUNT
    variance_mode: VarianceMode = VarianceMode.AUTO
    variance_account: str = ""
    approver_limit: int = 10_000_00
    two_people_above: int = 50_000_00
    fast_lane: bool = False
    fast_lane_voucher: int = 500_00
    fast_lane_vendor_day: int = 500_00
    staged_worksheets: bool = True
    zero_removed: bool = False
    zone: str = "America/New_York"

    def tolerates(self, variance: int, agreed: int) -> bool:
        """Whether a variance needs no reason."""
        return within_tolerance(variance, agreed, self.tolerance_percent, self.tolerance_amount)
