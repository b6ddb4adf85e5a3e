"""One office for the stories of sales: our customer, its worksheets, and a QuickBooks that has what sales need."""

from collections.abc import Iterator

import pytest

from tests.bot.office import whole_bot
from tests.bot.sales.office import Office
from tests.databases import Databases

__all__ = ["Office"]


@pytest.fixture(scope="package")
def begun(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        yield Office(made.tieout, made.workspace, made.quickbooks, made.hands)


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    begun.settle()
    yield begun
    begun.settle()
