"""What the windows of receipts say before something is pressed."""

from datetime import UTC, date, datetime

from bot.receipts.windows import standing, undo_window
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


def test_cash_applied_to_very_many_invoices_is_told_in_a_few_words() -> None:
    about = {"department": "main", "created_at": AT, "on": date(2025, 1, 28), "amount": 190_00}
    act = ReceiptAct(id="a1", receipt_id="r1", kind=ActKind.APPLICATION, name="CR-1-A1", **about)
    lines = [ReceiptLine(act_id="a1", key=f"k{n}", number=f"W-{n}", applied=1_00) for n in range(190)]
    said = [standing(Done(act, some, None, (), 1, act.amount, "")) for some in (lines[:8], lines)]
    assert said[0].endswith("W-6 1.00, W-7 1.00")
    assert said[1].endswith("W-6 1.00, W-7 1.00 and 182 more invoices")
