"""Doing, under `/control/`: what a person types, fills, presses, submits, uploads and closes."""

import html

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from standins.slack import commands, events, files, messages, pressing, submitting, views
from standins.slack.control.door import Asked, in_words
from standins.slack.control.looks import message_seen
from standins.slack.looking import channel_of
from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.world import File, Message, User, View


async def message(asked: Asked) -> Json:
    """Post a message, with files if there are any."""
    channel, user = asked.channel, asked.user
    if user.id not in channel.members:
        raise Refused("not_in_channel")
    shared = [files.find(asked.slack, id) for id in asked.given.get("file_ids") or []]
    posted = await post(
        asked.slack, user, channel.id, str(asked.given.get("text", "")), asked.given.get("thread_ts"), shared
    )
    return {"message": message_seen(asked.slack, posted, user)}


async def post(
    slack: Slack, user: User, channel_id: str, text: str, thread_ts: str | None, shared: list[File]
) -> Message:
    """A person's message with its files; the app hears of each file."""
    channel = slack.world.channels[channel_id]
    home = slack.manifest.features.app_home
    if channel.is_im and (home.messages_tab_read_only_enabled or not home.messages_tab_enabled):
        raise Refused("messages_tab_read_only")
    if not text.strip() and not shared:
        raise Refused("no_text")
    if thread_ts and not channel.message(thread_ts):
        raise Refused("message_not_found")
    body: Json = {"text": commands.escaped(slack, html.escape(text, quote=False), names=False)}
    if thread_ts:
        body["thread_ts"] = thread_ts
    if shared:
        body["files"] = []
    posted = await messages.say(slack, channel, user.id, body, lambda made: _share(slack, made, shared))
    for each in shared:
        await events.of_file(slack, channel, each, user.id)
    return posted


def _share(slack: Slack, made: Message, shared: list[File]) -> None:
    for each in shared:
        each.shared_in[made.channel] = made.ts
    if shared:
        made.body["files"] = [files.described(slack, each) for each in shared]


async def command(asked: Asked) -> Json:
    """Run a slash command."""
    text = str(asked.given.get("text", "")).strip()
    ack, words = await commands.run(asked.slack, asked.user, asked.channel, asked.need("command"), text)
    return {"ack": ack.as_json(words)}


async def shortcut(asked: Asked) -> Json:
    """Choose a global shortcut, or one of a message's menu."""
    target = asked.given.get("ts")
    on = pressing.place(asked.slack, asked.user, {"channel": asked.channel.id, "ts": target}) if target else None
    if isinstance(on, View):
        raise Refused("message_not_found")
    ack, words = await commands.shortcut(asked.slack, asked.user, asked.need("callback_id"), on)
    return {"ack": ack.as_json(words)}


def _place(asked: Asked) -> pressing.Place:
    container = asked.given.get("container")
    if not isinstance(container, dict):
        raise Refused("missing_argument", ["`container` is missing."])
    if container.get("channel"):
        container = {**container, "channel": channel_of(asked.slack, asked.user, str(container["channel"])).id}
    return pressing.place(asked.slack, asked.user, container)


async def act(asked: Asked) -> Json:
    """Press a button, pick or enter a value, and tell the app."""
    place = _place(asked)
    pressing.keep_all(asked.slack, asked.user, place, asked.given.get("state") or {})
    block_id, value = asked.given.get("block_id"), asked.given.get("value")
    ack, words = await pressing.press(asked.slack, asked.user, place, asked.need("action_id"), block_id, value)
    return {"ack": ack.as_json(words)}


async def fill(asked: Asked) -> Json:
    """Fill one field of a modal, a Home tab, or (with `container`) of a message."""
    place = _place(asked) if asked.given.get("container") else _view(asked)
    value = asked.given.get("value")
    sent = await pressing.fill(asked.slack, asked.user, place, asked.need("block_id"), asked.need("action_id"), value)
    return {"ack": sent[0].as_json(sent[1])} if sent else {}


async def options(asked: Asked) -> Json:
    """Type into an external select."""
    query = str(asked.given.get("query", ""))
    place = _place(asked)
    ack, found = await pressing.ask_options(
        asked.slack, asked.user, place, asked.need("block_id"), asked.need("action_id"), query
    )
    return {"ack": ack.as_json(ack.reason), **{key: found[key] for key in ("options", "option_groups") if key in found}}


def _view(asked: Asked) -> View:
    view = views.find(asked.slack, asked.need("view_id"), None)
    if view.user != asked.user.id:
        raise Refused("view_not_found")
    return view


async def submit(asked: Asked) -> Json:
    """Press the submit button of the top modal."""
    view = _view(asked)
    pressing.keep_all(asked.slack, asked.user, view, asked.given.get("values") or {})
    ack, words, errors = await submitting.submit(asked.slack, asked.user, view)
    return {"ack": ack.as_json(words) if ack else None, "errors": errors or None}


async def close(asked: Asked) -> Json:
    """Cancel the modal, or close the whole window."""
    await submitting.close(asked.slack, asked.user, _view(asked), bool(asked.given.get("all")))
    return {}


async def open_home(asked: Asked) -> Json:
    """Look at the app's Home or Messages tab."""
    tab = asked.given.get("tab", "home")
    features = asked.slack.manifest.features.app_home
    enabled = {"home": features.home_tab_enabled, "messages": features.messages_tab_enabled}
    if not enabled.get(tab):
        raise Refused("not_enabled")
    known = asked.slack.world.homes.get(asked.user.id)
    await events.of_home(asked.slack, asked.user.id, tab, views.shown(asked.slack, known) if known else None)
    return {}


async def read(asked: Asked) -> Json:
    """Clear the unread mark."""
    channel = asked.channel
    if channel.messages:
        channel.read[asked.user.id] = channel.messages[-1].ts
        asked.slack.changes.tell("state", asked.user.id)
    return {}


async def reload(asked: Asked) -> Json:
    """Reload the client: what was only on the screen is gone."""
    world, user = asked.slack.world, asked.user
    views.clear(asked.slack, user.id)
    for channel in world.channels.values():
        channel.messages = [each for each in channel.messages if each.only_for != user.id]
    world.toasts.pop(user.id, None)
    asked.slack.changes.tell("state", user.id)
    return {}


async def upload(slack: Slack, request: Request) -> Response:
    """Upload a file: into a channel, or to wait for a file_input."""
    try:
        async with request.form() as form:
            content = form.get("file")
            if not isinstance(content, UploadFile):
                raise Refused("missing_argument", ["`file` is missing."])
            given = {key: value for key, value in form.items() if isinstance(value, str)}
            raw, name = await content.read(), content.filename or "file"
        return JSONResponse({"ok": True, **await _uploaded(Asked(slack, given, request), name, raw)})
    except Refused as refused:
        return in_words(refused)


async def _uploaded(asked: Asked, name: str, content: bytes) -> Json:
    slack, user = asked.slack, asked.user
    channel = asked.channel if asked.given.get("channel") else None
    if channel and user.id not in channel.members:
        raise Refused("not_in_channel")
    file = files.add(slack, user.id, name, content)
    file.done = True
    if not channel:
        return {"file": files.described(slack, file)}
    text, thread = asked.given.get("text", ""), asked.given.get("thread_ts")
    posted = await post(slack, user, channel.id, text, thread, [file])
    return {"file": files.described(slack, file), "message": message_seen(slack, posted, user)}
