"""One office for the stories of receipts; each begins on 28 January."""

from collections.abc import Iterator

import pytest

from tests.bot.office import whole_bot
from tests.bot.receipts.office import Office
from tests.databases import Databases

__all__ = ["Office"]


@pytest.fixture(scope="package")
def begun(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        yield Office(made.tieout, made.workspace, made.quickbooks, made.hands)


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    """28 January."""
    begun.settle()
    begun.begin()
    yield begun
    begun.settle()
