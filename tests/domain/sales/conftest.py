"""What the tests of sales may ask for."""

from collections.abc import Iterator

import pytest

from standins.quickbooks.running import Running
from tests.domain.sales.desk import Desk, sales_desk


@pytest.fixture
def desk(database_url: str, standin: Running) -> Iterator[Desk]:
    """The AR module is off, and nothing has happened in January yet."""
    with sales_desk(database_url, standin) as made:
        yield made
