"""Tells pages and waiting programs that something changed, so that nobody has to poll."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from standins.slack.refusal import Json

Found = TypeVar("Found")


class Changes:
    """A feed of notices; a notice says where to look again, never what is there."""

    def __init__(self) -> None:
        self._turned = asyncio.Event()
        self._listeners: dict[asyncio.Queue[Json | None], str] = {}
        self.closed = False

    def tell(self, what: str, only_for: str | None = None, **where: str) -> None:
        """Something of this kind changed, for everybody or for one person."""
        self._wake()
        for queue, user in self._listeners.items():
            if only_for in (None, user):
                queue.put_nowait({"what": what, **where})

    def listen(self, user: str) -> "asyncio.Queue[Json | None]":
        """A queue of the notices meant for this person; None ends it."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._listeners[queue] = user
        return queue

    def leave(self, queue: "asyncio.Queue[Json | None]") -> None:
        """Stop listening."""
        self._listeners.pop(queue, None)

    async def until(self, check: Callable[[], Found | None], timeout: float) -> Found | None:
        """What `check` finds, looked at again after every change; None after `timeout` real seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while (found := check()) is None and not self.closed:
            turned = self._turned
            try:
                await asyncio.wait_for(turned.wait(), end - loop.time())
            except TimeoutError:
                return check()
        return found

    def close(self) -> None:
        """End every stream and every wait."""
        self.closed = True
        self._wake()
        for queue in self._listeners:
            queue.put_nowait(None)

    def _wake(self) -> None:
        self._turned.set()
        self._turned = asyncio.Event()
