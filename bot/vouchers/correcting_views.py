"""The way out when a voucher cannot be undone: a purchase adjustment prefilled from one of its lines (S2-32)."""

import json
from collections.abc import Sequence
from typing import Final

from bot import blocks
from bot.blocks import Block, View
from domain.money import parse_amount, shown
from domain.vouchers.undoing import Correction
from domain.worksheets.adjusting import AdjustmentForm
from domain.worksheets.worksheet import AdjustmentSide

CORRECT: Final = "vouchers.correction"
LINES: Final = 100


def correction_window(voucher_id: str, name: str, offered: Sequence[Correction]) -> View:
    """Choose the line, and say how much of it was wrong."""
    options = [_option(n, one) for n, one in enumerate(offered[:LINES])]
    then = (
        f"{name} stays as it is. A purchase adjustment is staged on the worksheet; tick it on the vendor's credit or "
        "next bill, in an open month."
    )
    fields = [
        blocks.section(then),
        blocks.field("line", "Line", blocks.select("value", "Choose a line", options, initial=options[0])),
        blocks.field(
            "amount", "Correction", blocks.text_input(shown(offered[0].amount)), hint="Negative lowers the cost."
        ),
    ]
    return blocks.modal("Correct it", fields, callback_id=CORRECT, submit="Stage it", metadata=json.dumps(voucher_id))


def read_correction(view: View, offered: Sequence[Correction]) -> tuple[Correction, AdjustmentForm]:
    """The line that was chosen and the adjustment to stage; Problem at the amount when it is none."""
    one = offered[int(blocks.chosen(view["state"], "line") or 0)]
    amount = parse_amount(blocks.typed(view["state"], "amount"))
    return one, AdjustmentForm(AdjustmentSide.PURCHASE, one.account, amount, one.vendor_id, one.memo)


def voucher_in(view: View) -> str:
    """The voucher a correction is of."""
    return str(json.loads(view["private_metadata"]))


def staged_window(adjustment: str, worksheet: str) -> View:
    """What was staged."""
    said = f":white_check_mark: *{adjustment}* is staged on {blocks.escape(worksheet)}. `/post-voucher` offers it."
    return blocks.modal("Correct it", [blocks.section(said)])


def _option(number: int, one: Correction) -> Block:
    return blocks.option(f"{one.worksheet} · {one.account} · {shown(one.amount)}", str(number))
