"""What Slack refuses in a manifest is refused here too, before anything starts."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from standins.slack.manifest import Manifest

GOOD = yaml.safe_load(Path(__file__).with_name("manifest.yml").read_text(encoding="utf-8"))
ONE_COMMAND = {"command": "/x", "description": "X"}
ONE_SHORTCUT = {"name": "X", "type": "global", "callback_id": "x", "description": "X"}


def with_value(path: str, value: Any) -> Any:
    """The good manifest with one thing changed; a number in the path is a place in a list."""
    manifest = deepcopy(GOOD)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    part = manifest
    for step in steps:
        part = part[step]
    part[last] = value
    return manifest


def test_a_good_manifest_is_taken_with_what_this_workspace_has_no_use_for() -> None:
    more = {"$schema": "x", "functions": {}, "outgoing_domains": []}
    Manifest.model_validate({**with_value("settings/org_deploy_enabled", True), **more})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("foo", 1),
        ("display_information/name", "x" * 36),
        ("display_information/description", "x" * 141),
        ("display_information/long_description", "x" * 174),
        ("display_information/background_color", "red"),
        ("features/foo", {}),
        ("features/bot_user/display_name", "x" * 81),
        ("features/app_home/home_tab_enabled", "yes"),
        ("features/slash_commands", [ONE_COMMAND] * 51),
        ("features/slash_commands/0", {"command": "/x"}),
        ("features/slash_commands/0/command", "x"),
        ("features/slash_commands/0/command", "/" + "x" * 32),
        ("features/slash_commands/0/usage_hint", "x" * 1001),
        ("features/slash_commands/0/url", "x"),
        ("features/shortcuts", [ONE_SHORTCUT] * 11),
        ("features/shortcuts/0/name", "x" * 25),
        ("features/shortcuts/0/type", "channel"),
        ("features/shortcuts/0/callback_id", "x" * 256),
        ("features/shortcuts/0/description", "x" * 151),
        ("features/unfurl_domains", ["example.com"] * 6),
        ("oauth_config/scopes/bot", ["x"] * 256),
        ("settings/event_subscriptions/bot_events", ["x"] * 101),
        ("settings/interactivity", {}),
        ("settings/socket_mode", True),
    ],
)
def test_what_slack_refuses_is_refused(path: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        Manifest.model_validate(with_value(path, value))
