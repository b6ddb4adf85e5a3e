"""What tests of durable work share: a prepared database, QuickBooks on this machine, and a desk over both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from standins.quickbooks.running import Running
from tests.domain.books.company import two_companies
from tests.domain.desk import Desk, copied, desk_at, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="module")
def standin() -> Iterator[Running]:
    """A QuickBooks with two companies; who uses it resets it first."""
    with two_companies() as made:
        yield made


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, standin: Running) -> Iterator[Desk]:
    """A connected desk whose work runs."""
    with desk_at(copied(prepared, tmp_path), standin) as made:
        yield made
