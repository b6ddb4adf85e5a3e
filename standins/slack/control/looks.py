"""Looking, under `/control/`: state, messages, modal, Home, toasts, requests, envelopes, files and the stream."""

import json
from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from standins.slack import files, looking, messages, payloads, views
from standins.slack.control.door import Asked, in_words
from standins.slack.delivery import Envelope
from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.world import APP_ID, BOT_USER_ID, Channel, File, Message, User

COLORS = ("#9f3a6b", "#2f6f8f", "#7a5c1e", "#4b6b2f", "#5b4a9a", "#a0472c", "#2f6b5e", "#6b3f2f")


async def state(asked: Asked) -> Json:
    """Everything the page's frame shows."""
    slack, me = asked.slack, asked.user
    features = slack.manifest.features
    return {
        "team": slack.world.team.model_dump(),
        "me": _user(slack, me),
        "users": [_user(slack, each) for each in slack.world.users.values() if not each.deleted],
        "channels": [_channel(slack, each, me) for each in looking.channels(slack, me)],
        "apps": [_app(slack, me)],
        "commands": [{**each.model_dump(), "app": APP_ID} for each in features.slash_commands],
        "shortcuts": [{**each.model_dump(), "app": APP_ID} for each in features.shortcuts],
        "connections": slack.socket.connections,
        **clock_state(slack),
    }


def clock_state(slack: Slack) -> Json:
    """The workspace's time as answers and followers get it."""
    clock = slack.clock
    return {"now": clock.now().isoformat(), "frozen": slack.frozen, "offset": clock.offset.total_seconds()}


def _user(slack: Slack, user: User) -> Json:
    place = list(slack.world.users).index(user.id)
    initials = "".join(part[0] for part in user.real_name.split()[:2]).upper()
    color = slack.manifest.display_information.background_color if user.is_bot else COLORS[place % len(COLORS)]
    known = {"id": user.id, "name": user.name, "real_name": user.real_name, "title": user.title, "role": user.role}
    return {**known, "tz": user.tz, "color": color, "initials": initials, "is_bot": user.is_bot}


def _channel(slack: Slack, channel: Channel, me: User) -> Json:
    read = channel.read.get(me.id, "")
    unread = [each for each in messages.seen(channel, me.id) if each.ts > read and each.body.get("user") != me.id]
    described: Json = {
        "id": channel.id,
        "name": slack.manifest.bot_name if channel.is_im else channel.name,
        "is_private": channel.is_private,
        "is_im": channel.is_im,
        "topic": channel.topic,
        "unread": len(unread),
        "is_member": me.id in channel.members,
        "members": channel.members,
    }
    return {**described, "user": channel.user, "app": APP_ID} if channel.is_im else described


def _app(slack: Slack, me: User) -> Json:
    home = slack.manifest.features.app_home
    return {
        "id": APP_ID,
        "name": slack.manifest.name,
        "bot_user_id": BOT_USER_ID,
        "color": slack.manifest.display_information.background_color,
        **home.model_dump(),
        "im": slack.world.im(me.id).id,
    }


async def seen_messages(asked: Asked) -> Json:
    """What this user sees in a channel or thread, each with what they have chosen in it."""
    channel, user = asked.channel, asked.user
    listed = messages.seen(channel, user.id, asked.given.get("thread_ts"))
    return {"channel": channel.id, "messages": [message_seen(asked.slack, each, user) for each in listed]}


def message_seen(slack: Slack, message: Message, user: User) -> Json:
    """One message with the state this person gave it."""
    author = slack.world.users.get(str(message.body.get("user")))
    named = {"username": author.name} if author else {}
    shown = {**named, **message.body, "channel": message.channel, "is_ephemeral": bool(message.only_for)}
    return {**shown, "state": payloads.state(slack, user, message)}


async def modal(asked: Asked) -> Json:
    """The stack of open modals, bottom first."""
    return {"stack": [looking.modal(asked.slack, each) for each in asked.slack.world.stack(asked.user.id)]}


async def home(asked: Asked) -> Json:
    """The Home tab the app published for this user, or null."""
    view = asked.slack.world.homes.get(asked.user.id)
    return {"view": views.shown(asked.slack, view) if view else None}


async def toasts(asked: Asked) -> Json:
    """What Slack showed this user in passing."""
    known = asked.slack.world.toasts.get(asked.user.id, [])
    return {
        "toasts": [{"id": each.id, "at": each.at.isoformat(), "text": each.text, "kind": each.kind} for each in known]
    }


async def text(asked: Asked) -> Json:
    """Everything this user can read now, as plain text: what a failed expectation shows."""
    slack, user = asked.slack, asked.user
    read = looking.reader(slack, user)
    found: Json = {}
    for channel in looking.channels(slack, user):
        lines = [read.message(each.body) for each in channel.messages if each.only_for in (None, user.id)]
        if lines:
            found["@app" if channel.is_im else f"#{channel.name}"] = lines
    stack = [read.view(looking.modal(slack, each)) for each in slack.world.stack(user.id)]
    home_view = slack.world.homes.get(user.id)
    return {"messages": found, "modals": stack, "home": read.view(views.shown(slack, home_view)) if home_view else None}


async def requests(asked: Asked) -> Json:
    """Every Web API call, newer than `after`."""
    after = asked.number("after", 0)
    return {"requests": [{**vars(each), "at": each.at.isoformat()} for each in asked.slack.requests if each.n > after]}


async def envelopes(asked: Asked) -> Json:
    """Every delivery to the app (with `payloads=1` what it carried), and how many were late."""
    with_payload = bool(asked.given.get("payloads"))
    listed = [_envelope(each, with_payload) for each in asked.slack.delivery.envelopes]
    return {"envelopes": listed, "unacked_at_3s": asked.slack.delivery.unacked}


def _envelope(envelope: Envelope, with_payload: bool) -> Json:
    known = {"id": envelope.id, "type": envelope.type, "what": envelope.what, "at": envelope.at.isoformat()}
    told = {"acked_ms": envelope.acked_ms, "retry": envelope.retry, "retry_reason": envelope.retry_reason}
    told["error"] = envelope.error
    return {**known, **told, "payload": envelope.payload} if with_payload else {**known, **told}


async def file(slack: Slack, request: Request) -> Response:
    """The bytes of a file this user may see."""
    try:
        user = slack.world.person(request.query_params.get("user", ""))
        found = files.find(slack, request.path_params["id"])
        if not files.may_see(slack, found, user.id):
            raise Refused("file_not_found")
    except Refused as refused:
        return in_words(refused)
    return file_response(slack, found)


def file_response(slack: Slack, found: File) -> Response:
    """A file's bytes; only pictures may show in place, everything else is a download."""
    mime = files.described(slack, found)["mimetype"]
    place = "inline" if mime in ("image/png", "image/jpeg", "image/gif") else "attachment"
    headers = {
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(found.name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.content, media_type=mime, headers=headers)


async def stream(slack: Slack, request: Request) -> Response:
    """Server-sent notices of changes for one user; they end when the workspace stops."""
    try:
        user = slack.world.person(request.query_params.get("user", ""))
    except Refused as refused:
        return in_words(refused)

    async def notices() -> AsyncIterator[str]:
        queue = slack.changes.listen(user.id)
        try:
            yield ": listening\n\n"
            while (notice := await queue.get()) is not None:
                yield f"event: change\ndata: {json.dumps(notice)}\n\n"
        finally:
            slack.changes.leave(queue)

    return StreamingResponse(notices(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
