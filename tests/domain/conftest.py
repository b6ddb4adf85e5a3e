"""What tests of durable work share: a prepared database, QuickBooks on this machine, and a desk over both."""

from collections.abc import Iterator

import pytest

from standins.quickbooks.running import Running
from tests.domain.books.company import two_companies
from tests.domain.desk import Desk, desk_at


@pytest.fixture(scope="module")
def standin() -> Iterator[Running]:
    """A QuickBooks with two companies; who uses it resets it first."""
    with two_companies() as made:
        yield made


@pytest.fixture
def desk(database_url: str, standin: Running) -> Iterator[Desk]:
    """A connected desk whose work runs."""
    with desk_at(database_url, standin) as made:
        yield made
