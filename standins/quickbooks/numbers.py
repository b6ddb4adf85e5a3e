"""Document numbers: when QuickBooks gives one, and when it refuses one that is taken (6140)."""

from standins.quickbooks.changes import Change
from standins.quickbooks.envelopes import Fault
from standins.quickbooks.shape import Object
from standins.quickbooks.store import SALES_FORMS, series

PURCHASES = ("VendorCredit", "PurchaseOrder", "Purchase")
PER_VENDOR = ("Bill", "BillPayment", "VendorCredit")


def set_number(change: Change) -> None:
    """Number a new document that came without a number (a blank one stays blank), then look for its double."""
    if change.old is None and "DocNumber" not in change.given and _is_automatic(change):
        change.new["DocNumber"] = change.company.next_number(series(change.kind))
    number = change.new.get("DocNumber")
    if number and change.turned("DocNumber") and "allowduplicatedocnum" not in change.include and _refuses(change):
        _refuse_double(change, number)


def _is_automatic(change: Change) -> bool:
    if change.kind in SALES_FORMS:
        return not _preference(change, "SalesFormsPrefs", "CustomTxnNumbers")
    if change.kind in PURCHASES:
        return not _preference(change, "VendorAndPurchasesPrefs", "UseCustomTxnNumbers")
    return "allowautodocnum" in change.include


def _refuses(change: Change) -> bool:
    if change.kind in SALES_FORMS:
        return _preference(change, "SalesFormsPrefs", "CustomTxnNumbers")
    if change.kind in PER_VENDOR:
        return _warns(change, "WarnDuplicateBillNumber", change.company.assumptions.duplicate_bill_numbers_refused)
    if change.kind == "JournalEntry":
        return _warns(
            change, "WarnDuplicateJournalNumber", change.company.assumptions.duplicate_journal_numbers_refused
        )
    if change.kind == "Purchase" and change.new.get("PaymentType") == "Check":
        return _warns(change, "WarnDuplicateCheckNumber", False)
    return change.kind in ("Purchase", "PurchaseOrder")


def _refuse_double(change: Change, number: str) -> None:
    for other in change.company.numbered(change.kind, number):
        if change.old and other["Id"] == change.old["Id"]:
            continue
        per_vendor = change.kind in PER_VENDOR and change.company.assumptions.bill_numbers_per_vendor
        if per_vendor and _vendor(other) != _vendor(change.new):
            continue
        used = f"DocNumber={number} is assigned to TxnType={change.kind} with TxnId={other['Id']}"
        text = "You must specify a different number. This number has already been used."
        raise Fault("6140", f"Duplicate Document Number Error : {text} {used}", "DocNumber")


def _vendor(doc: Object) -> str:
    return str((doc.get("VendorRef") or {}).get("value"))


def _preference(change: Change, group: str, name: str) -> bool:
    return bool((change.company.preferences.get(group) or {}).get(name))


def _warns(change: Change, name: str, otherwise: bool) -> bool:
    """A warning switch among OtherPrefs, by the end of its name."""
    for row in (change.company.preferences.get("OtherPrefs") or {}).get("NameValue") or []:
        if str(row.get("Name", "")).endswith(name):
            return str(row.get("Value")).lower() == "true"
    return otherwise
