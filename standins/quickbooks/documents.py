"""What every document has: a date in an open period, a currency, accounts by role, a due date, a total."""

from datetime import date, timedelta
from decimal import Decimal

from standins.quickbooks.changes import Change
from standins.quickbooks.currencies import currency_ref
from standins.quickbooks.envelopes import PACIFIC, Fault, business
from standins.quickbooks.numbers import set_number
from standins.quickbooks.rates import home_currency, rate_on
from standins.quickbooks.shape import Object, cents
from standins.quickbooks.store import Store

CLOSED = (
    "The account period has closed and the account books cannot be updated through the QBO Services API. "
    "Please use the QBO website to make these changes."
)


def begin(change: Change, party: Object | None) -> None:
    """The head of a document: date, closed books, currency, number. `party` is its customer or vendor."""
    today = change.company.clock.now().astimezone(PACIFIC).date()
    change.new.setdefault("TxnDate", today.isoformat())
    for doc in (change.old, change.new):
        refuse_closed(change.company, doc)
    _set_currency(change, party)
    set_number(change)


def refuse_closed(company: Store, doc: Object | None) -> None:
    """6210 for a document dated on or before the closing date."""
    closing = (company.preferences.get("AccountingInfoPrefs") or {}).get("BookCloseDate")
    if doc and closing and str(doc.get("TxnDate", "")) <= closing and doc.get("TxnDate"):
        raise Fault("6210", f"Account Period Closed, Cannot Update Through Services API : {CLOSED}", "TxnDate")


def set_total(change: Change, total: Decimal) -> None:
    """TotalAmt, and in home currency beside it; a total below zero is refused."""
    if total < 0:
        raise business("Transaction amount must be 0 or greater.", "TotalAmt")
    change.new["TotalAmt"] = cents(total)
    rate = change.new.get("ExchangeRate")
    if rate:
        change.new["HomeTotalAmt"] = cents(total * Decimal(rate))


def set_balance(change: Change) -> None:
    """What is still open: the total less what was applied to it so far; less than nothing is refused."""
    applied = change.company.applied_to(change.kind, change.old["Id"]) if change.old else Decimal(0)
    if applied and change.company.assumptions.paid_documents_locked and change.turned("TotalAmt"):
        raise business("The transaction has payments applied to it. Remove them before you change its amount.")
    if change.new["TotalAmt"] < applied:
        raise business("The amount is less than what has been paid.", "TotalAmt")
    change.new["Balance"] = change.new["TotalAmt"] - applied


def set_account(change: Change, name: str, account_type: str) -> None:
    """The account of a role (A/P, A/R): the one given if its type fits, else the oldest in the document's currency."""
    given = change.new.get(name)
    if given:
        check_type(change.company, name, given, account_type)
        return
    code = change.new["CurrencyRef"]["value"]
    for account in change.company.all("Account"):
        fits = account["AccountType"] == account_type and account.get("Active") is not False
        if fits and (account.get("CurrencyRef") or {}).get("value", code) == code:
            change.new[name] = {"value": account["Id"], "name": account["FullyQualifiedName"]}
            return
    raise business(f"There is no {account_type} account in {code}.", name)


def check_type(company: Store, name: str, reference: Object, *types: str) -> None:
    """6430 unless the account is of one of the types."""
    account = company.get("Account", reference["value"]) or {}
    if account.get("AccountType") not in types:
        raise Fault("6430", f"Invalid account type : {name} must be an account of type {' or '.join(types)}", name)


def set_due_date(change: Change, party: Object, terms: str) -> None:
    """DueDate by the document's terms, else its party's; without terms it is due on its date."""
    new = change.new
    if change.old is None and not new.get("SalesTermRef") and party.get(terms):
        new["SalesTermRef"] = dict(party[terms])
    if not new.get("DueDate"):
        term = change.company.get("Term", (new.get("SalesTermRef") or {}).get("value", "")) or {}
        try:
            new["DueDate"] = _due(date.fromisoformat(new["TxnDate"]), term).isoformat()
        except (OverflowError, ValueError):
            raise Fault("2060", "Invalid Date : there is no such due date", "DueDate") from None


def _due(start: date, term: Object) -> date:
    if not term.get("DayOfMonthDue"):
        return start + timedelta(days=int(term.get("DueDays") or 0))
    late = int(term.get("DueNextMonthDays") or 0)
    due = _day_in_month(start, int(term["DayOfMonthDue"]))
    while due < start + timedelta(days=late):
        due = _day_in_month(due.replace(day=28) + timedelta(days=5), int(term["DayOfMonthDue"]))
    return due


def _day_in_month(month: date, day: int) -> date:
    last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return month.replace(day=min(day, last.day))


def _set_currency(change: Change, party: Object | None) -> None:
    """The home currency, or with multicurrency the party's; 6000 when it is neither."""
    prefs, new = change.company.preferences.get("CurrencyPrefs") or {}, change.new
    home = home_currency(change.company)
    code = (new.get("CurrencyRef") or {}).get("value") or home
    new["CurrencyRef"] = currency_ref(code)
    if code != home and not prefs.get("MultiCurrencyEnabled"):
        raise business("Multi currency should be enabled to perform this operation.", "CurrencyRef")
    wanted = ((party or {}).get("CurrencyRef") or {}).get("value", code)
    if wanted != code:
        raise business(
            f"The currency of the transaction is {code}, that of the customer or vendor {wanted}.", "CurrencyRef"
        )
    if not prefs.get("MultiCurrencyEnabled") or code == home:
        new.pop("ExchangeRate", None)
        if prefs.get("MultiCurrencyEnabled"):
            new["ExchangeRate"] = 1
    elif not new.get("ExchangeRate"):
        new["ExchangeRate"] = rate_on(change.company, code, new["TxnDate"])
