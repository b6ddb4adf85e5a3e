"""What the tests of deliveries may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from standins.quickbooks.running import Running
from tests.domain.deliveries.desk import Desk, paper_desk
from tests.domain.desk import copied


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, standin: Running) -> Iterator[Desk]:
    """Nothing has been told to QuickBooks yet."""
    with paper_desk(copied(prepared, tmp_path), standin) as made:
        yield made
