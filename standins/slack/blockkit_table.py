"""The Block Kit table: every block and element this workspace knows, with its fields, limits and surfaces."""

from standins.slack.blockkit_rules import (
    EVERYWHERE,
    HOME,
    MESSAGE,
    MODAL,
    Anything,
    Flag,
    Int,
    ListOf,
    Nullable,
    Rule,
    Shape,
    Str,
    Text,
    Typed,
    plain,
)

ONLY_MESSAGE, ONLY_MODAL, NOT_MODAL = frozenset({MESSAGE}), frozenset({MODAL}), frozenset({MESSAGE, HOME})
BLOCKS_AT_MOST = {MESSAGE: 50, MODAL: 100, HOME: 100}

ID, URL, NUMBER = Str(255, 1), Str(3000, 1), Str(pattern=r"-?\d+(\.\d+)?")
DATE, TIME = Str(pattern=r"\d{4}-\d{2}-\d{2}"), Str(pattern=r"([01]\d|2[0-3]):[0-5]\d")
IDS = ListOf(Str(least=1), 100, 0)
SLACK_FILE = Shape({"id": Str(), "url": Str()}, one_of=("id", "url"))

CONFIRM = Shape(
    {
        "title": plain(100),
        "text": Text(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": Str(choices=("primary", "danger")),
    },
    ("title", "text", "confirm", "deny"),
)
OPTION = Shape({"text": plain(75), "value": Str(150, 1), "description": plain(75)}, ("text", "value"))
RICH_OPTION = Shape({"text": Text(75), "value": Str(150, 1), "description": Text(75)}, ("text", "value"))
OVERFLOW_OPTION = Shape({**OPTION.fields, "url": URL}, ("text", "value"))
GROUP = Shape({"label": plain(75), "options": ListOf(OPTION, 100)}, ("label", "options"))
DISPATCH = Shape(
    {"trigger_actions_on": ListOf(Str(choices=("on_enter_pressed", "on_character_entered")), 2)},
    ("trigger_actions_on",),
)
FILTER = Shape(
    {
        "include": ListOf(Str(choices=("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    any_of=("include", "exclude_external_shared_channels", "exclude_bot_users"),
)


def _element(
    fields: dict[str, Rule],
    *required: str,
    surfaces: frozenset[str] = EVERYWHERE,
    one_of: tuple[str, ...] = (),
) -> Shape:
    return Shape({"action_id": ID, **fields}, required, one_of, surfaces=surfaces)


def _select(fields: dict[str, Rule], one_of: tuple[str, ...] = ()) -> Shape:
    common: dict[str, Rule] = {"placeholder": plain(150), "confirm": CONFIRM, "focus_on_load": Flag()}
    return _element({**common, **fields}, one_of=one_of)


def _typing(fields: dict[str, Rule], *required: str) -> Shape:
    common: dict[str, Rule] = {"placeholder": plain(150), "focus_on_load": Flag(), "dispatch_action_config": DISPATCH}
    return _element({**common, **fields}, *required)


_STATIC: dict[str, Rule] = {"options": ListOf(OPTION, 100), "option_groups": ListOf(GROUP, 100)}
_MANY: dict[str, Rule] = {"max_selected_items": Int(1)}
_QUERY: dict[str, Rule] = {"min_query_length": Int(0)}
_TALK: dict[str, Rule] = {"default_to_current_conversation": Flag(), "filter": FILTER}
_TO_URL: dict[str, Rule] = {"response_url_enabled": Flag()}
_EITHER = ("options", "option_groups")

ELEMENTS: dict[str, Shape] = {
    "button": _element(
        {
            "text": plain(75),
            "url": URL,
            "value": Str(2000),
            "style": Str(choices=("primary", "danger")),
            "confirm": CONFIRM,
            "accessibility_label": Str(75),
            "visible_to_user_ids": IDS,
            "agent_prompt": Str(4000),
            "agent_prompt_display": Str(),
        },
        "text",
    ),
    "workflow_button": _element(
        {"text": plain(75), "workflow": Anything(), "style": Str(), "accessibility_label": Str(75)},
        "text",
        "workflow",
        surfaces=ONLY_MESSAGE,
    ),
    "icon_button": _element(
        {
            "icon": Str(choices=("trash",)),
            "text": plain(75),
            "value": Str(2000),
            "confirm": CONFIRM,
            "visible_to_user_ids": IDS,
            "accessibility_label": Str(75),
        },
        "icon",
        "text",
        surfaces=ONLY_MESSAGE,
    ),
    "feedback_buttons": _element(
        {"positive_button": Anything(), "negative_button": Anything()},
        "positive_button",
        "negative_button",
        surfaces=ONLY_MESSAGE,
    ),
    "overflow": _element({"options": ListOf(OVERFLOW_OPTION, 5), "confirm": CONFIRM}, "options"),
    "static_select": _select({**_STATIC, "initial_option": OPTION}, one_of=_EITHER),
    "multi_static_select": _select({**_STATIC, **_MANY, "initial_options": ListOf(OPTION, 100)}, one_of=_EITHER),
    "external_select": _select({**_QUERY, "initial_option": OPTION}),
    "multi_external_select": _select({**_QUERY, **_MANY, "initial_options": ListOf(OPTION, 100)}),
    "users_select": _select({"initial_user": Str()}),
    "multi_users_select": _select({**_MANY, "initial_users": IDS}),
    "conversations_select": _select({**_TALK, **_TO_URL, "initial_conversation": Str()}),
    "multi_conversations_select": _select({**_TALK, **_MANY, "initial_conversations": IDS}),
    "channels_select": _select({**_TO_URL, "initial_channel": Str()}),
    "multi_channels_select": _select({**_MANY, "initial_channels": IDS}),
    "datepicker": _select({"initial_date": DATE}),
    "timepicker": _select({"initial_time": TIME, "timezone": Str()}),
    "datetimepicker": _element(
        {"initial_date_time": Int(1_000_000_000, 9_999_999_999), "confirm": CONFIRM, "focus_on_load": Flag()}
    ),
    "checkboxes": _element(
        {
            "options": ListOf(RICH_OPTION, 10),
            "initial_options": ListOf(RICH_OPTION, 10),
            "confirm": CONFIRM,
            "focus_on_load": Flag(),
        },
        "options",
    ),
    "radio_buttons": _element(
        {
            "options": ListOf(RICH_OPTION, 10),
            "initial_option": RICH_OPTION,
            "confirm": CONFIRM,
            "focus_on_load": Flag(),
        },
        "options",
    ),
    "plain_text_input": _typing(
        {"initial_value": Str(3000), "multiline": Flag(), "min_length": Int(0, 3000), "max_length": Int(1, 3000)}
    ),
    "number_input": _typing(
        {"is_decimal_allowed": Flag(), "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        "is_decimal_allowed",
    ),
    "email_text_input": _typing({"initial_value": Str()}),
    "url_text_input": _typing({"initial_value": Str()}),
    "rich_text_input": _typing({"initial_value": Typed(("rich_text",)), "min_lines": Int(1), "max_lines": Int(1)}),
    "file_input": _element({"filetypes": ListOf(Str(least=1)), "max_files": Int(1, 10)}, surfaces=ONLY_MODAL),
}

PICKERS = (
    *(each for each in ELEMENTS if each.endswith("_select")),
    "datepicker",
    "timepicker",
    "checkboxes",
    "radio_buttons",
)
IN_SECTION = ("button", "overflow", "image", "workflow_button", *PICKERS)
IN_ACTIONS = ("button", "overflow", "workflow_button", "datetimepicker", *PICKERS)
TYPED_IN = ("plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input")
IN_INPUT = (*TYPED_IN, "file_input", "datetimepicker", *PICKERS)

IMAGE: dict[str, Rule] = {"image_url": URL, "slack_file": SLACK_FILE, "alt_text": Str(2000)}
ELEMENTS["image"] = Shape(IMAGE, ("alt_text",), ("image_url", "slack_file"))

# The parts of rich text are looked at by type only, but for what nests.
RICH_INLINE = {
    name: Shape({"style": Anything(), **dict.fromkeys(fields, Anything())}, required)
    for name, fields, required in (
        ("text", ("text",), ("text",)),
        ("link", ("url", "text", "unsafe"), ("url",)),
        ("user", ("user_id",), ("user_id",)),
        ("usergroup", ("usergroup_id",), ("usergroup_id",)),
        ("channel", ("channel_id",), ("channel_id",)),
        ("emoji", ("name", "unicode", "skin_tone", "url"), ("name",)),
        ("date", ("timestamp", "format", "url", "fallback"), ("timestamp", "format")),
        ("broadcast", ("range",), ("range",)),
        ("color", ("value",), ("value",)),
        ("team", ("team_id",), ("team_id",)),
    )
}
_INLINE = ListOf(Typed(tuple(RICH_INLINE)), None, 0)
RICH_PARTS = {
    "rich_text_section": Shape({"elements": _INLINE}, ("elements",)),
    "rich_text_list": Shape(
        {
            "style": Str(choices=("bullet", "ordered")),
            "elements": ListOf(Typed(("rich_text_section",)), None, 0),
            "indent": Int(0),
            "offset": Int(0),
            "border": Int(0),
        },
        ("style", "elements"),
    ),
    "rich_text_quote": Shape({"elements": _INLINE, "border": Int(0)}, ("elements",)),
    "rich_text_preformatted": Shape({"elements": _INLINE, "border": Int(0), "language": Str()}, ("elements",)),
}
CELLS = {
    "raw_text": Shape({"text": Str(least=0)}, ("text",)),
    "raw_number": Shape({"value": Anything(), "text": Str()}, ("value",)),
}
_CELL = Typed(("raw_text", "raw_number", "rich_text"))
_COLUMN = Shape({"align": Str(choices=("left", "center", "right")), "is_wrapped": Flag()})
_BUTTONS = Typed(("button",))


def _block(
    fields: dict[str, Rule],
    *required: str,
    surfaces: frozenset[str] = EVERYWHERE,
    one_of: tuple[str, ...] = (),
    any_of: tuple[str, ...] = (),
) -> Shape:
    return Shape({"block_id": ID, **fields}, required, one_of, any_of, surfaces)


_CARD: dict[str, Rule] = {
    "title": Text(150),
    "subtitle": Text(150),
    "body": Text(200),
    "subtext": Text(200),
    "hero_image": Typed(("image",)),
    "icon": Typed(("image",)),
    "actions": ListOf(_BUTTONS, 3),
    "slack_icon": Anything(),
}
CARD_IN_MESSAGES = _block(_CARD, any_of=("title", "body", "hero_image", "actions"), surfaces=NOT_MODAL)

BLOCKS: dict[str, Shape] = {
    "section": _block(
        {"text": Text(3000), "fields": ListOf(Text(2000), 10), "accessory": Typed(IN_SECTION), "expand": Flag()},
        any_of=("text", "fields"),
    ),
    "header": _block({"text": plain(150), "level": Int(1, 6)}, "text"),
    "divider": _block({}),
    "context": _block({"elements": ListOf(Typed(("image",), Text(2000)), 10)}, "elements"),
    "actions": _block({"elements": ListOf(Typed(IN_ACTIONS), 25)}, "elements"),
    "input": _block(
        {
            "label": plain(2000),
            "element": Typed(IN_INPUT),
            "hint": plain(2000),
            "optional": Flag(),
            "dispatch_action": Flag(),
        },
        "label",
        "element",
    ),
    "image": _block({**IMAGE, "title": plain(2000)}, "alt_text", one_of=("image_url", "slack_file")),
    "rich_text": _block({"elements": ListOf(Typed(tuple(RICH_PARTS)), None, 0)}, "elements"),
    "video": _block(
        {
            "alt_text": Str(least=1),
            "title": plain(199),
            "title_url": URL,
            "thumbnail_url": URL,
            "video_url": URL,
            "author_name": Str(49),
            "description": plain(199),
            "provider_icon_url": URL,
            "provider_name": Str(),
        },
        "alt_text",
        "title",
        "thumbnail_url",
        "video_url",
    ),
    "markdown": _block({"text": Str(12000, 1)}, "text", surfaces=ONLY_MESSAGE),
    "table": _block(
        {"rows": ListOf(ListOf(_CELL, 20), 100), "column_settings": ListOf(Nullable(_COLUMN), 20)},
        "rows",
        surfaces=ONLY_MESSAGE,
    ),
    "data_table": _block(
        {
            "rows": ListOf(ListOf(_CELL, 20), 201),
            "column_settings": ListOf(Nullable(_COLUMN), 20),
            "caption": Str(least=1),
            "page_size": Int(1, 100),
            "row_header_column_index": Int(0, 19),
        },
        "rows",
        "caption",
        surfaces=ONLY_MESSAGE,
    ),
    "card": CARD_IN_MESSAGES,
    "carousel": _block({"elements": ListOf(Typed(("card",)), 10)}, "elements", surfaces=NOT_MODAL),
    "context_actions": _block(
        {"elements": ListOf(Typed(("feedback_buttons", "icon_button")), 5)}, "elements", surfaces=ONLY_MESSAGE
    ),
    "alert": _block(
        {"text": Text(200), "level": Str(choices=("default", "info", "warning", "error", "success"))},
        "text",
        surfaces=ONLY_MODAL,
    ),
    "container": _block(
        {
            "title": Text(150),
            "rich_text_title": Typed(("rich_text",)),
            "subtitle": Text(150),
            "icon": Typed(("image",)),
            "width": Str(choices=("narrow", "standard", "wide", "full")),
            "is_collapsible": Flag(),
            "default_collapsed": Flag(),
            "has_header_divider": Flag(),
            "child_blocks": ListOf(
                Typed(("section", "header", "divider", "context", "actions", "image", "rich_text", "table")), 10
            ),
        },
        "child_blocks",
        surfaces=ONLY_MESSAGE,
    ),
}

_VIEW: dict[str, Rule] = {
    "type": Str(),
    "title": plain(24),
    "private_metadata": Str(3000),
    "callback_id": Str(255),
    "external_id": Str(255),
}
VIEWS = {
    MODAL: Shape(
        {
            **_VIEW,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
            "submit_disabled": Flag(),
        },
        ("title",),
    ),
    HOME: Shape(_VIEW),
}

# What `Typed` looks names up in; a name may be a block and an element at once, as image is.
SHAPES: dict[str, Shape] = {**BLOCKS, **RICH_PARTS, **RICH_INLINE, **CELLS, **ELEMENTS}
