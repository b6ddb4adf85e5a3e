"""What the tests of sales may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from standins.quickbooks.running import Running
from tests.domain.desk import copied
from tests.domain.sales.desk import Desk, sales_desk


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, standin: Running) -> Iterator[Desk]:
    """The AR module is off, and nothing has happened in January yet."""
    with sales_desk(copied(prepared, tmp_path), standin) as made:
        yield made
