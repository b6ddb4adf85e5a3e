"""Keeping worksheets: create, change, move between work and INVOICE; what the journal says follows in the same act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from domain.accounts.account import Uses
from domain.audit import record
from domain.clock import NewId, Now
from domain.connections.connection import connection_of
from domain.counterparties.details import TradeRole
from domain.ledger.go_live import before_go_live
from domain.ledger.period import Write, require_open
from domain.money import shown
from domain.problems import Problem
from domain.store import Store
from domain.worksheets.invoices import NONE_KEPT, Invoices
from domain.worksheets.recognition import (
    Recognition,
    billed_on,
    require_no_sales_adjustment,
    require_unpaid,
    swept,
    variance_of,
)
from domain.worksheets.worksheet import (
    Accrual,
    Figures,
    Sheet,
    Worksheet,
    WorksheetStatus,
    figures,
    sheet_of,
    worksheet_to_change,
)
from domain.worksheets.worksheet_changes import (
    WorksheetChanges,
    in_words,
    posting_date,
    require_customer_and_term,
    require_reachable,
)
from domain.worksheets.worksheet_form import (
    AccrualForm,
    SaleForm,
    WorksheetForm,
    checked,
    checked_accrual,
    require_party,
)

HEADER = ("number", "customer_id", "load_date", "ship_date", "posting_date", "rep", "commodity", "term")
ON_INVOICE = ("number", "term", "ship_date")  # what an invoice says besides the sale and the customer
MOST_FOUND = 20


def connected_realm(session: Session, department: str) -> str:
    """The company a department posts to; raises a Problem when there is none."""
    connection = connection_of(session, department)
    if connection is None:
        raise Problem("No accounting system is connected.", next_step="Connect QuickBooks first.")
    return connection.realm


def everything(_department: str) -> Uses:
    """For a house whose departments all keep their receivables here."""
    return Uses()


def they_may(_department: str) -> bool:
    """For a house in which bills never hold a worksheet."""
    return True


@dataclass(frozen=True)
class Recognising:
    """The acts on one store; every act names who did it (`by`) and is audited.

    `uses` tells whether a department keeps its receivables here; `bills_may_stay` whether its worksheets may
    leave INVOICE although vendors' bills were posted for them (they become alert 1, E4). `invoices` keeps what
    customers are billed.
    """

    store: Store
    now: Now
    new_id: NewId
    uses: Callable[[str], Uses] = everything
    realm_of: Callable[[Session, str], str] = connected_realm
    bills_may_stay: Callable[[str], bool] = they_may
    invoices: Invoices = NONE_KEPT

    def save(
        self,
        form: WorksheetForm,
        *,
        by: str,
        id: str | None = None,
        version: int | None = None,
        department: str = "main",
    ) -> Sheet:
        """Keep a worksheet as the form has it: a new one, or with a `version` the one with this id.

        In INVOICE a changed sale or accrual is reversed and booked again on the posting date (E2, E3). `id` is made
        beforehand where a form may be sent twice: the second time changes nothing. Raises a Problem at its field.
        """
        form = checked(form)
        try:
            return self._save(form, by, id, version, department)
        except IntegrityError:  # of two who saved the same number at once, the second
            raise Problem(f"There is a worksheet {form.number} already.", field="number") from None

    def set_status(
        self, id: str, to: WorksheetStatus, *, by: str, posting_date: date | None = None, version: int | None = None
    ) -> Sheet:
        """Move a worksheet: into INVOICE it is recognised on its posting date (E1), out of it all is reversed (E4).

        One whose invoice the books must let go of first stays INVOICE and is `leaving`; then it goes to work.
        """
        with self.store.writing() as session:
            worksheet = _editable(session, id, version)
            sheet, before = sheet_of(session, worksheet), worksheet.status
            if to is before:
                return sheet
            if before is WorksheetStatus.INVOICE and not self._leave(session, sheet, by):
                self._changed(session, worksheet, by, "ask to leave INVOICE", f"{before} to {to}")
                return sheet
            worksheet.status, worksheet.posting_date = to, posting_date or worksheet.posting_date
            if to is WorksheetStatus.INVOICE:
                self._enter(session, sheet, by)
            self._changed(session, worksheet, by, "move worksheet", f"{before} to {to}")
            return sheet

    def add_accrual(self, worksheet_id: str, form: AccrualForm, *, by: str) -> Accrual:
        """One more expected expense; in INVOICE it is recognised on the posting date. An id guards one sent twice."""
        form = checked_accrual(form)
        with self.store.writing() as session:
            worksheet = _editable(session, worksheet_id)
            if form.id and (before := session.get(Accrual, form.id)):
                return before
            accrual = self._changes(session, worksheet, by).add(form)
            self._changed(session, worksheet, by, "add accrual", in_words(accrual))
            return accrual

    def edit_accrual(self, id: str, form: AccrualForm, *, by: str, version: int | None = None) -> Accrual:
        """Another vendor, kind, account or amount; refused on a voucher, reversed and re-booked in INVOICE (E3)."""
        form = checked_accrual(form)
        with self.store.writing() as session:
            worksheet, accrual = _accrual_to_change(session, id, version)
            before = in_words(accrual)
            self._changes(session, worksheet, by).edit(accrual, form)
            self._changed(session, worksheet, by, "edit accrual", f"{before} becomes {in_words(accrual)}")
            return accrual

    def remove_accrual(self, id: str, *, by: str, version: int | None = None) -> None:
        """Take an accrual off its worksheet, with what it recognised; refused on a voucher."""
        with self.store.writing() as session:
            worksheet, accrual = _accrual_to_change(session, id, version)
            self._changes(session, worksheet, by).remove(accrual)
            self._changed(session, worksheet, by, "remove accrual", in_words(accrual))

    def left(self, session: Session, worksheet: Worksheet, by: str) -> None:
        """The books let go of the invoice: everything recognised is reversed on its own date, and it is back in work.

        Nothing of this can be refused any more; what was checked when it began to leave still stands.
        """
        self.recognition(session, worksheet, by).erase(swept(session, worksheet.id))
        worksheet.leaving, worksheet.status = False, WorksheetStatus.WORK
        self._changed(session, worksheet, by, "move worksheet", f"{WorksheetStatus.INVOICE} to {worksheet.status}")

    def stayed(self, session: Session, worksheet: Worksheet, by: str, why: str) -> None:
        """The books keep the invoice, so the worksheet stays INVOICE."""
        worksheet.leaving = False
        self._changed(session, worksheet, by, "stay in INVOICE", why)

    def put_back(self, session: Session, worksheet: Worksheet, sales: Sequence[SaleForm], by: str, why: str) -> None:
        """The books refused an edit of the sale: its lines are again what the books hold."""
        self._changes(session, worksheet, by).put_back(sales)
        self._changed(session, worksheet, by, "put sale back", why)

    def get(self, id: str) -> Sheet:
        """A worksheet with all that is on it; raises a Problem when there is none."""
        with self.store.reading() as session:
            worksheet = session.get(Worksheet, id)
            if worksheet is None:
                raise Problem("There is no such worksheet.", next_step="Look for it with /worksheet find.")
            return sheet_of(session, worksheet)

    def figures(self, id: str) -> Figures:
        """What a worksheet comes to, with the variance its bills have booked by now."""
        sheet = self.get(id)
        with self.store.reading() as session:
            return figures(sheet, variance_of(session, id))

    def find(
        self, text: str = "", *, department: str = "main", status: WorksheetStatus | None = None
    ) -> list[Worksheet]:
        """At most 20 whose number, commodity or rep contains the text in any case, those changed last first."""
        texts = (Worksheet.number, Worksheet.commodity, Worksheet.rep)
        having = sa.or_(*(col(where).icontains(text.strip(), autoescape=True) for where in texts))
        query = select(Worksheet).where(Worksheet.department == department, having)
        query = query.where(Worksheet.status == status) if status else query
        with self.store.reading() as session:
            return list(session.exec(query.order_by(col(Worksheet.changed_at).desc()).limit(MOST_FOUND)))

    def recognition(self, session: Session, worksheet: Worksheet, by: str) -> Recognition:
        """One person's entries for a worksheet, now."""
        department = worksheet.department
        realm = self.realm_of(session, department)
        return Recognition(session, worksheet, realm, self.uses(department).ar, by, self.now())

    def _save(self, form: WorksheetForm, by: str, id: str | None, version: int | None, department: str) -> Sheet:
        with self.store.writing() as session:
            if version is not None:
                worksheet = _editable(session, id or "", version)
            elif id and (before := session.get(Worksheet, id)):
                return sheet_of(session, before)
            else:
                worksheet = self._new(form, id or self.new_id(), department, by)
            self._keep(session, worksheet, form, by)
            return sheet_of(session, worksheet)

    def _changes(self, session: Session, worksheet: Worksheet, by: str) -> WorksheetChanges:
        return WorksheetChanges(session, worksheet, self.new_id, lambda: self.recognition(session, worksheet, by))

    def _new(self, form: WorksheetForm, id: str, department: str, by: str) -> Worksheet:
        at = self.now()
        return Worksheet(
            id=id,
            department=department,
            number=form.number,
            version=0,
            created_at=at,
            created_by=by,
            changed_at=at,
            changed_by=by,
        )

    def _keep(self, session: Session, worksheet: Worksheet, form: WorksheetForm, by: str) -> None:
        _require_free(session, worksheet, form.number)
        if worksheet.status is WorksheetStatus.INVOICE and form.posting_date != worksheet.posting_date:
            raise Problem(
                "The posting date of a worksheet in INVOICE cannot be changed.",
                field="posting_date",
                next_step="Take it out of INVOICE first.",
            )
        resold = form.customer_id != worksheet.customer_id
        if resold and form.customer_id:
            require_party(session, worksheet.department, form.customer_id, TradeRole.CUSTOMER, "customer_id")
        billed = any(getattr(form, name) != getattr(worksheet, name) for name in ON_INVOICE)
        for name in HEADER:
            setattr(worksheet, name, getattr(form, name))
        session.add(worksheet)
        session.flush()
        changes = self._changes(session, worksheet, by)
        resold = changes.sale(form.sales, resold=resold)
        changes.accruals(form.accruals)
        if worksheet.status is WorksheetStatus.INVOICE and (resold or billed):
            require_customer_and_term(session, worksheet)
            self.invoices.follow(self.recognition(session, worksheet, by), sheet_of(session, worksheet))
        self._changed(session, worksheet, by, "edit worksheet" if worksheet.version else "create worksheet", _sum(form))

    def _enter(self, session: Session, sheet: Sheet, by: str) -> None:
        worksheet = sheet.worksheet
        require_customer_and_term(session, worksheet)
        recognition = self.recognition(session, worksheet, by)
        require_reachable(recognition)
        require_open(session, worksheet.department, posting_date(worksheet), Write.INTO_INVOICE)
        if older := before_go_live(session, worksheet.department, posting_date(worksheet), f"worksheet:{worksheet.id}"):
            raise older
        recognition.whole(sheet)
        self.invoices.follow(recognition, sheet)

    def _leave(self, session: Session, sheet: Sheet, by: str) -> bool:
        """Whether it has left; otherwise it is leaving."""
        worksheet, recognition = sheet.worksheet, self.recognition(session, sheet.worksheet, by)
        require_open(session, worksheet.department, posting_date(worksheet), Write.OUT_OF_INVOICE)
        require_unpaid(session, worksheet)
        require_no_sales_adjustment(worksheet, sheet.adjustments)
        if not self.bills_may_stay(worksheet.department) and billed_on(session, worksheet.id):
            raise Problem(f"Bills were posted for {worksheet.number}.", next_step="Undo their vouchers first.")
        worksheet.leaving = not self.invoices.leave(recognition, sheet)
        if not worksheet.leaving:
            recognition.take_back(swept(session, worksheet.id), Write.OUT_OF_INVOICE)
        return not worksheet.leaving

    def _changed(self, session: Session, worksheet: Worksheet, by: str, act: str, detail: str) -> None:
        worksheet.version += 1
        worksheet.changed_at, worksheet.changed_by = self.now(), by
        said, subject = f"{worksheet.number}: {detail}", f"worksheet:{worksheet.id}"
        record(session, at=worksheet.changed_at, by=by, act=act, subject=subject, detail=said)


def _editable(session: Session, id: str, version: int | None = None) -> Worksheet:
    worksheet = worksheet_to_change(session, id)
    if worksheet.opening:
        raise Problem(
            f"{worksheet.number} came with the opening and stays as it is.", next_step="Record an adjustment instead."
        )
    require_staying(worksheet)
    if version is not None and worksheet.version != version:
        raise Problem(
            f"{worksheet.number} was changed while you had it open.",
            by=worksheet.changed_by,
            next_step="Open it again.",
        )
    return worksheet


def require_staying(worksheet: Worksheet) -> None:
    """Raises a Problem while a worksheet waits for its invoice to be gone from the books."""
    if worksheet.leaving:
        raise Problem(
            f"{worksheet.number} is leaving INVOICE: its invoice is being taken out of QuickBooks.",
            next_step="Wait until that is done.",
        )


def _accrual_to_change(session: Session, id: str, version: int | None) -> tuple[Worksheet, Accrual]:
    """The accrual and its worksheet, both locked, the worksheet first as everywhere."""
    accrual = session.get(Accrual, id)
    if accrual is None:
        raise Problem("There is no such accrual.")
    worksheet = _editable(session, accrual.worksheet_id, version)
    session.refresh(accrual, with_for_update=True)
    return worksheet, accrual


def _require_free(session: Session, worksheet: Worksheet, number: str) -> None:
    same = select(Worksheet.id).where(
        Worksheet.department == worksheet.department,
        sa.func.lower(Worksheet.number) == number.lower(),
        Worksheet.id != worksheet.id,
    )
    if session.exec(same).first():
        raise Problem(f"There is a worksheet {number} already.", field="number")


def _sum(form: WorksheetForm) -> str:
    sale, cost = sum(sale.amount for sale in form.sales), sum(accrual.amount for accrual in form.accruals)
    return f"sale {shown(sale)}, costs {shown(cost)}"
