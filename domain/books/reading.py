"""Reads every row that meets a condition out of QuickBooks, page by page."""

from collections.abc import Iterator
from typing import Any

from domain.books import queries
from domain.books.client import QuickBooksClient
from domain.books.port import NAMES_PER_PAGE

Json = dict[str, Any]


def some_rows(client: QuickBooksClient, entity: str, condition: str, start: int) -> list[Json]:
    """Up to 1,000 rows from position `start` (1 is the first); fewer means the last page."""
    answer = client.query(queries.page(entity, condition, start))
    rows: list[Json] = answer["QueryResponse"].get(entity, [])
    return rows


def every_row(client: QuickBooksClient, entity: str, condition: str) -> Iterator[Json]:
    """All of them, asking for the next page only when it is needed."""
    start = 1
    while rows := some_rows(client, entity, condition, start):
        yield from rows
        start += NAMES_PER_PAGE
        if len(rows) < NAMES_PER_PAGE:
            return
