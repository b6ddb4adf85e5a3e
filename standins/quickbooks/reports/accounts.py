"""Account balances as statements show them: natural sign, retained earnings rolled at the fiscal year."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from standins.quickbooks.chart import ZERO, Doc, ref
from standins.quickbooks.ledger import Posting, balances
from standins.quickbooks.reports.asked import Asked, ReportCompany
from standins.quickbooks.reports.shape import Cell, Row, amounts, blanks, cell, data, label, section

ORDER = (
    "Bank",
    "Accounts Receivable",
    "Other Current Asset",
    "Fixed Asset",
    "Other Asset",
    "Accounts Payable",
    "Credit Card",
    "Other Current Liability",
    "Long Term Liability",
    "Equity",
    "Income",
    "Cost of Goods Sold",
    "Expense",
    "Other Income",
    "Other Expense",
)
PROFIT_AND_LOSS = ORDER[10:]
DEBIT_SIDE = (*ORDER[:5], "Cost of Goods Sold", "Expense", "Other Expense")

Balances = dict[str, Decimal]


def natural(account: Doc, value: Decimal) -> Decimal:
    """A balance in the sign its account type is read in: income and liabilities are positive as credits."""
    return value if account.get("AccountType") in DEBIT_SIDE else -value


def in_order(company: ReportCompany) -> list[Doc]:
    """The chart as reports list it: by type, then by number or full name."""
    return sorted(
        company.all("Account"),
        key=lambda account: (ORDER.index(account["AccountType"]), label(company, account, full=True).lower()),
    )


def between(posted: Iterable[Posting], start: date | None, end: date) -> list[Posting]:
    """Postings dated in the span, both days included; no start means from the beginning."""
    first, last = start.isoformat() if start else "", end.isoformat()
    return [posting for posting in posted if first <= posting.date <= last]


def as_of(company: ReportCompany, asked: Asked, posted: Sequence[Posting], end: date) -> tuple[Balances, Decimal]:
    """Balances on a day and the fiscal year's profit so far: earlier years' profit stands in Retained Earnings."""
    profit_accounts = {account["Id"] for account in company.all("Account") if _is_profit_and_loss(account)}
    upto = between(posted, None, end)
    year = asked.fiscal_year_start(end).isoformat()
    earlier = [posting for posting in upto if posting.account in profit_accounts and posting.date < year]
    found = dict(balances(posting for posting in upto if posting.account not in profit_accounts))
    if earlier:
        kept = retained_earnings(company)
        found[kept] = found.get(kept, ZERO) + sum((posting.amount for posting in earlier), ZERO)
    this_year = [posting for posting in upto if posting.account in profit_accounts and posting.date >= year]
    return found, -sum((posting.amount for posting in this_year), ZERO)


def retained_earnings(company: ReportCompany) -> str:
    """The account earlier years' profit is shown in; every company has one."""
    kept = (account for account in company.all("Account") if account.get("AccountSubType") == "RetainedEarnings")
    return str(next(kept)["Id"])


def account_rows(company: ReportCompany, accounts: Sequence[Doc], columns: Sequence[Balances]) -> list[Row]:
    """One row for each account with postings; a parent becomes a section of its sub-accounts with a total."""
    ids = {account["Id"] for account in accounts}
    top = [account for account in accounts if ref(account, "ParentRef") not in ids]
    return [row for account in top for row in _rows_of(company, account, accounts, columns)]


def sum_of(accounts: Sequence[Doc], columns: Sequence[Balances]) -> list[Decimal]:
    """The natural-sign total of these accounts in each column."""
    return [sum((natural(one, column.get(one["Id"], ZERO)) for one in accounts), ZERO) for column in columns]


def of_type(company: ReportCompany, account_type: str) -> list[Doc]:
    """The accounts of one type in report order."""
    return [account for account in in_order(company) if account["AccountType"] == account_type]


def _is_profit_and_loss(account: Doc) -> bool:
    return account["AccountType"] in PROFIT_AND_LOSS


def _family(account: Doc, accounts: Sequence[Doc]) -> list[Doc]:
    children = [one for one in accounts if ref(one, "ParentRef") == account["Id"]]
    return [account, *(member for child in children for member in _family(child, accounts))]


def _rows_of(company: ReportCompany, account: Doc, accounts: Sequence[Doc], columns: Sequence[Balances]) -> list[Row]:
    touched = any(account["Id"] in column for column in columns)
    children = [one for one in accounts if ref(one, "ParentRef") == account["Id"]]
    below = [row for child in children for row in _rows_of(company, child, accounts, columns)]
    name = label(company, account)
    own = amounts(sum_of([account], columns)) if touched else blanks(len(columns))
    head: list[Cell] = [cell(name, account["Id"]), *own]
    if below:
        totals = sum_of(_family(account, accounts), columns)
        return [section(head, below, [cell(f"Total {name}"), *amounts(totals)])]
    return [data(head)] if touched else []
