"""Fits the audit trail together: the word of `/accounting` that shows it, and its workflows."""

from bot.audit import listeners
from bot.audit.messages import AuditMessages
from bot.house import House, Workflows
from domain import auditing
from domain.auditing import Auditing
from domain.clock import new_id


def register(house: House) -> Workflows:
    """Hang the buttons; answers the workflows by name."""
    trail = Auditing(house.store, house.engine, house.now, new_id)
    house.words["audit"] = listeners.register(house.door, trail)
    told = AuditMessages(house.client, house.engine, trail, house.patience)
    return {
        auditing.EXPORT: house.door.workflow(told.export, told.broke),
        auditing.VERIFY: house.door.workflow(told.verify, told.broke),
    }
