"""Create, update, delete and void: the generic way of a change, by the entity table."""

from copy import deepcopy
from typing import Any

from standins.quickbooks import links, rates, recurring, references, removal, shape
from standins.quickbooks.changes import Change
from standins.quickbooks.entities import Entity, Kind
from standins.quickbooks.envelopes import DELETED, Fault, business, not_found, stamp, unsupported
from standins.quickbooks.rules import FINISH
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store

Include = frozenset[str]
NOTHING: Include = frozenset()


def write(company: Store, entity: Entity, body: Any, include: Include = NOTHING) -> Object:
    """What a POST without an operation does: create, or update when the body carries an Id."""
    if entity.name == "ExchangeRate":
        return rates.write(company, entity, body)
    entity, body = recurring.opened(entity, body)
    has_id = isinstance(body, dict) and str(body.get("Id") or "0") not in ("", "0")
    if has_id or entity.family == "settings":
        return update(company, entity, body, include)
    return create(company, entity, body, include)


def create(company: Store, entity: Entity, body: Any, include: Include = NOTHING) -> Object:
    """A new object, as stored. Faults come in this order: shape, required, lengths, references, rules."""
    entity, body = recurring.opened(entity, body)
    _allow(entity, "create")
    given = shape.read(entity, body)
    new = shape.cleared(given)
    for field in entity.fields:
        if field.default is not None:
            new.setdefault(field.name, field.default)
    change = Change(company, entity, None, given, new, include)
    _check(change, entity.required)
    return _store(change)


def update(company: Store, entity: Entity, body: Any, include: Include = NOTHING) -> Object:
    """A full update (what is left out is cleared) or, with sparse, one of the given fields alone."""
    entity, body = recurring.opened(entity, body)
    _allow(entity, "update")
    given = shape.read(entity, body)
    old = _current(company, entity, body)
    sparse = str(body.get("sparse", False)).lower() == "true"
    change = Change(company, entity, old, given, _merged(entity, old, given, body, sparse), include)
    _check(change, entity.required)
    if sparse:
        shape.require(entity.always, given)
    return _store(change)


def delete(company: Store, entity: Entity, body: Any) -> Object:
    """Remove a transaction or attachment; answers its last state."""
    entity, body = recurring.opened(entity, body)
    _allow(entity, "delete")
    old = _current(company, entity, _with_token(company, entity, body))
    removal.refuse(company, entity, old)
    links.undo(company, entity.name, old)
    company.remove(entity.store, old["Id"])
    return old


def void(company: Store, entity: Entity, body: Any) -> Object:
    """Keep a transaction with nothing in it: amounts 0, "Voided" in its note, its links undone."""
    _allow(entity, "void")
    old = _current(company, entity, body)
    removal.refuse(company, entity, old)
    links.undo(company, entity.name, old)
    new = removal.voided(entity, old)
    return _keep(Change(company, entity, old, {}, new))


def read(company: Store, entity: Entity, id: str) -> Object:
    """The object of that id; 610 when there is none."""
    _allow(entity, "read")
    if entity.family == "settings":
        return company.preferences if entity.name == "Preferences" else company.info
    found = company.get(entity.store, id)
    if found is None:
        raise _gone(company, entity, id) if id.isdecimal() else _no_id(id)
    return found


def _allow(entity: Entity, operation: str) -> None:
    if operation not in entity.operations:
        raise unsupported(f"{operation} {entity.name}")


def _with_token(company: Store, entity: Entity, body: Any) -> Any:
    """An attachment is deleted by its Id alone, as was seen; a SyncToken that is sent must be right all the same."""
    if entity.name != "Attachable" or not isinstance(body, dict) or "SyncToken" in body:
        return body
    held = company.get(entity.store, str(body.get("Id"))) or {}
    return {**body, "SyncToken": held.get("SyncToken", "0")}


def _current(company: Store, entity: Entity, body: Any) -> Object:
    """The stored object a body speaks of; 2030, 610 or 5010."""
    if not isinstance(body, dict):
        raise Fault("2010", "Property Name:failed to parse json object; a property specified is unsupported or invalid")
    id = "1" if entity.family == "settings" else str(body.get("Id") or "")
    old = company.get(entity.store, id)
    if old is None and not id.isdecimal():
        raise _no_id(id)
    if old is None:
        raise _gone(company, entity, id)
    shape.require(("SyncToken",), {"SyncToken": str(body.get("SyncToken", ""))})
    if str(body["SyncToken"]).strip() != old["SyncToken"]:
        raise stale()
    return old


def stale() -> Fault:
    """5010."""
    text = (
        "You and the administrator were working on this at the same time. The administrator finished before you did, "
    )
    return Fault("5010", f"Stale Object Error : {text}so your work was not saved.")


def _no_id(id: str) -> Fault:
    return Fault("2030", f"Id should be a valid number. Supplied value:{id}", "Id")


def _gone(company: Store, entity: Entity, id: str) -> Fault:
    return not_found(DELETED if entity.is_transaction or (entity.name, id) in company.stones else "")


def _merged(entity: Entity, old: Object, given: Object, body: Object, sparse: bool) -> Object:
    new = deepcopy(old if sparse else {name: value for name, value in old.items() if _stays(entity, name)})
    for name, value in given.items():
        field = entity.by_name[name]
        if field.once and old.get(name):
            continue
        deep = entity.family == "settings" and field.kind is Kind.GROUP and sparse
        new[name] = _group(new.get(name) or {}, value, body[name]) if deep else value
    return shape.cleared(new)


def _group(old: Object, given: Object, asked: Object) -> Object:
    """A group of preferences with the given ones changed and the blank ones gone (a closing date taken away)."""
    blank = {name for name, value in asked.items() if value == ""}
    return {name: value for name, value in {**old, **given}.items() if name not in blank}


def _stays(entity: Entity, name: str) -> bool:
    field = entity.by_name.get(name)
    return field is None or field.server or field.keep or field.once


def _check(change: Change, required: tuple[str, ...]) -> None:
    shape.require(required, change.new)
    shape.measure(change.entity.fields, change.given)
    references.resolve(change)


def _store(change: Change) -> Object:
    finish = FINISH.get(change.kind) or FINISH.get(change.entity.family)
    if finish is None:
        raise business(f"{change.kind} cannot be saved")
    finish(change)
    recurring.mark(change)
    if change.old is not None and change.new == change.old and change.new.get("Active") is False:
        return change.old
    return _keep(change)


def _keep(change: Change) -> Object:
    company, new, old = change.company, change.new, change.old
    now = stamp(company.clock.now())
    for name in ("domain", "sparse", "Id", "SyncToken", "MetaData"):
        new.pop(name, None)
    new |= {"domain": "QBO", "sparse": False, "Id": old["Id"] if old else company.new_id(change.entity.store)}
    new["SyncToken"] = str(int(old["SyncToken"]) + 1) if old else "0"
    new["MetaData"] = {"CreateTime": old["MetaData"]["CreateTime"] if old else now, "LastUpdatedTime": now}
    links.restate(change)
    company.put(change.entity.store, new)
    key = (change.entity.store, new["Id"])
    company.authors[key] = (company.authors.get(key, (company.who, ""))[0], company.who)
    links.apply(change)
    if old and references.shown_name(change.entity, old) != references.shown_name(change.entity, new):
        references.rename(company, change.kind, new["Id"])
    return new


def deleted(obj: Object) -> Object:
    """What a delete answers in place of the object."""
    return {"domain": "QBO", "status": "Deleted", "Id": obj["Id"]}
