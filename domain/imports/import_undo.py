"""Whether an import may be undone: not while the books or our own papers rest on what it brought."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from sqlmodel import Session, col, select

from domain.counterparties.counterparty import Counterparty, CounterpartyLink
from domain.counterparties.details import TradeRole, in_words
from domain.imports.import_batch import ImportBatch, ImportRow, ImportState, Outcome
from domain.problems import Problem
from domain.store import in_chunks

NAMED = 3
ROWS_PER_QUERY = 500

InUse = Callable[[Session, Sequence[str]], Mapping[str, frozenset[TradeRole]]]
"""For counterparties by id: the roles in which they are used; those used in none may be left out."""


def nothing_else(_session: Session, _ids: Sequence[str]) -> Mapping[str, frozenset[TradeRole]]:
    """The rule when nothing but links can hold on to a counterparty."""
    return {}


def require_unused(session: Session, batch: ImportBatch, in_use: InUse) -> None:
    """Raise a Problem that names the first few of what holds on to the import, and says what to do."""
    brought = select(ImportRow).where(ImportRow.batch_id == batch.id)
    rows = session.exec(brought.where(col(ImportRow.outcome).in_((Outcome.NEW, Outcome.ROLE)))).all()
    reasons = [
        reason for chunk in in_chunks(rows, ROWS_PER_QUERY) for reason in _reasons(session, batch, chunk, in_use)
    ]
    if reasons:
        more = f", and {len(reasons) - NAMED} more" if len(reasons) > NAMED else ""
        raise Problem(
            f"{batch.file_name} cannot be undone: {'; '.join(reasons[:NAMED])}{more}.",
            next_step="Deactivate what you do not need instead.",
        )


def held_roles(session: Session, ids: Sequence[str], in_use: InUse) -> dict[str, frozenset[TradeRole]]:
    """The roles in which counterparties are linked to the books or used in our own papers."""
    held = dict(in_use(session, ids))
    for link in session.exec(select(CounterpartyLink).where(col(CounterpartyLink.counterparty_id).in_(ids))):
        held[link.counterparty_id] = held.get(link.counterparty_id, frozenset()) | {link.role}
    return held


def _reasons(session: Session, batch: ImportBatch, rows: Sequence[ImportRow], in_use: InUse) -> Iterator[str]:
    ids = [row.counterparty_id for row in rows if row.counterparty_id]
    parties = {each.id: each for each in session.exec(select(Counterparty).where(col(Counterparty.id).in_(ids)))}
    held = held_roles(session, ids, in_use)
    built_on = _built_on(session, batch, ids)
    for row in rows:
        party = parties.get(row.counterparty_id or "")
        if party is None:
            continue
        roles = held.get(party.id, frozenset())
        if party.import_batch == batch.id and row.outcome == Outcome.NEW:
            yield from islice(_holds_record(batch, party, roles, party.id in built_on), 1)
        elif party.import_batch != batch.id and row.added_role:
            yield from islice(_holds_role(party, roles, row.added_role), 1)


def _holds_record(batch: ImportBatch, party: Counterparty, held: frozenset[TradeRole], built_on: bool) -> Iterator[str]:
    if held:
        yield f"{party.name} is linked or used as {in_words(held)}"
    if built_on:
        yield f"a later import added a role to {party.name}"
    if batch.applied_at and party.changed_at > batch.applied_at:
        yield f"{party.name} was changed since"


def _holds_role(party: Counterparty, held: frozenset[TradeRole], added: TradeRole) -> Iterator[str]:
    if added in held:
        yield f"{party.name} is linked or used as {added}"
    if party.roles == {added}:
        yield f"{party.name} would have no role left"


def _built_on(session: Session, batch: ImportBatch, ids: Sequence[str]) -> set[str]:
    """Those to which another import, not undone, added a role."""
    query = select(ImportRow.counterparty_id).join(ImportBatch, col(ImportBatch.id) == ImportRow.batch_id)
    query = query.where(col(ImportRow.counterparty_id).in_(ids), ImportRow.batch_id != batch.id)
    query = query.where(col(ImportRow.added_role).is_not(None), ImportBatch.state != ImportState.UNDONE)
    return {id for id in session.exec(query) if id}
