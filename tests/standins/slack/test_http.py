"""The same workspace over signed HTTP, with the unmodified Bolt library behind a request URL."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_bolt import App, BoltRequest

from standins.slack.manifest import Manifest
from standins.slack.options import Options
from standins.slack.running import running
from standins.slack.workspace import Workspace
from tests.standins.slack.ledgerly import bot


class AppServer(ThreadingHTTPServer):
    """The app's request URL; `got` keeps what was posted there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.app: App | None = None
        self.got: list[tuple[dict[str, str], str]] = []
        self.status: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/slack/events"


class Door(BaseHTTPRequestHandler):
    server: AppServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = dict(self.headers.items())
        self.server.got.append((headers, body))
        assert self.server.app
        answer = self.server.app.dispatch(BoltRequest(body=body, headers=headers))
        self.send_response(self.server.status or answer.status)
        for name in answer.headers:
            self.send_header(name, answer.first_headers()[name])
        self.send_header("Content-Length", str(len((answer.body or "").encode())))
        self.end_headers()
        self.wfile.write((answer.body or "").encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def app_server() -> Iterator[AppServer]:
    with AppServer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def over_http(manifest: Manifest, app_server: AppServer) -> Iterator[Workspace]:
    with running(Options(manifest, deliver=app_server.url, ack_seconds=1.0)) as workspace:
        app_server.app = bot(workspace.api_url)
        yield workspace


def test_a_whole_story_runs_over_http(over_http: Workspace) -> None:
    anna = over_http.person("anna")
    assert anna.types("/bill rent", in_="#accounting")["ok"]
    anna.sees_modal("Enter a bill")
    anna.selects("Vendor", "Bolt & Nut")
    anna.submits(Amount="5000")
    anna.sees_error("Amount", "Above your limit")
    anna.submits(Amount="50")
    anna.sees("Saved Bolt & Nut 50 rent")
    anna.types("/close 2026-02")
    anna.presses("Confirm", on=anna.sees("Close 2026-02?"))
    anna.sees("Closed by @anna")
    anna.opens_home()
    anna.sees_home("Opened")
    assert over_http.unacked == 0


def test_every_request_is_signed(over_http: Workspace, app_server: AppServer) -> None:
    app_server.got.clear()
    over_http.person("anna").types("/close 2026-03", in_="#accounting")
    headers, body = app_server.got[0]
    base = f"v0:{headers['X-Slack-Request-Timestamp']}:{body}"
    expected = "v0=" + hmac.new(b"standin-secret", base.encode(), hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == expected
    assert parse_qs(body)["command"] == ["/close"]


def test_signatures_keep_real_time_when_the_clock_is_turned(over_http: Workspace) -> None:
    over_http.turn_clock(advance=40 * 86_400)
    assert over_http.person("anna").types("/close 2026-03", in_="#accounting")["ok"]


def test_a_failing_app_is_told_again_with_number_and_reason(over_http: Workspace, app_server: AppServer) -> None:
    app_server.got.clear()
    app_server.status = 500
    over_http.person("anna").opens_home()
    over_http.turn_clock(freeze=True)
    over_http.wait(deliveries=2)
    over_http.settles()
    app_server.status = None
    retried = [headers for headers, body in app_server.got if headers.get("X-Slack-Retry-Num")]
    assert [(each["X-Slack-Retry-Num"], each["X-Slack-Retry-Reason"]) for each in retried] == [("1", "http_error")]
    events = [json.loads(body) for headers, body in app_server.got if headers["Content-Type"] == "application/json"]
    assert len({each["event_id"] for each in events}) == 1


def test_the_request_url_is_verified_by_a_challenge(over_http: Workspace) -> None:
    assert over_http.do("verify")["verified"]


def test_nobody_listening_is_a_failed_dispatch(manifest: Manifest) -> None:
    with running(Options(manifest, deliver="http://127.0.0.1:9/slack/events")) as workspace:
        assert workspace.person("anna").types("/close 1", in_="#accounting")["error"] == "dispatch_failed"
