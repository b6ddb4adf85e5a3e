"""The proofs' office, in which somebody changes things in QuickBooks and the watch sees it five minutes later."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from standins.slack.person import Person
from tests.bot.office import whole_bot
from tests.bot.proofs.conftest import Office as Proofs

PATIENCE = 20


class Office(Proofs):
    """Time passes by turning QuickBooks' clock, which the bot follows."""

    def looks(self) -> None:
        """Five minutes later."""
        self.settle()
        self.quickbooks.clock.turn(timedelta(minutes=15))
        self.tieout.clock.follow(self.quickbooks.clock.now())
        self.tieout.schedule.run_due()
        self.settle()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with whole_bot(tmp_path_factory.mktemp("drift")) as made:
        office = Office(made.tieout, made.workspace, made.quickbooks, made.hands)
        office.begin()
        office.looks()
        yield office
        office.settle()


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.workspace.person("anna", timeout=PATIENCE)


@pytest.fixture
def clara(office: Office) -> Person:
    """The controller."""
    return office.workspace.person("clara", timeout=PATIENCE)
