"""Fits a department's own choices together: its settings, what was let through, who stands in for whom."""

from bot.departments import delegating_listeners, listeners, override_listeners
from bot.house import House, Workflows
from bot.vouchers.hanging import approvals
from domain.approvals.delegating import Delegating
from domain.departments.letting_through import LettingThrough


def register(house: House) -> Workflows:
    """Hang the windows; nothing here takes long enough for a workflow."""
    door, departments = house.door, house.departments
    letting, delegating = LettingThrough(house.store, house.now), Delegating(house.store, approvals(house).powers)
    house.words.update(
        {
            "settings": listeners.register(door, house.verbs.departments, departments=departments),
            "override": override_listeners.register(door, letting, departments=departments),
            "delegate": delegating_listeners.register(door, delegating, departments=departments),
        }
    )
    return {}
