"""Change data capture: what changed since a moment, deleted objects included."""

from datetime import datetime, timedelta
from typing import Any

from standins.quickbooks import recurring
from standins.quickbooks.entities import Entity, find
from standins.quickbooks.envelopes import Fault, missing, stamp, unsupported
from standins.quickbooks.store import Store

FURTHEST = timedelta(days=30)
MOST_OBJECTS = 1000


def run(company: Store, entities: str, changed_since: str) -> dict[str, Any]:
    """The content of a CDC answer: one element per entity asked, in order; at most 1000 objects over all of them."""
    if absent := [name for name, value in (("entities", entities), ("changedSince", changed_since)) if not value]:
        raise missing(*absent)
    since = _moment(company, changed_since)
    left, answers = MOST_OBJECTS, []
    for name in entities.split(","):
        entity = find(name.strip())
        if entity is None:
            raise Fault("4001", f"QueryValidationError: invalid context declaration: {name.strip()}")
        if not entity.changes:
            raise unsupported(f"cdc {entity.name}")
        found = _changed(company, entity, since)[:left]
        left -= len(found)
        answers.append(_element(entity, found))
    return {"CDCResponse": [{"QueryResponse": answers}]}


def _moment(company: Store, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        if not moment.tzinfo:
            moment = datetime.fromisoformat(f"{moment.isoformat()}{company.assumptions.local_changed_since}")
    except ValueError:
        raise Fault("2060", f"Invalid Date : {text}", "changedSince") from None
    if company.clock.now() - moment > FURTHEST and company.assumptions.old_changed_since_refused:
        raise Fault("2060", "Invalid Date : changedSince is more than 30 days ago", "changedSince")
    return moment


def _changed(company: Store, entity: Entity, since: datetime) -> list[Any]:
    live: list[Any] = [
        recurring.shown(obj) if entity.family == "recurring" else company.text(entity.name, obj["Id"])
        for obj in company.changed_since(entity.name, since)
    ]
    gone = [
        {"domain": "QBO", "status": "Deleted", "Id": id, "MetaData": {"LastUpdatedTime": stamp(at)}}
        for (kind, id), at in company.stones.items()
        if kind == entity.name and at.replace(microsecond=0) >= since
    ]
    return live + gone


def _element(entity: Entity, found: list[Any]) -> dict[str, Any]:
    if not found:
        return {}
    return {entity.key: found, "startPosition": 1, "maxResults": len(found), "totalCount": len(found)}
