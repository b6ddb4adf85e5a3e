"""When documents are due by the calendar, and terms that find their twin in QuickBooks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts.beginning import Beginning
from domain.accounts.term import (
    Term,
    TermBase,
    TermDetails,
    TermSide,
    checked,
    discount,
    discount_until,
    due_on,
    in_words,
    month_end,
    preferred,
    read_percent,
)
from domain.books.documents import NewTerm
from domain.problems import Problem
from standins.quickbooks.running import Running
from tests.domain.chart_desk import ChartDesk, chart_desk

AP, INVOICE = TermSide.AP, TermBase.VENDOR_INVOICE
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.fixture
def desk(database_url: str, standin: Running) -> Iterator[ChartDesk]:
    with chart_desk(database_url, standin) as made:
        yield made


def term(days: int | None, **columns: Any) -> Term:
    told = {"side": AP, "base": INVOICE, "description": "T", "description_key": "t", "department": "main", **columns}
    return Term(id="t", days=days, changed_by="U1", changed_at=datetime(2025, 1, 1, tzinfo=UTC), **told)


def due(terms: Term, invoice: date) -> date | None:
    return due_on(terms, ship=None, posting=date(2025, 6, 1), invoice=invoice)


@pytest.mark.parametrize(
    ("days", "end_of_month", "start", "expected"),
    [
        (30, False, date(2025, 1, 31), date(2025, 3, 2)),
        (30, False, date(2024, 1, 31), date(2024, 3, 1)),
        (0, False, date(2025, 1, 31), date(2025, 1, 31)),
        (15, True, date(2025, 1, 1), date(2025, 2, 15)),
        (15, True, date(2025, 1, 31), date(2025, 2, 15)),
        (0, True, date(2025, 2, 10), date(2025, 2, 28)),
        (0, True, date(2024, 2, 10), date(2024, 2, 29)),
        (30, True, date(2025, 1, 10), date(2025, 3, 2)),
        (15, True, date(2025, 12, 5), date(2026, 1, 15)),
    ],
)
def test_due_dates(days: int, end_of_month: bool, start: date, expected: date) -> None:
    assert due(term(days, end_of_month=end_of_month), start) == expected


def test_two_ten_net_thirty() -> None:
    terms = term(30, discount_percent="2", discount_days=10)
    assert due(terms, date(2025, 1, 28)) == date(2025, 2, 27)
    until = discount_until(terms, ship=None, posting=date(2025, 6, 1), invoice=date(2025, 1, 28))
    assert until == date(2025, 2, 7)
    assert discount(terms, 14_833_36) == 296_67
    assert in_words(terms) == "2% within 10 days, net 30 days from the vendor's invoice date"


def test_each_base_date_counts_for_its_own_terms() -> None:
    ship, posting, invoice = date(2025, 1, 5), date(2025, 1, 10), date(2025, 1, 20)
    for base, start in ((TermBase.SHIP, ship), (TermBase.POSTING, posting), (TermBase.VENDOR_INVOICE, invoice)):
        found = due_on(term(10, base=base), ship=ship, posting=posting, invoice=invoice)
        assert found == start + timedelta(days=10)
    unknown = due_on(term(10, base=TermBase.SHIP), ship=None, posting=posting, invoice=invoice)
    assert unknown == posting + timedelta(days=10)


def test_a_due_date_may_be_typed() -> None:
    assert due(term(None), date(2025, 1, 1)) is None
    assert discount_until(term(None), ship=None, posting=date(2025, 1, 1), invoice=None) is None


@given(DAYS, st.integers(0, 365))
def test_end_of_month_counts_from_the_month_alone(start: date, days: int) -> None:
    terms = term(days, end_of_month=True)
    assert due(terms, start) == due(terms, month_end(start)) == due(terms, start.replace(day=1))


def test_the_vouchers_term_comes_before_the_others() -> None:
    assert preferred(voucher="v", worksheet="w", counterparty="c") == "v"
    assert preferred(worksheet="w", counterparty="c") == "w"
    assert preferred(counterparty="c") == "c"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"description": " "}, "description"),
        ({"description": "x" * 32}, "description"),
        ({"days": -1}, "days"),
        ({"discount_percent": Decimal(100), "discount_days": 10}, "discount_percent"),
        ({"discount_percent": Decimal(2)}, "discount_days"),
        ({"discount_percent": Decimal(2), "discount_days": 31}, "discount_days"),
    ],
)
def test_terms_that_make_no_sense_are_refused_at_their_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as refused:
        checked(replace(TermDetails("Net 30", AP, INVOICE, 30), **changes))
    assert refused.value.field == field


def test_percentages_are_read_as_people_type_them() -> None:
    assert [read_percent(text) for text in ("2", " 2.5 %", "")] == [Decimal(2), Decimal("2.5"), Decimal(0)]
    for text in ("two", "NaN", "Infinity"):
        with pytest.raises(Problem):
            read_percent(text)


def net(days: int, name: str = "", side: TermSide = AP) -> TermDetails:
    return TermDetails(name or f"Net {days}", side, INVOICE, days)


def test_a_description_is_unique(desk: ChartDesk) -> None:
    desk.terming.create("main", net(30), by="U1")
    with pytest.raises(Problem) as refused:
        desk.terming.create("main", net(45, " net  30"), by="U1")
    assert refused.value.field == "description"
    desk.terming.create("main", net(30, side=TermSide.AR), by="U1")
    other = desk.terming.create("main", net(60), by="U1")
    with pytest.raises(Problem):
        desk.terming.edit(other.id, net(60, "Net 30"), by="U1")


def test_a_form_sent_twice_makes_one(desk: ChartDesk) -> None:
    first = desk.terming.create("main", net(30), by="U1", id="form-1")
    assert desk.terming.create("main", net(30), by="U1", id="form-1").id == first.id
    assert len(desk.terming.all("main")) == 1


def test_terms_of_the_same_name_are_linked_when_the_books_are_read(desk: ChartDesk) -> None:
    there = desk.books().create_term(NewTerm("Net 37", 37), "t1")
    made = desk.terming.create("main", net(37), by="U1")
    assert made.books_id is None
    desk.terming.pull("main", by="U1")
    desk.engine.settle()
    assert desk.terming.get(made.id).books_id == there.id
    with pytest.raises(Problem, match="There are AR terms called Net 37 already"):
        desk.terming.create("main", net(37, side=TermSide.AR), by="U1")
    changed = desk.terming.edit(made.id, net(38), by="U2")
    assert changed.books_id is None
    with pytest.raises(Problem, match="In QuickBooks they are called Net 37"):
        desk.terming.link(made.id, there.id, by="U1")
    assert desk.audit("term changed") == [
        "from Net 37: net 37 days from the vendor's invoice date to Net 38: net 38 days from the vendor's invoice date"
    ]


def test_terms_are_created_in_quickbooks_once(desk: ChartDesk) -> None:
    made = desk.terming.create("main", TermDetails("2/10 net 37", AP, INVOICE, 37, False, Decimal(2), 10), by="U1")
    for _ in range(2):
        desk.terming.create_in_books(made.id, by="U1")
        desk.engine.settle()
    there = [one for one in desk.books().payment_terms() if one.name == "2/10 net 37"]
    assert [(one.due_days, one.discount_percent, one.discount_days) for one in there] == [(37, Decimal(2), 10)]
    assert desk.terming.get(made.id).books_id == there[0].id
    assert desk.told[-1] == "2/10 net 37 is in QuickBooks."


def test_end_of_month_terms_become_the_day_of_the_month(desk: ChartDesk) -> None:
    made = desk.terming.create("main", TermDetails("EOM+15", AP, INVOICE, 15, True), by="U1")
    desk.terming.create_in_books(made.id, by="U1")
    desk.engine.settle()
    [there] = [one for one in desk.books().payment_terms() if one.name == "EOM+15"]
    assert (there.due_days, there.day_of_month, there.due_next_month_days) == (None, 15, 31)
    late = desk.terming.create("main", TermDetails("EOM+45", AP, INVOICE, 45, True), by="U1")
    with pytest.raises(Problem, match="cannot count such terms"):
        desk.terming.create_in_books(late.id, by="U1")


def test_the_terms_of_quickbooks_are_kept_here_once(desk: ChartDesk) -> None:
    desk.books().create_term(NewTerm("2% 10 Net 30", 30, Decimal(2), 10), "t1")
    desk.books().create_term(NewTerm("15th", day_of_month=15), "t2")
    own = desk.terming.create("main", net(29, "Net 30"), by="U2")
    for _ in range(2):
        desk.terming.pull("main", by="U1")
        desk.engine.settle()
    kept = {(one.side, one.description): one for one in desk.terming.all("main")}
    assert in_words(kept[AP, "2% 10 Net 30"]) == "2% within 10 days, net 30 days from the vendor's invoice date"
    assert in_words(kept[TermSide.AR, "Net 15"]) == "net 15 days from the posting date"
    assert kept[AP, "Net 30"].id == own.id
    assert kept[AP, "Net 30"].days == 29, "what a person keeps stays"
    assert all(one.books_id for one in kept.values())
    assert "15th" not in {description for _, description in kept}
    assert len(kept) == len(desk.terming.all("main"))


def test_a_company_just_connected_is_read_once_and_quietly(desk: ChartDesk) -> None:
    beginning = Beginning(desk.engine, ["main", "metals"])
    connection = desk.site.connecting.connection("main")
    for _ in range(2):
        with desk.store.writing() as session:
            beginning.read(session, connection)
        desk.engine.settle()
    assert desk.mapping.look("main").known is not None
    assert {one.description for one in desk.terming.all("metals")} >= {"Net 30", "Due on receipt"}
    assert desk.told == ["", "", ""]
