"""One office for the stories of connections; each begins on its first day."""

from collections.abc import Iterator

import pytest

from tests.bot.connection.office import Office, office_in
from tests.databases import Databases


@pytest.fixture(scope="module")
def furnished(databases: Databases) -> Iterator[Office]:
    with office_in(databases) as office:
        yield office


@pytest.fixture
def office(furnished: Office) -> Office:
    furnished.reset()
    return furnished
