"""The payloads of commands, presses, submissions, closings, option queries and shortcuts, as Slack words them."""

from standins.slack import files, forms, views
from standins.slack.manifest import Command, Shortcut
from standins.slack.refusal import Json
from standins.slack.state import Slack
from standins.slack.world import APP_ID, Channel, Message, User, View

TOKEN = "standin"  # the old verification token: present in every payload, not to be relied on


def _common(slack: Slack, type: str, user: User) -> Json:
    team = slack.world.team
    return {
        "type": type,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id},
        "api_app_id": APP_ID,
        "token": TOKEN,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_name(channel: Channel) -> str:
    """A channel's name as payloads give it."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def command(slack: Slack, user: User, channel: Channel, command: Command, text: str, trigger_id: str) -> Json:
    """A slash command; every value is a string, as it may travel as a form."""
    return {
        "token": TOKEN,
        "team_id": slack.world.team.id,
        "team_domain": slack.world.team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command.command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": slack.response_urls.give(channel.id, user.id),
        "trigger_id": trigger_id,
    }


def _place(slack: Slack, place: View | Message, block_id: str) -> Json:
    if isinstance(place, View):
        return {"container": {"type": "view", "view_id": place.id}, "view": views.shown(slack, place)}
    channel = slack.world.channels[place.channel]
    container: Json = {
        "type": "message",
        "message_ts": place.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(place.only_for),
    }
    if place.thread_ts:
        container["thread_ts"] = place.thread_ts
    for attachment in place.body.get("attachments") or []:
        if any(block["block_id"] == block_id for block in attachment.get("blocks") or []):
            container |= {"type": "message_attachment", "attachment_id": attachment["id"], "is_app_unfurl": False}
    found: Json = {"container": container, "channel": {"id": channel.id, "name": channel_name(channel)}}
    return found if place.only_for else {**found, "message": place.body}


def state(slack: Slack, user: User, message: Message) -> Json:
    """`state` of a message: what this person has chosen in it."""
    filled = slack.world.filled.get((user.id, message.channel, message.ts), {})
    return {"values": files.in_full(slack, forms.state_values(message.blocks, filled))}


def block_actions(slack: Slack, user: User, place: View | Message, action: Json, trigger_id: str) -> Json:
    """A press, tick or choice in a message, modal or Home tab."""
    payload = {
        **_common(slack, "block_actions", user),
        "trigger_id": trigger_id,
        **_place(slack, place, action["block_id"]),
    }
    if isinstance(place, Message):
        payload["response_url"] = slack.response_urls.give(place.channel, user.id, place.ts, place.thread_ts)
        payload["state"] = state(slack, user, place)
    payload["actions"] = [{**action, "action_ts": slack.world.stamp()}]
    return payload


def block_suggestion(
    slack: Slack, user: User, place: View | Message, block_id: str, action_id: str, query: str
) -> Json:
    """What has been typed into an external select."""
    asked = {"block_id": block_id, "action_id": action_id, "value": query}
    return {**_common(slack, "block_suggestion", user), **_place(slack, place, block_id), **asked}


def view_submission(slack: Slack, user: User, view: View, trigger_id: str) -> Json:
    """The press on a modal's submit button."""
    shown = views.shown(slack, view)
    urls = {"response_urls": _response_urls(slack, user, view, shown)}
    return {**_common(slack, "view_submission", user), "trigger_id": trigger_id, "view": shown, **urls}


def _response_urls(slack: Slack, user: User, view: View, shown: Json) -> list[Json]:
    found = []
    for block, element in forms.elements(view.body["blocks"]):
        if block["type"] == "input" and element.get("response_url_enabled"):
            held = shown["state"]["values"][block["block_id"]][element["action_id"]]
            channel = held[forms.VALUE_KEYS[element["type"]][0]]
            if channel:
                url = slack.response_urls.give(channel, user.id)
                where = {"block_id": block["block_id"], "action_id": element["action_id"]}
                found.append({**where, "channel_id": channel, "response_url": url})
    return found


def view_closed(slack: Slack, user: User, view: View, is_cleared: bool) -> Json:
    """A modal closed without submitting."""
    return {**_common(slack, "view_closed", user), "view": views.shown(slack, view), "is_cleared": is_cleared}


def shortcut(slack: Slack, user: User, shortcut: Shortcut, trigger_id: str, message: Message | None) -> Json:
    """A choice from the lightning menu, or from a message's menu."""
    chosen = {"callback_id": shortcut.callback_id, "trigger_id": trigger_id, "action_ts": slack.world.stamp()}
    if message is None:
        return {**_common(slack, "shortcut", user), **chosen}
    channel = slack.world.channels[message.channel]
    return {
        **_common(slack, "message_action", user),
        **chosen,
        "message_ts": message.ts,
        "message": message.body,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "response_url": slack.response_urls.give(channel.id, user.id, message.ts, message.thread_ts),
    }
