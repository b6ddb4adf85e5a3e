"""A workspace running in a thread of this process, for tests."""

import contextlib
import threading
from collections.abc import Iterator

from standins.clock import Clock
from standins.slack.options import Options
from standins.slack.server import Server, address, listening, workspace
from standins.slack.workspace import Workspace


@contextlib.contextmanager
def running(options: Options, clock: Clock | None = None, port: int = 0) -> Iterator[Workspace]:
    """Run it on a free port; answers the client with which tests act as people, and stops it at the end."""
    answering = threading.Event()
    with listening(port) as listener:
        server = Server(workspace(options, clock or Clock(), listener), answering.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="slack stand-in", daemon=True)
        thread.start()
        answering.wait(10)
        try:
            with Workspace(address(listener)) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(10)
