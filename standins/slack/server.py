"""Runs the workspace under uvicorn on this machine only; shared by the command line and the tests."""

import contextlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace

import uvicorn

from standins.clock import Clock
from standins.slack.app import SlackApp, as_asgi, build_app
from standins.slack.options import Options

PING_SECONDS = 10.0  # some clients take a server that never pings for dead, and connect anew


class Server(uvicorn.Server):
    """Says when it answers, leaves signals to its caller, and lets go of streams and sockets when it stops."""

    def __init__(self, app: SlackApp, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                as_asgi(app),
                ws="websockets-sansio",
                ws_per_message_deflate=False,
                ws_ping_interval=PING_SECONDS,
                ws_ping_timeout=3 * PING_SECONDS,
                log_level="critical",
                lifespan="off",
                timeout_graceful_shutdown=0,
            )
        )
        self._slack = app.slack
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the caller's."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End waits and streams, tell the app to go, then stop."""
        self._slack.changes.close()
        self._slack.delivery.forget()
        await self._slack.socket.disconnect("link_disabled")
        await super().shutdown(sockets)


@contextlib.contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A listening socket on 127.0.0.1; port 0 takes a free one."""
    # the protocol is named because asyncio switches Nagle's delay off only then: 40 ms an answer
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
        yield listener


def address(listener: socket.socket) -> str:
    """Where it listens, as a URL without a slash at its end."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def workspace(options: Options, clock: Clock, listener: socket.socket) -> SlackApp:
    """The application that knows its own address."""
    return build_app(replace(options, base_url=address(listener)), clock)
