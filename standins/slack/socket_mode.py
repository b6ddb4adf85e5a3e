"""Socket Mode: the WebSocket connections of the app, and the envelopes that go over them."""

import asyncio
import contextlib
import json
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from standins.clock import Clock
from standins.slack.changes import Changes
from standins.slack.delivery import Ack, Envelope
from standins.slack.refusal import Json
from standins.slack.world import APP_ID

MOST_CONNECTIONS = 10
LIFE_SECONDS = 18060


class SocketMode:
    """The open connections; an envelope goes to any one of them."""

    def __init__(self, changes: Changes, clock: Clock, new_id: Callable[[], str]) -> None:
        self._changes = changes
        self._started = clock.now().isoformat()
        self._new_id = new_id
        self._tickets: set[str] = set()
        self._sockets: list[WebSocket] = []
        self._waiting: dict[str, Envelope] = {}
        self._next = 0
        self._leaving: dict[asyncio.Future[None], asyncio.Event] = {}

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._sockets)

    def ticket(self) -> str:
        """A ticket for one connection."""
        ticket = self._new_id()
        self._tickets.add(ticket)
        return ticket

    async def connect(self, socket: WebSocket) -> None:
        """Serve one connection to its end; a ticket works once."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(4001)
            return
        self._tickets.remove(ticket)
        await socket.accept()
        if self.connections >= MOST_CONNECTIONS:
            await _announce(socket, "too_many_websockets")
            await socket.close()
            return
        await socket.send_text(json.dumps(self._hello()))
        self._sockets.append(socket)
        if waiting := [each for each in self._leaving.values() if not each.is_set()]:
            waiting[0].set()
        self._changes.tell("state")
        try:
            while (frame := await socket.receive())["type"] != "websocket.disconnect":
                self._acknowledge(frame.get("text") or "")  # Slack reads text frames only
        finally:
            self._leave(socket)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.connections + 1,
            "connection_info": {"app_id": APP_ID},
            "debug_info": {
                "host": "local",
                "started": self._started,
                "build_number": 1,
                "approximate_connection_time": LIFE_SECONDS,
            },
        }

    def _acknowledge(self, frame: str) -> None:
        try:
            answer = json.loads(frame)
        except ValueError:
            return
        id = answer.get("envelope_id") if isinstance(answer, dict) else None
        envelope = self._waiting.pop(id, None) if isinstance(id, str) else None
        if envelope and not envelope.answer.done():
            envelope.answer.set_result(Ack(True, payload=answer.get("payload")))

    async def send(self, envelope: Envelope) -> bool:
        """Send to the next connection that takes it."""
        frame: Json = {"envelope_id": envelope.id, "type": envelope.type, "payload": envelope.payload}
        frame["accepts_response_payload"] = envelope.type != "events_api"
        if envelope.type == "events_api":
            frame |= {"retry_attempt": envelope.retry, "retry_reason": envelope.retry_reason}
        self._waiting[envelope.id] = envelope
        text = json.dumps(frame)
        while self._sockets:
            self._next += 1
            socket = self._sockets[self._next % len(self._sockets)]
            try:
                await socket.send_text(text)
                return True
            except (WebSocketDisconnect, RuntimeError):  # RuntimeError: the close frame went out before us
                self._leave(socket)
        return False

    def give_up(self, envelope: Envelope) -> None:
        """An answer that comes from now on is too late."""
        self._waiting.pop(envelope.id, None)

    async def disconnect(self, reason: str, notice: float = 0) -> None:
        """Tell every connection to come anew; it is sent nothing more.

        It is closed when another one came in its place, or `notice` seconds later: a client that is told and cut off
        at once may connect twice.
        """
        for socket in list(self._sockets):
            self._leave(socket)
            await _announce(socket, reason)
            replaced = asyncio.Event()
            closing = asyncio.ensure_future(_close(socket, replaced, notice))
            self._leaving[closing] = replaced
            closing.add_done_callback(lambda done: self._leaving.pop(done, None))
            if not notice:
                await closing

    def _leave(self, socket: WebSocket) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
            self._changes.tell("state")


async def _announce(socket: WebSocket, reason: str) -> None:
    frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it went by itself
        await socket.send_text(json.dumps(frame))


async def _close(socket: WebSocket, replaced: asyncio.Event, notice: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(replaced.wait(), notice)
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it went by itself
        await socket.close()
