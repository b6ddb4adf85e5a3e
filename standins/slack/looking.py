"""What one person sees: in channels, modals, Home; and where a labelled button or field is."""

from standins.slack import forms, messages, views
from standins.slack.plain import Reader, holds
from standins.slack.refusal import Json
from standins.slack.state import Slack
from standins.slack.world import Channel, Message, User, View


def reader(slack: Slack, user: User) -> Reader:
    """This person as a reader of texts."""
    world = slack.world
    names = {each.id: each.name for each in world.users.values()}
    names |= {each.id: each.name for each in world.channels.values()}
    return Reader(names | {each.id: each.handle for each in world.groups.values()}, user.tz)


def modal(slack: Slack, view: View) -> Json:
    """An open modal with what is filled in, its errors, and whether it is waiting for the app."""
    return {**views.shown(slack, view), "errors": view.errors, "busy": view.busy}


def channels(slack: Slack, user: User, wanted: str | None = None) -> list[Channel]:
    """The channels this person can look into, or the one wanted."""
    known = [channel_of(slack, user, wanted)] if wanted else list(slack.world.channels.values())
    return [each for each in known if messages.sees(each, user.id)]


def channel_of(slack: Slack, user: User, name: str) -> Channel:
    """A channel by id, #name, or the app's @name (this person's direct message with it)."""
    if name.startswith("@"):
        return slack.world.im(user.id)
    return slack.world.channel(name)


def found_message(slack: Slack, user: User, wish: Json) -> Message | None:
    """The newest message this person sees that fits: channel, contains, thread_ts, ts, after (a ts), ephemeral."""
    read = reader(slack, user)
    for message in newest_first(slack, user, wish.get("channel")):
        in_thread = "thread_ts" not in wish or wish["thread_ts"] == message.thread_ts
        private = "ephemeral" not in wish or bool(wish["ephemeral"]) == bool(message.only_for)
        named = wish.get("ts", message.ts) == message.ts and message.ts > str(wish.get("after", ""))
        if in_thread and private and named and holds(read.message(message.body), str(wish.get("contains", ""))):
            return message
    return None


def newest_first(slack: Slack, user: User, channel: str | None = None) -> list[Message]:
    """Every message this person sees, in threads too."""
    here = channels(slack, user, channel)
    seen = [each for found in here for each in found.messages if each.only_for in (None, user.id)]
    return sorted(seen, key=lambda each: each.ts, reverse=True)


def found_modal(slack: Slack, user: User, wish: Json) -> View | None:
    """The top modal, if it fits: contains, title."""
    view = views.top(slack, user.id)
    if view is None:
        return None
    read = reader(slack, user)
    title = holds(read.text(view.body["title"]), str(wish.get("title", "")))
    return view if title and holds(read.view(modal(slack, view)), str(wish.get("contains", ""))) else None


def found_home(slack: Slack, user: User, wish: Json) -> View | None:
    """This person's Home, if it fits: contains."""
    view = slack.world.homes.get(user.id)
    if view is None or not holds(reader(slack, user).view(views.shown(slack, view)), str(wish.get("contains", ""))):
        return None
    return view


def found_element(slack: Slack, user: User, wish: Json) -> Json | None:
    """Where an element with this label is: `{label, near?, channel?, ts?, home?}`; exactly before roughly.

    An open modal hides everything but the message that `ts` names; else Home first if `home`, then the newest message.
    """
    places = _places(slack, user, wish)
    for exact in (True, False):
        for container, blocks in places:
            found = _element(container, blocks, wish, exact)
            if found:
                return found
    return None


def _places(slack: Slack, user: User, wish: Json) -> list[tuple[Json, list[Json]]]:
    top, home = views.top(slack, user.id), slack.world.homes.get(user.id)
    if top and not wish.get("ts"):
        return [({"view_id": top.id}, top.body["blocks"])]
    at_home = [({"view_id": home.id}, home.body["blocks"])] if home and "ts" not in wish else []
    seen = [each for each in newest_first(slack, user, wish.get("channel")) if wish.get("ts", each.ts) == each.ts]
    listed = [({"channel": each.channel, "ts": each.ts}, each.blocks) for each in seen]
    return at_home + listed if wish.get("home") else listed + at_home


def _element(container: Json, blocks: list[Json], wish: Json, exact: bool) -> Json | None:
    read = Reader({})
    for block, element in forms.elements(blocks):
        value = _labelled(block, element, str(wish["label"]), exact)
        if value is not None and _is_near(read, blocks, block, str(wish.get("near", ""))):
            where = {"container": container, "block_id": block["block_id"], "action_id": element["action_id"]}
            return {**where, "element": element, "block": block, "value": value or None}
    return None


def _is_near(read: Reader, blocks: list[Json], block: Json, near: str) -> bool:
    """Whether the words stand in the same block, or in the one before it."""
    place = next((number for number, each in enumerate(blocks) if each is block), 0)
    return not near or holds(read.blocks(blocks[max(0, place - 1) : place + 1]), near)


def _labelled(block: Json, element: Json, label: str, exact: bool) -> str | None:
    """None if nothing here has that label; the option's value if it is an option's label; else empty."""

    def fits(text: object) -> bool:
        words = str(text.get("text", "")) if isinstance(text, dict) else ""
        return words.strip() == label.strip() if exact else holds(words, label)

    labels = [element.get("text"), element.get("placeholder"), block.get("label")]
    if element["type"] not in ("button", "overflow"):  # the text beside a button is not its label
        labels.append(block.get("text"))
    if any(fits(each) for each in labels):
        return ""
    if element["type"] in ("overflow", "checkboxes", "radio_buttons"):
        return next((str(each["value"]) for each in element["options"] if fits(each["text"])), None)
    return None
