"""One office for the stories of sales: our customer, its worksheets, and a QuickBooks that has what sales need."""

from collections.abc import Iterator

import pytest

from standins.slack.person import Person
from tests.bot.office import whole_bot
from tests.bot.sales.office import Office

__all__ = ["Office"]
PATIENCE = 20


@pytest.fixture(scope="package")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with whole_bot(tmp_path_factory.mktemp("sales")) as made:
        yield Office(made.tieout, made.workspace, made.quickbooks, made.hands)


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    begun.settle()
    yield begun
    begun.settle()


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.workspace.person("anna", timeout=PATIENCE)


@pytest.fixture
def bo(office: Office) -> Person:
    """May look, and approve bills, but not change worksheets."""
    return office.workspace.person("bo", timeout=PATIENCE)
