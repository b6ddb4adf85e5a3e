"""What the tests of receipts may ask for."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.domain.january import day
from tests.domain.receipts.till import Template, Till, prepared, till_of


@pytest.fixture(scope="session")
def before_paying(databases: Databases) -> Iterator[Template]:
    """January up to the 27th."""
    with prepared(databases, day(27)) as template:
        yield template


@pytest.fixture
def till(before_paying: Template) -> Iterator[Till]:
    with till_of(before_paying) as made:
        yield made
