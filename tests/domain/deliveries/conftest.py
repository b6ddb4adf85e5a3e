"""What the tests of deliveries may ask for."""

from collections.abc import Iterator

import pytest

from standins.quickbooks.running import Running
from tests.domain.deliveries.desk import Desk, paper_desk


@pytest.fixture
def desk(database_url: str, standin: Running) -> Iterator[Desk]:
    """Nothing has been told to QuickBooks yet."""
    with paper_desk(database_url, standin) as made:
        yield made
