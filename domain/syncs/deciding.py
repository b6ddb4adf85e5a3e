"""What a person's word on one row of a plan does: link it to a name of the books, create it, or leave it alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from domain import audit
from domain.counterparties.mirror import KIND
from domain.problems import Problem
from domain.store import upsert
from domain.syncs.bring import NameState, OnlyThere
from domain.syncs.sync import KnownName, LeftAlone, RowKind, RowState, SyncRow, SyncRun, candidates

CREATE_NEW: Final = "create"
LEAVE_ALONE: Final = "leave"


def decide(session: Session, run: SyncRun, row: SyncRow, choice: str, *, by: str, at: datetime) -> None:
    """`choice` is `create`, `leave` or the id of a name. Raises Problem when that name cannot be it."""
    row.decided_by, row.state = by, RowState.READY
    if choice == LEAVE_ALONE:
        row.state, row.result = RowState.LEFT, "left alone"
        alone = {"realm": run.realm, "counterparty_id": row.counterparty_id, "role": row.role}
        upsert(session, LeftAlone, [alone | {"by": by, "at": at}])
    elif choice == CREATE_NEW:
        row.kind, row.books_id, row.books_name, row.books_version = RowKind.CREATE, None, "", ""
    else:
        _choose(session, run, row, choice)
    detail = f"{row.name} ({row.role}): {row.books_name or choice}"
    audit.record(session, at=at, by=by, act="match decided", subject=f"sync:{run.id}", detail=detail)


def accept(session: Session, run: SyncRun, rows: Sequence[SyncRow], *, by: str, at: datetime) -> int:
    """Link each to its best candidate, unless that is inactive by now or another row has it; answers how many."""
    accepted = 0
    for row in rows:
        best = best_of(row)
        name = session.get(KnownName, (run.realm, KIND[row.role].value, str(best["id"]))) if best else None
        if name and name.active and is_free(session, run, row, name.books_id):
            decide(session, run, row, name.books_id, by=by, at=at)
            accepted += 1
    return accepted


def best_of(row: SyncRow) -> dict[str, object] | None:
    """Its best candidate."""
    return next(iter(candidates(row)), None)


def is_free(session: Session, run: SyncRun, row: SyncRow, books_id: str) -> bool:
    """Whether no other row of the plan is to become this name."""
    session.flush()
    twice = select(SyncRow).where(
        SyncRow.run_id == run.id,
        SyncRow.role == row.role,
        SyncRow.books_id == books_id,
        SyncRow.state == RowState.READY,
        col(SyncRow.counterparty_id) != row.counterparty_id,
    )
    return session.exec(twice).first() is None


def _choose(session: Session, run: SyncRun, row: SyncRow, books_id: str) -> None:
    name = session.get(KnownName, (run.realm, KIND[row.role].value, books_id))
    if name is None:
        raise Problem("That name is no longer in QuickBooks.", next_step="Start the sync again.")
    if not name.active:
        raise Problem(
            f"{name.name} is inactive in QuickBooks.",
            next_step="Make it active there and start the sync again, or create a new one.",
        )
    if not is_free(session, run, row, books_id):
        raise Problem(f"{name.name} is already chosen for another counterparty.", next_step="Choose another name.")
    row.books_id, row.books_name, row.books_version = name.books_id, name.name, name.version
    offered = session.get(OnlyThere, (run.id, name.kind, name.books_id))
    if offered and offered.state in (NameState.READY, NameState.LEFT):
        session.delete(offered)
