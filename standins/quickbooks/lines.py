"""The lines of a document: their ids and numbers, what each must hold, and quantity times price."""

from decimal import Decimal

from standins.quickbooks.changes import Change
from standins.quickbooks.entities.shapes import DETAILS
from standins.quickbooks.envelopes import Fault, business, missing
from standins.quickbooks.shape import Object, cents

WITHOUT_AMOUNT = ("DescriptionOnly", "DescriptionLineDetail", "SubTotalLineDetail", "GroupLineDetail")
KNOWN = {*DETAILS, *WITHOUT_AMOUNT, "TDSLineDetail"}
US_TAX_CODES = ("TAX", "NON")


def number_lines(lines: list[Object], old: Object | None, first: int = 1, with_numbers: bool = True) -> None:
    """A line keeps the Id it had; a line without one, or with one that is not known, is new."""
    had = {str(line["Id"]) for line in (old or {}).get("Line") or [] if line.get("Id")}
    used = [int(id) for id in had if id.isdigit()]
    following = max([*used, first - 1]) + 1
    for place, line in enumerate(lines, 1):
        if str(line.get("Id")) not in had:
            line["Id"] = str(following)
            following += 1
        if with_numbers and not line.get("LineNum"):
            line["LineNum"] = place


def check_lines(change: Change) -> None:
    """Every line has a kind that fits the document, an amount, and the object its kind names."""
    if not change.new.get("Line"):
        raise missing("Line")
    for line in change.new["Line"]:
        _check_kind(change, line)
        if "Amount" not in line and not _finds_amount(line):
            raise missing("Line.Amount")
        detail = line.get(line["DetailType"]) or {}
        if line["DetailType"] in DETAILS and line["DetailType"] not in {*line, *WITHOUT_AMOUNT}:
            raise missing(line["DetailType"])
        _check_price(line, detail)
        _check_tax(change, detail)


def _finds_amount(line: Object) -> bool:
    """Some lines need no amount: texts, groups, and a discount by percent."""
    percent = (line.get("DiscountLineDetail") or {}).get("PercentBased")
    return line["DetailType"] in WITHOUT_AMOUNT or bool(percent)


def _check_kind(change: Change, line: Object) -> None:
    kind = line.get("DetailType")
    if not kind:
        raise missing("Line.DetailType")
    if kind not in KNOWN:
        raise Fault("2170", f"Invalid Enumeration : {kind}", "DetailType")
    if kind not in change.entity.lines:
        raise business(f"A line of type {kind} cannot stand on a {change.kind}.", "DetailType")


def _check_price(line: Object, detail: Object) -> None:
    """6070 unless Amount is quantity times price, when both are there."""
    quantity, price = detail.get("Qty"), detail.get("UnitPrice")
    if quantity and price and cents(Decimal(quantity) * Decimal(price)) != line["Amount"]:
        raise Fault("6070", f"Amount is not equal to UnitPrice * Qty. Supplied value:{line['Amount']:,}", "Line")


def _check_tax(change: Change, detail: Object) -> None:
    code = (detail.get("TaxCodeRef") or {}).get("value")
    country = change.company.info.get("Country", "US")
    if code and country in ("US", "USA") and code not in US_TAX_CODES:
        raise Fault("6100", "Invalid tax code : a line's tax code is TAX or NON in a US company", "TaxCodeRef")


def check_stock(change: Change) -> None:
    """6270 for an inventory item on a document dated before its stock begins."""
    for line in change.new["Line"]:
        detail = line.get(line["DetailType"]) or {}
        item = change.company.get("Item", (detail.get("ItemRef") or {}).get("value", "")) or {}
        if str(item.get("InvStartDate", "")) > change.new["TxnDate"] and item.get("Type") == "Inventory":
            raise Fault("6270", "Transaction date is prior to start date for inventory item", "TxnDate")


def total(lines: list[Object], *kinds: str) -> Decimal:
    """The sum of the amounts of the lines of these kinds."""
    return sum((line.get("Amount", Decimal(0)) for line in lines if line.get("DetailType") in kinds), Decimal(0))
