"""Fits the drift watch together: its verbs, listeners and workflows."""

from bot.drift import listeners
from bot.drift.messages import DriftMessages
from bot.house import House, Workflows
from domain.deliveries.refusal import GONE
from domain.drift.deciding import ASK, Deciding, TakesBack
from domain.drift.finding import SHOW
from domain.drift.restoring import MATTER, DriftMatter
from domain.drift.watching_books import MANY, WATCH
from domain.receipts.matter import RECEIPT
from domain.receipts.using import Using
from domain.sales import sale_document
from domain.sales.sale_matter import SaleMatter
from domain.sales.settling import Settling
from domain.vouchers.undoing import Undoing
from domain.worksheets.adjusting import Adjusting


def register(house: House) -> Workflows:
    """Hang the buttons; answers the workflows by name. Restorations join the matters that are told to the books."""
    door, verbs, watching = house.door, house.verbs, house.verbs.drift
    deciding = Deciding(house.store, verbs.deliveries, verbs.matters, _taking_back(house))

    def owner(department: str) -> str:
        return verbs.departments.settings(department).owner

    told = DriftMessages(house.client, house.engine, deciding, owner, house.patience, house.page_of, house.channel)
    verbs.matters[MATTER] = DriftMatter(verbs.deliveries, verbs.matters, told.show)
    house.words["drift"] = listeners.listing(house.store, house.departments)
    listeners.register(door, deciding, told.beside)
    return {
        WATCH: door.workflow(watching.look, watching.broke),
        SHOW: door.workflow(told.tell, told.broke),
        MANY: door.workflow(told.tell_many, told.broke),
        ASK: door.workflow(told.ask, told.broke),
    }


def _taking_back(house: House) -> dict[str, TakesBack]:
    """When it is adopted that a document was deleted in the books, what it stood for is undone by its own rules."""
    verbs, posting = house.verbs, house.verbs.posting
    undoing = Undoing(house.store, posting, house.now, verbs.departments.rules, house.roles)
    sales = SaleMatter(verbs.invoicing, verbs.worksheets, bool)  # the messages are its feature's own
    settling, using = Settling(sales, Adjusting(verbs.worksheets)), Using(verbs.receipts, house.roles)

    def voucher(id: str, by: str) -> None:
        undoing.undo(id, "It was deleted in QuickBooks.", by=by, accepted=GONE)

    def sale(id: str, by: str) -> None:
        settling.gone(id, by=by)

    def receipt(id: str, by: str) -> None:
        using.gone(id, by=by)

    return {"voucher": voucher, sale_document.MATTER: sale, RECEIPT: receipt}
