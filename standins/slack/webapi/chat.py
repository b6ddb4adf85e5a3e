"""chat.*: posting, changing and removing messages as the app."""

from datetime import UTC, datetime, timedelta

from standins.slack import events, messages
from standins.slack.refusal import Json, Refused
from standins.slack.webapi.call import Call
from standins.slack.world import BOT_USER_ID, Channel, Message

FURTHEST = timedelta(days=120)


def _body(call: Call, channel: Channel) -> Json:
    body = messages.content(call.slack, call.arguments)
    thread = call.text("thread_ts")
    if thread:
        parent = channel.message(thread)
        if parent is None:
            raise Refused("thread_not_found")
        body["thread_ts"] = parent.thread_ts or thread
        if call.flag("reply_broadcast"):
            body |= {"reply_broadcast": True, "subtype": "thread_broadcast"}
    return messages.from_app(call.slack, body)


def post_message(call: Call) -> Json:
    """chat.postMessage"""
    channel = call.postable()
    message = messages.post(call.slack, channel, _body(call, channel))
    events.of_own_message(call.slack, channel, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.body}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral: seen by one person, until they reload."""
    channel = call.postable()
    user = call.required("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    message = messages.post(call.slack, channel, _body(call, channel), only_for=user)
    return {"ok": True, "message_ts": message.ts}


def _own(call: Call, refusal: str) -> Message:
    message = call.channel().message(call.required("ts"))
    if message is None or message.only_for:
        raise Refused("message_not_found")
    if message.body.get("user") != BOT_USER_ID or message.body.get("deleted"):
        raise Refused(refusal)
    return message


def update(call: Call) -> Json:
    """chat.update: an ephemeral message is never found by it; blocks stay unless new ones (or []) are given."""
    message = _own(call, "cant_update_message")
    messages.change(call.slack, message, messages.content(call.slack, call.arguments), BOT_USER_ID)
    text = message.body["text"]
    return {"ok": True, "channel": message.channel, "ts": message.ts, "text": text, "message": message.body}


def delete(call: Call) -> Json:
    """chat.delete"""
    message = _own(call, "cant_delete_message")
    messages.remove(call.slack, message)
    return {"ok": True, "channel": message.channel, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink"""
    channel = call.channel()
    message = channel.message(call.required("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    link = f"{call.slack.options.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def schedule_message(call: Call) -> Json:
    """chat.scheduleMessage: posted when the workspace's clock gets there."""
    channel = call.postable()
    post_at = call.number("post_at", 0)
    if post_at <= call.world.now():
        raise Refused("time_in_past")
    if post_at > call.world.now() + FURTHEST.total_seconds():
        raise Refused("time_too_far")
    body, id = _body(call, channel), call.world.fresh("Q")
    call.world.scheduled[id] = {
        "id": id,
        "channel_id": channel.id,
        "post_at": post_at,
        "date_created": call.world.now(),
        "text": body["text"],
    }
    call.slack.delivery.later(_post_later(call, channel, id, post_at, body))
    message = {"type": "delayed_message", **body}
    return {"ok": True, "channel": channel.id, "scheduled_message_id": id, "post_at": post_at, "message": message}


async def _post_later(call: Call, channel: Channel, id: str, post_at: int, body: Json) -> None:
    reached = await call.slack.delivery.reached(datetime.fromtimestamp(post_at, UTC))
    if reached and id in call.world.scheduled:
        del call.world.scheduled[id]
        messages.post(call.slack, channel, body)


def scheduled_messages(call: Call) -> Json:
    """chat.scheduledMessages.list"""
    channel = call.channel().id if call.text("channel") else None
    waiting = [each for each in call.world.scheduled.values() if channel in (None, each["channel_id"])]
    return call.page(sorted(waiting, key=lambda each: int(each["post_at"])), "scheduled_messages")


def delete_scheduled(call: Call) -> Json:
    """chat.deleteScheduledMessage: refused with invalid_scheduled_message_id once it is posted."""
    found = call.world.scheduled.get(call.required("scheduled_message_id"))
    if found is None or found["channel_id"] != call.channel().id:
        raise Refused("invalid_scheduled_message_id")
    del call.world.scheduled[found["id"]]
    return {"ok": True}
