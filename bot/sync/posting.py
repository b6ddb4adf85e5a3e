"""Put a message where it belongs and keep it up to date there. The fallback text is plain, and escaped here."""

from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import escape

Place = dict[str, str]
Words = tuple[str, list[dict[str, Any]]]
GONE: Final = ("message_not_found", "channel_not_found", "cant_update_message")
NOT_THERE: Final = ("channel_not_found", "not_in_channel", "is_archived")


def put(client: WebClient, place: Place, words: Words, *, asked_in: str, person: str) -> Place:
    """Update the message at a place; post it anew when there is none (any more). Answers where it stands."""
    return place if place and _update(client, place, words) else post(client, words, asked_in=asked_in, person=person)


def post(client: WebClient, words: Words, *, asked_in: str, person: str) -> Place:
    """Where it was asked for if we may speak there, else privately to the person."""
    text, blocks = escape(words[0]), words[1]
    try:
        posted = client.chat_postMessage(channel=asked_in or person, text=text, blocks=blocks, unfurl_links=False)
    except SlackApiError as refused:
        if refused.response.get("error") not in NOT_THERE:
            raise
        posted = client.chat_postMessage(channel=person, text=text, blocks=blocks, unfurl_links=False)
    return {"channel": posted["channel"], "ts": posted["ts"]}


def _update(client: WebClient, place: Place, words: Words) -> bool:
    text, blocks = escape(words[0]), words[1]
    try:
        client.chat_update(channel=place["channel"], ts=place["ts"], text=text, blocks=blocks)
    except SlackApiError as refused:
        if refused.response.get("error") not in GONE:
            raise
        return False
    return True
