"""Importing counterparties from a file: a preview row by row, then all of it at once, and all of it undone at will.

No transaction writes more than 500 rows: what a file brings is loaded in portions and shown by flipping the batch's
state. Each portion is remembered, so running an act again after a crash finishes it and repeats nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.audit import record
from domain.beside import beside
from domain.clock import NewId, Now
from domain.counterparties.details import TradeRole, one_line
from domain.imports.import_batch import ImportBatch, ImportRow, ImportState, Outcome
from domain.imports.import_changes import ImportChanges
from domain.imports.import_preview import File, Portion, plan, plan_from
from domain.imports.import_undo import InUse, held_roles, nothing_else, require_unused
from domain.imports.tabular import write_csv
from domain.problems import Problem
from domain.store import Store, purge

PORTION = 150  # rows of a file; each writes at most three rows: a counterparty, the row itself and an audit line
LARGE = 50_000  # bytes; some two thousand rows, which are read in a tenth of a second
UNDER_WAY = (ImportState.APPLYING, ImportState.APPLIED)


class ImportedAlready(Problem):
    """The same file was imported; `before` is that import."""

    def __init__(self, sentence: str, before: ImportBatch) -> None:
        super().__init__(sentence, next_step="Undo that import first if you want to repeat it.")
        self.before = before


@dataclass(frozen=True)
class Importing:
    """The acts on one store. `in_use` tells in which roles counterparties are used, so that no undo pulls them away."""

    store: Store
    now: Now
    new_id: NewId
    in_use: InUse = nothing_else

    def preview(
        self,
        file_name: str,
        content: bytes,
        *,
        by: str,
        department: str = "main",
        default_role: TradeRole | None = None,
        id: str | None = None,
    ) -> ImportBatch:
        """Read a file and say what would become of each row; nothing is imported yet.

        Raises a Problem for a file that is no table, has no column for names or roles, or was imported before. `id`
        is made beforehand where a file may be handed over twice, one after the other: the second time finds the first
        preview, and finishes it after a crash.
        """
        batch = ImportBatch(
            id=id or self.new_id(),
            department=department,
            file_name=one_line(file_name)[:255],
            sha256=sha256(content).hexdigest(),
            loaded_at=self.now(),
            loaded_by=by,
        )
        if before := self._begun(batch):
            return before
        return self._load(batch, self._planned(File(batch.id, department, file_name, content, default_role)))

    def apply(self, batch_id: str, *, by: str, told: Callable[[ImportBatch], object] = lambda _: None) -> ImportBatch:
        """Make what the preview promised, all of it visible at once at the end; the second time changes nothing.

        Where a name was taken since the preview, its row becomes a duplicate, or adds its role. After each portion
        `told` hears how far it is, outside of any transaction.
        """
        while True:
            with self.store.writing() as session:
                batch = _locked(session, batch_id)
                if batch.state == ImportState.APPLIED:
                    return batch
                _require_applicable(session, batch)
                rows = _portion(session, batch)
                ImportChanges(session, batch, self.now(), by).bring_in(rows, self.new_id)
                if not rows:
                    self._finish(session, batch, by)
            told(batch)

    def undo(self, batch_id: str, *, by: str) -> ImportBatch:
        """Take back all an import brought: its counterparties and the roles it added; a mere preview is dropped.

        Raises a Problem naming those that are linked, used or changed since; then nothing is taken back.
        """
        while True:
            with self.store.writing() as session:
                batch = _locked(session, batch_id)
                if batch.state == ImportState.UNDONE:
                    return batch
                if batch.state != ImportState.UNDOING:
                    require_unused(session, batch, self.in_use)
                    batch.state, batch.done_through = ImportState.UNDOING, 0
                rows = _portion(session, batch)
                held = held_roles(session, [str(row.counterparty_id) for row in rows], self.in_use)
                ImportChanges(session, batch, self.now(), by).take_back(rows, held)
                if not rows:
                    batch.state = ImportState.UNDONE
                    self._audit(session, batch, "undo import", by)

    def rows(
        self, batch_id: str, outcomes: Iterable[Outcome] = tuple(Outcome), *, after: int = 0, limit: int = 100
    ) -> list[ImportRow]:
        """The rows of a batch that come to one of these outcomes, by line, from the one after line `after`."""
        query = select(ImportRow).where(ImportRow.batch_id == batch_id, col(ImportRow.line) > after)
        query = query.where(col(ImportRow.outcome).in_(list(outcomes))).order_by(col(ImportRow.line)).limit(limit)
        with self.store.reading() as session:
            return list(session.exec(query))

    def report(self, batch_id: str, outcomes: Iterable[Outcome] = tuple(Outcome)) -> bytes:
        """A CSV file of what becomes of each row and why, for the person who has to mend the file."""
        query = select(ImportRow.line, ImportRow.name, col(ImportRow.outcome), ImportRow.reason)
        chosen = query.where(ImportRow.batch_id == batch_id, col(ImportRow.outcome).in_(list(outcomes)))
        with self.store.reading() as session:
            rows = session.exec(chosen.order_by(col(ImportRow.line)).execution_options(yield_per=1000))
            return write_csv(("Line", "Company", "Outcome", "Reason"), (tuple(row) for row in rows))

    def _begun(self, batch: ImportBatch) -> ImportBatch | None:
        """The preview with the same id if there is one; one that a crash left half loaded is loaded again."""
        with self.store.reading() as session:
            before = session.get(ImportBatch, batch.id)
            if before and before.state != ImportState.LOADING:
                return before
            _require_new(session, batch)
        if before:
            purge(self.store, ImportRow, col(ImportRow.batch_id) == batch.id)
            purge(self.store, ImportBatch, col(ImportBatch.id) == batch.id)
        return None

    def _planned(self, file: File) -> Iterator[Portion]:
        """A small file is read here at once; a large one beside, since reading it takes a processor for seconds."""
        if len(file.content) <= LARGE:
            return plan(self.store, file, self.new_id)
        return beside(plan_from, self.store.url, file, self.new_id)

    def _load(self, batch: ImportBatch, portions: Iterator[Portion]) -> ImportBatch:
        outcomes: Counter[Outcome] = Counter()
        for portion in portions:
            with self.store.writing() as session:
                if not outcomes:
                    batch.unknown_columns = "\n".join(portion.unknown)
                    session.add(batch)
                    session.flush()
                session.execute(sa.insert(ImportRow), portion.rows)
            outcomes.update(row["outcome"] for row in portion.rows)
        with self.store.writing() as session:
            batch.count(outcomes)
            batch.state = ImportState.PREVIEWED
            return session.merge(batch)

    def _finish(self, session: Session, batch: ImportBatch, by: str) -> None:
        rows = select(col(ImportRow.outcome), sa.func.count()).where(ImportRow.batch_id == batch.id)
        batch.count(dict(session.exec(rows.group_by(col(ImportRow.outcome))).all()))
        batch.state, batch.applied_at, batch.applied_by = ImportState.APPLIED, self.now(), by
        self._audit(session, batch, "apply import", by)

    def _audit(self, session: Session, batch: ImportBatch, act: str, by: str) -> None:
        detail = f"{batch.file_name}: {batch.new} new, {batch.roles_added} roles added"
        record(session, at=self.now(), by=by, act=act, subject=f"import:{batch.id}", detail=detail)


def _locked(session: Session, batch_id: str) -> ImportBatch:
    batch = session.get(ImportBatch, batch_id, with_for_update=True)
    if batch is None or batch.state == ImportState.LOADING:
        raise Problem("This import is not here any more.", next_step="Hand over the file again.")
    return batch


def _portion(session: Session, batch: ImportBatch) -> Sequence[ImportRow]:
    """The next rows that change something; `done_through` moves past them."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, col(ImportRow.line) > batch.done_through)
    changing = query.where(col(ImportRow.outcome).in_((Outcome.NEW, Outcome.ROLE)))
    rows = session.exec(changing.order_by(col(ImportRow.line)).limit(PORTION)).all()
    batch.done_through = rows[-1].line if rows else batch.done_through
    return rows


def _require_applicable(session: Session, batch: ImportBatch) -> None:
    if batch.state == ImportState.APPLYING:
        return
    if batch.state != ImportState.PREVIEWED:
        raise Problem("This import was undone.", next_step="Hand over the file again.")
    _require_new(session, batch)
    batch.state = ImportState.APPLYING


def _require_new(session: Session, batch: ImportBatch) -> None:
    """The same file twice changes nothing: it is refused while what it brought is there."""
    same = select(ImportBatch).where(
        ImportBatch.sha256 == batch.sha256,
        ImportBatch.department == batch.department,
        ImportBatch.id != batch.id,
        col(ImportBatch.state).in_(UNDER_WAY),
    )
    for before in session.exec(same):
        if before.applied_at is None:
            raise Problem("This file is being imported right now; nothing was changed.")
        day = f"{before.applied_at:%Y-%m-%d}"
        raise ImportedAlready(
            f"This file was imported already, on {day} as {before.file_name}; nothing was changed.", before
        )
