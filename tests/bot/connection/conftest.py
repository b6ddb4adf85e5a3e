"""One office for the stories of connections; each begins on its first day."""

from collections.abc import Iterator

import pytest

from standins.slack.person import Person
from tests.bot.connection.office import Office, office_in


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_in(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def office(furnished: Office) -> Office:
    furnished.reset()
    return furnished


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.workspace.person("anna", timeout=30)


@pytest.fixture
def bo(office: Office) -> Person:
    """May look, and no more."""
    return office.workspace.person("bo", timeout=30)


@pytest.fixture
def clara(office: Office) -> Person:
    """The controller."""
    return office.workspace.person("clara", timeout=30)


@pytest.fixture
def otto(office: Office) -> Person:
    """Has no role."""
    return office.workspace.person("otto", timeout=30)
