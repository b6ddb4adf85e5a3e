"""The entity table, third part: transactions."""

from standins.quickbooks.entities.field import (
    Entity,
    Field,
    amount,
    choice,
    day,
    flag,
    group,
    number,
    ref,
    rows,
    text,
    whole,
)
from standins.quickbooks.entities.shapes import (
    BILLABLE,
    COMMON,
    CURRENCY,
    CUSTOM,
    LINE,
    LINKED,
    MEMO,
    REF_PARTS,
    TAX_DETAIL,
    address,
    email,
)

KEPT = frozenset({"create", "read", "update", "delete", "query"})
VOIDED = KEPT | {"void"}
EXPENSE_LINES = ("AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail", "DescriptionOnly", "TDSLineDetail")
SALES_LINES = (
    "SalesItemLineDetail",
    "GroupLineDetail",
    "DescriptionOnly",
    "DescriptionLineDetail",
    "DiscountLineDetail",
    "SubTotalLineDetail",
)
OTHER_NAMES = ("Customer", "Vendor", "Employee")

TAX_SIDE = choice("GlobalTaxCalculation", "TaxExcluded", "TaxInclusive", "NotApplicable")
PRINT = choice("PrintStatus", "NotSet", "NeedToPrint", "PrintComplete", keep=True)
MAIL = choice("EmailStatus", "NotSet", "NeedToSend", "EmailSent", keep=True)
AP_ACCOUNT = ref("APAccountRef", "Account", keep=True, ask="fs")
LINK_LINES = rows("Line", text("Id"), whole("LineNum"), amount("Amount"), LINKED, text("Description"), LINE.parts[-1])

HEAD = (
    *COMMON,
    text("DocNumber", 21, keep=True, ask="fs"),
    day("TxnDate", keep=True, ask="fs"),
    text("PrivateNote", 4000),
    text("TxnStatus"),
    text("TxnSource"),
    text("TransactionLocationType"),
    ref("DepartmentRef", "Department"),
    CURRENCY,
    number("ExchangeRate", keep=True),
    ref("RecurDataRef", server=True),
    rows("AttachableRef", ref("EntityRef"), *REF_PARTS),
    rows("TaxFormType"),
    amount("TotalAmt", server=True, ask="fs"),
    amount("HomeTotalAmt", server=True),
)
BALANCE = (amount("Balance", server=True, ask="fs"), amount("HomeBalance", server=True))
PURCHASE_SIDE = (TAX_SIDE, TAX_DETAIL, LINKED, LINE, flag("IncludeInAnnualTPAR"), ref("TaxExemptionRef"))
CHEQUE = group(
    "CheckPayment", text("CheckNum", 21), text("Status"), text("NameOnAcct"), text("AcctNum"), text("BankName")
)
CARD = group(
    "CreditCardPayment",
    group(
        "CreditChargeInfo",
        *(
            text(name)
            for name in ("Number", "Type", "NameOnAcct", "BillAddrStreet", "PostalCode", "CommercialCardCode")
        ),
        whole("CcExpiryMonth"),
        whole("CcExpiryYear"),
        text("CCTxnMode"),
        text("CCTxnType"),
        text("PrevCCTransId"),
        amount("Amount"),
        flag("ProcessPayment"),
    ),
    group(
        "CreditChargeResponse",
        *(text(name) for name in ("Status", "AuthCode", "TxnAuthorizationTime", "CCTransId", "CardSecurityCodeMatch")),
    ),
)
SALES = (
    *HEAD,
    CUSTOM,
    ref("CustomerRef", "Customer", ask="fs"),
    ref("ProjectRef", "Customer"),
    MEMO,
    address("BillAddr"),
    address("ShipAddr"),
    address("ShipFromAddr"),
    flag("FreeFormAddress"),
    email("BillEmail"),
    email("BillEmailCc"),
    email("BillEmailBcc"),
    ref("ClassRef", "Class"),
    ref("SalesTermRef", "Term", ask="fs"),
    ref("ShipMethodRef"),
    day("ShipDate"),
    text("TrackingNum"),
    day("DueDate", ask="fs"),
    TAX_SIDE,
    TAX_DETAIL,
    flag("ApplyTaxAfterDiscount", False, keep=True),
    PRINT,
    MAIL,
    LINE,
    LINKED,
    group("DeliveryInfo", text("DeliveryType"), text("DeliveryTime")),
    ref("TaxExemptionRef"),
    ref("ShipVia"),
    *BALANCE,
)
RECEIVED = (
    ref("PaymentMethodRef", "PaymentMethod"),
    text("PaymentRefNum", 21),
    text("PaymentType"),
    ref("DepositToAccountRef", "Account", keep=True),
    CHEQUE,
    CARD,
)


def _expense(
    name: str, *fields: Field, required: tuple[str, ...], always: tuple[str, ...] = (), balance: bool = False
) -> Entity:
    more = BALANCE if balance else ()
    return Entity(
        name, "transaction", (*HEAD, *more, *PURCHASE_SIDE, *fields), required, KEPT, EXPENSE_LINES, always=always
    )


CLIENT_TOTAL = amount("TotalAmt", ask="fs")
PAID_HEAD = tuple(CLIENT_TOTAL if one.name == "TotalAmt" else one for one in HEAD)
VENDOR_REF = ref("VendorRef", "Vendor", ask="fs")

BILL = _expense(
    "Bill",
    VENDOR_REF,
    AP_ACCOUNT,
    ref("SalesTermRef", "Term", ask="fs"),
    ref("PayerRef"),
    day("DueDate", ask="fs"),
    address("VendorAddr"),
    address("ShipFromAddr"),
    required=("VendorRef", "Line"),
    always=("VendorRef",),
    balance=True,
)
VENDOR_CREDIT = _expense(
    "VendorCredit",
    VENDOR_REF,
    AP_ACCOUNT,
    address("VendorAddr"),
    ref("FromAccountRef", "Account"),
    ref("ToAccountRef", "Account"),
    required=("VendorRef", "Line"),
    balance=True,
)
PURCHASE_ORDER = _expense(
    "PurchaseOrder",
    ref("VendorRef", "Vendor"),
    AP_ACCOUNT,
    choice("POStatus", "Open", "Closed", keep=True),
    choice("POEmailStatus", "NotSet", "NeedToSend", "EmailSent"),
    email("POEmail"),
    MAIL,
    text("Memo", 4000),
    day("DueDate", ask="fs"),
    day("ExpectedDate"),
    ref("ClassRef", "Class"),
    ref("SalesTermRef", "Term"),
    ref("ShipMethodRef"),
    ref("ShipTo", "Customer"),
    ref("TaxCodeRef", "TaxCode"),
    address("VendorAddr"),
    address("ShipAddr"),
    text("ShipVia"),
    CUSTOM,
    required=("VendorRef", "Line"),
)
PURCHASE = _expense(
    "Purchase",
    choice("PaymentType", "Cash", "Check", "CreditCard", keep=True, ask="fs"),
    ref("AccountRef", "Account", keep=True, ask="fs"),
    ref("EntityRef", *OTHER_NAMES, typed=True, ask="f"),
    flag("Credit", False, keep=True),
    PRINT,
    ref("PaymentMethodRef", "PaymentMethod"),
    text("PaymentRefNum"),
    address("RemitToAddr"),
    group("PurchaseEx", rows("any")),
    required=("PaymentType", "AccountRef", "Line"),
    always=("PaymentType",),
)
BILL_PAYMENT = Entity(
    "BillPayment",
    "transaction",
    (
        *PAID_HEAD,
        VENDOR_REF,
        AP_ACCOUNT,
        choice("PayType", "Check", "CreditCard", keep=True, ask="f"),
        group("CheckPayment", ref("BankAccountRef", "Account"), PRINT, *CHEQUE.parts, keep=True, ask="f"),
        group("CreditCardPayment", ref("CCAccountRef", "Account"), *CARD.parts, keep=True, ask="f"),
        flag("ProcessBillPayment"),
        LINK_LINES,
    ),
    ("VendorRef", "TotalAmt", "PayType", "Line"),
    VOIDED,
)
PAYMENT = Entity(
    "Payment",
    "transaction",
    (
        *PAID_HEAD,
        ref("CustomerRef", "Customer", ask="fs"),
        ref("ProjectRef", "Customer"),
        ref("ARAccountRef", "Account"),
        *RECEIVED,
        amount("UnappliedAmt", server=True, ask="f"),
        flag("ProcessPayment", False, keep=True),
        LINKED,
        LINK_LINES,
        ref("TaxExemptionRef"),
    ),
    ("CustomerRef", "TotalAmt"),
    VOIDED | {"pdf", "send"},
    always=("CustomerRef",),
)
INVOICE = Entity(
    "Invoice",
    "transaction",
    (
        *SALES,
        *(flag(f"Allow{what}", False, keep=True) for what in ("IPNPayment", "OnlinePayment")),
        *(flag(f"AllowOnline{what}Payment", False, keep=True) for what in ("CreditCard", "ACH")),
        amount("Deposit"),
        ref("DepositToAccountRef", "Account"),
        text("InvoiceLink", server=True),
        text("EInvoiceStatus", server=True),
    ),
    ("CustomerRef", "Line"),
    VOIDED | {"pdf", "send"},
    lines=SALES_LINES,
)
CREDIT_MEMO = Entity(
    "CreditMemo",
    "transaction",
    (*SALES, *RECEIVED, amount("RemainingCredit", server=True), ref("InvoiceRef", "Invoice")),
    ("CustomerRef", "Line"),
    KEPT | {"pdf", "send"},
    lines=SALES_LINES,
)
SALES_RECEIPT = Entity(
    "SalesReceipt", "transaction", (*SALES, *RECEIVED), ("Line",), VOIDED | {"pdf", "send"}, SALES_LINES
)
REFUND_RECEIPT = Entity(
    "RefundReceipt",
    "transaction",
    (*SALES, *RECEIVED),
    ("Line", "DepositToAccountRef"),
    KEPT | {"pdf", "send"},
    SALES_LINES,
)
ESTIMATE = Entity(
    "Estimate",
    "transaction",
    (
        *(one for one in SALES if one.name not in ("TxnStatus", "Balance", "HomeBalance")),
        choice(
            "TxnStatus", "Pending", "Accepted", "Closed", "Rejected", "Converted", keep=True, default="Pending", ask="f"
        ),
        day("ExpirationDate"),
        text("AcceptedBy"),
        day("AcceptedDate"),
    ),
    ("CustomerRef", "Line"),
    KEPT | {"pdf", "send"},
    lines=SALES_LINES,
)
JOURNAL_ENTRY = Entity(
    "JournalEntry",
    "transaction",
    (
        *(one for one in HEAD if one.name not in ("TotalAmt", "HomeTotalAmt")),
        *(amount(name, server=True) for name in ("TotalAmt", "HomeTotalAmt")),
        flag("Adjustment", False, keep=True),
        TAX_SIDE,
        TAX_DETAIL,
        ref("JournalCodeRef"),
        LINE,
    ),
    ("Line",),
    KEPT,
    lines=("JournalEntryLineDetail", "DescriptionOnly"),
)
DEPOSIT = Entity(
    "Deposit",
    "transaction",
    (
        *HEAD,
        ref("DepositToAccountRef", "Account", keep=True, ask="f"),
        TAX_SIDE,
        TAX_DETAIL,
        group("CashBack", ref("AccountRef", "Account"), amount("Amount"), text("Memo", 4000)),
        LINE,
    ),
    ("DepositToAccountRef", "Line"),
    KEPT,
    lines=("DepositLineDetail",),
)
TRANSFER = Entity(
    "Transfer",
    "transaction",
    (
        *(one for one in HEAD if one.name not in ("TotalAmt", "HomeTotalAmt")),
        amount("Amount", ask="f"),
        ref("FromAccountRef", "Account", keep=True),
        ref("ToAccountRef", "Account", keep=True),
    ),
    ("FromAccountRef", "ToAccountRef", "Amount"),
    KEPT,
)
CREDIT_CARD_PAYMENT = Entity(
    "CreditCardPayment",
    "transaction",
    (
        *(one for one in HEAD if one.name not in ("TotalAmt", "HomeTotalAmt")),
        amount("Amount", ask="f"),
        ref("BankAccountRef", "Account", keep=True),
        ref("CreditCardAccountRef", "Account", keep=True),
        ref("VendorRef", "Vendor"),
        text("Memo", 4000),
        text("CheckNum", 21),
        PRINT,
    ),
    ("BankAccountRef", "CreditCardAccountRef", "Amount"),
    KEPT,
    json_name="CreditCardPaymentTxn",
)
TIME_ACTIVITY = Entity(
    "TimeActivity",
    "transaction",
    (
        *(one for one in HEAD if one.name not in ("TotalAmt", "HomeTotalAmt", "DocNumber")),
        choice("NameOf", "Vendor", "Employee", keep=True),
        ref("EmployeeRef", "Employee", keep=True, ask="f"),
        ref("VendorRef", "Vendor", keep=True, ask="f"),
        ref("CustomerRef", "Customer", ask="f"),
        ref("ProjectRef", "Customer"),
        ref("ItemRef", "Item"),
        ref("ClassRef", "Class"),
        ref("PayrollItemRef"),
        BILLABLE,
        flag("Taxable", False),
        number("HourlyRate", default=0),
        number("CostRate"),
        *(whole(name) for name in ("Hours", "Minutes", "Seconds", "BreakHours", "BreakMinutes", "BreakSeconds")),
        text("StartTime"),
        text("EndTime"),
        text("TimeZone"),
        text("Description", 4000),
    ),
    ("NameOf",),
    KEPT,
    changes=False,
)
