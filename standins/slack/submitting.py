"""Submitting and closing modals: the checks of Slack's own client, and what the app's answer does to the stack."""

import re

from standins.slack import forms, payloads, views
from standins.slack.commands import trigger
from standins.slack.delivery import Ack
from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.toasts import TROUBLE, toast
from standins.slack.world import User, View

Errors = dict[str, str]


def faults(view: View) -> Errors:
    """What Slack's own client objects to before anything is sent, by block_id."""
    found: Errors = {}
    values = forms.state_values(view.body["blocks"], view.filled)
    for block, element in forms.elements(view.body["blocks"]):
        if block["type"] == "input" and element["type"] in forms.VALUE_KEYS:
            value = values[block["block_id"]][element["action_id"]][forms.VALUE_KEYS[element["type"]][0]]
            words = _fault(element, value, bool(block.get("optional")))
            if words:
                found[block["block_id"]] = words
    return found


def _fault(element: Json, value: object, optional: bool) -> str:
    if value in (None, "", []):
        return "" if optional else "Please complete this required field."
    if isinstance(value, list):
        most = element.get("max_selected_items") or element.get("max_files")
        return f"Please choose no more than {most}." if most and len(value) > most else ""
    if not isinstance(value, str):
        return ""
    match element["type"]:
        case "plain_text_input":
            return _length_fault(element, value)
        case "number_input":
            return _number_fault(element, value)
        case "email_text_input":
            return "" if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) else "Please enter a valid email address."
        case "url_text_input":
            return "" if re.fullmatch(r"https?://\S+", value) else "Please enter a valid URL."
    return ""


def _length_fault(element: Json, value: str) -> str:
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    most = element.get("max_length", 3000)
    return f"Please enter no more than {most} characters." if len(value) > most else ""


def _number_fault(element: Json, value: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number." if element["is_decimal_allowed"] else "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number no less than {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number no greater than {element['max_value']}."
    return ""


async def submit(slack: Slack, user: User, view: View) -> tuple[Ack | None, str, Errors]:
    """Press the submit button of the top modal: the ack (None if nothing was sent), Slack's words, errors by block."""
    if views.top(slack, user.id) is not view:
        raise Refused("view_not_on_top")
    view.errors = faults(view)
    slack.changes.tell("modal", user.id)
    if view.errors:
        return None, "", view.errors
    view.busy = True
    callback_id = view.body["callback_id"]
    payload = payloads.view_submission(slack, user, view, trigger(slack, user, callback_id, view.id))
    ack = await slack.delivery.send("interactive", payload, callback_id, user.id)
    view.busy = False
    if not ack.ok:
        return ack, toast(slack, user.id, TROUBLE, "error"), {}
    try:
        _answered(slack, view, ack.payload if isinstance(ack.payload, dict) else {})
    except Refused as refused:
        return (
            Ack(False, error=refused.code, reason=" ".join(refused.messages)),
            toast(slack, user.id, TROUBLE, "error"),
            {},
        )
    finally:
        slack.changes.tell("modal", user.id)
    return ack, "", view.errors


def _answered(slack: Slack, view: View, answer: Json) -> None:
    match answer.get("response_action"):
        case None:
            views.drop(slack, view)
        case "errors":
            view.errors = _app_errors(view, answer.get("errors"))
        case "update":
            views.update(slack, view, answer.get("view", {}))
        case "push":
            views.push(slack, view.user, answer.get("view", {}))
        case "clear":
            views.clear(slack, view.user)
        case _:
            raise Refused("invalid_response_action")


def _app_errors(view: View, errors: object) -> Errors:
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise Refused("invalid_errors")
    return {str(block_id): str(words) for block_id, words in errors.items()}


async def close(slack: Slack, user: User, view: View, all: bool) -> None:
    """Cancel the top modal, or with `all` close the whole window; the app hears of it if it asked to."""
    stack = slack.world.stack(user.id)
    if view not in stack:
        raise Refused("view_not_found")
    cleared = all or bool(view.body["clear_on_close"])
    told = stack[0] if cleared else view
    payload = payloads.view_closed(slack, user, told, cleared)
    if cleared:
        views.clear(slack, user.id)
    else:
        views.drop(slack, view)
    if told.body["notify_on_close"]:
        await slack.delivery.send("interactive", payload, told.body["callback_id"], user.id)
