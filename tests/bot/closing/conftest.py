"""One office for the stories of the close."""

from collections.abc import Iterator

import pytest

from tests.bot.closing.office import Office, closing_office
from tests.databases import Databases


@pytest.fixture(scope="package")
def building(databases: Databases) -> Iterator[Office]:
    with closing_office(databases) as office:
        yield office
