"""Balance sheet, and profit and loss."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from standins.quickbooks.chart import ZERO
from standins.quickbooks.ledger import balances, postings
from standins.quickbooks.reports.accounts import Balances, account_rows, as_of, between, of_type, sum_of
from standins.quickbooks.reports.asked import Asked, ReportCompany
from standins.quickbooks.reports.shape import Row, amounts, answer, blanks, cell, data, money_columns, section, total

GAAP = {"AccountingStandard": "GAAP"}


def profit_and_loss(company: ReportCompany, asked: Asked) -> dict[str, Any]:
    """Income less cost less expense between the dates, by account."""
    posted = asked.filtered(postings(company))
    columns = asked.columns(with_total=True)
    found = [dict(balances(between(posted, column.start, column.end))) for column in columns]
    statement = Statement(company, found)
    income = statement.block("Income", "Income", "Income", always=True)
    cogs = statement.block("Cost of Goods Sold", "Cost of Goods Sold", "COGS")
    gross = statement.result("Gross Profit", "GrossProfit", income, cogs)
    expenses = statement.block("Expense", "Expenses", "Expenses", always=True)
    operating = statement.result("Net Operating Income", "NetOperatingIncome", gross, expenses)
    other_income = statement.block("Other Income", "Other Income", "OtherIncome")
    other_expense = statement.block("Other Expense", "Other Expenses", "OtherExpenses")
    if any(other_income) or any(other_expense):
        statement.result("Net Other Income", "NetOtherIncome", other_income, other_expense)
    rest = [plus - minus for plus, minus in zip(other_income, other_expense, strict=True)]
    statement.result("Net Income", "NetIncome", [a + b for a, b in zip(operating, rest, strict=True)])
    return answer(company, asked, money_columns(asked, columns), statement.rows if any(found) else [], GAAP)


def balance_sheet(company: ReportCompany, asked: Asked) -> dict[str, Any]:
    """What the company owns and owes at the end of each column; assets equal liabilities and equity."""
    posted = asked.filtered(postings(company))
    columns = asked.columns(with_total=False)
    states = [as_of(company, asked, posted, column.end) for column in columns]
    found, profits = [state[0] for state in states], [state[1] for state in states]
    rows = [_assets(company, found), _liabilities_and_equity(company, found, profits)] if any(found) else []
    return answer(company, asked, money_columns(asked, columns), rows, GAAP)


class Statement:
    """A statement being written from top to bottom; each step answers its amount in every column."""

    def __init__(self, company: ReportCompany, columns: Sequence[Balances]) -> None:
        self.company = company
        self.columns = columns
        self.rows: list[Row] = []

    def block(self, account_type: str, title: str, group: str, always: bool = False) -> list[Decimal]:
        """The accounts of one type with their total; left out when nothing was posted, unless it always shows."""
        accounts = of_type(self.company, account_type)
        rows = account_rows(self.company, accounts, self.columns)
        sums = sum_of(accounts, self.columns)
        if rows or always:
            self.rows.append(_titled(title, rows, sums, group))
        return sums

    def result(self, title: str, group: str, plus: list[Decimal], minus: list[Decimal] | None = None) -> list[Decimal]:
        """A line such as Gross Profit."""
        values = [a - b for a, b in zip(plus, minus or [ZERO] * len(plus), strict=True)]
        self.rows.append(total([cell(title), *amounts(values)], group))
        return values


def _assets(company: ReportCompany, found: Sequence[Balances]) -> Row:
    current = Statement(company, found)
    sums = [
        current.block("Bank", "Bank Accounts", "BankAccounts"),
        current.block("Accounts Receivable", "Accounts Receivable", "AR"),
        current.block("Other Current Asset", "Other Current Assets", "OtherCurrentAssets"),
    ]
    all_assets = Statement(company, found)
    if current.rows:
        all_assets.rows.append(_titled("Current Assets", current.rows, _add(sums), "CurrentAssets"))
    sums.append(all_assets.block("Fixed Asset", "Fixed Assets", "FixedAssets"))
    sums.append(all_assets.block("Other Asset", "Other Assets", "OtherAssets"))
    return _titled("ASSETS", all_assets.rows, _add(sums), "TotalAssets", "TOTAL ASSETS")


def _liabilities_and_equity(company: ReportCompany, found: Sequence[Balances], profits: list[Decimal]) -> Row:
    current = Statement(company, found)
    sums = [
        current.block("Accounts Payable", "Accounts Payable", "AP"),
        current.block("Credit Card", "Credit Cards", "CreditCards"),
        current.block("Other Current Liability", "Other Current Liabilities", "OtherCurrentLiabilities"),
    ]
    liabilities = Statement(company, found)
    if current.rows:
        liabilities.rows.append(_titled("Current Liabilities", current.rows, _add(sums), "CurrentLiabilities"))
    sums.append(liabilities.block("Long Term Liability", "Long-Term Liabilities", "LongTermLiabilities"))
    equity_accounts = of_type(company, "Equity")
    equity = _add([sum_of(equity_accounts, found), profits])
    net_income = data([cell("Net Income"), *amounts(profits)], "NetIncome")
    equity_rows = [*account_rows(company, equity_accounts, found), net_income]
    rows = [_titled("Liabilities", liabilities.rows, _add(sums), "Liabilities")] if liabilities.rows else []
    rows.append(_titled("Equity", equity_rows, equity, "Equity"))
    title = "LIABILITIES AND EQUITY"
    return _titled(title, rows, _add([*sums, equity]), "TotalLiabilitiesAndEquity", f"TOTAL {title}")


def _titled(title: str, rows: Sequence[Row], sums: Sequence[Decimal], group: str, total_title: str = "") -> Row:
    head = [cell(title), *blanks(len(sums))]
    return section(head, rows, [cell(total_title or f"Total {title}"), *amounts(sums)], group)


def _add(parts: Sequence[Sequence[Decimal]]) -> list[Decimal]:
    return [sum(values, ZERO) for values in zip(*parts, strict=True)]
