"""The entity table, last part: attachments and recurring templates."""

from standins.quickbooks.entities.field import Entity, amount, choice, day, flag, group, number, ref, rows, text, whole
from standins.quickbooks.entities.shapes import COMMON, CUSTOM
from standins.quickbooks.entities.transactions import KEPT

ATTACHABLE = Entity(
    "Attachable",
    "other",
    (
        *COMMON,
        text("FileName", 1000, keep=True, ask="fs"),
        text("Note", 2000, ask="fs"),
        text("ContentType", 100, keep=True, ask="f"),
        text("Category", 100, keep=True),
        number("Size", server=True, ask="fs"),
        text("FileAccessUri", server=True),
        text("TempDownloadUri", server=True),
        text("ThumbnailFileAccessUri", server=True),
        text("ThumbnailTempDownloadUri", server=True),
        text("PlaceName", 2000),
        text("Tag", 2000, ask="fs"),
        text("Lat", 100),
        text("Long", 100),
        rows(
            "AttachableRef",
            ref("EntityRef", typed=True, ask="f"),
            flag("IncludeOnSend"),
            flag("Inactive"),
            flag("NoRefOnly"),
            text("LineInfo"),
            CUSTOM,
            ask="f",
        ),
    ),
    operations=KEPT,
    label="Attachables",
    long_ids=True,
)

RECURRING_INFO = group(
    "RecurringInfo",
    text("Name", 100),
    choice("RecurType", "Automated", "Reminder", "Reminded", "UnScheduled", "Unscheduled"),
    flag("Active"),
    group(
        "ScheduleInfo",
        *(day(name) for name in ("StartDate", "EndDate", "NextDate", "PreviousDate")),
        *(whole(name) for name in ("DaysBefore", "MaxOccurrences", "RemindDays", "NumInterval", "DayOfMonth")),
        *(whole(name) for name in ("WeekOfMonth",)),
        text("IntervalType"),
        text("DayOfWeek"),
        text("MonthOfYear"),
    ),
)
RECURRING = Entity(
    "RecurringTransaction",
    "recurring",
    (
        *COMMON,
        text("Type", ask="f"),
        text("Name", ask="f"),
        flag("Active", ask="f"),
        amount("TotalAmt"),
        RECURRING_INFO,
    ),
    operations=KEPT,
)
TEMPLATE_KINDS = (
    *("Bill", "Purchase", "CreditMemo", "Deposit", "Estimate", "Invoice", "JournalEntry", "RefundReceipt"),
    *("SalesReceipt", "Transfer", "VendorCredit", "PurchaseOrder"),
)
