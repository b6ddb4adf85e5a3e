"""The Closing Adjustments report and the entry of the worked January: the same figures, to the cent, in both modes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from domain.accounts.account import ALWAYS, CHART, Mapped
from domain.closing.closing_entry import debits, on_books
from domain.closing.closing_report import ClosingReport, closing_report
from domain.closing.inventory import keep_value, read_values
from domain.closing.swept import Section
from domain.closing.working_out import WorkedOut, work_out
from domain.connections.connection import Connection
from domain.departments.department_settings import DepartmentSettings
from domain.problems import Problem
from domain.reports.files import as_csv, as_pdf, as_xlsx
from domain.reports.report import Report
from domain.store import Store
from tests.databases import Databases
from tests.domain.january import REALM, January, day
from tests.domain.test_january import CLOSING

pytestmark = pytest.mark.january
AT = datetime(2025, 2, 3, 9, tzinfo=UTC)


class Undone(Exception):
    """What a test changed is not kept."""


@pytest.fixture(scope="module", params=[True, False], ids=["ar-on", "ar-off"])
def january(request: pytest.FixtureRequest, databases: Databases) -> Iterator[January]:
    """The month in one of the modes, for every test that only looks or changes nothing for good."""
    with databases.new() as url, played(url, request.param) as made:
        yield made


@pytest.fixture
def session(january: January) -> Iterator[Session]:
    """A transaction of the test's own; it is rolled back."""
    with suppress(Undone), january.store.writing() as session:
        yield session
        raise Undone


@contextmanager
def played(url: str, ar_on: bool) -> Iterator[January]:
    store = Store(url)
    made = January(store, ar_on=ar_on).plays()
    with store.writing() as session:
        connects(session, made)
        session.add(DepartmentSettings(department="main", ar_on=ar_on, uses_tax=True))
    yield made
    store.close()


def connects(session: Session, january: January) -> None:
    """Main is connected, and an account of QuickBooks stands behind each of ours."""
    at = january.now()
    tokens = {"access_token": "", "refresh_token": "", "obtained_at": at}
    dates = {"access_expires_at": at, "refresh_expires_at": at, "connected_at": at, "connected_by": "bo"}
    session.add(Connection(id="c1", realm=REALM, company_name="Acme", environment="sandbox", **tokens, **dates))
    for row in CHART:
        maps(session, january, row.number, f"9{row.number}")


def maps(session: Session, january: January, account: str, books_id: str) -> None:
    session.merge(
        Mapped(
            department="main",
            account=account,
            valid_from=ALWAYS,
            realm=REALM,
            books_id=books_id,
            books_name=account,
            books_type="",
            by="bo",
            at=january.now(),
        )
    )


def report_of(session: Session, month: str = "2025-01") -> ClosingReport:
    return closing_report(session, "main", month)


def entry_of(session: Session, month: str = "2025-01") -> WorkedOut:
    return work_out(session, "main", month)


def table(report: ClosingReport, title: str) -> Report:
    return next(one for one in report.reports() if one.title.startswith(title))


def test_the_entry_is_the_worked_one_to_the_cent(january: January, session: Session) -> None:
    entry = entry_of(session)
    [part] = entry.parts
    assert not entry.stops
    assert part.number == "TO-2025-01"
    assert {line.account: line.amount for line in part.lines} == CLOSING[january.ar_on]
    assert on_books(part.lines) == {f"9{account}": amount for account, amount in CLOSING[january.ar_on].items()}
    assert part.total == entry.total == (41_176_69 if january.ar_on else 40_726_69)
    assert sum(line.amount for line in part.lines) == 0


def test_the_reports_totals_are_the_entrys(january: January, session: Session) -> None:
    report, entry = report_of(session), entry_of(session)
    assert report.amounts == entry.amounts == CLOSING[january.ar_on]
    assert table(report, "Closing Adjustments").totals == ("Total", "", entry.total, entry.total)
    behind: dict[str, int] = {}
    for line in report.lines:
        behind[line.account] = behind.get(line.account, 0) + line.amount
    offsets = {account for account in entry.amounts if account not in behind}
    assert {a: cents for a, cents in behind.items() if cents} == {
        account: cents for account, cents in entry.amounts.items() if account not in offsets
    }
    assert offsets == ({"1200", "2110"} if january.ar_on else {"1210", "2110"})


def test_each_section_says_what_it_comes_to(january: January, session: Session) -> None:
    report = report_of(session)
    assert {section: report.of(section) for section in Section} == {
        Section.SALES: 22_833_33,
        Section.DEBIT_MEMOS: 120_00,
        Section.CREDIT_MEMOS: -350_00,
        Section.EXPENSES: 17_403_36,
    }
    assert report.tax == (450_00 if january.ar_on else 0)
    assert report.gross_profit == 5_199_97


def test_every_line_says_where_it_comes_from(january: January, session: Session) -> None:
    lines = report_of(session).lines
    assert {(one.worksheet, one.what, one.document, one.party, one.account, one.amount) for one in lines} >= {
        ("W-101", "material", "", "RecycleCo", "5010", 8_000_00),
        ("W-101", "material, variance", "V-1", "RecycleCo", "5010", 28_46),
        ("W-099", "inland freight, variance", "V-6", "FastTruck", "5710", 40_00),
        ("W-101", "purchase adjustment", "PA-1 V-1", "RecycleCo", "5140", -220_00),
        ("W-102", "debit memo", "SA-2", "Baltic Paper", "4110", -120_00),
        ("W-101", "credit memo", "SA-1", "Acme Mills", "4140", 350_00),
        ("W-103", "sale", "", "Acme Mills", "4010", -3_333_33),
    }
    assert all(
        one.worksheet_id and (one.accrual_id or one.adjustment_id or one.what in ("sale", "tax")) for one in lines
    )
    assert "W-105" not in {one.worksheet for one in lines}
    assert "commission, variance" not in {one.what for one in lines}


def test_the_three_alerts(january: January, session: Session) -> None:
    alerts = report_of(session).alerts
    assert [(one.worksheet, one.what, one.party, one.amount) for one in alerts[1]] == [
        ("W-104", "inland freight", "FastTruck", 700_00)
    ]
    assert not alerts[2]
    assert {(one.what, one.amount) for one in alerts[3]} == {("PA-2, purchase", 75_00), ("SA-3, sale", -80_00)}


def test_split_in_four_each_part_balances_by_itself(january: January, session: Session) -> None:
    session.get_one(DepartmentSettings, "main").split_closing = True
    session.flush()
    entry = entry_of(session)
    assert [(part.number, part.title) for part in entry.parts] == [
        ("TO-2025-01", "sales"),
        ("TO-2025-01-2", "debit memos"),
        ("TO-2025-01-3", "credit memos"),
        ("TO-2025-01-4", "expenses"),
    ]
    assert [sum(line.amount for line in part.lines) for part in entry.parts] == [0, 0, 0, 0]
    owed = "1200" if january.ar_on else "1210"
    memos = [{line.account: line.amount for line in part.lines} for part in entry.parts[1:3]]
    assert memos == [{owed: 120_00, "4110": -120_00}, {owed: -350_00, "4140": 350_00}]
    summed: dict[str, int] = {}
    for part in entry.parts:
        for line in part.lines:
            summed[line.account] = summed.get(line.account, 0) + line.amount
    assert dict(sorted(summed.items())) == dict(sorted(CLOSING[january.ar_on].items()))


def test_several_accounts_of_ours_on_one_of_theirs_are_one_line(january: January, session: Session) -> None:
    for account in ("5010", "5110", "5140"):
        maps(session, january, account, "costs")
    session.flush()
    [part] = entry_of(session).parts
    assert on_books(part.lines)["costs"] == 15_053_36 - 150_00 - 220_00
    assert debits(part.lines) == (41_176_69 if january.ar_on else 40_726_69) - 150_00 - 220_00


def test_an_account_nobody_mapped_stops_the_entry_and_says_what_to_do(january: January, session: Session) -> None:
    session.delete(session.get_one(Mapped, ("main", "5720", ALWAYS, REALM)))
    session.flush()
    [stop] = entry_of(session).stops
    assert stop.words() == "5720 Freight - Ocean has no account in QuickBooks. Map it: /accounting accounts."


def test_a_month_without_sweep_lines_needs_no_document(january: January, session: Session) -> None:
    entry = entry_of(session, "2025-03")
    assert (entry.parts, entry.amounts, entry.stops) == ((), {}, ())


def stocktaking(session: Session, month: str, csv: bytes) -> None:
    keep_value(session, "main", month, "bins.csv", csv, by="anna", at=AT)
    session.flush()


def test_the_change_of_inventory_is_in_the_entry_and_in_the_report(january: January, session: Session) -> None:
    session.get_one(DepartmentSettings, "main").uses_inventory = True
    session.flush()
    assert [stop.sentence for stop in entry_of(session).stops] == [
        "There is no inventory value for the end of December 2024.",
        "There is no inventory value for the end of January 2025.",
    ]
    stocktaking(session, "2024-12", b"Location,Value\nYard,12000.00\n")
    stocktaking(session, "2025-01", b"Location;Value\nYard;7500\nBin 2;5000\n")
    entry, report = entry_of(session), report_of(session)
    worked = CLOSING[january.ar_on]
    assert not entry.stops
    assert entry.amounts == report.amounts == dict(sorted({**worked, "3000": 500_00, "5010": 14_553_36}.items()))
    assert report.total == entry.total
    assert report.gross_profit == 5_199_97
    assert [row[-1] for row in table(report, "What is behind it").rows if row[2] == "inventory change"] == [
        500_00,
        -500_00,
    ]


def test_a_file_of_values_that_cannot_be_read_names_its_lines() -> None:
    with pytest.raises(Problem, match="Line 3: “lots” is not an amount"):
        read_values("bins.csv", b"Location,Value\nYard,1\nBin,lots\n")
    with pytest.raises(Problem, match="no column value"):
        read_values("bins.csv", b"Location,Weight\nYard,1\n")


def test_the_report_is_handed_out_as_files(january: January, session: Session) -> None:
    reports = report_of(session).reports()
    assert as_xlsx(reports).startswith(b"PK")
    assert as_pdf(reports).startswith(b"%PDF")
    assert b"INV" not in as_csv(reports[0])
    assert as_csv(reports[0]).count(b"\n") == 1 + len(CLOSING[january.ar_on])


def test_what_is_recorded_later_changes_nothing_that_was_known(database_url: str) -> None:
    with played(database_url, True) as january:
        with january.store.reading() as session:
            before, then = report_of(session), january.now()
            assert before.amounts == CLOSING[True]
        january.later()
        january.adjusts("SA-3", day(30))
        january.invoices("W-104")
        with january.store.reading() as session:
            as_known, now = closing_report(session, "main", "2025-01", then), report_of(session)
            february = report_of(session, "2025-02")
        assert (as_known.lines, as_known.amounts) == (before.lines, before.amounts)
        assert as_known.alerts[1] == before.alerts[1]
        assert now.gross_profit == before.gross_profit - 80_00
        assert not february.alerts[1]
        assert [(one.worksheet, one.amount) for one in february.alerts[2]] == [("W-104", 700_00)]
