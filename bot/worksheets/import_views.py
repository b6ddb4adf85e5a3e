"""What an import of worksheets looks like: the window that takes a file, and its message in every state."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, count, escape
from domain.imports.import_batch import ImportState, Outcome
from domain.imports.tabular import KINDS
from domain.imports.worksheet_batch import WorksheetBatch, WorksheetRow
from domain.problems import Problem

IMPORT, FILE = "worksheets.import", "worksheets.file"
APPLY, CANCEL, UNDO = "worksheets.apply_import", "worksheets.cancel_import", "worksheets.undo_import"
ROWS_SHOWN: Final = 10
COLUMNS: Final = (
    "Worksheet, Customer, Posting date, Load date, Ship date, Rep, Commodity, Terms, Line, Vendor, Account, "
    "Description, Amount, Tax"
)
OUTCOMES: Final = {Outcome.NEW: "New", Outcome.BAD: "Left out"}
Message = tuple[str, list[Block]]


@dataclass(frozen=True)
class Given:
    """What the window for a file was filled with."""

    file: str
    department: str


def file_window(departments: Sequence[str]) -> View:
    """The window that takes a file."""
    choices = [blocks.option(each, each) for each in departments]
    menu = blocks.select("value", "Choose one", choices, initial=choices[0])
    shown = [
        blocks.field("file", "CSV or XLSX file", blocks.file_input(*KINDS)),
        *([blocks.field("department", "Department", menu)] if len(departments) > 1 else []),
        blocks.context(
            f"Columns I know: {COLUMNS}. Worksheet, Customer, Line and Amount are needed.",
            "Each row is one line of a worksheet: Line says sale, or a kind of expense such as inland freight.",
            "Nothing is imported before you have seen what each row would do.",
        ),
    ]
    return blocks.modal("Import worksheets", shown, callback_id=FILE, submit="Read the file", close="Cancel")


def given(state: dict[str, Any], departments: Sequence[str]) -> Given:
    """What was filled in. Raises a Problem when no file came along."""
    files = state["values"].get("file", {}).get("value", {}).get("files") or []
    if not files:
        raise Problem("Drop a CSV or XLSX file here.", field="file")
    return Given(files[0]["id"], blocks.chosen(state, "department") or departments[0])


def file_taken() -> View:
    """What the window turns into once the file is taken."""
    said = ":hourglass_flowing_sand: I am reading the file. What each row would do comes in your messages with me."
    return blocks.modal("Import worksheets", [blocks.section(said)], close="Done")


def reading(file_name: str) -> Message:
    """The message while a file is being read."""
    return _said(f"Reading {file_name}…")


def refused(file_name: str, problem: Problem) -> Message:
    """The message for a file that cannot be imported."""
    return _said(f"{file_name} was not imported. {problem.words()}", ":no_entry:")


def working(batch: WorksheetBatch, verb: str) -> Message:
    """The message while a file is brought in or taken back."""
    return _said(f"{verb} {count(batch.worksheets, 'worksheet')} from {batch.file_name}…")


def message(batch: WorksheetBatch, rows: Sequence[WorksheetRow], problem: Problem | None = None) -> Message:
    """The one message of a file; a problem is told above what can be done."""
    match batch.state:
        case ImportState.PREVIEWED:
            text, shown = _previewed(batch, rows)
        case ImportState.APPLIED:
            text, shown = _applied(batch)
        case ImportState.UNDONE:
            text, shown = _said(f"{batch.file_name}: nothing of it is left.", ":leftwards_arrow_with_hook:")
        case _:
            text, shown = _stopped(batch)
    if problem is None:
        return text, shown
    return problem.words(), [blocks.section(f":warning: {escape(problem.words())}"), *shown]


def _previewed(batch: WorksheetBatch, rows: Sequence[WorksheetRow]) -> Message:
    good, bad = count(batch.worksheets, "worksheet"), count(batch.bad, "worksheet")
    text = f"{batch.file_name}: {good} to import, {bad} left out"
    promise = (
        "*Nothing has been imported yet.* This is what the file would do:"
        if batch.worksheets
        else "*Nothing in this file can be imported.* Mend it and hand it over again:"
    )
    return text, [
        blocks.header(f"Import of {batch.file_name}"),
        blocks.section(promise),
        blocks.fields([("To import, in work", good), ("Left out", bad)]),
        blocks.table(("Line", "Worksheet", "Outcome", "Reason"), [_cells(row) for row in rows], right=[0]),
        blocks.actions(*_preview_buttons(batch), block_id="preview"),
        blocks.context(f"Department {escape(batch.department)} · every row is in the thread as a CSV file"),
    ]


def _preview_buttons(batch: WorksheetBatch) -> list[Block]:
    cancel = blocks.button("Cancel", CANCEL, value=batch.id)
    if not batch.worksheets:
        return [cancel]
    verb = f"Import {count(batch.worksheets, 'worksheet')}"
    ask = blocks.asks("Import worksheets?", "They come in work, without accounting effect. You can undo it.", verb)
    return [blocks.button(verb, APPLY, value=batch.id, style="primary", confirm=ask), cancel]


def _applied(batch: WorksheetBatch) -> Message:
    left = f" {count(batch.bad, 'worksheet')} left out." if batch.bad else ""
    text = f"Imported {count(batch.worksheets, 'worksheet')} from {batch.file_name}.{left}"
    ask = blocks.asks(
        "Undo the import?",
        f"{count(batch.worksheets, 'worksheet')} are removed, unless one of them was changed or used already.",
        "Undo import",
        danger=True,
    )
    undo = blocks.button("Undo import", UNDO, value=batch.id, style="danger", confirm=ask)
    return text, [
        blocks.section(f":white_check_mark: {escape(text)}"),
        blocks.actions(undo, block_id="applied"),
        blocks.context(f"By {blocks.mention(batch.by)} · department {escape(batch.department)}"),
        blocks.section("Next: `/worksheet` and a number opens one; what is shipped becomes INVOICE there."),
    ]


def _stopped(batch: WorksheetBatch) -> Message:
    """A file that stopped half-way; pressed again, it goes on where it was."""
    verb, act = ("Go on importing", APPLY) if batch.state is ImportState.APPLYING else ("Go on undoing", UNDO)
    text = f"{batch.file_name} stopped half-way."
    button = blocks.button(verb, act, value=batch.id, style="primary")
    return text, [blocks.section(f":warning: {escape(text)}"), blocks.actions(button, block_id="stopped")]


def _said(text: str, sign: str = ":hourglass_flowing_sand:") -> Message:
    return text, [blocks.section(f"{sign} {escape(text)}")]


def _cells(row: WorksheetRow) -> tuple[str, str, str, str]:
    return f"{row.line:,}", blocks.clip(row.number, 60), OUTCOMES[row.outcome], blocks.clip(row.reason, 400)
