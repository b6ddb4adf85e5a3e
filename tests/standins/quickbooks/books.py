"""A company to post documents into as they are, without the API's rules, for the tests of ledger and reports."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from standins.clock import Clock
from standins.quickbooks.company import Company
from standins.quickbooks.sample import seed_lists

NOON = datetime(2026, 3, 31, 20, tzinfo=UTC)
Doc = dict[str, Any]


class Books(Company):
    """The sample company's lists, its stock taken out, and a short way to post a document."""

    def __init__(self) -> None:
        super().__init__("1", Clock(lambda: NOON))
        seed_lists(self)
        for item in self.all("Item"):
            item.pop("QtyOnHand", None)

    def post(self, kind: str, date: str, **fields: Any) -> Doc:
        stamp = {"CreateTime": f"{date}T09:00:00-08:00", "LastUpdatedTime": f"{date}T09:00:00-08:00"}
        doc = {"Id": self.new_id(kind), "SyncToken": "0", "TxnDate": date, "MetaData": stamp, **fields}
        self.put(kind, doc)
        return doc

    def bill(self, date: str, vendor: str, amount: str, due: str = "", account: str = "7", **fields: Any) -> Doc:
        due_date = {"DueDate": due} if due else {}
        return self.post("Bill", date, VendorRef=to(vendor), Line=[cost(account, amount)], **due_date, **fields)

    def invoice(self, date: str, customer: str, amount: str, due: str = "", **fields: Any) -> Doc:
        due_date = {"DueDate": due} if due else {}
        return self.post("Invoice", date, CustomerRef=to(customer), Line=[sale("1", amount)], **due_date, **fields)

    def pay_bill(self, date: str, bill: Doc, amount: str, **fields: Any) -> Doc:
        return self.post(
            "BillPayment",
            date,
            VendorRef=bill["VendorRef"],
            PayType="Check",
            CheckPayment={"BankAccountRef": to("35")},
            TotalAmt=Decimal(amount),
            Line=[settles("Bill", bill, amount)],
            **fields,
        )

    def receive(self, date: str, invoice: Doc, amount: str, total: str = "", **fields: Any) -> Doc:
        lines = [settles("Invoice", invoice, amount)]
        received = Decimal(total or amount)
        return self.post("Payment", date, CustomerRef=invoice["CustomerRef"], TotalAmt=received, Line=lines, **fields)

    def journal(self, date: str, *lines: tuple[str, str, str], **fields: Any) -> Doc:
        """Lines are (account, "Debit" or "Credit", amount)."""
        return self.post("JournalEntry", date, Line=[journal_line(*line) for line in lines], **fields)


def to(id: str) -> dict[str, str]:
    return {"value": id}


def cost(account: str, amount: str) -> Doc:
    detail = {"AccountRef": to(account)}
    return {
        "Amount": Decimal(amount),
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": detail,
    }


def sale(item: str, amount: str, **detail: Any) -> Doc:
    return {
        "Amount": Decimal(amount),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": to(item), **detail},
    }


def settles(kind: str, doc: Doc, amount: str) -> Doc:
    return {"Amount": Decimal(amount), "LinkedTxn": [{"TxnId": doc["Id"], "TxnType": kind}]}


def journal_line(account: str, side: str, amount: str, entity: tuple[str, str] | None = None) -> Doc:
    detail: Doc = {"PostingType": side, "AccountRef": to(account)}
    if entity:
        detail["Entity"] = {"Type": entity[0], "EntityRef": to(entity[1])}
    return {"Amount": Decimal(amount), "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}
