"""Slack's rate limits per method and minute, when they are switched on."""

from collections import defaultdict, deque
from collections.abc import Callable

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}  # tier 5: the special ones, as auth.test
BURST = 5  # short bursts pass: so many calls at once, whatever the tier


class Limits:
    """Counts calls in real time; off by default."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.on = False
        self._monotonic = monotonic
        self._calls: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def wait(self, method: str, tier: int, channel: str) -> int:
        """Whole seconds to wait before this call is allowed; 0 lets it through and counts it."""
        if not self.on:
            return 0
        if method == "chat.postMessage":
            return self._take((method, channel), BURST, float(BURST))
        return self._take((method, ""), max(PER_MINUTE[tier], BURST), 60.0)

    def _take(self, key: tuple[str, str], most: int, seconds: float) -> int:
        now = self._monotonic()
        calls = self._calls[key]
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        if len(calls) >= most:
            return max(1, round(calls[0] + seconds - now + 0.5))
        calls.append(now)
        return 0
