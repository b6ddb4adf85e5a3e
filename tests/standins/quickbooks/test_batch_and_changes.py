"""Batches, change data capture and the replay by requestid."""

from typing import Any

from tests.standins.quickbooks.conftest import Api, cost, error


def item(number: int, operation: str, **content: Any) -> dict[str, Any]:
    return {"bId": f"b{number}", "operation": operation, **content}


def run(api: Api, *items: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answer = api.send("batch", {"BatchItemRequest": list(items)})
    assert answer.status_code == 200
    return {row["bId"]: row for row in answer.json()["BatchItemResponse"]}


def test_each_item_has_its_own_outcome(api: Api) -> None:
    made = run(
        api,
        item(1, "create", Vendor={"DisplayName": "Acme"}),
        item(2, "create", Customer={"DisplayName": "acme"}),
        item(3, "query", Query="select count(*) from Term"),
        item(4, "create", Bill={"VendorRef": {"value": "56"}, "Line": [cost(7)]}),
        item(5, "merge", Vendor={"DisplayName": "x"}),
    )
    assert made["b1"]["Vendor"]["DisplayName"] == "Acme"
    assert made["b2"]["Fault"]["Error"][0]["code"] == "6240"
    assert made["b3"]["QueryResponse"]["totalCount"] > 0
    assert made["b5"]["Fault"]["Error"][0]["code"] == "500"
    bill = made["b4"]["Bill"]
    gone = run(
        api,
        item(1, "update", Vendor={"Id": made["b1"]["Vendor"]["Id"], "SyncToken": "0", "sparse": True, "AcctNum": "1"}),
        item(2, "delete", Bill={"Id": bill["Id"], "SyncToken": "0"}),
    )
    assert gone["b1"]["Vendor"]["SyncToken"] == "1"
    assert gone["b2"]["Bill"]["status"] == "Deleted"


def test_a_batch_holds_thirty_items(api: Api) -> None:
    items = [item(n, "create", Vendor={"DisplayName": f"V{n}"}) for n in range(31)]
    assert error(api.send("batch", {"BatchItemRequest": items}))["code"] == "1040"
    assert len(run(api, *items[:30])) == 30


def test_a_request_id_beside_a_batch_wants_short_item_ids(api: Api) -> None:
    long = {**item(1, "create", Vendor={"DisplayName": "Acme"}), "bId": "x" * 11}
    assert error(api.send("batch", {"BatchItemRequest": [long]}, requestid="r1"))["code"] == "6000"


def test_the_same_request_id_is_answered_again_and_written_once(api: Api) -> None:
    body = {"VendorRef": {"value": "56"}, "Line": [cost(7)]}
    first = api.send("bill", body, requestid="same")
    again = api.send("bill", body, requestid="same")
    assert first.text == again.text
    before = api.query("select count(*) from Bill")["totalCount"]
    api.send("bill", body, requestid="other")
    assert api.query("select count(*) from Bill")["totalCount"] == before + 1


def test_a_refused_request_runs_again_under_its_id(api: Api) -> None:
    assert api.refused("vendor", {"DisplayName": ""}, requestid="r")["code"] == "6080"
    assert api.send("vendor", {"DisplayName": "Acme"}, requestid="r").status_code == 200


def test_a_request_id_belongs_to_one_company(qbo: Any, api: Api) -> None:
    other = Api(qbo, "9130350000000002")
    first = api.send("vendor", {"DisplayName": "Acme"}, requestid="r").json()["Vendor"]
    second = other.send("vendor", {"DisplayName": "Zenith"}, requestid="r").json()["Vendor"]
    assert (first["DisplayName"], second["DisplayName"]) == ("Acme", "Zenith")


def test_changes_since_a_moment_deletions_included(api: Api) -> None:
    api.control("clock", advance=600)
    since = api.control("clock", "GET")["now"]
    vendor = api.make("Vendor", {"DisplayName": "Acme"})
    bill = api.bill(vendor=vendor["Id"])
    doomed = api.bill()
    api.send("bill", {"Id": doomed["Id"], "SyncToken": "0"}, operation="delete")
    answer = api.get("cdc", entities="Customer,Vendor,Bill", changedSince=since[:19] + "+00:00").json()
    nothing, vendors, bills = answer["CDCResponse"][0]["QueryResponse"]
    assert nothing == {}
    assert [row["Id"] for row in vendors["Vendor"]] == [vendor["Id"]]
    live, stone = bills["Bill"]
    assert (live["Id"], bills["totalCount"]) == (bill["Id"], 2)
    assert (stone["Id"], stone["status"]) == (doomed["Id"], "Deleted")
    assert stone["MetaData"]["LastUpdatedTime"]


def test_changes_reach_back_thirty_days(api: Api) -> None:
    assert error(api.get("cdc", entities="Vendor", changedSince="2020-01-01T00:00:00Z"))["code"] == "2060"
    assert error(api.get("cdc", entities="TaxCode", changedSince="2020-01-01T00:00:00Z"))["code"] == "2060"
    assert error(api.get("cdc", entities="Vendor"))["code"] == "2020"
    api.control("assumptions", old_changed_since_refused=False)
    assert api.get("cdc", entities="Vendor", changedSince="2020-01-01T00:00:00Z").status_code == 200
