"""Who writes to customers: a department's letterhead, or what its company told QuickBooks."""

from dataclasses import dataclass

from sqlmodel import Session

from domain.accounts.account import KnownChart
from domain.connections.connection import connection_of
from domain.departments.department_settings import DepartmentSettings


@dataclass(frozen=True)
class Sender:
    """What stands on everything that customers get: name, address, and how they pay, in lines; `currency` is that of
    the amounts, empty while the books have not said."""

    name: str
    address: tuple[str, ...] = ()
    remittance: tuple[str, ...] = ()
    currency: str = ""


def sender_of(session: Session, department: str) -> Sender:
    """The letterhead of the settings, whose first line is the name; without one, the company as it was connected."""
    chosen = session.get(DepartmentSettings, department) or DepartmentSettings(department=department)
    connection = connection_of(session, department)
    own = [connection.company_name, *connection.address.splitlines()] if connection else [department]
    name, *address = chosen.letterhead.splitlines() or own
    known = session.get(KnownChart, connection.realm) if connection else None
    currency = known.home_currency if known else ""
    return Sender(name, tuple(address), tuple(chosen.remittance.splitlines()), currency)
