"""What `/report` shows: its help, its window, and a report as a short table of a message."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, escape
from bot.reports.words import Wanted, end_of
from domain.money import shown
from domain.problems import Problem
from domain.reports.asked import Asked
from domain.reports.report import Column, Report, words
from domain.reports.reporting import NAMES

SUBMIT, CUSTOMER = "reports.submit", "reports.customer"
ROWS: Final = 15
WIDEST_TEXT: Final = 24
BRIEF: Final = {
    "Open invoices": ("Customer", "Invoice", "Due", "Range", "Open"),
    "Gross profit by worksheet": ("Worksheet", "Customer", "Sales", "Gross profit", "Margin"),
    "Open payables": ("Vendor", "Worksheet", "What", "Open payable", "Billed early"),
    "Receipts ledger": ("Date", "Receipt", "What", "Customer", "Cash", "Applied", "Unapplied"),
    "Sales journal": ("Date", "Document", "Customer", "Net", "Tax", "Gross"),
    "Alerts": ("Alert", "Party", "Worksheet", "What", "Amount"),
    "Bill matching": ("Vendor", "Bill", "Agreed", "Billed", "Difference", "Match"),
    "Variance by vendor": ("Vendor", "Bills", "Variance", "Purchase adjustments"),
    **{
        f"Gross profit by {what}": (what.capitalize(), "Sales", "Sales adjustments", "Gross profit", "Margin")
        for what in ("rep", "customer", "commodity")
    },
}
HELP: Final = "\n".join(
    (
        "*/report* opens a window to choose in. Or type the report's name:",
        "• `/report aging`, `open invoices`, `unapplied cash`, `receipts`, `sales journal`, `tax`",
        "• `/report open payables`, `alerts`, `bill matching`, `variance by vendor`, `proofs`",
        "• `/report gross profit by rep` (or `customer`, `vendor`, `commodity`, `worksheet`)",
        "• `/report journal`: every entry of a period as plain text, to be summed by `ledger` or `hledger`",
        "• `/report statement Acme Mills`: a customer's statement on paper",
        "Behind the name: a department, `as of 2025-01-31`, `for 2025-01`, `from 2025-01-10`,"
        " and `known at 2025-02-03` for what was known by the end of that day.",
        "The answer comes as a direct message with its files. Nobody else sees it.",
    )
)


def window(departments: Sequence[str], today: date) -> View:
    """The window to choose a report in."""
    names = [blocks.option(name.capitalize(), name) for name in NAMES]
    parts = [blocks.field("report", "Report", blocks.select("value", "Choose a report", names, initial=names[0]))]
    if len(departments) > 1:
        picked = [blocks.option(name, name) for name in departments]
        menu = blocks.select("value", "Choose a department", picked, initial=picked[0])
        parts.append(blocks.field("department", "Department", menu))
    search = blocks.search(CUSTOMER, "Type a name", at_least=0)
    parts += [
        blocks.field("as_of", "As of the end of", _day(today)),
        blocks.field("since", "From", _day(), optional=True, hint="For a period; left empty, the month's first day"),
        blocks.field("known_at", "Known at the end of", _day(), optional=True, hint="Left empty, what is known now"),
        blocks.field("customer", "Customer", search, optional=True, hint="For a statement"),
    ]
    return blocks.modal("Reports", parts, callback_id=SUBMIT, submit="Send me", metadata=departments[0])


def read(view: dict[str, Any], zone: str) -> tuple[Wanted, str]:
    """What was chosen, and the customer's id if any. Raises Problem at the field."""
    state = view["state"]
    name = blocks.chosen(state, "report") or NAMES[0]
    department = blocks.chosen(state, "department") or view["private_metadata"]
    as_of, since, known = (_picked(state, field) for field in ("as_of", "since", "known_at"))
    if as_of is None:
        raise Problem("Choose a day.", field="as_of")
    customer = state["values"].get("customer", {}).get(CUSTOMER, {}).get("selected_option") or {}
    moment = end_of(known, zone) if known else None
    return Wanted(name, department, as_of, since, moment), str(customer.get("value") or "")


def department_chosen(view: dict[str, Any]) -> str:
    """The department in the window, as it is now."""
    return blocks.chosen(view.get("state") or {"values": {}}, "department") or str(view["private_metadata"])


def coming(name: str) -> str:
    """The answer while a report is made."""
    return f":hourglass_flowing_sand: {name.capitalize()}: it comes as a direct message from me."


def message(report: Report) -> str:
    """The report as the text beside its files: the first rows, the totals, and how many more there are."""
    about = " · ".join(filter(None, (report.subtitle, report.when)))
    head = f"*{escape(report.title)}*\n{escape(about)}"
    if not report.rows:
        return f"{head}\nThere is nothing to show."
    more = len(report.rows) - ROWS
    left = f"\nAnd {more:,} more in the file." if more > 0 else ""
    return f"{head}\n```\n{_table(report)}\n```{left}"


def statement_message(name: str, owed: int, as_of: date) -> str:
    """What goes with a statement."""
    return f"*Statement of {escape(name)}*\nBalance due as of {as_of:%-d %B %Y}: {shown(owed)}"


def journal_message(asked: Asked) -> str:
    """What goes with a plain-text journal."""
    head = f"*Journal of {escape(asked.department)}*, {asked.period}"
    return f"{head}\nPlain text: `ledger` or `hledger` sums it, such as `ledger -f FILE balance`."


def _table(report: Report) -> str:
    """Monospace: text at the left, figures at the right, a line above the totals."""
    brief = BRIEF.get(report.title)
    kept = [n for n, column in enumerate(report.columns) if brief is None or column.title in brief]
    columns = [report.columns[n] for n in kept]
    rows = [[_cell(row[n], report.columns[n]) for n in kept] for row in report.rows[:ROWS]]
    totals = [_cell(report.totals[n], report.columns[n]) for n in kept] if report.totals else []
    titles = [column.title for column in columns]
    widths = [max(len(row[n]) for row in (titles, *rows, *([totals] if totals else []))) for n in range(len(kept))]
    lines = [_line(row, widths, columns) for row in (titles, *rows)]
    rule = "-" * len(lines[0])
    ends = [rule, _line(totals, widths, columns)] if any(totals) else []
    return "\n".join([lines[0], rule, *lines[1:], *ends])


def _line(cells: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    aligned = [
        cell.rjust(width) if column.at_right else cell.ljust(width)
        for cell, width, column in zip(cells, widths, columns, strict=True)
    ]
    return escape("  ".join(aligned))


def _cell(value: object, column: Column) -> str:
    said = " ".join(words(value, column.kind).replace("`", "'").split())
    return blocks.clip(said, WIDEST_TEXT) if column.kind == "text" else said


def _day(initial: date | None = None) -> Block:
    made: Block = {"type": "datepicker", "action_id": "value"}
    return made | ({"initial_date": initial.isoformat()} if initial else {})


def _picked(state: dict[str, Any], field: str) -> date | None:
    told = state["values"].get(field, {}).get("value", {}).get("selected_date")
    return date.fromisoformat(told) if told else None
