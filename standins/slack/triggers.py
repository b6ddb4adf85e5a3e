"""Trigger ids: each opens one modal, once, within three seconds of real time (or what the options say)."""

from collections.abc import Callable
from dataclasses import dataclass

from standins.slack.refusal import Refused

SECONDS = 3.0
KEPT = 5000  # so many are remembered, the newest


@dataclass
class Trigger:
    """Who pressed, when (monotonic seconds), and in which modal or channel."""

    user: str
    at: float
    view: str | None = None
    channel: str | None = None
    used: bool = False
    expired: bool = False


class Triggers:
    """The trigger ids handed out."""

    def __init__(self, monotonic: Callable[[], float], new_id: Callable[[], str], seconds: float = SECONDS) -> None:
        self._monotonic = monotonic
        self._new_id = new_id
        self._seconds = seconds
        self._given: dict[str, Trigger] = {}

    def give(self, user: str, view: str | None = None, channel: str | None = None, expired: bool = False) -> str:
        """A fresh trigger id for this person's act."""
        id = f"{round(self._monotonic() * 1000)}.{self._new_id()[:12]}.{self._new_id()}"
        self._given[id] = Trigger(user, self._monotonic(), view, channel, expired=expired)
        if len(self._given) > KEPT:
            del self._given[next(iter(self._given))]
        return id

    def use(self, id: str) -> Trigger:
        """Redeem a trigger id; refused as invalid, exchanged (used before) or expired."""
        trigger = self._given.get(id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if trigger.expired or self._monotonic() - trigger.at > self._seconds:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger
