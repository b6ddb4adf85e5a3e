"""The one clock of a stand-in: real time plus an offset that a test can turn."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4


class Clock:
    """Aware UTC time; `turn` moves it forward or back."""

    def __init__(self, source: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._source = source
        self._frozen: datetime | None = None
        self.offset = timedelta()

    def now(self) -> datetime:
        """The moment it is here, in UTC."""
        return (self._frozen or self._source()) + self.offset

    def turn(self, by: timedelta) -> datetime:
        """Move the clock by a span (negative moves back); answers the new moment."""
        self.offset += by
        return self.now()

    def set(self, moment: datetime) -> datetime:
        """Move the clock to a moment; it goes on ticking from there."""
        return self.turn(moment - self.now())

    def freeze(self, frozen: bool = True) -> datetime:
        """Stop the ticking (or let it go on), so that time passes only by `turn`."""
        here = self.now()
        self._frozen = here if frozen else None
        self.offset = timedelta() if frozen else here - self._source()
        return self.now()


def random_id() -> str:
    """A fresh id in hex, for tickets, traces and tokens."""
    return uuid4().hex
