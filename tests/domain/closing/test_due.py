"""Until when a month is to be closed, in business days of the place."""

from datetime import date

from domain.closing.due import due
from domain.reminders.calendar import Calendar

US = Calendar("America/New_York", "US")


def test_a_month_is_due_on_the_sixth_business_day_after_it() -> None:
    seen = due(US, "2024-12", date(2025, 1, 2))  # New Year's Day is none
    assert (seen.on, seen.ended, seen.left, seen.late) == (date(2025, 1, 9), True, 6, 0)


def test_it_is_late_from_the_day_after() -> None:
    assert due(US, "2025-01", date(2025, 2, 10)).left == 1
    late = due(US, "2025-01", date(2025, 2, 12))
    assert (late.on, late.left, late.late) == (date(2025, 2, 10), 0, 2)


def test_a_month_that_runs_has_not_ended() -> None:
    assert not due(US, "2025-01", date(2025, 1, 31)).ended
