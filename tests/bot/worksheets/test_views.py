"""What worksheets look like: the worked January, long ones, and names that want to do harm."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.worksheets import row_views, sheet_views, views
from bot.worksheets.fields import Draft
from bot.worksheets.sheet_views import ROWS, RowKind
from domain.store import Store
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet import Accrual, AccrualState, Sheet, Worksheet, figures
from domain.worksheets.worksheet_look import Look, Looking
from tests.domain.january import January

EVIL = "<!channel> & <https://evil|Approve>"


@pytest.fixture
def january(store: Store) -> January:
    return January(store).plays()


def sheet_with(accruals: int, *, name: str = "RecycleCo", opening: bool = False) -> Look:
    """A worksheet with so many accruals of 1.00."""
    at = datetime(2025, 1, 6, tzinfo=UTC)
    worksheet = Worksheet(
        id="w", number="W-1", opening=opening, created_at=at, created_by="U1", changed_at=at, changed_by="U1"
    )
    rows = [
        Accrual(
            id=f"a{line}", worksheet_id="w", line=line, vendor_id="v", kind=TradeKind.CLAIM, account="5010", amount=100
        )
        for line in range(1, accruals + 1)
    ]
    sheet = Sheet(worksheet, [], rows, [])
    return Look(sheet, figures(sheet), {"v": name}, {"5010": "Purchases"}, {"v1": "V-12"})


def texts(thing: Any) -> str:
    """All the words of a view or of blocks."""
    if isinstance(thing, dict):
        return "\n".join(texts(value) for value in thing.values())
    if isinstance(thing, list | tuple):
        return "\n".join(texts(each) for each in thing)
    return str(thing)


def buttons(view: dict[str, Any]) -> list[str]:
    found = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    found += [one for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return [one["text"]["text"] for one in found]


@pytest.mark.january
def test_w101_of_january_shows_revenue_costs_variance_and_profit(january: January) -> None:
    look = Looking(january.store).look(january.worksheet("W-101").id)
    assert dict(sheet_views.figure_lines(look)) == {
        "Revenue": "12,000.00",
        "Sales adjustments": "-350.00",
        "Cost: material": "8,000.00",
        "Cost: inland freight": "900.00",
        "Purchase adjustments": "-220.00",
        "Variance": "-10.46",
        "Gross profit": "2,980.46",
        "Gross profit %": "25.6%",
        "Sales tax": "0.00",
    }
    assert look.customer == "Acme Mills"


def test_a_long_worksheet_is_turned_page_by_page() -> None:
    look = sheet_with(2 * ROWS + 1)
    first = sheet_views.sheet_window(look, prepares=True)
    assert buttons(first).count("Change") == ROWS and "Next" in buttons(first) and "Previous" not in buttons(first)
    last = sheet_views.sheet_window(look, prepares=True, start=2 * ROWS)
    assert buttons(last).count("Change") == 1 and "Next" not in buttons(last) and "Previous" in buttons(last)


def test_a_message_holds_as_many_rows_as_a_table_may() -> None:
    _, shown = views.shown(sheet_with(200), prepares=False)
    table = next(block for block in shown if block["type"] == "table")
    assert len(table["rows"]) == 100
    assert "more" in texts(table["rows"][-1])


def test_what_came_with_the_opening_or_is_on_a_voucher_has_no_buttons_to_change() -> None:
    assert not buttons(sheet_views.sheet_window(sheet_with(1, opening=True), prepares=True))
    look = sheet_with(2)
    billed = look.sheet.accruals[0]
    billed.state, billed.voucher_id = AccrualState.BILLED, "v1"
    view = sheet_views.sheet_window(look, prepares=True)
    assert buttons(view).count("Change") == 1
    assert "billed by V-12" in texts(view)


def test_names_that_want_to_do_harm_are_only_names() -> None:
    look = sheet_with(1, name=EVIL)
    look.sheet.worksheet.rep = EVIL
    mrkdwn = [
        block["text"]["text"]
        for block in sheet_views.sheet_window(look, prepares=True)["blocks"]
        if block["type"] == "section"
    ]
    assert "&lt;!channel&gt; &amp;" in "".join(mrkdwn)
    text, shown = views.shown(look, prepares=True)
    said = text + texts([block for block in shown if block["type"] in ("section", "context")])
    assert "<!channel>" not in said + views.unknown(EVIL)


def test_only_trade_kinds_are_offered_and_a_usual_account_is_left_open() -> None:
    look = sheet_with(1)
    draft = Draft("w", 1, "main", RowKind.ACCRUAL, "a1", under="V1")
    view = row_views.accrual_window(draft, look, look.sheet.accruals[0])
    fields = {block["block_id"]: block.get("element", {}) for block in view["blocks"]}
    assert {one["value"] for one in fields["kind"]["options"]} == set(TradeKind)
    assert "initial_option" not in fields["account"]
    assert Draft.of(view | {"private_metadata": replace(draft, row="a2").carried()}).row == "a2"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ("", "")),
        ("101", ("", "101")),
        ("New W-1", ("create", "W-1")),
        ("find “Acme\u00a0Mills”", ("find", "Acme Mills")),
        ("open  W-1 ", ("show", "W-1")),
    ],
)
def test_what_is_typed_is_read_as_it_was_meant(typed: str, read: tuple[str, str]) -> None:
    assert views.read_command(typed) == read
