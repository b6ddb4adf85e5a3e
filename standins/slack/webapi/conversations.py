"""conversations.*: which channels there are, who is in them, direct messages."""

from standins.slack import events
from standins.slack.refusal import Json, Refused
from standins.slack.webapi.call import Call
from standins.slack.world import BOT_USER_ID, Channel

SCOPE = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def _kind(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def described(channel: Channel, member: str = BOT_USER_ID) -> Json:
    """A channel object, as it looks to one of the users."""
    common: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_org_shared": False,
        "updated": channel.created * 1000,
    }
    if channel.is_im:
        return {**common, "is_im": True, "user": channel.user, "is_user_deleted": False, "priority": 0}
    topic = {"value": channel.topic, "creator": "", "last_set": 0}
    return {
        **common,
        "name": channel.name,
        "creator": BOT_USER_ID,
        "unlinked": 0,
        "shared_team_ids": [],
        "pending_shared": [],
        "previous_names": [],
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "is_member": member in channel.members,
        "topic": topic,
        "purpose": {**topic, "value": ""},
        "num_members": len(channel.members),
    }


def info(call: Call) -> Json:
    """conversations.info"""
    channel = call.channel()
    call.need(SCOPE[_kind(channel)])
    return {"ok": True, "channel": described(channel)}


def list_(call: Call) -> Json:
    """conversations.list: of the types asked for, those the app can know of."""
    return call.page(_listed(call), "channels")


def of_user(call: Call) -> Json:
    """users.conversations: those of one person (the app, if none is named)."""
    user = call.text("user") or BOT_USER_ID
    if user not in call.world.users:
        raise Refused("user_not_found")
    mine = [each for each in _listed(call) if user in call.world.channels[each["id"]].members]
    return call.page(mine, "channels")


def _listed(call: Call) -> list[Json]:
    types = call.names("types") or ["public_channel"]
    if set(types) - set(SCOPE):
        raise Refused("invalid_types")
    for each in types:
        call.need(SCOPE[each])
    known = [each for each in call.world.channels.values() if not each.is_private or BOT_USER_ID in each.members]
    skip = call.flag("exclude_archived")
    return [described(each) for each in known if _kind(each) in types and not (skip and each.archived)]


def members(call: Call) -> Json:
    """conversations.members"""
    channel = call.channel()
    call.need(SCOPE[_kind(channel)])
    page = call.page([{"id": each} for each in channel.members], "members")
    return {**page, "members": [each["id"] for each in page["members"]]}


def join(call: Call) -> Json:
    """conversations.join: public channels only."""
    channel = call.channel()
    if channel.is_private:
        raise Refused("method_not_supported_for_channel_type")
    if BOT_USER_ID in channel.members:
        return {"ok": True, "channel": described(channel), "warning": "already_in_channel"}
    channel.members.append(BOT_USER_ID)
    call.slack.delivery.later(events.of_join(call.slack, channel, BOT_USER_ID))
    call.slack.changes.tell("state")
    return {"ok": True, "channel": described(channel)}


def open_(call: Call) -> Json:
    """conversations.open: the direct message with one person; groups of people are not part of this workspace."""
    users = call.names("users")
    if call.text("channel"):
        channel = call.channel()
        if not channel.is_im:
            raise Refused("channel_not_found")
    elif not users:
        raise Refused("users_list_not_supplied")
    elif len(users) > 1:
        raise Refused("method_not_supported_for_channel_type")
    else:
        person = call.world.users.get(users[0])
        if person is None:
            raise Refused("user_not_found")
        if person.is_bot:
            raise Refused("cannot_dm_bot")
        if person.deleted:
            raise Refused("user_disabled")
        channel = call.world.im(person.id)
    opened = {"no_op": True, "already_open": True}
    if call.flag("return_im"):
        return {"ok": True, **opened, "channel": described(channel)}
    return {"ok": True, **opened, "channel": {"id": channel.id}}
