"""What an opening looks like: the window that takes its file, and its message in every state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot import blocks
from bot.blocks import Block, View, count, escape
from domain.imports.tabular import KINDS
from domain.ledger.go_live import OpeningKind
from domain.money import shown
from domain.openings.order import OpeningOrder, OrderState, Shown
from domain.openings.template import COLUMNS
from domain.problems import Problem

WINDOW: Final = "opening.window"
LOAD, AGAIN, DROP, TEMPLATE = "opening.load", "opening.again", "opening.drop", "opening.template"
WRONG_SHOWN: Final = 40
CALLED: Final = {
    OpeningKind.ACCRUAL: ("Open accruals", "open accrual"),
    OpeningKind.INVOICE: ("Open invoices", "open invoice"),
    OpeningKind.UNAPPLIED: ("Unapplied cash", "unapplied payment"),
}
Message = tuple[str, list[Block]]
NOT_ORDERED: Final = Problem(
    "This is a file of an opening at go-live.", next_step="A controller hands it over with /accounting opening."
)


@dataclass(frozen=True)
class Given:
    """What the window was filled with; `file` is empty when it is to be dropped into the conversation."""

    department: str
    go_live: date
    file: str
    id: str


def window(department: str, order_id: str, *, named: bool) -> View:
    """The window that asks for the day and the file."""
    of = f" of *{escape(department)}*" if named else ""
    why = (
        f"The books{of} begin here at go-live. What was open the day before, and stands in QuickBooks already, comes "
        "in by file: open invoices, cash of customers not applied yet, and costs not billed yet."
    )
    day: Block = {"type": "datepicker", "action_id": "value", "placeholder": blocks.plain("Choose a day")}
    template = blocks.button("Send me a template", TEMPLATE, value=department)
    return blocks.modal(
        "Opening at go-live",
        [
            blocks.section(why),
            blocks.field("go_live", "First day in Tieout", day, hint="Usually the first of a month."),
            blocks.field(
                "file",
                "CSV or XLSX file",
                blocks.file_input(*KINDS),
                optional=True,
                hint="Or leave it empty, and drop the file into your messages with me.",
            ),
            blocks.context(
                f"Columns: {', '.join(COLUMNS)}. What says accrual, invoice or unapplied cash; What, Number, Party and "
                "Amount are needed.",
                "Nothing is brought in before you have seen how it compares with QuickBooks.",
            ),
            blocks.actions(template, block_id="template"),
        ],
        callback_id=WINDOW,
        submit="Compare",
        close="Cancel",
        metadata=f"{order_id} {department}",
    )


def read_window(view: View) -> Given:
    """What was filled in. Raises a Problem without a day."""
    order_id, department = view["private_metadata"].split(" ", 1)
    values = view["state"]["values"]
    day = values.get("go_live", {}).get("value", {}).get("selected_date")
    if not day:
        raise Problem("Choose the first day.", field="go_live")
    files = values.get("file", {}).get("value", {}).get("files") or []
    return Given(department, date.fromisoformat(day), files[0]["id"] if files else "", order_id)


def ordered(order: OpeningOrder) -> View:
    """What the window turns into."""
    said = (
        ":hourglass_flowing_sand: I am reading the file and QuickBooks' balances. How they compare comes in your "
        "messages with me."
        if order.file
        else f":paperclip: Now drop the file into your messages with me. It is compared as of {_day(order.eve)}."
    )
    return blocks.modal("Opening at go-live", [blocks.section(said)], close="Done")


def template_comes() -> str:
    """What is said when a template was asked for."""
    return "The template comes in your messages with me. Each row of it is an example to replace."


def message(order: OpeningOrder, progress: tuple[int, int] | None = None) -> Message:
    """The one message of an opening."""
    match order.state:
        case OrderState.READING | OrderState.WAITING:
            return _said(f"Comparing the opening of {order.department} with QuickBooks as of {_day(order.eve)}…")
        case OrderState.LOADING:
            how_far = f" {progress[0]:,} of {progress[1]:,} rows." if progress else ""
            return _said(f"Bringing in the opening of {order.department}…{how_far}")
        case OrderState.LOADED:
            return _loaded(order)
        case OrderState.DROPPED:
            return _said(f"The opening of {order.department} from {order.file_name or 'a file'} was dropped.", ":x:")
        case _:
            return _looked_at(order)


def _looked_at(order: OpeningOrder) -> Message:
    found = Shown.from_json(order.shown) if order.shown else None
    title = f"Opening of {order.department} on {_day(order.on)}"
    verdict = _verdict(order, found)
    parts = [blocks.header(title), blocks.section(verdict)]
    if order.words:
        parts.append(blocks.section(f":warning: {escape(order.words)}"))
    if found:
        parts += [_counts(found), *_compared(found), *_wrong(found)]
    parts.append(blocks.actions(*_buttons(order, found), block_id="opening"))
    parts.append(blocks.context(f"{escape(order.file_name or 'The file')} · ordered by {blocks.mention(order.by)}"))
    return f"{title}: {verdict}", parts


def _verdict(order: OpeningOrder, found: Shown | None) -> str:
    if found is None:
        return "*It could not be compared.*"
    if found.agrees:
        return f":large_green_circle: *It agrees with QuickBooks as of {_day(order.eve)}.* Nothing is brought in yet."
    reasons = [f"{count(found.all_wrong, 'row')} cannot be read"] if found.all_wrong else []
    gaps = sum(1 for one in found.accounts if one.gap)
    reasons += [f"{count(gaps, 'balance')} of QuickBooks differ" + ("s" if gaps == 1 else "")] if gaps else []
    reasons = reasons or ["it has no rows"]
    step = "Mend the file and drop it here again, or mend QuickBooks and compare again."
    return f":red_circle: *It cannot come in: {' and '.join(reasons)}.* {step}"


def _counts(found: Shown) -> Block:
    cells = [
        (CALLED[kind][0], f"{number:,}" + (f" · {shown(total)}" if number else ""))
        for kind, (number, total) in found.counts.items()
    ]
    return blocks.fields(cells)


def _compared(found: Shown) -> list[Block]:
    rows = [(one.name, shown(one.file), shown(one.books), shown(one.gap) if one.gap else "–") for one in found.accounts]
    return [blocks.table(("Account", "File", "QuickBooks", "Gap"), rows, right=[1, 2, 3])]


def _wrong(found: Shown) -> list[Block]:
    """The lines that cannot be read. Slack shows one table in a message, so that these are text."""
    lines = [f"• Line {row.line:,}: {escape(blocks.clip(row.words, 200))}" for row in found.wrong[:WRONG_SHOWN]]
    parts = [blocks.section("\n".join(lines[n : n + 10])) for n in range(0, len(lines), 10)]
    left = found.all_wrong - len(lines)
    return parts + ([blocks.context(f"and {count(left, 'line')} more")] if left > 0 else [])


def _buttons(order: OpeningOrder, found: Shown | None) -> Sequence[Block]:
    drop = blocks.button("Drop it", DROP, value=order.id)
    again = blocks.button("Compare again", AGAIN, value=order.id)
    if found is None or not found.agrees:
        return [again, drop]
    rows = count(found.rows, "row")
    asks = blocks.asks(
        f"Bring in {rows}?",
        f"They stand in the books as of {_day(order.eve)}, and the months up to then are closed here. "
        "This is done once and cannot be undone.",
        "Bring it in",
    )
    return [blocks.button(f"Bring in {rows}", LOAD, value=order.id, style="primary", confirm=asks), again, drop]


def _loaded(order: OpeningOrder) -> Message:
    found = Shown.from_json(order.shown or {})
    text = f"The books of {order.department} begin on {_day(order.on)}."
    came = [
        f"{count(number, CALLED[kind][1])} of {shown(total)}"
        for kind, (number, total) in found.counts.items()
        if number
    ]
    said = (
        f":white_check_mark: *{escape(text)}*\n{', '.join(came).capitalize()} came in from {escape(order.file_name)}."
    )
    more = blocks.context(f"Brought in by {blocks.mention(order.by)} · look: `/report`, `/tie-out`")
    return text, [blocks.section(said), more]


def _said(text: str, sign: str = ":hourglass_flowing_sand:") -> Message:
    return text, [blocks.section(f"{sign} {escape(text)}")]


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
