"""Fits the drift watch together: its verbs, listeners and workflows."""

from collections.abc import Callable

from bot.door import Door
from bot.drift import listeners
from bot.drift.messages import DriftMessages
from domain.deliveries.matter import Matter
from domain.drift.deciding import ASK, Deciding
from domain.drift.finding import SHOW
from domain.drift.restoring import MATTER, DriftMatter
from domain.drift.watching_books import WATCH, WatchingBooks
from domain.engine import Patience


def register(
    door: Door,
    watching: WatchingBooks,
    deciding: Deciding,
    matters: dict[str, Matter],
    *,
    owner: Callable[[str], str],
    channel: str,
    patience: Patience,
) -> dict[str, Callable[[str], None]]:
    """Hang the buttons; answers the workflows by name. Restorations join the `matters` that are told to the books."""
    told = DriftMessages(door.client, watching.engine, deciding, owner, patience, channel)
    matters[MATTER] = DriftMatter(deciding.deliveries, matters, told.show)
    listeners.register(door, deciding)
    return {
        WATCH: door.workflow(watching.look, watching.broke),
        SHOW: door.workflow(told.tell, told.broke),
        ASK: door.workflow(told.ask, told.broke),
    }
