"""Whatever a client sends, it gets an answer in Slack's form and the workspace goes on."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standins.clock import Clock
from standins.slack.manifest import Manifest
from standins.slack.options import Options
from standins.slack.person import Refusal
from standins.slack.refusal import Refused
from standins.slack.state import Slack
from standins.slack.webapi.call import Call
from standins.slack.webapi.methods import METHODS
from standins.slack.workspace import Workspace
from tests.standins.slack.marks import beside_a_socket

NAMES = [
    "channel",
    "user",
    "users",
    "text",
    "ts",
    "thread_ts",
    "blocks",
    "view",
    "view_id",
    "trigger_id",
    "user_id",
    "file",
    "files",
    "filename",
    "length",
    "limit",
    "cursor",
    "types",
    "metadata",
    "attachments",
    "post_at",
    "name",
    "timestamp",
    "hash",
]
WORDS = st.sampled_from(
    ["C0GENERAL", "U0ANNA", "D0ANNA", "#general", "1", "", "home", "modal", "im", "next:1", "x.csv"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | WORDS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["type", "id", "text", "blocks"]), inner, max_size=3)
    ),
)


@beside_a_socket
@given(method=st.sampled_from(sorted(METHODS)), arguments=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6))
@settings(max_examples=200, deadline=None)
def test_a_method_answers_or_refuses(manifest: Manifest, method: str, arguments: dict[str, Any]) -> None:
    async def call() -> None:
        slack = Slack(Options(manifest), Clock())
        try:
            answer = METHODS[method].run(Call(slack, arguments))
            assert json.loads(json.dumps(answer))["ok"] is True
        except Refused as refused:
            assert refused.answer()["error"] == refused.code
        slack.changes.close()
        slack.delivery.forget()

    asyncio.run(call())


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("wait", {"until": {"message": "hello"}}),
        ("wait", {"until": {"connected": "many"}}),
        ("wait", {"until": {}}),
        ("wait", {"until": {"quiet": True}, "timeout": "long"}),
        ("act", {"container": "here", "action_id": "x"}),
        ("act", {"container": {"channel": 7, "ts": []}, "action_id": "x"}),
        ("act", {"container": {"view_id": "V1"}, "action_id": "x", "state": [1]}),
        ("fill", {"view_id": "V1", "block_id": "b", "action_id": "a", "value": {"x": 1}}),
        ("message", {"channel": "#general", "text": "", "file_ids": ["F1"]}),
        ("message", {"channel": "#nowhere", "text": "x"}),
        ("command", {"channel": "#general", "command": 7}),
        ("submit", {"view_id": "V1", "values": 5}),
        ("seed", {"users": [{"name": "eve", "tz": "Mars/Olympus"}]}),
        ("seed", {"people": []}),
        ("faults", {"kind": "slow", "nth": "first"}),
        ("clock", {"advance": 1e30}),
    ],
)
def test_an_act_that_makes_no_sense_is_refused_in_words(workspace: Workspace, path: str, body: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        workspace.do(path, user="anna", **body)
    assert refused.value.code
