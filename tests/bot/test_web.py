"""The bot's pages: safe to show, careful with codes, and honest about health."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
import requests
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.web import build_web
from domain.connections.connecting import Connecting
from domain.problems import Problem
from domain.store import Store
from tests.bot.connection.office import Web
from tests.databases import Databases

SECRET = "a-signing-secret"


class Consents:
    """A connecting that says what it was asked, and refuses as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.refusal: Exception = Problem("This link was used.", next_step="Start again.")

    def complete(self, *brought: str) -> None:
        self.asked.append(brought)
        raise self.refusal


class Site:
    """The pages on a port, and what stands behind them."""

    def __init__(self, store: Store, slack: App | None) -> None:
        self.consents, self.turns, self.web = Consents(), cast(list[dict[str, Any]], []), Web()
        connecting = cast(Connecting, self.consents)
        self.web.start(
            build_web(
                store=store,
                connecting=connecting,
                slack=slack,
                slack_url='https://slack.example/"><b>',
                new_id=lambda: "0123456789abcdef",
                follow=None if slack else self.turns.append,
            )
        )

    def get(self, path: str) -> requests.Response:
        return requests.get(self.web.url + path, timeout=30)


@pytest.fixture
def site(store: Store) -> Iterator[Site]:
    made = Site(store, None)
    yield made
    made.web.stop()


@pytest.fixture
def slack_site(store: Store) -> Iterator[Site]:
    known = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-standin", bot_user_id="UBOT")
    app = App(signing_secret=SECRET, authorize=lambda: known)
    app.command("/accounting")(lambda ack: ack("I am here"))
    made = Site(store, app)
    yield made
    made.web.stop()


def test_pages_are_escaped_and_allow_nothing(site: Site) -> None:
    site.consents.refusal = Problem("You chose <script>alert(1)</script> & Co.")
    page = site.get("/quickbooks/callback?state=s&code=c&realmId=1")
    assert page.status_code == 400
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co." in page.text and "<script" not in page.text
    assert 'href="https://slack.example/&quot;&gt;&lt;b&gt;"' in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")


def test_the_callback_hands_over_what_the_browser_brought(site: Site) -> None:
    site.get("/quickbooks/callback?state=s&code=c&realmId=1")
    site.get("/quickbooks/callback?state=s&error=access_denied")
    assert site.consents.asked == [("s", "c", "1", ""), ("s", "", "", "access_denied")]


def test_a_look_at_the_callbacks_head_uses_nothing_up(site: Site) -> None:
    assert requests.head(site.web.url + "/quickbooks/callback?state=s&code=c", timeout=30).ok
    assert site.consents.asked == []


def test_our_own_mistake_is_an_apology_with_a_reference(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.consents.refusal = KeyError("oops")
    page = site.get("/quickbooks/callback?state=s&code=very-secret&realmId=1")
    assert page.status_code == 500 and "Reference 01234567" in page.text and "oops" not in page.text
    assert "reference 01234567" in caplog.text and "very-secret" not in caplog.text


def test_the_other_pages_say_what_to_do(site: Site) -> None:
    assert "/accounting reconnect" in site.get("/quickbooks/reconnect").text
    assert "Type /accounting" in site.get("/").text
    assert site.get("/style.css").headers["Content-Type"].startswith("text/css")
    assert site.get("/elsewhere").status_code == 404


def test_health_is_the_databases(databases: Databases) -> None:
    with databases.opened() as store:
        site = Site(store, None)
        assert site.get("/healthz").json() == {"ok": True}
    assert site.get("/healthz").status_code == 503, "the database is gone"
    site.web.stop()


def test_the_clock_is_followed_only_where_it_is_offered(site: Site, slack_site: Site) -> None:
    turned = {"now": "2026-01-31T09:00:00Z", "frozen": True, "offset": 0}
    assert requests.post(f"{site.web.url}/control/clock", json=turned, timeout=30).json() == {"ok": True}
    assert site.turns == [turned]
    assert requests.post(f"{slack_site.web.url}/control/clock", json=turned, timeout=30).status_code == 404


def say(site: Site, command: str, secret: str = SECRET) -> requests.Response:
    """A command as Slack sends it over HTTP."""
    body = f"command={command.replace('/', '%2F')}&text=&user_id=U1&channel_id=C1&team_id=T1&trigger_id=1"
    signer = SignatureVerifier(secret)
    stamp = str(int(signer.clock.now()))
    signature = signer.generate_signature(timestamp=stamp, body=body) or ""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    return requests.post(f"{site.web.url}/slack/events", data=body, headers=headers, timeout=30)


def test_slack_over_http_is_answered_when_its_signature_is_right(slack_site: Site) -> None:
    assert "I am here" in json.dumps(say(slack_site, "/accounting").text)
    assert say(slack_site, "/accounting", secret="another").status_code == 401


def test_without_a_signing_secret_there_is_no_such_door(site: Site) -> None:
    assert say(site, "/accounting").status_code == 404


def test_many_requests_at_once_are_all_answered(slack_site: Site) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: say(slack_site, "/accounting").status_code, range(48)))
    assert set(answers) == {200}
