"""What is bought: bills, vendor credits, purchases and purchase orders."""

from standins.quickbooks import documents, lines
from standins.quickbooks.changes import Change
from standins.quickbooks.envelopes import business, missing
from standins.quickbooks.shape import Object

DETAILS = ("AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail")
PAID_FROM = {"CreditCard": ("Credit Card",), "Check": ("Bank",), "Cash": ("Bank", "Credit Card", "Other Current Asset")}


def bill(change: Change) -> None:
    """A bill owes its total to the vendor until it is paid."""
    vendor = _begin(change)
    documents.set_account(change, "APAccountRef", "Accounts Payable")
    documents.set_due_date(change, vendor, "TermRef")
    _address(change, vendor)
    documents.set_balance(change)
    change.new.setdefault("LinkedTxn", [])


def vendor_credit(change: Change) -> None:
    """A credit waits to be used against bills."""
    _begin(change)
    documents.set_account(change, "APAccountRef", "Accounts Payable")
    documents.set_balance(change)


def purchase(change: Change) -> None:
    """Money already spent, from a bank account or a card."""
    kind = change.new["PaymentType"]
    documents.check_type(change.company, "AccountRef", change.new["AccountRef"], *PAID_FROM[kind])
    change.new.setdefault("PrintStatus", "NotSet")
    _begin(change)


def purchase_order(change: Change) -> None:
    """An order posts nothing; it is open until it is billed."""
    vendor = _begin(change)
    documents.set_account(change, "APAccountRef", "Accounts Payable")
    change.new.setdefault("POStatus", "Open")
    _address(change, vendor)


def _begin(change: Change) -> Object:
    vendor = change.company.get("Vendor", (change.new.get("VendorRef") or {}).get("value", "")) or {}
    lines.check_lines(change)
    for line in change.new["Line"]:
        _check(change, line)
    documents.begin(change, vendor or None)
    lines.check_stock(change)
    lines.number_lines(change.new["Line"], change.old)
    tax = (change.new.get("TxnTaxDetail") or {}).get("TotalTax") or 0
    documents.set_total(change, lines.total(change.new["Line"], *DETAILS) + tax)
    return vendor


def _check(change: Change, line: Object) -> None:
    line.setdefault("LinkedTxn", [])
    detail = line.get(line["DetailType"])
    if line["DetailType"] not in DETAILS or detail is None:
        return
    if line["DetailType"] == "AccountBasedExpenseLineDetail" and not detail.get("AccountRef"):
        raise missing("AccountRef")
    item = change.company.get("Item", (detail.get("ItemRef") or {}).get("value", ""))
    if item and not (item.get("ExpenseAccountRef") or item.get("AssetAccountRef")):
        raise business("You must select an account for this transaction.", "ItemRef")
    if line["DetailType"] == "ItemBasedExpenseLineDetail" and not item:
        return
    detail.setdefault("BillableStatus", "NotBillable")
    detail.setdefault("TaxCodeRef", {"value": "NON"})


def _address(change: Change, vendor: Object) -> None:
    if change.old is None and not change.new.get("VendorAddr") and vendor.get("BillAddr"):
        change.new["VendorAddr"] = dict(vendor["BillAddr"])
