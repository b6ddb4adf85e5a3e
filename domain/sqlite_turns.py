"""A SQLite engine whose write transactions wait in line for a lock of this process.

SQLite itself makes a writer that finds the file taken look again after up to a tenth of a second, in no order. With
many threads that is most of the time, so whoever writes beside `Store.writing()` takes its turn at the same lock.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event

WRITES: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE", "BEGIN")
CONNECTIONS: Final = 20
BUSY_MILLISECONDS: Final = 30_000  # another process may hold the file


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

    turn: Any = None
    has_turn = False

    commit = _ends(sqlite3.Connection.commit)
    rollback = _ends(sqlite3.Connection.rollback)
    close = _ends(sqlite3.Connection.close)

    def take_turn(self) -> None:
        if not self.has_turn:
            self.turn.acquire()
            self.has_turn = True


def in_turn(url: str, turn: AbstractContextManager[object]) -> Engine:
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
