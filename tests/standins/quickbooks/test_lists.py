"""Accounts, items, terms, locations, classes and the rest of the lists."""

import pytest

from standins.quickbooks import ledger
from standins.quickbooks.running import Running
from tests.standins.quickbooks.conftest import Api

STOCK = {
    "Name": "Pump II",
    "Type": "Inventory",
    "TrackQtyOnHand": True,
    "QtyOnHand": 4,
    "InvStartDate": "2026-01-01",
    "IncomeAccountRef": {"value": "79"},
    "ExpenseAccountRef": {"value": "80"},
    "AssetAccountRef": {"value": "81"},
}


def test_a_type_gives_the_detail_type_and_the_other_way_round(api: Api) -> None:
    by_type = api.make("Account", {"Name": "Rent 2", "AccountType": "Expense"})
    assert (by_type["AccountSubType"], by_type["Classification"]) == ("Travel", "Expense")
    by_detail = api.make("Account", {"Name": "Accrued Liabilities 2", "AccountSubType": "AccruedLiabilities"})
    assert (by_detail["AccountType"], by_detail["Classification"]) == ("Other Current Liability", "Liability")
    assert (by_detail["CurrentBalance"], by_detail["SubAccount"]) == (0, False)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Name": "x"}, "6010"),
        ({"AccountType": "Bank"}, "2020"),
        ({"Name": "x", "AccountType": "Pocket"}, "2170"),
        ({"Name": "x", "AccountType": "Bank", "AccountSubType": "Travel"}, "6430"),
        ({"Name": 'x"y', "AccountType": "Bank"}, "2040"),
        ({"Name": "Checking", "AccountType": "Bank"}, "6240"),
        ({"Name": "x" * 101, "AccountType": "Bank"}, "2050"),
        ({"Name": "x", "AccountType": "Expense", "ParentRef": {"value": "35"}}, "6150"),
    ],
)
def test_what_an_account_cannot_be(api: Api, body: dict[str, object], code: str) -> None:
    assert api.refused("account", body)["code"] == code


def test_a_sub_account_bears_its_parents_name_and_adds_to_its_balance(api: Api) -> None:
    sub = api.make("Account", {"Name": "Petty", "AccountType": "Bank", "ParentRef": {"value": "35"}})
    assert (sub["FullyQualifiedName"], sub["SubAccount"]) == ("Checking:Petty", True)
    before = api.read("Account", "35")
    move = {"FromAccountRef": {"value": "36"}, "ToAccountRef": {"value": sub["Id"]}, "Amount": "5.00"}
    api.make("Transfer", move)
    after = api.read("Account", "35")
    assert after["CurrentBalance"] == before["CurrentBalance"]
    assert after["CurrentBalanceWithSubAccounts"] == before["CurrentBalanceWithSubAccounts"] + 5


def test_account_numbers_are_used_once_in_a_company_that_uses_them(api: Api) -> None:
    prefs = api.read("Preferences", "")
    body = {"SyncToken": prefs["SyncToken"], "sparse": True, "AccountingInfoPrefs": {"UseAccountNumbers": True}}
    api.make("Preferences", body)
    api.make("Account", {"Name": "One", "AccountType": "Bank", "AcctNum": "1010"})
    assert api.refused("account", {"Name": "Two", "AccountType": "Bank", "AcctNum": "1010"})["code"] == "6140"


def test_a_service_needs_an_account(api: Api) -> None:
    assert api.refused("item", {"Name": "Talk", "Type": "Service"})["element"] == "IncomeAccountRef"
    made = api.make("Item", {"Name": "Talk", "Type": "Service", "IncomeAccountRef": {"value": "79"}, "UnitPrice": 120})
    assert (made["UnitPrice"], made["PurchaseCost"], made["TrackQtyOnHand"]) == (120, 0, False)
    assert made["IncomeAccountRef"]["name"]
    assert (
        api.refused("item", {"Name": "talk", "Type": "Service", "IncomeAccountRef": {"value": "79"}})["code"] == "6240"
    )


def test_stock_needs_its_three_accounts(api: Api) -> None:
    assert api.make("Item", STOCK)["QtyOnHand"] == 4
    missing = {name: value for name, value in STOCK.items() if name != "AssetAccountRef"}
    assert api.refused("item", {**missing, "Name": "P3"})["code"] == "2020"
    assert api.refused("item", {**STOCK, "Name": "P4", "AssetAccountRef": {"value": "35"}})["code"] == "6430"


@pytest.mark.parametrize(
    ("body", "kind"),
    [({"Name": "Net 45", "DueDays": 45}, "STANDARD"), ({"Name": "The 10th", "DayOfMonthDue": 10}, "DATE_DRIVEN")],
)
def test_terms_by_days_or_by_day(api: Api, body: dict[str, object], kind: str) -> None:
    assert api.make("Term", body)["Type"] == kind


def test_terms_by_day_of_the_month_set_the_due_date(api: Api) -> None:
    body = {"Name": "The 10th", "DayOfMonthDue": 10, "DueNextMonthDays": 5}
    term = {"value": api.make("Term", body)["Id"]}
    assert api.bill(TxnDate="2026-03-02", SalesTermRef=term)["DueDate"] == "2026-03-10"
    assert api.bill(TxnDate="2026-03-08", SalesTermRef=term)["DueDate"] == "2026-04-10"


@pytest.mark.parametrize("kind", ["Department", "Class"])
def test_locations_and_classes_nest(api: Api, kind: str) -> None:
    west = api.make(kind, {"Name": "West End"})
    coast = api.make(kind, {"Name": "Coast", "ParentRef": {"value": west["Id"]}})
    assert (coast["FullyQualifiedName"], coast[f"Sub{kind}"], west[f"Sub{kind}"]) == ("West End:Coast", True, False)
    assert api.refused(kind.lower(), {"Name": "west end"})["code"] == "6240"
    assert api.make(kind, {"Name": "West End", "ParentRef": {"value": coast["Id"]}})["Id"]
    if kind == "Class":
        assert len(coast["Id"]) == 19


def test_an_account_with_a_balance_stays_active(api: Api) -> None:
    body = {"Id": "35", "SyncToken": api.read("Account", "35")["SyncToken"], "sparse": True, "Active": False}
    assert api.refused("account", body)["code"] == "6220"


def test_balances_stay_those_of_the_ledger_when_an_item_gets_another_cost(qbo: Running, api: Api) -> None:
    item = api.make("Item", {**STOCK, "PurchaseCost": 10})
    line = {"Amount": 100, "DetailType": "SalesItemLineDetail"}
    line["SalesItemLineDetail"] = {"ItemRef": {"value": item["Id"]}, "Qty": 4, "UnitPrice": 25}
    api.make("Invoice", {"CustomerRef": {"value": "1"}, "Line": [line]})
    api.make("Item", {**STOCK, "PurchaseCost": 12, "Id": item["Id"], "SyncToken": "0"})
    sums = ledger.balances(ledger.postings(qbo.company()))
    assert qbo.company().get("Account", "81")["CurrentBalance"] == sums["81"]


def test_a_fiscal_year_begins_with_a_month(api: Api) -> None:
    prefs = api.read("Preferences", "1")
    body = {"SyncToken": prefs["SyncToken"], "sparse": True, "AccountingInfoPrefs": {"FirstMonthOfFiscalYear": "13"}}
    assert api.refused("preferences", body)["code"] == "2170"
    body["AccountingInfoPrefs"] = {"FirstMonthOfFiscalYear": "July"}
    assert api.make("Preferences", body)["AccountingInfoPrefs"]["FirstMonthOfFiscalYear"] == "July"
    assert api.get("reports/TrialBalance", date_macro="this fiscal year").status_code == 200
