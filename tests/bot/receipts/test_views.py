"""What the windows of receipts say before something is pressed."""

from datetime import UTC, date, datetime

from bot.receipts.windows import undo_window
from domain.receipts.inquiring import Done
from domain.receipts.receipt import ActKind, ActState, ReceiptAct, ReceiptLine

AT = datetime(2025, 1, 28, 9, tzinfo=UTC)


def test_an_undo_says_which_rests_are_owed_again() -> None:
    about = {"department": "main", "created_at": AT, "on": date(2025, 1, 28), "amount": 3_330_33}
    act = ReceiptAct(id="r1", receipt_id="r1", kind=ActKind.RECEIPT, name="CR-1", state=ActState.POSTED, **about)
    whole = ReceiptLine(act_id="r1", key="w1", number="W-101", applied=100_00)
    short = ReceiptLine(act_id="r1", key="w3", number="W-103", applied=3_330_33, settle=True, settled=3_00)
    for lines, words in (
        ([whole], ""),
        (
            [whole, short],
            "owed again: W-103 3.00. The adjustment goes with it, or in a month that is locked by now an "
            "opposite one stands on that day.",
        ),
    ):
        window = undo_window(Done(act, lines, None, (), 1, act.amount, ""), date(2025, 1, 31), "r2")
        said = window["blocks"][0]["text"]["text"]
        assert "The opposite entry goes to QuickBooks" in said and said.endswith(words or "as it is.")
