"""What the tests of vouchers may ask for."""

from collections.abc import Iterator

import pytest

from standins.quickbooks.running import Running
from tests.domain.books.company import two_companies
from tests.domain.vouchers.desk import Desk, voucher_desk


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "january: the worked month, to the cent")


@pytest.fixture(scope="session")
def standin() -> Iterator[Running]:
    with two_companies() as made:
        yield made


@pytest.fixture
def desk(database_url: str, standin: Running) -> Iterator[Desk]:
    """January's desk before anything has happened."""
    with voucher_desk(database_url, standin) as made:
        yield made
