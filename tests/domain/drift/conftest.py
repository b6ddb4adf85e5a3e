"""What the tests of the drift watch may ask for."""

from collections.abc import Iterator

import pytest

from standins.quickbooks.running import Running
from tests.domain.books.company import two_companies
from tests.domain.desk import copied, prepare
from tests.domain.drift.desk import Desk, drift_desk


@pytest.fixture(scope="module")
def standin() -> Iterator[Running]:
    with two_companies() as made:
        yield made


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, standin: Running) -> Iterator[Desk]:
    """One desk for a module: every test leaves the books as it found them."""
    url = copied(prepare(tmp_path_factory.mktemp("prepared")), tmp_path_factory.mktemp("drift"))
    with drift_desk(url, standin) as made:
        yield made
