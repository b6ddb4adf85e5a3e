"""Files of counterparties that people hand over: what they ask is promised in one transaction, and workflows do it."""

import json
from dataclasses import asdict, dataclass
from typing import Final, Self

from sqlalchemy import update
from sqlmodel import Session, col

from domain.clock import NewId
from domain.counterparties.details import TradeRole
from domain.engine import Engine
from domain.imports.import_batch import ImportBatch, ImportState
from domain.problems import Problem
from domain.store import Store

READ: Final = "read-import"
APPLY: Final = "apply-import"
UNDO: Final = "undo-import"
PARTITION: Final = "imports"
HAND_OVER_AGAIN: Final = "Hand over the file again."


@dataclass(frozen=True)
class HandedOver:
    """A file to read, by the id it has where it is kept. `id` becomes its batch's.

    Without a department a person is asked for one; `default_role` is what rows are that do not say. `place` is where
    its message stands already, opaque to the domain.
    """

    id: str
    file: str
    by: str
    department: str = ""
    default_role: TradeRole | None = None
    place: str = ""

    def as_text(self) -> str:
        """What `from_text` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The file that was written as text."""
        said = json.loads(text)
        role = said.pop("default_role")
        return cls(**said, default_role=TradeRole(role) if role else None)


@dataclass(frozen=True)
class Receiving:
    """What people ask of an import. Each act is one short transaction; its workflow reports on the import's message."""

    store: Store
    engine: Engine
    new_id: NewId

    def receive(
        self,
        file: str,
        *,
        by: str,
        occasion: str,
        department: str = "",
        default_role: TradeRole | None = None,
        place: str = "",
    ) -> None:
        """Read a file and show what it would bring. Asked twice on one occasion (a press, a drop), it is read once."""
        asked = HandedOver(self.new_id(), file, by, department, default_role, place)
        key = f"{READ}:{file}:{occasion}:{department}:{default_role or ''}"
        with self.store.writing() as session:
            self.engine.enqueue(session, READ, asked.as_text(), key=key, partition=PARTITION)

    def apply(self, batch_id: str, *, by: str) -> None:
        """Bring in what the preview promised, or go on; raises a Problem when that was done or dropped before."""
        with self.store.writing() as session:
            batch = _here(session, batch_id)
            if batch.state in (ImportState.UNDOING, ImportState.UNDONE):
                raise Problem(f"The import of {batch.file_name} was dropped.", next_step=HAND_OVER_AGAIN)
            if batch.state not in (ImportState.PREVIEWED, ImportState.APPLYING):
                raise Problem(f"{batch.file_name} is imported already; pressing again changes nothing.")
            self._promise(session, APPLY, batch, by)

    def undo(self, batch_id: str, *, by: str) -> None:
        """Take an import back, or drop its preview, or go on with it; raises a Problem when that was done before."""
        with self.store.writing() as session:
            batch = _here(session, batch_id)
            if batch.state is ImportState.UNDONE:
                raise Problem(f"The import of {batch.file_name} was dropped already; pressing again changes nothing.")
            self._promise(session, UNDO, batch, by)

    def shown(self, batch_id: str, place: str) -> None:
        """Remember where the message of an import stands."""
        with self.store.writing() as session:
            session.execute(update(ImportBatch).where(col(ImportBatch.id) == batch_id).values(place=place))

    def refused(self, batch_id: str) -> None:
        """Note that what was asked could not be done, so that it may be asked for again."""
        with self.store.writing() as session:
            more = update(ImportBatch).where(col(ImportBatch.id) == batch_id)
            session.execute(more.values(refusals=ImportBatch.refusals + 1))

    def batch(self, batch_id: str) -> ImportBatch:
        """The import as it is now; raises a Problem when there is none."""
        with self.store.reading() as session:
            return _here(session, batch_id)

    def is_previewed(self, batch_id: str) -> bool:
        """Whether there is a preview to look at."""
        with self.store.reading() as session:
            batch = session.get(ImportBatch, batch_id)
        return batch is not None and batch.state is ImportState.PREVIEWED

    def _promise(self, session: Session, workflow: str, batch: ImportBatch, by: str) -> None:
        """Pressed twice it is done once; what was refused may be asked for again."""
        key = f"{workflow}:{batch.id}:{batch.refusals}"
        self.engine.enqueue(session, workflow, f"{batch.id} {by}", key=key, partition=PARTITION)


def _here(session: Session, batch_id: str) -> ImportBatch:
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise Problem("This import is not here any more.", next_step=HAND_OVER_AGAIN)
    return batch
