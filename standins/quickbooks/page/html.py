"""HTML from values: whatever is not HTML already is escaped."""

from decimal import Decimal
from html import escape
from typing import Any

from standins.quickbooks.chart import money

VOID = ("input", "meta", "link", "br")


class Html(str):
    """Text that is HTML already."""


Child = Html | str | None


def tag(element: str, /, *children: Child, **attributes: Any) -> Html:
    """An element; `class_` and `for_` stand for class and for, `data_x` for data-x; False and None leave one out."""
    shown = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    inner = join(*children)
    return Html(f"<{element}{shown}>{inner}" + ("" if element in VOID else f"</{element}>"))


def join(*children: Child) -> Html:
    return Html("".join(one if isinstance(one, Html) else escape(one) for one in children if one is not None))


def _attribute(key: str, value: Any) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def amount(value: Any) -> str:
    """1,234.50, a negative one as -1,234.50."""
    return f"{money(value) + 0:,.2f}"


def table(
    heads: list[str], rows: list[list[Child]], amounts: set[int] | None = None, empty: str = "Nothing here yet."
) -> Html:
    """A table whose `amounts` columns stand right-aligned."""
    right = amounts or set()
    if not rows:
        return tag("p", empty, class_="empty")
    head = [tag("th", title, class_="amount" if n in right else None, scope="col") for n, title in enumerate(heads)]
    body = [
        tag("tr", *[tag("td", one, class_="amount" if n in right else None) for n, one in enumerate(row)])
        for row in rows
    ]
    return tag("div", tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body)), class_="scroll")


def link(text: str, href: str) -> Html:
    return tag("a", text, href=href)


def field(label: str, name: str, kind: str = "text", value: Any = "", **more: Any) -> Html:
    """A labelled input."""
    shown = amount(value) if isinstance(value, Decimal) else value
    return tag("label", tag("span", label), tag("input", name=name, type=kind, value=shown or None, **more))


def choice(label: str, name: str, options: list[tuple[str, str]], chosen: str = "", blank: str = "") -> Html:
    """A labelled drop-down of (value, text)."""
    first = [tag("option", blank, value="")] if blank else []
    rest = [tag("option", text, value=value, selected=value == chosen) for value, text in options]
    return tag("label", tag("span", label), tag("select", *first, *rest, name=name))


def spaced(name: str) -> str:
    """AgedPayables as "Aged payables"."""
    return "".join(f" {letter.lower()}" if letter.isupper() and n else letter for n, letter in enumerate(name))
