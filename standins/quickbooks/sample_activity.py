"""Some months of business in the sample company, dated back from today and entered through QuickBooks' own rules."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from standins.quickbooks.envelopes import PACIFIC
from standins.quickbooks.sample_settings import NewCompany

Doc = dict[str, Any]


def seed_activity(company: NewCompany) -> None:
    """Enter the opening balances, sales, purchases, payments and the rest."""
    entry = Entry(company)
    entry.opening()
    entry.sales()
    entry.money_in()
    entry.bills_in()
    entry.spending()
    entry.money_out()
    entry.everything_else()


class Entry:
    """Somebody at the keyboard: documents by who, what and how many days ago."""

    def __init__(self, company: NewCompany) -> None:
        self.company = company
        self.today = company.clock.now().astimezone(PACIFIC).date()

    def ago(self, days: int) -> str:
        return (self.today - timedelta(days=days)).isoformat()

    def create(self, kind: str, days: int, **body: Any) -> Doc:
        return self.company.create(kind, {"TxnDate": self.ago(days), **body})

    def opening(self) -> None:
        """What the company had when its books began."""
        had = [("35", "Debit", "9250.00"), ("36", "Debit", "12800.00"), ("38", "Debit", "13495.00")]
        owed = [("43", "Credit", "4000.00"), ("44", "Credit", "25000.00"), ("34", "Credit", "6545.00")]
        lines = [_journal_line(account, side, amount, "Opening balance") for account, side, amount in had + owed]
        self.create("JournalEntry", 150, DocNumber="OPEN", PrivateNote="Opening balances", Line=lines)

    def sales(self) -> None:
        """Invoices, receipts, an estimate and a credit memo."""
        self.invoices = {
            name: self.invoice(days, customer, *lines)
            for name, days, customer, lines in [
                ("birds", 110, "1", [("6", "", "", "239.00")]),
                ("surf", 95, "2", [("4", "2.5", "75", "187.50"), ("18", "3", "35", "105.00")]),
                ("cars", 84, "3", [("10", "6", "35", "210.00")]),
                ("robles", 72, "4", [("7", "8", "50", "400.00"), ("14", "40", "10", "400.00")]),
                ("ocean", 61, "8", [("4", "7", "75", "525.00"), ("5", "1", "275", "275.00")]),
                ("twin", 48, "9", [("13", "1", "384", "384.00")]),
                ("studio", 40, "11", [("11", "4", "15", "60.00"), ("16", "30", "2", "60.00")]),
                ("jalopies", 33, "12", [("9", "1", "81", "81.00")]),
                ("mehlman", 26, "13", [("10", "10", "35", "350.00")]),
                ("medical", 17, "17", [("17", "60", "4", "240.00"), ("7", "12", "50", "600.00")]),
                ("diner", 9, "20", [("18", "2", "35", "70.00")]),
                ("vista", 4, "27", [("3", "1", "750", "750.00")]),
            ]
        }
        self.create("Estimate", 20, CustomerRef=_to("14"), Line=[_sale("4", "10", "75", "750.00")])
        self.create("SalesReceipt", 38, CustomerRef=_to("6"), Line=[_sale("10", "1", "35", "35.00")])
        self.create("SalesReceipt", 12, CustomerRef=_to("18"), Line=[_sale("4", "4", "75", "300.00")])
        self.create("CreditMemo", 30, CustomerRef=_to("1"), Line=[_sale("12", "", "", "100.00")])
        refund = [_sale("12", "", "", "87.50")]
        self.create("RefundReceipt", 21, CustomerRef=_to("18"), DepositToAccountRef=_to("35"), Line=refund)

    def invoice(self, days: int, customer: str, *lines: tuple[str, str, str, str]) -> Doc:
        return self.create(
            "Invoice", days, CustomerRef=_to(customer), SalesTermRef=_to("3"), Line=[_sale(*line) for line in lines]
        )

    def money_in(self) -> None:
        """Five payments: in full, in part, into undeposited funds, and one deposit to the bank."""
        self.payment(80, "2", "surf", "292.50", deposit_to="35")
        self.payment(60, "3", "cars", "210.00", deposit_to="35")
        self.payment(45, "4", "robles", "500.00", deposit_to="35")
        self.payment(15, "9", "twin", "384.00")
        self.payment(6, "12", "jalopies", "81.00")
        interest = {
            "Amount": Decimal("12.40"),
            "DetailType": "DepositLineDetail",
            "DepositLineDetail": {"AccountRef": _to("25")},
        }
        self.create("Deposit", 31, DepositToAccountRef=_to("36"), Line=[interest])

    def payment(self, days: int, customer: str, invoice: str, amount: str, deposit_to: str = "") -> None:
        line = {"Amount": Decimal(amount), "LinkedTxn": [{"TxnId": self.invoices[invoice]["Id"], "TxnType": "Invoice"}]}
        into = {"DepositToAccountRef": _to(deposit_to)} if deposit_to else {}
        self.create(
            "Payment",
            days,
            CustomerRef=_to(customer),
            TotalAmt=Decimal(amount),
            PaymentMethodRef=_to("2"),
            Line=[line],
            **into,
        )

    def bills_in(self) -> None:
        """Bills of the last months."""
        self.bills = {
            number: self.create(
                "Bill",
                days,
                VendorRef=_to(vendor),
                DocNumber=number,
                SalesTermRef=_to("3"),
                Line=[_cost(account, amount, what)],
            )
            for number, days, vendor, account, amount, what in [
                ("BRO-2041", 100, "31", "11", "241.23", "Liability insurance"),
                ("NL-7710", 78, "46", "64", "650.00", "Deck boards"),
                ("HALL-09", 66, "40", "17", "900.00", "Yard rent"),
                ("CT-5512", 52, "32", "77", "74.36", "Telephone"),
                ("ROB-118", 41, "49", "71", "315.00", "Contract review"),
                ("HALL-10", 36, "40", "17", "900.00", "Yard rent"),
                ("NL-7793", 23, "46", "64", "205.00", "Railings"),
                ("VS-3301", 11, "56", "66", "1185.40", "Stone and gravel"),
                ("PGL-0907", 5, "48", "76", "86.44", "Gas and electricity"),
            ]
        }

    def spending(self) -> None:
        """A credit from a vendor, checks and cards, and an order that is still open."""
        self.create(
            "VendorCredit",
            19,
            VendorRef=_to("46"),
            DocNumber="NL-CR-12",
            Line=[_cost("64", "45.00", "Returned boards")],
        )
        for days, vendor, paid_by, from_account, account, amount in [
            (57, "33", "CreditCard", "41", "56", "52.14"),
            (44, "41", "CreditCard", "41", "63", "158.08"),
            (29, "50", "Cash", "35", "55", "19.99"),
            (14, "51", "Check", "35", "66", "82.45"),
            (3, "33", "CreditCard", "42", "56", "34.90"),
        ]:
            self.create(
                "Purchase",
                days,
                PaymentType=paid_by,
                AccountRef=_to(from_account),
                EntityRef={"value": vendor, "type": "Vendor"},
                Line=[_cost(account, amount, "")],
            )
        stock = {"ItemRef": _to("11"), "Qty": Decimal(20), "UnitPrice": Decimal(10)}
        order = {
            "Amount": Decimal("200.00"),
            "DetailType": "ItemBasedExpenseLineDetail",
            "ItemBasedExpenseLineDetail": stock,
        }
        self.create("PurchaseOrder", 8, VendorRef=_to("41"), APAccountRef=_to("33"), Line=[order])

    def money_out(self) -> None:
        """Bills paid by check and by card, a transfer, and the card paid off in part."""
        check = {"PayType": "Check", "CheckPayment": {"BankAccountRef": _to("35")}}
        card = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": _to("41")}}
        self.pay(70, "31", "BRO-2041", "241.23", check)
        self.pay(50, "40", "HALL-09", "900.00", check)
        self.pay(28, "32", "CT-5512", "74.36", card)
        self.pay(22, "46", "NL-7710", "400.00", check)
        self.create("Transfer", 35, FromAccountRef=_to("35"), ToAccountRef=_to("36"), Amount=Decimal("500.00"))
        card_payment = {"BankAccountRef": _to("35"), "CreditCardAccountRef": _to("41")}
        self.create("CreditCardPayment", 18, Amount=Decimal("150.00"), **card_payment)

    def pay(self, days: int, vendor: str, bill: str, amount: str, how: Doc) -> None:
        line = {"Amount": Decimal(amount), "LinkedTxn": [{"TxnId": self.bills[bill]["Id"], "TxnType": "Bill"}]}
        self.create("BillPayment", days, VendorRef=_to(vendor), TotalAmt=Decimal(amount), Line=[line], **how)

    def everything_else(self) -> None:
        """Depreciation, hours worked, a note on a customer and a template that repeats."""
        truck = [("40", "Debit"), ("39", "Credit")]
        lines = [_journal_line(account, side, "225.00", "Truck") for account, side in truck]
        self.create("JournalEntry", 32, DocNumber="DEP-1", PrivateNote="Depreciation", Adjustment=True, Line=lines)
        for days, employee, customer, hours in [(16, "55", "1", 5), (7, "57", "13", 3)]:
            self.create(
                "TimeActivity",
                days,
                NameOf="Employee",
                EmployeeRef=_to(employee),
                CustomerRef=_to(customer),
                ItemRef=_to("2"),
                BillableStatus="Billable",
                HourlyRate=Decimal(35),
                Hours=hours,
                Minutes=0,
                Description="Garden work",
            )
        about = {"EntityRef": {"type": "Customer", "value": "1"}, "IncludeOnSend": False}
        self.company.create("Attachable", {"Note": "Key to the gate is with the neighbour.", "AttachableRef": [about]})
        self.repeat_rent()

    def repeat_rent(self) -> None:
        """A bill and an invoice that come back every month."""
        self._repeat("Bill", "Yard rent", VendorRef=_to("40"), Line=[_cost("17", "900.00", "Yard rent")])
        self._repeat("Invoice", "Garden care", CustomerRef=_to("1"), Line=[_sale("10", "1", "120.00", "120.00")])

    def _repeat(self, kind: str, name: str, **fields: Any) -> None:
        soon = (self.today + timedelta(days=32)).replace(day=1).isoformat()
        every = {"IntervalType": "Monthly", "NumInterval": 1, "DayOfMonth": 1, "DaysBefore": 0}
        schedule = {"StartDate": soon, "NextDate": soon, **every}
        info = {"Name": name, "RecurType": "Reminder", "Active": True, "ScheduleInfo": schedule}
        self.company.create("RecurringTransaction", {kind: {"RecurringInfo": info, **fields}})


def _to(id: str) -> dict[str, str]:
    return {"value": id}


def _journal_line(account: str, side: str, amount: str, what: str) -> Doc:
    detail = {"PostingType": side, "AccountRef": _to(account)}
    about = {"Description": what, "DetailType": "JournalEntryLineDetail"}
    return {"Amount": Decimal(amount), **about, "JournalEntryLineDetail": detail}


def _sale(item: str, quantity: str, price: str, amount: str) -> Doc:
    each = {"Qty": Decimal(quantity), "UnitPrice": Decimal(price)} if quantity else {}
    detail = {"ItemRef": _to(item), **each}
    return {"Amount": Decimal(amount), "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}


def _cost(account: str, amount: str, what: str) -> Doc:
    detail = {"AccountRef": _to(account)}
    about = {"Description": what, "DetailType": "AccountBasedExpenseLineDetail"}
    return {"Amount": Decimal(amount), **about, "AccountBasedExpenseLineDetail": detail}
