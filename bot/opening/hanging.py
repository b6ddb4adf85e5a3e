"""Fits the opening together: its verb, listeners and workflows."""

from collections.abc import Callable, Sequence

from bot.accounts.listeners import Open
from bot.door import Door
from bot.opening import listeners
from bot.opening.messages import OpeningMessages
from domain.engine import Patience
from domain.openings.ordering import LOAD, READ, TEMPLATE, Ordering


def register(
    door: Door, ordering: Ordering, *, departments: Sequence[str], patience: Patience
) -> tuple[Open, dict[str, Callable[[str], None]]]:
    """Hang the windows; answers what `/accounting opening` opens, and the workflows by name."""
    told = OpeningMessages(door.client, ordering.engine, ordering, ordering.now, patience)
    workflows = {
        READ: door.workflow(told.read, told.broke),
        LOAD: door.workflow(told.load, told.broke),
        TEMPLATE: door.workflow(told.hand_out, told.not_handed_out),
    }
    return listeners.register(door, ordering, departments=departments), workflows
