"""Shapes that many entities share: addresses, telephones, references, lines and their details."""

import calendar

from standins.quickbooks.entities.field import (
    Field,
    Kind,
    amount,
    choice,
    day,
    flag,
    group,
    moment,
    number,
    ref,
    rows,
    text,
    whole,
)

MONTHS = tuple(calendar.month_name)[1:]
REF_PARTS = (text("value"), text("name"), text("type"))

META = group("MetaData", moment("CreateTime", ask="fs"), moment("LastUpdatedTime", ask="fs"), server=True)
CUSTOM = rows(
    "CustomField", text("DefinitionId"), text("Name"), text("Type"), text("StringValue", 31), flag("BooleanValue")
)
COMMON = (
    text("Id", ask="fs", server=True),
    text("SyncToken", server=True),
    text("domain", server=True),
    flag("sparse", server=True),
    text("status", server=True),
    META,
)
ADDRESS_PARTS = (
    text("Id"),
    *(text(f"Line{n}", 500) for n in range(1, 6)),
    text("City", 255),
    text("Country", 255),
    text("CountryCode"),
    text("CountrySubDivisionCode", 255),
    text("PostalCode", 31),
    text("PostalCodeSuffix"),
    text("Lat"),
    text("Long"),
    text("Tag"),
    text("Note"),
)


def address(name: str) -> Field:
    return group(name, *ADDRESS_PARTS)


def telephone(name: str) -> Field:
    parts = (text("CountryCode"), text("AreaCode"), text("ExchangeCode"), text("Extension"))
    return group(name, text("Id"), text("FreeFormNumber", 30), text("DeviceType"), flag("Default"), text("Tag"), *parts)


def email(name: str, **more: str) -> Field:
    return group(name, text("Id"), text("Address", 100), flag("Default"), text("Tag"), **more)


def website(name: str) -> Field:
    return group(name, text("Id"), text("URI", 1000), flag("Default"), text("Tag"))


CURRENCY = ref("CurrencyRef", "Currency", keep=True, once=True)
MEMO = group("CustomerMemo", text("value", 1000))
MARKUP = group("MarkupInfo", flag("PercentBased"), number("Value"), number("Percent"), ref("PriceLevelRef"))
LINKED = rows("LinkedTxn", text("TxnId"), text("TxnType"), text("TxnLineId"))
BILLABLE = choice("BillableStatus", "Billable", "NotBillable", "HasBeenBilled")
TAX_DETAIL = group(
    "TxnTaxDetail",
    ref("DefaultTaxCodeRef", "TaxCode"),
    ref("TxnTaxCodeRef", "TaxCode"),
    amount("TotalTax"),
    rows(
        "TaxLine",
        text("Id"),
        amount("Amount"),
        text("DetailType"),
        group(
            "TaxLineDetail",
            ref("TaxRateRef", "TaxRate"),
            flag("PercentBased"),
            number("TaxPercent"),
            amount("NetAmountTaxable"),
            amount("TaxInclusiveAmount"),
            amount("OverrideDeltaAmount"),
        ),
    ),
)
PRICED = (
    ref("ItemRef", "Item"),
    ref("ClassRef", "Class"),
    number("UnitPrice"),
    number("RatePercent"),
    ref("PriceLevelRef"),
    MARKUP,
    number("Qty"),
    text("UOMSetRef"),
    ref("ItemAccountRef", "Account"),
    ref("InventorySiteRef"),
    ref("TaxCodeRef", "TaxCode"),
    amount("TaxInclusiveAmt"),
    ref("TaxClassificationRef"),
)
ENTITY = group(
    "Entity", choice("Type", "Customer", "Vendor", "Employee"), ref("EntityRef", "Customer", "Vendor", "Employee")
)

DETAILS = {
    "AccountBasedExpenseLineDetail": (
        ref("CustomerRef", "Customer"),
        ref("ClassRef", "Class"),
        ref("AccountRef", "Account"),
        BILLABLE,
        MARKUP,
        amount("TaxAmount"),
        ref("TaxCodeRef", "TaxCode"),
        amount("TaxInclusiveAmt"),
    ),
    "ItemBasedExpenseLineDetail": (BILLABLE, ref("CustomerRef", "Customer"), *PRICED),
    "SalesItemLineDetail": (*PRICED, day("ServiceDate"), amount("DiscountAmt"), number("DiscountRate")),
    "DescriptionLineDetail": (day("ServiceDate"), ref("TaxCodeRef", "TaxCode")),
    "SubTotalLineDetail": (ref("ItemRef", "Item"), day("ServiceDate")),
    "SubtotalLineDetail": (ref("ItemRef", "Item"),),
    "DiscountLineDetail": (
        flag("PercentBased"),
        number("DiscountPercent"),
        ref("DiscountRef"),
        ref("DiscountAccountRef", "Account"),
        ref("ClassRef", "Class"),
        ref("TaxCodeRef", "TaxCode"),
        group(
            "Discount",
            flag("PercentBased"),
            number("DiscountPercent"),
            ref("DiscountRef"),
            ref("DiscountAccountRef", "Account"),
        ),
    ),
    "JournalEntryLineDetail": (
        choice("PostingType", "Debit", "Credit"),
        ENTITY,
        ref("AccountRef", "Account"),
        ref("ClassRef", "Class"),
        ref("DepartmentRef", "Department"),
        ref("TaxCodeRef", "TaxCode"),
        choice("TaxApplicableOn", "Sales", "Purchase"),
        amount("TaxAmount"),
        amount("TaxInclusiveAmt"),
        BILLABLE,
        ref("JournalCodeRef"),
    ),
    "DepositLineDetail": (
        ref("Entity", "Customer", "Vendor", "Employee", typed=True),
        ref("ClassRef", "Class"),
        ref("AccountRef", "Account"),
        ref("PaymentMethodRef", "PaymentMethod"),
        text("CheckNum", 21),
        text("TxnType"),
        ref("TaxCodeRef", "TaxCode"),
        choice("TaxApplicableOn", "Sales", "Purchase"),
    ),
}
LINE_HEAD = (
    text("Id"),
    whole("LineNum"),
    text("Description", 4000),
    amount("Amount"),
    number("Received"),
    text("DetailType"),
    LINKED,
    CUSTOM,
    group("LineEx", Field("any", Kind.ROWS)),
)
INNER = rows("Line", *LINE_HEAD, group("SalesItemLineDetail", *DETAILS["SalesItemLineDetail"]))
GROUPED = group(
    "GroupLineDetail", ref("GroupItemRef", "Item"), number("Quantity"), text("UOMRef"), day("ServiceDate"), INNER
)
LINE = rows("Line", *LINE_HEAD, *(group(name, *parts) for name, parts in DETAILS.items()), GROUPED)
