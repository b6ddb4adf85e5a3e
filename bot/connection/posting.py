"""Posting a message of this feature, and updating it where it stands."""

from dataclasses import dataclass
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.connection.alert_views import Words

NOT_THERE: Final = ("channel_not_found", "not_in_channel", "is_archived", "restricted_action")
GONE: Final = (*NOT_THERE, "message_not_found", "cant_update_message")
Place = dict[str, str]


@dataclass(frozen=True)
class Posting:
    """Raises SlackApiError for a refusal that is not about the place."""

    client: WebClient

    def say(self, channel: str, words: Words) -> Place:
        """Post, and answer where it stands."""
        text, said = words
        posted = self.client.chat_postMessage(channel=channel, text=text, blocks=said, unfurl_links=False)
        return {"channel": posted["channel"], "ts": posted["ts"]}

    def update(self, place: Place, words: Words) -> bool:
        """False when the message is no longer there."""
        text, said = words
        try:
            self.client.chat_update(channel=place["channel"], ts=place["ts"], text=text, blocks=said)
        except SlackApiError as refused:
            if refused.response.get("error") not in GONE:
                raise
            return False
        return True
