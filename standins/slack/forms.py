"""Reads and fills the interactive elements of blocks: which there are, what each holds, what an entry becomes."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from standins.slack.refusal import Json, Refused

# element type -> (key of its value in state and actions, key of its initial value)
VALUE_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
}
LISTS = {"checkboxes", "file_input", *(each for each in VALUE_KEYS if each.startswith("multi_"))}
OPTION_KEYS = ("selected_option", "selected_options")


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in, in reading order."""
    for block in blocks:
        for element in (block.get("accessory"), block.get("element"), *(block.get("elements") or [])):
            if isinstance(element, dict) and "action_id" in element:
                yield block, element
        yield from elements([each for each in block.get("child_blocks") or [] if isinstance(each, dict)])


def find(blocks: list[Json], action_id: str, block_id: str | None = None) -> tuple[Json, Json]:
    """The element with this action_id (in this block, if given); refused with element_not_found."""
    for block, element in elements(blocks):
        if element["action_id"] == action_id and block_id in (None, block["block_id"]):
            return block, element
    raise Refused("element_not_found")


def options(element: Json) -> list[Json]:
    """All options written in an element, those in groups included."""
    grouped = [each for group in element.get("option_groups") or [] for each in group.get("options") or []]
    return list(element.get("options") or []) + grouped


def held(element: Json, value: Any) -> Json:
    """A value as `state.values` shows it."""
    return {"type": element["type"], VALUE_KEYS[element["type"]][0]: value}


def initial(element: Json) -> Json:
    """What an element holds before anybody touches it."""
    nothing: Any = [] if element["type"] in LISTS else None
    return held(element, element.get(VALUE_KEYS[element["type"]][1], nothing))


def state_values(blocks: list[Json], filled: dict[str, Json]) -> Json:
    """`state.values`: of each element that holds something, what was filled in or its initial value."""
    values: Json = {}
    for block, element in elements(blocks):
        if element["type"] in VALUE_KEYS:
            kept = filled.get(block["block_id"], {}).get(element["action_id"])
            values.setdefault(block["block_id"], {})[element["action_id"]] = kept or initial(element)
    return values


def in_channel(blocks: list[Json], channel: str) -> dict[str, Json]:
    """What selects with `default_to_current_conversation` hold in a modal opened from this channel."""
    found: dict[str, Json] = {}
    for block, element in elements(blocks):
        if element.get("default_to_current_conversation"):
            value = [channel] if element["type"] in LISTS else channel
            found.setdefault(block["block_id"], {})[element["action_id"]] = held(element, value)
    return found


def kept_values(before: list[Json], after: list[Json], filled: dict[str, Json]) -> dict[str, Json]:
    """What survives an update: everything whose block_id, action_id and type stay the same, touched or not."""
    old = state_values(before, filled)
    kept: dict[str, Json] = {}
    for block, element in elements(after):
        value = old.get(block["block_id"], {}).get(element["action_id"])
        if value and value["type"] == element["type"]:
            kept.setdefault(block["block_id"], {})[element["action_id"]] = value
    return kept


def entered(element: Json, value: Any, before: Json | None = None) -> Json:
    """What a person's entry (an option's value, a text, an id) becomes in `state.values`; refused with invalid_value.

    `before` is what the element held until now: its options stay choosable though no longer listed.
    """
    kind = element["type"]
    key = VALUE_KEYS[kind][0]
    if kind in LISTS:
        if not isinstance(value or [], list):
            raise Refused("invalid_value")
        value = [_entry(element, each, before) for each in value or []]
    elif value in (None, ""):
        value = None
    elif key == "rich_text_value":
        if not isinstance(value, dict) or value.get("type") != "rich_text":
            raise Refused("invalid_value")
    else:
        value = _entry(element, value, before)
    return held(element, value)


def _entry(element: Json, value: Any, before: Json | None) -> Any:
    key = VALUE_KEYS[element["type"]][0]
    if key in OPTION_KEYS:
        return _option(element, value, before)
    if key == "selected_date_time":
        valid = isinstance(value, int) and not isinstance(value, bool)
    else:
        valid = isinstance(value, str) and _reads(key, value)
    if not valid:
        raise Refused("invalid_value")
    return value


def _reads(key: str, value: str) -> bool:
    """Whether a picker could have made this text."""
    try:
        if key == "selected_date":
            return date.fromisoformat(value).isoformat() == value
        if key == "selected_time":
            return time.fromisoformat(value).strftime("%H:%M") == value
    except ValueError:
        return False
    return True


def _option(element: Json, wanted: Any, before: Json | None) -> Json:
    if isinstance(wanted, dict) and "external" in element["type"] and "text" in wanted and "value" in wanted:
        return wanted
    value = wanted.get("value") if isinstance(wanted, dict) else wanted
    known = options(element)
    for held_already in (before or {}, initial(element)):
        chosen = held_already.get("selected_options") or [held_already.get("selected_option")]
        known += [each for each in chosen if each]
    for option in known:
        if option.get("value") == value:
            return option
    raise Refused("invalid_value")
