"""Orders and offers: they post nothing, and close when they are billed."""

from typing import Any

from tests.standins.quickbooks.conftest import Api, cost, sale


def order(api: Api) -> dict[str, Any]:
    return api.make("PurchaseOrder", {"VendorRef": {"value": "56"}, "Line": [cost("100.00")]})


def test_an_order_closes_when_it_is_fully_billed(api: Api) -> None:
    made = order(api)
    assert (made["POStatus"], made["APAccountRef"]["value"]) == ("Open", "33")
    link = {"LinkedTxn": [{"TxnId": made["Id"], "TxnType": "PurchaseOrder"}]}
    half = api.make("Bill", {"VendorRef": {"value": "56"}, "Line": [cost("50.00", **link)]})
    assert api.read("PurchaseOrder", made["Id"])["POStatus"] == "Open"
    api.make("Bill", {"VendorRef": {"value": "56"}, "Line": [cost("50.00", **link)]})
    closed = api.read("PurchaseOrder", made["Id"])
    assert (closed["POStatus"], len(closed["LinkedTxn"])) == ("Closed", 2)
    api.send("bill", {"Id": half["Id"], "SyncToken": "0"}, operation="delete")
    assert api.read("PurchaseOrder", made["Id"])["POStatus"] == "Open"


def test_an_estimate_closes_when_it_is_invoiced(api: Api) -> None:
    estimate = api.make("Estimate", {"CustomerRef": {"value": "1"}, "Line": [sale("10.00")]})
    assert estimate["TxnStatus"] == "Pending"
    invoice = api.invoice("10.00", LinkedTxn=[{"TxnId": estimate["Id"], "TxnType": "Estimate"}])
    assert api.read("Estimate", estimate["Id"])["TxnStatus"] == "Closed"
    assert invoice["LinkedTxn"] == [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]


def test_a_full_update_does_not_lose_the_payments(api: Api) -> None:
    bill = api.bill("200.00")
    payment = api.pay(bill, "50.00")
    body = {"VendorRef": {"value": "56"}, "Id": bill["Id"], "SyncToken": "1", "Line": [cost("200.00", Id="1")]}
    changed = api.make("Bill", body)
    assert changed["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "BillPaymentCheck"}]
    assert changed["Balance"] == 150
