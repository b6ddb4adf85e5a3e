"""Fits the drift watch together: its verbs, listeners and workflows."""

from collections.abc import Callable

from bot.drift import listeners
from bot.drift.messages import DriftMessages
from bot.house import House, Workflows
from domain.deliveries.refusal import GONE
from domain.drift.deciding import ASK, Deciding
from domain.drift.finding import SHOW
from domain.drift.restoring import MATTER, DriftMatter
from domain.drift.watching_books import WATCH
from domain.vouchers.undoing import Undoing


def register(house: House) -> Workflows:
    """Hang the buttons; answers the workflows by name. Restorations join the matters that are told to the books."""
    door, verbs, watching = house.door, house.verbs, house.verbs.drift
    deciding = Deciding(house.store, verbs.deliveries, verbs.matters, {"voucher": _taking_back(house)})

    def owner(department: str) -> str:
        return verbs.departments.settings(department).owner

    told = DriftMessages(house.client, house.engine, deciding, owner, house.patience, house.channel)
    verbs.matters[MATTER] = DriftMatter(verbs.deliveries, verbs.matters, told.show)
    house.words["drift"] = listeners.listing(house.store, house.departments)
    listeners.register(door, deciding)
    return {
        WATCH: door.workflow(watching.look, watching.broke),
        SHOW: door.workflow(told.tell, told.broke),
        ASK: door.workflow(told.ask, told.broke),
    }


def _taking_back(house: House) -> Callable[[str, str], object]:
    """A voucher whose bill was deleted in the books is undone when that is adopted."""
    posting, rules = house.verbs.posting, house.verbs.departments.rules
    undoing = Undoing(house.store, posting, house.now, rules, house.roles)

    def take_back(voucher_id: str, by: str) -> object:
        return undoing.undo(voucher_id, "It was deleted in QuickBooks.", by=by, accepted=GONE)

    return take_back
