"""The smallest body QuickBooks takes for every kind of transaction, for tests that go through all of them."""

from copy import deepcopy
from typing import Any

from tests.standins.quickbooks.conftest import cost, entry, sale

DEPOSIT_LINE = {"Amount": 10, "DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": {"value": "79"}}}
CHECKING, SAVINGS, VISA = ({"value": id} for id in ("35", "36", "42"))
VENDOR, CUSTOMER = {"VendorRef": {"value": "56"}}, {"CustomerRef": {"value": "1"}}

PAPERS: dict[str, dict[str, Any]] = {
    "Bill": {**VENDOR, "Line": [cost(10)]},
    "VendorCredit": {**VENDOR, "Line": [cost(10)]},
    "BillPayment": {
        **VENDOR,
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": CHECKING},
        "TotalAmt": 10,
        "Line": [],
    },
    "Purchase": {"PaymentType": "Cash", "AccountRef": CHECKING, "Line": [cost(10)]},
    "PurchaseOrder": {**VENDOR, "Line": [cost(10)]},
    "Invoice": {**CUSTOMER, "Line": [sale(10)]},
    "CreditMemo": {**CUSTOMER, "Line": [sale(10)]},
    "SalesReceipt": {**CUSTOMER, "Line": [sale(10)]},
    "RefundReceipt": {**CUSTOMER, "DepositToAccountRef": CHECKING, "Line": [sale(10)]},
    "Estimate": {**CUSTOMER, "Line": [sale(10)]},
    "Payment": {**CUSTOMER, "TotalAmt": 10},
    "JournalEntry": entry(("Debit", "1", 10), ("Credit", "35", 10)),
    "Deposit": {"DepositToAccountRef": CHECKING, "Line": [DEPOSIT_LINE]},
    "Transfer": {"FromAccountRef": CHECKING, "ToAccountRef": SAVINGS, "Amount": 10},
    "CreditCardPayment": {"BankAccountRef": CHECKING, "CreditCardAccountRef": VISA, "Amount": 10},
    "TimeActivity": {"NameOf": "Employee", "EmployeeRef": {"value": "55"}, "Hours": 1, "Minutes": 0},
}
VOIDED = ("Invoice", "Payment", "SalesReceipt", "BillPayment")


def paper(kind: str, **fields: Any) -> dict[str, Any]:
    """A body to create one, with some fields of its own. A bill payment needs the bill it pays: see `made`."""
    return {**deepcopy(PAPERS[kind]), **fields}
