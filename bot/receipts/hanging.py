"""Fits the receipts together: their verbs, listeners and workflows."""

from bot.house import House, Workflows
from bot.receipts import deciding_listeners, listeners
from bot.receipts.messages import ReceiptMessages
from bot.receipts.opening import Opening
from domain.departments.department_settings import ApprovalsIn
from domain.receipts.deciding import Deciding
from domain.receipts.drafting import Drafting
from domain.receipts.inquiring import Inquiring
from domain.receipts.matter import RECEIPT, ReceiptMatter
from domain.receipts.posting import SHOW
from domain.receipts.using import Using


def deciding_of(house: House) -> Deciding:
    """Whose yes counts for receipts."""
    return Deciding(house.verbs.receipts, house.verbs.departments.rules, house.roles)


def register(house: House) -> Workflows:
    """Hang the listeners; answers the workflows by name. Receipts join the matters that are told to the books."""
    door, verbs, posting, departments = house.door, house.verbs, house.verbs.receipts, house.departments
    deciding = deciding_of(house)

    def asked_directly(department: str) -> bool:
        return verbs.departments.settings(department).approvals_in is ApprovalsIn.DIRECT

    using, drafting = Using(posting, deciding.roles), Drafting(posting)
    inquiring = Inquiring(deciding, house.page_of)
    messages = ReceiptMessages(house.client, house.people, inquiring, house.channel, asked_directly)
    opening = Opening(drafting, inquiring, messages)
    listeners.register(door, opening, deciding, verbs.registering, departments=departments, new_id=posting.new_id)
    deciding_listeners.register(door, opening, deciding, using, new_id=posting.new_id)
    verbs.matters[RECEIPT] = ReceiptMatter(posting, messages.show)
    return {SHOW: messages.tell}
