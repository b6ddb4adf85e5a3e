"""What the tests of the drift watch may ask for."""

from collections.abc import Iterator

import pytest

from standins.quickbooks.running import Running
from tests.databases import Databases
from tests.domain.books.company import two_companies
from tests.domain.drift.desk import Desk, drift_desk


@pytest.fixture(scope="module")
def standin() -> Iterator[Running]:
    with two_companies() as made:
        yield made


@pytest.fixture(scope="module")
def desk(databases: Databases, standin: Running) -> Iterator[Desk]:
    """One desk for a module: every test leaves the books as it found them."""
    with databases.new() as url, drift_desk(url, standin) as made:
        yield made
