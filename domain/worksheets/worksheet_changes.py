"""What a form changes of one worksheet, in the caller's transaction; in INVOICE the journal follows at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.term import preferred
from domain.clock import NewId
from domain.counterparties.counterparty import Counterparty, CounterpartyLink
from domain.counterparties.details import TradeRole
from domain.ledger.journal import live_entries
from domain.ledger.period import Write, require_open
from domain.money import shown
from domain.problems import Problem
from domain.worksheets.recognition import Recognition, require_unpaid, sale_key
from domain.worksheets.worksheet import Accrual, AccrualState, SaleLine, Worksheet, WorksheetStatus, sheet_of
from domain.worksheets.worksheet_form import COSTS, SALES, AccrualForm, SaleForm, require_account, require_party


@dataclass(frozen=True)
class WorksheetChanges:
    """The changes to one worksheet; `recognition` makes its entries and is asked for only in INVOICE."""

    session: Session
    worksheet: Worksheet
    new_id: NewId
    recognition: Callable[[], Recognition]

    @property
    def in_invoice(self) -> bool:
        """Whether the journal follows."""
        return self.worksheet.status is WorksheetStatus.INVOICE

    def sale(self, sales: Iterable[SaleForm], *, resold: bool) -> bool:
        """Replace the lines of the sale; `resold` tells that the customer changed (E2). Answers whether it changed."""
        wanted, kept = list(sales), sheet_of(self.session, self.worksheet).sales
        if not resold and wanted == [SaleForm(x.amount, x.tax, x.account, x.description) for x in kept]:
            return False
        for account in sorted({sale.account for sale in wanted} - {sale.account for sale in kept}):
            require_account(self.session, self.worksheet.department, account, SALES, "sales")
        if self.in_invoice:
            require_unpaid(self.session, self.worksheet)
            require_customer_and_term(self.session, self.worksheet)
            require_reachable(self.recognition())
            require_open(self.session, self.worksheet.department, posting_date(self.worksheet), Write.SALE_EDIT)
        made = self._replace(wanted)
        if self.in_invoice:
            recognition = self.recognition()
            recognition.take_back(live_entries(self.session, document=sale_key(self.worksheet)), Write.SALE_EDIT)
            recognition.sale(made)
        return True

    def put_back(self, sales: Iterable[SaleForm]) -> None:
        """Make the sale what it was before an edit the books refused, whatever its month is by now."""
        made, recognition = self._replace(list(sales)), self.recognition()
        recognition.erase(live_entries(self.session, document=sale_key(self.worksheet)))
        recognition.sale(made)

    def accruals(self, forms: Iterable[AccrualForm]) -> None:
        """Make the accruals what the forms say: those with an id are changed, those without are new, the rest go."""
        forms = list(forms)
        query = select(Accrual).where(Accrual.worksheet_id == self.worksheet.id).with_for_update()
        fresh = query.execution_options(populate_existing=True)  # they were read before they were locked
        kept = {accrual.id: accrual for accrual in self.session.exec(fresh)}
        for form in forms:
            if form.id in kept:
                self.edit(kept[form.id], form)
        for gone in kept.keys() - {form.id for form in forms}:
            self.remove(kept[gone])
        for form in forms:
            if form.id not in kept:
                self.add(form)

    def add(self, form: AccrualForm) -> Accrual:
        """One more accrual."""
        self._require_fit(form)
        last = select(sa.func.coalesce(sa.func.max(Accrual.line), 0)).where(Accrual.worksheet_id == self.worksheet.id)
        accrual = Accrual(
            id=form.id or self.new_id(),
            worksheet_id=self.worksheet.id,
            line=self.session.exec(last).one() + 1,
            vendor_id=form.vendor_id,
            kind=form.kind,
            account=form.account,
            amount=form.amount,
        )
        self.session.add(accrual)
        self.session.flush()
        self._rebook(accrual)
        return accrual

    def edit(self, accrual: Accrual, form: AccrualForm) -> None:
        """Make an accrual what the form says; nothing happens when it is that already (E3)."""
        wanted = {name: getattr(form, name) for name in ("vendor_id", "kind", "account", "amount")}
        if all(getattr(accrual, name) == value for name, value in wanted.items()):
            return
        _require_off_vouchers(accrual)
        self._require_fit(form)
        accrual.sqlmodel_update(wanted)
        self._rebook(accrual)

    def remove(self, accrual: Accrual) -> None:
        """Take an accrual away, with what it recognised."""
        _require_off_vouchers(accrual)
        self._rebook(accrual, gone=True)
        self.session.delete(accrual)
        self.session.flush()

    def _replace(self, sales: list[SaleForm]) -> list[SaleLine]:
        self.session.execute(sa.delete(SaleLine).where(col(SaleLine.worksheet_id) == self.worksheet.id))
        made = [
            SaleLine(id=self.new_id(), worksheet_id=self.worksheet.id, line=line, **vars(sale))
            for line, sale in enumerate(sales, start=1)
        ]
        self.session.add_all(made)
        self.session.flush()
        return made

    def _require_fit(self, form: AccrualForm) -> None:
        require_party(self.session, self.worksheet.department, form.vendor_id, TradeRole.SUPPLIER, "accruals")
        require_account(self.session, self.worksheet.department, form.account, COSTS, "accruals")

    def _rebook(self, accrual: Accrual, *, gone: bool = False) -> None:
        """In INVOICE, reverse what the accrual recognised, on its own date, and recognise what it is now."""
        if not self.in_invoice:
            return
        require_open(self.session, self.worksheet.department, posting_date(self.worksheet), Write.ACCRUAL_EDIT)
        recognition = self.recognition()
        recognition.take_back(live_entries(self.session, document=f"accrual:{accrual.id}"), Write.ACCRUAL_EDIT)
        if not gone:
            recognition.accrual(accrual)


def posting_date(worksheet: Worksheet) -> date:
    """The accounting date; raises a Problem at its field when there is none."""
    if worksheet.posting_date is None:
        raise Problem(f"{worksheet.number} has no posting date.", field="posting_date", next_step="Set one.")
    return worksheet.posting_date


def require_customer_and_term(session: Session, worksheet: Worksheet) -> None:
    """Raises a Problem unless it is known who owes the sale, and when (E1); the customer's own terms will do."""
    customer = session.get(Counterparty, worksheet.customer_id or "")
    if customer is None:
        raise Problem(f"{worksheet.number} has no customer.", field="customer_id", next_step="Choose one.")
    if not preferred(worksheet=worksheet.term, counterparty=customer.terms):
        raise Problem(f"Neither {worksheet.number} nor {customer.name} has payment terms.", field="term")


def require_reachable(recognition: Recognition) -> None:
    """Raises a Problem when the invoice will go to the books and the customer has no record there (E1)."""
    link = select(CounterpartyLink).where(
        CounterpartyLink.counterparty_id == recognition.worksheet.customer_id,
        CounterpartyLink.role == TradeRole.CUSTOMER,
        CounterpartyLink.realm == recognition.realm,
    )
    if not recognition.ar_on and recognition.session.exec(link).first() is None:
        raise Problem("The customer is not linked to QuickBooks.", field="customer_id", next_step="Sync it first.")


def in_words(accrual: Accrual) -> str:
    """An accrual for the audit trail."""
    return f"{accrual.kind} {shown(accrual.amount)} on {accrual.account}"


def _require_off_vouchers(accrual: Accrual) -> None:
    if accrual.voucher_id is not None or accrual.state is not AccrualState.OPEN:
        raise Problem(
            f"The {accrual.kind} of {shown(accrual.amount)} is on a voucher.",
            field="accruals",
            next_step="Withdraw or undo that voucher first.",
        )
