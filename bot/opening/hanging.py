"""Fits the opening together: its verb, listeners and workflows."""

from bot.house import House, Workflows
from bot.opening import listeners
from bot.opening.messages import OpeningMessages
from domain.openings.ordering import LOAD, READ, TEMPLATE


def register(house: House) -> Workflows:
    """Hang the windows; answers the workflows by name."""
    door, ordering = house.door, house.verbs.openings
    house.words["opening"] = listeners.register(door, ordering, departments=house.departments)
    told = OpeningMessages(house.client, house.engine, ordering, house.now, house.patience)
    return {
        READ: door.workflow(told.read, told.broke),
        LOAD: door.workflow(told.load, told.broke),
        TEMPLATE: door.workflow(told.hand_out, told.not_handed_out),
    }
