"""Delete and void: what stands in their way, and what a voided document looks like."""

from decimal import Decimal
from typing import Any

from standins.quickbooks.documents import refuse_closed
from standins.quickbooks.entities import Entity
from standins.quickbooks.envelopes import Fault, business
from standins.quickbooks.links import ORDERS
from standins.quickbooks.shape import Object, cleared
from standins.quickbooks.store import Store

ZERO = Decimal(0)
AMOUNTS = ("TotalAmt", "Balance", "HomeTotalAmt", "HomeBalance", "UnappliedAmt", "RemainingCredit")
BY_LINKS = ("Payment", "BillPayment")


def refuse(company: Store, entity: Entity, old: Object) -> None:
    """6210 in closed books, 6540 when deposited, 6000 when paid (an assumption with a switch)."""
    if entity.is_transaction:
        refuse_closed(company, old)
    payers = company.applied.get((entity.name, old["Id"]), {}) if entity.name not in ORDERS else {}
    if any(kind == "Deposit" for kind, _ in payers):
        raise Fault("6540", "Deposited Transaction cannot be changed : remove it from its deposit first")
    if payers and company.assumptions.paid_documents_locked:
        raise business("The transaction has payments applied to it. Remove them first.")


def voided(entity: Entity, old: Object) -> Object:
    """All amounts 0, "Voided" in front of the note; a payment loses its lines."""
    note = " - ".join(part for part in ("Voided", old.get("PrivateNote")) if part)
    new = {**old, "PrivateNote": note, **{name: ZERO for name in AMOUNTS if name in old}}
    if entity.name in BY_LINKS:
        return {**new, "Line": []}
    new["Line"] = [_empty(line) for line in old.get("Line") or []]
    if new.get("TxnTaxDetail"):
        new["TxnTaxDetail"] = {"TotalTax": ZERO}
    return cleared(new)


def _empty(line: Object) -> Object:
    new: dict[str, Any] = {**line, "Amount": ZERO}
    detail = line.get("SalesItemLineDetail")
    if detail and "Qty" in detail:
        new["SalesItemLineDetail"] = {**detail, "Qty": 0}
    return new
