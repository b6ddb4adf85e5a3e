"""One office for the stories of syncs; each begins with a connection and nothing else."""

from collections.abc import Iterator

import pytest

from tests.bot.office import Office, whole_bot
from tests.databases import Databases

__all__ = ["Office"]


@pytest.fixture(scope="package")
def begun(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        yield made


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    """Nobody has said anything, QuickBooks is empty, the bot knows nothing but its connection."""
    begun.settle()
    begun.forget()
    begun.connect()
    begun.settle()
    yield begun
    begun.settle()
