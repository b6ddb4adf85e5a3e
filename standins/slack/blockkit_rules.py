"""The few kinds of rule that the Block Kit table is written in."""

from dataclasses import dataclass, field

MESSAGE, MODAL, HOME = "message", "modal", "home"
EVERYWHERE = frozenset({MESSAGE, MODAL, HOME})


@dataclass(frozen=True)
class Str:
    """A string of at most `most` characters."""

    most: int | None = None
    least: int = 0
    choices: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Int:
    """A whole number."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Flag:
    """True or false."""


@dataclass(frozen=True)
class Anything:
    """Whatever it is, it is not looked at."""


@dataclass(frozen=True)
class Text:
    """A text object of 1 to `most` characters."""

    most: int
    kinds: tuple[str, ...] = ("plain_text", "mrkdwn")


def plain(most: int) -> Text:
    """A text object that must be plain_text."""
    return Text(most, ("plain_text",))


@dataclass(frozen=True)
class ListOf:
    """A list of `least` to `most` things of one kind."""

    of: "Rule"
    most: int | None = None
    least: int = 1


@dataclass(frozen=True)
class Typed:
    """An object whose `type` names one of these shapes; or, where `text` is set, a text object."""

    names: tuple[str, ...]
    text: Text | None = None


@dataclass(frozen=True)
class Nullable:
    """Null, or what the rule says."""

    of: "Rule"


@dataclass(frozen=True)
class Shape:
    """An object: its fields, those required, and groups of which exactly one is required."""

    fields: "dict[str, Rule]"
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    surfaces: frozenset[str] = field(default=EVERYWHERE)


Rule = Str | Int | Flag | Anything | Text | ListOf | Typed | Nullable | Shape
