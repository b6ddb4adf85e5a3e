"""Whatever is done to a company, its books stay whole: hypothesis plays a clerk."""

from collections.abc import Callable
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from standins.clock import Clock
from standins.quickbooks import ledger, wire
from standins.quickbooks.company import Company
from standins.quickbooks.envelopes import Fault
from standins.quickbooks.sample import seed_empty
from tests.standins.quickbooks.conftest import bill_payment, cost, entry

AMOUNTS = st.decimals("0.01", "9999.99", places=2)
OPEN = ("Bill", "VendorCredit", "Invoice", "CreditMemo")


class Clerk(RuleBasedStateMachine):
    """Bills, credits, payments, voids, deletions and journal entries in any order, some of them refused."""

    bills, payments, entries = Bundle("bills"), Bundle("payments"), Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.company = Company("1", Clock())
        seed_empty(self.company)
        self.vendor = self.company.create("Vendor", {"DisplayName": "Acme"})["Id"]
        accounts = {account["AccountType"]: account["Id"] for account in self.company.all("Account")}
        body = {"Name": "Bank", "AccountType": "Bank", "AccountSubType": "Checking"}
        self.bank = self.company.create("Account", body)["Id"]
        body = {"Name": "Rent", "AccountType": "Expense", "AccountSubType": "RentOrLeaseOfBuildings"}
        self.rent = self.company.create("Account", body)["Id"]
        self.payable = accounts["Accounts Payable"]

    def token(self, kind: str, id: str) -> dict[str, str]:
        return {"Id": id, "SyncToken": (self.company.get(kind, id) or {}).get("SyncToken", "0")}

    @rule(target=bills, amount=AMOUNTS)
    def key_a_bill(self, amount: Decimal) -> str:
        body = {"VendorRef": {"value": self.vendor}, "Line": [cost(amount, self.rent)]}
        return str(self.company.create("Bill", body)["Id"])

    @rule(target=payments, bill=bills, part=st.integers(1, 120))
    def pay(self, bill: str, part: int) -> str:
        found = self.company.get("Bill", bill)
        if found is None:
            return "none"
        amount = (found["TotalAmt"] * part / 100).quantize(Decimal("0.01"))
        body = bill_payment(found, amount, CheckPayment={"BankAccountRef": {"value": self.bank}})
        try:
            return str(self.company.create("BillPayment", body)["Id"])
        except Fault as fault:
            assert fault.code == "6000"
            return "none"

    @rule(bill=bills)
    def delete_a_bill(self, bill: str) -> None:
        self.attempt(lambda: self.company.delete("Bill", self.token("Bill", bill)))

    @rule(payment=consumes(payments))
    def delete_a_payment(self, payment: str) -> None:
        self.attempt(lambda: self.company.delete("BillPayment", self.token("BillPayment", payment)))

    @rule(payment=payments)
    def void_a_payment(self, payment: str) -> None:
        self.attempt(lambda: self.company.void("BillPayment", self.token("BillPayment", payment)))

    @rule(bill=bills, amount=AMOUNTS)
    def change_a_bill(self, bill: str, amount: Decimal) -> None:
        body = {**self.token("Bill", bill), "sparse": True, "VendorRef": {"value": self.vendor}}
        self.attempt(lambda: self.company.update("Bill", {**body, "Line": [cost(amount, self.rent)]}))

    @rule(target=entries, amount=AMOUNTS)
    def key_an_entry(self, amount: Decimal) -> str:
        return str(
            self.company.create("JournalEntry", entry(("Debit", self.rent, amount), ("Credit", self.bank, amount)))[
                "Id"
            ]
        )

    def attempt(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Fault as fault:
            assert fault.code in ("610", "2030", "6000")

    @invariant()
    def postings_balance(self) -> None:
        posted = ledger.postings(self.company)
        assert sum(posting.amount for posting in posted) == 0
        for account, total in ledger.balances(posted).items():
            found = self.company.get("Account", account) or {}
            if found["Classification"] in ("Asset", "Liability", "Equity"):
                assert found["CurrentBalance"] == total

    @invariant()
    def what_is_open_is_the_control_account(self) -> None:
        owed = sum(bill["Balance"] for bill in self.company.all("Bill"))
        unapplied = Decimal(0)
        for payment in self.company.all("BillPayment"):
            unapplied += payment["TotalAmt"] - sum(line["Amount"] for line in payment["Line"])
        account = self.company.get("Account", self.payable) or {}
        vendor = self.company.get("Vendor", self.vendor) or {}
        assert -account["CurrentBalance"] == vendor["Balance"] == owed - unapplied

    @invariant()
    def balances_are_totals_less_what_was_paid(self) -> None:
        for kind in OPEN:
            for doc in self.company.all(kind):
                assert doc["Balance"] == doc["TotalAmt"] - self.company.applied_to(kind, doc["Id"]) >= 0

    @invariant()
    def the_json_kept_is_the_object(self) -> None:
        for kind in ("Bill", "BillPayment", "Vendor", "Account"):
            for obj in self.company.all(kind):
                assert self.company.text(kind, obj["Id"]) == wire.write(obj)


Clerk.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestClerk = Clerk.TestCase
