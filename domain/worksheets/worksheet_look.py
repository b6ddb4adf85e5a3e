"""Looking at worksheets: one with its figures and every name on it, those a text finds, and what a form may offer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.account import AccountClass, ChartRow, chart
from domain.accounts.term import Term, TermSide
from domain.counterparties.counterparty import Counterparty, visible
from domain.counterparties.details import TradeRole
from domain.counterparties.names import exact_key
from domain.problems import Problem
from domain.store import Store
from domain.vouchers.voucher import Voucher
from domain.worksheets.recognition import variance_of
from domain.worksheets.worksheet import Figures, Sheet, Worksheet, WorksheetStatus, figures, sheet_of
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm

MOST: Final = 50


@dataclass(frozen=True)
class Look:
    """A worksheet as people see it: counterparties and vouchers by id, and accounts by number, have their names."""

    sheet: Sheet
    figures: Figures
    names: Mapping[str, str]
    accounts: Mapping[str, str]
    vouchers: Mapping[str, str]

    @property
    def customer(self) -> str:
        """The customer's name, empty when there is none yet."""
        return self.names.get(self.sheet.worksheet.customer_id or "", "")


@dataclass(frozen=True)
class Found:
    """A worksheet in a list."""

    id: str
    department: str
    number: str
    customer: str
    commodity: str
    status: WorksheetStatus


@dataclass(frozen=True)
class Looking:
    """What may be asked about worksheets; nothing changes by it."""

    store: Store

    def look(self, id: str) -> Look:
        """One worksheet; raises a Problem when there is none."""
        with self.store.reading() as session:
            worksheet = session.get(Worksheet, id)
            if worksheet is None:
                raise Problem("There is no such worksheet.", next_step="Look for it with /worksheet find.")
            return _look(session, sheet_of(session, worksheet))

    def numbered(self, number: str, departments: Collection[str]) -> list[Found]:
        """Those with exactly this number, in any case; there may be one in each department."""
        return self._found(sa.func.lower(Worksheet.number) == number.strip().lower(), departments)

    def find(self, text: str, departments: Collection[str]) -> list[Found]:
        """At most 50 whose number, customer, commodity or rep contains the text, those changed last first."""
        texts = (Worksheet.number, Counterparty.name, Worksheet.commodity, Worksheet.rep)
        return self._found(
            sa.or_(*(col(where).icontains(text.strip(), autoescape=True) for where in texts)), departments
        )

    def parties(self, text: str, department: str, role: TradeRole) -> list[Counterparty]:
        """At most 50 active counterparties in this role whose name contains the text."""
        is_role = {TradeRole.CUSTOMER: Counterparty.is_customer, TradeRole.SUPPLIER: Counterparty.is_supplier}[role]
        named = col(Counterparty.name_key).contains(exact_key(text), autoescape=True)
        query = select(Counterparty).where(visible(department), col(Counterparty.active), col(is_role), named)
        with self.store.reading() as session:
            return list(session.exec(query.order_by(col(Counterparty.name_key)).limit(MOST)))

    def accounts(self, text: str, department: str, classes: Collection[AccountClass]) -> list[ChartRow]:
        """The accounts of these classes whose number or name contains the text."""
        wanted = text.strip().casefold()
        with self.store.reading() as session:
            rows = chart(session, department)
        return [row for row in rows if row.cls in classes and wanted in f"{row.number} {row.name}".casefold()]

    def terms(self, department: str) -> list[str]:
        """The payment terms kept for customers."""
        query = select(Term.description).where(Term.department == department, Term.side == TermSide.AR)
        with self.store.reading() as session:
            return list(session.exec(query.order_by(col(Term.description))))

    def _found(self, which: sa.ColumnElement[bool], departments: Collection[str]) -> list[Found]:
        query = (
            select(Worksheet, Counterparty.name)
            .join(Counterparty, col(Counterparty.id) == Worksheet.customer_id, isouter=True)
            .where(col(Worksheet.department).in_(departments), which)
            .order_by(col(Worksheet.changed_at).desc(), col(Worksheet.number))
        )
        with self.store.reading() as session:
            return [
                Found(one.id, one.department, one.number, customer or "", one.commodity, one.status)
                for one, customer in session.exec(query.limit(MOST))
            ]


def form_of(sheet: Sheet) -> WorksheetForm:
    """The form that would leave a worksheet exactly as it is."""
    worksheet = sheet.worksheet
    return WorksheetForm(
        number=worksheet.number,
        customer_id=worksheet.customer_id,
        load_date=worksheet.load_date,
        ship_date=worksheet.ship_date,
        posting_date=worksheet.posting_date,
        rep=worksheet.rep,
        commodity=worksheet.commodity,
        term=worksheet.term,
        sales=tuple(SaleForm(one.amount, one.tax, one.account, one.description) for one in sheet.sales),
        accruals=tuple(AccrualForm(a.vendor_id, a.kind, a.amount, a.account, a.id) for a in sheet.accruals),
    )


def _look(session: Session, sheet: Sheet) -> Look:
    worksheet = sheet.worksheet
    billing = {*(one.voucher_id for one in sheet.accruals), *(one.voucher_id for one in sheet.adjustments)}
    parties = {worksheet.customer_id, *(one.vendor_id for one in sheet.accruals)}
    parties |= {one.party_id for one in sheet.adjustments}
    names = select(Counterparty.id, Counterparty.name).where(col(Counterparty.id).in_(_said(parties)))
    vouchers = select(Voucher).where(col(Voucher.id).in_(_said(billing)))
    return Look(
        sheet,
        figures(sheet, variance_of(session, worksheet.id)),
        dict(session.exec(names).all()),
        {row.number: row.name for row in chart(session, worksheet.department)},
        {one.id: one.name for one in session.exec(vouchers)},
    )


def _said(ids: Iterable[str | None]) -> Sequence[str]:
    return sorted({id for id in ids if id})
