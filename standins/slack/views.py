"""Modals and Home tabs: the stack of three, the hash, and what stays filled in when the app updates a view."""

from standins.slack import blockkit, files, forms
from standins.slack.blockkit_rules import HOME, MODAL
from standins.slack.completing import completed
from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.world import APP_ID, BOT_ID, View

STACK_AT_MOST = 3


def shown(slack: Slack, view: View) -> Json:
    """The view as Slack answers it and sends it along, with `state.values`."""
    values = forms.state_values(view.body["blocks"], view.filled)
    return {**view.body, "state": {"values": files.in_full(slack, values)}}


def _body(slack: Slack, given: Json, surface: str) -> Json:
    """What is kept of a view the app sends, once it is found to be right."""
    blockkit.check_view(given, surface)
    modal = surface == MODAL
    title = {"type": "plain_text", "text": "View Title", "emoji": True}
    return {
        "team_id": slack.world.team.id,
        "type": surface,
        "blocks": completed(given["blocks"], slack.new_id),
        "private_metadata": given.get("private_metadata") or "",
        "callback_id": given.get("callback_id") or "",
        "hash": _hash(slack),
        "title": _emoji(given.get("title")) or title,
        "submit": _emoji(given.get("submit")) if modal else None,
        "close": _emoji(given.get("close")) if modal else None,
        "clear_on_close": bool(given.get("clear_on_close")),
        "notify_on_close": bool(given.get("notify_on_close")),
        "submit_disabled": bool(given.get("submit_disabled")),
        "external_id": given.get("external_id") or "",
        "app_id": APP_ID,
        "app_installed_team_id": slack.world.team.id,
        "bot_id": BOT_ID,
    }


def _emoji(text: Json | None) -> Json | None:
    return {"emoji": True, **text} if text else None


def _hash(slack: Slack) -> str:
    return f"{slack.world.now()}.{slack.new_id()[:8]}"


def _new(slack: Slack, user: str, given: Json, below: View | None) -> View:
    body = _body(slack, given, MODAL)
    _refuse_duplicate(slack, body["external_id"], None)
    id = slack.world.fresh("V")
    root = below.body["root_view_id"] if below else id
    view = View(id, user, {"id": id, **body, "root_view_id": root, "previous_view_id": below.id if below else None})
    slack.world.views[id] = view
    return view


def _refuse_duplicate(slack: Slack, external_id: str, own: View | None) -> None:
    others = [*slack.world.views.values(), *slack.world.homes.values()]
    if external_id and any(each is not own and each.body["external_id"] == external_id for each in others):
        raise Refused("duplicate_external_id")


def open_modal(slack: Slack, user: str, given: Json, channel: str | None = None) -> View:
    """Show a modal to this person; whatever stack was open gives way to it. `channel` is where they pressed."""
    view = _new(slack, user, given, None)
    if channel:
        view.filled = forms.in_channel(view.body["blocks"], channel)
    clear(slack, user)
    slack.world.stacks[user] = [view.id]
    slack.changes.tell("modal", user)
    return view


def push(slack: Slack, user: str, given: Json) -> View:
    """Put a modal on top of the stack; refused with push_limit_reached above three."""
    stack = slack.world.stack(user)
    if not stack:
        raise Refused("invalid_trigger_id")
    if len(stack) >= STACK_AT_MOST:
        raise Refused("push_limit_reached")
    view = _new(slack, user, given, stack[-1])
    slack.world.stacks[user].append(view.id)
    slack.changes.tell("modal", user)
    return view


def update(slack: Slack, view: View, given: Json, hash: str | None = None) -> View:
    """Replace what a view shows; what is filled in stays where block_id, action_id and type stay."""
    _refuse_stale(view, hash)
    before = view.body["blocks"]
    body = _body(slack, given, view.body["type"])
    _refuse_duplicate(slack, body["external_id"], view)
    view.filled = forms.kept_values(before, body["blocks"], view.filled)
    view.body |= body
    view.errors = {}
    slack.changes.tell("home" if body["type"] == HOME else "modal", view.user)
    return view


def publish(slack: Slack, user: str, given: Json, hash: str | None = None) -> View:
    """Show this person a Home tab."""
    if not slack.manifest.features.app_home.home_tab_enabled:
        raise Refused("not_enabled")
    if home := slack.world.homes.get(user):
        return update(slack, home, given, hash)
    body = _body(slack, given, HOME)
    _refuse_duplicate(slack, body["external_id"], None)
    id = slack.world.fresh("V")
    view = View(id, user, {"id": id, **body, "root_view_id": id, "previous_view_id": None})
    slack.world.homes[user] = view
    slack.changes.tell("home", user)
    return view


def _refuse_stale(view: View, hash: str | None) -> None:
    if hash and hash != view.body["hash"]:
        raise Refused("hash_conflict")


def find(slack: Slack, view_id: str | None, external_id: str | None) -> View:
    """An open modal or a Home tab; refused with not_found once it is closed."""
    known = [*slack.world.views.values(), *slack.world.homes.values()]
    for view in known:
        if (view_id and view.id == view_id) or (external_id and view.body["external_id"] == external_id):
            return view
    raise Refused("not_found")


def top(slack: Slack, user: str) -> View | None:
    """The modal this person has in front of them."""
    stack = slack.world.stack(user)
    return stack[-1] if stack else None


def drop(slack: Slack, view: View) -> None:
    """Take one modal off its stack; it is gone for the app too."""
    slack.world.stacks[view.user] = [id for id in slack.world.stacks.get(view.user, []) if id != view.id]
    slack.world.views.pop(view.id, None)
    slack.changes.tell("modal", view.user)


def clear(slack: Slack, user: str) -> None:
    """Close the whole stack."""
    for view in slack.world.stack(user):
        drop(slack, view)
