"""Every table there is: importing this module makes them all known to migrations and tests."""

from domain import audit, engine, message_claim
from domain.accounts import account, term
from domain.approvals import approval
from domain.closing import closing_entry, inventory, month_end
from domain.connections import alert, connection, pace
from domain.counterparties import counterparty, mirror
from domain.deliveries import closing_date, delivery
from domain.departments import department_settings
from domain.drift import finding
from domain.imports import import_batch, worksheet_batch
from domain.ledger import go_live, journal, movement, period
from domain.openings import order
from domain.proofs import proof
from domain.receipts import receipt
from domain.reminders import reminder
from domain.sales import sale_document
from domain.syncs import bring, sync
from domain.vouchers import voucher
from domain.worksheets import worksheet

__all__ = [
    "account",
    "alert",
    "approval",
    "audit",
    "bring",
    "closing_date",
    "closing_entry",
    "connection",
    "counterparty",
    "delivery",
    "department_settings",
    "engine",
    "finding",
    "go_live",
    "import_batch",
    "inventory",
    "journal",
    "message_claim",
    "mirror",
    "month_end",
    "movement",
    "order",
    "pace",
    "period",
    "proof",
    "receipt",
    "reminder",
    "sale_document",
    "sync",
    "term",
    "voucher",
    "worksheet",
    "worksheet_batch",
]
