"""An office in whose QuickBooks all of January stands, ready to be closed.

Anna is a clerk, Bo and Clara are controllers, Otto nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from domain.closing.close_view import CloseView
from domain.closing.looking import Looking
from domain.closing.month_end import Step
from domain.closing.month_proofs import MonthProofs
from standins.slack.person import Person
from tests.bot import office as offices
from tests.bot.office import beside, whole_bot
from tests.databases import Databases
from tests.domain.books.company import Site
from tests.domain.books.parts import Hands
from tests.domain.january import LAST, January
from tests.domain.proofs.desk import Desk

MONTH: Final = "2025-01"


@dataclass
class Office(offices.Office):
    """The bot, both places it speaks with, and the month."""

    desk: Desk = field(init=False)

    def begin(self, *, ar_on: bool = True) -> None:
        """January is told to QuickBooks, and nothing of it is closed."""
        self.settle()
        self.forget()
        store, connecting = self.tieout.store, self.tieout.connecting
        site = Site(self.quickbooks, connecting, connecting.tokens, store, Hands())
        self.desk = Desk(site, store, January(store, ar_on=ar_on))
        self.desk.plays(LAST)
        self.settle()
        self._reads_chart()

    def _reads_chart(self) -> None:
        """Clara has looked at the accounts, so that the bot knows those that are there by now."""
        clara = self.workspace.person("clara", timeout=20)
        clara.types("/accounting accounts", in_="#accounting")
        clara.sees_modal("Accrued AP")
        self.settle()
        clara.closes_everything()

    def card(self, person: Person) -> dict[str, Any]:
        """The message of the close, as it stands once all work is done."""
        self.settle()
        return dict(person.sees("Close of January 2025", in_="#accounting", ephemeral=False))

    def look(self) -> CloseView:
        """How the close stands."""
        return Looking(self.tieout.store, MonthProofs(self.tieout.store)).look("main", MONTH)

    def stands(self, step: Step) -> str:
        self.settle()
        return str(self.look().step(step).state)

    def closing_entries(self) -> dict[str, dict[str, Any]]:
        """The closing entries QuickBooks holds, by number."""
        found = [one for one in self.documents("JournalEntry") if str(one.get("DocNumber")).startswith("TO-")]
        return {one["DocNumber"]: one for one in found}

    def closes_books(self, on: str) -> None:
        """A person sets the closing date in QuickBooks, or takes it away."""
        self.control("acts/closing-date", date=on)

    def enters(self, person: Person, act: str) -> None:
        """Somebody opens the entry from its step and submits its window."""
        person.presses(act, on=self.card(person))
        person.sees_modal("TO-2025-01")
        person.submits()
        self.settle()


@contextmanager
def closing_office(databases: Databases) -> Iterator[Office]:
    """One bot, with two controllers."""
    with whole_bot(databases, TIEOUT_CONTROLLERS="U0BO,U0CLARA") as made:
        office = Office(made.tieout, made.workspace, made.quickbooks, made.hands)
        yield office
        beside(office.settle)
