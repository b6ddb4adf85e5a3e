"""What the tests of receipts may ask for."""

from collections.abc import Iterator

import pytest

from tests.domain.january import day
from tests.domain.receipts.till import Template, Till, prepare, till_of


@pytest.fixture(scope="session")
def before_paying(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """January up to the 27th."""
    return prepare(tmp_path_factory.mktemp("receipts"), day(27))


@pytest.fixture
def till(before_paying: Template) -> Iterator[Till]:
    with till_of(before_paying) as made:
        yield made
