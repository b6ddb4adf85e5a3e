"""What people do with the rows of a worksheet: add, change and remove lines of the sale, accruals and adjustments."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from slack_bolt import Args

from bot.blocks import View
from bot.door import Door, Listener
from bot.people import Person
from bot.worksheets import row_views, sheet_views
from bot.worksheets.details_views import read_day
from bot.worksheets.fields import Draft
from bot.worksheets.sheet_views import RowKind
from bot.worksheets.showing import Showing, push
from domain.clock import NewId
from domain.problems import Problem
from domain.role import Act
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.recognising import Recognising
from domain.worksheets.worksheet_form import SaleForm
from domain.worksheets.worksheet_look import form_of

T = TypeVar("T")
Save = Callable[[Draft, View, str], object]
"""Keeps what a form says, for a person's id."""


def register(door: Door, worksheets: Recognising, adjusting: Adjusting, showing: Showing, *, new_id: NewId) -> None:
    """Hang the rows on the door."""
    _register_forms(door, showing, new_id)
    _register_saving(door, worksheets, adjusting, showing)
    _register_removing(door, worksheets, adjusting, showing)


def _register_forms(door: Door, showing: Showing, new_id: NewId) -> None:
    def open_new_row(args: Args, _person: Person) -> None:
        id, kind = sheet_views.read_pair(args.payload["value"])
        row = "" if kind == RowKind.SALE else new_id()
        push(args, form(showing.draft(args, id, kind=RowKind(kind), row=row, is_new=True)))

    def open_row(args: Args, _person: Person) -> None:
        id, kind, row = args.payload["value"].split(" ")
        push(args, form(showing.draft(args, id, kind=RowKind(kind), row=row)))

    def form(draft: Draft) -> View:
        look = showing.looking.look(draft.worksheet_id)
        sheet = look.sheet
        match draft.kind:
            case RowKind.SALE:
                lines = {str(one.line): one for one in sheet.sales}
                return row_views.sale_window(draft, look, _row(lines, draft))
            case RowKind.ACCRUAL:
                accruals = {one.id: one for one in sheet.accruals}
                return row_views.accrual_window(draft, look, _row(accruals, draft))
            case _:
                staged = _row({one.id: one for one in sheet.adjustments}, draft)
                return (
                    row_views.staged_window(draft, look, staged) if staged else row_views.adjustment_window(draft, look)
                )

    door.action(re.compile(rf"{re.escape(sheet_views.ADD)}\."), Act.PREPARE, open_new_row)
    door.action(sheet_views.CHANGE, Act.PREPARE, open_row)


def _register_saving(door: Door, worksheets: Recognising, adjusting: Adjusting, showing: Showing) -> None:
    def save_sale(draft: Draft, view: View, by: str) -> None:
        _change_sale(worksheets, draft, row_views.read_sale(view), by)

    def save_accrual(draft: Draft, view: View, by: str) -> None:
        form = row_views.read_accrual(view)
        if draft.is_new:
            worksheets.add_accrual(draft.worksheet_id, form, by=by)
        else:
            worksheets.edit_accrual(draft.row, form, by=by, version=draft.version)

    def stage(draft: Draft, view: View, by: str) -> None:
        adjusting.stage(draft.worksheet_id, row_views.read_adjustment(view), by=by, id=draft.row)

    def post(draft: Draft, view: View, by: str) -> None:
        adjusting.post(draft.row, on=read_day(view), by=by)

    for callback_id, save in (
        (row_views.SALE, save_sale),
        (row_views.ACCRUAL, save_accrual),
        (row_views.ADJUSTMENT, stage),
        (row_views.STAGED, post),
    ):
        door.view(callback_id, Act.PREPARE, _submits(showing, save))


def _register_removing(door: Door, worksheets: Recognising, adjusting: Adjusting, showing: Showing) -> None:
    def press_remove(args: Args, person: Person) -> None:
        view = args.body["view"]
        draft = Draft.of(view)
        if again := showing.contested(draft, view):
            args.ack()
            args.client.views_update(view_id=view["id"], view=again)
            return
        remove(draft, person.id)
        showing.removed(args, draft, person, "It is off the worksheet.")

    def remove(draft: Draft, by: str) -> None:
        match draft.kind:
            case RowKind.SALE:
                _change_sale(worksheets, draft, None, by)
            case RowKind.ACCRUAL:
                worksheets.remove_accrual(draft.row, by=by, version=draft.version)
            case _:
                adjusting.remove(draft.row, by=by)

    door.action(row_views.REMOVE, Act.PREPARE, press_remove)


def _row(rows: Mapping[str, T], draft: Draft) -> T | None:
    """The row a form is about, none for a new one; raises a Problem when someone removed it meanwhile."""
    if not draft.is_new and draft.row not in rows:
        raise Problem("This row was removed meanwhile.", next_step="Open the worksheet again.")
    return rows.get(draft.row)


def _submits(showing: Showing, save: Save) -> Listener:
    def submit_row(args: Args, person: Person) -> None:
        view = args.body["view"]
        draft = Draft.of(view)
        if again := showing.contested(draft, view):
            args.ack(response_action="update", view=again)
            return
        save(draft, view, person.id)
        showing.back(args, draft, person)

    return submit_row


def _change_sale(worksheets: Recognising, draft: Draft, line: SaleForm | None, by: str) -> None:
    """Put a line of the sale in the place of the draft's, at the end if it is new, or take it away."""
    form = form_of(worksheets.get(draft.worksheet_id))
    lines, at = list(form.sales), int(draft.row or len(form.sales) + 1) - 1
    lines[at : at + 1] = [line] if line else []
    worksheets.save(replace(form, sales=lines), by=by, id=draft.worksheet_id, version=draft.version)
