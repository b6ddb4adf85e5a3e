"""Our chart of accounts, and which account of the books stands behind each of ours."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Field, Session, col, select

from domain.connections.connection import MAIN, connection_of
from domain.table import Table

ALWAYS: Final = date(1900, 1, 1)


class AccountClass(StrEnum):
    """What an account is for (S0-09); Sales, Purchases and Expenses may have several, the others one."""

    AR = "A/R"
    AR_ACCRUAL = "A/R Accrual"
    AP = "A/P"
    AP_ACCRUAL = "A/P Accrual"
    SALES = "Sales"
    PURCHASES = "Purchases"
    EXPENSES = "Expenses"
    INVENTORY = "Inventory"
    OFFSET = "Offset"
    SALES_TAX = "Sales Tax"
    UNAPPLIED_CASH = "Unapplied Cash"
    INTEREST_PAID = "Interest Paid"
    DISCOUNTS = "Discounts/Refunds Given"
    BANK_CHARGES = "Bank Charges"


LISTS: Final = frozenset({AccountClass.SALES, AccountClass.PURCHASES, AccountClass.EXPENSES})
BALANCE_SHEET: Final = frozenset(
    {
        AccountClass.AR,
        AccountClass.AR_ACCRUAL,
        AccountClass.AP,
        AccountClass.AP_ACCRUAL,
        AccountClass.INVENTORY,
        AccountClass.SALES_TAX,
        AccountClass.UNAPPLIED_CASH,
    }
)


@dataclass(frozen=True)
class ChartRow:
    """One account of ours: our number, its name, its class."""

    number: str
    name: str
    cls: AccountClass


CHART: Final = tuple(
    ChartRow(number, name, cls)
    for number, name, cls in (
        ("1200", "Accounts Receivable", AccountClass.AR),
        ("1210", "Accrued Sales", AccountClass.AR_ACCRUAL),
        ("2100", "Accounts Payable", AccountClass.AP),
        ("2110", "Accrued AP", AccountClass.AP_ACCRUAL),
        ("4010", "Sales - General", AccountClass.SALES),
        ("4110", "Sales - Adjustments", AccountClass.SALES),
        ("4120", "Sales - Downgrade", AccountClass.SALES),
        ("4130", "Sales - Light Load", AccountClass.SALES),
        ("4140", "Sales - Moisture Deduction", AccountClass.SALES),
        ("4150", "Sales - Contamination", AccountClass.SALES),
        ("4160", "Sales - Rejected", AccountClass.SALES),
        ("5010", "Purchases - Material", AccountClass.PURCHASES),
        ("5110", "Purchases - Adjustments", AccountClass.PURCHASES),
        ("5120", "Purchases - Downgrade", AccountClass.PURCHASES),
        ("5130", "Purchases - Light Load", AccountClass.PURCHASES),
        ("5140", "Purchases - Moisture Deduction", AccountClass.PURCHASES),
        ("5150", "Purchases - Contamination", AccountClass.PURCHASES),
        ("5160", "Purchases - Rejected", AccountClass.PURCHASES),
        ("5710", "Freight - Inland", AccountClass.EXPENSES),
        ("5720", "Freight - Ocean", AccountClass.EXPENSES),
        ("5300", "Commission - Earned", AccountClass.EXPENSES),
        ("6020", "Warehousing", AccountClass.EXPENSES),
        ("3000", "Inventory", AccountClass.INVENTORY),
        ("7000", "Offset", AccountClass.OFFSET),
        ("4501", "Sales Tax", AccountClass.SALES_TAX),
        ("1250", "Unapplied Cash", AccountClass.UNAPPLIED_CASH),
        ("4100", "Interest Charge", AccountClass.INTEREST_PAID),
        ("4200", "Sales Discount", AccountClass.DISCOUNTS),
        ("5500", "Bank Fee", AccountClass.BANK_CHARGES),
    )
)


@dataclass(frozen=True)
class Uses:
    """What a department uses of Tieout; it decides which accounts it needs and of which type (S0-07, C4)."""

    ar: bool = True
    tax: bool = False
    inventory: bool = False
    netting: bool = False


class OwnAccount(Table, table=True):
    """An account a department added to the chart it began with."""

    __tablename__ = "own_account"

    department: str = Field(primary_key=True, max_length=64)
    number: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=100)
    kind: str = Field(max_length=30)


class Mapped(Table, table=True):
    """The account of the books behind one of ours from a day on, as it was named then; `at` is in UTC."""

    __tablename__ = "mapped_account"

    department: str = Field(primary_key=True, max_length=64)
    account: str = Field(primary_key=True, max_length=20)
    valid_from: date = Field(primary_key=True)
    realm: str = Field(primary_key=True, max_length=32)
    books_id: str = Field(max_length=36)
    books_name: str = Field(max_length=400)
    books_number: str = Field(default="", max_length=40)
    books_type: str = Field(max_length=60)
    books_subtype: str = Field(default="", max_length=60)
    by: str = Field(max_length=64)
    at: datetime


class KnownAccount(Table, table=True):
    """An account of the books as last read."""

    __tablename__ = "known_account"

    realm: str = Field(primary_key=True, max_length=32)
    books_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=400)
    number: str = Field(default="", max_length=40)
    type: str = Field(max_length=60)
    subtype: str = Field(max_length=60)
    currency: str = Field(default="", max_length=3)
    active: bool = True


class KnownChart(Table, table=True):
    """When a company's chart was last read, whether its accounts have numbers, and its item "Sales Accrual".

    `tax_code_id` is its usual sales tax code, empty where it does not use sales tax.
    """

    __tablename__ = "known_chart"

    realm: str = Field(primary_key=True, max_length=32)
    at: datetime
    account_numbers: bool
    home_currency: str = Field(max_length=3)
    item_id: str = Field(default="", max_length=36)
    item_account_id: str = Field(default="", max_length=36)
    tax_code_id: str = Field(default="", max_length=36)


def chart(session: Session, department: str) -> list[ChartRow]:
    """The template and what the department added, by number."""
    own = session.exec(select(OwnAccount).where(OwnAccount.department == department))
    rows = [*CHART, *(ChartRow(one.number, one.name, AccountClass(one.kind)) for one in own)]
    return sorted(rows, key=lambda row: row.number)


def mapped(session: Session, department: str, account: str, on: date) -> Mapped | None:
    """What stands behind one of our accounts on a day, in the company the department posts to."""
    connection = connection_of(session, department)
    return all_mapped(session, department, connection.realm, on).get(account) if connection else None


def all_mapped(session: Session, department: str, realm: str, on: date) -> dict[str, Mapped]:
    """By our number, what stands behind each of our accounts on a day.

    A department that posts to main's company has main's mapping where it has none of its own (S0-14).
    """
    found: dict[str, Mapped] = {}
    for each in dict.fromkeys((MAIN, department)):
        one = select(Mapped).where(Mapped.department == each, Mapped.realm == realm, Mapped.valid_from <= on)
        found |= {row.account: row for row in session.exec(one.order_by(col(Mapped.valid_from)))}
    return found


def required(row: ChartRow, uses: Uses) -> bool:
    """Whether a department cannot do without this very account (S0-07); of Sales and Purchases it needs any one."""
    match row.cls:
        case AccountClass.AR | AccountClass.AR_ACCRUAL | AccountClass.AP | AccountClass.AP_ACCRUAL:
            return True
        case AccountClass.UNAPPLIED_CASH | AccountClass.DISCOUNTS:
            return uses.ar
        case AccountClass.BANK_CHARGES | AccountClass.INTEREST_PAID:
            return uses.ar
        case AccountClass.SALES_TAX:
            return uses.tax and uses.ar
        case AccountClass.INVENTORY:
            return uses.inventory
        case AccountClass.OFFSET:
            return uses.netting
        case _:
            return False


def lacking(rows: list[ChartRow], have: set[str], uses: Uses) -> list[ChartRow]:
    """What must still be mapped; where any account of a class would do, the first of them stands for it."""
    found = [row for row in rows if required(row, uses) and row.number not in have]
    for cls in (AccountClass.SALES, AccountClass.PURCHASES):
        of_class = [row for row in rows if row.cls is cls]
        if of_class and not any(row.number in have for row in of_class):
            found.append(of_class[0])
    return found


def missing(session: Session, department: str, uses: Uses, on: date) -> list[ChartRow]:
    """What a department must still map before it can post on a day."""
    connection = connection_of(session, department)
    have = set(all_mapped(session, department, connection.realm, on)) if connection else set()
    return lacking(chart(session, department), have, uses)
