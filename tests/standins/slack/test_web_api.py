"""The Web API in every encoding that clients use, with its scopes, refusals and answers."""

import json
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from standins.slack.manifest import Manifest
from standins.slack.options import Options
from standins.slack.person import Person
from standins.slack.running import running
from standins.slack.workspace import Workspace
from tests.standins.slack.ledgerly import button, text

ACCOUNTING, GENERAL, SALES = "C0ACCOUNTING", "C0GENERAL", "C0SALES"


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])


@pytest.mark.parametrize("how", ["json", "form", "query", "multipart", "token_in_body"])
def test_every_encoding_is_understood(workspace: Workspace, how: str) -> None:
    url = f"{workspace.api_url}chat.postMessage"
    blocks = [{"type": "section", "text": text("{not json}")}]
    typed = {"channel": GENERAL, "text": "{not json}", "blocks": blocks, "team_id": "T0HARBOR"}
    flat = {**typed, "blocks": json.dumps(blocks)}
    bearer = {"Authorization": "Bearer xoxb-standin"}
    answer = {
        "json": lambda: requests.post(url, json=typed, headers=bearer, timeout=30),
        "form": lambda: requests.post(url, data=flat, headers=bearer, timeout=30),
        "query": lambda: requests.get(url, params=flat, headers=bearer, timeout=30),
        "multipart": lambda: requests.post(
            url, files={k: (None, v) for k, v in flat.items()}, headers=bearer, timeout=30
        ),
        "token_in_body": lambda: requests.post(url, data={**flat, "token": "xoxb-standin"}, timeout=30),
    }[how]().json()
    assert answer["ok"], answer
    assert answer["message"]["text"] == "{not json}"
    assert len(answer["message"]["blocks"][0]["block_id"]) == 5
    assert "token" not in workspace.calls("chat.postMessage")[-1]["arguments"]


def test_who_asks_without_right_is_told_why(workspace: Workspace, client: WebClient) -> None:
    assert refusal(WebClient(token="xoxb-other", base_url=workspace.api_url).auth_test) == "invalid_auth"
    assert requests.post(f"{workspace.api_url}auth.test", timeout=30).json()["error"] == "not_authed"
    assert refusal(WebClient(token="xapp-standin", base_url=workspace.api_url).auth_test) == "not_allowed_token_type"
    assert refusal(client.api_call, api_method="no.such") == "unknown_method"
    with pytest.raises(SlackApiError) as refused:
        client.usergroups_create(name="x")
    assert refused.value.response["error"] == "unknown_method"
    with pytest.raises(SlackApiError) as refused:
        client.users_lookupByEmail(email="anna@harbor-trading.example")
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "users:read.email"
    bad = requests.post(
        f"{workspace.api_url}chat.postMessage",
        data="{",
        headers={"Authorization": "Bearer xoxb-standin", "Content-Type": "application/json"},
        timeout=30,
    )
    assert bad.json()["error"] == "invalid_json"


def test_where_the_app_may_post(client: WebClient, anna: Person, bo: Person) -> None:
    posted = client.chat_postMessage(channel="U0ANNA", text="only for you")
    assert posted["channel"] == "D0ANNA"
    assert posted["message"]["bot_id"] and posted["message"]["user"]
    anna.sees("only for you")
    bo.sees_nothing("only for you")
    assert refusal(client.chat_postMessage, channel=SALES, text="x") == "not_in_channel"
    assert refusal(client.chat_postMessage, channel="C0NOWHERE", text="x") == "channel_not_found"
    assert refusal(client.api_call, api_method="chat.postMessage", json={"channel": GENERAL}) == "no_text"
    assert refusal(client.chat_postMessage, channel=GENERAL, text="x" * 40_001) == "msg_too_long"
    assert refusal(client.chat_postEphemeral, channel=ACCOUNTING, user="U0OTTO", text="x") == "user_not_in_channel"


def test_a_private_channel_without_the_app_is_not_found(workspace: Workspace, client: WebClient) -> None:
    workspace.add(channels=[{"id": "C0SECRET", "name": "secret", "is_private": True, "members": ["anna"]}])
    assert refusal(client.chat_postMessage, channel="C0SECRET", text="x") == "channel_not_found"
    assert refusal(client.conversations_info, channel="C0SECRET") == "channel_not_found"


def test_an_archived_channel_takes_no_messages(workspace: Workspace, client: WebClient) -> None:
    workspace.add(channels=[{"id": "C0OLD", "name": "old", "archived": True, "members": ["anna", "@app"]}])
    assert refusal(client.chat_postMessage, channel="C0OLD", text="x") == "is_archived"


def test_faulty_blocks_are_answered_with_pointers(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=GENERAL, text="x", blocks=[{"type": "header", "text": text("h" * 151)}])
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    fault = "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert answer["response_metadata"]["messages"] == [fault]


def test_messages_are_changed_and_removed_by_their_author_only(client: WebClient, anna: Person) -> None:
    own = client.chat_postMessage(channel=GENERAL, text="draft")
    client.chat_update(channel=GENERAL, ts=own["ts"], text="final")
    assert anna.sees("final")["edited"]
    theirs = anna.types("mine", in_="#general")
    assert refusal(client.chat_update, channel=GENERAL, ts=theirs["ts"], text="x") == "cant_update_message"
    assert refusal(client.chat_delete, channel=GENERAL, ts=theirs["ts"]) == "cant_delete_message"
    assert refusal(client.chat_update, channel=GENERAL, ts="1.000001", text="x") == "message_not_found"
    client.chat_delete(channel=GENERAL, ts=own["ts"])
    anna.sees_nothing("final")


def test_an_ephemeral_message_cannot_be_changed(client: WebClient, anna: Person, bo: Person) -> None:
    sent = client.chat_postEphemeral(channel=GENERAL, user="U0ANNA", text="psst")
    anna.sees("psst", ephemeral=True)
    bo.sees_nothing("psst")
    assert refusal(client.chat_update, channel=GENERAL, ts=sent["message_ts"], text="x") == "message_not_found"


def test_replies_stay_in_their_thread(client: WebClient, anna: Person) -> None:
    parent = client.chat_postMessage(channel=GENERAL, text="parent")
    client.chat_postMessage(channel=GENERAL, thread_ts=parent["ts"], text="one")
    client.chat_postMessage(channel=GENERAL, thread_ts=parent["ts"], text="two", reply_broadcast=True)
    assert [each["text"] for each in anna.messages("#general")] == ["parent", "two"]
    seen = anna.opens_thread(anna.messages("#general")[0])
    assert [each["text"] for each in seen] == ["parent", "one", "two"]
    assert seen[0]["reply_count"] == 2


def test_timestamps_are_unique_and_increase_even_when_time_stands_still(
    workspace: Workspace, client: WebClient
) -> None:
    workspace.turn_clock(freeze=True)
    stamps = [client.chat_postMessage(channel=GENERAL, text=str(n))["ts"] for n in range(5)]
    workspace.turn_clock(freeze=False)
    assert stamps == sorted(set(stamps))


def test_people_groups_and_channels_are_listed_in_pages(client: WebClient) -> None:
    first = client.users_list(limit=2)
    second = client.users_list(limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert len({each["id"] for each in (*first["members"], *second["members"])}) == 4
    anna = client.users_info(user="U0ANNA")["user"]
    assert (anna["tz"], anna["profile"]["display_name"]) == ("America/New_York", "anna")
    assert "email" not in anna["profile"]
    groups = client.usergroups_list(include_users=True)["usergroups"]
    assert client.usergroups_users_list(usergroup=groups[0]["id"])["users"] == groups[0]["users"] == ["U0ANNA"]
    assert {each["name"] for each in client.conversations_list()["channels"]} == {"general", "sales"}
    assert refusal(client.conversations_list, types="private_channel") == "missing_scope"
    assert "U0OTTO" in client.conversations_members(channel=GENERAL)["members"]
    assert client.conversations_open(users="U0BO")["channel"]["id"] == "D0BO"


def test_reactions_come_and_go(client: WebClient, anna: Person) -> None:
    ts = client.chat_postMessage(channel=GENERAL, text="nice")["ts"]
    client.reactions_add(channel=GENERAL, timestamp=ts, name="tada")
    assert anna.sees("nice")["reactions"][0]["name"] == "tada"
    assert refusal(client.reactions_add, channel=GENERAL, timestamp=ts, name="tada") == "already_reacted"
    client.reactions_remove(channel=GENERAL, timestamp=ts, name="tada")
    assert refusal(client.reactions_remove, channel=GENERAL, timestamp=ts, name="tada") == "no_reaction"


def test_files_go_out_and_come_in(workspace: Workspace, client: WebClient, anna: Person) -> None:
    parent = client.chat_postMessage(channel=ACCOUNTING, text="report")
    client.files_upload_v2(
        channel=ACCOUNTING,
        thread_ts=parent["ts"],
        filename="r.csv",
        content="a,b\n",
        title="The report",
        initial_comment="Here",
    )
    message = anna.sees("Here", thread=dict(parent["message"]) | {"channel": ACCOUNTING})
    assert workspace.download("anna", message["files"][0]["id"]) == b"a,b\n"
    with pytest.raises(Exception, match="file_not_found"):
        workspace.download("otto", message["files"][0]["id"])
    theirs = anna.uploads("in.csv", b"x,y\n", in_="#accounting")["files"][0]
    url = client.files_info(file=theirs["id"])["file"]["url_private_download"]
    assert requests.get(url, headers={"Authorization": "Bearer xoxb-standin"}, timeout=30).content == b"x,y\n"
    without = requests.get(url, timeout=30)
    assert (without.status_code, without.headers["content-type"][:9]) == (200, "text/html")


def test_a_scheduled_message_comes_when_the_clock_gets_there(
    workspace: Workspace, client: WebClient, anna: Person
) -> None:
    now = workspace.look("clock")["now"]
    assert now
    soon = int(client.chat_postMessage(channel=GENERAL, text="now")["ts"].split(".")[0]) + 3600
    client.chat_scheduleMessage(channel=GENERAL, post_at=soon, text="an hour later")
    anna.sees_nothing("an hour later")
    workspace.turn_clock(advance=3601)
    anna.sees("an hour later")
    assert refusal(client.chat_scheduleMessage, channel=GENERAL, post_at=5, text="x") == "time_in_past"


def test_a_scheduled_message_can_be_taken_back(workspace: Workspace, client: WebClient, anna: Person) -> None:
    soon = int(client.chat_postMessage(channel=GENERAL, text="now")["ts"].split(".")[0]) + 3600
    id = client.chat_scheduleMessage(channel=GENERAL, post_at=soon, text="an hour later")["scheduled_message_id"]
    listed = client.chat_scheduledMessages_list(channel=GENERAL)["scheduled_messages"]
    assert [(each["id"], each["post_at"]) for each in listed] == [(id, soon)]
    client.chat_deleteScheduledMessage(channel=GENERAL, scheduled_message_id=id)
    workspace.turn_clock(advance=3601)
    client.chat_postMessage(channel=GENERAL, text="an hour has passed")
    anna.sees("an hour has passed", in_="#general")
    anna.sees_nothing("an hour later")
    with pytest.raises(SlackApiError, match="invalid_scheduled_message_id"):
        client.chat_deleteScheduledMessage(channel=GENERAL, scheduled_message_id=id)


def test_what_was_said_is_read_page_by_page(client: WebClient, anna: Person) -> None:
    parent = client.chat_postMessage(channel=GENERAL, text="first")["ts"]
    replies = [client.chat_postMessage(channel=GENERAL, text=f"re {n}", thread_ts=parent)["ts"] for n in range(3)]
    last = client.chat_postMessage(channel=GENERAL, text="last")["ts"]
    client.chat_postEphemeral(channel=GENERAL, user="U0ANNA", text="psst")
    page = client.conversations_history(channel=GENERAL, limit=1)
    assert ([each["ts"] for each in page["messages"]], page["has_more"]) == ([last], True)
    next_cursor = page["response_metadata"]["next_cursor"]
    rest = client.conversations_history(channel=GENERAL, limit=1, cursor=next_cursor)
    assert ([each["ts"] for each in rest["messages"]], rest["has_more"]) == ([parent], False)
    assert rest["messages"][0]["reply_count"] == 3
    thread = client.conversations_replies(channel=GENERAL, ts=parent)["messages"]
    assert [each["ts"] for each in thread] == [parent, *replies]
    between = client.conversations_history(channel=GENERAL, oldest=parent, latest=last, inclusive=True)["messages"]
    assert [each["ts"] for each in between] == [last, parent]
    assert client.conversations_history(channel=GENERAL, oldest=last)["messages"] == []
    assert refusal(client.conversations_replies, channel=GENERAL, ts="1.000000") == "thread_not_found"


def test_a_profile_has_pictures_to_show(client: WebClient) -> None:
    profile = client.users_profile_get(user="U0ANNA")["profile"]
    assert profile == client.users_info(user="U0ANNA")["user"]["profile"]
    assert requests.get(profile["image_72"], timeout=30).headers["content-type"].startswith("image/")


def test_the_app_asks_where_it_is(workspace: Workspace, client: WebClient) -> None:
    mine = [each["name"] for each in client.users_conversations()["channels"]]
    assert "general" in mine and set(mine) < {each["name"] for each in client.conversations_list()["channels"]}
    assert requests.post(f"{workspace.api_url}api.test", data={"foo": "bar"}, timeout=30).json() == {
        "ok": True,
        "args": {"foo": "bar"},
    }


def test_limits_answer_429_with_retry_after(workspace: Workspace) -> None:
    workspace.do("limits", on=True)
    answers = [
        requests.post(f"{workspace.api_url}users.list", headers={"Authorization": "Bearer xoxb-standin"}, timeout=30)
        for _ in range(21)
    ]
    assert [each.status_code for each in answers[:20]] == [200] * 20
    assert answers[20].status_code == 429
    assert answers[20].json()["error"] == "ratelimited"
    assert 1 <= int(answers[20].headers["Retry-After"]) <= 61


def test_only_the_workspaces_own_page_may_ask_from_a_browser(workspace: Workspace) -> None:
    url = f"{workspace.url}/control/state?user=anna"
    assert requests.get(url, headers={"Origin": workspace.url}, timeout=30).status_code == 200
    assert requests.get(url, headers={"Origin": "https://evil.example"}, timeout=30).status_code == 403
    assert requests.get(url, headers={"Host": "evil.example"}, timeout=30).status_code == 400


def test_a_home_that_is_switched_off_is_refused(manifest: Manifest) -> None:
    features = manifest.features.model_copy(
        update={"app_home": manifest.features.app_home.model_copy(update={"home_tab_enabled": False})}
    )
    with running(Options(manifest.model_copy(update={"features": features}))) as workspace:
        client = WebClient(token="xoxb-standin", base_url=workspace.api_url)
        assert refusal(client.views_publish, user_id="U0ANNA", view={"type": "home", "blocks": []}) == "not_enabled"


def test_the_buttons_of_a_message_keep_what_the_app_gave_them(client: WebClient, anna: Person) -> None:
    client.chat_postMessage(
        channel=GENERAL, text="t", blocks=[{"type": "actions", "elements": [button("Look", "look", value="7")]}]
    )
    assert anna.sees_button("Look")["value"] == "7"
