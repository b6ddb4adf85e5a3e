"""Brings commands, interactions and events to the app and waits three seconds for its acknowledgement."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from standins.clock import Clock
from standins.slack.changes import Changes
from standins.slack.faults import Faults
from standins.slack.refusal import Json

KEPT = 5000  # so many deliveries are remembered, the newest
RETRY_AFTER = (timedelta(), timedelta(minutes=1), timedelta(minutes=6))  # nearly at once, a minute, five more


@dataclass
class Envelope:
    """One delivery, over either transport."""

    id: str
    type: str
    payload: Json
    what: str
    at: datetime
    retry: int = 0
    retry_reason: str = ""
    acked_ms: int | None = None
    error: str = ""
    answer: "asyncio.Future[Ack]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass
class Ack:
    """How a delivery went: the app's payload, or Slack's name for the failure."""

    ok: bool
    ms: int = 0
    payload: Any = None
    error: str = ""
    reason: str = ""
    no_retry: bool = False

    def as_json(self, text: str = "") -> Json:
        """As the control API answers it."""
        if self.ok:
            return {"ok": True, "ms": self.ms, "payload": self.payload}
        return {"ok": False, "error": self.error, "text": text}


class Transport(Protocol):
    """Socket Mode or HTTP: sends an envelope, resolving its `answer`; False if the app cannot be reached.

    `give_up` says that nobody waits for the answer any more.
    """

    async def send(self, envelope: Envelope) -> bool: ...

    def give_up(self, envelope: Envelope) -> None: ...


class Delivery:
    """Keeps the newest envelopes, and counts those that were late."""

    def __init__(
        self,
        transport: Transport,
        faults: Faults,
        changes: Changes,
        clock: Clock,
        ack_seconds: float,
        new_id: Callable[[], str],
    ) -> None:
        self._transport = transport
        self._faults = faults
        self._changes = changes
        self._clock = clock
        self._ack_seconds = ack_seconds
        self._new_id = new_id
        self._tasks: set[asyncio.Task[Any]] = set()
        self.envelopes: deque[Envelope] = deque(maxlen=KEPT)
        self.open = 0  # neither acknowledged nor given up
        self.over = 0
        self.unacked = 0  # reached the app and were not acknowledged within three seconds

    async def send(self, type: str, payload: Json, what: str, user: str = "", retry: int = 0, reason: str = "") -> Ack:
        """Deliver once (twice under that fault) and wait for the acknowledgement."""
        if self._faults.strikes("no_delivery", what, user):
            return Ack(False, error="dispatch_failed", reason="connection_failed")
        first = self._once(type, payload, what, user, retry, reason)
        if not self._faults.strikes("duplicate_delivery", what, user):
            return await first
        again = self._once(type, payload, what, user, retry + 1, "http_timeout")
        ack, _ = await asyncio.gather(first, again)
        return ack

    async def _once(self, type: str, payload: Json, what: str, user: str, retry: int, reason: str) -> Ack:
        envelope = Envelope(self._new_id(), type, deepcopy(payload), what, self._clock.now(), retry, reason)
        self.envelopes.append(envelope)
        self.open += 1
        try:
            ack = await self._acknowledged(envelope)
        finally:
            self.open, self.over = self.open - 1, self.over + 1
            self._transport.give_up(envelope)
            self._changes.tell("state")
        if ack.ok and self._faults.strikes("late_ack", what, user):
            ack = Ack(False, error="operation_timeout", reason="http_timeout")
        self.unacked += ack.error == "operation_timeout"
        envelope.acked_ms, envelope.error = ack.ms if ack.ok else None, ack.error
        return ack

    async def _acknowledged(self, envelope: Envelope) -> Ack:
        loop = asyncio.get_running_loop()
        start = loop.time()
        try:
            async with asyncio.timeout(self._ack_seconds):
                if not await self._transport.send(envelope):
                    return Ack(False, error="dispatch_failed", reason="connection_failed")
                ack = await asyncio.shield(envelope.answer)
        except TimeoutError:
            return Ack(False, error="operation_timeout", reason="http_timeout")
        ack.ms = round((loop.time() - start) * 1000)
        return ack

    async def send_event(self, payload: Json, user: str = "") -> Ack:
        """Deliver an event; one that is not acknowledged is tried up to three more times, behind the caller's back."""
        what = payload["event"]["type"]
        ack = await self.send("events_api", payload, what, user)
        if not ack.ok and not ack.no_retry:
            self.later(self._retry(payload, what, user, ack))
        return ack

    async def _retry(self, payload: Json, what: str, user: str, ack: Ack) -> None:
        first = self._clock.now()
        for number, after in enumerate(RETRY_AFTER, start=1):
            if not await self.reached(first + after):
                return
            ack = await self.send("events_api", payload, what, user, number, ack.reason)
            if ack.ok or ack.no_retry:
                return

    async def reached(self, moment: datetime) -> bool:
        """Wait until the workspace's clock is there, by ticking or by being turned; False if all stops first."""
        while (left := (moment - self._clock.now()).total_seconds()) > 0:
            if self._changes.closed:
                return False
            await self._changes.until(lambda: True if self._clock.now() >= moment else None, min(left, 3600))
        return True

    def later(self, work: Awaitable[Any]) -> None:
        """Do this without making the caller wait."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget(self) -> None:
        """Drop what was delivered so far, and what was to be tried again."""
        self.envelopes.clear()
        self.over = self.unacked = 0
        for task in list(self._tasks):
            task.cancel()


def ack_payload(text: str) -> Any:
    """What an HTTP acknowledgement carries: JSON, or plain text as a command may answer."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        return {"text": text}
