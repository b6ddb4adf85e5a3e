"""The database: one writing engine, one reading engine, and nobody else commits.

SQLite by default (one file, write-ahead log, full synchronisation), PostgreSQL for several processes; the same code.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, delete, event, inspect, make_url, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlmodel import Session, create_engine

from domain.sqlite_turns import Turns, in_turn
from domain.table import Table

# No transaction that writes touches more rows than this, so that nobody waits long for the one write lock.
ROWS_PER_WRITE: Final = 500
T = TypeVar("T")
# A process that stands still in the middle of a transaction loses it, so that nobody waits for its locks for ever.
STANDS_STILL_AFTER: Final = "20s"
# With those of the pool, more connections than threads: a look inside another look always gets one.
MORE: Final = 30
# The file is held by another process, or the disk is full or away: the lower byte of SQLite's codes.
FILE_AWAY: Final = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
SQLITE_PRAGMAS = ("journal_mode=wal", "synchronous=full", "busy_timeout=10000", "foreign_keys=on")


class Store:
    """Sessions over one database: `writing()` commits when its block ends well, `reading()` never writes."""

    def __init__(self, url: str) -> None:
        self.url = normalised(url)
        self.is_sqlite = make_url(self.url).get_backend_name() == "sqlite"
        self._writer = _engine(self.url, begin="BEGIN IMMEDIATE")
        self._reader = _engine(self.url, begin="BEGIN")
        self._one_writer: Callable[[], AbstractContextManager[object]] = nullcontext
        self._turn = Turns()
        if self.is_sqlite:
            self._one_writer = lambda: self._turn

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that writes. Rows stay readable after it; never call the network inside it."""
        with self._one_writer(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent look at the data that takes no write lock."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def schema(self) -> Iterator[Connection]:
        """A transaction in which tables are made or changed."""
        with self._one_writer(), self._writer.begin() as connection:
            yield connection

    def engine_in_turn(self) -> Engine | None:
        """For the durable work on SQLite: an engine whose writes wait in one line with `writing()`, not by looking
        again and again whether the file is free. None elsewhere. Whoever asks disposes of it."""
        return in_turn(self.url, self._turn) if self.is_sqlite else None

    def create_tables(self) -> None:
        """Make every table of the nouns that are imported: for tests; a real database is migrated."""
        with self.schema() as connection:
            Table.metadata.create_all(connection)

    def close(self) -> None:
        """Let go of every connection."""
        self._writer.dispose()
        self._reader.dispose()


def is_away(failure: BaseException) -> bool:
    """Whether the database does not answer, hung up, or is held by somebody for too long: that passes, and no mistake
    of ours is behind it. What was being committed just then may have been written or not."""
    if not isinstance(failure, DBAPIError):
        return False
    if isinstance(failure.orig, sqlite3.Error):
        return getattr(failure.orig, "sqlite_errorcode", 0) & 0xFF in FILE_AWAY
    return failure.connection_invalidated or isinstance(failure, OperationalError | InterfaceError)


def in_chunks(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The things in runs of at most `size`."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def upsert(session: Session, table: type[Table], rows: Sequence[Mapping[str, Any]], *, by: Sequence[str] = ()) -> None:
    """Insert rows, or replace those that are there already, by primary key or by another unique set of columns."""
    if not rows:
        return
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(table)
    keys = list(by) or [column.name for column in inspect(table).primary_key]
    others = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    session.execute(insert.on_conflict_do_update(index_elements=keys, set_=others), list(rows))


def purge(store: Store, table: type[Table], *conditions: ColumnElement[bool]) -> None:
    """Delete what meets the conditions, a chunk at a time."""
    keys = inspect(table).primary_key
    while True:
        with store.writing() as session:
            some = session.execute(select(*keys).where(*conditions).limit(ROWS_PER_WRITE)).all()
            session.execute(delete(table).where(tuple_(*keys).in_(some)))
        if len(some) < ROWS_PER_WRITE:
            return


def normalised(url: str) -> str:
    """The address SQLAlchemy needs: PostgreSQL always by psycopg 3, and a SQLite file's folder made."""
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "postgresql+psycopg" and "options" not in parsed.query:
        options = f"-c idle_in_transaction_session_timeout={STANDS_STILL_AFTER}"
        return parsed.update_query_dict({"options": options}).render_as_string(hide_password=False)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    return url


def _engine(url: str, *, begin: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_size=10, max_overflow=MORE, pool_pre_ping=True)
    engine = create_engine(url, pool_size=10, max_overflow=MORE)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"pragma {pragma}")
