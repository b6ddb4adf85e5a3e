"""The reports QuickBooks makes of the general ledger, each in the shape its report service answers."""

from collections.abc import Callable, Mapping
from typing import Any

from standins.quickbooks.envelopes import unsupported
from standins.quickbooks.reports.aging import aged_detail, aged_summary, balance_by_name
from standins.quickbooks.reports.asked import Asked, ReportCompany, asked
from standins.quickbooks.reports.general_ledger import general_ledger
from standins.quickbooks.reports.statements import balance_sheet, profit_and_loss
from standins.quickbooks.reports.trial_balance import trial_balance

Report = Callable[[ReportCompany, Asked], dict[str, Any]]

REPORTS: dict[str, Report] = {
    "TrialBalance": trial_balance,
    "BalanceSheet": balance_sheet,
    "ProfitAndLoss": profit_and_loss,
    "GeneralLedger": general_ledger,
    "AgedPayables": aged_summary,
    "AgedReceivables": aged_summary,
    "AgedPayableDetail": aged_detail,
    "AgedReceivableDetail": aged_detail,
    "VendorBalance": balance_by_name,
    "CustomerBalance": balance_by_name,
}


def report(company: ReportCompany, name: str, params: Mapping[str, str]) -> dict[str, Any]:
    """Answer `GET /reports/{name}`; Fault 500 for a report, a basis or columns that are not there."""
    names = {known.lower(): known for known in REPORTS}
    if name.lower() not in names:
        raise unsupported(f"report {name}")
    known = names[name.lower()]
    return REPORTS[known](company, asked(company, known, params))
