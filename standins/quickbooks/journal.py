"""What was asked of the stand-in: every request, and the counts by kind."""

from collections import Counter, deque
from typing import Any

from standins.clock import Clock
from standins.quickbooks.envelopes import stamp

KEPT = 20_000


class Journal:
    """A log of requests, the oldest dropped after many; nothing secret is kept in it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rows: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.counts: Counter[str] = Counter()
        self._last = 0

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        self._rows.clear()
        self.counts.clear()

    def add(self, kind: str, row: dict[str, Any]) -> None:
        """One request that was answered (status 0: the line was dropped)."""
        self._last += 1
        self._rows.append({"n": self._last, "at": stamp(self._clock.now()), "kind": kind, **row})
        self.counts[kind] += 1
        if row["status"] == 429:
            self.counts["429"] += 1

    def after(self, number: int) -> list[dict[str, Any]]:
        """The rows later than that number."""
        return [row for row in self._rows if row["n"] > number]
