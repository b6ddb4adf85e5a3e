"""response_url: five answers within thirty minutes of the workspace's clock, by whoever holds the address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from standins.clock import Clock

MOST_USES = 5
KEPT = 5000  # so many are remembered, the newest
LIFE = timedelta(minutes=30)


@dataclass
class ResponseUrl:
    """Where an answer goes: a channel and person, the thread, and the message that was pressed if one was."""

    channel: str
    user: str
    given: datetime
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    """The response_urls handed out."""

    def __init__(self, clock: Clock, new_id: Callable[[], str], base_url: str) -> None:
        self._clock = clock
        self._new_id = new_id
        self._base_url = base_url
        self._given: dict[str, ResponseUrl] = {}

    def give(self, channel: str, user: str, message_ts: str | None = None, thread_ts: str | None = None) -> str:
        """A fresh address. What answers a press on the first message of a thread stands beside that message."""
        id = self._new_id()
        inside = thread_ts if thread_ts != message_ts else None
        self._given[id] = ResponseUrl(channel, user, self._clock.now(), message_ts, inside)
        if len(self._given) > KEPT:
            del self._given[next(iter(self._given))]
        return f"{self._base_url}/response/{id}"

    def find(self, id: str) -> ResponseUrl | None:
        """The address with this id, also when its time is over."""
        return self._given.get(id)

    def refusal(self, url: ResponseUrl) -> str | None:
        """Why it cannot be used any more, if so."""
        if self._clock.now() - url.given > LIFE:
            return "expired_url"
        return "used_url" if url.uses >= MOST_USES else None
