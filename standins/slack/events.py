"""Events: which the app subscribed to and may see, and how they are worded."""

from copy import deepcopy

from standins.slack.refusal import Json
from standins.slack.state import Slack
from standins.slack.world import APP_ID, BOT_USER_ID, Channel, File, Message

# event subscription -> the scopes that allow it (any of them)
SCOPES = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "file_shared": ("files:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
}


def wanted(slack: Slack, subscription: str) -> bool:
    """Whether the manifest subscribes to this and its scopes allow it."""
    scopes = SCOPES[subscription]
    return subscription in slack.manifest.events and (not scopes or bool(slack.manifest.scopes & set(scopes)))


async def send(slack: Slack, event: Json, user: str = "") -> None:
    """Deliver one event; answers when it is acknowledged or its first three seconds are over."""
    world = slack.world
    payload = {
        "token": "standin",
        "team_id": world.team.id,
        "api_app_id": APP_ID,
        "type": "event_callback",
        "event_id": world.fresh("Ev"),
        "event_time": world.now(),
        "event": {**event, "event_ts": event.get("event_ts") or world.stamp()},
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": world.team.id,
                "user_id": BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{slack.new_id()}",
    }
    await slack.delivery.send_event(payload, user)


def of_message(slack: Slack, channel: Channel, message: Message) -> list[Json]:
    """The events a new message causes, where the app is in the conversation."""
    if BOT_USER_ID not in channel.members:
        return []
    kind, subscription = _kind(channel)
    body = {**message.body, "channel": channel.id, "event_ts": message.ts}
    if body.get("files"):
        body |= {"subtype": "file_share", "upload": True}
    found: list[Json] = []
    if wanted(slack, subscription):
        found.append({**body, "channel_type": kind})
    if f"<@{BOT_USER_ID}>" in str(body.get("text")) and not channel.is_im and wanted(slack, "app_mention"):
        found.append({**body, "type": "app_mention"})
    return found


def _kind(channel: Channel) -> tuple[str, str]:
    if channel.is_im:
        return "im", "message.im"
    return ("group", "message.groups") if channel.is_private else ("channel", "message.channels")


def of_change(slack: Slack, message: Message, before: Json) -> None:
    """Tell the app that a message reads otherwise now, or is gone, behind the back of the call that did it."""
    channel = slack.world.channels[message.channel]
    kind, subscription = _kind(channel)
    if message.only_for or BOT_USER_ID not in channel.members or not wanted(slack, subscription):
        return
    if message in channel.messages and not message.body.get("deleted"):
        what: Json = {"subtype": "message_changed", "message": deepcopy(message.body)}
    else:
        what = {"subtype": "message_deleted", "deleted_ts": message.ts}
    stamp = slack.world.stamp()
    where = {"channel": channel.id, "channel_type": kind, "ts": stamp, "event_ts": stamp, "hidden": True}
    slack.delivery.later(send(slack, {"type": "message", **what, "previous_message": before, **where}))


def of_own_message(slack: Slack, channel: Channel, message: Message) -> None:
    """The app hears of its own messages too, behind the back of the call that posted them."""
    for event in of_message(slack, channel, message):
        slack.delivery.later(send(slack, event))


async def of_file(slack: Slack, channel: Channel, file: File, user: str) -> None:
    """Tell the app of a file shared where it is a member."""
    if BOT_USER_ID in channel.members and wanted(slack, "file_shared"):
        event = {
            "type": "file_shared",
            "channel_id": channel.id,
            "file_id": file.id,
            "user_id": user,
            "file": {"id": file.id},
        }
        await send(slack, event, user)


async def of_home(slack: Slack, user: str, tab: str, view: Json | None) -> None:
    """Tell the app that somebody opened its home; `view` is there only if one was published before."""
    if wanted(slack, "app_home_opened"):
        event: Json = {"type": "app_home_opened", "user": user, "channel": slack.world.im(user).id, "tab": tab}
        await send(slack, event | ({"view": view} if view else {}), user)


async def of_join(slack: Slack, channel: Channel, user: str) -> None:
    """Tell the app that somebody joined."""
    if BOT_USER_ID in channel.members and wanted(slack, "member_joined_channel"):
        kind = "G" if channel.is_private else "C"
        event: Json = {"type": "member_joined_channel", "user": user, "channel": channel.id, "channel_type": kind}
        await send(slack, event | {"team": slack.world.team.id}, user)
