"""The line in which this process's writers wait for a SQLite file, and an engine whose write transactions stand in it.

SQLite itself makes a writer that finds the file taken look again after up to a tenth of a second, in no order. With
many threads that is most of the time, so whoever writes beside `Store.writing()` takes its turn at the same lock.
"""

import sqlite3
from collections import deque
from collections.abc import Callable
from threading import Lock, get_ident
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event

WRITES: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE", "BEGIN")
CONNECTIONS: Final = 20
BUSY_MILLISECONDS: Final = 30_000  # another process may hold the file


class Turns:
    """A lock that threads get in the order in which they asked, each as often as it wants before it lets go.

    A common lock goes to whoever is quickest: a long import, which asks again at once, would keep a press waiting.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._line = deque[tuple[int, Lock]]()
        self._holder: int | None = None
        self._depth = 0

    def acquire(self) -> None:
        """Wait in line."""
        me = get_ident()
        with self._guard:
            if self._holder in (None, me):
                self._holder, self._depth = me, self._depth + 1
                return
            called = Lock()
            called.acquire()
            self._line.append((me, called))
        called.acquire()

    def release(self) -> None:
        """Let the next one in, who is given the turn before anybody can take it."""
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self._holder = None
            if self._line:
                self._holder, called = self._line.popleft()
                self._depth = 1
                called.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


def _ends(act: Callable[[sqlite3.Connection], None]) -> Callable[["_InTurn"], None]:
    """An act of a connection with which its transaction, and so its turn, is over."""

    def ended(connection: "_InTurn") -> None:
        try:
            act(connection)
        finally:
            if connection.has_turn:
                connection.has_turn = False
                connection.turn.release()

    return ended


class _InTurn(sqlite3.Connection):
    """Has the turn from the first statement that writes until its transaction ends."""

    turn: Turns
    has_turn = False

    commit = _ends(sqlite3.Connection.commit)
    rollback = _ends(sqlite3.Connection.rollback)
    close = _ends(sqlite3.Connection.close)

    def take_turn(self) -> None:
        if not self.has_turn:
            self.turn.acquire()
            self.has_turn = True


def in_turn(url: str, turn: Turns) -> Engine:
    """An engine on a SQLite file that writes only when it has the turn."""
    engine = create_engine(url, pool_size=CONNECTIONS, connect_args={"factory": _InTurn})

    def prepare(connection: _InTurn, _record: object) -> None:
        connection.turn, connection.isolation_level = turn, "IMMEDIATE"
        connection.execute(f"pragma busy_timeout={BUSY_MILLISECONDS}")
        connection.execute("pragma foreign_keys=on")

    def before(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip()[:7].upper().startswith(WRITES):
            connection.connection.dbapi_connection.take_turn()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "before_cursor_execute", before)
    return engine
