"""Customers, vendors and employees: made, changed, named, made inactive."""

import pytest

from tests.standins.quickbooks.conftest import Api


def test_a_new_vendor_is_answered_as_quickbooks_shows_it(api: Api) -> None:
    body = {"DisplayName": "Northwind Paper", "PrimaryEmailAddr": {"Address": "ap@northwind.example"}}
    answer = api.send("vendor", body)
    vendor = answer.json()["Vendor"]
    assert (vendor["SyncToken"], vendor["domain"], vendor["sparse"], vendor["Active"]) == ("0", "QBO", False, True)
    assert vendor["PrintOnCheckName"] == "Northwind Paper"
    assert vendor["CurrencyRef"] == {"value": "USD", "name": "United States Dollar"}
    assert vendor["MetaData"]["CreateTime"] == vendor["MetaData"]["LastUpdatedTime"]
    assert answer.headers["intuit_tid"]
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert '"Balance":0' in answer.text


@pytest.mark.parametrize("kind", ["customer", "vendor", "employee"])
def test_one_name_space_over_customers_vendors_and_employees(api: Api, kind: str) -> None:
    api.make("Vendor", {"DisplayName": "Müller & Söhne"})
    refused = api.refused(kind, {"DisplayName": " müller & söhne "})
    assert (refused["code"], refused["Message"]) == ("6240", "Duplicate Name Exists Error")


def test_the_name_is_made_of_its_parts(api: Api) -> None:
    made = api.make("Customer", {"Title": "Ms", "GivenName": "Ada", "FamilyName": "King", "Suffix": "II"})
    assert made["DisplayName"] == made["FullyQualifiedName"] == "Ms Ada King II"


def test_a_customer_without_a_name_is_refused(api: Api) -> None:
    """An assumption: nameless_code."""
    assert api.refused("customer", {"CompanyName": "Nobody"})["code"] == "6080"
    api.control("assumptions", nameless_code="2020")
    assert api.refused("customer", {"CompanyName": "Nobody"})["code"] == "2020"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"DisplayName": "x", "Nope": 1}, "2010"),
        ({"Vendor": {"DisplayName": "x"}}, "2010"),
        ({"DisplayName": "x" * 501}, "2050"),
        ({"DisplayName": "a:b"}, "2040"),
        ({"DisplayName": "a\tb"}, "2040"),
        ({"DisplayName": "x", "PrimaryEmailAddr": {"Address": "nobody"}}, "2210"),
        ({"DisplayName": "x", "PrimaryPhone": {"FreeFormNumber": "1" * 31}}, "2050"),
        ({"DisplayName": "x", "Vendor1099": "maybe"}, "2090"),
        ({"DisplayName": "x", "APAccountRef": {"value": "9999"}}, "2500"),
        ({"DisplayName": "x", "CurrencyRef": {"value": "XXX"}}, "2500"),
    ],
)
def test_what_a_vendor_cannot_be(api: Api, body: dict[str, object], code: str) -> None:
    assert api.refused("vendor", body)["code"] == code


def test_too_long_says_how_long(api: Api) -> None:
    refused = api.refused("vendor", {"DisplayName": "x", "CompanyName": "y" * 145})
    wanted = "String length specified does not match the supported length. Min:0 Max:100 supported. Supplied length:145"
    assert (refused["Detail"], refused["element"]) == (wanted, "CompanyName")


def test_a_sparse_update_touches_only_what_it_names(api: Api) -> None:
    made = api.make("Vendor", {"DisplayName": "Acme", "CompanyName": "Acme LLC", "AcctNum": "7"})
    body = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "AcctNum": "8"}
    changed = api.make("Vendor", body)
    assert (changed["CompanyName"], changed["AcctNum"], changed["SyncToken"]) == ("Acme LLC", "8", "1")


def test_a_full_update_clears_what_it_leaves_out(api: Api) -> None:
    made = api.make("Vendor", {"DisplayName": "Acme", "CompanyName": "Acme LLC", "AcctNum": "7"})
    changed = api.make("Vendor", {"Id": made["Id"], "SyncToken": "0", "DisplayName": "Acme", "AcctNum": "7"})
    assert "CompanyName" not in changed
    assert changed["AcctNum"] == "7"


def test_an_empty_text_clears_and_null_does_not(api: Api) -> None:
    made = api.make("Vendor", {"DisplayName": "Acme", "CompanyName": "Acme LLC", "AcctNum": "7"})
    body = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "AcctNum": "", "CompanyName": None}
    changed = api.make("Vendor", body)
    assert "AcctNum" not in changed
    assert changed["CompanyName"] == "Acme LLC"


def test_a_stale_token_is_refused(api: Api) -> None:
    made = api.make("Vendor", {"DisplayName": "Acme"})
    body = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "AcctNum": "1"}
    api.make("Vendor", body)
    refused = api.refused("vendor", body)
    assert refused["code"] == "5010"
    assert refused["Detail"].startswith("Stale Object Error : You and ")


def test_what_is_not_there_is_610(api: Api) -> None:
    assert api.get("vendor/99999").json()["Fault"]["Error"][0]["code"] == "610"
    assert api.refused("vendor", {"Id": "99999", "SyncToken": "0"})["code"] == "610"


def test_an_inactive_vendor_keeps_its_place_under_another_name(api: Api) -> None:
    made = api.make("Vendor", {"DisplayName": "Acme"})
    gone = api.make("Vendor", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Active": False})
    assert (gone["DisplayName"], gone["Active"], gone["SyncToken"]) == ("Acme (deleted)", False, "1")
    again = api.make("Vendor", {"Id": made["Id"], "SyncToken": "1", "sparse": True, "Active": False})
    assert (again["SyncToken"], again["DisplayName"]) == ("1", "Acme (deleted)")
    assert api.query("select * from Vendor where DisplayName like 'Acme%'") == {}
    hidden = api.query("select * from Vendor where DisplayName like 'Acme%' and Active in (true, false)")
    assert len(hidden["Vendor"]) == 1
    successor = api.make("Vendor", {"DisplayName": "Acme"})
    second = api.make("Vendor", {"Id": successor["Id"], "SyncToken": "0", "sparse": True, "Active": False})
    assert second["DisplayName"] == "Acme (deleted-1)"


def test_an_inactive_vendor_takes_no_more_bills(api: Api) -> None:
    made = api.make("Vendor", {"DisplayName": "Acme"})
    api.make("Vendor", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Active": False})
    line = {"Amount": 1, "DetailType": "AccountBasedExpenseLineDetail"}
    line["AccountBasedExpenseLineDetail"] = {"AccountRef": {"value": "1"}}
    refused = api.refused("bill", {"VendorRef": {"value": made["Id"]}, "Line": [line]})
    assert refused["code"] == "610"
    assert "made inactive" in refused["Detail"]


def test_a_vendor_who_is_owed_stays_active(api: Api) -> None:
    made = api.make("Vendor", {"DisplayName": "Acme"})
    api.bill(vendor=made["Id"])
    body = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Active": False}
    assert api.refused("vendor", body)["code"] == "6220"


def test_jobs_nest_under_their_customer(api: Api) -> None:
    parent = api.make("Customer", {"DisplayName": "Harbor Cafe"})["Id"]
    names = ["Harbor Cafe"]
    for depth in range(1, 5):
        job = api.make("Customer", {"DisplayName": f"Job {depth}", "Job": True, "ParentRef": {"value": parent}})
        names.append(job["DisplayName"])
        assert (job["FullyQualifiedName"], job["Level"]) == (":".join(names), depth)
        parent = job["Id"]
    too_deep = {"DisplayName": "Job 5", "Job": True, "ParentRef": {"value": parent}}
    assert api.refused("customer", too_deep)["code"] == "6180"


def test_terms_of_a_new_vendor_are_ignored_and_taken_from_an_update(api: Api) -> None:
    """An assumption: vendor_terms_on_create."""
    made = api.make("Vendor", {"DisplayName": "Acme", "TermRef": {"value": "3"}})
    assert "TermRef" not in made
    later = api.make("Vendor", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "TermRef": {"value": "3"}})
    assert later["TermRef"]["name"] == "Net 30"


def test_a_tax_number_comes_back_masked(api: Api) -> None:
    made = api.make("Vendor", {"DisplayName": "Acme", "TaxIdentifier": "12-3456789"})
    assert made["TaxIdentifier"] == "XX-XXX6789"


def test_documents_show_the_new_name_of_their_vendor(api: Api) -> None:
    made = api.make("Vendor", {"DisplayName": "Acme"})
    bill = api.bill(vendor=made["Id"])
    api.make("Vendor", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "DisplayName": "Apex"})
    assert api.read("Bill", bill["Id"])["VendorRef"]["name"] == "Apex"


def test_people_are_never_deleted(api: Api) -> None:
    refused = api.refused("vendor", {"Id": "56", "SyncToken": "0"}, operation="delete")
    assert refused["code"] == "500"
    assert refused["Detail"] == "Operation delete Vendor is not supported."
