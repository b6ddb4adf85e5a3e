"""Which database a test opens: a SQLite file, or a PostgreSQL database with `pytest --database=postgresql`.

The only place that knows: a test asks for `store`, `database_url` or `databases` and is then part of both passes.
"""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import make_url

from domain.clock import wall_now
from domain.engine import Engine
from domain.migrating import migrate
from domain.store import Store
from tests import postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass
class Databases:
    """Makes databases of one kind; each is gone when its block ends. `server` is PostgreSQL's, empty for SQLite."""

    server: str = ""
    migrated: str = ""

    @property
    def kind(self) -> str:
        return POSTGRESQL if self.server else SQLITE

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a database without a table."""
        with _sqlite_file() if not self.server else postgres.database(self.server) as url:
            yield url

    @contextmanager
    def copy(self, of: str) -> Iterator[str]:
        """The address of a copy of a database that nobody has open."""
        source = make_url(of).database or ""
        if self.server:
            with postgres.database(self.server, source) as url:
                yield url
            return
        with _sqlite_file() as url:
            shutil.copy(source, make_url(url).database or "")
            yield url

    def new(self) -> AbstractContextManager[str]:
        """The address of a database with every table, in which nothing has happened."""
        return self.copy(self.migrated)

    @contextmanager
    def opened(self, of: str = "") -> Iterator[Store]:
        """A new database, or a copy of one, opened."""
        with self.copy(of or self.migrated) as url:
            store = Store(url)
            yield store
            store.close()


@contextmanager
def databases_of(kind: str) -> Iterator[Databases]:
    """Databases of a kind, the first of which is prepared: a copy is quicker than to make the tables each time."""
    with _kind(kind) as made, made.empty() as made.migrated:
        store = Store(made.migrated)
        migrate(store)
        engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
        engine.start({})  # so that the queue exists: one made later costs a second
        engine.stop()
        store.close()
        yield made


def belongs(item: pytest.Item, kind: str) -> bool:
    """Whether a test is part of the pass over a kind of database. One that opens none is run once, with SQLite."""
    if item.get_closest_marker("postgres"):
        return kind == POSTGRESQL
    opens = "databases" in getattr(item, "fixturenames", ())
    return kind == SQLITE or (opens and not item.get_closest_marker("sqlite"))


@contextmanager
def _kind(kind: str) -> Iterator[Databases]:
    if kind == SQLITE:
        yield Databases()
        return
    with postgres.server() as address:
        yield Databases(address)


@contextmanager
def _sqlite_file() -> Iterator[str]:
    with TemporaryDirectory(prefix="tieout-", ignore_cleanup_errors=True) as folder:
        yield f"sqlite:///{Path(folder) / 'tieout.db'}"
