"""CompanyInfo and Preferences: there is one of each, and it is only updated."""

from standins.quickbooks.changes import Change
from standins.quickbooks.envelopes import business


def finish(change: Change) -> None:
    """Multicurrency is a one-way switch, and only one way of class tracking is on."""
    before = ((change.old or {}).get("CurrencyPrefs") or {}).get("MultiCurrencyEnabled")
    after = (change.new.get("CurrencyPrefs") or {}).get("MultiCurrencyEnabled")
    if before and not after:
        raise business("Multicurrency cannot be turned off once it is on.", "MultiCurrencyEnabled")
    books = change.new.get("AccountingInfoPrefs") or {}
    if books.get("ClassTrackingPerTxn") and books.get("ClassTrackingPerTxnLine"):
        raise business("Classes are tracked per transaction or per line, not both.", "ClassTrackingPerTxn")
    if books.get("BookCloseDate") == "":
        del books["BookCloseDate"]
