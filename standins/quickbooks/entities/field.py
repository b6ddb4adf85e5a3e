"""The vocabulary of the entity table: what a field is, and what an entity is."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a property holds."""

    TEXT = "text"
    FLAG = "flag"
    WHOLE = "whole"
    AMOUNT = "amount"  # money, two places
    NUMBER = "number"  # quantities, prices, rates: as many places as needed
    DATE = "date"
    MOMENT = "moment"
    REF = "ref"
    GROUP = "group"  # a nested object
    ROWS = "rows"  # a list of nested objects


@dataclass(frozen=True)
class Field:
    """One property. `ask` holds f (may be filtered by) and s (may be sorted by)."""

    name: str
    kind: Kind = Kind.TEXT
    max: int = 0  # longest text; 0: no limit known
    to: tuple[str, ...] = ()  # kinds a reference may point at
    typed: bool = False  # the reference keeps its `type` in answers
    choices: tuple[str, ...] = ()
    parts: tuple["Field", ...] = ()
    banned: str = ""  # characters that are refused
    server: bool = False  # owned by the server: what a client sends is ignored
    keep: bool = False  # survives a full update that leaves it out
    once: bool = False  # set at creation, never changed
    default: Any = None
    ask: str = ""

    def part(self, name: str) -> "Field | None":
        """The nested field of that name."""
        return next((part for part in self.parts if part.name == name), None)


@dataclass(frozen=True)
class Entity:
    """One row of the table: an entity, its fields and what may be done with it."""

    name: str
    family: str  # people, list, transaction, settings, other
    fields: tuple[Field, ...]
    required: tuple[str, ...] = ()
    operations: frozenset[str] = frozenset()
    lines: tuple[str, ...] = ()  # DetailTypes allowed in Line
    json_name: str = ""  # when the JSON key differs from the entity's name
    label: str = "Names"  # how a 2500 speaks of it: "Names element id 7 not found"
    long_ids: bool = False  # 19-digit ids
    changes: bool = True  # change data capture knows it
    named_by: str = "Name"
    always: tuple[str, ...] = ()  # must be sent even in a sparse update
    kept_as: str = ""  # a recurring template: the kind it is kept under
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})

    @property
    def key(self) -> str:
        """The key it has in JSON answers."""
        return self.json_name or self.name

    @property
    def store(self) -> str:
        """The kind its objects are kept under."""
        return self.kept_as or self.name

    @property
    def is_transaction(self) -> bool:
        return self.family == "transaction"


def text(name: str, max: int = 0, **more: Any) -> Field:
    return Field(name, Kind.TEXT, max=max, **more)


def flag(name: str, default: bool | None = None, **more: Any) -> Field:
    return Field(name, Kind.FLAG, default=default, **more)


def whole(name: str, **more: Any) -> Field:
    return Field(name, Kind.WHOLE, **more)


def amount(name: str, **more: Any) -> Field:
    return Field(name, Kind.AMOUNT, **more)


def number(name: str, **more: Any) -> Field:
    return Field(name, Kind.NUMBER, **more)


def day(name: str, **more: Any) -> Field:
    return Field(name, Kind.DATE, **more)


def moment(name: str, **more: Any) -> Field:
    return Field(name, Kind.MOMENT, **more)


def ref(name: str, *to: str, **more: Any) -> Field:
    return Field(name, Kind.REF, to=to, **more)


def group(name: str, *parts: Field, **more: Any) -> Field:
    return Field(name, Kind.GROUP, parts=parts, **more)


def rows(name: str, *parts: Field, **more: Any) -> Field:
    return Field(name, Kind.ROWS, parts=parts, **more)


def choice(name: str, *choices: str, **more: Any) -> Field:
    return Field(name, Kind.TEXT, choices=choices, **more)


def owned(*fields: Field) -> tuple[Field, ...]:
    """The same fields, owned by the server."""
    return tuple(replace(one, server=True) for one in fields)
