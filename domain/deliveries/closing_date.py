"""The closing date of a company's books: what lies before it is refused before it is sent."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Field

from domain.books.documents import DocumentBooks
from domain.clock import Now
from domain.problems import BooksRefused, Problem
from domain.store import Store, upsert
from domain.table import Table

CLOSING_KEPT: Final = timedelta(minutes=5)


class KnownClosing(Table, table=True):
    """The closing date of a company's books as last read, so that not every document asks for it."""

    __tablename__ = "known_closing"

    realm: str = Field(primary_key=True, max_length=32)
    on: date | None = None
    read_at: datetime


def books_closed(on: date) -> Problem:
    """The books take no document up to and including a date."""
    return Problem(
        f"The books are closed in QuickBooks through {on:%-d %B %Y}.",
        field="posting_date",
        next_step="Choose a later posting date, or have the closing date moved in QuickBooks.",
    )


def require_books_open(store: Store, now: Now, books: DocumentBooks, realm: str, dates: Sequence[date]) -> None:
    """BooksRefused with code 6210 when any of some dates lies in closed books.

    The closing date is kept for five minutes, but nothing is refused by one that was not read just now.
    """
    with store.reading() as session:
        known = session.get(KnownClosing, realm)
    old = known is None or now() - known.read_at > CLOSING_KEPT
    if known is None or old or (known.on and min(dates) <= known.on):
        known = KnownClosing(realm=realm, on=books.closing_date(), read_at=now())
        with store.writing() as session:
            upsert(session, KnownClosing, [known.model_dump()])
    if known.on and min(dates) <= known.on:
        closed = books_closed(known.on)
        raise BooksRefused(closed.sentence, code="6210", next_step=closed.next_step)
