"""Attachments: a note or a file, and what it hangs on."""

from standins.quickbooks.changes import Change
from standins.quickbooks.entities import find
from standins.quickbooks.envelopes import business, missing
from standins.quickbooks.shape import Object


def finish(change: Change) -> None:
    """A file has a name, a note a text; one of them is needed, and what it hangs on must be there (6000)."""
    if not change.new.get("FileName") and not change.new.get("Note"):
        raise missing("FileName")
    had = [row.get("EntityRef") for row in (change.old or {}).get("AttachableRef") or []]
    for row in change.new.get("AttachableRef") or []:
        row.setdefault("IncludeOnSend", False)
        if row.get("EntityRef") and row["EntityRef"] not in had:
            _check_target(change, row["EntityRef"])


def _check_target(change: Change, reference: Object) -> None:
    """The object of the type and id is there; its type is then spelled as in the table."""
    kind, id = reference.get("type", ""), reference["value"]
    entity = find(kind)
    if entity is None or change.company.get(entity.name, id) is None:
        what = f"{kind} {id}".strip()
        raise business(f"The entity {what} that you are trying to link does not exist. {what}")
    reference["type"] = entity.name
    reference.pop("name", None)
