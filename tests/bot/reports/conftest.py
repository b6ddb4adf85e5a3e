"""An office where January is over: reports are asked for there. Nobody changes anything, so one serves all stories."""

from collections.abc import Iterator

import pytest

from standins.slack.person import Person
from tests.bot.office import whole_bot
from tests.bot.vouchers.office import Office

PATIENCE = 20


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with whole_bot(tmp_path_factory.mktemp("reports")) as made:
        office = Office(made.tieout, made.workspace, made.quickbooks)
        office.begin()
        yield office
        office.settle()


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.workspace.person("anna", timeout=PATIENCE)


@pytest.fixture
def otto(office: Office) -> Person:
    """Has no role."""
    return office.workspace.person("otto", timeout=PATIENCE)
