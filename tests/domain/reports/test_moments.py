"""As of a day, as known at a moment: what was once told is told again, whatever is recorded later."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clock import wall_now
from domain.ledger.journal import AR_CONTROL, NewLine, Route, append, reverse
from domain.reports import aging, payables, profit, sales
from domain.reports.asked import Asked
from domain.reports.report import Report
from domain.store import Store
from tests.databases import Databases
from tests.domain.january import REALM, January, day
from tests.domain.reports.conftest import net_30

DEPARTMENTS = count()
MOMENT = wall_now().replace(year=2025, month=1, day=1, hour=8, minute=0, second=0, microsecond=0)
DAYS = (day(12), day(31), day(28, 2))
Told = dict[date, list[Report]]


def told(store: Store, known_at: datetime) -> Told:
    """What the reports say of several days, as known at a moment."""
    said: Told = {}
    for on in DAYS:
        asked = Asked("main", on, known_at)
        with store.reading() as session:
            reports = (profit.by_worksheet, profit.variance_by_vendor, sales.sales_journal, payables.open_payables)
            invoices = aging.open_invoices(session, asked)
            said[on] = [aging.aging(asked, invoices), *(report(session, asked) for report in reports)]
    return said


@pytest.mark.january
def test_what_was_known_stays_known_while_the_month_goes_on(store: Store) -> None:
    january = January(store)
    net_30(january)
    known: list[tuple[datetime, Told]] = []
    acts = january.calendar(january.posts, january.undoes)
    for number, (on, act) in enumerate(acts):
        january.moment = max(january.moment, MOMENT.replace(month=on.month, day=on.day) if on.year == 2025 else MOMENT)
        january.later()
        act()
        if number % 6 == 4:
            known.append((january.moment, told(store, january.moment)))
    for moment, said in known:
        now = told(store, moment)
        for on in DAYS:
            for before, after in zip(said[on], now[on], strict=True):
                assert (before.title, before.totals, amounts(before)) == (after.title, after.totals, amounts(after))


def amounts(report: Report) -> list[list[object]]:
    """The rows but for dates of worksheets: a report does not keep those."""
    return [[cell for cell in row if not isinstance(cell, date)] for row in report.rows]


@pytest.fixture(scope="module")
def journals(databases: Databases) -> Iterator[Store]:
    """One for all examples, each of which has a department of its own."""
    with databases.opened() as made:
        yield made


CENTS = st.integers(-500, 500).filter(bool)
ACTS = st.lists(
    st.tuples(st.integers(0, 59), CENTS, st.sampled_from("AB"), st.sampled_from("123"), st.booleans()),
    min_size=1,
    max_size=12,
)


@settings(max_examples=20, deadline=None)
@given(acts=ACTS, on=st.integers(0, 60), known=st.integers(0, 13))
def test_aging_is_the_sum_of_what_was_recorded_by_then(
    journals: Store, acts: list[tuple[int, int, str, str, bool]], on: int, known: int
) -> None:
    """Against a plain sum in memory, with reversals on the same day and on later ones."""
    department = f"d{next(DEPARTMENTS)}"
    expected: dict[tuple[str, str], int] = defaultdict(int)
    as_of, known_at = day(1) + timedelta(days=on), MOMENT + timedelta(minutes=known)
    for minute, (offset, amount, customer, invoice, undone) in enumerate(acts):
        at, dated = MOMENT + timedelta(minutes=minute), day(1) + timedelta(days=offset)
        with journals.writing() as session:
            lines = [NewLine(AR_CONTROL, amount, customer, invoice), NewLine("4010", -amount, customer, invoice)]
            entry = append(
                session,
                route=Route.SWEEP,
                on=dated,
                event="sale recognised",
                department=department,
                realm=REALM,
                actor="U1",
                at=at,
                lines=lines,
            )
            later = dated + timedelta(days=offset % 3)
            if undone:
                reverse(session, entry, at=at, actor="U1", on=later)
        for when, cents in ((dated, amount), *([(later, -amount)] if undone else [])):
            if when <= as_of and at <= known_at:
                expected[customer, invoice] += cents
    asked = Asked(department, as_of, known_at)
    with journals.reading() as session:
        found = [(one.customer_id, one.amount) for one in aging.open_invoices(session, asked)]
        total = aging.aging(asked, aging.open_invoices(session, asked)).total("Total")
    assert sorted(found) == sorted((customer, cents) for (customer, _), cents in expected.items() if cents)
    assert total == sum(expected.values())
