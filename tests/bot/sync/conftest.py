"""One office for the stories of syncs; each begins with a connection and nothing else."""

from collections.abc import Iterator

import pytest

from standins.slack.person import Person
from tests.bot.office import Office, environment, whole_bot

__all__ = ["Office", "environment"]


@pytest.fixture(scope="package")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with whole_bot(tmp_path_factory.mktemp("sync")) as made:
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


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.workspace.person("anna", timeout=30)


@pytest.fixture
def bo(office: Office) -> Person:
    """May look, and no more."""
    return office.workspace.person("bo", timeout=30)
