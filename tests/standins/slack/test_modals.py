"""Modals: triggers, the stack of three, the hash, and what stays filled in."""

from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from standins.slack.person import Person
from standins.slack.refusal import Refused
from standins.slack.triggers import Triggers
from standins.slack.workspace import Workspace
from tests.standins.slack.ledgerly import field, option, text

Json = dict[str, Any]
MEMO = {"type": "plain_text_input", "action_id": "memo", "initial_value": "as it was"}


def modal(*blocks: Json, title: str = "Modal", **more: Any) -> Json:
    return {"type": "modal", "title": text(title), "submit": text("Save"), "blocks": list(blocks), **more}


@pytest.fixture
def view(workspace: Workspace, client: WebClient, anna: Person) -> Json:
    """The bill modal, open."""
    anna.types("/bill", in_="#accounting")
    return anna.sees_modal("Enter a bill")


def test_a_trigger_opens_one_modal_within_three_seconds() -> None:
    moment = [0.0]
    numbers = iter(range(99))
    triggers = Triggers(lambda: moment[0], lambda: f"{next(numbers):032x}")
    good, late = triggers.give("U1"), triggers.give("U1")
    assert triggers.use(good).user == "U1"
    moment[0] = 3.01
    for id, code in ((good, "exchanged_trigger_id"), (late, "expired_trigger_id"), ("1.2.3", "invalid_trigger_id")):
        with pytest.raises(Refused, match=code):
            triggers.use(id)


def test_turning_the_clock_does_not_expire_triggers(workspace: Workspace, anna: Person) -> None:
    workspace.turn_clock(advance=86_400)
    anna.types("/bill", in_="#accounting")
    anna.sees_modal("Enter a bill")


def test_an_update_keeps_what_was_typed(client: WebClient, anna: Person, view: Json) -> None:
    anna.fills(Memo="typed by Anna")
    again = modal(field("memo", "Memo", MEMO), field("memo2", "Other memo", MEMO), title="Changed")
    client.views_update(view_id=view["id"], view=again)
    values = anna.sees_modal("Changed")["state"]["values"]
    assert values["memo"]["memo"]["value"] == "typed by Anna"
    assert values["memo2"]["memo"]["value"] == "as it was"


def test_an_update_ignores_new_initial_values_of_the_same_field(client: WebClient, anna: Person, view: Json) -> None:
    other = {**MEMO, "initial_value": "something new"}
    client.views_update(view_id=view["id"], view=modal(field("memo", "Memo", other)))
    assert anna.modal["state"]["values"]["memo"]["memo"]["value"] == "none"
    client.views_update(view_id=view["id"], view=modal(field("memo-v2", "Memo", other)))
    assert anna.modal["state"]["values"]["memo-v2"]["memo"]["value"] == "something new"


def test_a_stale_hash_is_refused(client: WebClient, view: Json) -> None:
    client.views_update(view_id=view["id"], hash=view["hash"], view=modal(title="Two"))
    with pytest.raises(SlackApiError) as refused:
        client.views_update(view_id=view["id"], hash=view["hash"], view=modal(title="Three"))
    assert refused.value.response["error"] == "hash_conflict"


def test_a_closed_modal_is_not_found(client: WebClient, anna: Person, view: Json) -> None:
    anna.cancels()
    with pytest.raises(SlackApiError) as refused:
        client.views_update(view_id=view["id"], view=modal())
    assert refused.value.response["error"] == "not_found"


def test_a_bad_trigger_is_named(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.views_open(trigger_id="1.2.3", view=modal())
    assert refused.value.response["error"] == "invalid_trigger_id"


def test_what_people_enter_is_checked_before_it_is_sent(
    workspace: Workspace, client: WebClient, anna: Person, view: Json
) -> None:
    fields = [
        field("n", "Count", {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "max_value": "5"}),
        field("e", "Mail", {"type": "email_text_input", "action_id": "e"}, optional=True),
        field("u", "Link", {"type": "url_text_input", "action_id": "u"}, optional=True),
        field("p", "Short", {"type": "plain_text_input", "action_id": "p", "min_length": 3, "max_length": 4}),
    ]
    client.views_update(view_id=view["id"], view=modal(*fields, callback_id="checked"))
    before = len(workspace.look("envelopes")["envelopes"])
    answer = anna.submits({"Count": "2.5", "Mail": "nobody", "Link": "ftp:/x", "Short": "ab"})
    assert answer["ack"] is None and set(answer["errors"]) == {"n", "e", "u", "p"}
    anna.submits({"Count": "9", "Mail": "a@b.example", "Link": "https://b.example", "Short": "abc"})
    anna.sees_error("Count", "no greater than 5")
    assert len(workspace.look("envelopes")["envelopes"]) == before


@pytest.mark.parametrize(
    ("element", "entry", "held"),
    [
        ({"type": "datepicker"}, "2026-01-31", {"selected_date": "2026-01-31"}),
        ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
        ({"type": "datetimepicker"}, 1_760_000_000, {"selected_date_time": 1_760_000_000}),
        ({"type": "number_input", "is_decimal_allowed": True}, "1.5", {"value": "1.5"}),
        ({"type": "users_select"}, "bo", {"selected_user": "U0BO"}),
        ({"type": "multi_users_select"}, ["bo", "anna"], {"selected_users": ["U0BO", "U0ANNA"]}),
        ({"type": "conversations_select"}, "#general", {"selected_conversation": "C0GENERAL"}),
        ({"type": "radio_buttons", "options": [option("One", "1")]}, "One", {"selected_option": "1"}),
        (
            {"type": "multi_static_select", "options": [option("A", "a"), option("B", "b")]},
            ["A", "B"],
            {"selected_options": ["a", "b"]},
        ),
    ],
)
def test_each_element_holds_its_own_kind_of_value(
    client: WebClient, anna: Person, view: Json, element: Json, entry: Any, held: Json
) -> None:
    client.views_update(view_id=view["id"], view=modal(field("b", "The field", {"action_id": "a", **element})))
    anna.fills({"The field": entry})
    value = anna.modal["state"]["values"]["b"]["a"]
    [(key, wanted)] = held.items()
    got = value[key]
    if key == "selected_option":
        got = got["value"]
    if key == "selected_options":
        got = [each["value"] for each in got]
    assert (value["type"], got) == (element["type"], wanted)


@pytest.mark.parametrize(
    ("kind", "entry"), [("datepicker", "2026-02-30"), ("timepicker", "25:00"), ("users_select", "U0NOBODY")]
)
def test_what_no_picker_could_give_is_refused(
    client: WebClient, anna: Person, view: Json, kind: str, entry: str
) -> None:
    client.views_update(view_id=view["id"], view=modal(field("b", "The field", {"type": kind, "action_id": "a"})))
    with pytest.raises(Exception, match=r"invalid_value|user_not_found"):
        anna.fills({"The field": entry})


def test_ticks_are_added_and_taken_away(client: WebClient, anna: Person, view: Json) -> None:
    boxes = {
        "type": "checkboxes",
        "action_id": "a",
        "options": [option(each, each) for each in ("one", "two", "three")],
    }
    client.views_update(view_id=view["id"], view=modal(field("b", "Boxes", boxes)))
    anna.ticks("one", "three")
    anna.unticks("one")
    held = anna.modal["state"]["values"]["b"]["a"]["selected_options"]
    assert [each["value"] for each in held] == ["three"]


def test_options_are_not_asked_for_below_the_least_length(workspace: Workspace, anna: Person, view: Json) -> None:
    where = {"container": {"view_id": view["id"]}, "block_id": "vendor", "action_id": "vendor"}
    assert workspace.do("options", user="anna", query="a", **where)["options"] == []
    offered = workspace.do("options", user="anna", query="ac", **where)["options"]
    assert [each["value"] for each in offered] == ["acme mills", "acme yarns"]


def test_a_response_url_takes_five_answers_in_thirty_minutes(workspace: Workspace, anna: Person) -> None:
    def post(url: str, **body: Any) -> tuple[int, str]:
        answer = requests.post(url, json=body, timeout=30)
        return answer.status_code, answer.text

    def fresh_url() -> str:
        """The address in the last command the bot got, as its first answer used it."""
        anna.types("/close 2026-01", in_="#accounting")
        anna.sees("Close 2026-01?")
        return str(workspace.look("envelopes", payloads="1")["envelopes"][-1]["payload"]["response_url"])

    url = fresh_url()  # the bot used it once
    answers = [post(url, text=f"number {n}") for n in range(5)]
    assert answers == [(200, "ok")] * 4 + [(404, "used_url")]
    url = fresh_url()
    workspace.turn_clock(advance=1801)
    assert post(url, text="too late") == (404, "expired_url")
    assert post(f"{workspace.url}/response/nobody", text="x")[0] == 404


def test_the_app_may_not_point_at_fields_that_are_none(
    workspace: Workspace, client: WebClient, anna: Person, view: Json
) -> None:
    with pytest.raises(Exception, match="element_not_found"):
        workspace.do("fill", user="anna", view_id=view["id"], block_id="nowhere", action_id="x", value="1")
    with pytest.raises(Exception, match="view_not_found"):
        workspace.do("submit", user="bo", view_id=view["id"])


def test_a_file_field_takes_only_its_kinds_of_files(client: WebClient, anna: Person, view: Json) -> None:
    paper = {"type": "file_input", "action_id": "f", "filetypes": ["pdf"]}
    client.views_update(view_id=view["id"], view=modal(field("f", "Paper", paper)))
    with pytest.raises(Exception, match="does not take such a file"):
        anna.attaches("Paper", "virus.exe", b"MZ")
    anna.attaches("Paper", "bill.PDF", b"%PDF")
    assert [each["name"] for each in anna.modal["state"]["values"]["f"]["f"]["files"]] == ["bill.PDF"]
