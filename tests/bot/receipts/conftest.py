"""One office for the stories of receipts; each begins on 28 January."""

from collections.abc import Iterator

import pytest

from standins.slack.person import Person
from tests.bot.office import whole_bot
from tests.bot.receipts.office import Office

__all__ = ["Office"]
PATIENCE = 20


@pytest.fixture(scope="package")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with whole_bot(tmp_path_factory.mktemp("receipts")) as made:
        yield Office(made.tieout, made.workspace, made.quickbooks, made.hands)


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    """28 January."""
    begun.settle()
    begun.begin()
    yield begun
    begun.settle()


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.workspace.person("anna", timeout=PATIENCE)


@pytest.fixture
def bo(office: Office) -> Person:
    """An approver, up to 10,000.00."""
    return office.workspace.person("bo", timeout=PATIENCE)


@pytest.fixture
def clara(office: Office) -> Person:
    """The controller."""
    return office.workspace.person("clara", timeout=PATIENCE)


@pytest.fixture
def otto(office: Office) -> Person:
    """Has no role."""
    return office.workspace.person("otto", timeout=PATIENCE)
