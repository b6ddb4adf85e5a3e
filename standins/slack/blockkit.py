"""Checks blocks and views against the Block Kit table and words each fault as Slack does, with its JSON pointer."""

import json
import re
from collections.abc import Iterator
from typing import Any

from standins.slack.blockkit_rules import (
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
)
from standins.slack.blockkit_table import BLOCKS, BLOCKS_AT_MOST, GROUP, OPTION, SHAPES, VIEWS
from standins.slack.forms import elements, options
from standins.slack.refusal import Json, Refused

VIEW_BYTES = 250_000
MESSAGE_BLOCK_TEXT = 13_200
MARKDOWN_TEXT = 12_000
TABLE_TEXT = {"table": 10_000, "data_table": 20_000}
WRITTEN_OUT = ("static_select", "multi_static_select", "checkboxes", "radio_buttons")
Faults = Iterator[str]


def fault(words: str, pointer: str) -> str:
    """A fault as `response_metadata.messages` has it."""
    return f"[ERROR] {words} [json-pointer:{pointer}]"


def check_message(blocks: Any) -> None:
    """Refuse blocks that a message may not have: invalid_blocks and its more special brothers."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    found = list(_block_faults(blocks, "/blocks", MESSAGE))
    if found:
        raise Refused("invalid_blocks", found, errors=[each.removeprefix("[ERROR] ") for each in found])
    kinds = [each["type"] for each in blocks]
    if kinds.count("table") > 1 or kinds.count("data_table") > 1:
        raise Refused("only_one_table_allowed")
    markdown = sum(len(each["text"]) for each in blocks if each["type"] == "markdown")
    others = [each for each in blocks if each["type"] not in ("markdown", *TABLE_TEXT)]
    if markdown > MARKDOWN_TEXT or _text_length(others) > MESSAGE_BLOCK_TEXT:
        raise Refused("msg_blocks_too_long")


def check_view(view: Any, surface: str) -> None:
    """Refuse a view that Slack would: view_too_large, or invalid_arguments with every fault found."""
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", [fault("must provide an object", "/view")])
    if view.get("type") != surface:
        raise Refused("invalid_arguments", [fault(f"unsupported type: {view.get('type')}", "/view/type")])
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise Refused("view_too_large")
    found = list(_view_faults(view, surface))
    if found:
        raise Refused("invalid_arguments", found)


def _view_faults(view: Json, surface: str) -> Faults:
    rest = {key: value for key, value in view.items() if key != "blocks"}
    yield from _shape_faults(VIEWS[surface], rest, "/view", surface, typed=False)
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        yield fault("missing required field: blocks" if blocks is None else "must provide a list", "/view")
        return
    yield from _block_faults(blocks, "/view/blocks", surface)
    kinds = [each.get("type") if isinstance(each, dict) else None for each in blocks]
    if surface == MODAL and "input" in kinds and not view.get("submit"):
        words = "must define `submit` to use an `input` block in modals"
        yield fault(words, f"/view/blocks/{kinds.index('input')}/input")
    if sum(bool(element.get("focus_on_load")) for _, element in _safe_elements(blocks)) > 1:
        yield fault("only one element may have focus_on_load", "/view/blocks")


def _safe_elements(blocks: list[Any]) -> list[tuple[Json, Json]]:
    return list(elements([each for each in blocks if isinstance(each, dict)]))


def _block_faults(blocks: list[Any], pointer: str, surface: str) -> Faults:
    most = BLOCKS_AT_MOST[surface]
    if len(blocks) > most:
        yield fault(f"no more than {most} items allowed", pointer)
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        here = f"{pointer}/{number}"
        yield from _typed_faults(Typed(tuple(BLOCKS)), block, here, surface)
        if isinstance(block, dict):
            block_id = block.get("block_id")
            if isinstance(block_id, str) and block_id in seen:
                yield fault(f"block_id already exists: {block_id}", f"{here}/block_id")
            seen |= {block_id} if isinstance(block_id, str) else set()
            yield from _twice_in_block(block, here)
            yield from _initial_faults(block, here)
            yield from _table_faults(block, here)


def _twice_in_block(block: Json, pointer: str) -> Faults:
    seen: set[str] = set()
    listed = block.get("elements")
    for number, element in enumerate(listed if isinstance(listed, list) else []):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action_id, str) and action_id in seen:
            yield fault(f"action_id already exists: {action_id}", f"{pointer}/elements/{number}/action_id")
        seen |= {action_id} if isinstance(action_id, str) else set()


def _initial_faults(block: Json, pointer: str) -> Faults:
    """What is chosen from the start must be among the options, where these are written out."""
    places = [(name, block.get(name)) for name in ("accessory", "element")]
    listed = block.get("elements")
    places += [(f"elements/{number}", each) for number, each in enumerate(listed if isinstance(listed, list) else [])]
    for place, element in places:
        if isinstance(element, dict) and element.get("type") in WRITTEN_OUT:
            for name in {"initial_option", "initial_options"} & set(element):
                if not _all_offered(element, element[name]):
                    yield fault("must be one of the provided options", f"{pointer}/{place}/{name}")


def _all_offered(element: Json, initial: Any) -> bool:
    try:
        offered = options(element)
    except (AttributeError, TypeError):  # the options are none, and are refused for that
        return True
    return all(each in offered for each in (initial if isinstance(initial, list) else [initial]))


def _table_faults(block: Json, pointer: str) -> Faults:
    most = TABLE_TEXT.get(str(block.get("type")))
    if most and _text_length(block.get("rows")) > most:
        yield fault(f"must be less than {most + 1} characters", f"{pointer}/rows")


def _text_length(thing: Any) -> int:
    """The characters of every text a person would read in these blocks."""
    if isinstance(thing, list):
        return sum(_text_length(each) for each in thing)
    if not isinstance(thing, dict):
        return 0
    own = thing.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(_text_length(each) for each in thing.values())


def _faults(rule: Rule, value: Any, pointer: str, surface: str) -> Faults:
    match rule:
        case Str():
            yield from _str_faults(rule, value, pointer)
        case Int():
            yield from _int_faults(rule, value, pointer)
        case Flag():
            if not isinstance(value, bool):
                yield fault("must provide a boolean", pointer)
        case Text():
            yield from _text_faults(rule, value, pointer)
        case ListOf():
            yield from _list_faults(rule, value, pointer, surface)
        case Typed():
            yield from _typed_faults(rule, value, pointer, surface)
        case Nullable():
            if value is not None:
                yield from _faults(rule.of, value, pointer, surface)
        case Shape():
            yield from _shape_faults(rule, value, pointer, surface, typed=False)
        case Anything():
            pass


def _str_faults(rule: Str, value: Any, pointer: str) -> Faults:
    if not isinstance(value, str):
        yield fault("must provide a string", pointer)
    elif rule.choices and value not in rule.choices:
        yield fault("must be a valid enum value", pointer)
    elif rule.pattern and not re.fullmatch(rule.pattern, value):
        yield fault(f"must match the pattern {rule.pattern}", pointer)
    elif len(value) < rule.least:
        yield fault(f"must be more than {rule.least - 1} characters", pointer)
    elif rule.most is not None and len(value) > rule.most:
        yield fault(f"must be less than {rule.most + 1} characters", pointer)


def _int_faults(rule: Int, value: Any, pointer: str) -> Faults:
    if not isinstance(value, int) or isinstance(value, bool):
        yield fault("must provide an integer", pointer)
    elif rule.least is not None and value < rule.least:
        yield fault(f"must be greater than or equal to {rule.least}", pointer)
    elif rule.most is not None and value > rule.most:
        yield fault(f"must be less than or equal to {rule.most}", pointer)


def _text_faults(rule: Text, value: Any, pointer: str) -> Faults:
    if not isinstance(value, dict):
        yield fault("must provide an object", pointer)
        return
    if value.get("type") not in rule.kinds:
        yield fault(f"unsupported type: {value.get('type')}", f"{pointer}/type")
        return
    allowed = {"type", "text", "emoji" if value["type"] == "plain_text" else "verbatim"}
    for extra in sorted(set(value) - allowed):
        yield fault(f"invalid additional property: {extra}", pointer)
    if "text" not in value:
        yield fault("missing required field: text", pointer)
        return
    yield from _str_faults(Str(rule.most, 1), value["text"], f"{pointer}/text")


def _list_faults(rule: ListOf, value: Any, pointer: str, surface: str) -> Faults:
    if not isinstance(value, list):
        yield fault("must provide a list", pointer)
        return
    if len(value) < rule.least:
        yield fault(f"no fewer than {rule.least} items allowed", pointer)
    if rule.most is not None and len(value) > rule.most:
        yield fault(f"no more than {rule.most} items allowed", pointer)
    for number, each in enumerate(value):
        yield from _faults(rule.of, each, f"{pointer}/{number}", surface)


def _typed_faults(rule: Typed, value: Any, pointer: str, surface: str) -> Faults:
    if not isinstance(value, dict):
        yield fault("must provide an object", pointer)
        return
    kind = value.get("type")
    if kind is None:
        yield fault("missing required field: type", pointer)
    elif rule.text and kind in rule.text.kinds:
        yield from _text_faults(rule.text, value, pointer)
    elif kind not in rule.names or surface not in _shape_of(rule, str(kind)).surfaces:
        yield fault(f"unsupported type: {kind}", f"{pointer}/type")
    else:
        yield from _shape_faults(_shape_of(rule, str(kind)), value, pointer, surface, typed=True)


def _shape_of(rule: Typed, kind: str) -> Shape:
    return BLOCKS[kind] if rule.names == tuple(BLOCKS) else SHAPES[kind]


def _shape_faults(shape: Shape, value: Any, pointer: str, surface: str, typed: bool) -> Faults:
    if not isinstance(value, dict):
        yield fault("must provide an object", pointer)
        return
    given = {key: each for key, each in value.items() if not (typed and key == "type")}
    for name in shape.required:
        if name not in given:
            yield fault(f"missing required field: {name}", pointer)
    yield from _group_faults(shape, given, pointer)
    for name, each in given.items():
        if name not in shape.fields:
            yield fault(f"invalid additional property: {name}", pointer)
        else:
            yield from _faults(shape.fields[name], each, f"{pointer}/{name}", surface)


def _group_faults(shape: Shape, given: Json, pointer: str) -> Faults:
    count = sum(name in given for name in shape.one_of)
    if shape.one_of and not count:
        yield fault(f"missing required field: {shape.one_of[0]}", pointer)
    elif count > 1:
        yield fault(f"only one of {', '.join(shape.one_of)} allowed", pointer)
    if shape.any_of and not any(name in given for name in shape.any_of):
        named = [f"`{name}`" for name in shape.any_of]
        yield fault(f"must define either {', '.join(named[:-1])} or {named[-1]}", f"{pointer}/type")


def options_faults(answer: Any) -> list[str]:
    """What is wrong with the options an app answers for an external select; empty if nothing."""
    if not isinstance(answer, dict) or not ({"options", "option_groups"} & set(answer)):
        return [fault("missing required field: options", "")]
    if "options" in answer:
        return list(_faults(ListOf(OPTION, 100, 0), answer["options"], "/options", HOME))
    return list(_faults(ListOf(GROUP, 100, 0), answer["option_groups"], "/option_groups", HOME))
