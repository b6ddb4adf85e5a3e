"""Blocks as Slack keeps and answers them: with made-up ids where there were none, and text flags spelled out."""

import json
from collections.abc import Callable
from typing import Any

from standins.slack.blockkit_table import SHAPES
from standins.slack.refusal import Json

FLAGS = {"plain_text": ("emoji", True), "mrkdwn": ("verbatim", False)}


def completed(blocks: list[Json], new_id: Callable[[], str]) -> list[Json]:
    """A copy of the blocks, every one with a block_id, every interactive element with an action_id."""
    kept: list[Json] = json.loads(json.dumps(blocks))
    every = [part for block in kept for part in (block, *_children(block))]
    taken = {str(block.get("block_id")) for block in every}
    for block in every:
        block.setdefault("block_id", _unused(taken, new_id))
        _complete_elements(block, new_id)
    _spell_out(kept)
    return kept


def _children(block: Json) -> list[Json]:
    return block.get("child_blocks") or []


def _complete_elements(block: Json, new_id: Callable[[], str]) -> None:
    parts = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
    interactive = [each for each in parts if isinstance(each, dict) and _takes_action_id(each)]
    taken = {str(each.get("action_id")) for each in interactive}
    for element in interactive:
        element.setdefault("action_id", _unused(taken, new_id))


def _takes_action_id(element: Json) -> bool:
    shape = SHAPES.get(element["type"])
    return shape is not None and "action_id" in shape.fields


def _unused(taken: set[str], new_id: Callable[[], str]) -> str:
    """Five characters that nobody here has yet."""
    while (id := new_id()[:5]) in taken:
        pass
    taken.add(id)
    return id


def _spell_out(thing: Any) -> None:
    """Every text object says whether it shows emoji (plain_text), or takes its links as they are (mrkdwn)."""
    for each in thing.values() if isinstance(thing, dict) else thing:
        if isinstance(each, dict | list):
            _spell_out(each)
    if isinstance(thing, dict) and thing.get("type") in FLAGS and isinstance(thing.get("text"), str):
        thing.setdefault(*FLAGS[thing["type"]])
