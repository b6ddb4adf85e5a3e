"""The lines about vouchers on a person's Home."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import Block
from bot.people import Person
from bot.vouchers import home_views
from domain.vouchers.waiting import Waiting


@dataclass(frozen=True)
class HomeLines:
    """Drawn from what is stored."""

    waiting: Waiting
    departments: Sequence[str]

    def of(self, person: Person) -> list[Block]:
        """What waits for this person, and what waits for QuickBooks."""
        waits = self.waiting.look(person.id, person.roles, self.departments)
        return home_views.waiting(waits, named=len(self.departments) > 1)
