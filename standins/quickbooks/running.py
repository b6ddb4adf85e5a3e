"""The stand-in on a port of its own: for tests in a thread, for the command line in the main one."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, IPPROTO_TCP, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

import uvicorn

from standins.clock import Clock
from standins.quickbooks.app import build_app
from standins.quickbooks.company import Company
from standins.quickbooks.options import Options
from standins.quickbooks.snapshot import save
from standins.quickbooks.world import World

HOST = "127.0.0.1"


def listen(port: int) -> socket:
    """A listening socket on this machine alone; port 0 picks a free one."""
    held = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)  # named, so that asyncio turns Nagle off
    held.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    held.bind((HOST, port))
    return held


class Server(uvicorn.Server):
    """Uvicorn that can cut one line, and that says when it answers."""

    def __init__(self, world: World, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready, self._world = ready, world
        world.drop = self.cut

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the business of who starts the server."""
        yield

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.force_exit = True  # a request that hangs is not waited for, and its end is no error to speak of
        logging.getLogger("uvicorn.error").disabled = True
        for connection in list(self.server_state.connections):
            _abort(connection)
        await super().shutdown(sockets)
        if file := self._world.options.snapshot:
            save(self._world, Path(file))

    def cut(self, client: tuple[str, int]) -> None:
        """Abort the connection of that client, with not a byte sent."""
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == client:
                _abort(connection)


def _abort(connection: object) -> None:
    if line := getattr(connection, "transport", None):
        line.abort()


def server(options: Options, clock: Clock, ready: Callable[[], None]) -> tuple[Server, World]:
    """A server that is not yet running, and its world; requests that hang are given up at the end."""
    app = build_app(options, clock)
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_keep_alive=75)
    world: World = app.state.world
    return Server(world, config, ready), world


@dataclass
class Running:
    """A stand-in that runs; `company()` without a realm is the main one."""

    url: str
    world: World

    @property
    def clock(self) -> Clock:
        return self.world.clock

    def company(self, realm: str = "") -> Company:
        return self.world.companies[realm or self.world.options.realm]


@contextmanager
def running(options: Options | None = None, clock: Clock | None = None) -> Iterator[Running]:
    """The stand-in on a free port, in a thread, until the block ends."""
    ready = threading.Event()
    held = listen(0)
    serving, world = server(options or Options(), clock or Clock(), ready.set)
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [held]}, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield Running(f"http://{HOST}:{held.getsockname()[1]}", world)
    finally:
        serving.should_exit = True
        thread.join(5)
        held.close()
