"""Eight clients at once: nothing is lost, nothing is given twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.standins.quickbooks.conftest import Api, sale

CLIENTS, EACH = 8, 6


def test_ids_and_numbers_are_given_once(api: Api) -> None:
    apis = [Api(api.qbo) for _ in range(CLIENTS)]

    def work(one: Api) -> list[tuple[str, str]]:
        made = [one.invoice(number + 1) for number in range(EACH)]
        bills = [one.bill(number + 1) for number in range(EACH)]
        return [(doc["Id"], doc.get("DocNumber", "")) for doc in (*made, *bills)]

    with ThreadPoolExecutor(CLIENTS) as pool:
        found = [pair for pairs in pool.map(work, apis) for pair in pairs]
    assert len({id for id, _ in found}) == 2 * CLIENTS * EACH
    assert len({number for _, number in found if number}) == CLIENTS * EACH


def test_of_updates_with_the_same_token_one_wins(api: Api) -> None:
    """Everybody reads, changes and writes; who comes too late reads again, so every change is in the end there."""
    vendor = api.make("Vendor", {"DisplayName": "Counter", "AcctNum": "0"})
    apis = [Api(api.qbo) for _ in range(CLIENTS)]

    def add_one(one: Api) -> int:
        stale = 0
        while True:
            now = one.read("Vendor", vendor["Id"])
            body = {"Id": now["Id"], "SyncToken": now["SyncToken"], "sparse": True}
            answer = one.send("vendor", {**body, "AcctNum": str(int(now["AcctNum"]) + 1)})
            if answer.status_code == 200:
                return stale
            assert answer.json()["Fault"]["Error"][0]["code"] == "5010"
            stale += 1

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(add_one, apis))
    end = api.read("Vendor", vendor["Id"])
    assert (end["AcctNum"], end["SyncToken"]) == (str(CLIENTS), str(CLIENTS))


def test_one_requestid_from_many_sides_writes_once(api: Api) -> None:
    apis = [Api(api.qbo) for _ in range(CLIENTS)]
    before = api.query("select count(*) from Invoice")["totalCount"]
    body = {"CustomerRef": {"value": "1"}, "Line": [sale(10)]}
    with ThreadPoolExecutor(CLIENTS) as pool:
        texts = list(pool.map(lambda one: one.send("invoice", body, requestid="same").text, apis))
    assert Counter(texts).most_common() == [(texts[0], CLIENTS)]
    assert api.query("select count(*) from Invoice")["totalCount"] == before + 1
