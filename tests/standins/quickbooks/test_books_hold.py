"""Whatever is entered, paid, edited, voided and deleted, the books hold: the invariants of double entry."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from standins.clock import Clock
from standins.quickbooks.chart import money, ref
from standins.quickbooks.company import Company
from standins.quickbooks.envelopes import Fault
from standins.quickbooks.ledger import balances, postings
from standins.quickbooks.person import ACTS
from standins.quickbooks.reports import report
from standins.quickbooks.sample import seed_lists
from tests.standins.quickbooks.books import cost, sale, to
from tests.standins.quickbooks.test_reports import group

JUNE = datetime(2026, 6, 30, 20, tzinfo=UTC)
DOCUMENTS = ("Bill", "VendorCredit", "BillPayment", "Invoice", "CreditMemo", "Payment", "SalesReceipt", "JournalEntry")

amounts = st.integers(1, 50_000).map(lambda n: f"{Decimal(n) / 100:.2f}")
dates = st.integers(1, 28).map(lambda n: f"2026-06-{n:02d}")
vendors, customers = st.sampled_from(["46", "56"]), st.sampled_from(["1", "8", "13"])
picks = st.integers(0, 100)
steps = st.one_of(
    st.tuples(st.just("bill"), vendors, amounts, dates),
    st.tuples(st.just("vendor credit"), vendors, amounts, dates),
    st.tuples(st.just("invoice"), customers, amounts, dates),
    st.tuples(st.just("credit memo"), customers, amounts, dates),
    st.tuples(st.just("receipt"), customers, amounts, dates),
    st.tuples(st.just("pay-bill"), picks, amounts, dates),
    st.tuples(st.just("receive-payment"), picks, amounts, dates),
    st.tuples(st.just("apply-credit"), picks, amounts, dates),
    st.tuples(st.just("edit"), picks, amounts, dates),
    st.tuples(st.just("void"), picks, amounts, dates),
    st.tuples(st.just("delete"), picks, amounts, dates),
)


def take(company: Company, what: str, who: Any, amount: str, date: str) -> None:
    """One step; what QuickBooks refuses is simply not done."""
    purchase = {"VendorRef": to(str(who)), "TxnDate": date, "Line": [cost("61", amount)]}
    sold = {"CustomerRef": to(str(who)), "TxnDate": date, "Line": [sale("4", amount)]}
    entered = {
        "bill": ("Bill", purchase),
        "vendor credit": ("VendorCredit", purchase),
        "invoice": ("Invoice", sold),
        "credit memo": ("CreditMemo", sold),
        "receipt": ("SalesReceipt", sold),
    }
    try:
        if what in entered:
            company.create(*entered[what])
        else:
            ACTS[what](company, asked(company, what, who, amount, date))
    except Fault:
        pass


def asked(company: Company, what: str, pick: int, amount: str, date: str) -> dict[str, Any]:
    """The body of an act on one of the documents it fits; every other time in full."""
    kinds = {"pay-bill": ("Bill",), "receive-payment": ("Invoice",), "apply-credit": ("Bill", "Invoice")}
    found = [(kind, doc) for kind in kinds.get(what, DOCUMENTS) for doc in company.all(kind)] or [("Bill", {"Id": "0"})]
    kind, doc = found[pick % len(found)]
    part = {"amount": amount} if pick % 2 else {}
    body = {"kind": kind, "id": doc["Id"], "bill": doc["Id"], "invoice": doc["Id"], "to": doc["Id"], "date": date}
    if what == "edit" and doc.get("Line"):
        return {**body, "amounts": {doc["Line"][0].get("Id", ""): amount}}
    party = "VendorRef" if kind == "Bill" else "CustomerRef"
    credits = [
        one["Id"]
        for one in company.all("VendorCredit" if kind == "Bill" else "CreditMemo")
        if ref(one, party) == ref(doc, party)
    ]
    return {**body, **part, "credit": credits[pick % len(credits)] if credits else "0"}


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=25))
def test_the_books_hold_whatever_happens(history: list[tuple[str, Any, str, str]]) -> None:
    company = Company("1", Clock(lambda: JUNE))
    seed_lists(company)
    for step in history:
        take(company, *step)
    found = balances(postings(company))
    assert sum(found.values()) == 0
    trial = group(report(company, "TrialBalance", {}), "GrandTotal")
    assert trial[1] == trial[2]
    assert found.get("33", 0) == -sum(money(one["Balance"]) for one in company.all("Vendor"))
    assert found.get("84", 0) == sum(money(one["Balance"]) for one in company.all("Customer"))
    for account in company.all("Account"):
        if account["Classification"] in ("Asset", "Liability", "Equity"):
            assert money(account["CurrentBalance"]) == found.get(account["Id"], 0), account["Name"]


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=25))
def test_what_a_document_says_is_open_is_what_the_aging_says(history: list[tuple[str, Any, str, str]]) -> None:
    company = Company("1", Clock(lambda: JUNE))
    seed_lists(company)
    for step in history:
        take(company, *step)
    for kind, name in (("Bill", "AgedPayableDetail"), ("Invoice", "AgedReceivableDetail")):
        aged = {
            row["ColData"][1]["id"]: Decimal(row["ColData"][-1]["value"])
            for section in report(company, name, {"report_date": "2026-12-31"})["Rows"]["Row"]
            for row in section.get("Rows", {}).get("Row", [])
        }
        for doc in company.all(kind):
            assert aged.get(doc["Id"], Decimal(0)) == money(doc["Balance"]), (kind, doc["Id"])
