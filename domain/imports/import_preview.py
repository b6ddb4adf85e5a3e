"""What would become of each row of a counterparty file, judged against the names that are here already."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from domain.clock import NewId
from domain.counterparties.counterparty import Counterparty, visible
from domain.counterparties.details import Details, TradeRole, checked, one_line
from domain.counterparties.names import exact_key
from domain.imports.import_batch import Known, Outcome, cells_of, outcome_for
from domain.imports.import_columns import Columns, find_table, read_details
from domain.imports.tabular import Row, read_sheets
from domain.problems import Problem
from domain.store import ROWS_PER_WRITE, Store, in_chunks

NAMES_PER_QUERY = 500
Values = dict[str, Any]
"""What an `ImportRow` holds, by column."""


@dataclass(frozen=True)
class File:
    """A file of counterparties to be read for a batch; `default_role` is what rows are that do not say."""

    batch_id: str
    department: str
    name: str
    content: bytes
    default_role: TradeRole | None = None


@dataclass(frozen=True)
class Portion:
    """Some rows of a file, with what becomes of each and why; and the columns of the file that mean nothing to us."""

    unknown: tuple[str, ...]
    rows: Sequence[Values]


def plan(store: Store, file: File, new_id: NewId) -> Iterator[Portion]:
    """The rows of a file in portions, later ones knowing the earlier; there is at least one.

    Raises a Problem, before the first, for what is no table or has no column for names or roles.
    """
    columns, rows = find_table(read_sheets(file.name, file.content), file.default_role)
    if not rows:
        raise Problem(f"{file.name} has a header and no rows below it.")
    unknown = tuple(map(one_line, columns.unknown))
    read = [(row, _read(columns, row, file.department)) for row in rows]
    keys = [exact_key(details.name) for _, details in read if isinstance(details, Details)]
    with store.reading() as session:
        here = by_key(session, file.department, keys)
        known = {key: known_from(file.batch_id, *found) for key, found in here.items()}
    for some in in_chunks(read, ROWS_PER_WRITE):
        yield Portion(unknown, [_planned(file, columns, known, row, details, new_id) for row, details in some])


def plan_from(database_url: str, file: File, new_id: NewId) -> Iterator[Portion]:
    """The same, for a process that has no store yet."""
    with closing(Store(database_url)) as store:
        yield from plan(store, file, new_id)


def by_key(session: Session, department: str, keys: Sequence[str]) -> dict[str, tuple[Counterparty, bool]]:
    """The counterparties with these name keys, each with whether people can see it."""
    found = {}
    for chunk in in_chunks(keys, NAMES_PER_QUERY):
        named = col(Counterparty.name_key).in_(chunk)
        query = select(Counterparty, visible(department)).where(Counterparty.department == department, named)
        found.update({counterparty.name_key: (counterparty, bool(seen)) for counterparty, seen in session.exec(query)})
    return found


def known_from(batch_id: str, counterparty: Counterparty, seen: bool) -> Known:
    """What a row of a batch must know of a counterparty with its name."""
    return Known(
        id=counterparty.id,
        name=counterparty.name,
        roles=counterparty.roles,
        active=counterparty.active,
        visible=seen or counterparty.import_batch == batch_id,
    )


def _read(columns: Columns, row: Row, department: str) -> Details | Problem:
    try:
        return checked(read_details(columns, row, department))
    except Problem as problem:
        return problem


def _planned(
    file: File, columns: Columns, known: dict[str, Known], row: Row, details: Details | Problem, new_id: NewId
) -> Values:
    values: Values = {"batch_id": file.batch_id, "line": row.line, "cells": {}, "counterparty_id": None}
    if isinstance(details, Problem):
        name = one_line("".join(row.cells[columns.places["name"] :][:1]))
        return values | {"name": name, "outcome": Outcome.BAD, "reason": one_line(details.words())}
    key = exact_key(details.name)
    outcome, reason = outcome_for(details.roles, known.get(key))
    if outcome == Outcome.NEW:
        known[key] = Known(new_id(), details.name, details.roles, line=row.line)
    elif outcome == Outcome.ROLE:
        known[key].roles |= details.roles
    said = {"name": details.name, "cells": cells_of(details), "outcome": outcome, "reason": reason}
    return values | said | {"counterparty_id": known[key].id}
