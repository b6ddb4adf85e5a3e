"""Importing worksheets from a file: a preview row by row, then each worksheet by itself, and all of them undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.audit import record
from domain.beside import beside
from domain.counterparties.details import one_line
from domain.imports.import_batch import ImportState, Outcome
from domain.imports.importing import LARGE
from domain.imports.worksheet_batch import WorksheetBatch, WorksheetRow, form_from_json, form_to_json
from domain.imports.worksheet_file import FileWorksheet, read_worksheets, read_worksheets_from
from domain.problems import Problem
from domain.store import ROWS_PER_WRITE, in_chunks
from domain.worksheets.recognising import Recognising
from domain.worksheets.worksheet import Accrual, AccrualState, Adjustment, SaleLine, Worksheet, WorksheetStatus

NAMED = 3


@dataclass(frozen=True)
class ImportingWorksheets:
    """The acts, beside those on single worksheets. What comes in stands in work and has no accounting effect."""

    worksheets: Recognising

    def preview(
        self, file_name: str, content: bytes, *, by: str, department: str = "main", id: str | None = None
    ) -> WorksheetBatch:
        """Read a file and say what would become of each row; nothing is imported yet.

        A worksheet with a row that cannot be understood is left out as a whole. `id` guards a file handed over twice.
        """
        new_id, at = self.worksheets.new_id, self.worksheets.now()
        with self.worksheets.store.reading() as session:
            if id and (before := session.get(WorksheetBatch, id)) and before.state is not ImportState.LOADING:
                return before
            digest = sha256(content).hexdigest()
            _require_new(session, department, digest)
            if len(content) <= LARGE:
                found = read_worksheets(session, file_name, content, department)
        if len(content) > LARGE:
            found = list(beside(read_worksheets_from, self.worksheets.store.url, file_name, content, department))
        batch = WorksheetBatch(
            id=id or new_id(),
            department=department,
            file_name=one_line(file_name)[:255],
            sha256=digest,
            worksheets=sum(not one.wrong for one in found),
            bad=sum(bool(one.wrong) for one in found),
            at=at,
            by=by,
        )
        return self._load(batch, [row for one in found for row in self._rows(batch.id, one)])

    def apply(self, batch_id: str, *, by: str) -> WorksheetBatch:
        """Keep the worksheets the preview promised, one after the other; after a crash, again finishes it.

        One whose number was taken meanwhile is left out and its row says so.
        """
        batch = self._move(batch_id, (ImportState.PREVIEWED, ImportState.APPLYING), ImportState.APPLYING)
        for row in self._new_rows(batch_id) if batch.state is ImportState.APPLYING else ():
            try:
                form = form_from_json(row.form or {})
                self.worksheets.save(form, by=by, id=row.worksheet_id, department=batch.department)
            except Problem as problem:
                self._spoil(row, problem)
        return self._finish(batch_id, ImportState.APPLYING, ImportState.APPLIED, by)

    def undo(self, batch_id: str, *, by: str) -> WorksheetBatch:
        """Take back every worksheet the file brought; a Problem names those that were changed or used since."""
        with self.worksheets.store.reading() as session:
            held = [reason for row in self._new_rows(batch_id) for reason in _held(session, row)]
        if held:
            more = f" And {len(held) - NAMED} more." if len(held) > NAMED else ""
            raise Problem(" ".join(held[:NAMED]) + more, next_step="Nothing was taken back; change them one by one.")
        self._move(batch_id, (ImportState.PREVIEWED, ImportState.APPLIED), ImportState.UNDOING)
        for row in self._new_rows(batch_id):
            self._remove(row)
        return self._finish(batch_id, ImportState.UNDOING, ImportState.UNDONE, by)

    def rows(self, batch_id: str, *, after: int = 0, limit: int = 100) -> list[WorksheetRow]:
        """The rows of a file with what becomes of them, from the one after line `after`."""
        query = select(WorksheetRow).where(WorksheetRow.batch_id == batch_id, col(WorksheetRow.line) > after)
        with self.worksheets.store.reading() as session:
            return list(session.exec(query.order_by(col(WorksheetRow.line)).limit(limit)))

    def _rows(self, batch_id: str, found: FileWorksheet) -> Iterator[WorksheetRow]:
        """The rows of one worksheet; its first carries the whole form and the id it will have."""
        outcome = Outcome.BAD if found.wrong else Outcome.NEW
        other = "Another row of this worksheet is wrong." if found.wrong else ""
        for line in found.lines:
            first = line == found.lines[0] and not found.wrong
            yield WorksheetRow(
                batch_id=batch_id,
                line=line,
                number=found.number[:255],
                outcome=outcome,
                reason=found.wrong.get(line, other),
                form=form_to_json(found.form) if first else None,
                worksheet_id=self.worksheets.new_id() if first else None,
            )

    def _load(self, batch: WorksheetBatch, rows: list[WorksheetRow]) -> WorksheetBatch:
        store = self.worksheets.store
        with store.writing() as session:
            session.execute(sa.delete(WorksheetRow).where(col(WorksheetRow.batch_id) == batch.id))
            batch = session.merge(batch)
        for chunk in in_chunks(rows, ROWS_PER_WRITE):
            with store.writing() as session:
                session.execute(sa.insert(WorksheetRow), [row.model_dump(exclude={"id"}) for row in chunk])
        with store.writing() as session:
            batch.state = ImportState.PREVIEWED
            return session.merge(batch)

    def _new_rows(self, batch_id: str) -> list[WorksheetRow]:
        query = select(WorksheetRow).where(
            WorksheetRow.batch_id == batch_id,
            WorksheetRow.outcome == Outcome.NEW,
            col(WorksheetRow.worksheet_id).is_not(None),
        )
        with self.worksheets.store.reading() as session:
            return list(session.exec(query.order_by(col(WorksheetRow.line))))

    def _move(self, batch_id: str, from_: tuple[ImportState, ...], to: ImportState) -> WorksheetBatch:
        """Begin an act; a batch that is there already is left as it is."""
        with self.worksheets.store.writing() as session:
            batch = session.get(WorksheetBatch, batch_id, with_for_update=True)
            if batch is None or batch.state is ImportState.LOADING:
                raise Problem("This import is not here any more.", next_step="Hand over the file again.")
            if to is ImportState.APPLYING and batch.state in (ImportState.UNDOING, ImportState.UNDONE):
                raise Problem("This import was undone.", next_step="Hand over the file again.")
            if to is ImportState.UNDOING and batch.state is ImportState.APPLYING:
                raise Problem("This file is being imported right now.", next_step="Undo it when that is done.")
            batch.state = to if batch.state in from_ else batch.state
            return batch

    def _finish(self, batch_id: str, from_: ImportState, to: ImportState, by: str) -> WorksheetBatch:
        with self.worksheets.store.writing() as session:
            batch = session.get_one(WorksheetBatch, batch_id, with_for_update=True)
            if batch.state is from_:
                batch.state = to
                act = "import worksheets" if to is ImportState.APPLIED else "undo import of worksheets"
                detail = f"{batch.file_name}: {batch.worksheets} worksheets"
                subject = f"import:{batch.id}"
                record(session, at=self.worksheets.now(), by=by, act=act, subject=subject, detail=detail)
            return batch

    def _spoil(self, row: WorksheetRow, problem: Problem) -> None:
        with self.worksheets.store.writing() as session:
            lines = sa.update(WorksheetRow).where(
                col(WorksheetRow.batch_id) == row.batch_id, col(WorksheetRow.number) == row.number
            )
            session.execute(lines.values(outcome=Outcome.BAD, reason=problem.words()))
            batch = session.get_one(WorksheetBatch, row.batch_id, with_for_update=True)
            batch.worksheets, batch.bad = batch.worksheets - 1, batch.bad + 1

    def _remove(self, row: WorksheetRow) -> None:
        with self.worksheets.store.writing() as session:
            worksheet = session.get(Worksheet, row.worksheet_id, with_for_update=True)
            if worksheet is None or list(_held(session, row)):
                return
            for part in (SaleLine, Accrual):
                session.execute(sa.delete(part).where(col(part.worksheet_id) == worksheet.id))
            session.delete(worksheet)


def _held(session: Session, row: WorksheetRow) -> Iterator[str]:
    """Why a worksheet of an import may not be taken back."""
    worksheet = session.get(Worksheet, row.worksheet_id)
    if worksheet is None:
        return
    if worksheet.status is not WorksheetStatus.WORK or worksheet.version > 1:
        yield f"{worksheet.number} was changed since."
        return
    adjusted = select(Adjustment.id).where(Adjustment.worksheet_id == worksheet.id)
    used = select(Accrual.id).where(Accrual.worksheet_id == worksheet.id, Accrual.state != AccrualState.OPEN)
    if session.exec(adjusted.limit(1)).first() or session.exec(used.limit(1)).first():
        yield f"{worksheet.number} has an adjustment, or an accrual on a voucher."


def _require_new(session: Session, department: str, digest: str) -> None:
    same = select(WorksheetBatch).where(
        WorksheetBatch.sha256 == digest,
        WorksheetBatch.department == department,
        col(WorksheetBatch.state).in_((ImportState.APPLYING, ImportState.APPLIED)),
    )
    if before := session.exec(same.limit(1)).first():
        raise Problem(
            f"This file was imported already, as {before.file_name}; nothing was changed.",
            by=before.by,
            next_step="Undo that import first if you want to repeat it.",
        )
