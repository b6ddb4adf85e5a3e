"""conversations.history and conversations.replies: what was said, for an app whose scopes let it read."""

from standins.slack.refusal import Json, Refused
from standins.slack.webapi.call import Call
from standins.slack.world import BOT_USER_ID, Channel, Message


def _readable(call: Call) -> Channel:
    channel = call.channel()
    kind = "channels"
    if channel.is_private:
        kind = "im" if channel.is_im else "groups"
    call.need(f"{kind}:history")
    if BOT_USER_ID not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _page(call: Call, found: list[Message]) -> Json:
    """Of the messages that everybody sees, those between `oldest` and `latest`."""
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9999999999.999999"
    edges = (oldest, latest) if call.flag("inclusive") else ()
    kept = [each.body for each in found if oldest < each.ts < latest or each.ts in edges]
    page = call.page(kept, "messages")
    return {**page, "has_more": bool(page["response_metadata"]["next_cursor"])}


def history(call: Call) -> Json:
    """conversations.history: newest first, replies left out."""
    seen = [each for each in _readable(call).messages if not each.only_for and not each.is_reply]
    return {**_page(call, seen[::-1]), "pin_count": 0}


def replies(call: Call) -> Json:
    """conversations.replies: a parent and its replies, oldest first; refused with thread_not_found."""
    channel, ts = _readable(call), call.required("ts")
    parent = channel.message(ts)
    if parent is None or parent.only_for:
        raise Refused("thread_not_found")
    thread = parent.thread_ts or ts
    return _page(call, [each for each in channel.messages if not each.only_for and thread in (each.ts, each.thread_ts)])
