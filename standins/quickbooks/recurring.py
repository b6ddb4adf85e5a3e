"""Recurring templates: a document that is not posted, with its schedule, under the kind it makes."""

from typing import Any

from standins.quickbooks.changes import Change
from standins.quickbooks.entities import TEMPLATES, Entity
from standins.quickbooks.envelopes import Fault
from standins.quickbooks.shape import Object

OWN = ("Type", "Name", "Active")


def opened(entity: Entity, body: Any) -> tuple[Entity, Any]:
    """The template inside `{"Invoice": {...}}`, with the entity it follows; any other body stays as it is."""
    if entity.name != "RecurringTransaction":
        return entity, body
    found = [name for name in body if name in TEMPLATES] if isinstance(body, dict) else []
    if len(found) != 1 or len(body) != 1:
        raise Fault("2010", "Property Name:a recurring transaction holds one transaction")
    return TEMPLATES[found[0]], body[found[0]]


def mark(change: Change) -> None:
    """A template has a name, bears no number of its own, and can be asked for by its type."""
    if not change.entity.kept_as:
        return
    info = change.new.get("RecurringInfo") or {}
    if "DocNumber" not in change.given:
        change.new.pop("DocNumber", None)
    change.new |= {"Type": change.kind, "Name": info.get("Name", ""), "Active": True}


def shown(obj: Object) -> dict[str, Any]:
    """`{"Invoice": {...}}`, as answers wrap a template."""
    return {obj["Type"]: {name: value for name, value in obj.items() if name not in OWN}}
