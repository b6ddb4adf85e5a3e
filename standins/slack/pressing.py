"""What a person does with the elements of a message, modal or Home tab: fill, choose, tick, press, ask for options."""

from typing import Any

from standins.slack import blockkit, forms, messages, payloads, views
from standins.slack.commands import trigger
from standins.slack.delivery import Ack
from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.toasts import TROUBLE, toast
from standins.slack.world import Message, User, View

Place = View | Message
IDS = (
    "users_select",
    "multi_users_select",
    "conversations_select",
    "multi_conversations_select",
    "channels_select",
    "multi_channels_select",
)


def blocks_of(place: Place) -> list[Json]:
    """The blocks somebody can act on there."""
    return place.blocks


def _filled(slack: Slack, user: User, place: Place) -> dict[str, Json]:
    if isinstance(place, View):
        return place.filled
    return slack.world.filled.setdefault((user.id, place.channel, place.ts), {})


def keep(slack: Slack, user: User, place: Place, block_id: str, action_id: str, value: Any) -> tuple[Json, Json]:
    """Keep what a person entered; answers the block and element. Refused with element_not_found or invalid_value."""
    block, element = forms.find(blocks_of(place), action_id, block_id)
    if element["type"] not in forms.VALUE_KEYS:
        raise Refused("invalid_value")
    _refuse_unknown(slack, user, element, value)
    held = _filled(slack, user, place).setdefault(block_id, {})
    held[action_id] = forms.entered(element, value, held.get(action_id))
    if isinstance(place, View):
        place.errors.pop(block_id, None)
        slack.changes.tell("home" if place.body["type"] == "home" else "modal", user.id)
    return block, element


def _refuse_unknown(slack: Slack, user: User, element: Json, value: Any) -> None:
    """Ids must be of files this person has, or of people and channels there are."""
    ids = value if isinstance(value, list) else [value] if value else []
    world, kind = slack.world, element["type"]
    if kind in ("file_input", *IDS) and not all(isinstance(id, str) for id in ids):
        raise Refused("invalid_value")
    if kind == "file_input" and any(id not in world.files or world.files[id].user != user.id for id in ids):
        raise Refused("file_not_found")
    if kind == "file_input" and not all(_is_allowed(world.files[id].name, element.get("filetypes")) for id in ids):
        raise Refused("invalid_value", ["This field does not take such a file."])
    if kind in IDS[:2] and any(id not in world.users for id in ids):
        raise Refused("user_not_found")
    if kind in IDS[2:] and any(id not in world.channels for id in ids):
        raise Refused("channel_not_found")


def _is_allowed(name: str, filetypes: list[str] | None) -> bool:
    return not filetypes or name.rsplit(".", 1)[-1].lower() in [each.lower() for each in filetypes]


def keep_all(slack: Slack, user: User, place: Place, values: Json) -> None:
    """Keep many entries at once, by block_id and action_id."""
    if not isinstance(values, dict) or not all(isinstance(actions, dict) for actions in values.values()):
        raise Refused("invalid_value")
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            keep(slack, user, place, block_id, action_id, value)


async def fill(
    slack: Slack, user: User, place: Place, block_id: str, action_id: str, value: Any
) -> tuple[Ack, str] | None:
    """Fill one element; the app hears of it only where Slack would tell it."""
    block, element = keep(slack, user, place, block_id, action_id, value)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return None
    return await _send(slack, user, place, block, element, _chosen(slack, user, place, block, element))


async def press(
    slack: Slack, user: User, place: Place, action_id: str, block_id: str | None, value: Any
) -> tuple[Ack, str]:
    """Press a button, pick from an overflow, or enter a value and tell the app at once."""
    block, element = forms.find(blocks_of(place), action_id, block_id)
    if user.id not in (element.get("visible_to_user_ids") or [user.id]):
        raise Refused("element_not_found")
    if element["type"] in forms.VALUE_KEYS:
        keep(slack, user, place, block["block_id"], action_id, value)
        return await _send(slack, user, place, block, element, _chosen(slack, user, place, block, element))
    chosen: Json = {key: element[key] for key in ("text", "value", "style", "url", "confirm") if key in element}
    if element["type"] == "overflow":
        option = next((each for each in element["options"] if each["value"] == value), None)
        if option is None:
            raise Refused("invalid_value")
        chosen = {"selected_option": option}
    return await _send(slack, user, place, block, element, chosen)


def _chosen(slack: Slack, user: User, place: Place, block: Json, element: Json) -> Json:
    """What an action carries of an element with a value: the value, the initial one and the placeholder."""
    held = _filled(slack, user, place)[block["block_id"]][element["action_id"]]
    echoed = {key: element[key] for key in element if key.startswith("initial_") or key == "placeholder"}
    return {**echoed, **held}


async def _send(slack: Slack, user: User, place: Place, block: Json, element: Json, chosen: Json) -> tuple[Ack, str]:
    if not slack.manifest.settings.interactivity.is_enabled:
        raise Refused("interactivity_not_enabled")
    id = element["action_id"]
    action = {"type": element["type"], "block_id": block["block_id"], "action_id": id, **chosen}
    view, channel = (place.id, None) if isinstance(place, View) else (None, place.channel)
    payload = payloads.block_actions(slack, user, place, action, trigger(slack, user, id, view, channel))
    ack = await slack.delivery.send("interactive", payload, id, user.id)
    return ack, "" if ack.ok else toast(slack, user.id, TROUBLE, "error")


async def ask_options(
    slack: Slack, user: User, place: Place, block_id: str, action_id: str, query: str
) -> tuple[Ack, Json]:
    """Ask the app for the options of an external select; nothing below `min_query_length` (3 by default)."""
    _, element = forms.find(blocks_of(place), action_id, block_id)
    if "external" not in element["type"]:
        raise Refused("element_not_found")
    if len(query) < element.get("min_query_length", 3):
        return Ack(True), {"options": []}
    payload = payloads.block_suggestion(slack, user, place, block_id, action_id, query)
    ack = await slack.delivery.send("interactive", payload, action_id, user.id)
    faults = blockkit.options_faults(ack.payload) if ack.ok else []
    if ack.ok and not faults:
        return ack, ack.payload
    toast(slack, user.id, "Something went wrong while loading the options.", "error")
    return ack if not ack.ok else Ack(False, error="invalid_options", reason=" ".join(faults)), {"options": []}


def place(slack: Slack, user: User, container: Json) -> Place:
    """The message, modal or Home tab that an act names; refused if this person does not see it."""
    if container.get("view_id"):
        view = views.find(slack, container["view_id"], None)
        if view.user != user.id:
            raise Refused("view_not_found")
        return view
    channel = slack.world.channel(str(container.get("channel")))
    message = channel.message(str(container.get("ts"))) if messages.sees(channel, user.id) else None
    if message is None or message.only_for not in (None, user.id):
        raise Refused("message_not_found")
    return message
