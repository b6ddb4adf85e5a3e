"""Random quarters: however months are closed and reopened, the books hold what the journal says, to the cent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from domain.closing.closing_entry import carried_over, closed_months, live_close
from domain.closing.closing_report import closing_report
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.journal import (
    JournalEntry,
    NewLine,
    Route,
    append,
    balances,
    lines_of,
    live_entries,
    recognised,
    reverse,
)
from domain.ledger.period import PeriodClosed, Write, month_of, require_open
from tests.databases import Databases
from tests.domain.closing.books import ANNA, BO, DEE, LightDesk, light_desk
from tests.domain.january import REALM

MONTHS = ("2025-01", "2025-02", "2025-03")
END = date(2025, 3, 31)
NUMBERS = count(1)
CENTS = st.integers(1, 9_999_99)
DAYS = st.dates(date(2025, 1, 1), END)
EVENTS = st.one_of(
    st.tuples(st.just("sale"), DAYS, CENTS, st.integers(0, 50_00)),
    st.tuples(st.just("memo"), DAYS, st.integers(-500_00, 500_00).filter(bool), st.just(0)),
    st.tuples(st.just("cost"), DAYS, CENTS, st.just(0)),
    st.tuples(st.just("bill"), DAYS, CENTS, st.just(0)),
    st.tuples(st.just("takes back"), DAYS, st.integers(0, 30), st.just(0)),
    st.tuples(st.just("closes"), DAYS, st.just(0), st.just(0)),
    st.tuples(st.just("reopens"), DAYS, st.just(0), st.just(0)),
)


@pytest.fixture(scope="module")
def desk(databases: Databases) -> Iterator[LightDesk]:
    with databases.new() as url, light_desk(url) as made:
        yield made


@dataclass
class Quarter:
    """Three months of a department of its own. `posted` is what each close carried over, as known at its moment."""

    desk: LightDesk
    department: str
    ar_on: bool
    posted: list[tuple[str, datetime, dict[str, int]]] = field(default_factory=list)

    def happens(self, what: str, on: date, cents: int, tax: int) -> None:
        self.desk.january.later()
        match what:
            case "closes":
                self.closes()
            case "reopens":
                self.reopens()
            case _:
                self.books(what, on, cents, tax)

    def books(self, what: str, on: date, cents: int, tax: int) -> None:
        """An act of a person; a locked month refuses it."""
        try:
            with self.desk.store.writing() as session:
                if what == "takes back":
                    live = select(JournalEntry).where(JournalEntry.department == self.department)
                    found = [e for e in session.exec(live.order_by(col(JournalEntry.seq))) if self._is_live(session, e)]
                    for entry in found[cents : cents + 1]:
                        require_open(session, self.department, entry.on, Write.OUT_OF_INVOICE)
                        reverse(session, entry, at=self.desk.january.now(), actor=ANNA)
                    return
                require_open(session, self.department, on, Write.INTO_INVOICE)
                for route, lines in self._lines(what, cents, tax):
                    append(
                        session,
                        route=route,
                        on=on,
                        event=what,
                        department=self.department,
                        realm=REALM,
                        actor=ANNA,
                        at=self.desk.january.now(),
                        lines=lines,
                        document=f"{what}:{next(NUMBERS)}",
                    )
        except PeriodClosed:
            assert what == "takes back" or month_of(on) <= max(self.closed())

    def closes(self) -> None:
        """The next month that is open."""
        for month in MONTHS:
            if month not in self.closed():
                entries = self.desk.closes(month, self.department)
                assert all(sum(line.amount for line in entry.entry_lines) == 0 for entry in entries)
                with self.desk.store.reading() as session:
                    report = closing_report(session, self.department, month)
                    assert dict(report.amounts) == self._sum(live_close(session, self.department, month))
                self.posted.append((month, self.desk.january.now(), dict(report.amounts)))
                return

    def reopens(self) -> None:
        """The latest month that is closed."""
        for month in sorted(self.closed(), reverse=True)[:1]:
            asked = self.desk.reopenings.ask(self.department, month, "Something was forgotten.", by=BO)
            self.desk.reopenings.confirm(asked.id, by=DEE)
            self.desk.works()
            assert month not in self.closed()

    def closed(self) -> set[str]:
        with self.desk.store.reading() as session:
            return closed_months(session, self.department)

    def is_in_the_books(self) -> None:
        """Documents, what closes carried over, and the sweep of open months are the journal's balances."""
        with self.desk.store.reading() as session:
            closed, found = closed_months(session, self.department), carried_over(session, self.department, END)
            entries = session.exec(select(JournalEntry).where(JournalEntry.department == self.department)).all()
            rest = [e for e in entries if e.route is not Route.SWEEP or month_of(e.on) not in closed]
            for line in lines_of(session, rest):
                found[line.account] = found.get(line.account, 0) + line.amount
            journal = balances(session, department=self.department)
            assert {a: cents for a, cents in found.items() if cents} == {a: c for a, c in journal.items() if c}

    def is_as_it_was_known(self) -> None:
        """Every month that was ever closed can be shown as it was then."""
        with self.desk.store.reading() as session:
            for month, moment, amounts in self.posted:
                assert dict(closing_report(session, self.department, month, moment).amounts) == amounts

    def _lines(self, what: str, cents: int, tax: int) -> list[tuple[Route, list[NewLine]]]:
        owed = "1200" if self.ar_on else "1210"
        match what:
            case "cost":
                return [(Route.SWEEP, recognised("5010" if cents % 2 else "5710", cents))]
            case "bill":
                return [(Route.DOCUMENT, [NewLine("2110", cents), NewLine("2100", -cents)])]
            case "memo":
                tag = f"a{next(NUMBERS)}"
                lines = [NewLine(owed, cents, adjustment_id=tag), NewLine("4110", -cents, adjustment_id=tag)]
            case _:
                taxed = tax if self.ar_on else 0
                lines = [NewLine(owed, cents + taxed), NewLine("4010", -cents), NewLine("4501", -taxed)]
        invoice = [NewLine("1200", cents), NewLine("1210", -cents)]
        return [(Route.SWEEP, lines)] + ([] if self.ar_on else [(Route.DOCUMENT, invoice)])

    @staticmethod
    def _is_live(session: object, entry: JournalEntry) -> bool:
        return entry.seq in {one.seq for one in live_entries(session, document=entry.document)}  # type: ignore[arg-type]

    @staticmethod
    def _sum(entries: object) -> dict[str, int]:
        found: dict[str, int] = {}
        for entry in entries:  # type: ignore[attr-defined]
            for line in entry.entry_lines:
                found[line.account] = found.get(line.account, 0) + line.amount
        return {account: cents for account, cents in sorted(found.items()) if cents}


@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(events=st.lists(EVENTS, min_size=8, max_size=25), ar_on=st.booleans(), split=st.booleans())
def test_the_books_hold_what_the_journal_says(
    desk: LightDesk, events: list[tuple[str, date, int, int]], ar_on: bool, split: bool
) -> None:
    quarter = Quarter(desk, f"q{next(NUMBERS)}", ar_on)
    with desk.store.writing() as session:
        session.add(DepartmentSettings(department=quarter.department, ar_on=ar_on, split_closing=split))
    for event in events:
        quarter.happens(*event)
    quarter.is_in_the_books()
    while quarter.closed() != set(MONTHS):
        quarter.happens("closes", END, 0, 0)
        quarter.is_in_the_books()
    quarter.happens("reopens", END, 0, 0)
    quarter.is_in_the_books()
    quarter.happens("sale", END, 123_45, 6_00)
    quarter.happens("closes", END, 0, 0)
    quarter.is_in_the_books()
    quarter.is_as_it_was_known()
