"""Reading a query: text to a small tree, or QuickBooks' own words about what is wrong with it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput

from standins.quickbooks.envelopes import Fault

MOST_ROWS = 1000
USUAL_ROWS = 100


@dataclass(frozen=True)
class Condition:
    """One `property op value`; op is =, !=, <, >, <=, >=, like or in (then `value` is a tuple)."""

    name: str
    op: str
    value: Any


@dataclass(frozen=True)
class Query:
    """A query as asked: `columns` is empty for `*`, and None for count(*)."""

    entity: str
    columns: tuple[str, ...] | None
    conditions: tuple[Condition, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()  # property, descending
    start: int = 1
    most: int = USUAL_ROWS


def parse(text: str) -> Query:
    """The query; a text that is none is 4000, a page out of bounds 4001."""
    try:
        found: Query = _Tree().transform(_grammar().parse(text.strip()))
    except UnexpectedCharacters as wrong:
        where = f"Lexical error at line {wrong.line}, column {wrong.column}."
        raise Fault("4000", f'QueryParserError: {where}  Encountered: "{wrong.char}" ({ord(wrong.char)})') from None
    except UnexpectedInput as wrong:
        token = getattr(wrong, "token", "")
        what = f'" <{token.type}> "{token} ""' if isinstance(token, Token) and token.type != "$END" else '"<EOF>"'
        where = f"at line {max(wrong.line, 1)}, column {max(wrong.column, 1)}." if wrong.line else "at line 1."
        raise Fault("4000", f"QueryParserError: Encountered {what} {where}") from None
    _bound(found.most, MOST_ROWS)
    _bound(found.start, None)
    return found


def _bound(value: int, most: int | None) -> None:
    if most is not None and value > most:
        raise Fault("4001", f"QueryValidationError: value {value} is too large. Max allowed value is {most}.")
    if value < 1:
        raise Fault("4001", f"QueryValidationError: value {value} is too small. Min allowed value is 1.")


@cache
def _grammar() -> Lark:
    return Lark(Path(__file__).with_name("query.lark").read_text(), parser="lalr", lexer="contextual")


class _Tree(Transformer[Token, Any]):
    """Lark's tree to a Query."""

    def start(self, parts: list[Any]) -> Query:
        columns, name, where, order, *paging = parts
        pages = dict(paging)
        return Query(str(name), columns, where or (), order or (), pages.get("start", 1), pages.get("most", USUAL_ROWS))

    def some(self, parts: list[Token]) -> tuple[str, ...]:
        return tuple(str(part) for part in parts if part.type == "NAME") if parts[0].type != "STAR" else ()

    def count(self, parts: list[Token]) -> None:
        return None

    def where(self, parts: list[Condition]) -> tuple[Condition, ...]:
        return tuple(parts)

    def compare(self, parts: list[Any]) -> Condition:
        return Condition(str(parts[0]), str(parts[1]), parts[2])

    def like(self, parts: list[Any]) -> Condition:
        return Condition(str(parts[0]), "like", _unquoted(parts[1]))

    def isin(self, parts: list[Any]) -> Condition:
        return Condition(str(parts[0]), "in", tuple(part for part in parts[1:] if part is not None))

    def value(self, parts: list[Token]) -> str:
        return _unquoted(parts[0]) if parts[0].type == "STRING" else str(parts[0])

    def order(self, parts: list[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
        return tuple(parts)

    def by(self, parts: list[Any]) -> tuple[str, bool]:
        return str(parts[0]), str(parts[1] or "").lower() == "desc"

    def startposition(self, parts: list[Token]) -> tuple[str, int]:
        return "start", int(float(parts[0]))

    def maxresults(self, parts: list[Token]) -> tuple[str, int]:
        return "most", int(float(parts[0]))


def _unquoted(token: Token) -> str:
    """The text inside the quotes; a backslash takes the next character as it is."""
    inside, out, escaped = str(token)[1:-1], [], False
    for character in inside:
        if character == "\\" and not escaped:
            escaped = True
            continue
        out.append(character)
        escaped = False
    return "".join(out)
