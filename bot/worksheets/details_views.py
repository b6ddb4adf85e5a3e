"""The form of what a worksheet says at its top, and the question before it becomes INVOICE."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, escape
from bot.worksheets.fields import (
    FIND_CUSTOMER,
    Draft,
    amount_field,
    date_picker,
    form_window,
    picked,
    picked_day,
    text_field,
)
from bot.worksheets.sheet_views import day_in_words, effect
from domain.money import parse_amount
from domain.problems import Problem
from domain.worksheets.worksheet import MAX_NUMBER
from domain.worksheets.worksheet_form import SaleForm, WorksheetForm
from domain.worksheets.worksheet_look import Look

DETAILS, ENTER = "worksheets.details_form", "worksheets.invoice_form"
DEPARTMENT, DAY = "worksheets.department", "worksheets.day"
MADE: Final = ":white_check_mark: The worksheet is here. Add what it will cost, vendor by vendor."


def new_window(draft: Draft, departments: Sequence[str], terms: Sequence[str], number: str = "") -> View:
    """The form of a worksheet that is not here yet; another department, chosen first, changes what may be chosen."""
    choices = {each: blocks.option(each, each) for each in departments}
    which = blocks.select(DEPARTMENT, "Department", list(choices.values()), initial=choices[draft.department])
    shown = [blocks.actions(which, block_id="department")] if len(departments) > 1 else []
    blank = WorksheetForm(number[:MAX_NUMBER])
    shown += [*_details(blank, None, terms, draft.department), amount_field("sales", "Sale", None, optional=True)]
    shown += [amount_field("tax", "Sales tax", None, optional=True)]
    return form_window("New worksheet", DETAILS, shown, draft, submit="Create")


def details_window(draft: Draft, look: Look, form: WorksheetForm, terms: Sequence[str]) -> View:
    """The form of what a worksheet says at its top."""
    chosen = blocks.option(look.customer, form.customer_id) if form.customer_id else None
    return form_window("Worksheet details", DETAILS, _details(form, chosen, terms, draft.department), draft)


def read_details(view: View, kept: WorksheetForm) -> WorksheetForm:
    """The form with what was filled in; the rows stay as `kept` has them, but for the first of a new worksheet."""
    state = view["state"]
    sales = kept.sales
    if blocks.typed(state, "sales") or blocks.typed(state, "tax"):
        tax = blocks.typed(state, "tax")
        sale = parse_amount(blocks.typed(state, "sales"), field="sales")
        sales = (SaleForm(sale, parse_amount(tax, field="tax") if tax else 0),)
    return replace(
        kept,
        number=blocks.typed(state, "number"),
        customer_id=picked(state, f"customer_id#{Draft.of(view).department}"),
        load_date=picked_day(state, "load_date"),
        ship_date=picked_day(state, "ship_date"),
        posting_date=picked_day(state, "posting_date"),
        rep=blocks.typed(state, "rep"),
        commodity=blocks.typed(state, "commodity"),
        term=_term(state, f"term#{Draft.of(view).department}"),
        sales=sales,
    )


def invoice_window(draft: Draft, look: Look, day: date | None = None) -> View:
    """The question before a worksheet becomes INVOICE: on which date, and what that does."""
    worksheet = look.sheet.worksheet
    day = day or worksheet.posting_date
    month = f"in {day:%B %Y}" if day else "in the month of the posting date"
    asked = blocks.field("posting_date", "Posting date", date_picker(day, DAY)) | {"dispatch_action": True}
    shown = [
        asked,
        blocks.section(f"{escape(worksheet.number)} becomes INVOICE: it recognises *{effect(look)}* {month}."),
        blocks.context("It can be taken out of INVOICE again while that month is open."),
    ]
    return form_window("Make it INVOICE", ENTER, shown, draft, submit="Make it INVOICE")


def entered(look: Look) -> str:
    """What becoming INVOICE did."""
    day = look.sheet.worksheet.posting_date
    on = f" on {day_in_words(day)}" if day else ""
    return f":white_check_mark: It is INVOICE now: {effect(look)} are recognised{on}."


def read_day(view: View) -> date:
    """The posting date of a window; raises a Problem at its field when there is none."""
    day = picked_day(view["state"], "posting_date")
    if day is None:
        raise Problem("Choose a posting date.", field="posting_date")
    return day


def _details(form: WorksheetForm, customer: Block | None, terms: Sequence[str], department: str) -> list[Block]:
    """Block ids end in the department where what is chosen must not outlive another choice of it."""
    customers = blocks.search(FIND_CUSTOMER, "Type a part of the name", initial=customer)
    return [
        blocks.field("number", "Number", text_field(form.number, MAX_NUMBER)),
        blocks.field(f"customer_id#{department}", "Customer", customers, optional=True),
        blocks.field(
            "posting_date",
            "Posting date",
            date_picker(form.posting_date),
            optional=True,
            hint="The accounting date of its sale and costs once it is INVOICE.",
        ),
        blocks.field("load_date", "Load date", date_picker(form.load_date), optional=True),
        blocks.field("ship_date", "Ship date", date_picker(form.ship_date), optional=True),
        blocks.field("rep", "Sales rep", text_field(form.rep, 100), optional=True),
        blocks.field("commodity", "Commodity", text_field(form.commodity, 100), optional=True),
        blocks.field(
            f"term#{department}",
            "Payment terms",
            _term_input(form.term, terms),
            optional=True,
            hint="Empty: the customer's own terms.",
        ),
    ]


def _term_input(term: str, terms: Sequence[str]) -> Block:
    """A menu of the terms kept for customers; a line to type in while there are none."""
    if not terms:
        return blocks.text_input(term, limit=64)
    choices = {each: blocks.option(each, each) for each in dict.fromkeys([*([term] if term else []), *terms])}
    return blocks.select("value", "The customer's own", list(choices.values()), initial=choices.get(term))


def _term(state: dict[str, Any], name: str) -> str:
    return blocks.chosen(state, name) or blocks.typed(state, name)
