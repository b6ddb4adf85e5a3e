"""References: they must point at something that is there and active, and they carry its name."""

from collections.abc import Iterable, Iterator
from functools import cache

from standins.quickbooks.changes import Change
from standins.quickbooks.currencies import currency_ref
from standins.quickbooks.entities import ENTITIES, Entity, Field, Kind
from standins.quickbooks.envelopes import Fault, not_found
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store


def resolve(change: Change) -> None:
    """Check the references that the client gave (2500; 610 for an inactive one) and fill in every name."""
    before = {(field.name, ref["value"]) for field, ref, _ in _refs(change.entity.fields, change.old or {})}
    for field, reference, holder in _refs(change.entity.fields, change.new):
        was_there = (field.name, reference["value"]) in before
        target = _find(change.company, field, reference, holder)
        if target is None and was_there:
            continue
        if target is None:
            label = ENTITIES[field.to[0]].label if field.to[0] in ENTITIES else field.to[0]
            detail = f"Invalid Reference Id : {label} element id {reference['value']} not found"
            raise Fault("2500", detail, field.name)
        if target.get("Active") is False and not was_there:
            raise not_found()
        _name(field, reference, target)


def rename(company: Store, kind: str, id: str) -> None:
    """Carry a new name into every document and list row that refers to it."""
    target = company.get(kind, id) or {}
    for other, fields in _pointing_at(kind).items():
        for obj in company.all(other):
            if _renamed(fields, obj, kind, id, target):
                company.dirty(other, obj["Id"])


@cache
def _pointing_at(kind: str) -> dict[str, list[Field]]:
    """The entities with fields that may refer to a kind, and those fields."""
    found = {name: [field for field in entity.fields if kind in _targets(field)] for name, entity in ENTITIES.items()}
    return {name: fields for name, fields in found.items() if fields}


def _renamed(fields: list[Field], obj: Object, kind: str, id: str, target: Object) -> bool:
    changed = False
    for field, reference, _ in _refs(fields, obj):
        if reference["value"] == id and kind in field.to and reference.get("type", kind) == kind:
            _name(field, reference, target)
            changed = True
    return changed


def _targets(field: Field) -> set[str]:
    return {*field.to, *(target for part in field.parts for target in _targets(part))}


def _refs(fields: Iterable[Field], obj: Object) -> Iterator[tuple[Field, Object, Object]]:
    """Every checked reference inside an object, with the object that holds it."""
    for field in fields:
        value = obj.get(field.name)
        if not value:
            continue
        if field.kind is Kind.REF and field.to and field.to != ("Currency",):
            yield field, value, obj
        elif field.kind is Kind.GROUP:
            yield from _refs(field.parts, value)
        elif field.kind is Kind.ROWS and field.parts:
            for row in value:
                yield from _refs(field.parts, row)


def _find(company: Store, field: Field, reference: Object, holder: Object) -> Object | None:
    asked = reference.get("type") or (holder.get("Type") if field.name == "EntityRef" else None)
    kinds = [kind for kind in field.to if not asked or kind.lower() == str(asked).lower()]
    for kind in kinds:
        if found := company.get(kind, reference["value"]):
            if field.typed:
                reference["type"] = kind
            return found
    return None


def _name(field: Field, reference: Object, target: Object) -> None:
    name = target.get("FullyQualifiedName") or target.get("DisplayName") or target.get("Name")
    if name and target.get("Id") not in ("TAX", "NON"):
        reference["name"] = name


def shown_name(entity: Entity, obj: Object) -> str:
    """The name other objects show in their references to this one."""
    return str(obj.get("FullyQualifiedName") or obj.get(entity.named_by) or "")


def set_currency(change: Change) -> None:
    """Name the currency; without one it is the home currency."""
    home = (change.company.preferences.get("CurrencyPrefs") or {}).get("HomeCurrency", {}).get("value", "USD")
    code = (change.new.get("CurrencyRef") or {}).get("value", home)
    if change.old and change.old.get("CurrencyRef"):
        code = change.old["CurrencyRef"]["value"]
    change.new["CurrencyRef"] = currency_ref(code)
