"""The proofs' office, in which somebody changes things in QuickBooks and the watch sees it five minutes later."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.bot.office import whole_bot
from tests.bot.proofs.conftest import Office as Proofs
from tests.databases import Databases


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
def office(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        office = Office(made.tieout, made.workspace, made.quickbooks, made.hands)
        office.begin()
        office.looks()
        yield office
        office.settle()
