"""What a person says of a worksheet: its fields as a form or a file gives them, and what of it cannot be kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlmodel import Session

from domain.accounts.account import AccountClass, chart
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import TradeRole, one_line
from domain.money import MOST
from domain.problems import Problem
from domain.worksheets.trade import USUAL_ACCOUNT, TradeKind
from domain.worksheets.worksheet import MAX_NUMBER

SALES: Final = frozenset({AccountClass.SALES})
COSTS: Final = frozenset({AccountClass.PURCHASES, AccountClass.EXPENSES})


@dataclass(frozen=True)
class SaleForm:
    """One line of the sale: net cents and the tax on it."""

    amount: int
    tax: int = 0
    account: str = "4010"
    description: str = ""


@dataclass(frozen=True)
class AccrualForm:
    """One expense of one vendor, in cents; without an account it goes to the usual one of its kind.

    `id` is that of the accrual it changes; without one it is new.
    """

    vendor_id: str
    kind: TradeKind
    amount: int
    account: str = ""
    id: str | None = None


@dataclass(frozen=True)
class WorksheetForm:
    """A worksheet as a whole; what it does not list is not on the worksheet afterwards (adjustments are apart)."""

    number: str
    customer_id: str | None = None
    load_date: date | None = None
    ship_date: date | None = None
    posting_date: date | None = None
    rep: str = ""
    commodity: str = ""
    term: str = ""
    sales: Sequence[SaleForm] = ()
    accruals: Sequence[AccrualForm] = ()


def checked(form: WorksheetForm) -> WorksheetForm:
    """The form as it will be kept; raises a Problem at the first field that cannot be."""
    number = one_line(form.number)
    if not number:
        raise Problem("A worksheet needs a number.", field="number")
    if len(number) > MAX_NUMBER:
        raise Problem(f"A worksheet's number has at most {MAX_NUMBER} characters.", field="number")
    return replace(
        form,
        number=number,
        rep=_short(form.rep, 100, "rep"),
        commodity=_short(form.commodity, 100, "commodity"),
        term=_short(form.term, 64, "term"),
        sales=tuple(map(checked_sale, form.sales)),
        accruals=tuple(map(checked_accrual, form.accruals)),
    )


def checked_sale(sale: SaleForm) -> SaleForm:
    """A line of the sale; raises a Problem for one below zero (E1)."""
    if not (0 <= sale.amount <= MOST and 0 <= sale.tax <= MOST):
        raise Problem(
            "A line of the sale cannot be below zero.", field="sales", next_step="Record a sales adjustment instead."
        )
    return replace(sale, account=sale.account or "4010", description=one_line(sale.description)[:200])


def checked_accrual(accrual: AccrualForm) -> AccrualForm:
    """An accrual with its account; raises a Problem unless it is above zero."""
    if not 0 < accrual.amount <= MOST:
        raise Problem(
            "An accrual must be above zero.", field="accruals", next_step="Record a purchase adjustment instead."
        )
    return replace(accrual, account=accrual.account or USUAL_ACCOUNT[accrual.kind])


def require_account(
    session: Session, department: str, number: str, classes: frozenset[AccountClass], field: str = "account"
) -> None:
    """Raises a Problem unless the number is an account of the department's chart in one of these classes."""
    found = next((row for row in chart(session, department) if row.number == number), None)
    if found is None or found.cls not in classes:
        said = f"{number} {found.name} is of the class {found.cls}" if found else f"There is no account {number}"
        raise Problem(
            f"{said}.", field=field, next_step=f"Choose an account of the class {' or '.join(sorted(classes))}."
        )


def require_party(session: Session, department: str, id: str, role: TradeRole, field: str) -> Counterparty:
    """The active counterparty of this department in this role; raises a Problem otherwise."""
    party = session.get(Counterparty, id)
    if party is None or party.department != department:
        raise Problem("There is no such counterparty.", field=field)
    if role not in party.roles:
        raise Problem(f"{party.name} is not a {role}.", field=field, next_step=f"Add the role {role} to it first.")
    if not party.active:
        raise Problem(f"{party.name} is deactivated.", field=field, next_step="Reactivate it first.")
    return party


def _short(text: str, most: int, field: str) -> str:
    line = one_line(text)
    if len(line) > most:
        raise Problem(f"The {field} has more than {most} characters.", field=field)
    return line
