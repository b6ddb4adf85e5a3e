"""The entity table: Preferences, group by group."""

from standins.quickbooks.entities.field import Entity, Field, choice, day, flag, group, number, ref, rows, text, whole
from standins.quickbooks.entities.shapes import COMMON, CUSTOM, MONTHS, email

_CUSTOM = rows("CustomField", *CUSTOM.parts, CUSTOM)


def _flags(*names: str) -> tuple[Field, ...]:
    return tuple(flag(name) for name in names)


def _message(name: str) -> Field:
    return group(name, text("Subject", 1000), text("Message", 4000))


PREFERENCES = Entity(
    "Preferences",
    "settings",
    (
        *COMMON,
        group(
            "AccountingInfoPrefs",
            *_flags("UseAccountNumbers", "TrackDepartments", "ClassTrackingPerTxn", "ClassTrackingPerTxnLine"),
            text("DepartmentTerminology"),
            text("CustomerTerminology"),
            day("BookCloseDate"),
            choice("FirstMonthOfFiscalYear", *MONTHS),
            choice("TaxYearMonth", *MONTHS),
            text("TaxForm"),
            keep=True,
        ),
        group(
            "ProductAndServicesPrefs",
            *_flags("ForSales", "ForPurchase", "QuantityWithPriceAndRate", "QuantityOnHand", "RevenueRecognition"),
            text("RevenueRecognitionFrequency"),
            keep=True,
        ),
        group(
            "SalesFormsPrefs",
            *_flags("CustomTxnNumbers", "AllowDeposit", "AllowDiscount", "AllowEstimates", "AllowServiceDate"),
            *_flags("AllowShipping", "AutoApplyCredit", "AutoApplyPayments", "EmailCopyToCompany"),
            *_flags("ETransactionAttachPDF", "ETransactionPaymentEnabled", "IPNSupportEnabled", "UsingPriceLevels"),
            *_flags("UsingProgressInvoicing", "DefaultShippingAccount"),
            text("ETransactionEnabledStatus"),
            text("DefaultCustomerMessage"),
            text("DefaultDiscountAccount"),
            text("EstimateMessage"),
            ref("DefaultTerms", "Term"),
            email("SalesEmailCc"),
            email("SalesEmailBcc"),
            _CUSTOM,
            keep=True,
        ),
        group(
            "EmailMessagesPrefs",
            *(_message(f"{name}Message") for name in ("Invoice", "Estimate", "SalesReceipt", "Statement")),
            keep=True,
        ),
        group(
            "VendorAndPurchasesPrefs",
            *_flags("TrackingByCustomer", "BillableExpenseTracking", "TPAREnabled", "UseCustomTxnNumbers"),
            ref("DefaultTerms", "Term"),
            ref("DefaultMarkupAccount", "Account"),
            number("DefaultMarkup"),
            rows("POCustomField", *_CUSTOM.parts, _CUSTOM),
            keep=True,
        ),
        group(
            "TimeTrackingPrefs",
            *_flags("UseServices", "BillCustomers", "ShowBillRateToAll", "MarkTimeEntriesBillable"),
            text("WorkWeekStartDate"),
            keep=True,
        ),
        group(
            "TaxPrefs",
            *_flags("UsingSalesTax", "PartnerTaxEnabled"),
            ref("TaxGroupCodeRef", "TaxCode"),
            keep=True,
        ),
        group("CurrencyPrefs", flag("MultiCurrencyEnabled"), ref("HomeCurrency"), keep=True),
        group("ReportPrefs", choice("ReportBasis", "Accrual", "Cash"), flag("CalcAgingReportFromTxnDate"), keep=True),
        group("OtherPrefs", rows("NameValue", text("Name"), text("Value")), keep=True),
        whole("Level"),
    ),
    operations=frozenset({"read", "update", "query"}),
)
