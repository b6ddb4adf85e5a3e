"""A form whose worksheet someone else changed meanwhile: nothing that was typed is lost."""

from dataclasses import replace
from typing import Final

from bot import blocks
from bot.blocks import View, escape
from bot.worksheets.fields import Draft, form_window
from bot.worksheets.sheet_views import RowKind, day_in_words
from domain.money import shown as money
from domain.worksheets.worksheet import Worksheet
from domain.worksheets.worksheet_look import Look

NOTICE: Final = "notice"


def contested(view: View, draft: Draft, worksheet: Worksheet, by: str, now: str) -> View:
    """The same form when someone saved meanwhile, with all that was typed, bound to what is there `now`."""
    said = (
        f":warning: {by} changed {escape(worksheet.number)} on {blocks.moment(worksheet.changed_at)}, while you had "
        f"this open. What you typed is kept; Save keeps yours.\nNow there: {now}"
    )
    kept = [block for block in view["blocks"] if block.get("block_id") != NOTICE]
    submit = view["submit"]["text"] if view.get("submit") else None
    shown = [blocks.section(said, block_id=NOTICE), *kept]
    bound = replace(draft, version=worksheet.version)
    return form_window(view["title"]["text"], view["callback_id"], shown, bound, submit=submit)


def row_in_words(look: Look, draft: Draft) -> str:
    """What a form's row, or the top of the worksheet, says by now."""
    if draft.kind is RowKind.ACCRUAL:
        rows = [one for one in look.sheet.accruals if one.id == draft.row]
        said = [f"{one.kind} {money(one.amount)}, {look.names.get(one.vendor_id, '')}, {one.account}" for one in rows]
        return escape(said[0]) if said else "it was removed"
    if draft.kind is RowKind.SALE:
        lines = [f"{one.line}. {money(one.amount)}, tax {money(one.tax)}" for one in look.sheet.sales]
        return "; ".join(lines) or "no line of the sale"
    worksheet = look.sheet.worksheet
    days = [f"posting {day_in_words(worksheet.posting_date)}"] if worksheet.posting_date else []
    texts = (worksheet.number, look.customer, worksheet.rep, worksheet.commodity, worksheet.term)
    return " · ".join([*(escape(text) for text in texts if text), *days])
