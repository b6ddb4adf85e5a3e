"""Files and notes that hang on documents."""

import json
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.standins.quickbooks.conftest import Api


def upload(api: Api, about: Any, data: bytes, kind: str = "application/pdf") -> dict[str, Any]:
    parts = {
        "file_metadata_01": ("about.json", json.dumps(about), "application/json"),
        "file_content_01": ("paper.pdf", data, kind),
    }
    answer = api.session.post(f"{api.base}/upload", files=parts, timeout=30)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["AttachableResponse"][0]
    return found


def test_a_file_is_kept_byte_for_byte_and_fetched_by_its_link(api: Api) -> None:
    bill = api.bill()
    row = {"EntityRef": {"type": "Bill", "value": bill["Id"]}}
    made = upload(api, {"FileName": "paper.pdf", "AttachableRef": [row]}, b"%PDF-\r\n\x00\xff\n")["Attachable"]
    assert (made["Size"], made["ContentType"]) == (10, "application/pdf")
    assert made["AttachableRef"] == [{**row, "IncludeOnSend": False}]
    link = api.get(made["FileAccessUri"].rpartition("company/")[2].partition("/")[2]).text
    assert requests.get(link, timeout=30).content == b"%PDF-\r\n\x00\xff\n"
    of_bill = f"AttachableRef.EntityRef.Type = 'Bill' and AttachableRef.EntityRef.value = '{bill['Id']}'"
    found = api.query(f"select * from Attachable where {of_bill}")
    assert [one["Id"] for one in found["Attachable"]] == [made["Id"]]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_survive(api: Api, data: bytes) -> None:
    made = upload(api, {"FileName": "x"}, data, "application/octet-stream")["Attachable"]
    assert api.session.get(made["TempDownloadUri"], timeout=30).content == data


def test_a_refused_file_answers_200_with_its_fault(api: Api) -> None:
    about = {"FileName": "x", "AttachableRef": [{"EntityRef": {"type": "Bill", "value": "99999"}}]}
    assert upload(api, about, b"x")["Fault"]["Error"][0]["code"] == "6000"
    assert upload(api, {"FileName": "x", "Shoe": 1}, b"x")["Fault"]["Error"][0]["code"] == "2010"


def test_a_note_hangs_without_a_file_and_is_deleted(api: Api) -> None:
    made = api.make(
        "Attachable", {"Note": "call them", "AttachableRef": [{"EntityRef": {"type": "Vendor", "value": "56"}}]}
    )
    assert (len(made["Id"]), made["Note"]) == (19, "call them")
    assert api.refused("attachable", {"Category": "Receipt"})["code"] == "2020"
    gone = api.send("attachable", {"Id": made["Id"], "SyncToken": "0"}, operation="delete").json()["Attachable"]
    assert gone["status"] == "Deleted"


@pytest.mark.parametrize(("body", "kind"), [(b"", "text/plain"), (b"--x--", "multipart/form-data; boundary=x")])
def test_what_is_no_form_is_refused(api: Api, body: bytes, kind: str) -> None:
    answer = api.session.post(f"{api.base}/upload", data=body, headers={"Content-Type": kind}, timeout=30)
    assert answer.status_code == 400
