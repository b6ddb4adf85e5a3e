"""Limits and faults on demand, and the control calls that bring them about."""

import time

import pytest
import requests

from standins.quickbooks.running import Running
from tests.standins.quickbooks.conftest import Api, cost

BILL = {"VendorRef": {"value": "56"}, "Line": [cost(7)]}


@pytest.fixture
def limited(api: Api) -> Api:
    api.control("clock", freeze=True)
    api.control("limits", on=True)
    return api


def test_ten_requests_a_second(limited: Api) -> None:
    assert [limited.get("preferences").status_code for _ in range(11)] == [200] * 10 + [429]
    limited.control("clock", advance=1)
    assert limited.get("preferences").status_code == 200


def test_five_hundred_requests_a_minute(limited: Api) -> None:
    answers = []
    for second in range(51):
        limited.control("clock", advance=1)
        answers += [limited.get("term/3").status_code for _ in range(10 if second < 50 else 1)]
    assert answers == [200] * 500 + [429]
    limited.control("clock", advance=60)
    assert limited.get("term/3").status_code == 200


def test_forty_batches_a_minute(limited: Api) -> None:
    answers = []
    for _ in range(41):
        limited.control("clock", advance=1)
        answers.append(limited.send("batch", {"BatchItemRequest": []}).status_code)
    assert answers == [200] * 40 + [429]


def test_the_two_spellings_of_a_throttle(limited: Api) -> None:
    """An assumption: throttle_capitals."""
    limited.control("faults", kind="429", times=2)
    small = limited.get("preferences").json()["fault"]["error"][0]
    assert small["message"] == "message=ThrottleExceeded; errorCode=003001; statusCode=429"
    limited.control("assumptions", throttle_capitals=True, retry_after=60)
    capital = limited.get("preferences")
    assert capital.json()["Fault"]["Error"][0]["code"] == "3001"
    assert capital.headers["Retry-After"] == "60"


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_dropped_line_before_or_after_the_write(api: Api, when: str) -> None:
    before = api.query("select count(*) from Bill")["totalCount"]
    api.control("faults", kind="drop", when=when, route={"entity": "bill", "operation": "create"})
    with pytest.raises(requests.ConnectionError):
        api.send("bill", BILL, requestid="r")
    assert api.query("select count(*) from Bill")["totalCount"] == before + (when == "after")
    assert api.send("bill", BILL, requestid="r").status_code == 200
    assert api.query("select count(*) from Bill")["totalCount"] == before + 1


def test_a_gateway_page_may_hide_a_write_that_was_done(api: Api) -> None:
    before = api.query("select count(*) from Bill")["totalCount"]
    api.control("faults", kind="502", when="after", route={"operation": "create"})
    page = api.send("bill", BILL, requestid="r")
    assert (page.status_code, page.headers["Content-Type"].partition(";")[0]) == (502, "text/html")
    assert api.query("select count(*) from Bill")["totalCount"] == before + 1
    assert api.send("bill", BILL, requestid="r").status_code == 200
    assert api.query("select count(*) from Bill")["totalCount"] == before + 1


def test_the_nth_request_gets_a_page(api: Api) -> None:
    api.control("faults", kind="502", nth=2, times=2, route={"operation": "query"})
    codes = [api.get("query", query="select * from Term").status_code for _ in range(4)]
    assert codes == [200, 502, 502, 200]
    page = api.control("faults", "GET")["faults"][0]
    assert (page["seen"], page["struck"]) == (4, 2)


def test_chance_is_the_same_for_the_same_seed(api: Api) -> None:
    def play() -> list[int]:
        api.control("faults", "DELETE")
        api.control("faults", kind="500", rate=0.5, seed=7)
        return [api.get("term/3").status_code for _ in range(20)]

    first = play()
    assert {200, 500} == set(first)
    assert play() == first


def test_a_delivery_that_comes_twice_writes_once_under_a_request_id(api: Api) -> None:
    before = api.query("select count(*) from Bill")["totalCount"]
    api.control("faults", kind="duplicate", times=2, route={"operation": "create"})
    api.send("bill", BILL, requestid="r")
    assert api.query("select count(*) from Bill")["totalCount"] == before + 1
    api.send("bill", BILL)
    assert api.query("select count(*) from Bill")["totalCount"] == before + 3


def test_the_token_endpoint_can_refuse(api: Api) -> None:
    api.control("faults", kind="invalid_grant")
    form = {"grant_type": "refresh_token", "refresh_token": api.refresh_token}
    tokens, app = f"{api.url}/oauth2/v1/tokens/bearer", ("standin-client", "standin-secret-key")
    assert requests.post(tokens, data=form, auth=app, timeout=30).json()["error"] == "invalid_grant"
    assert requests.post(tokens, data=form, auth=app, timeout=30).status_code == 200


def test_a_delay_takes_its_time(api: Api) -> None:
    api.control("faults", kind="delay", seconds=0.2)
    began = time.perf_counter()
    api.get("preferences")
    assert time.perf_counter() - began >= 0.2


def test_a_fault_that_does_not_exist_is_refused(api: Api) -> None:
    answer = requests.post(f"{api.url}/control/faults", json={"kind": "earthquake"}, timeout=30)
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


def test_requests_are_written_down_and_counted(api: Api) -> None:
    answer = api.send("bill", BILL, requestid="r1")
    api.query("select * from Term")
    api.send("batch", {"BatchItemRequest": []})
    create, query, batch = api.control("requests", "GET")["requests"][-3:]
    assert (create["method"], create["path"], create["status"]) == ("POST", f"/v3/company/{api.realm}/bill", 200)
    assert (create["requestid"], create["tid"]) == ("r1", answer.headers["intuit_tid"])
    assert (query["kind"], batch["kind"]) == ("queries", "batches")
    counts = api.control("counts", "GET")["counts"]
    assert (counts["creates"], counts["queries"], counts["batches"]) == (1, 1, 1)
    later = requests.get(f"{api.url}/control/requests", params={"after": create["n"]}, timeout=30).json()["requests"]
    assert [row["n"] for row in later] == [query["n"], batch["n"]]


def test_a_new_company_starts_empty(api: Api) -> None:
    api.control("realms", realm="777", company="empty")
    tokens = api.control("grant", realm="777")
    answer = requests.get(
        f"{api.url}/v3/company/777/query",
        params={"query": "select count(*) from Vendor"},
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
        timeout=30,
    )
    assert answer.json()["QueryResponse"] == {"totalCount": 0}


def test_the_clock_is_followed(qbo: Running, api: Api) -> None:
    turned = {"now": "2031-05-01T12:00:00+00:00", "frozen": True, "offset": 5}
    assert api.control("clock/follow", **turned)["now"] == "2031-05-01T12:00:00+00:00"
    assert Api(qbo).bill()["TxnDate"] == "2031-05-01"
