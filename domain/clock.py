"""The only place where time is read and ids are made. Moments are aware and in UTC; dates are derived from them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

Now = Callable[[], datetime]
NewId = Callable[[], str]


class Clock:
    """The system's time plus an offset, which only a local stand-in's clock ever sets."""

    def __init__(self, source: Now = lambda: datetime.now(UTC)) -> None:
        self._source = source
        self._frozen_at: datetime | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        """The moment it is, in UTC."""
        return self._frozen_at or self._source() + self._offset

    def today(self, zone: str) -> date:
        """The calendar date in a time zone such as `America/New_York`."""
        return self.now().astimezone(ZoneInfo(zone)).date()

    def follow(self, moment: datetime, *, frozen: bool = False) -> None:
        """Take over another clock's time, ticking on from it unless it is frozen."""
        self._offset = moment - self._source()
        self._frozen_at = moment if frozen else None


def wall_now() -> datetime:
    """Real time in UTC, whatever a turned clock says: for paces and signs of life."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh 32-character id, short enough to be a QuickBooks requestid (36)."""
    return uuid4().hex
