"""Settings: what is missing or wrong is a plain sentence, and worlds do not mix."""

import pytest

from bot.settings import is_loopback, read
from domain.problems import Problem

REAL = {
    "SLACK_BOT_TOKEN": "xoxb-123456789012-1234567890123-abcDEF",
    "SLACK_APP_TOKEN": "xapp-1-A0123456789-1234567890123-abcdef",
    "TIEOUT_SECRET_KEY": "key",
    "TIEOUT_PUBLIC_URL": "https://tieout.example",
    "QBO_CLIENT_ID": "id",
    "QBO_CLIENT_SECRET": "secret",
}
LOCAL = REAL | {
    "SLACK_BOT_TOKEN": "xoxb-standin",
    "SLACK_APP_TOKEN": "xapp-standin",
    "TIEOUT_SLACK_API_URL": "http://127.0.0.1:8700/api/",
    "QBO_DISCOVERY_URL": "http://localhost:8701/.well-known/openid_configuration",
    "QBO_API_URL": "http://127.0.0.1:8701",
}


def refusal(environment: dict[str, str]) -> str:
    with pytest.raises(Problem) as refused:
        read(environment)
    return refused.value.sentence


def test_the_real_world_and_the_practice_world_are_both_settings() -> None:
    assert not read(REAL).local
    assert read(LOCAL).local


@pytest.mark.parametrize("name", sorted(REAL.keys() - {"SLACK_APP_TOKEN"}))
def test_what_is_missing_is_named_with_its_meaning(name: str) -> None:
    said = refusal({key: value for key, value in REAL.items() if key != name})
    assert said.startswith(f"{name} is not set. ")


def test_every_wrong_thing_is_said_at_once() -> None:
    assert len(refusal({}).splitlines()) == 5


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_real_tokens_never_go_to_a_standin_nor_the_reverse(name: str) -> None:
    assert "looks like a real token" in refusal(LOCAL | {name: REAL[name]})
    assert "stand-in's token" in refusal(REAL | {name: LOCAL[name]})


def test_half_a_standin_for_quickbooks_is_refused() -> None:
    assert "must both be real" in refusal(LOCAL | {"QBO_API_URL": "https://quickbooks.api.intuit.com"})


@pytest.mark.parametrize("name", ["TIEOUT_CLOCK_URL", "TIEOUT_DIE_AT"])
def test_tests_tools_are_for_standins_only(name: str) -> None:
    assert "stand-ins only" in refusal(REAL | {name: "http://127.0.0.1/clock"})


def test_postgresql_needs_a_name_for_the_process() -> None:
    address = {"TIEOUT_DATABASE_URL": "postgresql://db/tieout"}
    assert "TIEOUT_REPLICA" in refusal(REAL | address)
    assert read(REAL | address | {"TIEOUT_REPLICA": "bot-1"}).replica == "bot-1"


def test_slack_comes_by_socket_or_by_http() -> None:
    without = {key: value for key, value in REAL.items() if key != "SLACK_APP_TOKEN"}
    assert "SLACK_SIGNING_SECRET" in refusal(without)
    assert read(without | {"SLACK_SIGNING_SECRET": "s"}).slack_app_token == ""


def test_a_secret_is_never_repeated_in_a_refusal() -> None:
    assert "hush" not in refusal(REAL | {"TIEOUT_WEB_PORT": "hush"})


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:1/", True),
        ("http://localhost/x", True),
        ("http://[::1]:80", True),
        ("https://slack.com/api/", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://10.0.0.1", False),
    ],
)
def test_only_this_machine_is_loopback(url: str, here: bool) -> None:
    assert is_loopback(url) is here
