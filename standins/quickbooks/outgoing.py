"""What leaves a company in other forms: one object in an answer, a PDF, an e-mail."""

from typing import Any

from standins.quickbooks import operations
from standins.quickbooks.entities import Entity
from standins.quickbooks.envelopes import business, stamp, unsupported
from standins.quickbooks.pdf import invoice_pdf
from standins.quickbooks.recurring import shown as shown_template
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store


def shown(company: Store, entity: Entity, obj: Object, include: frozenset[str]) -> Any:
    """An object as an answer shows it; `include=invoicelink` adds the link of an invoice that can be paid online."""
    if entity.name == "RecurringTransaction":
        return shown_template(obj)
    if entity.name == "ExchangeRate":
        return {name: value for name, value in obj.items() if name not in ("Id", "SyncToken", "domain", "sparse")}
    payable = obj.get("AllowOnlineCreditCardPayment") or obj.get("AllowOnlineACHPayment")
    if entity.name == "Invoice" and "invoicelink" in include and payable and obj.get("BillEmail"):
        return {**obj, "InvoiceLink": f"https://connect.standin.example/portal/{obj['Id']}"}
    return company.text(entity.name, obj["Id"])


def pdf(company: Store, entity: Entity, id: str) -> bytes:
    """A printed sales form."""
    if "pdf" not in entity.operations:
        raise unsupported(f"pdf {entity.name}")
    return invoice_pdf(operations.read(company, entity, id), company.info)


def send(company: Store, entity: Entity, id: str, to: str) -> Object:
    """Mark a sales form as sent to an address (its own unless another is given); nothing really leaves."""
    if "send" not in entity.operations:
        raise unsupported(f"send {entity.name}")
    old = operations.read(company, entity, id)
    address = to or (old.get("BillEmail") or {}).get("Address", "")
    if "@" not in address:
        raise business("An email address is required to send this transaction.", "BillEmail")
    now = stamp(company.clock.now())
    delivery = {"DeliveryType": "Email", "DeliveryTime": now}
    sent = {"BillEmail": {"Address": address}, "EmailStatus": "EmailSent", "DeliveryInfo": delivery}
    new = {**old, **{name: value for name, value in sent.items() if name in entity.by_name}}
    new["SyncToken"] = str(int(old["SyncToken"]) + 1)
    new["MetaData"] = {**old["MetaData"], "LastUpdatedTime": now}
    company.put(entity.name, new)
    return new
