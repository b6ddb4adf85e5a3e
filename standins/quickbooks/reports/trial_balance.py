"""Trial balance: every account's balance on the end date, debits and credits equal."""

from decimal import Decimal
from typing import Any

from standins.quickbooks.chart import ZERO
from standins.quickbooks.envelopes import unsupported
from standins.quickbooks.ledger import balances, postings
from standins.quickbooks.reports.accounts import PROFIT_AND_LOSS, as_of, between, in_order, natural
from standins.quickbooks.reports.asked import Asked, ReportCompany
from standins.quickbooks.reports.shape import amounts, answer, cell, column, label, total


def trial_balance(company: ReportCompany, asked: Asked) -> dict[str, Any]:
    """Balance sheet accounts as of the end date; income and expense accounts since the fiscal year began."""
    if asked.by != "Total":
        raise unsupported(f"report {asked.name} by {asked.by}")
    posted = postings(company)
    found, _profit = as_of(company, asked, posted, asked.end)
    accounts = in_order(company)
    profit_ids = {account["Id"] for account in accounts if account["AccountType"] in PROFIT_AND_LOSS}
    year = balances(between(posted, asked.fiscal_year_start(asked.end), asked.end))
    found.update({id: value for id, value in year.items() if id in profit_ids})
    rows: list[dict[str, Any]] = []
    debits = credits = ZERO
    for account in accounts:
        if account["Id"] in found:
            debit, credit = _sides(account, found[account["Id"]])
            debits, credits = debits + (debit or ZERO), credits + (credit or ZERO)
            rows.append(
                {"ColData": [cell(label(company, account, full=True), account["Id"]), *amounts([debit, credit])]}
            )
    rows.append(total([cell("TOTAL"), *amounts([debits, credits])], "GrandTotal"))
    columns = [
        column("", "Account", "account"),
        column("Debit", "Money", "debit"),
        column("Credit", "Money", "credit"),
    ]
    return answer(company, asked, columns, rows, {})


def _sides(account: dict[str, Any], balance: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """(debit, credit); a zero balance shows on the side its account is read in."""
    on_debit = balance > 0 or (balance == 0 and natural(account, Decimal(1)) > 0)
    return (balance, None) if on_debit else (None, -balance)
