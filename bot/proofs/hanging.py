"""Fits the tie-out together: its verb, listeners and workflows."""

from collections.abc import Callable, Sequence

from bot.door import Door
from bot.proofs import listeners
from bot.proofs.messages import TieOutMessages
from domain.engine import Patience
from domain.proofs.proving import PROVE, SHARE, Proving


def register(
    door: Door, proving: Proving, *, departments: Sequence[str], channel: str, patience: Patience
) -> dict[str, Callable[[str], None]]:
    """Hang the command and its buttons; answers the workflows by name."""
    told = TieOutMessages(door.client, proving.engine, proving, patience, channel)
    listeners.register(door, proving, departments=departments)
    return {PROVE: door.workflow(told.prove, told.broke), SHARE: door.workflow(told.share, told.not_shared)}
