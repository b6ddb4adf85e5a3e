"""Who may approve and undo a voucher, and what may be posted without anyone's approval (2.3)."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.money import shown
from domain.problems import NotAllowed
from domain.role import Role
from domain.vouchers.variance import TOLERANCE_AMOUNT, TOLERANCE_PERCENT, VarianceMode, within_tolerance
from domain.vouchers.voucher import Voucher

OWN_WORK = "You prepared this voucher, so someone else must decide on it."


@dataclass(frozen=True)
class Rules:
    """A department's settings for vouchers; amounts in cents. The fast lane is a limit per voucher and per vendor and
    day. `zero_removed` keeps an undone document in the books at zero instead of deleting it."""

    tolerance_percent: int = TOLERANCE_PERCENT
    tolerance_amount: int = TOLERANCE_AMOUNT
    variance_mode: VarianceMode = VarianceMode.AUTO
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

    def people_needed(self, amount: int) -> int:
        """How many approvals a voucher of this amount takes."""
        return 2 if abs(amount) > self.two_people_above else 1


def covers(roles: Collection[Role], amount: int, rules: Rules) -> bool:
    """Whether these roles may approve an amount: a controller any, an approver up to a limit."""
    return Role.CONTROLLER in roles or (Role.APPROVER in roles and abs(amount) <= rules.approver_limit)


def check_approver(voucher: Voucher, by: str, roles: Collection[Role], rules: Rules) -> None:
    """Raise NotAllowed for whoever may not approve this voucher; no role is exempt from not approving own work."""
    if by in voucher.prepared_by:
        raise NotAllowed(OWN_WORK, next_step="Ask another approver.")
    check_decider(roles)
    amount = voucher.amount or 0
    if not covers(roles, amount, rules):
        raise NotAllowed(
            f"{voucher.name} is of {shown(abs(amount))}, and an approver approves up to {shown(rules.approver_limit)}.",
            next_step="Ask a controller.",
        )


def check_undoer(voucher: Voucher, by: str, roles: Collection[Role]) -> None:
    """Raise NotAllowed for whoever may not undo this voucher: an approver who did not prepare it may."""
    if by in voucher.prepared_by:
        raise NotAllowed(OWN_WORK, next_step="Ask another approver.")
    check_decider(roles)


def check_decider(roles: Collection[Role]) -> None:
    """Raise NotAllowed for whoever decides on no voucher at all."""
    if not {Role.APPROVER, Role.CONTROLLER}.intersection(roles):
        raise NotAllowed("Approvers and controllers decide on vouchers.", next_step="Ask one of them.")
