"""Fits the counterparties together: their windows, and the import of what a file holds."""

from bot.counterparties import listeners
from bot.counterparties.messages import ImportMessages
from bot.house import House, Workflows
from domain.clock import new_id
from domain.imports.importing_worksheets import ImportingWorksheets
from domain.imports.receiving_worksheets import ReceivingWorksheets


def register(house: House) -> Workflows:
    """Hang the listeners; answers the workflows by name. A file that is of something else is handed on."""
    door, verbs, departments = house.door, house.verbs, house.departments
    receiving, importing = verbs.receiving, verbs.importing
    listeners.register(door, verbs.registering, receiving, importing, departments=departments, new_id=new_id)
    elsewhere = ReceivingWorksheets(ImportingWorksheets(verbs.worksheets), house.engine)
    told = ImportMessages(
        house.client,
        house.engine,
        receiving,
        importing,
        departments,
        house.now,
        door.workflow,
        house.patience,
        elsewhere,
        verbs.openings,
    )
    return told.workflows()
