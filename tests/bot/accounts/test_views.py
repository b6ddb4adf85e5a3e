"""The windows of accounts and terms by themselves: whole, within Slack's limits, and readable without colours."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.accounts import term_views, views
from bot.blocks import View
from domain.accounts.account import CHART, AccountClass, ChartRow, KnownChart, Mapped
from domain.accounts.mapping import Chart, Standing
from domain.accounts.term import Term, TermBase, TermSide

AT = datetime(2025, 1, 20, tzinfo=UTC)
KNOWN = KnownChart(realm="1", at=AT, account_numbers=True, home_currency="USD")
ROWS = [Standing(row, "Income / Sales of Product Income", None, None, required=False) for row in CHART]
WHOLE = Chart("main", "Acme Paper", KNOWN, ROWS, "")


def mapped(account: str, name: str, since: date = date(1900, 1, 1)) -> Mapped:
    told: dict[str, Any] = {"books_type": "Income", "books_subtype": "SalesOfProductIncome", "by": "U1", "at": AT}
    return Mapped(
        department="main", account=account, valid_from=since, realm="1", books_id="77", books_name=name, **told
    )


def said(view: View) -> str:
    return "\n".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")


def buttons(view: View) -> list[str]:
    sides = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    rows = [element for block in view["blocks"] if block["type"] == "actions" for element in block["elements"]]
    return [each["action_id"] for each in [*sides, *rows]]


def test_a_new_install_lists_the_template_before_anything_is_connected() -> None:
    view = views.chart_window(Chart("main", "", None, ROWS, ""), keeps=True)
    text = said(view)
    assert "QuickBooks is not connected yet" in text
    assert all(f"{row.number} {row.name}" in text and str(row.cls) in text for row in CHART)
    assert text.count("expects Income / Sales of Product Income") == 29
    assert buttons(view) == []


def test_what_is_red_stands_on_top() -> None:
    rows = [*ROWS[:-1], replace(ROWS[-1], required=True)]
    text = said(views.chart_window(replace(WHOLE, rows=rows), keeps=True))
    assert "1 account to settle." in text
    assert text.index("5500 Bank Fee") < text.index("1200 Accounts Receivable")


def test_a_mapping_to_come_is_announced_and_ids_are_not_shown() -> None:
    now, later = mapped("4010", "Sales & more"), mapped("4010", "New sales", date(2025, 2, 1))
    rows = [replace(ROWS[4], mapped=now, later=later)]
    text = said(views.chart_window(replace(WHOLE, rows=rows), keeps=True))
    assert "→ Sales &amp; more (Income / Sales of Product Income); from February 2025 → New sales" in text
    assert "77" not in text


def test_a_viewer_has_one_button_to_read_again() -> None:
    assert buttons(views.chart_window(WHOLE, keeps=False)) == [views.READ]


def test_a_very_long_chart_fits_a_window() -> None:
    more = [replace(ROWS[4], row=ChartRow(f"{n}", "Sales", AccountClass.SALES)) for n in range(10_000, 10_200)]
    view = views.chart_window(replace(WHOLE, rows=[*ROWS, *more], item="The item is missing."), keeps=True)
    assert len(view["blocks"]) <= 100
    assert views.ADD in buttons(view)


def test_the_window_of_an_account_offers_months_only_where_a_balance_may_be() -> None:
    def fields(view: View) -> list[str]:
        return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]

    rows = [replace(row, mapped=mapped(row.row.number, "It")) for row in ROWS]
    whole = replace(WHOLE, rows=rows)
    assert fields(views.account_window(whole, "4010", date(2025, 1, 20))) == ["account"]
    view = views.account_window(whole, "2110", date(2025, 11, 20))
    assert fields(view) == ["account", "start"]
    months = [option["value"] for option in view["blocks"][-1]["element"]["options"]]
    assert months == ["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]
    assert views.CREATE in buttons(views.account_window(WHOLE, "2110", date(2025, 1, 20)))


def test_many_terms_fit_a_window() -> None:
    term = Term(
        id="t",
        department="main",
        description="Net 30",
        description_key="net 30",
        side=TermSide.AP,
        base=TermBase.POSTING,
        days=30,
        changed_by="U1",
        changed_at=AT,
    )
    view = term_views.terms_window("main", [term] * 200, keeps=True)
    assert len(view["blocks"]) <= 100
    assert term_views.NEW in buttons(view)
