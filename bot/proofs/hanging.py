"""Fits the tie-out together: its verb, listeners and workflows."""

from bot.house import House, Workflows
from bot.proofs import listeners
from bot.proofs.messages import TieOutMessages
from domain.proofs.proving import PROVE, SHARE


def register(house: House) -> Workflows:
    """Hang the command and its buttons; answers the workflows by name."""
    door, proving = house.door, house.verbs.proving
    listeners.register(door, proving, departments=house.departments)
    told = TieOutMessages(house.client, house.engine, proving, house.patience, house.channel)
    return {PROVE: door.workflow(told.prove, told.broke), SHARE: door.workflow(told.share, told.not_shared)}
