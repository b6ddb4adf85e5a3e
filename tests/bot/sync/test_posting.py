"""A message is put where it stands, or anew; what came from outside cannot speak for us in its fallback text either."""

from unittest.mock import Mock

import pytest
from slack_sdk.errors import SlackApiError

from bot.sync.posting import put

WORDS = ("<!channel> & Co.csv", [{"type": "divider"}])
SAFE = "&lt;!channel&gt; &amp; Co.csv"
PLACE = {"channel": "D1", "ts": "1.2"}


def client(refusal: str = "") -> Mock:
    """A Slack that refuses to update a message for this reason."""
    made = Mock()
    made.chat_postMessage.return_value = {"channel": "D2", "ts": "3.4"}
    if refusal:
        made.chat_update.side_effect = SlackApiError("refused", {"error": refusal})  # type: ignore[no-untyped-call]
    return made


def test_it_is_updated_where_it_stands() -> None:
    slack = client()
    assert put(slack, PLACE, WORDS, asked_in="", person="U1") == PLACE
    assert slack.chat_update.call_args.kwargs["text"] == SAFE
    slack.chat_postMessage.assert_not_called()


def test_it_is_posted_to_its_person_when_it_stands_nowhere_any_more() -> None:
    for slack, place in ((client(), {}), (client("message_not_found"), PLACE)):
        assert put(slack, place, WORDS, asked_in="", person="U1") == {"channel": "D2", "ts": "3.4"}
        assert slack.chat_postMessage.call_args.kwargs["channel"] == "U1"
        assert slack.chat_postMessage.call_args.kwargs["text"] == SAFE


def test_any_other_refusal_is_for_the_patient() -> None:
    with pytest.raises(SlackApiError):
        put(client("ratelimited"), PLACE, WORDS, asked_in="", person="U1")
