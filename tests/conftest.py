"""What every test may ask for, and where it keeps its files."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import make_url

from domain.migrating import migrate
from domain.store import Store
from tests import postgres

IN_MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3

# No example is judged by the clock: a busy machine is slow. In CI the same examples come every time.
settings.register_profile("tieout", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("tieout")


def pytest_configure() -> None:
    """Temporary files are kept in memory where there is room: a test's database would wait for the disk at every
    commit, and nothing here tests the disk."""
    if "TMPDIR" not in os.environ and IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = str(IN_MEMORY)
        tempfile.tempdir = None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server's address."""
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database, to be copied: that is quicker than to make its tables each time."""
    with postgres.database(postgres_server) as address:
        store = Store(address)
        migrate(store)
        store.close()
        yield str(make_url(address).database)


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A migrated database of the test's own."""
    with postgres.database(postgres_server, postgres_template) as address:
        yield address
