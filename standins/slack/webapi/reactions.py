"""reactions.*: the app's reactions to messages."""

import re

from standins.slack.refusal import Json, Refused
from standins.slack.webapi.call import Call
from standins.slack.world import BOT_USER_ID, Message


def _target(call: Call) -> tuple[Message, str]:
    name = call.required("name", "invalid_name").strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
        raise Refused("invalid_name")
    message = call.channel().message(call.required("timestamp", "no_item_specified"))
    if message is None or message.only_for:
        raise Refused("message_not_found")
    return message, name


def add(call: Call) -> Json:
    """reactions.add"""
    message, name = _target(call)
    reactions = message.body.setdefault("reactions", [])
    found = next((each for each in reactions if each["name"] == name), None)
    if found is None:
        reactions.append(found := {"name": name, "users": [], "count": 0})
    if BOT_USER_ID in found["users"]:
        raise Refused("already_reacted")
    found["users"].append(BOT_USER_ID)
    found["count"] += 1
    return _told(call, message)


def remove(call: Call) -> Json:
    """reactions.remove"""
    message, name = _target(call)
    reactions = message.body.get("reactions", [])
    found = next((each for each in reactions if each["name"] == name), None)
    if found is None or BOT_USER_ID not in found["users"]:
        raise Refused("no_reaction")
    found["users"].remove(BOT_USER_ID)
    found["count"] -= 1
    if not found["count"]:
        reactions.remove(found)
    return _told(call, message)


def _told(call: Call, message: Message) -> Json:
    call.slack.changes.tell("message", channel=message.channel, ts=message.ts)
    return {"ok": True}
