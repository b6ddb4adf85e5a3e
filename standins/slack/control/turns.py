"""Turning the world, under `/control/`: the clock and its followers, faults, limits, waiting, resetting."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from standins.slack import looking, views
from standins.slack.control.door import Asked
from standins.slack.control.looks import clock_state, message_seen
from standins.slack.posting import post
from standins.slack.refusal import Json, Refused
from standins.slack.seed import Seed
from standins.slack.state import Slack
from standins.slack.world import User

FOLLOWER_SECONDS = 30.0
DISCONNECT_NOTICE = 1.0  # seconds from the word to the end of a connection; Slack takes up to ten
PERSONAL = ("message", "no_message", "modal", "no_modal", "home", "element", "toast")


async def clock(asked: Asked) -> Json:
    """Look at the clock."""
    return clock_state(asked.slack)


async def turn(asked: Asked) -> Json:
    """Move, set, freeze or let go the clock; answers when every follower has answered."""
    known = asked.slack.clock
    try:
        if "freeze" in asked.given:
            asked.slack.frozen = bool(asked.given["freeze"])
            known.freeze(asked.slack.frozen)
        if "now" in asked.given:
            moment = datetime.fromisoformat(str(asked.given["now"]))
            if moment.tzinfo is None:
                raise ValueError("without a zone")
            known.set(moment)
        if "advance" in asked.given:
            known.turn(timedelta(seconds=float(asked.given["advance"])))
    except (ValueError, OverflowError) as wrong:
        raise Refused("invalid_arguments", [f"Not a moment or a span: {wrong}."]) from wrong
    asked.slack.changes.tell("clock")
    await _tell_followers(asked.slack)
    return clock_state(asked.slack)


async def follow(asked: Asked) -> Json:
    """From now on post each turn there."""
    url = asked.need("url")
    if url not in asked.slack.followers:
        asked.slack.followers.append(url)
    return clock_state(asked.slack)


async def _tell_followers(slack: Slack) -> None:
    """Each in its turn; one that is down catches up when it starts and asks for the time."""
    body = json.dumps(clock_state(slack)).encode()
    for url in slack.followers:
        await post(url, body, {"Content-Type": "application/json"}, FOLLOWER_SECONDS)


async def fault(asked: Asked) -> Json:
    """Order a fault; a disconnect happens at once."""
    if asked.given.get("kind") == "disconnect":
        reason, notice = str(asked.given.get("reason", "warning")), asked.number("seconds", DISCONNECT_NOTICE)
        await asked.slack.socket.disconnect(reason, notice)
        return {"fault": {"kind": "disconnect"}}
    ordered = asked.slack.faults.order(asked.given)
    return {"fault": {key: value for key, value in vars(ordered).items() if key != "chance"}}


async def clear_faults(asked: Asked) -> Json:
    """No more faults."""
    asked.slack.faults.clear()
    return {}


async def limits(asked: Asked) -> Json:
    """Switch the rate limits on or off."""
    asked.slack.limits.on = bool(asked.given.get("on"))
    return {"on": asked.slack.limits.on}


async def reset(asked: Asked) -> Json:
    """Back to the seed."""
    asked.slack.reset()
    return {}


async def seed(asked: Asked) -> Json:
    """Add users, user groups and channels."""
    try:
        more = Seed.model_validate(asked.given)
    except ValidationError as wrong:
        raise Refused("invalid_arguments", [str(wrong)]) from wrong
    asked.slack.world.add(more.users, more.usergroups, more.channels)
    asked.slack.changes.tell("state")
    return {}


async def verify(asked: Asked) -> Json:
    """Challenge the app's request URL, as Slack does when one is entered."""
    challenge = asked.slack.new_id()
    payload = {"token": "standin", "challenge": challenge, "type": "url_verification"}
    ack = await asked.slack.delivery.send("events_api", payload, "url_verification")
    return {"verified": ack.ok and isinstance(ack.payload, dict) and ack.payload.get("challenge") == challenge}


async def wait(asked: Asked) -> Json:
    """Block until it is so; refused with timeout after `timeout` seconds."""
    until = asked.given.get("until")
    if not isinstance(until, dict) or len(until) != 1 or next(iter(until)) not in CHECKS:
        raise Refused("invalid_arguments", [f"`until` is one of {', '.join(CHECKS)}."])
    [(kind, wish)] = until.items()
    if not isinstance(wish, dict if kind in PERSONAL and kind != "no_modal" else int):
        raise Refused("invalid_arguments", [f"What is waited for is wrong: {kind} {wish}."])
    user = asked.user if kind in PERSONAL else None
    found = await asked.slack.changes.until(lambda: CHECKS[kind](asked.slack, user, wish), asked.number("timeout", 10))
    if found is None:
        raise Refused("timeout", [f"It did not come to be: {kind} {wish}."])
    return found


def _message(slack: Slack, user: User, wish: Json) -> Json | None:
    found = looking.found_message(slack, user, wish)
    return {"message": message_seen(slack, found, user)} if found else None


def _no_message(slack: Slack, user: User, wish: Json) -> Json | None:
    return None if looking.found_message(slack, user, wish) else {}


def _modal(slack: Slack, user: User, wish: Json) -> Json | None:
    found = looking.found_modal(slack, user, wish)
    return {"modal": looking.modal(slack, found)} if found else None


def _no_modal(slack: Slack, user: User, wish: Json) -> Json | None:
    return None if views.top(slack, user.id) else {}


def _home(slack: Slack, user: User, wish: Json) -> Json | None:
    found = looking.found_home(slack, user, wish)
    return {"home": views.shown(slack, found)} if found else None


def _element(slack: Slack, user: User, wish: Json) -> Json | None:
    return looking.found_element(slack, user, wish)


def _toast(slack: Slack, user: User, wish: Json) -> Json | None:
    texts = [each.text for each in slack.world.toasts.get(user.id, []) if str(wish.get("contains", "")) in each.text]
    return {"toast": texts[-1]} if texts else None


def _connected(slack: Slack, user: None, wish: int) -> Json | None:
    return {"connected": slack.socket.connections} if slack.socket.connections >= wish else None


def _disconnected(slack: Slack, user: None, wish: bool) -> Json | None:
    return None if slack.socket.connections else {}


def _quiet(slack: Slack, user: None, wish: bool) -> Json | None:
    return {} if not slack.delivery.open else None


def _deliveries(slack: Slack, user: None, wish: int) -> Json | None:
    over = slack.delivery.over
    return {"deliveries": over} if over >= wish else None


CHECKS: dict[str, Callable[[Slack, Any, Any], Json | None]] = {
    "message": _message,
    "no_message": _no_message,
    "modal": _modal,
    "no_modal": _no_modal,
    "home": _home,
    "element": _element,
    "toast": _toast,
    "connected": _connected,
    "disconnected": _disconnected,
    "quiet": _quiet,
    "deliveries": _deliveries,
}
