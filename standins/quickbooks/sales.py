"""What is sold: invoices, credit memos, sales and refund receipts, estimates."""

from decimal import Decimal

from standins.quickbooks import documents, lines
from standins.quickbooks.changes import Change
from standins.quickbooks.envelopes import missing
from standins.quickbooks.shape import Object, cents, plain

SOLD = ("SalesItemLineDetail", "GroupLineDetail")


def invoice(change: Change) -> None:
    """An invoice is owed until it is paid."""
    customer = _begin(change)
    documents.set_due_date(change, customer, "SalesTermRef")
    documents.set_balance(change)
    change.new.setdefault("LinkedTxn", [])
    change.new.setdefault("PrintStatus", "NeedToPrint")
    deposit = change.new.get("Deposit")
    if deposit:
        change.new["Balance"] -= deposit


def credit_memo(change: Change) -> None:
    """A credit waits to be used against invoices."""
    _begin(change)
    documents.set_balance(change)
    change.new["RemainingCredit"] = change.new["Balance"]


def receipt(change: Change) -> None:
    """Sold, or paid back, on the spot: nothing stays open."""
    _begin(change)
    change.new["Balance"] = Decimal(0)
    if not change.new.get("DepositToAccountRef"):
        change.new["DepositToAccountRef"] = undeposited(change)


def estimate(change: Change) -> None:
    """An offer; it posts nothing."""
    _begin(change)


def undeposited(change: Change) -> Object:
    """The account where money waits that was not yet brought to the bank."""
    for account in change.company.all("Account"):
        if account.get("AccountSubType") == "UndepositedFunds":
            return {"value": account["Id"], "name": account["FullyQualifiedName"]}
    raise missing("DepositToAccountRef")


def _begin(change: Change) -> Object:
    new = change.new
    customer = change.company.get("Customer", (new.get("CustomerRef") or {}).get("value", "")) or {}
    new["Line"] = [line for line in new["Line"] if line.get("DetailType") != "SubTotalLineDetail"]
    for line in new["Line"]:
        if line.get("DetailType") == "SalesItemLineDetail":
            line.setdefault("SalesItemLineDetail", {})  # QuickBooks puts its own item there
    lines.check_lines(change)
    for line in new["Line"]:
        _complete(change, line)
    documents.begin(change, customer or None)
    lines.check_stock(change)
    lines.number_lines(new["Line"], change.old)
    _add_up(change)
    for name in ("BillAddr", "ShipAddr"):
        if change.old is None and not new.get(name) and customer.get(name):
            new[name] = dict(customer[name])
    for name, value in (("EmailStatus", "NotSet"), ("PrintStatus", "NeedToPrint"), ("CustomField", [])):
        new.setdefault(name, value)
    if new["EmailStatus"] == "NeedToSend" and not new.get("BillEmail"):
        raise missing("BillEmail")
    return customer


def _complete(change: Change, line: Object) -> None:
    """QuickBooks' own item on a line without one, and a tax code."""
    detail = line.get("SalesItemLineDetail")
    if line["DetailType"] != "SalesItemLineDetail" or detail is None:
        return
    usual = change.company.get("Item", "1")
    if not detail.get("ItemRef") and usual:
        detail["ItemRef"] = {"value": "1", "name": usual["FullyQualifiedName"]}
    detail.setdefault("TaxCodeRef", {"value": "NON"})


def _add_up(change: Change) -> None:
    """Item lines, the subtotal, then discounts and tax; the lines stand in that order."""
    new = change.new
    items = [line for line in new["Line"] if line["DetailType"] != "DiscountLineDetail"]
    discounts = [line for line in new["Line"] if line["DetailType"] == "DiscountLineDetail"]
    subtotal = lines.total(items, *SOLD)
    for line in discounts:
        _discount(change, line, subtotal)
    off = lines.total(discounts, "DiscountLineDetail")
    below = {"Amount": cents(subtotal), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    new["Line"] = [*items, below, *discounts]
    taxed = sum((line["Amount"] for line in items if _is_taxed(line)), Decimal(0))
    if new.get("ApplyTaxAfterDiscount") and subtotal:
        taxed -= off * taxed / subtotal
    documents.set_total(change, subtotal - off + _tax(change, cents(taxed)))


def _discount(change: Change, line: Object, subtotal: Decimal) -> None:
    detail = line["DiscountLineDetail"]
    if detail.get("PercentBased"):
        line["Amount"] = cents(subtotal * Decimal(detail.get("DiscountPercent") or 0) / 100)
    if not detail.get("DiscountAccountRef"):
        for account in change.company.all("Account"):
            if account.get("AccountSubType") == "DiscountsRefundsGiven":
                detail["DiscountAccountRef"] = {"value": account["Id"], "name": account["FullyQualifiedName"]}


def _is_taxed(line: Object) -> bool:
    detail = line.get("SalesItemLineDetail") or {}
    return (detail.get("TaxCodeRef") or {}).get("value") == "TAX"


def _tax(change: Change, taxed: Decimal) -> Decimal:
    """The tax of the document's code over what is taxable; without sales tax or a code there is none."""
    asked = change.new.get("TxnTaxDetail") or {}
    code = change.company.get("TaxCode", (asked.get("TxnTaxCodeRef") or {}).get("value", ""))
    uses_tax = (change.company.preferences.get("TaxPrefs") or {}).get("UsingSalesTax")
    rates = ((code or {}).get("SalesTaxRateList") or {}).get("TaxRateDetail") or []
    if not uses_tax or not rates:
        change.new["TxnTaxDetail"] = {"TotalTax": Decimal(0)}
        return Decimal(0)
    tax_lines = [_tax_line(change, rate["TaxRateRef"], taxed) for rate in rates]
    total = sum((line["Amount"] for line in tax_lines), Decimal(0))
    change.new["TxnTaxDetail"] = {"TxnTaxCodeRef": asked["TxnTaxCodeRef"], "TotalTax": total, "TaxLine": tax_lines}
    return total


def _tax_line(change: Change, reference: Object, taxed: Decimal) -> Object:
    rate = (change.company.get("TaxRate", reference["value"]) or {}).get("RateValue", 0)
    detail = {"TaxRateRef": {"value": reference["value"]}, "PercentBased": True, "TaxPercent": plain(rate)}
    amount = cents(taxed * Decimal(rate) / 100)
    return {"Amount": amount, "DetailType": "TaxLineDetail", "TaxLineDetail": {**detail, "NetAmountTaxable": taxed}}
