"""What arrives at a response_url: a new message, or a change of the one that was pressed."""

from standins.slack import messages
from standins.slack.refusal import Json, Refused
from standins.slack.response_urls import ResponseUrl
from standins.slack.state import Slack
from standins.slack.world import BOT_USER_ID, Channel, Message


def answer(slack: Slack, url: ResponseUrl, given: Json) -> None:
    """Carry out one answer; refused with no_text, invalid_blocks and the like."""
    channel = slack.world.channel(url.channel)
    original = channel.message(url.message_ts) if url.message_ts else None
    if given.get("delete_original"):
        if original is None:
            raise Refused("message_not_found")
        url.uses += 1
        messages.remove(slack, original)
        return
    body = messages.content(slack, given)
    url.uses += 1
    if given.get("replace_original") and original:
        _replace(slack, original, given, body)
        return
    posted = _post(slack, channel, url, given, body)
    if original is None and posted.only_for:  # of a command, an earlier private answer is what a later one replaces
        url.message_ts = posted.ts


def _replace(slack: Slack, original: Message, given: Json, body: Json) -> None:
    if original.only_for and given.get("response_type") == "in_channel":
        raise Refused("cannot_change_ephemeral")
    messages.change(slack, original, {"blocks": [], "attachments": [], **body}, BOT_USER_ID)


def _post(slack: Slack, channel: Channel, url: ResponseUrl, given: Json, body: Json) -> Message:
    public = given.get("response_type") == "in_channel"
    thread = given.get("thread_ts") or (None if public else url.thread_ts)
    if thread:
        body["thread_ts"] = thread
    return messages.post(slack, channel, messages.from_app(slack, body), only_for=None if public else url.user)
