"""A company that deals in more than one currency."""

import pytest

from tests.standins.quickbooks.conftest import Api, bill_payment, cost

EURO = {"value": "EUR"}


@pytest.fixture
def many(api: Api) -> Api:
    prefs = api.read("Preferences", "")
    turn_on = {"SyncToken": prefs["SyncToken"], "sparse": True, "CurrencyPrefs": {"MultiCurrencyEnabled": True}}
    api.make("Preferences", turn_on)
    body = {"Name": "Accounts Payable (A/P) - EUR", "AccountType": "Accounts Payable", "CurrencyRef": EURO}
    api.make("Account", body)
    api.make("ExchangeRate", {"SourceCurrencyCode": "EUR", "Rate": 1.1, "AsOfDate": "2026-03-01"})
    return api


def test_a_foreign_bill_goes_to_its_own_payable_at_the_rate_of_the_day(many: Api) -> None:
    vendor = many.make("Vendor", {"DisplayName": "Lyon Papier", "CurrencyRef": EURO})
    body = {
        "VendorRef": {"value": vendor["Id"]},
        "CurrencyRef": EURO,
        "TxnDate": "2026-03-02",
        "Line": [cost("100.00")],
    }
    bill = many.make("Bill", {**body, "ExchangeRate": 0})
    assert (bill["ExchangeRate"], bill["HomeTotalAmt"], bill["TotalAmt"]) == (1.1, 110, 100)
    assert bill["APAccountRef"]["name"] == "Accounts Payable (A/P) - EUR"
    payment = many.make("BillPayment", bill_payment(bill, "100.00", CurrencyRef=EURO, ExchangeRate=1.2))
    assert payment["TotalAmt"] == 100
    assert many.read("Bill", bill["Id"])["Balance"] == 0


def test_a_document_speaks_the_currency_of_its_vendor(many: Api) -> None:
    vendor = many.make("Vendor", {"DisplayName": "Lyon Papier", "CurrencyRef": EURO})
    assert many.refused("bill", {"VendorRef": {"value": vendor["Id"]}, "Line": [cost(1)]})["code"] == "6000"


def test_multicurrency_cannot_be_turned_off(many: Api) -> None:
    prefs = many.read("Preferences", "")
    body = {"SyncToken": prefs["SyncToken"], "sparse": True, "CurrencyPrefs": {"MultiCurrencyEnabled": False}}
    assert many.refused("preferences", body)["code"] == "6000"


def test_a_currency_is_written_once(many: Api) -> None:
    vendor = many.make("Vendor", {"DisplayName": "Lyon Papier", "CurrencyRef": EURO})
    body = {"Id": vendor["Id"], "SyncToken": "0", "sparse": True, "CurrencyRef": {"value": "GBP"}}
    assert many.make("Vendor", body)["CurrencyRef"]["value"] == "EUR"
