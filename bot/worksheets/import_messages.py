"""The workflows of an import of worksheets: read a file, bring it in, take it back, each told on its one message."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from slack_sdk import WebClient

from bot.door import Guard
from bot.handed_over import FileMessage, Found, as_found, as_problem
from bot.worksheets import import_views
from bot.worksheets.import_views import ROWS_SHOWN
from domain.engine import Engine, Patience
from domain.imports import receiving_worksheets as asked_of_files
from domain.imports.import_batch import ImportState
from domain.imports.receiving import HandedOver
from domain.imports.receiving_worksheets import ReceivingWorksheets
from domain.problems import Problem


@dataclass(frozen=True)
class WorksheetImports:
    """A file has one message, in the private conversation with whoever handed it over.

    `patience` outlasts a Slack that is away; `guard` tells on the message when a mistake of ours stopped the work.
    """

    client: WebClient
    engine: Engine
    receiving: ReceivingWorksheets
    guard: Guard
    patience: Patience

    def workflows(self) -> dict[str, Callable[[str], None]]:
        """By name, what the engine runs."""
        return {
            asked_of_files.READ: self.read,
            asked_of_files.APPLY: self.guard(self.apply, self._broke),
            asked_of_files.UNDO: self.guard(self.undo, self._broke),
        }

    def read(self, subject: str) -> None:
        """Workflow `read-worksheets`: fetch the file, preview it, show that, attach what becomes of every row."""
        asked = HandedOver.from_text(subject)
        name, place = self._file.begin(asked, import_views.reading)

        def preview(text: str) -> None:
            self._preview(HandedOver.from_text(text), name)

        def unread(_text: str, words: str) -> None:
            self._file.tells(
                "broke", lambda: self._file.put(asked.by, place, import_views.refused(name, Problem(words)))
            )

        self.guard(preview, unread)(replace(asked, place=place).as_text())

    def apply(self, subject: str) -> None:
        """Workflow `apply-worksheets`: bring it in."""
        batch_id, by = subject.split(" ")
        self._act(batch_id, "Importing", lambda: self.receiving.importing.apply(batch_id, by=by))

    def undo(self, subject: str) -> None:
        """Workflow `undo-worksheets`: take it back, or say what rests on it already."""
        batch_id, by = subject.split(" ")
        self._act(batch_id, "Taking back", lambda: self.receiving.importing.undo(batch_id, by=by))

    def _act(self, batch_id: str, verb: str, act: Callable[[], object]) -> None:
        self._file.tells("say", lambda: self._say_working(batch_id, verb))
        said = self.engine.step("act", lambda: _attempt(act))
        self._file.tells("show", lambda: self._show(batch_id, said=said))

    @property
    def _file(self) -> FileMessage:
        return FileMessage(self.client, self.engine, self.patience)

    def _preview(self, asked: HandedOver, name: str) -> None:
        found = self._file.tells("read", lambda: self._read(asked, name))
        if "batch" in found:
            self._file.tells("show", lambda: self._show(found["batch"], asked.place))
            self._file.tells("attach", lambda: self._attach(found["batch"]))
        else:
            refusal = import_views.refused(name, as_problem(found))
            self._file.tells("answer", lambda: self._file.put(asked.by, asked.place, refusal))

    def _broke(self, subject: str, words: str) -> None:
        """A mistake of ours stopped it; pressed again, it goes on where it was."""
        said = {"sentence": words, "next_step": ""}
        self._file.tells("broke", lambda: self._show(subject.split(" ")[0], said=said))

    def _read(self, asked: HandedOver, name: str) -> Found:
        """The batch that came of it, or why there is none."""
        try:
            content, preview = self._file.content(asked, name), self.receiving.importing.preview
            return {"batch": preview(name, content, by=asked.by, department=asked.department, id=asked.id).id}
        except Problem as problem:
            return as_found(problem)

    def _say_working(self, batch_id: str, verb: str) -> None:
        batch = self.receiving.batch(batch_id)
        self._file.put(batch.by, batch.place, import_views.working(batch, verb))

    def _show(self, batch_id: str, place: str = "", said: Found | None = None) -> None:
        batch = self.receiving.batch(batch_id)
        previewed = batch.state is ImportState.PREVIEWED
        rows = self.receiving.some_rows(batch_id, ROWS_SHOWN) if previewed else []
        words = import_views.message(batch, rows, as_problem(said) if said else None)
        stands = self._file.put(batch.by, place or batch.place, words)
        if stands != batch.place:
            self.receiving.shown(batch_id, stands)

    def _attach(self, batch_id: str) -> None:
        """Every row of a preview as a file in the thread."""
        batch, report = self.receiving.batch(batch_id), self.receiving.report(batch_id)
        self._file.attach(batch.place, batch.file_name, "every row", report, "Every row and what becomes of it.")


def _attempt(act: Callable[[], object]) -> Found:
    try:
        act()
    except Problem as problem:
        return as_found(problem)
    return {}
