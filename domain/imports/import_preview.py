"""What would become of each row of a counterparty file, judged against the names that are here already."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from domain.clock import NewId
from domain.counterparties.counterparty import Counterparty, visible
from domain.counterparties.details import Details, checked, one_line
from domain.counterparties.names import exact_key
from domain.imports.import_batch import ImportBatch, ImportRow, Known, Outcome, cells_of, outcome_for
from domain.imports.import_columns import Columns, read_details
from domain.imports.tabular import Row
from domain.problems import Problem
from domain.store import in_chunks

NAMES_PER_QUERY = 500


def plan_rows(
    session: Session, batch: ImportBatch, columns: Columns, rows: Sequence[Row], new_id: NewId
) -> list[ImportRow]:
    """A row of the batch for every row of the file, with its outcome and reason; later rows know the earlier ones."""
    read = [(row, _read(columns, row, batch.department)) for row in rows]
    keys = [exact_key(details.name) for _, details in read if isinstance(details, Details)]
    known = {key: known_from(batch, *found) for key, found in by_key(session, batch.department, keys).items()}
    planned = []
    for row, details in read:
        if isinstance(details, Details):
            planned.append(_planned(batch, known, row, details, new_id))
        else:
            planned.append(_bad(batch, row, columns, details))
    return planned


def by_key(session: Session, department: str, keys: Sequence[str]) -> dict[str, tuple[Counterparty, bool]]:
    """The counterparties with these name keys, each with whether people can see it."""
    found = {}
    for chunk in in_chunks(keys, NAMES_PER_QUERY):
        named = col(Counterparty.name_key).in_(chunk)
        query = select(Counterparty, visible(department)).where(Counterparty.department == department, named)
        found.update({counterparty.name_key: (counterparty, bool(seen)) for counterparty, seen in session.exec(query)})
    return found


def known_from(batch: ImportBatch, counterparty: Counterparty, seen: bool) -> Known:
    """What a row of the batch must know of a counterparty with its name."""
    return Known(
        id=counterparty.id,
        name=counterparty.name,
        roles=counterparty.roles,
        active=counterparty.active,
        visible=seen or counterparty.import_batch == batch.id,
    )


def _read(columns: Columns, row: Row, department: str) -> Details | Problem:
    try:
        return checked(read_details(columns, row, department))
    except Problem as problem:
        return problem


def _bad(batch: ImportBatch, row: Row, columns: Columns, problem: Problem) -> ImportRow:
    name, reason = one_line("".join(row.cells[columns.places["name"] :][:1])), one_line(problem.words())
    return ImportRow(batch_id=batch.id, line=row.line, name=name, outcome=Outcome.BAD, reason=reason)


def _planned(batch: ImportBatch, known: dict[str, Known], row: Row, details: Details, new_id: NewId) -> ImportRow:
    key = exact_key(details.name)
    outcome, reason = outcome_for(details.roles, known.get(key))
    if outcome == Outcome.NEW:
        known[key] = Known(new_id(), details.name, details.roles, line=row.line)
    elif outcome == Outcome.ROLE:
        known[key].roles |= details.roles
    return ImportRow(
        batch_id=batch.id,
        line=row.line,
        name=details.name,
        cells=cells_of(details),
        outcome=outcome,
        reason=reason,
        counterparty_id=known[key].id,
    )
