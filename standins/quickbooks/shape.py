"""Reading a request body by the entity table: properties, types, lengths and what is required."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from standins.quickbooks.entities import Entity, Field, Kind
from standins.quickbooks.entities.shapes import REF_PARTS
from standins.quickbooks.envelopes import Fault, missing

Object = dict[str, Any]
CENT = Decimal("0.01")
MOST = Decimal(10) ** 15
WIDE = Context(prec=60)  # room for any quantity times any price


def read(entity: Entity, body: Any) -> Object:
    """What the client may set, typed. Cleared texts stay as "" and cleared references as {}; null counts as absent.

    Unknown property or wrong JSON type: 2010; bad date 2060, number 2080, boolean 2090, enumeration 2170.
    """
    if not isinstance(body, dict):
        raise Fault("2010", "Property Name:failed to parse json object; a property specified is unsupported or invalid")
    given: Object = {}
    for name, value in body.items():
        field = entity.by_name.get(name)
        if field is None:
            raise _unknown(name, entity.name, entity.fields)
        if value is not None and not field.server:
            given[name] = _value(field, value)
    return {name: value for name, value in given.items() if value is not None}


def require(names: Iterable[str], obj: Object) -> None:
    """2020 for every required property that is absent or blank."""
    absent = [name for name in names if obj.get(name) in (None, "", {}, [])]
    if absent:
        raise missing(*absent)


def measure(fields: Iterable[Field], obj: Object) -> None:
    """2050 for a text that is too long, 2040 for a character that is not allowed."""
    for field in fields:
        value = obj.get(field.name)
        if not value or field.server:
            continue
        if field.kind is Kind.TEXT and isinstance(value, str):
            _measure_text(field, value)
        elif field.kind is Kind.GROUP and isinstance(value, dict):
            measure(field.parts, value)
        elif field.kind is Kind.ROWS and isinstance(value, list):
            for row in value:
                measure(field.parts, row)


def cleared(obj: Object) -> Object:
    """The object without what was cleared."""
    return {name: value for name, value in obj.items() if value not in ("", {}) and value is not None}


def cents(value: Decimal | int | str) -> Decimal:
    """Money to two places, halves up."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP, WIDE)


def plain(value: Decimal | int | str) -> Decimal | int:
    """A quantity or price with as few digits as it needs."""
    short = Decimal(value).normalize()
    return int(short) if short == short.to_integral_value() else short


def _measure_text(field: Field, value: str) -> None:
    if field.max and len(value) > field.max:
        text = "String length specified does not match the supported length. "
        raise Fault("2050", f"{text}Min:0 Max:{field.max:,} supported. Supplied length:{len(value):,}", field.name)
    if any(character in value for character in field.banned):
        raise Fault("2040", f"Invalid String : {field.name} contains a character that is not supported", field.name)


def _value(field: Field, value: Any) -> Any:
    match field.kind:
        case Kind.REF:
            return _reference(field, value)
        case Kind.GROUP:
            return _group(field, value)
        case Kind.ROWS:
            return _rows(field, value)
    if isinstance(value, dict | list):
        raise Fault("2010", f"Property Name:Can not deserialize {field.name} (through reference chain) from an object")
    if field.kind is Kind.TEXT:
        return _text(field, value)
    return None if value == "" else SCALARS[field.kind](field, value)


def _text(field: Field, value: Any) -> str | None:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if field.choices and text not in field.choices:
        raise Fault("2170", f"Invalid Enumeration : {text}", field.name)
    return text


def _flag(field: Field, value: Any) -> bool:
    if str(value).lower() not in ("true", "false"):
        raise Fault("2090", f"Invalid Boolean : {value}", field.name)
    return str(value).lower() == "true"


def _decimal(field: Field, value: Any) -> Decimal:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Fault("2080", f"Invalid Number : {value}", field.name) from None
    if isinstance(value, bool) or not number.is_finite() or abs(number) >= MOST:
        raise Fault("2080", f"Invalid Number : {value}", field.name)
    return number


def _whole(field: Field, value: Any) -> int:
    number = _decimal(field, value)
    if number != number.to_integral_value():
        raise Fault("2080", f"Invalid Number : {value}", field.name)
    return int(number)


def _amount(field: Field, value: Any) -> Decimal:
    return cents(_decimal(field, value))


def _number(field: Field, value: Any) -> Decimal | int:
    return plain(_decimal(field, value))


def _day(field: Field, value: Any) -> str:
    text = str(value)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.*)?([Z+-][\d:]*)?", text):
        raise Fault("2060", f"Invalid Date : {text}", field.name)
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise Fault("2060", f"Invalid Date : {text}", field.name) from None


def _moment(field: Field, value: Any) -> str:
    return str(value)


SCALARS: dict[Kind, Callable[[Field, Any], Any]] = {
    Kind.FLAG: _flag,
    Kind.WHOLE: _whole,
    Kind.AMOUNT: _amount,
    Kind.NUMBER: _number,
    Kind.DATE: _day,
    Kind.MOMENT: _moment,
}


def _reference(field: Field, value: Any) -> Object:
    if not isinstance(value, dict):
        raise Fault("2010", f"Property Name:{field.name} is not a reference", field.name)
    for name in value:
        if all(part.name != name for part in REF_PARTS):
            raise _unknown(name, "ReferenceType", REF_PARTS)
    target = str(value.get("value") or "").strip()
    if not target:
        return {}
    kept = {"value": target}
    if value.get("type") and (field.typed or not field.to):
        kept["type"] = str(value["type"])
    return kept if field.to else {**kept, **({"name": value["name"]} if value.get("name") else {})}


def _group(field: Field, value: Any) -> Object:
    if not isinstance(value, dict):
        raise Fault("2010", f"Property Name:{field.name} is not an object", field.name)
    return _parts(field, value)


def _rows(field: Field, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Fault("2010", f"Property Name:{field.name} is not an array", field.name)
    return [_parts(field, row) if field.parts else row for row in value]


def _parts(field: Field, value: Any) -> Object:
    if not isinstance(value, dict):
        raise Fault("2010", f"Property Name:an element of {field.name} is not an object", field.name)
    found: Object = {}
    for name, item in value.items():
        part = field.part(name)
        if part is None:
            raise _unknown(name, field.name, field.parts)
        if item is not None:
            found[name] = _value(part, item)
    return cleared(found)


def _unknown(name: str, where: str, fields: Iterable[Field]) -> Fault:
    known = [f'"{field.name}"' for field in fields]
    about = f"(class com.intuit.schema.finance.v3.{where}), not marked as ignorable"
    listed = f"({len(known)} known properties: {', '.join(known)}])"
    return Fault("2010", f'Property Name:Unrecognized field "{name}" {about} {listed}', name)
