"""Before the first posting: what a controller must set right in QuickBooks, for how the department works."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from domain.accounts.account import Uses
from domain.departments.preflight import Preflight
from standins.quickbooks.person import set_accounting
from standins.quickbooks.running import Running
from tests.domain.chart_desk import ChartDesk, chart_desk

AR_OFF = Uses(ar=False, tax=True)


@pytest.fixture
def desk(database_url: str, standin: Running) -> Iterator[ChartDesk]:
    with chart_desk(database_url, standin) as made:
        yield made


def looks(desk: ChartDesk) -> str:
    connecting = desk.site.connecting
    preflight = Preflight(desk.mapping, desk.open, connecting.books_of)
    return "\n".join(f"{one.sentence} {one.next_step}" for one in preflight.findings("main"))


def sets(desk: ChartDesk, **groups: dict[str, Any]) -> None:
    """Somebody changes preferences in QuickBooks."""
    company = desk.site.standin.company()
    changed = {name: {**company.preferences[name], **changes} for name, changes in groups.items()}
    company.put("Preferences", {**company.preferences, **changed})


def test_with_the_ar_module_off_invoices_are_quickbooks_own(desk: ChartDesk) -> None:
    desk.uses = AR_OFF
    sets(
        desk,
        SalesFormsPrefs={"CustomTxnNumbers": False, "AutoApplyCredit": True},
        TaxPrefs={"UsingSalesTax": False},
    )
    said = looks(desk)
    for words in ("numbers of its own instead of ours", "applies credits by itself", "Sales tax is not set up"):
        assert words in said
    sets(desk, SalesFormsPrefs={"CustomTxnNumbers": True, "AutoApplyCredit": False}, TaxPrefs={"UsingSalesTax": True})
    said = looks(desk)
    for words in ("numbers of its own", "applies credits", "Sales tax"):
        assert words not in said


def test_with_it_on_they_are_of_no_concern(desk: ChartDesk) -> None:
    sets(desk, SalesFormsPrefs={"CustomTxnNumbers": False, "AutoApplyCredit": True})
    said = looks(desk)
    assert "numbers of its own" not in said
    assert "Accounts to settle: 1200 Accounts Receivable and 9 more. It is not mapped." in said


def test_a_closing_date_from_today_on_stops_everything(desk: ChartDesk) -> None:
    """S3-16; one before today is how it should be."""
    desk.today = date(2025, 1, 20)
    company = desk.site.standin.company()
    set_accounting(company, BookCloseDate="2025-01-19")
    assert "closed in QuickBooks" not in looks(desk)
    set_accounting(company, BookCloseDate="2025-01-21")
    assert "The books are closed in QuickBooks through 21 January 2025, today included." in looks(desk)


def test_the_sales_item_must_point_at_accrued_sales(desk: ChartDesk) -> None:
    accrued = desk.account("1210", "Accrued Sales", "Other Current Asset", "OtherCurrentAssets")
    desk.pulls()
    desk.mapping.map("main", "1210", accrued, by="U1")
    assert "Sales Accrual" not in looks(desk)
    desk.uses = AR_OFF
    assert "The item Sales Accrual is missing in QuickBooks." in looks(desk)


def test_inventory_needs_a_larger_plan(desk: ChartDesk) -> None:
    """S4-01; the stand-in's company has Plus."""
    desk.uses = Uses(inventory=True)
    assert "Plus or Advanced" not in looks(desk)
    company = desk.site.standin.company()
    essentials = [{"Name": "OfferingSku", "Value": "QuickBooks Online Essentials"}]
    company.put("CompanyInfo", {**company.info, "NameValue": essentials})
    assert "needs QuickBooks Online Plus or Advanced; this company has QuickBooks Online Essentials." in looks(desk)
    desk.uses = Uses()
    assert "Plus or Advanced" not in looks(desk)


def test_nothing_is_asked_of_books_that_are_not_connected(desk: ChartDesk) -> None:
    desk.site.connecting.disconnect("main", "U1", desk.site.connecting.connection("main").company_name)
    assert looks(desk) == ""
