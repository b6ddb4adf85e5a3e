"""Every table there is: importing this module makes them all known to migrations and tests."""

from domain import audit, engine
from domain.accounts import account, term
from domain.approvals import approval
from domain.connections import alert, connection, pace
from domain.counterparties import counterparty, mirror
from domain.imports import import_batch, worksheet_batch
from domain.ledger import go_live, journal, period
from domain.syncs import bring, sync
from domain.vouchers import delivery, voucher
from domain.worksheets import worksheet

__all__ = [
    "account",
    "alert",
    "approval",
    "audit",
    "bring",
    "connection",
    "counterparty",
    "delivery",
    "engine",
    "go_live",
    "import_batch",
    "journal",
    "mirror",
    "pace",
    "period",
    "sync",
    "term",
    "voucher",
    "worksheet",
    "worksheet_batch",
]
