"""Fits the invoices and memos together: their listeners, workflows, and what others show of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import Block
from bot.house import House, Workflows
from bot.pages import Page
from bot.people import Person
from bot.sales import listeners, views
from bot.sales.messages import PRINT, READ, SaleMessages
from domain.clock import new_id
from domain.role import Act, may
from domain.sales.billed import Billing
from domain.sales.invoicing import SHOW
from domain.sales.printing import Printing
from domain.sales.sale_document import MATTER
from domain.sales.sale_matter import SaleMatter
from domain.sales.settling import Settling
from domain.store import Store
from domain.worksheets.adjusting import Adjusting


@dataclass(frozen=True)
class Bills:
    """What a worksheet's window says of its invoice and memos."""

    billing: Billing
    page: Page

    def of(self, worksheet_id: str, *, presses: bool) -> list[Block]:
        """Nothing for a worksheet that bills nobody."""
        billed = self.billing.of_worksheet(worksheet_id)
        return views.several(billed, self.page, presses=presses) if billed else []


@dataclass(frozen=True)
class SaleLines:
    """The lines about sales documents on a person's Home."""

    store: Store
    departments: Sequence[str]

    def of(self, person: Person) -> list[Block]:
        """What whoever prepares worksheets has to settle, and what waits."""
        if not may(person.roles, Act.PREPARE):
            return []
        billing = Billing(self.store)
        refused, held_up = billing.refused(self.departments), billing.held_up(self.departments)
        return views.home(refused, held_up, named=len(self.departments) > 1)


def register(house: House) -> Workflows:
    """Hang the listeners; answers the workflows by name. Sales join the matters that are told to the books."""
    door, verbs, store, engine = house.door, house.verbs, house.store, house.engine
    billing, printing = Billing(store), Printing(store)
    messages = SaleMessages(
        house.client, engine, house.now, billing, printing, verbs.documents, house.page_of, house.channel
    )
    matter = verbs.matters[MATTER] = SaleMatter(verbs.invoicing, verbs.worksheets, messages.show)
    listeners.register(door, Settling(matter, Adjusting(verbs.worksheets)), store, engine, new_id=new_id)
    return {
        SHOW: messages.tell,
        READ: door.workflow(messages.read, messages.broke),
        PRINT: door.workflow(messages.send_paper, messages.broke),
    }
