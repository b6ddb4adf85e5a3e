"""The workflows of an import: read a file, bring it in, take it back. Each tells its outcome on the one message."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.counterparties import import_views
from bot.counterparties.import_views import CHANGING, NOT_IMPORTED, ROWS_SHOWN, Message
from bot.door import Guard
from bot.handed_over import FileMessage, Found, as_found, as_problem
from bot.opening.views import NOT_ORDERED
from domain.clock import Now
from domain.engine import Engine, Patience
from domain.imports import receiving as asked_of_imports
from domain.imports.import_batch import ImportBatch, ImportRow, ImportState
from domain.imports.importing import ImportedAlready, Importing
from domain.imports.receiving import HandedOver, Receiving
from domain.imports.receiving_worksheets import ReceivingWorksheets
from domain.imports.worksheet_file import holds_worksheets
from domain.ledger.opening_file import holds_opening
from domain.openings.ordering import Ordering
from domain.problems import Problem

SHOW_EVERY: Final = timedelta(seconds=3)
log = logging.getLogger("tieout.import")


@dataclass(frozen=True)
class ImportMessages:
    """An import has one message, in the private conversation with whoever handed the file over.

    `patience` outlasts a Slack that is away; `guard` tells on the message when a mistake of ours stopped the work.
    A file of worksheets is handed on to `worksheets` with the message, one of an opening to `openings`.
    """

    client: WebClient
    engine: Engine
    receiving: Receiving
    importing: Importing
    departments: Sequence[str]
    now: Now
    guard: Guard
    patience: Patience
    worksheets: ReceivingWorksheets | None = None
    openings: Ordering | None = None

    def workflows(self) -> dict[str, Callable[[str], None]]:
        """By name, what the engine runs."""
        return {
            asked_of_imports.READ: self.read,
            asked_of_imports.APPLY: self.guard(self.apply, self._broke),
            asked_of_imports.UNDO: self.guard(self.undo, self._broke),
        }

    def read(self, subject: str) -> None:
        """Workflow `read-import`: fetch the file, preview it, show the preview, attach what becomes of every row."""
        asked = HandedOver.from_text(subject)
        name, place = self._file.begin(asked, import_views.reading)

        def preview(text: str) -> None:
            self._preview(HandedOver.from_text(text), name)

        def unread(text: str, words: str) -> None:
            self._unread(HandedOver.from_text(text), name, words)

        self.guard(preview, unread)(replace(asked, place=place).as_text())

    def apply(self, subject: str) -> None:
        """Workflow `apply-import`: bring it in, telling how far it is, and attach the rows that were left out."""
        batch_id, by = subject.split(" ")
        self.engine.step("say", lambda: self._tell(batch_id, import_views.applying))
        said = self.engine.step("apply", lambda: self._attempt(batch_id, lambda: self._apply(batch_id, by)))
        self._file.tells("show", lambda: self._show(batch_id, said=said))
        if not said:
            self._file.tells("attach", lambda: self._attach(batch_id, "left out"))

    def undo(self, subject: str) -> None:
        """Workflow `undo-import`: take it back, or say what rests on it already."""
        batch_id, by = subject.split(" ")
        self.engine.step("say", lambda: self._tell(batch_id, import_views.taking_back))
        said = self.engine.step("undo", lambda: self._attempt(batch_id, lambda: self.importing.undo(batch_id, by=by)))
        self._file.tells("show", lambda: self._show(batch_id, said=said))

    @property
    def _file(self) -> FileMessage:
        return FileMessage(self.client, self.engine, self.patience)

    def _preview(self, asked: HandedOver, name: str) -> None:
        found = self._file.tells("read", lambda: self._read(asked, name))
        if "batch" in found:
            self._file.tells("show", lambda: self._show(found["batch"], asked.place))
            self._file.tells("attach", lambda: self._attach(found["batch"], "every row"))
        elif "elsewhere" not in found:
            self._file.tells("answer", lambda: self._file.put(asked.by, asked.place, self._answer(name, asked, found)))

    def _unread(self, asked: HandedOver, name: str, words: str) -> None:
        """A mistake of ours stopped the reading; a preview that is there already stays."""
        if self.receiving.is_previewed(asked.id):
            self._file.tells("broke", lambda: self._show(asked.id, asked.place, as_found(Problem(words))))
        else:
            refusal = import_views.refused(name, Problem(words))
            self._file.tells("broke", lambda: self._file.put(asked.by, asked.place, refusal))

    def _broke(self, subject: str, words: str) -> None:
        """A mistake of ours stopped it: what was asked may be asked for again, and goes on where it was."""
        batch_id = subject.split(" ")[0]
        self.receiving.refused(batch_id)
        self._file.tells("broke", lambda: self._show(batch_id, said=as_found(Problem(words))))

    def _read(self, asked: HandedOver, name: str) -> Found:
        """The batch that came of it, or why there is none."""
        try:
            content, department = self._file.content(asked, name), asked.department or self.departments[0]
            if self._is_opening(asked, name, content):
                return {"elsewhere": "opening"}
            if not asked.department and len(self.departments) > 1:
                return {"ask": "department"}
            if self.worksheets and holds_worksheets(name, content):
                on = {"occasion": asked.id, "department": department, "place": asked.place}
                self.worksheets.receive(asked.file, by=asked.by, **on)
                return {"elsewhere": "worksheets"}
            role = asked.default_role
            batch = self.importing.preview(
                name, content, by=asked.by, department=department, default_role=role, id=asked.id
            )
        except ImportedAlready as again:
            return as_found(again) | {"before": again.before.id}
        except Problem as problem:
            return {"ask": "role"} if problem.field == "role" else as_found(problem)
        return {"batch": batch.id}

    def _is_opening(self, asked: HandedOver, name: str, content: bytes) -> bool:
        """Whether it is the file that an opening waits for, which takes it over; a Problem when none waits for it."""
        if self.openings is None or not holds_opening(name, content):
            return False
        if not self.openings.hand_over(asked.file, by=asked.by, place=asked.place):
            raise NOT_ORDERED
        return True

    def _answer(self, name: str, asked: HandedOver, found: Found) -> Message:
        match found.get("ask"):
            case "department":
                return import_views.which_department(name, asked, self.departments)
            case "role":
                return import_views.which_role(name, asked)
        before = self.receiving.batch(found["before"]) if "before" in found else None
        return import_views.refused(name, as_problem(found), before)

    def _apply(self, batch_id: str, by: str) -> None:
        last = self.now()

        def tell(batch: ImportBatch) -> None:
            nonlocal last
            if batch.state is ImportState.APPLYING and self.now() - last >= SHOW_EVERY:
                last = self.now()
                self._tell(batch_id, import_views.applying)

        self.importing.apply(batch_id, by=by, told=tell)

    def _tell(self, batch_id: str, words: Callable[[ImportBatch], Message]) -> None:
        """Say that work goes on, which it does even when nobody can be told."""
        batch = self.receiving.batch(batch_id)
        try:
            self._file.put(batch.loaded_by, batch.place, words(batch))
        except (SlackClientError, OSError) as failed:
            log.warning("could not tell how far an import is: %s", type(failed).__name__)

    def _attempt(self, batch_id: str, act: Callable[[], object]) -> Found:
        try:
            act()
        except Problem as problem:
            self.receiving.refused(batch_id)
            return as_found(problem)
        return {}

    def _show(self, batch_id: str, place: str = "", said: Found | None = None) -> None:
        batch = self.receiving.batch(batch_id)
        problem = as_problem(said) if said else None
        rows = self._some_rows(batch) if batch.state is ImportState.PREVIEWED else []
        stands = self._file.put(batch.loaded_by, place or batch.place, import_views.message(batch, rows, problem))
        if stands != batch.place:
            self.receiving.shown(batch_id, stands)

    def _some_rows(self, batch: ImportBatch) -> list[ImportRow]:
        """The first that are left out and the first that are not, as they stand in the file."""
        some = [
            row
            for outcomes in (NOT_IMPORTED, CHANGING)
            for row in self.importing.rows(batch.id, outcomes, limit=ROWS_SHOWN)
        ]
        return sorted(some, key=lambda row: row.line)

    def _attach(self, batch_id: str, what: str) -> None:
        """A file in the thread: every row of a preview, or those that were left out of an import."""
        batch = self.receiving.batch(batch_id)
        outcomes = NOT_IMPORTED if what == "left out" else (*CHANGING, *NOT_IMPORTED)
        if not self.importing.rows(batch_id, outcomes, limit=1):
            return
        comment = "Every row and what becomes of it." if what == "every row" else "The rows left out, and why."
        self._file.attach(batch.place, batch.file_name, what, self.importing.report(batch_id, outcomes), comment)
