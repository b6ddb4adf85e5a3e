"""When people work: business days by a local calendar, and the quiet hours of a place through summer and winter time.

Pure. Local hours are wall-clock hours, so a quiet night is an hour shorter or longer when the clocks change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """A place: its time zone, whose holidays it keeps (`US`, `US-CA`, empty for none), and its quiet hours.

    Quiet is from the hour `quiet_from` to the hour `quiet_until`; the same hour twice is never.
    """

    zone: str
    holidays: str = ""
    quiet_from: int = 20
    quiet_until: int = 7

    def today(self, at: datetime) -> date:
        """The date it is there."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def works(self, day: date) -> bool:
        """Whether a day is a business day: no Saturday, no Sunday, no holiday."""
        return day.weekday() < SATURDAY and day not in _holidays(self.holidays, day.year)

    def may_speak(self, at: datetime) -> bool:
        """Whether people may be disturbed at a moment: a business day, and not in the quiet hours."""
        local = at.astimezone(ZoneInfo(self.zone))
        return self.works(local.date()) and not self._quiet(local.hour)

    def next_spoken(self, at: datetime) -> datetime:
        """The first moment from `at` on when people may be disturbed, in UTC."""
        if self.may_speak(at):
            return at
        day = self.today(at)
        starts = (start for n in range(366) for start in self._starts(day + timedelta(days=n)))
        return next(start for start in starts if start > at and self.may_speak(start))

    def business_days(self, first: date, last: date) -> int:
        """How many business days there are from one day to another, both counted."""
        return sum(self.works(day) for day in _days(first, last))

    def nth_business_day(self, month: date, n: int) -> date:
        """The nth business day of the month that a day lies in, counted on into the next if need be."""
        day = month.replace(day=1)
        left = n - self.works(day)
        while left > 0:
            day += timedelta(days=1)
            left -= self.works(day)
        return day

    def last_business_day(self, month: date) -> date:
        """The last business day of the month that a day lies in."""
        day = (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        while not self.works(day):
            day -= timedelta(days=1)
        return day

    def first_of_week(self, day: date) -> date:
        """The first business day of the week that a day lies in; its Monday where it has none."""
        monday = day - timedelta(days=day.weekday())
        return next((one for one in _days(monday, monday + timedelta(days=4)) if self.works(one)), monday)

    def morning(self, day: date) -> datetime:
        """When a day's work may begin, in UTC: the end of the quiet hours, of the first business day from it on."""
        return self.next_spoken(datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC))

    def _starts(self, day: date) -> Iterator[datetime]:
        """Each hour of a day as the wall clock has it, in order; an hour that the clocks skip begins after them."""
        zone = ZoneInfo(self.zone)
        for hour in range(24):
            yield datetime.combine(day, time(hour), zone).astimezone(UTC)

    def _quiet(self, hour: int) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


@cache
def _holidays(place: str, year: int) -> frozenset[date]:
    """The public holidays of a year; none for no place."""
    if not place:
        return frozenset()
    country, _, part = place.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=year))


def _days(first: date, last: date) -> Iterator[date]:
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)
