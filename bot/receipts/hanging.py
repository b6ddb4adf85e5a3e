"""Fits the receipts together: their verbs, listeners and workflows."""

from collections.abc import Callable, Sequence

from bot.door import Door
from bot.people import People
from bot.receipts import deciding_listeners, listeners
from bot.receipts.messages import ReceiptMessages
from bot.receipts.opening import Opening
from domain.approvals.powers import Limits
from domain.connections.connection import Connection
from domain.counterparties.registering import Registering
from domain.deliveries.delivery import Delivery
from domain.deliveries.matter import Matter
from domain.receipts.deciding import Deciding
from domain.receipts.drafting import Drafting
from domain.receipts.inquiring import Inquiring
from domain.receipts.matter import RECEIPT, ReceiptMatter
from domain.receipts.posting import SHOW, ReceiptPosting
from domain.receipts.using import Using
from domain.role import Role


def deciding_of(people: People, posting: ReceiptPosting, rules: Callable[[str], Limits]) -> Deciding:
    """Whose yes counts for receipts."""

    def roles(person: str) -> frozenset[Role]:
        return people.person(person).roles

    return Deciding(posting, rules, roles)


def register(
    door: Door,
    people: People,
    posting: ReceiptPosting,
    registering: Registering,
    matters: dict[str, Matter],
    *,
    departments: Sequence[str],
    channel: str,
    rules: Callable[[str], Limits],
    asked_directly: Callable[[str], bool],
    page_of: Callable[[Connection, Delivery], str],
) -> dict[str, Callable[[str], None]]:
    """Hang the listeners; answers the workflows by name. Receipts join the `matters` that are told to the books."""
    deciding = deciding_of(people, posting, rules)
    using, drafting = Using(posting, deciding.roles), Drafting(posting)
    inquiring = Inquiring(deciding, page_of)
    messages = ReceiptMessages(door.client, people, inquiring, channel, asked_directly)
    opening = Opening(drafting, inquiring, messages)
    listeners.register(door, opening, deciding, registering, departments=departments, new_id=posting.new_id)
    deciding_listeners.register(door, opening, deciding, using, new_id=posting.new_id)
    matters[RECEIPT] = ReceiptMatter(posting, messages.show)
    return {SHOW: messages.tell}
