"""Fits the reports together: the command, its window, and the workflow that makes the files."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.house import House, Workflows
from bot.reports import listeners
from bot.reports.messages import ReportMessages
from domain.reports import reporting
from domain.worksheets.worksheet_look import Looking


def register(house: House) -> Workflows:
    """Hang the command and its window; answers the workflows by name."""
    verb, zone = house.verbs.reporting, house.settings.time_zone

    def today() -> date:
        return house.now().astimezone(ZoneInfo(zone)).date()

    looking = Looking(house.store)
    listeners.register(house.door, verb, looking, departments=house.departments, today=today, zone=zone)
    told = ReportMessages(house.client, house.engine, verb, house.patience)
    return {reporting.MAKE: house.door.workflow(told.make, told.broke)}
