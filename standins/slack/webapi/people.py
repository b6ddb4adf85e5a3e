"""auth.*, users.*, usergroups.*, bots.* and team.*: who is who."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from standins.slack.messages import pictures
from standins.slack.refusal import Json, Refused
from standins.slack.webapi.call import Call
from standins.slack.world import APP_ID, BOT_ID, BOT_USER_ID, Group, User


def api_test(call: Call) -> Json:
    """api.test: says back what it was given, with or without a token"""
    given = {key: value for key, value in call.arguments.items() if key != "token"}
    if given.get("error"):
        raise Refused(str(given["error"]), args=given)
    return {"ok": True, "args": given}


def auth_test(call: Call) -> Json:
    """auth.test"""
    team = call.world.team
    return {
        "ok": True,
        "url": f"{call.slack.options.base_url}/",
        "team": team.name,
        "user": call.slack.manifest.bot_name,
        "team_id": team.id,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    """apps.connections.open: the address of one Socket Mode connection."""
    if not call.slack.manifest.settings.socket_mode_enabled:
        raise Refused("socket_mode_not_enabled")
    base = call.slack.options.base_url.replace("http", "ws", 1)
    return {"ok": True, "url": f"{base}/link/?ticket={call.slack.socket.ticket()}&app_id={APP_ID}"}


def _described(call: Call, user: User) -> Json:
    here = call.slack.clock.now().astimezone(ZoneInfo(user.tz))
    first, _, last = user.real_name.partition(" ")
    profile: Json = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": "local",
        **pictures(call.slack, 24, 32, 48, 72, 192, 512),
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "first_name": first,
        "last_name": last,
        "team": call.world.team.id,
    }
    if call.granted("users:read.email") and not user.is_bot:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"bot_id": BOT_ID, "api_app_id": APP_ID}
    return {
        "id": user.id,
        "team_id": call.world.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": here.tzname(),
        "tz_offset": int((here.utcoffset() or timedelta()).total_seconds()),
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }


def users_info(call: Call) -> Json:
    """users.info"""
    user = call.world.users.get(call.required("user", "user_not_found"))
    if user is None:
        raise Refused("user_not_found")
    return {"ok": True, "user": _described(call, user)}


def users_profile_get(call: Call) -> Json:
    """users.profile.get: of one person, or of the app"""
    user = call.world.users.get(call.text("user") or BOT_USER_ID)
    if user is None:
        raise Refused("user_not_found")
    return {"ok": True, "profile": _described(call, user)["profile"]}


def users_list(call: Call) -> Json:
    """users.list"""
    page = call.page([_described(call, each) for each in call.world.users.values()], "members")
    return {**page, "cache_ts": call.world.now()}


def users_lookup_by_email(call: Call) -> Json:
    """users.lookupByEmail"""
    email = call.required("email").lower()
    for user in call.world.users.values():
        if user.email.lower() == email and not user.deleted:
            return {"ok": True, "user": _described(call, user)}
    raise Refused("users_not_found")


def _group(call: Call, group: Group, with_users: bool) -> Json:
    described = {
        "id": group.id,
        "team_id": call.world.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "date_create": 0,
        "date_update": 0,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    return {**described, "users": group.users} if with_users else described


def usergroups_list(call: Call) -> Json:
    """usergroups.list"""
    with_users = call.flag("include_users")
    return {"ok": True, "usergroups": [_group(call, each, with_users) for each in call.world.groups.values()]}


def usergroups_users_list(call: Call) -> Json:
    """usergroups.users.list"""
    group = call.world.groups.get(call.required("usergroup", "no_such_subteam"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"ok": True, "users": group.users}


def bots_info(call: Call) -> Json:
    """bots.info"""
    if call.text("bot") not in ("", BOT_ID):
        raise Refused("bot_not_found")
    known = {"id": BOT_ID, "deleted": False, "name": call.slack.manifest.name, "updated": 0}
    return {
        "ok": True,
        "bot": {**known, "app_id": APP_ID, "user_id": BOT_USER_ID, "icons": pictures(call.slack, 36, 48, 72)},
    }


def team_info(call: Call) -> Json:
    """team.info"""
    team = call.world.team
    described: Json = {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": ""}
    described |= {"icon": pictures(call.slack, 34, 44, 68, 88, 102, 132)}
    return {"ok": True, "team": {**described, "url": f"{call.slack.options.base_url}/"}}
