"""Proofs that nobody asks for: each morning, of today and of the last months' ends, and again while they differ."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import requests
from sqlmodel import select

from domain.proofs.daily import PROVE_DAILY, ProvingDaily, latest_by_month
from domain.proofs.proof import ProofRun, RunState
from standins.quickbooks.running import Running
from tests.domain.january import day
from tests.domain.proofs.desk import Desk, proof_desk
from tests.domain.vouchers.inline import InlineEngine

NEW_YORK = "America/New_York"


@pytest.fixture
def desk(database_url: str, standin: Running) -> Iterator[Desk]:
    """10 January: two worksheets' costs and one bill are in the books."""
    with proof_desk(database_url, standin, ar_on=True) as made:
        yield made.plays(day(10))


@pytest.fixture
def daily(desk: Desk) -> ProvingDaily:
    made = ProvingDaily(desk.proving, ["main"], NEW_YORK)
    desk.engine.workflows[PROVE_DAILY] = made.carry_out
    return made


def at(desk: Desk, text: str, month: int = 1) -> None:
    """The clock in New York is turned; `11 06:30` is in January unless said."""
    number, hour, minute = int(text[:2]), int(text[3:5]), int(text[6:8])
    local = datetime(2025, month, number, hour, minute, tzinfo=ZoneInfo(NEW_YORK))
    desk.january.moment = local.astimezone(UTC)


def ticks(desk: Desk, daily: ProvingDaily) -> int:
    """The scheduler looks, and what it promised is carried out."""
    found = daily.prove()
    desk.settles()
    return found


def runs(desk: Desk) -> list[ProofRun]:
    with desk.store.reading() as session:
        return list(session.exec(select(ProofRun).order_by(ProofRun.at, ProofRun.as_of)))  # type: ignore[arg-type]


def keys_by_hand(desk: Desk) -> str:
    """Sandy keys an entry on Accrued AP; its id."""
    lines = [{"account": desk.ids["5710"], "debit": "250.00"}, {"account": desk.ids["2110"], "credit": "250.00"}]
    return str(desk.person("journal-entry", lines=lines, date="2025-01-10", number="JE-9")["Id"])


def test_every_morning_once_by_the_books_own_clock(desk: Desk, daily: ProvingDaily) -> None:
    at(desk, "11 05:59")
    assert ticks(desk, daily) == 0, "it is dark in New York"
    at(desk, "11 06:00")
    assert ticks(desk, daily) == 1, "December was over before we went live"
    [run] = runs(desk)
    assert (run.as_of, run.by, run.state) == (day(11), "tieout", RunState.DONE)
    assert all(proof.ok for proof in desk.proving.proofs(run.id)) and len(desk.proving.proofs(run.id)) == 8
    at(desk, "11 23:59")
    assert ticks(desk, daily) == 0
    at(desk, "12 06:00")
    assert ticks(desk, daily) == 1 and runs(desk)[-1].as_of == day(12)


def test_two_processes_promise_it_once(desk: Desk, daily: ProvingDaily) -> None:
    at(desk, "11 06:00")
    twin = replace(daily, proving=replace(desk.proving, engine=InlineEngine()))  # type: ignore[arg-type]
    assert [daily.prove(), twin.prove()] == [1, 0]


def test_the_last_months_ends_are_proved_too(desk: Desk, daily: ProvingDaily) -> None:
    at(desk, "15 06:00", month=3)
    assert ticks(desk, daily) == 3
    assert [run.as_of for run in runs(desk)] == [day(31), day(28, 2), day(15, 3)]


def test_what_differs_is_proved_again_each_hour_and_soon_after_something_happened(
    desk: Desk, daily: ProvingDaily
) -> None:
    entry = keys_by_hand(desk)
    at(desk, "11 06:00")
    ticks(desk, daily)
    assert red(desk) == [day(11)]
    at(desk, "11 06:59")
    assert ticks(desk, daily) == 0
    at(desk, "11 07:00")
    assert ticks(desk, daily) == 1
    at(desk, "11 07:06")
    desk.adopts("Journal Entry", entry, day(10), {"5710": 250_00, "2110": -250_00})
    at(desk, "11 07:10")
    assert ticks(desk, daily) == 1 and red(desk) == []
    at(desk, "11 22:00")
    assert ticks(desk, daily) == 0


def red(desk: Desk) -> list[date]:
    """The days whose newest proofs differ."""
    with desk.store.reading() as session:
        newest = list(latest_by_month(session, "main", desk.january.moment.date()))
    return [one.as_of for one in newest if not all(proof.ok for proof in desk.proving.proofs(one.id))]


def test_a_month_that_differs_is_proved_however_long_ago_it_ended(desk: Desk, daily: ProvingDaily) -> None:
    entry = keys_by_hand(desk)
    at(desk, "03 09:00", month=2)
    desk.runs(day(31))
    at(desk, "10 06:00", month=7)
    assert ticks(desk, daily) == 5, "today, three months, and January"
    assert runs(desk)[-5].as_of == day(31)
    desk.person("delete", kind="JournalEntry", id=entry)
    at(desk, "11 06:00", month=7)
    ticks(desk, daily)
    at(desk, "12 06:00", month=7)
    assert ticks(desk, daily) == 4


def test_quickbooks_silence_is_kept_and_tried_again_in_an_hour(desk: Desk, daily: ProvingDaily) -> None:
    at(desk, "11 06:00")
    desk.site.trouble("503", times=20)
    ticks(desk, daily)
    assert [run.state for run in runs(desk)] == [RunState.FAILED]
    requests.delete(f"{desk.site.standin.url}/control/faults", timeout=30)
    at(desk, "11 06:30")
    assert ticks(desk, daily) == 0
    at(desk, "11 07:00")
    assert ticks(desk, daily) == 1 and runs(desk)[-1].state is RunState.DONE


def test_a_department_that_has_not_begun_is_passed_over(desk: Desk) -> None:
    at(desk, "11 06:00")
    both = ProvingDaily(desk.proving, ["west", "main"], NEW_YORK)
    assert both.prove() == 1 and [run.department for run in runs(desk)] == ["main"]


def test_departments_on_the_same_accounts_are_proved_once(desk: Desk) -> None:
    desk.bills_early("east", day(10), 100_00)
    at(desk, "11 06:00")
    both = ProvingDaily(desk.proving, ["main", "east"], NEW_YORK)
    assert both.prove() == 1 and runs(desk)[0].department == "main"


def test_what_happens_while_quickbooks_is_read_makes_nothing_red(desk: Desk, daily: ProvingDaily) -> None:
    """A bill reaches QuickBooks after our side was worked out and before theirs was read."""
    at(desk, "11 06:00")
    reads, first = desk.books.trial_balance, [True]

    def late(as_of: date) -> dict[str, int]:
        if first.pop() if first else False:
            desk.january.later()
            desk.bills_early("main", day(10), 100_00)
        return reads(as_of)

    desk.books.trial_balance = late  # type: ignore[method-assign]
    ticks(desk, daily)
    assert red(desk) == []
