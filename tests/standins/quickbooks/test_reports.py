"""The reports: in balance, in agreement with each other, and in the shape the report service answers."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standins.quickbooks.envelopes import Fault
from standins.quickbooks.ledger import balances, postings
from standins.quickbooks.reports import REPORTS, report
from tests.standins.quickbooks.books import Books, cost, sale, settles, to

Report = dict[str, Any]
YEAR = {"start_date": "2026-01-01", "end_date": "2026-12-31"}


def rows(found: Report | dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every row of a report, nested ones after the row they stand in."""
    for row in found.get("Rows", {}).get("Row", []):
        yield row
        yield from rows(row)


def group(found: Report, name: str) -> list[str]:
    """The total line of a group."""
    return next([one["value"] for one in row["Summary"]["ColData"]] for row in rows(found) if row.get("group") == name)


def line(found: Report, name: str) -> list[str]:
    """The data row of that name, without the name."""
    return next(
        [one["value"] for one in row["ColData"][1:]]
        for row in rows(found)
        if row.get("ColData", [{}])[0].get("value") == name
    )


def trading() -> Books:
    """Two years of a small business: 2025 earned 600.00, 2026 so far 150.00."""
    books = Books()
    books.invoice("2025-11-05", "1", "1000.00", due="2025-12-05")
    books.bill("2025-12-10", "56", "400.00", due="2026-01-09")
    books.invoice("2026-02-10", "2", "250.00", due="2026-03-12")
    books.bill("2026-03-01", "46", "100.00", due="2026-04-15", account="61")
    return books


def test_the_trial_balance_rolls_earlier_years_into_retained_earnings() -> None:
    found = report(trading(), "TrialBalance", {"end_date": "2026-03-31"})
    assert line(found, "Accounts Receivable (A/R)") == ["1250.00", ""]
    assert line(found, "Retained Earnings") == ["", "600.00"]
    assert line(found, "Services") == ["", "250.00"]
    assert line(found, "Office Supplies") == ["100.00", ""]
    assert group(found, "GrandTotal") == ["TOTAL", "1350.00", "1350.00"]


def test_the_trial_balance_looks_as_the_service_answers_it() -> None:
    found = report(trading(), "trialbalance", YEAR)
    assert found["Header"] == {
        "Time": "2026-03-31T13:00:00-07:00",
        "ReportName": "TrialBalance",
        "ReportBasis": "Accrual",
        "StartPeriod": "2026-01-01",
        "EndPeriod": "2026-12-31",
        "SummarizeColumnsBy": "Total",
        "Currency": "USD",
        "Option": [{"Name": "NoReportData", "Value": "false"}],
    }
    assert [column["ColTitle"] for column in found["Columns"]["Column"]] == ["", "Debit", "Credit"]
    assert [column["ColType"] for column in found["Columns"]["Column"]] == ["Account", "Money", "Money"]
    assert found["Rows"]["Row"][0] == {
        "ColData": [{"value": "Accounts Receivable (A/R)", "id": "84"}, {"value": "1250.00"}, {"value": ""}]
    }


def test_the_balance_sheet_nests_its_sections_and_balances() -> None:
    found = report(trading(), "BalanceSheet", {"end_date": "2026-03-31"})
    assert [row["group"] for row in found["Rows"]["Row"]] == ["TotalAssets", "TotalLiabilitiesAndEquity"]
    assert group(found, "AR") == ["Total Accounts Receivable", "1250.00"]
    assert group(found, "AP") == ["Total Accounts Payable", "500.00"]
    assert line(found, "Retained Earnings") == ["600.00"]
    assert line(found, "Net Income") == ["150.00"]
    assert group(found, "TotalAssets") == ["TOTAL ASSETS", "1250.00"]
    assert group(found, "TotalLiabilitiesAndEquity") == ["TOTAL LIABILITIES AND EQUITY", "1250.00"]


def test_a_parent_account_is_a_section_of_its_sub_accounts() -> None:
    books = Books()
    books.bill("2026-01-05", "46", "70.00", account="64")
    books.bill("2026-01-06", "46", "30.00", account="58")
    found = report(books, "ProfitAndLoss", YEAR)
    jobs = next(row for row in rows(found) if row.get("Header", {}).get("ColData", [{}])[0].get("id") == "58")
    assert [one["value"] for one in jobs["Header"]["ColData"]] == ["Job Expenses", "30.00"]
    assert [one["value"] for one in jobs["Summary"]["ColData"]] == ["Total Job Expenses", "100.00"]
    assert line(found, "Decks and Patios") == ["70.00"]


def test_profit_and_loss_counts_only_the_days_asked_for() -> None:
    books = trading()
    found = report(books, "ProfitAndLoss", {"start_date": "2026-02-01", "end_date": "2026-02-28"})
    assert group(found, "Income") == ["Total Income", "250.00"]
    assert group(found, "NetIncome") == ["Net Income", "250.00"]
    last_year = report(books, "ProfitAndLoss", {"date_macro": "Last Calendar Year"})
    assert group(last_year, "NetIncome") == ["Net Income", "600.00"]
    assert last_year["Header"]["DateMacro"] == "last calendar year"


def test_months_stand_side_by_side_and_add_up() -> None:
    asked = {"start_date": "2026-02-01", "end_date": "2026-03-15", "summarize_column_by": "Month"}
    found = report(trading(), "ProfitAndLoss", asked)
    titles = [column["ColTitle"] for column in found["Columns"]["Column"]]
    assert titles == ["", "Feb 2026", "Mar 1 - 15, 2026", "Total"]
    assert group(found, "NetIncome") == ["Net Income", "250.00", "-100.00", "150.00"]
    sheet = report(trading(), "BalanceSheet", asked)
    assert group(sheet, "TotalAssets") == ["TOTAL ASSETS", "1250.00", "1250.00"]
    assert line(sheet, "Net Income") == ["250.00", "150.00"]


def test_the_fiscal_year_decides_what_is_retained() -> None:
    books = trading()
    books.preferences["AccountingInfoPrefs"]["FirstMonthOfFiscalYear"] = "December"
    found = report(books, "TrialBalance", {"end_date": "2026-03-31"})
    assert line(found, "Retained Earnings") == ["", "1000.00"]
    assert line(found, "Advertising") == ["400.00", ""]


def test_the_general_ledger_lists_every_posting_with_a_running_balance() -> None:
    books = trading()
    asked = {"start_date": "2026-01-01", "end_date": "2026-03-31", "account": "84"}
    found = report(books, "GeneralLedger", asked)
    (account,) = found["Rows"]["Row"]
    keys = [column["MetaData"][0]["Value"] for column in found["Columns"]["Column"]]
    assert keys[:4] == ["tx_date", "txn_type", "doc_num", "name"]
    opening, posted = account["Rows"]["Row"]
    assert [opening["ColData"][0]["value"], opening["ColData"][-1]["value"]] == ["Beginning Balance", "1000.00"]
    values = [one["value"] for one in posted["ColData"]]
    assert values == ["2026-02-10", "Invoice", "", "Bill's Windsurf Shop", "", "Services", "250.00", "1250.00"]
    assert posted["ColData"][1]["id"] == next(one["Id"] for one in books.all("Invoice") if one["TxnDate"] == values[0])
    assert account["Summary"]["ColData"][0] == {"value": "Total for Accounts Receivable (A/R)"}
    assert account["Summary"]["ColData"][-2] == {"value": "250.00"}


def test_the_general_ledger_answers_the_columns_asked_for() -> None:
    books = Books()
    books.bill("2026-01-10", "56", "5.00", DepartmentRef=to("2"))
    found = report(books, "GeneralLedger", {**YEAR, "account": "7", "columns": "tx_date,debt_amt,credit_amt,dept_name"})
    titles = [column["ColTitle"] for column in found["Columns"]["Column"]]
    assert titles == ["Date", "Debit", "Credit", "Location"]
    (posted,) = found["Rows"]["Row"][0]["Rows"]["Row"]
    assert [one["value"] for one in posted["ColData"]] == ["2026-01-10", "5.00", "", "Half Moon Bay"]


def test_the_general_ledger_tells_who_keyed_a_document() -> None:
    books = Books()
    books.who = "Sandy Cole"
    bill = books.create("Bill", {"VendorRef": to("46"), "TxnDate": "2026-01-10", "Line": [cost("7", "5.00")]})
    books.who = "Tieout"
    books.update("Bill", {**bill, "PrivateNote": "seen"})
    found = report(books, "GeneralLedger", {**YEAR, "account": "7", "columns": "create_by,last_mod_by,create_date"})
    (posted,) = found["Rows"]["Row"][0]["Rows"]["Row"]
    made = bill["MetaData"]["CreateTime"]
    assert [one["value"] for one in posted["ColData"]] == ["Sandy Cole", "Tieout", made]


def test_open_bills_age_by_how_late_they_are() -> None:
    books = trading()
    found = report(books, "AgedPayables", {"report_date": "2026-04-16"})
    titles = [column["ColTitle"] for column in found["Columns"]["Column"]]
    assert titles == ["", "Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total"]
    assert line(found, "Valley Stone Supply") == ["", "", "", "", "400.00", "400.00"]
    assert line(found, "Norton Lumber and Building Materials") == ["", "100.00", "", "", "", "100.00"]
    assert group(found, "GrandTotal") == ["TOTAL", "0.00", "100.00", "0.00", "0.00", "400.00", "500.00"]
    assert {"Name": "report_date", "Value": "2026-04-16"} in found["Header"]["Option"]
    assert found["Header"]["EndPeriod"] == "2026-04-16"


def test_a_payment_settles_its_invoice_and_what_is_left_over_stays_open() -> None:
    books = Books()
    invoice = books.invoice("2026-01-10", "1", "100.00", due="2026-02-09")
    books.receive("2026-03-01", invoice, "100.00", total="130.00")
    before = report(books, "AgedReceivables", {"report_date": "2026-02-28"})
    assert line(before, "Abbott's Bird Sanctuary")[-1] == "100.00"
    after = report(books, "AgedReceivables", {"report_date": "2026-03-31"})
    assert line(after, "Abbott's Bird Sanctuary")[-1] == "-30.00"
    detail = report(books, "AgedReceivableDetail", {"report_date": "2026-03-31"})
    kinds = [row["ColData"][1]["value"] for row in rows(detail) if row.get("type") == "Data"]
    assert kinds == ["Payment"]


def test_a_credit_applied_to_a_bill_takes_both_off_the_aging() -> None:
    books = Books()
    bill = books.bill("2026-01-10", "56", "100.00")
    credit = books.post("VendorCredit", "2026-01-20", VendorRef=to("56"), Line=[cost("7", "40.00")])
    lines = [settles("Bill", bill, "40.00"), settles("VendorCredit", credit, "40.00")]
    books.post("BillPayment", "2026-02-01", VendorRef=to("56"), TotalAmt=0, PayType="Check", Line=lines)
    detail = report(books, "AgedPayableDetail", {"report_date": "2026-03-31"})
    (left,) = [row["ColData"] for row in rows(detail) if row.get("type") == "Data"]
    assert [left[1]["value"], left[-2]["value"], left[-1]["value"]] == ["Bill", "100.00", "60.00"]


def test_an_empty_company_says_that_there_is_no_data() -> None:
    for name in REPORTS:
        found = report(Books(), name, YEAR)
        assert {"Name": "NoReportData", "Value": "true"} in found["Header"]["Option"], name


def test_account_numbers_stand_before_the_names_when_the_company_uses_them() -> None:
    books = trading()
    books.preferences["AccountingInfoPrefs"]["UseAccountNumbers"] = True
    (books.get("Account", "84") or {})["AcctNum"] = "1200"
    found = report(books, "TrialBalance", YEAR)
    assert line(found, "1200 Accounts Receivable (A/R)") == ["1250.00", ""]


def test_a_department_sees_its_own_profit() -> None:
    books = trading()
    books.bill("2026-03-02", "56", "12.00", DepartmentRef=to("3"))
    found = report(books, "ProfitAndLoss", {**YEAR, "department": "3"})
    assert group(found, "NetIncome") == ["Net Income", "-12.00"]
    assert found["Header"]["Department"] == "3"


@pytest.mark.parametrize(
    ("name", "asked", "code"),
    [
        ("CashFlow", {}, "500"),
        ("TrialBalance", {"accounting_method": "Cash"}, "500"),
        ("ProfitAndLoss", {"summarize_column_by": "Customers"}, "500"),
        ("BalanceSheet", {"end_date": "31/12/2026"}, "2060"),
        ("BalanceSheet", {"date_macro": "some day"}, "2170"),
        ("AgedPayables", {"aging_period": "many"}, "2080"),
    ],
)
def test_what_cannot_be_answered_is_refused(name: str, asked: dict[str, str], code: str) -> None:
    with pytest.raises(Fault) as refused:
        report(Books(), name, asked)
    assert refused.value.code == code


days = st.dates(min_value=date(2025, 1, 1), max_value=date(2026, 12, 31))
amounts = st.integers(1, 100_000).map(lambda n: f"{Decimal(n) / 100:.2f}")
deals = st.lists(
    st.tuples(days, st.sampled_from(["bill", "invoice"]), amounts, st.integers(0, 120), amounts), max_size=12
)


@settings(max_examples=40, deadline=None)
@given(deals, days)
def test_the_reports_agree_whatever_was_posted(made: list[Any], day: Any) -> None:
    books = Books()
    for when, kind, amount, later, paid in made:
        pay_day = (when + timedelta(days=later)).isoformat()
        part = min(paid, amount, key=Decimal)
        if kind == "bill":
            books.pay_bill(pay_day, books.bill(when.isoformat(), "56", amount), part)
        else:
            books.receive(pay_day, books.invoice(when.isoformat(), "1", amount), part, total=paid)
    end = {"end_date": day.isoformat(), "report_date": day.isoformat()}
    trial = report(books, "TrialBalance", end)
    _, debit, credit = group(trial, "GrandTotal")
    assert debit == credit
    sheet = report(books, "BalanceSheet", end)
    if "Row" in sheet["Rows"]:
        assert group(sheet, "TotalAssets")[1] == group(sheet, "TotalLiabilitiesAndEquity")[1]
    upto = balances(posting for posting in postings(books) if posting.date <= day.isoformat())
    assert Decimal(group(report(books, "AgedPayables", end), "GrandTotal")[-1]) == -upto.get("33", Decimal(0))
    assert Decimal(group(report(books, "AgedReceivables", end), "GrandTotal")[-1]) == upto.get("84", Decimal(0))


def test_sales_of_stock_show_their_cost_above_gross_profit() -> None:
    books = Books()
    books.post("Invoice", "2026-02-01", CustomerRef=to("1"), Line=[sale("11", "150.00", Qty=10)])
    found = report(books, "ProfitAndLoss", YEAR)
    assert group(found, "COGS") == ["Total Cost of Goods Sold", "100.00"]
    assert group(found, "GrossProfit") == ["Gross Profit", "50.00"]


@pytest.mark.parametrize(
    ("by", "titles"),
    [
        ("Days", ["Mar 30, 2026", "Mar 31, 2026", "Apr 1, 2026", "Total"]),
        ("Week", ["Mar 30 - Apr 1, 2026", "Total"]),
        ("Quarter", ["Mar 30 - 31, 2026", "Apr 1, 2026", "Total"]),
        ("Year", ["Mar 30 - Apr 1, 2026", "Total"]),
    ],
)
def test_columns_by_day_week_quarter_and_year(by: str, titles: list[str]) -> None:
    books = Books()
    books.journal("2026-03-31", ("7", "Debit", "10.00"), ("35", "Credit", "10.00"))
    books.journal("2026-04-01", ("7", "Debit", "5.00"), ("35", "Credit", "5.00"))
    asked = {"start_date": "2026-03-30", "end_date": "2026-04-01", "summarize_column_by": by}
    found = report(books, "ProfitAndLoss", asked)
    assert [column["ColTitle"] for column in found["Columns"]["Column"]][1:] == titles
    net = found["Rows"]["Row"][-1]["Summary"]["ColData"]
    assert net[-1]["value"] == "-15.00"
    assert sum(float(one["value"]) for one in net[1:-1]) == -15.0


def test_whole_quarters_and_years_are_named_by_their_months() -> None:
    books = Books()
    books.journal("2025-05-31", ("7", "Debit", "10.00"), ("35", "Credit", "10.00"))
    for by, titles in (("Quarters", ["Jan - Mar, 2025", "Apr - Jun, 2025"]), ("Years", ["Jan - Jun, 2025"])):
        asked = {"start_date": "2025-01-01", "end_date": "2025-06-30", "summarize_column_by": by}
        columns = report(books, "ProfitAndLoss", asked)["Columns"]["Column"]
        assert [column["ColTitle"] for column in columns][1:-1] == titles
