"""Files of worksheets that people hand over: what they ask is promised in one transaction, and workflows do it."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from domain.engine import Engine
from domain.imports.import_batch import ImportState, Outcome
from domain.imports.importing_worksheets import ImportingWorksheets
from domain.imports.receiving import HandedOver
from domain.imports.tabular import write_csv
from domain.imports.worksheet_batch import WorksheetBatch, WorksheetRow
from domain.problems import Problem

READ: Final = "read-worksheets"
APPLY: Final = "apply-worksheets"
UNDO: Final = "undo-worksheets"
PARTITION: Final = "imports"
HAND_OVER_AGAIN: Final = "Hand over the file again."


@dataclass(frozen=True)
class ReceivingWorksheets:
    """What people ask of a file. Each act is one short transaction; its workflow reports on the file's message."""

    importing: ImportingWorksheets
    engine: Engine

    def receive(self, file: str, *, by: str, occasion: str, department: str, place: str = "") -> None:
        """Read a file and show what it would bring; asked twice on one occasion, it is read once. `place` is where its
        message stands already."""
        asked = HandedOver(self.importing.worksheets.new_id(), file, by, department, place=place)
        key = f"{READ}:{file}:{occasion}:{department}"
        with self.importing.worksheets.store.writing() as session:
            self.engine.enqueue(session, READ, asked.as_text(), key=key, partition=PARTITION)

    def apply(self, batch_id: str, *, by: str) -> None:
        """Bring in what the preview promised, or go on; raises a Problem when that was done or dropped before."""
        with self.importing.worksheets.store.writing() as session:
            batch = _here(session, batch_id)
            if batch.state in (ImportState.UNDOING, ImportState.UNDONE):
                raise Problem(f"The import of {batch.file_name} was dropped.", next_step=HAND_OVER_AGAIN)
            if batch.state not in (ImportState.PREVIEWED, ImportState.APPLYING):
                raise Problem(f"{batch.file_name} is imported already; pressing again changes nothing.")
            key = f"{APPLY}:{batch.id}:{batch.state}"
            self.engine.enqueue(session, APPLY, f"{batch.id} {by}", key=key, partition=PARTITION)

    def undo(self, batch_id: str, *, by: str, occasion: str) -> None:
        """Take a file back, or drop its preview; raises a Problem when that was done before.

        What was refused may be asked for again, on another occasion.
        """
        with self.importing.worksheets.store.writing() as session:
            batch = _here(session, batch_id)
            if batch.state is ImportState.UNDONE:
                raise Problem(f"The import of {batch.file_name} was dropped already; pressing again changes nothing.")
            key = f"{UNDO}:{batch.id}:{occasion}"
            self.engine.enqueue(session, UNDO, f"{batch.id} {by}", key=key, partition=PARTITION)

    def batch(self, batch_id: str) -> WorksheetBatch:
        """The file as it is now; raises a Problem when there is none."""
        with self.importing.worksheets.store.reading() as session:
            return _here(session, batch_id)

    def shown(self, batch_id: str, place: str) -> None:
        """Remember where the message of a file stands."""
        with self.importing.worksheets.store.writing() as session:
            _here(session, batch_id).place = place

    def some_rows(self, batch_id: str, limit: int) -> list[WorksheetRow]:
        """The first rows that are left out and the first that are not, as they stand in the file."""
        some: list[WorksheetRow] = []
        with self.importing.worksheets.store.reading() as session:
            for outcome in (Outcome.BAD, Outcome.NEW):
                query = select(WorksheetRow).where(WorksheetRow.batch_id == batch_id, WorksheetRow.outcome == outcome)
                some += session.exec(query.order_by(col(WorksheetRow.line)).limit(limit))
        return sorted(some, key=lambda row: row.line)

    def report(self, batch_id: str) -> bytes:
        """A CSV file of what becomes of each row and why."""
        rows = self.importing.rows(batch_id, limit=10**9)
        return write_csv(
            ("Line", "Worksheet", "Outcome", "Reason"),
            ((row.line, row.number, row.outcome, row.reason) for row in rows),
        )


def _here(session: Session, batch_id: str) -> WorksheetBatch:
    batch = session.get(WorksheetBatch, batch_id)
    if batch is None:
        raise Problem("This import is not here any more.", next_step=HAND_OVER_AGAIN)
    return batch
