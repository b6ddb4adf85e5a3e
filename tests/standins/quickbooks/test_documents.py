"""Bills, invoices, journal entries and the rest: what they need, what they become, what they move."""

from decimal import Decimal

import pytest

from tests.standins.quickbooks.conftest import Api, bill_payment, cost, entry, sale


def balance(api: Api, kind: str, id: str) -> Decimal:
    name = "CurrentBalance" if kind == "Account" else "Balance"
    return Decimal(str(api.read(kind, id)[name]))


def test_a_bill_is_completed_and_owed(api: Api) -> None:
    owed, payable = balance(api, "Vendor", "56"), balance(api, "Account", "33")
    answer = api.send("bill", {"VendorRef": {"value": "56"}, "TxnDate": "2026-03-02", "Line": [cost("103.5")]})
    bill = answer.json()["Bill"]
    assert '"TotalAmt":103.50' in answer.text
    assert bill["Balance"] == bill["TotalAmt"] == 103.5
    assert bill["APAccountRef"] == {"value": "33", "name": "Accounts Payable (A/P)"}
    assert bill["VendorRef"]["name"] == api.read("Vendor", "56")["DisplayName"]
    line = bill["Line"][0]
    assert (line["Id"], line["LineNum"]) == ("1", 1)
    assert line["AccountBasedExpenseLineDetail"]["BillableStatus"] == "NotBillable"
    assert line["AccountBasedExpenseLineDetail"]["TaxCodeRef"] == {"value": "NON"}
    assert "DocNumber" not in bill
    assert balance(api, "Vendor", "56") == owed + Decimal("103.5")
    assert balance(api, "Account", "33") == payable - Decimal("103.5")


def test_terms_set_the_due_date(api: Api) -> None:
    assert api.bill(TxnDate="2026-03-02", SalesTermRef={"value": "3"})["DueDate"] == "2026-04-01"
    assert api.bill(TxnDate="2026-03-02", SalesTermRef={"value": "3"}, DueDate="2026-03-09")["DueDate"] == "2026-03-09"


def test_a_payment_settles_its_bill_and_gives_it_back(api: Api) -> None:
    owed = balance(api, "Vendor", "56")
    bill = api.bill("200.00")
    payment = api.pay(bill, "150.00")
    paid = api.read("Bill", bill["Id"])
    assert paid["Balance"] == 50
    assert paid["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "BillPaymentCheck"}]
    assert balance(api, "Vendor", "56") == owed + 50
    api.send("billpayment", {"Id": payment["Id"], "SyncToken": "0"}, operation="delete")
    assert api.read("Bill", bill["Id"])["Balance"] == 200
    assert api.read("Bill", bill["Id"])["LinkedTxn"] == []
    assert balance(api, "Vendor", "56") == owed + 200


def test_a_voided_payment_stays_without_lines(api: Api) -> None:
    bill = api.bill("200.00")
    payment = api.pay(bill, "200.00", PrivateNote="March")
    body = {"Id": payment["Id"], "SyncToken": "0", "sparse": True}
    voided = api.make("BillPayment", body, operation="update", include="void")
    assert (voided["TotalAmt"], voided["Line"], voided["PrivateNote"]) == (0, [], "Voided - March")
    assert api.read("Bill", bill["Id"])["Balance"] == 200


def test_a_bill_cannot_be_paid_twice(api: Api) -> None:
    bill = api.bill("200.00")
    api.pay(bill, "200.00")
    second = api.pay(bill, "200.00")
    assert (second["Line"], second["TotalAmt"]) == ([], 0)
    other = api.bill("10.00")
    assert api.refused("billpayment", bill_payment(other, "11.00"))["code"] == "6000"


def test_a_paid_bill_is_neither_deleted_nor_changed_in_amount(api: Api) -> None:
    """An assumption: paid_documents_locked."""
    bill = api.bill("200.00")
    api.pay(bill, "50.00")
    paid = api.read("Bill", bill["Id"])
    assert api.refused("bill", {"Id": bill["Id"], "SyncToken": paid["SyncToken"]}, operation="delete")["code"] == "6000"
    change = {"Id": bill["Id"], "SyncToken": paid["SyncToken"], "sparse": True, "VendorRef": {"value": "56"}}
    assert api.refused("bill", {**change, "Line": [cost("300.00")]})["code"] == "6000"
    assert api.make("Bill", {**change, "PrivateNote": "a note is fine"})["Balance"] == 150


def test_a_vendor_credit_is_used_against_a_bill(api: Api) -> None:
    credit = api.make("VendorCredit", {"VendorRef": {"value": "56"}, "Line": [cost("30.00")]})
    bill = api.bill("100.00")
    body = bill_payment(bill, "100.00", TotalAmt="70.00")
    body["Line"].append({"Amount": "30.00", "LinkedTxn": [{"TxnId": credit["Id"], "TxnType": "VendorCredit"}]})
    api.make("BillPayment", body)
    assert api.read("Bill", bill["Id"])["Balance"] == 0
    assert api.read("VendorCredit", credit["Id"])["Balance"] == 0


def test_an_invoice_has_lines_a_subtotal_and_a_discount(api: Api) -> None:
    owed = balance(api, "Customer", "1")
    discount = {"DetailType": "DiscountLineDetail", "Amount": 1}
    discount["DiscountLineDetail"] = {"PercentBased": True, "DiscountPercent": 10}
    body = {"CustomerRef": {"value": "1"}, "Line": [discount, sale(35, Qty=1, UnitPrice=35), sale("200.00")]}
    made = api.make("Invoice", body)
    kinds = [line["DetailType"] for line in made["Line"]]
    assert kinds == ["SalesItemLineDetail", "SalesItemLineDetail", "SubTotalLineDetail", "DiscountLineDetail"]
    assert (made["Line"][2]["Amount"], made["Line"][3]["Amount"], made["TotalAmt"]) == (235, 23.5, 211.5)
    assert made["Line"][3]["DiscountLineDetail"]["DiscountAccountRef"]["name"] == "Discounts given"
    assert (made["EmailStatus"], made["PrintStatus"], made["Balance"]) == ("NotSet", "NeedToPrint", 211.5)
    assert balance(api, "Customer", "1") == owed + Decimal("211.5")


def test_sales_forms_are_numbered_in_one_row(api: Api) -> None:
    first, second = api.invoice(), api.invoice()
    memo = api.make("CreditMemo", {"CustomerRef": {"value": "1"}, "Line": [sale("1.00")]})
    numbers = [int(doc["DocNumber"]) for doc in (first, second, memo)]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert "DocNumber" not in api.invoice(DocNumber="")


def test_a_payment_settles_an_invoice_and_keeps_the_rest(api: Api) -> None:
    invoice = api.invoice("100.00")
    line = {"Amount": "60.00", "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}
    payment = api.make("Payment", {"CustomerRef": {"value": "1"}, "TotalAmt": "75.00", "Line": [line]})
    assert (payment["UnappliedAmt"], payment["DepositToAccountRef"]["value"]) == (15, "4")
    assert api.read("Invoice", invoice["Id"])["Balance"] == 40
    assert api.refused("invoice", {"Id": invoice["Id"], "SyncToken": "1"}, operation="void")["code"] == "6000"


def test_a_voided_invoice_is_empty(api: Api) -> None:
    owed = balance(api, "Customer", "1")
    invoice = api.invoice("100.00")
    voided = api.make("Invoice", {"Id": invoice["Id"], "SyncToken": "0"}, operation="void")
    assert (voided["SyncToken"], voided["PrivateNote"]) == ("1", "Voided")
    assert (voided["TotalAmt"], voided["Balance"], {line["Amount"] for line in voided["Line"]}) == (0, 0, {0})
    assert balance(api, "Customer", "1") == owed


def test_a_deposited_payment_stays_as_it_is(api: Api) -> None:
    payment = api.make("Payment", {"CustomerRef": {"value": "1"}, "TotalAmt": "75.00"})
    line = {"Amount": "75.00", "LinkedTxn": [{"TxnId": payment["Id"], "TxnType": "Payment", "TxnLineId": "0"}]}
    deposit = api.make("Deposit", {"DepositToAccountRef": {"value": "35"}, "Line": [line]})
    linked = api.read("Payment", payment["Id"])
    assert linked["LinkedTxn"] == [{"TxnId": deposit["Id"], "TxnType": "Deposit"}]
    body = {"Id": payment["Id"], "SyncToken": linked["SyncToken"]}
    assert api.refused("payment", body, operation="delete")["code"] == "6540"


def test_a_journal_entry_balances(api: Api) -> None:
    made = api.make("JournalEntry", entry(("Debit", "1", "500.00"), ("Credit", "35", "500.00"), DocNumber="ACC-1"))
    assert [line["Id"] for line in made["Line"]] == ["0", "1"]
    assert (made["DocNumber"], made["TotalAmt"], made["Adjustment"]) == ("ACC-1", 0, False)
    crooked = api.refused("journalentry", entry(("Debit", "1", "500.00"), ("Credit", "35", "499.99")))
    assert (crooked["code"], "Debits must equal credits" in crooked["Detail"]) == ("6000", True)


def test_control_accounts_ask_for_a_name(api: Api) -> None:
    body = entry(("Debit", "1", 5), ("Credit", "33", 5))
    refused = api.refused("journalentry", body)
    wanted = "When you use Accounts Payable, you must choose a vendor in the Name field."
    assert (refused["code"], refused["Detail"]) == ("6000", f"Business Validation Error: {wanted}")
    owed = balance(api, "Vendor", "56")
    named = {"Type": "Vendor", "EntityRef": {"value": "56"}}
    body["Line"][1]["JournalEntryLineDetail"]["Entity"] = named
    api.make("JournalEntry", body)
    assert balance(api, "Vendor", "56") == owed + 5


@pytest.mark.parametrize(
    ("path", "body", "code", "words"),
    [
        ("bill", {"Line": [cost(1)]}, "2020", "VendorRef"),
        ("bill", {"VendorRef": {"value": "56"}}, "2020", "Line"),
        ("bill", {"VendorRef": {"value": "99"}, "Line": [cost(1)]}, "2500", "Names element id 99 not found"),
        ("bill", {"VendorRef": {"value": "56"}, "Line": [cost(1, "999")]}, "2500", "Accounts element id 999 not found"),
        ("bill", {"VendorRef": {"value": "56"}, "Line": [cost(-1)]}, "6000", "0 or greater"),
        ("bill", {"VendorRef": {"value": "56"}, "Line": [cost("abc")]}, "2080", "abc"),
        ("bill", {"VendorRef": {"value": "56"}, "TxnDate": "2026-02-30", "Line": [cost(1)]}, "2060", "2026-02-30"),
        ("bill", {"VendorRef": {"value": "56"}, "DocNumber": "x" * 22, "Line": [cost(1)]}, "2050", "Max:21"),
        ("bill", {"VendorRef": {"value": "56"}, "Line": [sale(1)]}, "6000", "SalesItemLineDetail"),
        (
            "bill",
            {"VendorRef": {"value": "56"}, "APAccountRef": {"value": "35"}, "Line": [cost(1)]},
            "6430",
            "APAccount",
        ),
        (
            "invoice",
            {"CustomerRef": {"value": "1"}, "Line": [sale(5, Qty=2, UnitPrice=3)]},
            "6070",
            "Supplied value:5.00",
        ),
        (
            "invoice",
            {"CustomerRef": {"value": "1"}, "Line": [sale(5, TaxCodeRef={"value": "2"})]},
            "6100",
            "TAX or NON",
        ),
        ("invoice", {"CustomerRef": {"value": "1"}, "EmailStatus": "Later", "Line": [sale(5)]}, "2170", "Later"),
        ("purchase", {"PaymentType": "Check", "AccountRef": {"value": "42"}, "Line": [cost(1)]}, "6430", "AccountRef"),
        ("journalentry", entry(("Debit", "1", -5), ("Credit", "35", -5)), "2290", "negative"),
        (
            "transfer",
            {"Amount": 5, "FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "35"}},
            "6000",
            "differ",
        ),
    ],
)
def test_refusals(api: Api, path: str, body: dict[str, object], code: str, words: str) -> None:
    refused = api.refused(path, body)
    assert refused["code"] == code
    assert words in refused["Detail"]


def test_several_missing_fields_are_several_errors(api: Api) -> None:
    faults = api.send("billpayment", {}).json()["Fault"]["Error"]
    assert [fault["element"] for fault in faults] == ["VendorRef", "TotalAmt", "PayType", "Line"]


def test_closed_books_refuse(api: Api) -> None:
    bill = api.bill(TxnDate="2026-01-31")
    prefs = api.read("Preferences", "")
    closing = {"SyncToken": prefs["SyncToken"], "sparse": True, "AccountingInfoPrefs": {"BookCloseDate": "2026-01-31"}}
    kept = api.make("Preferences", closing)
    assert kept["AccountingInfoPrefs"]["TaxYearMonth"] == "January"
    refused = api.refused("bill", {"VendorRef": {"value": "56"}, "TxnDate": "2026-01-31", "Line": [cost(1)]})
    assert (refused["code"], refused["Message"]) == (
        "6210",
        "Account Period Closed, Cannot Update Through Services API",
    )
    assert api.refused("bill", {"Id": bill["Id"], "SyncToken": "0"}, operation="delete")["code"] == "6210"
    move = {"Id": bill["Id"], "SyncToken": "0", "sparse": True, "VendorRef": {"value": "56"}, "TxnDate": "2026-02-01"}
    assert api.refused("bill", move)["code"] == "6210"
    assert api.bill(TxnDate="2026-02-01")["Id"]


def test_a_bill_number_is_used_once_per_vendor(api: Api) -> None:
    """Assumptions: duplicate_bill_numbers_refused, bill_numbers_per_vendor."""
    first = api.bill(DocNumber="INV-1")
    body = {"VendorRef": {"value": "56"}, "DocNumber": "inv-1", "Line": [cost(1)]}
    refused = api.refused("bill", body)
    assert refused["code"] == "6140"
    assert refused["Detail"].endswith(f"DocNumber=inv-1 is assigned to TxnType=Bill with TxnId={first['Id']}")
    assert api.make("Bill", body, include="allowduplicatedocnum")["DocNumber"] == "inv-1"
    assert api.bill(DocNumber="INV-1", vendor="31")["Id"]


def test_lines_keep_their_ids_and_those_left_out_are_gone(api: Api) -> None:
    body = {"VendorRef": {"value": "56"}, "Line": [cost(1, Description="a"), cost(2, Description="b")]}
    bill = api.make("Bill", body)
    change = {"Id": bill["Id"], "SyncToken": "0", "sparse": True, "VendorRef": {"value": "56"}}
    changed = api.make("Bill", {**change, "Line": [cost(5, Id="2", Description="b"), cost(7, Description="c")]})
    assert [(line["Id"], line["Description"]) for line in changed["Line"]] == [("2", "b"), ("3", "c")]
    assert changed["TotalAmt"] == 12


def test_a_deleted_bill_is_gone(api: Api) -> None:
    owed = balance(api, "Vendor", "56")
    bill = api.bill()
    deleted = api.send("bill", {"Id": bill["Id"], "SyncToken": "0"}, operation="delete").json()["Bill"]
    assert deleted == {"domain": "QBO", "status": "Deleted", "Id": bill["Id"]}
    gone = api.get(f"bill/{bill['Id']}").json()["Fault"]["Error"][0]
    assert (gone["code"], gone["Detail"]) == ("610", "Object Not Found : Another user has deleted this transaction.")
    assert balance(api, "Vendor", "56") == owed


def test_foreign_currency_needs_multicurrency(api: Api) -> None:
    body = {"VendorRef": {"value": "56"}, "CurrencyRef": {"value": "EUR"}, "Line": [cost(1)]}
    assert api.refused("bill", body)["code"] == "6000"


def test_pdf_and_e_mail_of_an_invoice(api: Api) -> None:
    invoice = api.invoice()
    printed = api.get(f"invoice/{invoice['Id']}/pdf")
    assert (printed.headers["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    sent = api.send(f"invoice/{invoice['Id']}/send", sendTo="a@b.example").json()["Invoice"]
    assert (sent["EmailStatus"], sent["BillEmail"]["Address"]) == ("EmailSent", "a@b.example")
    bill = api.bill()
    assert api.get(f"bill/{bill['Id']}/pdf").json()["Fault"]["Error"][0]["code"] == "500"


def test_what_is_not_built_is_not_supported(api: Api) -> None:
    for answer in (
        api.get("journalcode/1"),
        api.send("inventoryadjustment", {}),
        api.send("bill", {}, operation="split"),
    ):
        assert answer.json()["Fault"]["Error"][0]["Detail"].endswith("is not supported.")


def test_the_books_open_again(api: Api) -> None:
    prefs = api.read("Preferences", "")
    body = {"SyncToken": prefs["SyncToken"], "sparse": True, "AccountingInfoPrefs": {"BookCloseDate": "2026-01-31"}}
    closed = api.make("Preferences", body)
    body = {"SyncToken": closed["SyncToken"], "sparse": True, "AccountingInfoPrefs": {"BookCloseDate": ""}}
    assert "BookCloseDate" not in api.make("Preferences", body)["AccountingInfoPrefs"]
    assert api.bill(TxnDate="2026-01-31")["Id"]


def test_own_numbers_of_sales_forms_are_used_once(api: Api) -> None:
    prefs = api.read("Preferences", "")
    own = {"SyncToken": prefs["SyncToken"], "sparse": True, "SalesFormsPrefs": {"CustomTxnNumbers": True}}
    api.make("Preferences", own)
    assert "DocNumber" not in api.invoice()
    first = api.invoice(DocNumber="S-1")
    refused = api.refused("invoice", {"CustomerRef": {"value": "2"}, "DocNumber": "S-1", "Line": [sale(1)]})
    assert f"TxnType=Invoice with TxnId={first['Id']}" in refused["Detail"]


def test_a_journal_entry_is_numbered_only_when_asked(api: Api) -> None:
    body = entry(("Debit", "1", 5), ("Credit", "35", 5))
    assert "DocNumber" not in api.make("JournalEntry", body)
    assert api.make("JournalEntry", body, include="allowautodocnum")["DocNumber"].isdigit()


def test_stock_is_not_moved_before_it_began(api: Api) -> None:
    line = {"Amount": 1, "DetailType": "ItemBasedExpenseLineDetail"}
    line["ItemBasedExpenseLineDetail"] = {"ItemRef": {"value": "11"}}
    body = {"VendorRef": {"value": "56"}, "TxnDate": "2001-01-01", "Line": [line]}
    assert api.refused("bill", body)["code"] == "6270"


def test_sales_tax_is_worked_out_from_the_code(api: Api) -> None:
    code = next(one for one in api.query("select * from TaxCode")["TaxCode"] if one["Id"].isdigit())
    rates = [row["TaxRateRef"]["value"] for row in code["SalesTaxRateList"]["TaxRateDetail"]]
    percent = sum(Decimal(str(api.read("TaxRate", rate)["RateValue"])) for rate in rates)
    taxed = sale("100.00", TaxCodeRef={"value": "TAX"})
    body = {
        "CustomerRef": {"value": "1"},
        "Line": [taxed, sale("50.00")],
        "TxnTaxDetail": {"TxnTaxCodeRef": {"value": code["Id"]}},
    }
    made = api.make("Invoice", body)
    assert Decimal(str(made["TxnTaxDetail"]["TotalTax"])) == percent
    assert Decimal(str(made["TotalAmt"])) == 150 + percent


def test_a_sales_line_without_an_item_gets_quickbooks_own(api: Api) -> None:
    line = {"Amount": 5, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {}}
    made = api.make("Invoice", {"CustomerRef": {"value": "1"}, "Line": [line]})
    assert made["Line"][0]["SalesItemLineDetail"]["ItemRef"] == {"value": "1", "name": "Services"}
