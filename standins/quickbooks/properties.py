"""The properties a query may name: finding them in the table, and their comparable values in an object."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from standins.quickbooks.entities import Entity, Field, Kind
from standins.quickbooks.entities.shapes import REF_PARTS
from standins.quickbooks.envelopes import PACIFIC, Fault
from standins.quickbooks.shape import Object

NUMBERS = (Kind.AMOUNT, Kind.NUMBER, Kind.WHOLE)
Path = tuple[Field, ...]


def find(entity: Entity, name: str) -> Path:
    """The fields along a dotted name like MetaData.CreateTime; 4001 when there is no such property."""
    fields, path = entity.fields, []
    for part in name.split("."):
        field = next((one for one in fields if one.name.lower() == part.lower()), None)
        if field is None:
            raise Fault("4001", f"QueryValidationError: Property {name} not found for Entity {entity.name}")
        path.append(field)
        fields = REF_PARTS if field.kind is Kind.REF else field.parts
    return tuple(path)


def allowed(entity: Entity, name: str, how: str) -> Path:
    """The property, when it may be filtered by (`f`) or sorted by (`s`); else 4001."""
    path = find(entity, name)
    known = next(field for field in reversed(path) if field not in REF_PARTS)
    if how not in known.ask:
        word = "queryable" if how == "f" else "sortable"
        raise Fault("4001", f"QueryValidationError: property '{name}' is not {word}")
    return path


def values(path: Path, obj: Object) -> Iterator[Any]:
    """What an object has at the end of a path: one value, several inside a list, or one None."""
    value, rest = obj.get(path[0].name), path[1:]
    if not rest:
        yield value
    elif isinstance(value, list):
        for row in value:
            yield from values(rest, row)
    else:
        yield from values(rest, value or {})


def getter(field: Field) -> Callable[[Any], Any]:
    """From a stored or asked value to the form in which values of the field compare; None stays None."""
    if field.name == "Id":
        return _id
    if field.kind in NUMBERS:
        return _decimal
    if field.kind is Kind.MOMENT:
        return _moment
    return _same if field.kind in (Kind.FLAG, Kind.DATE) else _text


def parsed(field: Field, text: str) -> Any:
    """The value in a condition, as the field's values compare; 4001 when it is none."""
    try:
        if field.kind is Kind.FLAG:
            return {"true": True, "false": False}[text.lower()]
        if field.kind is Kind.DATE:
            return date.fromisoformat(text[:10]).isoformat()
        return getter(field)(text)
    except (ValueError, KeyError, InvalidOperation):
        raise Fault("4001", f"QueryValidationError: value '{text}' is not valid for property {field.name}") from None


def _same(value: Any) -> Any:
    return value


def _id(value: Any) -> int | None:
    return None if value is None else int(value) if str(value).isdigit() else -1


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _text(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("value") or value.get("Address") or ""
    return None if value is None else str(value).lower()


@lru_cache(maxsize=65_536)
def _moment(text: str | None) -> datetime | None:
    """A moment with its zone; a date or a moment without a zone is in the company's time."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=PACIFIC)
