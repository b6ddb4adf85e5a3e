"""The published limits: 500 requests a minute and 10 a second in a realm, 40 batches a minute."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
Limits = tuple[tuple[int, timedelta], ...]
REQUESTS: Limits = ((500, MINUTE), (10, SECOND))
BATCHES: Limits = ((40, MINUTE),)


class Throttle:
    """Counts what was let through, by realm, in the stand-in's own time."""

    def __init__(self, on: bool = True) -> None:
        self.on = on
        self._passed: dict[tuple[str, str], deque[datetime]] = defaultdict(deque)

    def refuses(self, realm: str, is_batch: bool, now: datetime) -> bool:
        """Whether the request comes too soon; if not, it is counted."""
        if not self.on:
            return False
        rows = [(self._passed[realm, "all"], REQUESTS)]
        if is_batch:
            rows.append((self._passed[realm, "batch"], BATCHES))
        if any(_is_full(passed, limits, now) for passed, limits in rows):
            return True
        for passed, _ in rows:
            passed.append(now)
        return False


def _is_full(passed: deque[datetime], limits: Limits, now: datetime) -> bool:
    while passed and (now - passed[0] >= MINUTE or passed[0] > now):
        passed.popleft()
    return any(len(passed) >= most and now - passed[-most] < span for most, span in limits)
