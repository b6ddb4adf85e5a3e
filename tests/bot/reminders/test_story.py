"""Reminders in Slack: told once, opened, put off, muted, brought up to date where they stand, and settled."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from domain.ledger.period import Period, PeriodState
from standins.slack.person import Person
from tests.bot.vouchers.conftest import Office

MORNING = datetime(2025, 2, 7, 15, tzinfo=UTC)  # Friday, business day 5


@pytest.fixture
def friday(office: Office) -> Iterator[Office]:
    """Ten in the morning of 7 February in New York."""
    clock = office.tieout.clock
    clock.follow(MORNING, frozen=True)
    looks(office)
    yield office
    clock.follow(datetime.now(UTC))


def looks(office: Office) -> None:
    """The scheduler looks, twice."""
    for _ in range(2):
        office.tieout.schedule.run_due()
        office.settle()


def closes(office: Office, month: str) -> None:
    period = Period(department="main", month=month, state=PeriodState.CLOSED, changed_at=MORNING, changed_by="U0CLARA")
    with office.tieout.store.writing() as session:
        session.add(period)


def test_reminders_are_told_opened_muted_put_off_and_settled_in_their_places(
    friday: Office, anna: Person, clara: Person
) -> None:
    week = anna.reads(anna.sees("The week to 3 February 2025", in_="#accounting"))
    assert "Adjustments not posted" in week and "connected" in week
    message = anna.sees("January 2025 needs closing: business day 5", in_="#accounting")
    assert "/close-period" in anna.reads(message)
    anna.presses("Open", on=message)
    anna.sees_modal("January 2025 needs closing")
    anna.closes_everything()
    anna.presses("Mute", on=message)
    anna.sees("you need the role controller", in_="#accounting", ephemeral=True)
    clara.presses("Mute", on=clara.sees("January 2025 needs closing: business day 5", in_="@app"))
    friday.settle()
    clara.sees("brings this kind back", in_="@app")
    clara.types("/accounting reminders", in_="#accounting")
    assert "Nobody is disturbed from 20:00 to 7:00" in clara.reads(clara.sees_modal("Remind the channel of"))
    clara.submits({"Where I live": "Nowhere"})
    clara.sees_error("Where I live", "is not a time zone")
    clara.submits({"Where I live": "America/Chicago", "Remind me of": ["A month needs closing"]})
    clara.sees_modal("Kept.")
    clara.closes_everything()
    looks(friday)
    told = [one for one in clara.messages("@app") if "January 2025 needs closing" in clara.reads(one)]
    assert len(told) == 2, "the muted one, and a new one"
    anna.selects("Snooze", "3 days", on=message)
    friday.settle()
    anna.sees("Put off by @anna until", in_="#accounting")
    closes(friday, "2025-01")
    looks(friday)
    anna.sees("Settled: January 2025 is closed", in_="#accounting")
    clara.sees("Settled: January 2025 is closed", in_="@app")
