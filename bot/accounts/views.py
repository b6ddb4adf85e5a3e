"""The windows of accounts: the chart with what stands behind each account, and the one that maps an account."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot import blocks
from bot.blocks import Block, View, escape, moment
from domain.accounts.account import BALANCE_SHEET, LISTS, AccountClass, ChartRow, KnownAccount, Mapped
from domain.accounts.expected import SPOKEN, spaced
from domain.accounts.filling import Alike, Filling
from domain.accounts.mapping import Chart, Mapping, Standing
from domain.connections.setup import NUMBERS_OFF
from domain.problems import Problem

CHART, ACCOUNT, NEW = "accounts.chart", "accounts.account", "accounts.new"
READ, OPEN, FIND, CREATE = "accounts.read", "accounts.open", "accounts.find", "accounts.create"
FIX_ITEM, ADD = "accounts.fix_item", "accounts.add"
MAP_ALIKE, CREATE_MISSING = "accounts.map_alike", "accounts.create_missing"
MONTHS_AHEAD: Final = 3
MOST_SHOWN: Final = 90
READING: Final = "Reading the accounts from QuickBooks…"
KINDS: Final = tuple(cls for cls in AccountClass if cls in LISTS)


@dataclass(frozen=True)
class Choice:
    """What a submitted window maps: an account of ours to one of the books, perhaps only from a month on."""

    department: str
    number: str
    books_id: str
    start: date | None


@dataclass(frozen=True)
class AtOnce:
    """What may be done for all accounts at once: those the books have under the same number or name, and those they
    would have to be given."""

    alike: Sequence[Alike] = ()
    missing: Sequence[ChartRow] = ()


def at_once(mapping: Mapping, department: str) -> AtOnce:
    """What may be done now."""
    filling = Filling(mapping)
    return AtOnce(filling.alike(department), filling.missing(department))


def chart_window(chart: Chart, *, keeps: bool, said: str = "", now: AtOnce | None = None) -> View:
    """Every account of the chart, red where something is missing or wrong; who `keeps` it has buttons."""
    red = [one for one in chart.rows if one.is_red]
    keeps = keeps and bool(chart.company_name)
    shown = [_head(chart, len(red))]
    shown += [blocks.section(f":information_source: {escape(said)}")] if said else []
    shown += _warnings(chart, keeps)
    if keeps:
        shown.append(blocks.actions(*_for_all(chart, now or AtOnce()), block_id="more"))
    rows = [*red, *(one for one in chart.rows if not one.is_red)]
    shown += [_row(one, keeps) for one in rows[:MOST_SHOWN]]
    if len(rows) > MOST_SHOWN:
        shown.append(blocks.context(f"The first {MOST_SHOWN} of {len(rows):,} accounts"))
    return blocks.modal("Accounts", shown, callback_id=CHART, metadata=chart.department)


def account_window(chart: Chart, number: str, today: date) -> View:
    """The window that maps one account. Raises Problem when the chart no longer has it."""
    one = _standing(chart, number)
    row = one.row
    shown = [
        blocks.section(f"*{row.number} {escape(row.name)}* · {row.cls}\n{_behind(one)}"),
        blocks.section(f"Expected type: *{one.expects}*"),
        blocks.field(
            "account",
            "Account in QuickBooks",
            blocks.search(FIND, "Type a number or a part of the name"),
            hint="Inactive accounts are not offered.",
        ),
    ]
    if one.mapped and row.cls in BALANCE_SHEET:
        months = [blocks.option(f"{day:%B %Y}", day.isoformat()) for day in _months(today)]
        menu = blocks.select("value", "From which month", months)
        hint = "Needed when the account carries a balance here: it then changes at the start of a month."
        shown.append(blocks.field("start", "From", menu, optional=True, hint=hint))
    if one.mapped is None:
        shown.append(blocks.actions(_create_button(one), block_id="create"))
    metadata = f"{chart.department}|{row.number}"
    return blocks.modal("Map an account", shown, callback_id=ACCOUNT, submit="Map", metadata=metadata)


def working_window(words: str) -> View:
    """What stands in a window while QuickBooks is asked."""
    return blocks.modal("Accounts", [blocks.section(f":hourglass_flowing_sand: {escape(words)}")])


def outcome_window(words: str) -> View:
    """What became of it."""
    return blocks.modal("Accounts", [blocks.section(escape(words))])


def new_window(department: str) -> View:
    """The window that adds an account to the chart; only classes that may have several are offered."""
    kinds = [blocks.option(str(cls), cls.name) for cls in KINDS]
    shown = [
        blocks.field("number", "Number", blocks.text_input(limit=20)),
        blocks.field("name", "Name", blocks.text_input(limit=100)),
        blocks.field("cls", "Class", blocks.select("value", "Sales, Purchases or Expenses", kinds)),
    ]
    return blocks.modal("Add an account", shown, callback_id=NEW, submit="Add", metadata=department)


def read_choice(view: View) -> Choice:
    """What a submitted window maps."""
    department, number = view["private_metadata"].split("|")
    picked = view["state"]["values"]["account"][FIND].get("selected_option")
    if not picked:
        raise Problem("Choose an account.", field="account")
    start = blocks.chosen(view["state"], "start")
    return Choice(department, number, picked["value"], date.fromisoformat(start) if start else None)


def read_new(view: View) -> tuple[str, str, str, AccountClass]:
    """Department, number, name and class of an account to add."""
    state = view["state"]
    cls = AccountClass[blocks.chosen(state, "cls") or AccountClass.EXPENSES.name]
    return view["private_metadata"], blocks.typed(state, "number"), blocks.typed(state, "name"), cls


def read_place(view: View) -> tuple[str, str]:
    """The department a window is about, and the number of the account if it is about one."""
    department, _, number = str(view["private_metadata"]).partition("|")
    return department, number


def found_accounts(accounts: Sequence[KnownAccount]) -> list[Block]:
    """The choices of a search."""
    return [
        blocks.option(f"{one.number} {one.name}".strip(), one.books_id, f"{one.type} / {_spoken(one.subtype)}")
        for one in accounts
    ]


def _head(chart: Chart, red: int) -> Block:
    if not chart.company_name:
        return blocks.section("*QuickBooks is not connected yet.* These accounts are mapped once it is.")
    left = f"*{blocks.count(red, 'account')} to settle.*" if red else "*Accounts are mapped.*"
    said = "Everything needed is mapped." if chart.is_complete else left
    return blocks.section(f"{said} {escape(chart.company_name)}", accessory=_read_button(chart))


def _read_button(chart: Chart) -> Block:
    return blocks.button("Read again", READ, value=chart.department, label="Read the accounts from QuickBooks again")


def _warnings(chart: Chart, keeps: bool) -> list[Block]:
    if chart.known is None:
        return [blocks.context(READING)] if chart.company_name else []
    shown = [blocks.context(f"Read from QuickBooks {moment(chart.known.at)}")]
    if not chart.known.account_numbers:
        shown.append(blocks.section(f":warning: {NUMBERS_OFF.sentence} {NUMBERS_OFF.next_step}"))
    if chart.item:
        button = blocks.button(
            "Set it right",
            FIX_ITEM,
            value=chart.department,
            confirm=blocks.asks(
                "Set the item right?",
                "QuickBooks gets the item Sales Accrual, sold to the account Accrued Sales.",
                "Yes",
            ),
        )
        shown.append(blocks.section(f":red_circle: {escape(chart.item)}", accessory=button if keeps else None))
    return shown


def _for_all(chart: Chart, now: AtOnce) -> list[Block]:
    """What concerns more than one account; what it would do stands in its confirmation."""
    made = []
    if now.alike:
        pairs = "; ".join(
            f"{one.row.number} → {f'{one.account.number} {one.account.name}'.strip()}" for one in now.alike
        )
        asked = blocks.asks("Map what QuickBooks has already?", blocks.clip(pairs, 290), "Map them")
        label = f"Map {blocks.count(len(now.alike), 'account')} QuickBooks has already"
        made.append(blocks.button(label, MAP_ALIKE, value=chart.department, style="primary", confirm=asked))
    if now.missing:
        names = ", ".join(f"{row.number} {row.name}" for row in now.missing)
        asked = blocks.asks("Create all that are missing?", blocks.clip(f"QuickBooks gets {names}.", 290), "Create")
        label = f"Create {len(now.missing):,} missing in QuickBooks"
        made.append(blocks.button(label, CREATE_MISSING, value=chart.department, confirm=asked))
    return [*made, blocks.button("Add an account", ADD, value=chart.department)]


def _row(one: Standing, keeps: bool) -> Block:
    sign = ":red_circle:" if one.is_red else ":white_check_mark:" if one.mapped else ":white_circle:"
    need = "required" if one.required else "optional"
    said = f"{sign} *{one.row.number} {escape(one.row.name)}* · {one.row.cls} · {need}\n{_behind(one)}"
    return blocks.section(said, accessory=_open_button(one) if keeps else None, block_id=f"row-{one.row.number}")


def _open_button(one: Standing) -> Block:
    verb = "Change" if one.mapped else "Map"
    return blocks.button(verb, OPEN, value=one.row.number, label=f"{verb} {one.row.number} {one.row.name}")


def _create_button(one: Standing) -> Block:
    what = f"{one.row.number} {one.row.name}"
    asked = blocks.asks(
        "Create an account?", f"QuickBooks gets the account {what} of the type {one.expects}.", "Create"
    )
    return blocks.button("Create it in QuickBooks", CREATE, value=one.row.number, confirm=asked, label=f"Create {what}")


def _behind(one: Standing) -> str:
    if one.wrong:
        return escape(one.wrong)
    later = f"; from {one.later.valid_from:%B %Y} → {_named(one.later)}" if one.later else ""
    if one.mapped is None:
        return f"not mapped; expects {one.expects}{later}"
    return f"→ {_named(one.mapped)} ({one.mapped.books_type} / {_spoken(one.mapped.books_subtype)}){later}"


def _named(mapped: Mapped) -> str:
    return escape(f"{mapped.books_number} {mapped.books_name}".strip())


def _spoken(subtype: str) -> str:
    return SPOKEN.get(subtype, spaced(subtype))


def _standing(chart: Chart, number: str) -> Standing:
    for one in chart.rows:
        if one.row.number == number:
            return one
    raise Problem(f"The chart no longer has an account {number}.", next_step="Open /accounting accounts again.")


def _months(today: date) -> list[date]:
    """The first days of this month and the next ones."""
    first, found = today.replace(day=1), []
    for _ in range(MONTHS_AHEAD + 1):
        found.append(first)
        length = calendar.monthrange(first.year, first.month)[1]
        first = date.fromordinal(first.toordinal() + length)
    return found
