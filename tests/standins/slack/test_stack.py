"""What an app's answers do to the stack of modals, with an app that answers exactly what a test lays out."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError

from standins.slack import forms
from standins.slack.manifest import Manifest
from standins.slack.options import Options
from standins.slack.person import Person, Refusal
from standins.slack.running import running
from standins.slack.workspace import Workspace
from tests.standins.slack.bare_app import BareApp, bare_app
from tests.standins.slack.ledgerly import button, field, option, text
from tests.standins.slack.marks import beside_a_socket

Json = dict[str, Any]


@pytest.fixture(scope="module")
def app(manifest: Manifest) -> Iterator[BareApp]:
    with running(Options(manifest)) as workspace, bare_app(workspace) as app:
        yield app


@pytest.fixture
def anna(app: BareApp) -> Iterator[Person]:
    with Workspace(app.client.base_url.removesuffix("/api/")) as workspace:
        workspace.do("reset")
        app.answers.clear()
        yield workspace.person("anna", timeout=30)


def modal(title: str, **more: Any) -> Json:
    memo = field("memo", "Memo", {"type": "plain_text_input", "action_id": "memo"}, optional=True)
    press = {"type": "actions", "block_id": "do", "elements": [button("More", "more")]}
    return {"type": "modal", "title": text(title), "submit": text("Go on"), "blocks": [memo, press], **more}


def titles(anna: Person) -> list[str]:
    return [each["title"]["text"] for each in anna.workspace.look("modal", user="anna")["stack"]]


def opens(app: BareApp, anna: Person, **more: Any) -> Json:
    anna.types("/bill", in_="#accounting")
    view: Json = app.client.views_open(trigger_id=app.trigger, view=modal("One", **more))["view"]
    return view


def test_three_views_may_lie_on_each_other(app: BareApp, anna: Person) -> None:
    one = opens(app, anna)
    anna.presses("More")
    two = app.client.views_push(trigger_id=app.trigger, view=modal("Two"))["view"]
    assert (two["root_view_id"], two["previous_view_id"]) == (one["id"], one["id"])
    anna.presses("More")
    app.client.views_push(trigger_id=app.trigger, view=modal("Three"))
    anna.presses("More")
    with pytest.raises(SlackApiError) as refused:
        app.client.views_push(trigger_id=app.trigger, view=modal("Four"))
    assert refused.value.response["error"] == "push_limit_reached"
    anna.cancels()
    assert titles(anna) == ["One", "Two"]
    anna.types("/bill")
    with pytest.raises(SlackApiError) as refused:
        app.client.views_push(trigger_id=app.trigger, view=modal("From a command"))
    assert refused.value.response["error"] == "invalid_trigger_id"


def test_a_trigger_is_used_up_by_opening_but_not_by_a_faulty_view(app: BareApp, anna: Person) -> None:
    anna.types("/bill", in_="#accounting")
    with pytest.raises(SlackApiError) as refused:
        app.client.views_open(trigger_id=app.trigger, view=modal("A title that is far too long"))
    assert refused.value.response["error"] == "invalid_arguments"
    app.client.views_open(trigger_id=app.trigger, view=modal("One"))
    with pytest.raises(SlackApiError) as refused:
        app.client.views_open(trigger_id=app.trigger, view=modal("Two"))
    assert refused.value.response["error"] == "exchanged_trigger_id"


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({}, ["One"]),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": modal("New")}, ["One", "New"]),
        ({"response_action": "push", "view": modal("New")}, ["One", "Two", "New"]),
        ({"response_action": "errors", "errors": {"memo": "No."}}, ["One", "Two"]),
    ],
)
def test_the_answer_to_a_submission_decides_what_is_seen_next(
    app: BareApp, anna: Person, answer: Json, left: list[str]
) -> None:
    opens(app, anna)
    anna.presses("More")
    app.client.views_push(trigger_id=app.trigger, view=modal("Two"))
    app.answers["view_submission"] = answer
    assert anna.submits(Memo="x")["ack"]["ok"]
    assert titles(anna) == left
    assert app.got[-1]["view"]["state"]["values"] == {"memo": {"memo": {"type": "plain_text_input", "value": "x"}}}


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"do": "not an input"}},
        {"response_action": "errors"},
        {"response_action": "explode"},
        {"response_action": "update", "view": {"type": "modal"}},
    ],
)
def test_an_answer_that_is_wrong_shows_as_trouble_and_keeps_the_modal(app: BareApp, anna: Person, answer: Json) -> None:
    opens(app, anna)
    app.answers["view_submission"] = answer
    assert not anna.submits(Memo="x")["ack"]["ok"]
    anna.sees_toast("trouble")
    assert titles(anna) == ["One"]
    assert anna.modal["state"]["values"]["memo"]["memo"]["value"] == "x"


def test_closing_tells_the_app_only_if_it_asked(app: BareApp, anna: Person) -> None:
    opens(app, anna)
    anna.cancels()
    assert app.got[-1].get("type") != "view_closed"
    view = opens(app, anna, notify_on_close=True)
    anna.closes_everything()
    assert (app.got[-1]["type"], app.got[-1]["view"]["id"], app.got[-1]["is_cleared"]) == (
        "view_closed",
        view["id"],
        True,
    )


def test_an_external_id_names_one_view_only(app: BareApp, anna: Person) -> None:
    opens(app, anna, external_id="draft-7")
    app.client.views_update(external_id="draft-7", view=modal("Renamed", external_id="draft-7"))
    assert titles(anna) == ["Renamed"]
    anna.presses("More")
    with pytest.raises(SlackApiError) as refused:
        app.client.views_push(trigger_id=app.trigger, view=modal("Two", external_id="draft-7"))
    assert refused.value.response["error"] == "duplicate_external_id"


def test_a_press_in_a_modal_carries_the_view_and_no_message(app: BareApp, anna: Person) -> None:
    view = opens(app, anna)
    anna.fills(Memo="so far")
    anna.presses("More")
    payload = app.got[-1]
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert payload["view"]["state"]["values"]["memo"]["memo"]["value"] == "so far"
    assert not {"message", "channel", "response_url"} & set(payload)
    assert payload["actions"][0]["action_id"] == "more"


def test_a_press_on_an_ephemeral_message_carries_no_message(app: BareApp, anna: Person) -> None:
    blocks = [{"type": "actions", "elements": [button("Fine", "fine", value="1")]}]
    app.client.chat_postEphemeral(channel="C0GENERAL", user="U0ANNA", text="psst", blocks=blocks)
    anna.presses("Fine")
    payload = app.got[-1]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload and payload["response_url"]


def test_a_press_in_an_attachment_names_it(app: BareApp, anna: Person) -> None:
    bar = {"color": "good", "blocks": [{"type": "actions", "elements": [button("Hold", "hold")]}]}
    app.client.chat_postMessage(channel="#general", text="Paid", attachments=[{"text": "Invoice 7"}, bar])
    message = anna.sees("Paid", in_="#general")
    assert [each["id"] for each in message["attachments"]] == [1, 2]
    anna.presses("Hold")
    container = app.got[-1]["container"]
    assert (container["type"], container["attachment_id"]) == ("message_attachment", 2)
    assert (container["channel_id"], container["message_ts"]) == (message["channel"], message["ts"])


def test_the_app_hears_that_a_message_changed_or_went(app: BareApp, anna: Person) -> None:
    posted = app.client.chat_postMessage(channel="U0ANNA", text="draft")
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    app.client.chat_update(**where, text="final")
    app.client.chat_delete(**where)
    anna.workspace.wait(deliveries=3)
    changed, gone = [each["event"] for each in app.got if "subtype" in each.get("event", {})]
    assert (changed["subtype"], changed["channel_type"], changed["hidden"]) == ("message_changed", "im", True)
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("draft", "final")
    assert (gone["subtype"], gone["deleted_ts"]) == ("message_deleted", posted["ts"])
    assert gone["previous_message"]["text"] == "final"


def test_a_button_for_one_person_is_not_for_another(app: BareApp, anna: Person) -> None:
    mine = button("Mine", "mine", visible_to_user_ids=["U0BO"])
    app.client.chat_postMessage(channel="#general", text="x", blocks=[{"type": "actions", "elements": [mine]}])
    with pytest.raises(Refusal, match="element_not_found"):
        anna.presses("Mine")
    assert anna.workspace.person("bo").presses("Mine")["ok"]


def test_choices_in_a_message_come_along_with_the_next_press(app: BareApp, anna: Person) -> None:
    radio = {"type": "radio_buttons", "action_id": "how", "options": [option("Cash", "cash"), option("Card", "card")]}
    blocks = [
        field("pay", "How", radio),
        {"type": "actions", "block_id": "do", "elements": [button("Pay", "pay")]},
    ]
    app.client.chat_postMessage(channel="C0GENERAL", text="pay", blocks=blocks)
    asked = anna.sees("Cash")
    before = len(app.got)
    anna.ticks("Card", on=asked)
    assert len(app.got) == before  # an input block stays quiet
    anna.presses("Pay", on=asked)
    assert app.got[-1]["state"]["values"]["pay"]["how"]["selected_option"]["value"] == "card"


def test_a_modal_knows_the_conversation_it_was_opened_from(app: BareApp, anna: Person) -> None:
    where = {"type": "conversations_select", "action_id": "c", "default_to_current_conversation": True}
    blocks = [field("c", "Where", {**where, "response_url_enabled": True})]
    anna.types("/bill", in_="#accounting")
    app.client.views_open(trigger_id=app.trigger, view={**modal("One"), "blocks": blocks})
    anna.submits()
    payload = app.got[-1]
    assert payload["view"]["state"]["values"]["c"]["c"]["selected_conversation"] == "C0ACCOUNTING"
    assert payload["response_urls"][0]["channel_id"] == "C0ACCOUNTING"


KINDS = st.sampled_from(["plain_text_input", "datepicker", "checkboxes"])
FIELDS = st.dictionaries(st.sampled_from("abcd"), KINDS, max_size=4)


@beside_a_socket
@given(before=FIELDS, after=FIELDS, typed=st.sets(st.sampled_from("abcd")))
@settings(deadline=None)
def test_exactly_the_fields_with_the_same_id_and_type_keep_what_was_typed(
    before: dict[str, str], after: dict[str, str], typed: set[str]
) -> None:
    def blocks(fields: dict[str, str], value: str) -> list[Json]:
        initial = {
            "plain_text_input": {"initial_value": value},
            "datepicker": {"initial_date": value},
            "checkboxes": {},
        }
        return [field(each, each, {"type": kind, "action_id": "x", **initial[kind]}) for each, kind in fields.items()]

    filled = {each: {"x": forms.held({"type": before[each]}, "typed")} for each in typed & set(before)}
    kept = forms.kept_values(blocks(before, "old"), blocks(after, "new"), filled)
    values = forms.state_values(blocks(after, "new"), kept)
    for each, kind in after.items():
        key = forms.VALUE_KEYS[kind][0]
        fresh: Any = [] if kind == "checkboxes" else "new"
        untouched: Any = [] if kind == "checkboxes" else "old"
        stays = before.get(each) == kind
        assert values[each]["x"][key] == (("typed" if each in typed else untouched) if stays else fresh)
