"""The companies to start from: the ids clients rely on, and books in balance from the first day."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from standins.clock import Clock
from standins.quickbooks.chart import money
from standins.quickbooks.company import Company
from standins.quickbooks.ledger import balances, postings
from standins.quickbooks.reports import report
from standins.quickbooks.sample import seed_empty, seed_sample
from tests.standins.quickbooks.test_reports import group

JUNE = datetime(2026, 6, 30, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample() -> Company:
    company = Company("1", Clock(lambda: JUNE))
    seed_sample(company)
    return company


@pytest.mark.parametrize(
    ("kind", "id", "field", "value"),
    [
        ("Account", "33", "Name", "Accounts Payable (A/P)"),
        ("Account", "84", "Name", "Accounts Receivable (A/R)"),
        ("Account", "35", "Name", "Checking"),
        ("Account", "36", "Name", "Savings"),
        ("Account", "42", "Name", "Visa"),
        ("Account", "4", "Name", "Undeposited Funds"),
        ("Account", "79", "Name", "Sales of Product Income"),
        ("Account", "80", "Name", "Cost of Goods Sold"),
        ("Account", "81", "Name", "Inventory Asset"),
        ("Account", "86", "Name", "Discounts given"),
        ("Account", "1", "Name", "Services"),
        ("Item", "10", "Name", "Pest Control"),
        ("Item", "11", "Type", "Inventory"),
        ("Item", "3", "Active", True),
        ("Vendor", "56", "Active", True),
        ("Customer", "1", "Active", True),
        ("Employee", "55", "Active", True),
        ("Term", "3", "Name", "Net 30"),
        ("TaxAgency", "1", "TaxTrackedOnSales", True),
        ("PaymentMethod", "1", "Name", "Cash"),
        ("CompanyCurrency", "1", "Name", "Canadian Dollar"),
        ("TaxCode", "NON", "Taxable", False),
    ],
)
def test_the_ids_of_the_well_known_sample_are_there(
    sample: Company, kind: str, id: str, field: str, value: str | bool
) -> None:
    assert (sample.get(kind, id) or {})[field] == value


def test_the_first_names_are_the_ones_clients_pick(sample: Company) -> None:
    assert next(iter(sample.in_order("Account")))["Id"] == "33"
    first = next(iter(sample.in_order("Customer")))
    assert first["Id"] == "1"
    assert any(invoice["CustomerRef"]["value"] == "1" for invoice in sample.all("Invoice"))


def test_every_kind_of_document_has_happened(sample: Company) -> None:
    count = Counter({kind: len(list(sample.all(kind))) for kind in ("Payment", "Attachable", "CreditMemo", "Transfer")})
    assert count["Payment"] == 5
    kinds = ("TimeActivity", "CreditCardPayment", "Estimate", "PurchaseOrder", "RecurringTransaction", "Deposit")
    for kind in (*count, *kinds):
        assert list(sample.all(kind)), kind


def test_the_books_balance_and_the_reports_agree(sample: Company) -> None:
    found = balances(postings(sample))
    assert sum(found.values()) == 0
    trial = group(report(sample, "TrialBalance", {}), "GrandTotal")
    assert trial[1] == trial[2]
    sheet = report(sample, "BalanceSheet", {})
    assert group(sheet, "TotalAssets")[1] == group(sheet, "TotalLiabilitiesAndEquity")[1]
    receivable = sum(money(one["Balance"]) for one in sample.all("Customer") if not one.get("Job"))
    jobs = sum(money(one["Balance"]) for one in sample.all("Customer") if one.get("Job"))
    payable = sum(money(one["Balance"]) for one in sample.all("Vendor"))
    assert found["84"] == receivable + jobs
    assert found["33"] == -payable
    assert Decimal(group(report(sample, "AgedPayables", {}), "GrandTotal")[-1]) == payable


def test_opening_the_books_on_any_day_works() -> None:
    for day in (datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2028, 2, 29, 20, tzinfo=UTC)):
        company = Company("1", Clock(lambda day=day: day))  # type: ignore[misc]  # the day is bound now
        seed_sample(company)
        assert sum(balances(postings(company)).values()) == 0


def test_names_are_unique_over_customers_vendors_and_employees(sample: Company) -> None:
    names = [one["DisplayName"].casefold() for kind in ("Customer", "Vendor", "Employee") for one in sample.all(kind)]
    assert len(names) == len(set(names))


def test_every_reference_in_the_chart_and_the_items_points_at_something(sample: Company) -> None:
    for item in sample.all("Item"):
        for field in ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"):
            if field in item:
                assert (sample.get("Account", item[field]["value"]) or {})["Name"] == item[field]["name"]


def test_an_empty_company_has_what_quickbooks_makes_and_nothing_else() -> None:
    company = Company("2", Clock(lambda: JUNE))
    seed_empty(company)
    types = {account["AccountSubType"] for account in company.all("Account")}
    assert {"AccountsPayable", "AccountsReceivable", "UndepositedFunds", "RetainedEarnings"} <= types
    assert not [*company.all("Customer"), *company.all("Vendor"), *company.all("Item"), *company.all("Invoice")]
    assert [term["Name"] for term in company.all("Term")][2] == "Net 30"
    assert "BookCloseDate" not in company.preferences["AccountingInfoPrefs"]
