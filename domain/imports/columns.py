"""Files with a header of known words: where each column stands, and its cells as text, dates and parties."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from domain.counterparties.counterparty import Counterparty, visible
from domain.counterparties.details import TradeRole
from domain.counterparties.names import exact_key
from domain.imports.tabular import Row, Sheet
from domain.problems import Problem

Parties = Mapping[str, Counterparty]


def find_columns(
    sheets: Sequence[Sheet], headers: Mapping[str, Sequence[str]], needed: Sequence[str], file_name: str
) -> tuple[dict[str, int], tuple[Row, ...]]:
    """Where each field stands in the first sheet and the rows below; raises a Problem naming the columns it lacks."""
    first = sheets[0].rows
    said = [plain(cell) for cell in first[0].cells]
    places = {field: said.index(word) for field, words in headers.items() for word in reversed(words) if word in said}
    lacking = [headers[field][0] for field in needed if field not in places]
    if lacking:
        columns = ", ".join(words[0] for words in headers.values())
        raise Problem(
            f"{file_name} has no column {' and no column '.join(lacking)}.", next_step=f"Its columns are: {columns}."
        )
    if not first[1:]:
        raise Problem(f"{file_name} has a header and no rows below it.")
    return places, first[1:]


def cells_of(row: Row, places: Mapping[str, int], fields: Sequence[str]) -> dict[str, str]:
    """The text of each field, empty where the row or the file has none."""
    at = {field: places.get(field, len(row.cells)) for field in fields}
    return {field: row.cells[place].strip() if place < len(row.cells) else "" for field, place in at.items()}


def as_date(text: str, field: str = "date") -> date | None:
    """The date of a cell written like 2025-01-31, with a time behind it or not, None of an empty one; raises a Problem
    for anything else."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise Problem(f"“{text}” is not a date.", field=field, next_step="Write it like 2025-01-31.") from None


def parties_of(session: Session, department: str) -> Parties:
    """The active counterparties of a department by the key of their name."""
    query = select(Counterparty).where(visible(department), col(Counterparty.active))
    return {party.name_key: party for party in session.exec(query)}


def party_id(parties: Parties, name: str, role: TradeRole) -> str:
    """The one with exactly this name in this role; raises a Problem when there is none."""
    party = parties.get(exact_key(name))
    if party is None or role not in party.roles:
        raise Problem(f"There is no {role} called “{name}”.")
    return party.id


def plain(text: str) -> str:
    """Words in lower case with single spaces, as headers are compared."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
