"""Write down which records of the books our counterparties are."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from domain.clock import Now
from domain.counterparties.counterparty import CounterpartyLink, LinkedHow
from domain.store import upsert
from domain.syncs.sync import RowKind, RowState, SyncRow, SyncRun


def link_rows(session: Session, run: SyncRun, rows: Sequence[SyncRow], now: Now) -> list[SyncRow]:
    """Write down which record of the books a counterparty is, in a role; `books_id` is the key from then on (S1-09).

    A record that became somebody else's meanwhile is refused. Answers the rows that are linked.
    """
    ids = [row.books_id for row in rows]
    links = session.exec(
        select(CounterpartyLink).where(CounterpartyLink.realm == run.realm, col(CounterpartyLink.books_id).in_(ids))
    )
    owner = {(link.role, link.books_id): link.counterparty_id for link in links}
    mine = []
    for row in rows:
        if owner.get((row.role, str(row.books_id)), row.counterparty_id) == row.counterparty_id:
            mine.append(row)
        else:
            row.state, row.result = RowState.REFUSED, f"{row.books_name} was linked to another counterparty meanwhile"
    written = [_as_link(run, row, now) for row in mine]
    upsert(session, CounterpartyLink, written, by=("counterparty_id", "role", "realm"))
    return mine


def _as_link(run: SyncRun, row: SyncRow, now: Now) -> dict[str, object]:
    return {
        "counterparty_id": row.counterparty_id,
        "role": row.role,
        "realm": run.realm,
        "books_id": row.books_id,
        "books_name": row.books_name,
        "books_active": True,
        "version": row.books_version,
        "linked_at": now(),
        "linked_by": row.decided_by or run.confirmed_by or run.started_by,
        "how": _how(row),
    }


def note_rename(session: Session, run: SyncRun, row: SyncRow) -> None:
    """What the books call it now; the id stays the key."""
    link = update(CounterpartyLink).where(
        col(CounterpartyLink.counterparty_id) == row.counterparty_id,
        col(CounterpartyLink.role) == row.role,
        col(CounterpartyLink.realm) == run.realm,
    )
    session.execute(link.values(books_name=row.books_name, version=row.books_version))


def _how(row: SyncRow) -> LinkedHow:
    if row.kind is RowKind.LINK:
        return LinkedHow.EXACT
    return LinkedHow.PERSON if row.state is RowState.READY else LinkedHow.CREATED
