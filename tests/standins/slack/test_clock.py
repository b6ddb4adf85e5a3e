"""The workspace's clock, and those who follow it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from slack_sdk import WebClient

from standins.slack.person import Person
from standins.slack.workspace import Workspace


class Follower(HTTPServer):
    """Somebody who keeps the workspace's time."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Turn)
        self.turns: list[dict[str, Any]] = []


class Turn(BaseHTTPRequestHandler):
    server: Follower

    def do_POST(self) -> None:
        self.server.turns.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def follower() -> Iterator[Follower]:
    with Follower() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_turn_is_answered_when_every_follower_has_it(workspace: Workspace, follower: Follower) -> None:
    workspace.do("clock/followers", url=f"http://127.0.0.1:{follower.server_address[1]}/turned")
    workspace.turn_clock(freeze=True)
    told = workspace.turn_clock(now="2031-01-31T09:00:00Z")
    assert [each["frozen"] for each in follower.turns] == [True, True]
    assert follower.turns[-1]["now"] == told["now"] == "2031-01-31T09:00:00+00:00"


def test_a_follower_that_is_gone_holds_nothing_up(workspace: Workspace) -> None:
    workspace.do("clock/followers", url="http://127.0.0.1:9/turned")
    assert workspace.turn_clock(advance=60)["ok"]


def test_messages_carry_the_turned_time(workspace: Workspace, client: WebClient, anna: Person) -> None:
    workspace.turn_clock(now="2031-01-31T09:00:00Z")
    ts = client.chat_postMessage(channel="C0GENERAL", text="from the future")["ts"]
    assert 0 <= float(ts) - 1_927_616_400 < 60


@pytest.mark.parametrize("turn", [{"advance": "soon"}, {"now": "tomorrow"}, {"now": "2031-01-31T09:00:00"}])
def test_what_is_no_moment_is_refused(workspace: Workspace, turn: dict[str, str]) -> None:
    with pytest.raises(Exception, match="invalid_arguments"):
        workspace.turn_clock(**turn)
