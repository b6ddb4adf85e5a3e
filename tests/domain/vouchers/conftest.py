"""What the tests of vouchers may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from standins.quickbooks.running import Running
from tests.domain.books.company import two_companies
from tests.domain.desk import copied, prepare
from tests.domain.vouchers.desk import Desk, voucher_desk


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "january: the worked month, to the cent")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="session")
def standin() -> Iterator[Running]:
    with two_companies() as made:
        yield made


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, standin: Running) -> Iterator[Desk]:
    """January's desk before anything has happened."""
    with voucher_desk(copied(prepared, tmp_path), standin) as made:
        yield made
