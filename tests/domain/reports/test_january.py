"""Every report of January 2025, to the cent."""

import pytest

from domain.departments.sender import Sender
from domain.ledger.journal import ACCRUED_AP, AR_CONTROL, balance
from domain.reports import aging, payables, profit, sales, statement
from domain.reports.asked import Asked
from domain.reports.report import words
from domain.store import Store
from tests.domain.january import January, day
from tests.domain.reports.conftest import LAST, net_30

pytestmark = pytest.mark.january
GROUPINGS = (profit.by_worksheet, profit.by_rep, profit.by_customer, profit.by_vendor, profit.by_commodity)


def lines_of(report: object) -> list[str]:
    """The rows as people read them, cells between bars."""
    columns, rows = report.columns, report.rows  # type: ignore[attr-defined]
    return [" | ".join(words(cell, column.kind) for cell, column in zip(row, columns, strict=True)) for row in rows]


def test_aging_is_what_customers_owe_before_they_pay(kept_here: January) -> None:
    with kept_here.store.reading() as session:
        invoices = aging.open_invoices(session, LAST)
        held = balance(session, AR_CONTROL, department="main", as_of=day(31))
    report = aging.aging(LAST, invoices)
    assert report.total("Total") == held == 23_053_33 + 5_000_00
    assert lines_of(report) == [
        "Acme Mills | 14,983.33 | 5,000.00 | 0.00 | 0.00 | 0.00 | 19,983.33",
        "Baltic Paper | 8,070.00 | 0.00 | 0.00 | 0.00 | 0.00 | 8,070.00",
    ]
    assert lines_of(aging.invoice_list(LAST, invoices)) == [
        "Acme Mills | W-098 | 10 Dec 2024 | 9 Jan 2025 | 22 | 1-30 | 5,000.00",
        "Acme Mills | W-101 | 5 Jan 2025 | 4 Feb 2025 | 0 | Current | 11,650.00",
        "Acme Mills | W-103 | 20 Jan 2025 | 19 Feb 2025 | 0 | Current | 3,333.33",
        "Baltic Paper | W-102 | 12 Jan 2025 | 11 Feb 2025 | 0 | Current | 8,070.00",
    ]


def test_aging_moves_through_its_ranges(kept_here: January) -> None:
    found = {}
    for days in (30, 31, 60, 61, 90, 91):
        asked = Asked("main", day(1).fromordinal(day(9).toordinal() + days))
        with kept_here.store.reading() as session:
            owed = [one for one in aging.open_invoices(session, asked) if one.number == "W-098"]
        strip = aging.strip(asked.as_of, owed)
        found[days] = aging.titles()[strip.index(5_000_00)]
    assert found == {30: "1-30", 31: "31-60", 60: "31-60", 61: "61-90", 90: "61-90", 91: "Over 90"}


def test_gross_profit_is_the_ledgers_however_it_is_grouped(january: January) -> None:
    with january.store.reading() as session:
        reports = [grouping(session, LAST) for grouping in GROUPINGS]
        ledger = profit.ledger_gross_profit(session, LAST)
    assert {report.total("Gross profit") for report in reports} == {ledger} == {5_199_97}
    assert lines_of(reports[0])[1] == (
        "W-101 | Acme Mills | Rita |  | 5 Jan 2025"
        " | 12,000.00 | -350.00 | 8,900.00 | -220.00 | -10.46 | 2,980.46 | 25.6%"
    )
    assert [line.split(" | ")[0] for line in lines_of(reports[3])] == ["RecycleCo", "FastTruck", "OceanX", "Agent Lee"]


def test_a_period_has_its_own_profit(january: January) -> None:
    with january.store.reading() as session:
        first, second = (Asked("main", day(last), since=day(begin)) for begin, last in ((1, 15), (16, 31)))
        halves = [profit.by_customer(session, half).total("Gross profit") for half in (first, second)]
        late = profit.by_customer(session, second)
    assert sum(halves) == 5_199_97 and all(halves)
    assert [str(row[0]) for row in late.rows] == ["Acme Mills", "Baltic Paper"], "also of sales made before"


def test_variances_by_vendor(january: January) -> None:
    with january.store.reading() as session:
        assert lines_of(profit.variance_by_vendor(session, LAST)) == [
            "FastTruck | 3 | 40.00 | -53.33 | -13.33 | -150.00",
            "RecycleCo | 1 | 53.36 | 0.00 | 53.36 | -220.00",
        ]


def test_open_payables_less_alert_1_is_accrued_ap(january: January) -> None:
    with january.store.reading() as session:
        report = payables.open_payables(session, LAST)
        alerts = payables.alerts(session, LAST)
        held = -balance(session, ACCRUED_AP, department="main", as_of=day(31))
    assert (report.total("Open payable"), report.total("Billed early")) == (1_500_00, 700_00)
    assert report.total("Accrued AP") == held == 800_00
    assert lines_of(alerts) == [
        "1 | Billed, not recognised | FastTruck | W-104 | inland freight | 700.00",
        "3 | Adjustment saved, not posted | RecycleCo | W-102 | PA-2 | 75.00",
        "3 | Adjustment saved, not posted | Acme Mills | W-103 | SA-3 | -80.00",
    ]


def test_tax_is_the_accounts_movement(kept_here: January) -> None:
    with kept_here.store.reading() as session:
        report = sales.tax_liability(session, LAST)
        assert report.total("Tax") == sales.tax_moved(session, LAST) == 450_00
        assert sales.tax_of_worksheets(session, LAST) == 450_00
    assert "Equal to the movement of 4501 Sales Tax, 450.00" in report.subtitle
    assert lines_of(report) == ["12 Jan 2025 | W-102 | Baltic Paper | 7,500.00 | 450.00"]


def test_the_sales_journal_has_nothing_of_what_was_taken_back(january: January) -> None:
    with january.store.reading() as session:
        report = sales.sales_journal(session, LAST)
    assert report.total("Net") == 22_603_33
    assert [str(row[1]) for row in report.rows] == ["W-101", "W-102", "W-103", "W-101 SA-1", "W-102 SA-2"]
    assert [str(row[2]) for row in report.rows][-2:] == ["Credit memo", "Debit memo"]


def test_a_statement_runs_from_what_was_owed_to_what_is(kept_here: January) -> None:
    with kept_here.store.reading() as session:
        said = statement.statement(session, LAST, kept_here.parties["Acme Mills"])
    assert said.opening == 5_000_00
    assert [(one.what, one.number, one.balance) for one in said.activity] == [
        ("Invoice", "W-101", 17_000_00),
        ("Invoice", "W-103", 20_333_33),
        ("Credit memo", "W-101", 19_983_33),
    ]
    assert said.balance == sum(said.strip) - said.unapplied == 19_983_33
    assert statement.as_pdf(said, Sender("Tieout Trading")).startswith(b"%PDF")


@pytest.mark.postgres
def test_postgresql_adds_up_the_same(postgres_url: str) -> None:
    store = Store(postgres_url)
    store.create_tables()
    made = January(store)
    net_30(made)
    made.plays()
    with store.reading() as session:
        assert aging.aging(LAST, aging.open_invoices(session, LAST)).total("Total") == 28_053_33
        assert {grouping(session, LAST).total("Gross profit") for grouping in GROUPINGS} == {5_199_97}
        assert payables.open_payables(session, LAST).total("Accrued AP") == 800_00
        assert sales.tax_liability(session, LAST).total("Tax") == 450_00
        assert profit.variance_by_vendor(session, LAST).total("Variance") == 40_03
        assert statement.statement(session, LAST, made.parties["Acme Mills"]).balance == 19_983_33
        assert aging.unapplied(session, LAST).total("Unapplied") == 0
    store.close()
