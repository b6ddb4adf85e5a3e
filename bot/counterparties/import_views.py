"""What an import looks like: the window that takes a file, its message in every state, the pages of rows left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, count, escape
from bot.counterparties.record import MOMENT, person
from domain.counterparties.details import TradeRole
from domain.imports.import_batch import ImportBatch, ImportRow, ImportState, Outcome
from domain.imports.receiving import HandedOver
from domain.imports.tabular import KINDS
from domain.problems import Problem

FILE = "counterparties.file"
APPLY, CANCEL, UNDO = "counterparties.apply_import", "counterparties.cancel_import", "counterparties.undo_import"
READ_AS, LEFT_OUT = "counterparties.read_as", "counterparties.left_out"
SHORTCUT: Final = "import_counterparties"
ROWS_SHOWN: Final = 8
ROWS_PER_PAGE: Final = 40
ROWS_PER_SECTION: Final = 8
NOT_IMPORTED: Final = (Outcome.BAD, Outcome.DUPLICATE)
CHANGING: Final = (Outcome.NEW, Outcome.ROLE)
WORDS: Final = {
    Outcome.NEW: "New",
    Outcome.ROLE: "Role added",
    Outcome.DUPLICATE: "Duplicate",
    Outcome.BAD: "Bad",
}
COLUMNS: Final = "Company, Legal name, Role, E-mail, Phone, Street, City, State, ZIP, Country, Terms, Currency"
NOT_FOR_YOU: Final = "I import files of counterparties for clerks and controllers only. Ask one of them."
ROLES: Final = {"customer": "All are customers", "supplier": "All are suppliers"}
Message = tuple[str, list[Block]]


@dataclass(frozen=True)
class Given:
    """What the window for a file was filled with."""

    file: str
    department: str
    default_role: TradeRole | None


def file_window(departments: Sequence[str]) -> View:
    """The window that takes a file."""
    choices = [blocks.option(each, each) for each in departments]
    which = [
        blocks.field("department", "Department", blocks.select("value", "Choose one", choices, initial=choices[0]))
    ]
    roles = [blocks.option(words, role) for role, words in ROLES.items()]
    inputs = [
        blocks.field("file", "CSV or XLSX file", blocks.file_input(*KINDS), hint="At most 12 MB and 50,000 rows."),
        *(which if len(departments) > 1 else []),
        blocks.field(
            "role",
            "Rows that name no role",
            blocks.select("value", "The file names the role of each", roles),
            optional=True,
        ),
    ]
    note = blocks.context(
        f"Columns I know: {COLUMNS}. Only Company and Role are needed, in any order.",
        "Nothing is imported before you have seen what each row would do.",
    )
    return blocks.modal(
        "Import counterparties", [*inputs, note], callback_id=FILE, submit="Read the file", close="Cancel"
    )


def given(state: dict[str, Any], departments: Sequence[str]) -> Given:
    """What was filled in. Raises Problem when no file came along."""
    files = state["values"].get("file", {}).get("value", {}).get("files") or []
    if not files:
        raise Problem("Drop a CSV or XLSX file here.", field="file")
    role = blocks.chosen(state, "role")
    department = blocks.chosen(state, "department") or departments[0]
    return Given(files[0]["id"], department, TradeRole(role) if role else None)


def file_taken() -> View:
    """What the window turns into once the file is taken."""
    said = ":hourglass_flowing_sand: I am reading the file. What each row would do comes in your messages with me."
    return blocks.modal("Import counterparties", [blocks.section(said)], close="Done")


def reading(file_name: str) -> Message:
    """The message while a file is being read."""
    text = f"Reading {file_name}…"
    return text, [blocks.section(f":hourglass_flowing_sand: {escape(text)}")]


def refused(file_name: str, problem: Problem, before: ImportBatch | None = None) -> Message:
    """The message for a file that cannot be imported, such as one that was `before` and can be undone."""
    text = f"{file_name} was not imported. {problem.sentence}"
    said = [blocks.section(f":no_entry: {escape(text)}")]
    step = [blocks.section(escape(problem.next_step))] if problem.next_step else []
    undo = [blocks.actions(_undo_button(before))] if before else []
    return text, [*said, *step, *undo]


def which_role(file_name: str, asked: HandedOver) -> Message:
    """The question for a file that does not say what its companies are to us."""
    text = f"What are the companies in {file_name}? It has no column that says so."
    buttons = [
        blocks.button(words, f"{READ_AS}.{role}", value=replace(asked, default_role=TradeRole(role)).as_text())
        for role, words in ROLES.items()
    ]
    note = blocks.context("Or add a column Role (customer, supplier or both) and drop the file again.")
    return text, [blocks.section(escape(text)), blocks.actions(*buttons), note]


def which_department(file_name: str, asked: HandedOver, departments: Sequence[str]) -> Message:
    """The question for a file that was dropped without saying where it belongs."""
    text = f"Which department is {file_name} for?"
    buttons = [
        blocks.button(each, f"{READ_AS}.{n}", value=replace(asked, department=each).as_text())
        for n, each in enumerate(departments[:25])
    ]
    return text, [blocks.section(escape(text)), blocks.actions(*buttons)]


def message(batch: ImportBatch, rows: Sequence[ImportRow], problem: Problem | None = None) -> Message:
    """The one message of an import: its fallback text and its blocks. A problem is told above what can be done."""
    if problem and batch.state in (ImportState.APPLYING, ImportState.UNDOING):
        return _stopped(batch, problem)
    match batch.state:
        case ImportState.LOADING:
            return reading(batch.file_name)
        case ImportState.PREVIEWED:
            text, shown = _previewed(batch, rows)
        case ImportState.APPLYING:
            text, shown = applying(batch)
        case ImportState.APPLIED:
            text, shown = _applied(batch)
        case ImportState.UNDOING:
            text, shown = taking_back(batch)
        case ImportState.UNDONE:
            text, shown = _undone(batch)
    if problem is None:
        return text, shown
    return problem.words(), [blocks.section(f":warning: {escape(problem.words())}"), *shown]


def _stopped(batch: ImportBatch, problem: Problem) -> Message:
    """The message of an import that stopped half-way; pressed again, it goes on where it was."""
    verb, act = ("Go on importing", APPLY) if batch.state is ImportState.APPLYING else ("Go on undoing", UNDO)
    text = f"{batch.file_name}: {problem.words()}"
    button = blocks.button(verb, act, value=batch.id, style="primary")
    return text, [blocks.section(f":warning: {escape(text)}"), blocks.actions(button, block_id="stopped")]


def applying(batch: ImportBatch) -> Message:
    """The message while an import is brought in: nothing to press, and how far it is."""
    far = f" Line {batch.done_through:,} is done." if batch.done_through else ""
    return _said(f"Importing {count(batch.new + batch.roles_added, 'row')} from {batch.file_name}…{far}")


def taking_back(batch: ImportBatch) -> Message:
    """The message while an import is undone, or its preview dropped."""
    verb = "Taking back" if batch.applied_at else "Dropping the preview of"
    return _said(f"{verb} {batch.file_name}…")


def left_out_page(batch: ImportBatch, rows: Sequence[ImportRow], *, more: bool) -> View:
    """A page of the rows that are not imported, each with its reason."""
    lines = [_row_line(row) for row in rows] or ["Every row can be imported."]
    sections = [
        blocks.section("\n".join(lines[at : at + ROWS_PER_SECTION])) for at in range(0, len(lines), ROWS_PER_SECTION)
    ]
    after = rows[-1].line if rows else 0
    next_page = blocks.button(f"Next {ROWS_PER_PAGE}", LEFT_OUT, value=f"{batch.id} {after}")
    head = blocks.context(f"{escape(batch.file_name)}: {_left_out(batch)}. The file in the thread has them all.")
    return blocks.modal("Rows left out", [head, *sections, *([blocks.actions(next_page)] if more else [])])


def _previewed(batch: ImportBatch, rows: Sequence[ImportRow]) -> Message:
    changing = batch.new + batch.roles_added
    text = f"{batch.file_name}: {count(changing, 'row')} to import, {_left_out(batch)}"
    shown = [
        blocks.header(f"Import of {batch.file_name}"),
        blocks.section(_promise(changing)),
        blocks.fields(
            [
                ("New", f"{batch.new:,}"),
                ("A role added", f"{batch.roles_added:,}"),
                ("Duplicates, left out", f"{batch.duplicate:,}"),
                ("Bad rows, left out", f"{batch.bad:,}"),
            ]
        ),
        blocks.table(("Line", "Company", "Outcome", "Reason"), [_cells(row) for row in rows], right=[0]),
        *_columns_left_out(batch),
        blocks.actions(*_preview_buttons(batch, changing), block_id="preview"),
        blocks.context(f"Department {escape(batch.department)} · every row is in the thread as a CSV file"),
    ]
    return text, shown


def _promise(changing: int) -> str:
    if changing:
        return "*Nothing has been imported yet.* This is what the file would do:"
    return "*Nothing in this file can be imported.* Mend it and hand it over again:"


def _preview_buttons(batch: ImportBatch, changing: int) -> Iterator[Block]:
    if changing:
        verb = f"Import {count(changing, 'row')}"
        parts = f"{batch.new:,} new, {batch.roles_added:,} with a role added. {_left_out(batch)} left out."
        ask = blocks.asks("Import counterparties?", f"{parts} You can undo it afterwards.", verb)
        yield blocks.button(verb, APPLY, value=batch.id, style="primary", confirm=ask)
    if batch.bad or batch.duplicate:
        yield blocks.button("Show bad rows" if batch.bad else "Show duplicates", LEFT_OUT, value=f"{batch.id} 0")
    yield blocks.button("Cancel", CANCEL, value=batch.id)


def _columns_left_out(batch: ImportBatch) -> list[Block]:
    unknown = batch.unknown_columns.splitlines()
    named = ", ".join(blocks.clip(each, 60) for each in unknown[:20])
    return [blocks.context(f"Columns I do not know and leave out: {escape(named)}")] if unknown else []


def _applied(batch: ImportBatch) -> Message:
    text = f"Imported {batch.file_name}: {batch.new:,} new, {count(batch.roles_added, 'role')} added"
    at = f" on {blocks.moment(batch.applied_at, style=MOMENT)}" if batch.applied_at else ""
    buttons = [_undo_button(batch)]
    if batch.bad or batch.duplicate:
        buttons.insert(0, blocks.button("Show rows left out", LEFT_OUT, value=f"{batch.id} 0"))
    return text, [
        blocks.section(f":white_check_mark: *{escape(text)}*. {_left_out(batch)} left out."),
        blocks.actions(*buttons, block_id="applied"),
        blocks.context(f"By {person(batch.applied_by)}{at} · department {escape(batch.department)}"),
        blocks.section("Next: `/sync-counterparties` links them with QuickBooks."),
    ]


def _undo_button(batch: ImportBatch) -> Block:
    ask = blocks.asks(
        "Undo the import?",
        f"{batch.new:,} new counterparties are removed and {count(batch.roles_added, 'role')} taken away again, "
        "unless one of them is linked or used already.",
        "Undo import",
        danger=True,
    )
    return blocks.button("Undo import", UNDO, value=batch.id, style="danger", confirm=ask)


def _undone(batch: ImportBatch) -> Message:
    if batch.applied_at is None:
        return _said(f"The import of {batch.file_name} was cancelled. Nothing was imported.", ":no_entry_sign:")
    return _said(f"The import of {batch.file_name} was undone. Nothing of it is left.", ":leftwards_arrow_with_hook:")


def _said(text: str, sign: str = ":hourglass_flowing_sand:") -> Message:
    return text, [blocks.section(f"{sign} {escape(text)}")]


def _left_out(batch: ImportBatch) -> str:
    left = [(batch.duplicate, "duplicate"), (batch.bad, "bad row")]
    return " and ".join(count(number, what) for number, what in left if number) or "Nothing"


def _cells(row: ImportRow) -> tuple[str, str, str, str]:
    return f"{row.line:,}", blocks.clip(row.name, 60), WORDS[row.outcome], blocks.clip(row.reason, 200)


def _row_line(row: ImportRow) -> str:
    name = escape(blocks.clip(" ".join(row.name.split()), 60)) or "no name"
    return f"Line {row.line:,} · *{name}* · {WORDS[row.outcome].lower()}: {escape(blocks.clip(row.reason, 200))}"
