"""A person at work inside QuickBooks: by the acts for programs, and on the page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import requests

from standins.clock import Clock
from standins.quickbooks.chart import money
from standins.quickbooks.company import Company
from standins.quickbooks.ledger import balances, postings
from standins.quickbooks.options import Options
from standins.quickbooks.running import Running, running

JUNE = datetime(2026, 6, 30, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def served() -> Iterator[Running]:
    with running(Options(refresh_token="there-from-the-start", others={"77": "empty"}), Clock(lambda: JUNE)) as qbo:
        yield qbo


@pytest.fixture
def qbo(served: Running) -> Running:
    served.world.reset()
    return served


@pytest.fixture
def company(qbo: Running) -> Company:
    return qbo.company()


def act(qbo: Running, name: str, /, **body: Any) -> dict[str, Any]:
    answer = requests.post(f"{qbo.url}/control/acts/{name}", json=body, timeout=30)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(qbo: Running, name: str, /, **body: Any) -> dict[str, str]:
    answer = requests.post(f"{qbo.url}/control/acts/{name}", json=body, timeout=30)
    assert answer.status_code == 400, answer.text
    fault: dict[str, str] = answer.json()["Fault"]["Error"][0]
    return fault


def open_doc(company: Company, kind: str, number: str) -> dict[str, Any]:
    return next(one for one in company.all(kind) if one.get("DocNumber") == number)


def test_a_vendor_gets_another_name(qbo: Running, company: Company) -> None:
    done = act(qbo, "rename", kind="Vendor", id="56", name="Granite Hill Supply")
    assert done["said"] == "Valley Stone Supply is now Granite Hill Supply."
    vendor = company.get("Vendor", "56") or {}
    assert (vendor["DisplayName"], vendor["SyncToken"]) == ("Granite Hill Supply", "1")
    assert open_doc(company, "Bill", "VS-3301")["VendorRef"]["name"] == "Granite Hill Supply"


def test_a_name_somebody_has_is_refused(qbo: Running) -> None:
    assert refused(qbo, "rename", kind="Vendor", id="56", name="Cool Cars")["code"] == "6240"


def test_a_name_goes_and_comes_back(qbo: Running, company: Company) -> None:
    act(qbo, "deactivate", kind="Customer", id="Sushi by Kato")
    assert (company.get("Customer", "25") or {})["Active"] is False
    act(qbo, "reactivate", kind="Customer", id="25")
    customer = company.get("Customer", "25") or {}
    assert (customer["Active"], customer["DisplayName"]) == (True, "Sushi by Kato")


def test_merging_vendors_moves_their_bills_and_takes_one_away(qbo: Running, company: Company) -> None:
    owed = sum(money(one["Balance"]) for one in company.all("Vendor"))
    act(qbo, "merge", kind="Vendor", **{"from": "46", "into": "56"})
    assert company.get("Vendor", "46") is None
    assert open_doc(company, "Bill", "NL-7793")["VendorRef"] == {"value": "56", "name": "Valley Stone Supply"}
    assert open_doc(company, "VendorCredit", "NL-CR-12")["VendorRef"]["value"] == "56"
    assert sum(money(one["Balance"]) for one in company.all("Vendor")) == owed
    assert ("Vendor", "46") in company.stones


def test_merging_customers_takes_their_jobs_along(qbo: Running, company: Company) -> None:
    owed = balances(postings(company))["84"]
    act(qbo, "merge", kind="Customer", **{"from": "7", "into": "3"})
    job = company.get("Customer", "8") or {}
    assert (job["ParentRef"]["value"], job["FullyQualifiedName"]) == ("3", "Cool Cars:0969 Ocean View Road")
    assert (company.get("Customer", "3") or {})["BalanceWithJobs"] == Decimal("800.00")
    assert balances(postings(company))["84"] == owed
    assert refused(qbo, "merge", kind="Customer", **{"from": "3", "into": "8"})["code"] == "6000"


def test_a_bill_is_paid_in_part_then_in_full(qbo: Running, company: Company) -> None:
    bill = open_doc(company, "Bill", "VS-3301")
    act(qbo, "pay-bill", bill=bill["Id"], amount="1,000.00", account="Checking")
    assert open_doc(company, "Bill", "VS-3301")["Balance"] == Decimal("185.40")
    paid = act(qbo, "pay-bill", bill=bill["Id"], account="Visa")
    assert paid["object"]["PayType"] == "CreditCard"
    assert open_doc(company, "Bill", "VS-3301")["Balance"] == 0


def test_a_vendor_credit_is_used_on_a_bill(qbo: Running, company: Company) -> None:
    bill, credit = open_doc(company, "Bill", "NL-7793"), open_doc(company, "VendorCredit", "NL-CR-12")
    before = balances(postings(company))["33"]
    act(qbo, "apply-credit", credit=credit["Id"], to=bill["Id"])
    assert open_doc(company, "Bill", "NL-7793")["Balance"] == Decimal("160.00")
    assert balances(postings(company))["33"] == before


def test_a_customer_pays_an_invoice(qbo: Running, company: Company) -> None:
    invoice = next(one for one in company.all("Invoice") if one["CustomerRef"]["value"] == "13")
    act(qbo, "receive-payment", invoice=invoice["Id"], account="Checking")
    assert (company.get("Invoice", invoice["Id"]) or {})["Balance"] == 0


def test_a_customer_pays_ahead(qbo: Running) -> None:
    done = act(qbo, "receive-payment", customer="Cool Cars", amount="75.00")
    assert done["object"]["UnappliedAmt"] == 75


def test_a_journal_entry_is_keyed_changed_and_deleted(qbo: Running, company: Company) -> None:
    lines = [{"account": "Office Supplies", "debit": "90.00"}, {"account": "Accrued Liabilities", "credit": "90.00"}]
    entry = act(qbo, "journal-entry", date="2026-06-30", number="ACC-6", lines=lines)["object"]
    ids = [line["Id"] for line in entry["Line"]]
    act(
        qbo,
        "edit",
        kind="JournalEntry",
        id=entry["Id"],
        amounts=dict.fromkeys(ids, "95.50"),
        fields={"DocNumber": "ACC-7"},
    )
    assert balances(postings(company))["61"] == Decimal("95.50")
    act(qbo, "delete", kind="JournalEntry", id=entry["Id"])
    assert company.get("JournalEntry", entry["Id"]) is None


def test_an_unbalanced_entry_is_refused(qbo: Running) -> None:
    lines = [{"account": "61", "debit": "90.00"}, {"account": "6", "credit": "80.00"}]
    assert refused(qbo, "journal-entry", lines=lines)["code"] == "6000"


def test_closed_books_stop_a_person_too_unless_she_has_the_password(qbo: Running, company: Company) -> None:
    act(qbo, "closing-date", date="2026-05-31", password="summer")
    bill = {"vendor": "56", "account": "61", "amount": "10.00", "date": "2026-05-20"}
    assert refused(qbo, "bill", **bill)["code"] == "6210"
    assert refused(qbo, "bill", **bill, override="winter")["code"] == "6000"
    entered = act(qbo, "bill", **bill, override="summer")["object"]
    assert entered["TxnDate"] == "2026-05-20"
    assert company.preferences["AccountingInfoPrefs"]["BookCloseDate"] == "2026-05-31"
    assert refused(qbo, "closing-date", date="")["code"] == "6000"
    act(qbo, "closing-date", date="", override="summer")
    assert not company.preferences["AccountingInfoPrefs"].get("BookCloseDate")


def test_account_numbers_are_turned_on(qbo: Running, company: Company) -> None:
    act(qbo, "account-numbers", on=True)
    assert company.preferences["AccountingInfoPrefs"]["UseAccountNumbers"] is True


def test_disconnecting_ends_the_apps_access(qbo: Running) -> None:
    assert act(qbo, "revoke")["said"] == "1 app disconnected from Sandpiper Landscaping."
    assert qbo.world.grants.live() == []


def test_acts_work_in_the_company_that_is_named(qbo: Running) -> None:
    assert refused(qbo, "rename", realm="77", kind="Vendor", id="56", name="X")["code"] == "610"
    assert refused(qbo, "rename", realm="no-such", kind="Vendor", id="56", name="X")["code"] == "610"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("no-such-act", {}, "500"),
        ("rename", {"kind": "Vendor", "id": "56"}, "2020"),
        ("rename", {"kind": "Ship", "id": "56", "name": "X"}, "500"),
        ("pay-bill", {"bill": "999999"}, "610"),
        ("bill", {"vendor": "56", "account": "61", "amount": "ten"}, "6000"),
        ("merge", {"kind": "Vendor", "from": "56", "into": "56"}, "6000"),
        ("merge", {"kind": "Account", "from": "35", "into": "36"}, "500"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(qbo: Running, name: str, body: dict[str, str], code: str) -> None:
    assert refused(qbo, name, **body)["code"] == code


PAGES = (
    *("", "/customers", "/vendors", "/transactions", "/chart", "/settings", "/new-bill", "/new-journal"),
    *("/reports/TrialBalance", "/reports/BalanceSheet", "/reports/GeneralLedger", "/reports/AgedPayableDetail"),
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_what_it_is_and_runs_nothing_from_elsewhere(qbo: Running, path: str) -> None:
    answer = requests.get(f"{qbo.url}/books/{qbo.company().realm}{path}", timeout=30)
    assert answer.status_code == 200
    assert "QuickBooks stand-in on this machine - not Intuit" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_every_document_has_a_page(qbo: Running, company: Company) -> None:
    base = f"{qbo.url}/books/{company.realm}/transactions"
    for kind in ("Bill", "Invoice", "Payment", "JournalEntry", "Purchase", "Estimate", "BillPayment", "Transfer"):
        first = next(iter(company.all(kind)))
        assert requests.get(f"{base}/{kind}/{first['Id']}", timeout=30).status_code == 200, kind


def test_the_page_pays_a_bill_and_says_so(qbo: Running, company: Company) -> None:
    bill = open_doc(company, "Bill", "ROB-118")
    base = f"{qbo.url}/books/{company.realm}"
    back = f"/books/{company.realm}/transactions/Bill/{bill['Id']}"
    form = {"bill": bill["Id"], "amount": "315.00", "account": "35", "back": back}
    answer = requests.post(f"{base}/acts/pay-bill", data=form, timeout=30)
    assert answer.status_code == 200
    assert "315.00 paid on bill ROB-118." in answer.text
    assert open_doc(company, "Bill", "ROB-118")["Balance"] == 0


def test_the_page_shows_why_an_act_was_refused(qbo: Running, company: Company) -> None:
    form = {"kind": "Vendor", "id": "56", "name": "Cool Cars", "back": f"/books/{company.realm}/vendors"}
    answer = requests.post(f"{qbo.url}/books/{company.realm}/acts/rename", data=form, timeout=30)
    assert "The name supplied already exists." in answer.text


def test_names_are_shown_as_text_never_as_markup(qbo: Running, company: Company) -> None:
    act(qbo, "rename", kind="Vendor", id="56", name="<script>alert(1)</script>")
    shown = requests.get(f"{qbo.url}/books/{company.realm}/vendors?said=<b>hi</b>", timeout=30).text
    assert "<script>alert" not in shown
    assert "<b>hi" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_another_sites_page_may_do_nothing(qbo: Running, company: Company) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    for path in ("/control/acts/revoke", f"/books/{company.realm}/acts/revoke"):
        assert requests.post(qbo.url + path, data="{}", headers=elsewhere, timeout=30).status_code == 403
    assert len(qbo.world.grants.live()) == 1


def test_an_account_gets_a_number_on_the_page(qbo: Running, company: Company) -> None:
    act(qbo, "account-numbers", on=True)
    chart = f"/books/{company.realm}/chart"
    form = {"kind": "Account", "id": "61", "fields.Name": "Office Supplies", "fields.AcctNum": "6100", "back": chart}
    shown = requests.post(f"{qbo.url}/books/{company.realm}/acts/edit", data=form, timeout=30)
    assert "6100 Office Supplies" in shown.text
