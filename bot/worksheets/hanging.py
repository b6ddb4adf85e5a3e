"""Fits the worksheets together: their windows, and the import of what a file holds."""

from bot.house import House, Workflows
from bot.sales.hanging import Bills
from bot.worksheets import listeners
from bot.worksheets.import_messages import WorksheetImports
from domain.clock import new_id
from domain.imports.importing_worksheets import ImportingWorksheets
from domain.imports.receiving_worksheets import ReceivingWorksheets
from domain.sales.billed import Billing
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.worksheet_look import Looking


def register(house: House) -> Workflows:
    """Hang the listeners; answers the workflows by name."""
    worksheets = house.verbs.worksheets
    receiving = ReceivingWorksheets(ImportingWorksheets(worksheets), house.engine)
    listeners.register(
        house.door,
        worksheets,
        Adjusting(worksheets),
        Looking(house.store),
        receiving,
        departments=house.departments,
        new_id=new_id,
        bills=Bills(Billing(house.store), house.page_of).of,
        today=house.today,
    )
    return WorksheetImports(house.client, house.engine, receiving, house.door.workflow, house.patience).workflows()
