"""What the manifest promises Slack and what hangs on the door are the same."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
import yaml

from bot import verbs
from bot.app import hang
from bot.house import House
from bot.settings import read
from domain.clock import Clock, wall_now
from domain.engine import Engine
from domain.vault import new_key
from tests.databases import Databases

MANIFEST = yaml.safe_load((Path(__file__).resolve().parents[2] / "manifest.yml").read_text())
# What each Web API method we call needs; views.* and apps.connections.open need no scope of the bot.
SCOPES = {
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "chat_postEphemeral": "chat:write",
    "files_upload_v2": "files:write",
    "files_getUploadURLExternal": "files:write",
    "files_completeUploadExternal": "files:write",
    "files_info": "files:read",
    "users_info": "users:read",
    "usergroups_list": "usergroups:read",
    "conversations_open": "im:write",
    "reactions_add": "reactions:write",
    "conversations_history": "channels:history",
}


class Hung:
    """A door that only remembers what is hung on it."""

    def __init__(self) -> None:
        self.client = MagicMock()
        self.names: dict[str, list[Any]] = defaultdict(list)

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        if kind == "workflow":
            return lambda run, _broke: run
        return lambda name, *_: self.names[kind].append(name)


@pytest.fixture(scope="module")
def hung(databases: Databases) -> dict[str, list[Any]]:
    settings = read(
        {
            "SLACK_BOT_TOKEN": "xoxb-standin",
            "SLACK_APP_TOKEN": "xapp-standin",
            "TIEOUT_SLACK_API_URL": "http://127.0.0.1:9/api/",
            "TIEOUT_SECRET_KEY": new_key(),
            "TIEOUT_PUBLIC_URL": "http://127.0.0.1:9",
            "QBO_CLIENT_ID": "id",
            "QBO_CLIENT_SECRET": "secret",
            "QBO_API_URL": "http://127.0.0.1:9",
            "QBO_DISCOVERY_URL": "http://127.0.0.1:9/",
        }
    )
    door = Hung()
    with databases.opened() as store:
        engine = Engine(store, executor="main", wall=wall_now)
        hang(House(settings, door, MagicMock(), verbs.build(settings, store, engine, Clock())))  # type: ignore[arg-type]
    return door.names


def test_every_command_is_promised_and_kept(hung: dict[str, list[Any]]) -> None:
    promised = [command["command"] for command in MANIFEST["features"]["slash_commands"]]
    assert sorted(promised) == sorted(hung["command"])


def test_every_shortcut_is_promised_and_kept(hung: dict[str, list[Any]]) -> None:
    promised = [shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]]
    assert sorted(promised) == sorted(hung["shortcut"])


def test_every_event_is_promised_and_kept(hung: dict[str, list[Any]]) -> None:
    promised = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(promised) == sorted(set(hung["event"]))


def test_no_button_has_two_listeners(hung: dict[str, list[Any]]) -> None:
    for kind in ("action", "view", "options"):
        names = [name for name in hung[kind] if isinstance(name, str)]
        assert len(names) == len(set(names)), kind


def test_the_scopes_are_what_the_calls_need() -> None:
    called = "\n".join(path.read_text() for path in (Path(__file__).resolve().parents[2] / "bot").rglob("*.py"))
    needed = {scope for method, scope in SCOPES.items() if f".{method}(" in called}
    granted = set(MANIFEST["oauth_config"]["scopes"]["bot"])
    # `commands` is for the slash commands; `im:write` lets a message to a person open the conversation
    assert needed <= granted
    assert granted - needed <= {"commands", "im:write"}
