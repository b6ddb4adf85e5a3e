"""The Block Kit shapes we use, as functions that return dicts; the one place for escaping and Slack's limits."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

Block = dict[str, Any]
View = dict[str, Any]

SECTION_LIMIT: Final = 3000
OPTION_LIMIT: Final = 75
TITLE_LIMIT: Final = 24
BUTTON_LIMIT: Final = 75
PERSON: Final = re.compile("[UW][A-Z0-9]+")


def escape(text: str) -> str:
    """Text from outside, safe inside mrkdwn: it can neither mention, link nor format itself into a button."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention(id: str) -> str:
    """A person by their id, or whoever else did something by name."""
    return f"<@{id}>" if PERSON.fullmatch(id) else escape(id)


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def plain(text: str, limit: int = SECTION_LIMIT) -> Block:
    """Plain text: no emoji codes, no formatting."""
    return {"type": "plain_text", "text": clip(text, limit), "emoji": False}


def mrkdwn(text: str, limit: int = SECTION_LIMIT) -> Block:
    """Formatted text; whatever came from outside was escaped before."""
    return {"type": "mrkdwn", "text": clip(text, limit), "verbatim": True}


def header(text: str) -> Block:
    """A large line."""
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """A paragraph, with a button or menu at its right if given."""
    return _some({"type": "section", "text": mrkdwn(text), "accessory": accessory, "block_id": block_id})


def fields(pairs: Iterable[tuple[str, str]]) -> Block:
    """Up to ten label and value pairs in two columns."""
    return {"type": "section", "fields": [mrkdwn(f"*{label}*\n{value}", 2000) for label, value in pairs][:10]}


def context(*texts: str) -> Block:
    """Small grey lines."""
    return {"type": "context", "elements": [mrkdwn(text, 2000) for text in texts]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """A row of buttons or menus."""
    return _some({"type": "actions", "elements": list(elements), "block_id": block_id})


def button(
    text: str,
    action_id: str,
    *,
    value: str | None = None,
    url: str | None = None,
    style: str | None = None,
    confirm: Block | None = None,
    label: str | None = None,
) -> Block:
    """A button; `style` is `primary` or `danger`, `label` what a screen reader says where buttons look alike."""
    made = {"type": "button", "text": plain(text, BUTTON_LIMIT), "action_id": action_id, "value": value, "url": url}
    return _some(made | {"style": style, "confirm": confirm, "accessibility_label": label and clip(label, 75)})


def asks(title: str, text: str, yes: str, *, no: str = "Cancel", danger: bool = False) -> Block:
    """The question Slack asks before it sends a press."""
    made = {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}
    return made | ({"style": "danger"} if danger else {})


def option(text: str, value: str, description: str | None = None) -> Block:
    """One choice of a menu."""
    described = description and plain(description, OPTION_LIMIT)
    return _some({"text": plain(text, OPTION_LIMIT), "value": value, "description": described})


def select(action_id: str, placeholder: str, options: Sequence[Block], *, initial: Block | None = None) -> Block:
    """A menu of at most a hundred choices."""
    made = {"type": "static_select", "action_id": action_id, "placeholder": plain(placeholder, 150)}
    return _some(made | {"options": list(options)[:100], "initial_option": initial})


def search(action_id: str, placeholder: str, *, at_least: int = 1, initial: Block | None = None) -> Block:
    """A menu whose choices are looked up while typing."""
    made = {"type": "external_select", "action_id": action_id, "placeholder": plain(placeholder, 150)}
    return _some(made | {"min_query_length": at_least, "initial_option": initial})


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """The three dots, with at most five choices."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)[:5]}


def checkboxes(action_id: str, options: Sequence[Block], *, initial: Sequence[Block] = ()) -> Block:
    """At most ten boxes to tick."""
    return _some(
        {"type": "checkboxes", "action_id": action_id, "options": list(options)[:10], "initial_options": list(initial)}
    )


def text_input(initial: str = "", *, multiline: bool = False, limit: int | None = None, hint: str = "") -> Block:
    """A line (or several) to type in; its action is always `value`."""
    made = {"type": "plain_text_input", "action_id": "value", "initial_value": initial, "multiline": multiline or None}
    return _some(made | {"max_length": limit, "placeholder": plain(hint, 150) if hint else None})


def file_input(*types: str, at_most: int = 1) -> Block:
    """A place to drop files on."""
    return {"type": "file_input", "action_id": "value", "filetypes": list(types), "max_files": at_most}


def field(name: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """A labelled input. Its block id is the domain's name for the field, so a Problem finds its place."""
    made = {"type": "input", "block_id": name, "label": plain(label, 2000), "element": element, "optional": optional}
    return _some(made | {"hint": plain(hint, 2000) if hint else None})


def image(url: str, alt: str) -> Block:
    """A picture with words for those who do not see it."""
    return {"type": "image", "image_url": url, "alt_text": clip(alt, 2000)}


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> Block:
    """A table of at most a hundred rows, header included; columns named in `right` are right-aligned."""
    at_right = set(right)
    settings = [{"align": "right" if n in at_right else "left", "is_wrapped": True} for n in range(len(titles))]
    lines = [[{"type": "raw_text", "text": cell or " "} for cell in row] for row in (titles, *rows)]
    return {"type": "table", "column_settings": settings, "rows": lines[:100]}


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str = "close",
    submit: str | None = None,
    close: str = "Close",
    metadata: str = "",
) -> View:
    """A window. Without `submit` it only shows."""
    made = {
        "type": "modal",
        "title": plain(title, TITLE_LIMIT),
        "blocks": list(blocks)[:100],
        "callback_id": callback_id,
    }
    ends = {"submit": plain(submit, TITLE_LIMIT) if submit else None, "close": plain(close, TITLE_LIMIT)}
    return _some(made | ends | {"private_metadata": metadata or None})


def home(blocks: Sequence[Block]) -> View:
    """The App Home tab."""
    return {"type": "home", "blocks": list(blocks[:100])}


def moment(at: datetime, *, style: str = "{date_short_pretty} at {time}") -> str:
    """A moment in the reader's own time zone."""
    return f"<!date^{int(at.timestamp())}^{style}|{at:%Y-%m-%d %H:%M} UTC>"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 customer`, `1,200 customers`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def typed(state: dict[str, Any], name: str) -> str:
    """What was typed into a text field of a submitted view, trimmed; empty when nothing was."""
    return (state["values"].get(name, {}).get("value", {}).get("value") or "").strip()


def chosen(state: dict[str, Any], name: str) -> str | None:
    """The value chosen in a menu of a submitted view."""
    picked = state["values"].get(name, {}).get("value", {}).get("selected_option")
    return picked["value"] if picked else None


def ticked(state: dict[str, Any], name: str) -> list[str]:
    """The values ticked in the boxes of a submitted view."""
    return [box["value"] for box in state["values"].get(name, {}).get("value", {}).get("selected_options") or []]


def untouched(view: View, name: str) -> bool:
    """Whether a text field or boxes were left as they were drawn. Such a field says nothing of what a person wants:
    what it stands for may have gone on since, when a press came before the window was drawn anew."""
    drawn: Block = next((block["element"] for block in view["blocks"] if block.get("block_id") == name), {})
    boxes = [box["value"] for box in drawn.get("initial_options") or []]
    return typed(view["state"], name) == drawn.get("initial_value", "").strip() and ticked(view["state"], name) == boxes


def _some(made: Block) -> Block:
    return {key: value for key, value in made.items() if value not in (None, "", [])}
