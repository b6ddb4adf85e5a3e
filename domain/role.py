"""Who may do what. Roles fail closed: without one, nothing (requirements 2.1)."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from domain.problems import NotAllowed


class Role(StrEnum):
    """What a person is in the accounting team; a person may be several."""

    VIEWER = "viewer"
    CLERK = "clerk"
    APPROVER = "approver"
    CONTROLLER = "controller"
    AUDITOR = "auditor"


class Act(StrEnum):
    """What a person may want to do, in the words a refusal uses."""

    LOOK = "look at the books"
    PREPARE = "change counterparties or worksheets or start a sync"
    CONTROL = "connect or disconnect QuickBooks"
    KEEP_CHART = "change accounts or payment terms"
    CONFIGURE = "change a department's settings"
    ENTER = "enter vouchers or receipts"
    APPROVE = "approve vouchers or receipts"
    CLOSE = "prepare the close of a month"
    SIGN_OFF = "lock, approve, sign or reopen the close of a month"
    MEND = "restore or adopt what was changed in QuickBooks"
    AUDIT = "read the audit trail"


WHO: Final[dict[Act, frozenset[Role]]] = {
    Act.LOOK: frozenset(Role),
    Act.PREPARE: frozenset({Role.CLERK, Role.CONTROLLER}),
    Act.CONTROL: frozenset({Role.CONTROLLER}),
    Act.KEEP_CHART: frozenset({Role.CONTROLLER}),
    Act.CONFIGURE: frozenset({Role.CONTROLLER}),
    Act.ENTER: frozenset({Role.CLERK, Role.APPROVER, Role.CONTROLLER}),
    Act.APPROVE: frozenset({Role.APPROVER, Role.CONTROLLER}),
    Act.CLOSE: frozenset({Role.CLERK, Role.APPROVER, Role.CONTROLLER}),
    Act.SIGN_OFF: frozenset({Role.CONTROLLER}),
    Act.MEND: frozenset({Role.CONTROLLER}),
    Act.AUDIT: frozenset({Role.AUDITOR, Role.CONTROLLER}),
}


def may(roles: Collection[Role], act: Act) -> bool:
    """Whether any of these roles covers the act."""
    return not WHO[act].isdisjoint(roles)


def require(roles: Collection[Role], act: Act) -> None:
    """Refuse an act that no role covers. Someone without any role learns only that one is needed."""
    if may(roles, act):
        return
    if not roles:
        raise NotAllowed("You need a role in Tieout for this.", next_step="Ask whoever looks after Tieout for one.")
    needed = " or ".join(sorted(WHO[act]))
    raise NotAllowed(f"To {act} you need the role {needed}.", next_step=f"Ask someone who is a {needed}.")
