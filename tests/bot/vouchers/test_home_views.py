"""Home says what waits in few blocks, however much it is."""

from datetime import UTC, datetime

from bot.vouchers import home_views
from domain.vouchers.voucher import Voucher, VoucherEvent, VoucherState
from domain.vouchers.waiting import MOST, ROWS, Row, Some, Waits

AT = datetime(2025, 1, 28, 14, 30, tzinfo=UTC)


def row(number: int, state: VoucherState = VoucherState.SUBMITTED, **more: str) -> Row:
    voucher = Voucher(id=f"v{number}", department="main", number=number, state=state, amount=100, bill_number="<!here>")
    voucher.created_by, voucher.created_at, voucher.changed_at, voucher.preparers = "U0ANNA", AT, AT, "U0ANNA"
    return Row(voucher, "Acme & <Co>", **more)


def some(total: int, state: VoucherState = VoucherState.SUBMITTED) -> Some:
    return Some([row(number, state, trouble="word " * 200) for number in range(1, ROWS + 1)], total)


def test_nothing_waits() -> None:
    assert home_views.waiting(Waits(), named=False) == []


def test_very_much_stays_short_and_names_where_the_rest_is() -> None:
    waits = Waits(some(MOST), some(900, VoucherState.DRAFTED), some(9, VoucherState.FAILED), some(10_000))
    shown = home_views.waiting(waits, named=True)
    text = " ".join(str(block.get("text") or block["elements"]) for block in shown)
    assert len(shown) == 4 * (ROWS + 2)
    assert "200 or more" in text and "And 9,995 more: `/vouchers posting` lists them." in text
    assert "<!here>" not in text and "<Co>" not in text
    assert text.index("For you to approve") < text.index("did not take") < text.index("Your drafts")


def test_a_draft_goes_on_and_says_how_it_came_back() -> None:
    came = VoucherEvent(voucher_id="v1", at=AT, by="U0CLARA", act="voucher rejected", detail="No paper <!here>")
    back = Row(row(1, VoucherState.DRAFTED).voucher, "Acme", came)
    [_, shown] = home_views.waiting(Waits(drafts=Some([back], 1)), named=False)
    assert "Rejected by <@U0CLARA>: No paper &lt;!here&gt;" in shown["text"]["text"]
    assert shown["accessory"]["text"]["text"] == "Go on with it"
