"""The windows of vouchers as they are built: within Slack's limits, escaped, and read back as they were drawn."""

from collections.abc import Set
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.vouchers import figures, ledger_views, windows
from bot.vouchers.ledger_views import PER_PAGE, Place
from bot.vouchers.list_views import Look, list_window
from domain.vouchers.inquiring import Found, Ledger
from domain.vouchers.payables import OpenItem, Show, Totals
from domain.vouchers.variance import Selected, work_out
from domain.vouchers.voucher import LineKind, Voucher
from domain.worksheets.worksheet import WorksheetStatus

AT = datetime(2025, 1, 28, tzinfo=UTC)
JANUARY = date(2025, 1, 28)


def item(n: int, worksheet: str = "W-1") -> OpenItem:
    return OpenItem(f"{n:032x}", LineKind.ACCRUAL, "w", worksheet, WorksheetStatus.INVOICE, JANUARY, "m", "5010", n)


def selected(amounts: list[int], label: str = "W-1 material") -> list[Selected]:
    return [Selected(str(n), LineKind.ACCRUAL, "5010", one, JANUARY, "w", label) for n, one in enumerate(amounts)]


@given(st.builds(Place, st.text(max_size=36), st.text(max_size=64), st.booleans(), st.sampled_from(Show)))
def test_a_window_carries_its_place(place: Place) -> None:
    assert Place.of({"private_metadata": place.as_text()}) == place


def test_a_full_page_fits_a_window_and_gives_its_ticks_back() -> None:
    items = [item(n, "W" * 200) for n in range(PER_PAGE)]
    voucher = Voucher(id="v", department="main", created_by="U1", created_at=AT, changed_at=AT, vendor_id="x")
    ticked = frozenset(one.id for one in items[::3])
    book = Ledger(voucher, "<Vendor> & Co", items, Totals(312, 100), ticked, 5)
    view = ledger_views.ledger(Place("v", "main", True, version=7), book)
    assert len(view["blocks"]) <= 100
    groups = [block for block in view["blocks"] if block.get("block_id", "").startswith("ticks")]
    assert [len(block["element"]["options"]) for block in groups] == [10] * 5
    assert all(len(option["text"]["text"]) <= 75 for block in groups for option in block["element"]["options"])
    drawn = [block | {"block_id": block.get("block_id", "-")} for block in view["blocks"]]

    def left(turned: Set[str]) -> ledger_views.Page:
        """The page as somebody leaves it who ticks, or unticks, these."""
        values = {}
        for block in groups:
            boxes = [one for one in block["element"]["options"] if (one["value"] in ticked) != (one["value"] in turned)]
            values[block["block_id"]] = {"value": {"selected_options": boxes}}
        return ledger_views.read_page({"blocks": drawn, "state": {"values": values}})

    assert left(set()) == ledger_views.Page([], [], [], "")
    taken, given = items[3].id, items[4].id
    assert left({taken, given}) == ledger_views.Page([given], [taken], [], "")


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=60), st.integers(-(10**12), 10**12))
def test_columns_are_even_whatever_the_amounts(amounts: list[int], amount: int) -> None:
    working = work_out(amount, selected(amounts), JANUARY)
    for block in (*figures.lines(working), *figures.accounts(working, {}), *figures.accounts(working, {}, narrow=True)):
        text = block["elements"][0]["elements"][0]["text"]
        assert len(text) <= 3000


def test_columns_are_aligned() -> None:
    working = work_out(14_833_36, selected([8_000_00, 5_000_00, 1_780_00]), JANUARY)
    rows = figures.lines(working)[0]["elements"][0]["elements"][0]["text"].split("\n")
    assert len({len(row) for row in rows}) == 1


def test_what_a_filter_shows_follows_the_press() -> None:
    look = Look("main", start=40)
    chosen = look.pressed({"action_id": "vouchers.by_state", "selected_option": {"value": "posted"}})
    assert (chosen.state, chosen.start) == ("posted", 0)
    assert chosen.pressed({"action_id": "vouchers.by_state", "selected_option": {"value": "any"}}).state == ""
    assert look.pressed({"action_id": "vouchers.turn.next", "value": "60"}).start == 60


def test_a_button_carries_the_voucher_and_what_it_showed() -> None:
    assert windows.read_value({"value": windows.value("abc", "fingerprint")}) == ("abc", "fingerprint")


def test_the_list_tells_until_when_a_discount_may_be_taken() -> None:
    voucher = Voucher(id="v", department="main", number=7, created_by="U0ANNA", created_at=AT, changed_at=AT)
    voucher.amount, voucher.posting_date = 310_00, JANUARY
    found = Found([(voucher, "Agent Lee")], 1, {"v": "2% until 25 Jan 2025"})
    view = list_window(Look("main"), found, enters=False)
    row = next(block for block in view["blocks"] if block.get("block_id") == "v")
    assert row["text"]["text"].endswith("<@U0ANNA> · 2% until 25 Jan 2025")
