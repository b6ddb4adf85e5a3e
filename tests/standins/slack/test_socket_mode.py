"""Socket Mode frame by frame, with a bare WebSocket client in the place of Bolt."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from standins.slack.manifest import Manifest
from standins.slack.options import Options
from standins.slack.running import running
from standins.slack.workspace import Workspace

Json = dict[str, Any]


@pytest.fixture(scope="module")
def bare(manifest: Manifest) -> Iterator[Workspace]:
    with running(Options(manifest, ack_seconds=0.5)) as workspace:
        yield workspace


def ticket(workspace: Workspace) -> str:
    return str(WebClient(base_url=workspace.api_url).apps_connections_open(app_token="xapp-standin")["url"])


def received(socket: ClientConnection) -> Json:
    frame: Json = json.loads(socket.recv(timeout=30))
    return frame


def acting(workspace: Workspace, path: str, **body: Any) -> tuple[threading.Thread, list[Json]]:
    """Do something in the background that waits for the app's answer."""
    answers: list[Json] = []
    thread = threading.Thread(target=lambda: answers.append(workspace.do(path, user="anna", **body)))
    thread.start()
    return thread, answers


def test_a_connection_is_greeted_and_a_ticket_works_once(bare: Workspace) -> None:
    url = ticket(bare)
    with connect(url, proxy=None) as socket:
        hello = received(socket)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(InvalidStatus), connect(url, proxy=None):
            pass


def test_a_command_is_one_envelope_and_its_ack_may_carry_the_answer(bare: Workspace) -> None:
    with connect(ticket(bare), proxy=None) as socket:
        received(socket)
        thread, answers = acting(bare, "command", channel="#accounting", command="/close", text="@bo in #general")
        envelope = received(socket)
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        payload = envelope["payload"]
        assert payload["text"] == "<@U0BO|bo> in <#C0GENERAL|general>"
        assert payload["channel_name"] == "privategroup"
        assert payload["is_enterprise_install"] == "false"
        assert payload["response_url"].startswith(bare.url)
        socket.send("not json")
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "as you wish"}}))
        thread.join()
        assert answers[0]["ack"]["ok"]
        bare.person("anna").sees("as you wish", ephemeral=True)


def test_an_event_is_marked_as_tried_again(bare: Workspace) -> None:
    with connect(ticket(bare), proxy=None) as socket:
        received(socket)
        thread, _ = acting(bare, "open_home", tab="home")
        first, second = received(socket), received(socket)
        assert (first["retry_attempt"], first["accepts_response_payload"]) == (0, False)
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")
        assert first["payload"]["event_id"] == second["payload"]["event_id"]
        assert "view" not in first["payload"]["event"]
        socket.send(json.dumps({"envelope_id": second["envelope_id"]}))
        thread.join()
        bare.settles()


def test_with_nobody_connected_a_command_fails_at_once(bare: Workspace) -> None:
    bare.wait(disconnected=True)
    assert bare.person("anna").types("/close 1", in_="#accounting")["error"] == "dispatch_failed"


def test_envelopes_go_to_any_one_of_the_connections(bare: Workspace) -> None:
    with connect(ticket(bare), proxy=None) as one, connect(ticket(bare), proxy=None) as two:
        assert [received(one)["num_connections"], received(two)["num_connections"]] == [1, 2]
        thread, answers = acting(bare, "command", channel="#accounting", command="/close")
        second, more = acting(bare, "command", channel="#accounting", command="/close")
        for socket in (one, two):
            socket.send(json.dumps({"envelope_id": received(socket)["envelope_id"]}))
        thread.join()
        second.join()
        assert answers[0]["ack"]["ok"] and more[0]["ack"]["ok"]


def test_a_disconnect_is_announced(bare: Workspace) -> None:
    with connect(ticket(bare), proxy=None) as socket:
        received(socket)
        bare.fault("disconnect", seconds=0.1)
        assert received(socket)["type"] == "disconnect"
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=30)


def test_a_connection_told_to_go_is_closed_when_the_next_is_there(bare: Workspace) -> None:
    with connect(ticket(bare), proxy=None) as old:
        received(old)
        bare.fault("disconnect", seconds=60)
        assert received(old)["type"] == "disconnect"
        with connect(ticket(bare), proxy=None) as new:
            assert received(new)["type"] == "hello"
            with pytest.raises(ConnectionClosed):
                old.recv(timeout=30)


@pytest.mark.parametrize("frame", [b"\x00\x01", "nonsense", "[]", '{"envelope_id": {}}', '{"envelope_id": "unknown"}'])
def test_a_frame_that_is_no_acknowledgement_is_passed_over(bare: Workspace, frame: str | bytes) -> None:
    bare.wait(disconnected=True)
    with connect(ticket(bare), proxy=None) as socket:
        received(socket)
        socket.send(frame)
        thread, answers = acting(bare, "command", channel="#accounting", command="/bill")
        socket.send(json.dumps({"envelope_id": received(socket)["envelope_id"]}))
        thread.join()
        assert answers[0]["ack"]["ok"]


def test_an_eleventh_connection_is_one_too_many(bare: Workspace) -> None:
    bare.wait(disconnected=True)
    with ExitStack() as opened:
        sockets = [opened.enter_context(connect(ticket(bare), proxy=None)) for _ in range(11)]
        assert [received(each)["type"] for each in sockets] == ["hello"] * 10 + ["disconnect"]


def test_a_stranger_cannot_press_in_a_private_channel(bare: Workspace) -> None:
    said = bare.person("anna").types("private", in_="#accounting")
    with pytest.raises(Exception, match="message_not_found"):
        bare.do("act", user="otto", action_id="x", container={"channel": said["channel"], "ts": said["ts"]})
