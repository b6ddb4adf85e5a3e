"""One office for the stories of the close."""

from collections.abc import Iterator

import pytest

from standins.slack.person import Person
from tests.bot.closing.office import Office, closing_office

PATIENCE = 20


@pytest.fixture(scope="package")
def building(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with closing_office(tmp_path_factory.mktemp("closing")) as office:
        yield office


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.workspace.person("anna", timeout=PATIENCE)


@pytest.fixture
def bo(office: Office) -> Person:
    """A controller, here."""
    return office.workspace.person("bo", timeout=PATIENCE)


@pytest.fixture
def clara(office: Office) -> Person:
    """The other controller."""
    return office.workspace.person("clara", timeout=PATIENCE)


@pytest.fixture
def otto(office: Office) -> Person:
    """Has no role."""
    return office.workspace.person("otto", timeout=PATIENCE)
