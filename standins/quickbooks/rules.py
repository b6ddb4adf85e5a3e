"""Which rules finish a change of which kind: the table between the entities and their rules."""

from collections.abc import Callable

from standins.quickbooks import attachments, entries, expenses, lists, payments, people, sales, settings
from standins.quickbooks.changes import Change

FINISH: dict[str, Callable[[Change], None]] = {
    "people": people.finish,
    "settings": settings.finish,
    "Account": lists.account,
    "Item": lists.item,
    "Term": lists.term,
    "Department": lists.department,
    "Class": lists.tracking_class,
    "PaymentMethod": lists.payment_method,
    "TaxAgency": lists.tax_agency,
    "CompanyCurrency": lists.currency,
    "Bill": expenses.bill,
    "VendorCredit": expenses.vendor_credit,
    "Purchase": expenses.purchase,
    "PurchaseOrder": expenses.purchase_order,
    "BillPayment": payments.bill_payment,
    "Payment": payments.payment,
    "Invoice": sales.invoice,
    "CreditMemo": sales.credit_memo,
    "SalesReceipt": sales.receipt,
    "RefundReceipt": sales.receipt,
    "Estimate": sales.estimate,
    "JournalEntry": entries.journal_entry,
    "Deposit": entries.deposit,
    "Transfer": entries.transfer,
    "CreditCardPayment": entries.card_payment,
    "TimeActivity": entries.time_activity,
    "Attachable": attachments.finish,
}
