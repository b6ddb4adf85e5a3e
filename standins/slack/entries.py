"""What a person's words become for an element: option values for option texts, ids for names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standins.slack import forms
from standins.slack.plain import holds
from standins.slack.refusal import Json

if TYPE_CHECKING:
    from standins.slack.workspace import Workspace


def entry(workspace: Workspace, user: str, found: Json, value: Any) -> Any:
    """What the control API takes for the element `found` (as its `wait` answers it) when this person enters `value`."""
    element = found["element"]
    wanted = value if isinstance(value, list) else [value]
    if forms.VALUE_KEYS[element["type"]][0] in forms.OPTION_KEYS:
        wanted = [_option(workspace, user, found, str(each)) for each in wanted if each is not None]
    elif "users" in element["type"]:
        wanted = _ids(workspace, user, "users", "@", wanted)
    elif "channels" in element["type"] or "conversations" in element["type"]:
        wanted = _ids(workspace, user, "channels", "#", wanted)
    if element["type"] in forms.LISTS:
        return wanted
    return wanted[0] if wanted else None


def _ids(workspace: Workspace, user: str, kind: str, sign: str, names: list[Any]) -> list[Any]:
    known = {each["name"]: each["id"] for each in workspace.look("state", user=user)[kind]}
    return [known.get(str(name).removeprefix(sign), name) for name in names]


def _option(workspace: Workspace, user: str, found: Json, text: str) -> Any:
    """The option with this text, or with the text in it; of an external select as the app offers it for the text."""
    external = "external" in found["element"]["type"]
    offered = forms.options(_offer(workspace, user, found, text) if external else found["element"])
    for exact in (True, False):
        for option in offered:
            words = str(option["text"]["text"])
            if words == text or (not exact and holds(words, text)):
                return option if external else option["value"]
    raise AssertionError(f"{user} is not offered {text!r}; offered: {[each['text']['text'] for each in offered]}")


def _offer(workspace: Workspace, user: str, found: Json, query: str) -> Json:
    where = {key: found[key] for key in ("container", "block_id", "action_id")}
    return workspace.do("options", user=user, query=query, **where)
