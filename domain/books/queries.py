"""Texts of QuickBooks' query language, in which nothing a person typed can become anything but a value."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from domain.books.port import NAMES_PER_PAGE
from domain.problems import BooksRefused

ACTIVE_OR_NOT = "Active IN (true, false)"


def quoted(value: str) -> str:
    """A value as a query literal: backslash before quote, control characters refused."""
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise BooksRefused("QuickBooks cannot look for a text with control characters in it.")
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def one_of(field: str, values: Iterable[str]) -> str:
    """The condition that a field is one of the values; there must be at least one."""
    listed = ", ".join(quoted(value) for value in values)
    if not listed:
        raise ValueError("a query for none of something would answer everything")
    return f"{field} IN ({listed})"


def since(moment: datetime) -> str:
    """The condition that something changed at or after a moment in UTC (QuickBooks counts in whole seconds)."""
    return f"MetaData.LastUpdatedTime >= '{moment:%Y-%m-%dT%H:%M:%S}+00:00'"


def page(entity: str, condition: str, start: int, size: int = NAMES_PER_PAGE) -> str:
    """One page, in an order that stays: QuickBooks cuts at 100 rows and hides what is inactive unless it is told."""
    return f"SELECT * FROM {entity} WHERE {condition} ORDERBY Id STARTPOSITION {start} MAXRESULTS {size}"
