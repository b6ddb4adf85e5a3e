"""Posts, changes and removes messages, and says which of them a person sees."""

from collections.abc import Callable
from typing import Any

from standins.slack import blockkit, events
from standins.slack.completing import completed
from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.world import APP_ID, BOT_ID, BOT_USER_ID, Channel, Message

TEXT_AT_MOST = 40_000


def content(slack: Slack, given: Json) -> Json:
    """The checked text, blocks and attachments of a message the app sends; refused as Slack does."""
    text, blocks = str(given.get("text") or ""), given.get("blocks")
    if given.get("markdown_text"):
        if text or blocks:
            raise Refused("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": given["markdown_text"]}]
    if not text and not blocks and not given.get("attachments"):
        raise Refused("no_text")
    if len(text) > TEXT_AT_MOST:
        raise Refused("msg_too_long")
    body: Json = {"text": text}
    if blocks not in (None, ""):
        blockkit.check_message(blocks)
        body["blocks"] = completed(blocks, slack.new_id)
    if given.get("attachments"):
        body["attachments"] = _attachments(slack, given["attachments"])
    if given.get("metadata"):
        body["metadata"] = _metadata(given["metadata"])
    return body


def _attachments(slack: Slack, attachments: Any) -> list[Json]:
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise Refused("invalid_attachments")
    if len(attachments) > 100:
        raise Refused("too_many_attachments")
    for each in attachments:
        blockkit.check_message(each.get("blocks") or [])
        fields = each.get("fields") or []
        if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
            raise Refused("invalid_attachments")
    return [_attachment(slack, number, each) for number, each in enumerate(attachments, start=1)]


def _attachment(slack: Slack, number: int, given: Json) -> Json:
    kept = {"fallback": given.get("text") or "[no preview available]", **given, "id": number}
    if given.get("blocks"):
        kept["blocks"] = completed(given["blocks"], slack.new_id)
    return kept


def _metadata(metadata: Any) -> Json:
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_payload"), dict)
        or not metadata.get("event_type")
    ):
        raise Refused("invalid_metadata_format")
    if len(str(metadata)) > 16_000:
        raise Refused("metadata_too_large")
    return metadata


def pictures(slack: Slack, *sizes: int) -> Json:
    """The same picture in every size, by the names Slack has for them."""
    return {f"image_{size}": f"{slack.options.base_url}/page/icon.svg" for size in sizes}


def from_app(slack: Slack, body: Json) -> Json:
    """The same body with the app as its author."""
    profile = {
        "id": BOT_ID,
        "app_id": APP_ID,
        "name": slack.manifest.bot_name,
        "deleted": False,
        "updated": 0,
        "team_id": slack.world.team.id,
        "icons": pictures(slack, 36, 48, 72),
    }
    author = {"user": BOT_USER_ID, "bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": profile}
    return {"username": slack.manifest.bot_name, **author, **body}


def post(slack: Slack, channel: Channel, body: Json, only_for: str | None = None) -> Message:
    """Put a message into a channel, under its thread if `body` has a thread_ts."""
    ts = slack.world.next_ts(channel)
    message = Message(channel.id, {"type": "message", **body, "ts": ts, "team": slack.world.team.id}, only_for)
    if only_for:
        message.body["is_ephemeral"] = True
    channel.messages.append(message)
    if not only_for:
        _count_reply(channel, message)
    slack.changes.tell("message", only_for, channel=channel.id, ts=ts)
    return message


def _count_reply(channel: Channel, message: Message) -> None:
    parent = channel.message(message.thread_ts) if message.thread_ts else None
    if parent and parent is not message:
        users = parent.body.get("reply_users", [])
        parent.body |= {
            "thread_ts": parent.ts,
            "reply_count": parent.body.get("reply_count", 0) + 1,
            "latest_reply": message.ts,
            "reply_users": users if message.body["user"] in users else [*users, message.body["user"]],
        }


def change(slack: Slack, message: Message, body: Json, editor: str) -> None:
    """Replace a message's content; it says from then on that it was edited."""
    before = dict(message.body)
    message.body |= body
    message.body["edited"] = {"user": editor, "ts": slack.world.stamp()}
    for key in [each for each in slack.world.filled if each[1:] == (message.channel, message.ts)]:
        old = slack.world.filled.pop(key)
        ids = {block["block_id"] for block in message.blocks}
        slack.world.filled[key] = {block_id: held for block_id, held in old.items() if block_id in ids}
    events.of_change(slack, message, before)
    slack.changes.tell("message", message.only_for, channel=message.channel, ts=message.ts)


def remove(slack: Slack, message: Message) -> None:
    """Take a message away; a parent with replies stays as a tombstone."""
    channel, before = slack.world.channels[message.channel], dict(message.body)
    if message.body.get("reply_count"):
        keep = {
            key: message.body[key]
            for key in ("ts", "thread_ts", "reply_count", "latest_reply", "reply_users", "team", "user")
        }
        message.body = {
            "type": "message",
            "subtype": "tombstone",
            "text": "This message was deleted.",
            "deleted": True,
            **keep,
        }
    else:
        channel.messages.remove(message)
        _uncount_reply(channel, message)
    events.of_change(slack, message, before)
    slack.changes.tell("message", message.only_for, channel=message.channel, ts=message.ts)


def _uncount_reply(channel: Channel, message: Message) -> None:
    parent = channel.message(message.thread_ts) if message.thread_ts and not message.only_for else None
    if parent and parent.body.get("reply_count"):
        parent.body["reply_count"] -= 1


def sees(channel: Channel, user: str) -> bool:
    """Whether this person can look into the channel."""
    return user in channel.members or not channel.is_private


def seen(channel: Channel, user: str, thread_ts: str | None = None) -> list[Message]:
    """The messages this person sees, oldest first: of the channel, or of one thread with its parent first."""
    mine = [each for each in channel.messages if each.only_for in (None, user)]
    if thread_ts:
        return [each for each in mine if thread_ts in (each.ts, each.thread_ts)]
    return [each for each in mine if not each.is_reply]


async def say(slack: Slack, channel: Channel, user: str, body: Json, finish: Callable[[Message], None]) -> Message:
    """A person posts, `finish` adds what needs the message's ts; the app is told as far as it asked for such events."""
    message = post(slack, channel, {"user": user, **body})
    finish(message)
    channel.read[user] = message.ts
    for event in events.of_message(slack, channel, message):
        await events.send(slack, event, user)
    return message
