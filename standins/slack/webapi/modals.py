"""views.*: modals and the Home tab."""

from standins.slack import views
from standins.slack.blockkit import check_view
from standins.slack.blockkit_rules import MODAL
from standins.slack.refusal import Json, Refused
from standins.slack.webapi.call import Call
from standins.slack.world import View


def _given(call: Call) -> Json:
    view = call.arguments.get("view")
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", ["[ERROR] missing required field: view"])
    return view


def _answer(call: Call, view: View) -> Json:
    return {"ok": True, "view": views.shown(call.slack, view)}


def _trigger(call: Call) -> str:
    return call.text("trigger_id") or call.required("interactivity_pointer", "invalid_trigger_id")


def open_(call: Call) -> Json:
    """views.open: a faulty view does not use the trigger up."""
    check_view(_given(call), MODAL)
    trigger = call.slack.triggers.use(_trigger(call))
    return _answer(call, views.open_modal(call.slack, trigger.user, _given(call), trigger.channel))


def push(call: Call) -> Json:
    """views.push: above the modal the trigger came from; a trigger from elsewhere is none for this."""
    check_view(_given(call), MODAL)
    trigger = call.slack.triggers.use(_trigger(call))
    if trigger.view is None:
        raise Refused("invalid_trigger_id")
    return _answer(call, views.push(call.slack, trigger.user, _given(call)))


def update(call: Call) -> Json:
    """views.update"""
    if not call.text("view_id") and not call.text("external_id"):
        raise Refused("invalid_arguments", ["[ERROR] missing required field: view_id"])
    view = views.find(call.slack, call.text("view_id"), call.text("external_id"))
    return _answer(call, views.update(call.slack, view, _given(call), call.text("hash")))


def publish(call: Call) -> Json:
    """views.publish"""
    user = call.world.users.get(call.required("user_id"))
    if user is None:
        raise Refused("invalid_arguments", ["[ERROR] invalid user_id [json-pointer:/user_id]"])
    return _answer(call, views.publish(call.slack, user.id, _given(call), call.text("hash")))
