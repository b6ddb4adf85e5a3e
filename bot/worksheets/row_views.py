"""The forms of one row of a worksheet: a line of its sale, an accrual, an adjustment."""

from bot import blocks
from bot.blocks import Block, View, escape
from bot.worksheets.fields import (
    FIND_SUPPLIER,
    SIDE_OF,
    Draft,
    account_field,
    amount_field,
    date_picker,
    form_window,
    picked,
    text_field,
)
from bot.worksheets.sheet_views import RowKind, state_of
from domain.money import parse_amount
from domain.money import shown as money
from domain.worksheets.adjusting import AdjustmentForm
from domain.worksheets.trade import USUAL_ACCOUNT, TradeKind
from domain.worksheets.worksheet import Accrual, Adjustment, AdjustmentSide, SaleLine
from domain.worksheets.worksheet_form import AccrualForm, SaleForm
from domain.worksheets.worksheet_look import Look

SALE, ACCRUAL = "worksheets.sale_form", "worksheets.accrual_form"
ADJUSTMENT, STAGED = "worksheets.adjustment_form", "worksheets.staged_form"
REMOVE = "worksheets.remove"
PAPER = "sales.staged"


def sale_window(draft: Draft, look: Look, one: SaleLine | None) -> View:
    """The form of one line of the sale."""
    shown = [
        amount_field("sales", "Amount, net of tax", one.amount if one else None),
        amount_field("tax", "Sales tax", one.tax if one else None, optional=True),
        account_field(look, one.account if one else "4010"),
        blocks.field("description", "Description", text_field(one.description if one else "", 200), optional=True),
    ]
    return form_window("Line of the sale", SALE, [*shown, *_remove(draft, "this line of the sale")], draft)


def read_sale(view: View) -> SaleForm:
    """The line of the sale that was filled in; raises a Problem at an amount that is none."""
    state, tax = view["state"], blocks.typed(view["state"], "tax")
    return SaleForm(
        parse_amount(blocks.typed(state, "sales"), field="sales"),
        parse_amount(tax, field="tax") if tax else 0,
        picked(state, "account") or "4010",
        blocks.typed(state, "description"),
    )


def accrual_window(draft: Draft, look: Look, one: Accrual | None) -> View:
    """The form of one accrual; only trade kinds are offered (S2-34)."""
    kinds = {kind: blocks.option(str(kind).capitalize(), kind.value) for kind in TradeKind}
    vendor = blocks.option(look.names[one.vendor_id], one.vendor_id) if one else None
    account = one.account if one and one.account != USUAL_ACCOUNT[one.kind] else ""
    shown = [
        blocks.field("vendor_id", "Vendor", blocks.search(FIND_SUPPLIER, "Type a part of the name", initial=vendor)),
        blocks.field(
            "kind",
            "Kind",
            blocks.select("value", "Choose", list(kinds.values()), initial=kinds[one.kind] if one else None),
            hint="Only what a shipment itself costs. Rent and the like are entered in QuickBooks.",
        ),
        amount_field("accruals", "Amount", one.amount if one else None),
        account_field(look, account, optional=True, hint="Empty: the usual account of its kind."),
    ]
    return form_window("Accrual", ACCRUAL, [*shown, *_remove(draft, "this accrual")], draft)


def read_accrual(view: View) -> AccrualForm:
    """The accrual that was filled in; raises a Problem at an amount that is none."""
    state, draft = view["state"], Draft.of(view)
    return AccrualForm(
        vendor_id=picked(state, "vendor_id") or "",
        kind=TradeKind(blocks.chosen(state, "kind") or ""),
        amount=parse_amount(blocks.typed(state, "accruals"), field="accruals"),
        account=picked(state, "account") or "",
        id=draft.row,
    )


def adjustment_window(draft: Draft, look: Look) -> View:
    """The form that stages an adjustment; a minus lowers the sale or the cost (E7)."""
    is_sale = draft.kind is RowKind.SALES_ADJUSTMENT
    vendor = blocks.field("party_id", "Vendor", blocks.search(FIND_SUPPLIER, "Type a part of the name"))
    what = "sale" if is_sale else "cost"
    hint = f"-350.00 lowers the {what}, 350.00 raises it."
    shown = [
        blocks.section(f"For the customer {escape(look.customer) or '(none yet)'}.") if is_sale else vendor,
        blocks.field("amount", "Amount", text_field("", 30), hint=hint),
        account_field(look, ""),
        blocks.field("memo", "Memo", text_field("", 200), optional=True),
        blocks.context("It has no effect until it is posted: here for the sale, by a voucher for a purchase."),
    ]
    title = "Sales adjustment" if is_sale else "Purchase adjustment"
    return form_window(title, ADJUSTMENT, shown, draft, submit="Stage")


def read_adjustment(view: View) -> AdjustmentForm:
    """The adjustment that was filled in; raises a Problem at an amount that is none."""
    state, draft = view["state"], Draft.of(view)
    return AdjustmentForm(
        SIDE_OF[draft.kind or RowKind.SALES_ADJUSTMENT],
        picked(state, "account") or "",
        parse_amount(blocks.typed(state, "amount")),
        picked(state, "party_id") if "party_id" in state["values"] else None,
        blocks.typed(state, "memo"),
    )


def staged_window(draft: Draft, look: Look, one: Adjustment) -> View:
    """A staged adjustment: one of the sale is posted here on a day, any may be taken away."""
    said = f"*{one.name}* · {money(one.amount)} · {state_of(look, one)}\n{escape(look.names.get(one.party_id, ''))}"
    about = [blocks.section(said)]
    if one.side is AdjustmentSide.PURCHASE:
        about.append(blocks.context("It is posted by the voucher it is ticked on, in `/post-voucher`."))
        return form_window("Adjustment", STAGED, [*about, *_remove(draft, one.name)], draft, submit=None)
    day = blocks.field("posting_date", "Posting date", date_picker(look.sheet.worksheet.posting_date))
    paper = blocks.button("PDF", PAPER, value=one.id, label=f"The memo of {one.name} as PDF, not posted")
    shown = [*about, day, *_remove(draft, one.name, paper)]
    return form_window("Adjustment", STAGED, shown, draft, submit="Post")


def removed_window(what: str) -> View:
    """What a form turns into when its row is gone."""
    return blocks.modal("Removed", [blocks.section(f":white_check_mark: {escape(what)}")], close="Back")


def _remove(draft: Draft, what: str, *others: Block) -> list[Block]:
    if draft.is_new:
        return []
    ask = blocks.asks("Remove?", f"Takes {what} off the worksheet and out of its figures.", "Remove", danger=True)
    remove = blocks.button("Remove", REMOVE, style="danger", confirm=ask)
    return [blocks.actions(remove, *others, block_id="remove")]
