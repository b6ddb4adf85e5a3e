"""People are disturbed on business days and outside quiet hours, also when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reminders.calendar import Calendar

NEW_YORK = Calendar("America/New_York", "US")
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Tokyo", "Australia/Lord_Howe", "Europe/Dublin")
# Clocks go forward on 9 March and back on 2 November in New York, on 30 March and 26 October in Berlin.
CHANGES = (
    datetime(2025, 3, 9, 7, tzinfo=UTC),
    datetime(2025, 11, 2, 6, tzinfo=UTC),
    datetime(2025, 3, 30, 1, tzinfo=UTC),
)
moments = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-4320, 4320)
)
calendars = st.builds(
    Calendar, st.sampled_from(ZONES), st.sampled_from(("", "US", "DE")), st.integers(0, 23), st.integers(0, 23)
)


def test_business_days_leave_out_weekends_and_holidays() -> None:
    assert NEW_YORK.nth_business_day(date(2025, 1, 15), 1) == date(2025, 1, 2), "New Year's Day is none"
    assert NEW_YORK.nth_business_day(date(2025, 2, 1), 1) == date(2025, 2, 3), "the 1st is a Saturday"
    assert NEW_YORK.business_days(date(2025, 1, 1), date(2025, 1, 31)) == 21
    assert NEW_YORK.last_business_day(date(2025, 5, 2)) == date(2025, 5, 30)
    assert NEW_YORK.first_of_week(date(2025, 1, 23)) == date(2025, 1, 21), "the Monday is Martin Luther King's"
    assert not Calendar("America/Los_Angeles", "US-CA").works(date(2025, 3, 31)), "César Chávez Day in California"
    assert NEW_YORK.works(date(2025, 3, 31))


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2025-03-07T21:00", "2025-03-10T07:00"),  # over the weekend in which the clocks go forward
        ("2025-10-31T20:00", "2025-11-03T07:00"),  # and back
        ("2025-03-10T06:59", "2025-03-10T07:00"),
        ("2025-03-10T07:00", "2025-03-10T07:00"),
        ("2025-07-03T20:30", "2025-07-07T07:00"),  # Independence Day, then a weekend
    ],
)
def test_what_is_due_in_quiet_hours_waits_for_the_morning(at: str, told: str) -> None:
    zone = ZoneInfo(NEW_YORK.zone)
    moment = datetime.fromisoformat(at).replace(tzinfo=zone).astimezone(UTC)
    assert NEW_YORK.next_spoken(moment).astimezone(zone).strftime("%Y-%m-%dT%H:%M") == told


@settings(max_examples=60)
@given(calendars, moments)
def test_nobody_is_disturbed_before_the_next_moment_and_somebody_may_be_then(place: Calendar, at: datetime) -> None:
    then = place.next_spoken(at)
    assert then >= at and place.may_speak(then)
    quarters = range(int((then - at).total_seconds() // 900))
    assert not any(place.may_speak(at + timedelta(minutes=15 * n)) for n in quarters if then - at < timedelta(days=5))


@settings(max_examples=40)
@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 15))
def test_the_nth_business_day_has_n_up_to_it(day: date, n: int) -> None:
    nth = NEW_YORK.nth_business_day(day, n)
    assert NEW_YORK.works(nth) and NEW_YORK.business_days(day.replace(day=1), nth) == n
