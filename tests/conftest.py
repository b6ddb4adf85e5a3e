"""What every test may ask for, and where it keeps its files."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from domain.store import Store
from tests import postgres
from tests.databases import POSTGRESQL, SQLITE, Databases, belongs, databases_of

IN_MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3
PASSED_OVER = pytest.StashKey[int]()
# The longest stories begin first, so that no processor waits for the last of them.
ORDER = ("chaos", "journeys", "bot", "domain", "standins")

# No example is judged by the clock: a busy machine is slow. In CI the same examples come every time.
settings.register_profile("tieout", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("tieout")


def pytest_addoption(parser: pytest.Parser) -> None:
    """On which database."""
    words = "what the tests open; with postgresql only those that open a database are run"
    parser.addoption("--database", choices=[SQLITE, POSTGRESQL], default=SQLITE, help=words)


def pytest_configure(config: pytest.Config) -> None:
    """Temporary files are kept in memory where there is room: a test's database would wait for the disk at every
    commit, and nothing here tests the disk. All workers of a run share one PostgreSQL server."""
    if "TMPDIR" not in os.environ and IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = str(IN_MEMORY)
        tempfile.tempdir = None
    # What is begun a hundred times, by a worker or as a program of its own, is compiled once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if config.getoption("database") == POSTGRESQL and not hasattr(config, "workerinput"):
        opened = ExitStack()
        config.add_cleanup(opened.close)
        try:
            os.environ[postgres.GIVEN] = opened.enter_context(postgres.fleeting_server())
        except pytest.skip.Exception as missing:
            pytest.exit(f"nothing was run: {missing}", 0)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that opens no database is not repeated on another."""
    kind = config.getoption("database")
    others = [item for item in items if not belongs(item, kind)]
    items[:] = [item for item in items if belongs(item, kind)]
    items.sort(key=_turn)
    config.hook.pytest_deselected(items=others)
    config.stash[PASSED_OVER] = len(others)
    if hasattr(config, "workeroutput"):
        config.workeroutput["passed_over"] = len(others)


def _turn(item: pytest.Item) -> int:
    room = item.path.relative_to(Path(__file__).parent).parts[0]
    return ORDER.index(room) if room in ORDER else len(ORDER)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three on two processors: a third of the time a story waits for the programs it speaks with."""
    return len(os.sched_getaffinity(0)) * 3 // 2


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker tells how many it passed over: the same ones as every other."""
    node.config.stash[PASSED_OVER] = getattr(node, "workeroutput", {}).get("passed_over", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Which database it was, and how many tests have nothing to say about it."""
    kind, count = config.getoption("database"), config.stash.get(PASSED_OVER, 0)
    why = "are about PostgreSQL itself" if kind == SQLITE else "open no database or are about SQLite itself"
    terminalreporter.write_line(f"database: {kind}; {count:,} tests passed over that {why}")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Makes databases of the kind this run is about. Who asks for it is run on both."""
    with databases_of(request.config.getoption("database")) as made:
        yield made


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The address of a migrated database of the test's own, whose queue exists."""
    with databases.new() as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """The same, opened."""
    made = Store(database_url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def postgres_server(databases: Databases) -> str:
    """PostgreSQL's address, for tests about it."""
    assert databases.server, "mark it with pytest.mark.postgres: it runs with --database=postgresql"
    return databases.server


@pytest.fixture
def postgres_url(postgres_server: str, database_url: str) -> str:
    """A migrated PostgreSQL database of the test's own, for tests about it."""
    return database_url
