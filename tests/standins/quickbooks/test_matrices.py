"""Rules that hold for every kind of transaction or name: closed books, void, delete, names taken."""

from typing import Any

import pytest
import requests

from standins.quickbooks.entities import ENTITIES
from tests.standins.quickbooks.conftest import Api, error
from tests.standins.quickbooks.papers import PAPERS, VOIDED, paper

OPEN, CLOSED, CLOSING = "2026-03-10", "2026-01-10", "2026-01-31"
KINDS = sorted(PAPERS)
NEVER_DELETED = sorted(name for name, entity in ENTITIES.items() if entity.family in ("people", "list", "settings"))


def put_down(api: Api, kind: str, day: str) -> dict[str, Any]:
    """One document of the kind, dated that day; a bill payment pays a bill of its own of the same day."""
    body = paper(kind, TxnDate=day)
    if kind == "BillPayment":
        bill = api.bill(10, TxnDate=day)
        body["Line"] = [{"Amount": 10, "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}]
    return made(api, kind, body)


def made(api: Api, kind: str, body: dict[str, Any], **params: str) -> dict[str, Any]:
    answer = api.send(kind.lower(), body, **params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()[ENTITIES[kind].key]
    return found


def close(api: Api) -> None:
    prefs = api.read("Preferences", "1")
    closing = {"SyncToken": prefs["SyncToken"], "sparse": True, "AccountingInfoPrefs": {"BookCloseDate": CLOSING}}
    api.make("Preferences", closing)


def token(doc: dict[str, Any]) -> dict[str, str]:
    return {"Id": doc["Id"], "SyncToken": doc["SyncToken"]}


@pytest.mark.parametrize("kind", KINDS)
def test_closed_books_take_nothing_and_give_nothing(api: Api, kind: str) -> None:
    """A date up to the closing date is refused on create, on update (the old date or the new), on void and delete."""
    inside, outside = put_down(api, kind, CLOSED), put_down(api, kind, OPEN)
    close(api)
    path = kind.lower()
    refused = [
        api.send(path, paper(kind, TxnDate=CLOSED, **same_line(inside))),
        api.send(path, paper(kind, TxnDate=CLOSING, **same_line(inside))),
        api.send(path, {**inside, "sparse": True, "PrivateNote": "late"}),
        api.send(path, {**inside, "sparse": True, "TxnDate": OPEN}),
        api.send(path, {**outside, "sparse": True, "TxnDate": CLOSED}),
        api.send(path, token(inside), operation="delete"),
    ]
    if kind in VOIDED:
        refused.append(api.send(path, token(inside), operation="void"))
    assert [error(answer)["code"] for answer in refused] == ["6210"] * len(refused)
    assert made(api, kind, {**outside, "sparse": True, "PrivateNote": "in time"})["PrivateNote"] == "in time"


def same_line(doc: dict[str, Any]) -> dict[str, Any]:
    """A bill payment's line, which its smallest body lacks."""
    return {"Line": doc["Line"]} if "CheckPayment" in doc else {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_deleted_is_gone(api: Api, kind: str) -> None:
    doc = put_down(api, kind, OPEN)
    answer = api.send(kind.lower(), token(doc), operation="delete")
    assert answer.json()[ENTITIES[kind].key] == {"domain": "QBO", "status": "Deleted", "Id": doc["Id"]}
    for again in (api.get(f"{kind.lower()}/{doc['Id']}"), api.send(kind.lower(), token(doc), operation="delete")):
        assert error(again)["Detail"] == "Object Not Found : Another user has deleted this transaction."


@pytest.mark.parametrize("kind", KINDS)
def test_a_stale_token_neither_changes_nor_deletes(api: Api, kind: str) -> None:
    old = put_down(api, kind, OPEN)
    new = made(api, kind, {**old, "sparse": True, "PrivateNote": "first"})
    assert int(new["SyncToken"]) == int(old["SyncToken"]) + 1
    tries: list[tuple[dict[str, Any], dict[str, str]]] = [
        ({**old, "sparse": True, "PrivateNote": "second"}, {}),
        (token(old), {"operation": "delete"}),
    ]
    if kind in VOIDED:
        tries.append((token(old), {"operation": "void"}))
    assert {api.refused(kind.lower(), body, **params)["code"] for body, params in tries} == {"5010"}
    assert api.get(f"{kind.lower()}/{old['Id']}").json()[ENTITIES[kind].key] == new


@pytest.mark.parametrize("kind", KINDS)
def test_only_four_kinds_can_be_voided(api: Api, kind: str) -> None:
    doc = put_down(api, kind, OPEN)
    answer = api.send(kind.lower(), token(doc), operation="void")
    if kind not in VOIDED:
        assert error(answer)["code"] == "500"
        return
    empty = answer.json()[kind]
    assert (empty["TotalAmt"], empty["PrivateNote"], empty["SyncToken"]) == (0, "Voided", "1")
    assert all(line["Amount"] == 0 for line in empty["Line"])
    assert empty == api.read(kind, doc["Id"])


@pytest.mark.parametrize("kind", NEVER_DELETED)
def test_names_and_settings_are_never_deleted(api: Api, kind: str) -> None:
    assert api.refused(kind.lower(), {"Id": "1", "SyncToken": "0"}, operation="delete")["code"] == "500"


PEOPLE = ("Customer", "Vendor", "Employee")


def person(kind: str, name: str) -> dict[str, Any]:
    return {"DisplayName": name, **({"GivenName": "A", "FamilyName": "B"} if kind == "Employee" else {})}


@pytest.mark.parametrize("second", PEOPLE)
@pytest.mark.parametrize("first", PEOPLE)
def test_people_share_one_space_of_names(api: Api, first: str, second: str) -> None:
    """A name is taken over all three lists, whatever its case and blanks, on create and on update, while active."""
    holder = api.make(first, person(first, "Quill & Co"))
    assert api.refused(second.lower(), person(second, " QUILL & co "))["code"] == "6240"
    other = api.make(second, person(second, "Quill Two"))
    rename = {**token(other), "sparse": True, "DisplayName": "quill & CO"}
    assert api.refused(second.lower(), rename)["code"] == "6240"
    api.make(first, {**token(holder), "sparse": True, "Active": False})
    assert api.make(second, rename)["DisplayName"] == "quill & CO"


LISTS: dict[str, dict[str, Any]] = {
    "Account": {"AccountType": "Expense"},
    "Item": {"Type": "Service", "IncomeAccountRef": {"value": "79"}},
    "Term": {"DueDays": 7},
    "Department": {},
    "Class": {},
    "PaymentMethod": {},
}


@pytest.mark.parametrize("kind", LISTS)
def test_each_list_has_its_own_names(api: Api, kind: str) -> None:
    api.make("Vendor", {"DisplayName": "Quill"})
    held = api.make(kind, {"Name": "Quill", **LISTS[kind]})
    assert api.refused(kind.lower(), {"Name": "QUILL", **LISTS[kind]})["code"] == "6240"
    other = api.make(kind, {"Name": "Quill Two", **LISTS[kind]})
    assert api.refused(kind.lower(), {**token(other), "sparse": True, "Name": "Quill"})["code"] == "6240"
    gone = api.make(kind, {**token(held), "sparse": True, "Active": False})
    assert (gone["Name"], gone["Active"]) == ("Quill (deleted)", False)
    assert api.make(kind, {"Name": "Quill", **LISTS[kind]})["Active"] is True


@pytest.mark.parametrize("kind", ["Account", "Department", "Class"])
def test_a_name_may_stand_once_under_every_parent(api: Api, kind: str) -> None:
    parents = [api.make(kind, {"Name": name, **LISTS[kind]}) for name in ("Left", "Right")]
    under = [{"ParentRef": {"value": parent["Id"]}, "SubAccount": True} for parent in parents]
    bodies = [{k: v for k, v in place.items() if kind == "Account" or k != "SubAccount"} for place in under]
    named = [api.make(kind, {"Name": "Same", **LISTS[kind], **place})["FullyQualifiedName"] for place in bodies]
    assert named == ["Left:Same", "Right:Same"]
    assert api.refused(kind.lower(), {"Name": "same", **LISTS[kind], **bodies[0]})["code"] == "6240"


def test_addresses_that_lead_nowhere_are_unsupported(api: Api) -> None:
    """As recorded: 500 for a path too long or unknown, 2030 for an id that is no number."""
    lost: list[requests.Response] = [api.get("customer/1/5"), api.get("nonsense/1"), api.send("bill/1", {})]
    assert {error(answer)["code"] for answer in lost} == {"500"}
    assert error(lost[0])["Detail"].startswith("Operation Could not find resource for relative : /v3/company/")
    wrong = error(api.get("customer/1.5"))
    assert (wrong["code"], wrong["Detail"]) == ("2030", "Id should be a valid number. Supplied value:1.5")


def test_an_attachment_is_deleted_by_its_id_alone(api: Api) -> None:
    """As recorded; a SyncToken that is sent must be right."""
    note = api.make("Attachable", {"Note": "hello", "Tag": "Testing"})
    assert api.query("select * from Attachable where Tag = 'Testing'")["Attachable"] == [note]
    assert api.refused("attachable", {"Id": note["Id"], "SyncToken": "9"}, operation="delete")["code"] == "5010"
    gone = made(api, "Attachable", {"Id": note["Id"]}, operation="delete")
    assert gone["status"] == "Deleted"
