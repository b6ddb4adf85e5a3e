"""What the tests of closing may ask for."""

from collections.abc import Iterator

import pytest

from standins.quickbooks.running import Running
from tests.domain.books.company import two_companies


@pytest.fixture(scope="module")
def standin() -> Iterator[Running]:
    with two_companies() as made:
        yield made
