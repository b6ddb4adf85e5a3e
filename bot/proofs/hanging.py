"""Fits the tie-out together: its verbs, listeners and workflows."""

from bot.house import House, Workflows
from bot.proofs import listeners
from bot.proofs.messages import TieOutMessages
from domain.proofs.daily import PROVE_DAILY, ProvingDaily
from domain.proofs.proving import PROVE, SHARE


def daily(house: House) -> ProvingDaily:
    """Looks at every department of the settings."""
    return ProvingDaily(house.verbs.proving, house.departments, house.settings.time_zone)


def register(house: House) -> Workflows:
    """Hang the command and its buttons; answers the workflows by name."""
    door, proving = house.door, house.verbs.proving
    listeners.register(door, proving, departments=house.departments)
    told = TieOutMessages(house.client, house.engine, proving, house.patience, house.channel)
    return {
        PROVE: door.workflow(told.prove, told.broke),
        PROVE_DAILY: door.workflow(daily(house).carry_out, proving.broke),
        SHARE: door.workflow(told.share, told.not_shared),
    }
