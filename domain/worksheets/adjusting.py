"""Adjustments to a worksheet: staged without any effect; those of the sale are posted here, on a day of their own."""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from domain.audit import in_turn, record
from domain.counterparties.details import TradeRole, one_line
from domain.ledger.journal import ACCRUED_SALES, AR_CONTROL, NewLine, Route, append, live_entries
from domain.ledger.period import Write, require_open
from domain.money import shown
from domain.problems import Problem
from domain.worksheets.recognising import Recognising, require_staying
from domain.worksheets.worksheet import (
    AccrualState,
    Adjustment,
    AdjustmentSide,
    Worksheet,
    WorksheetStatus,
    worksheet_to_change,
)
from domain.worksheets.worksheet_form import COSTS, SALES, require_account, require_party

ROLE = {AdjustmentSide.SALE: TradeRole.CUSTOMER, AdjustmentSide.PURCHASE: TradeRole.SUPPLIER}
CLASSES = {AdjustmentSide.SALE: SALES, AdjustmentSide.PURCHASE: COSTS}


@dataclass(frozen=True)
class AdjustmentForm:
    """An adjustment as a person gives it: signed cents of the sale or of the cost. A sale's party is its customer."""

    side: AdjustmentSide
    account: str
    amount: int
    party_id: str | None = None
    memo: str = ""


@dataclass(frozen=True)
class Adjusting:
    """The acts, beside those on worksheets."""

    worksheets: Recognising

    def stage(self, worksheet_id: str, form: AdjustmentForm, *, by: str, id: str | None = None) -> Adjustment:
        """Note an adjustment on a worksheet; nothing is booked yet (E7, S2-37). `id` guards a form sent twice."""
        with self.worksheets.store.writing() as session:
            if id and (before := session.get(Adjustment, id)):
                return before
            worksheet = worksheet_to_change(session, worksheet_id)
            adjustment = self._made(session, worksheet, form, id or self.worksheets.new_id())
            session.add(adjustment)
            self._record(session, adjustment, worksheet, "stage adjustment", by)
            return adjustment

    def remove(self, id: str, *, by: str) -> None:
        """Take a staged adjustment away; one that is posted or on a voucher stays."""
        with self.worksheets.store.writing() as session:
            adjustment = _to_change(session, id)
            _require_staged(adjustment)
            worksheet = session.get_one(Worksheet, adjustment.worksheet_id)
            session.delete(adjustment)
            self._record(session, adjustment, worksheet, "remove adjustment", by)

    def post(self, id: str, *, on: date, by: str) -> Adjustment:
        """Post a sales adjustment on a day in an open month (E5, E6); the second time changes nothing.

        A purchase adjustment is posted by the voucher it is ticked on.
        """
        with self.worksheets.store.writing() as session:
            adjustment = _to_change(session, id)
            if adjustment.posted_on is not None:
                return adjustment
            self._posted(session, worksheet_to_change(session, adjustment.worksheet_id), adjustment, on, by)
            return adjustment

    def unpost(self, session: Session, adjustment: Adjustment, by: str) -> None:
        """Take a posted sales adjustment back on its own date, and withdraw its memo: it is staged again."""
        worksheet = worksheet_to_change(session, adjustment.worksheet_id)
        recognition = self.worksheets.recognition(session, worksheet, by)
        entries = live_entries(session, document=f"adjustment:{adjustment.id}")
        recognition.take_back(entries, Write.SALES_ADJUSTMENT)
        self.worksheets.invoices.drop_memo(recognition, adjustment)
        adjustment.posted_on = None
        self._record(session, adjustment, worksheet, "withdraw adjustment", by)

    def post_at_once(
        self, session: Session, worksheet_id: str, form: AdjustmentForm, *, id: str, on: date, by: str
    ) -> Adjustment:
        """In the caller's transaction: a sales adjustment that is posted as it is made, such as the rest of a short
        payment (E20)."""
        worksheet = worksheet_to_change(session, worksheet_id)
        adjustment = self._made(session, worksheet, form, id)
        session.add(adjustment)
        session.flush()
        self._posted(session, worksheet, adjustment, on, by)
        return adjustment

    def take_away(self, session: Session, adjustment: Adjustment, by: str) -> None:
        """In the caller's transaction: one that was posted as it was made is gone, as if it never was. PeriodClosed
        when its month is locked."""
        self.unpost(session, adjustment, by)
        session.delete(adjustment)
        session.flush()

    def _posted(self, session: Session, worksheet: Worksheet, adjustment: Adjustment, on: date, by: str) -> None:
        self._post(session, worksheet, adjustment, on, by)
        adjustment.posted_on = on
        self.worksheets.invoices.memo(self.worksheets.recognition(session, worksheet, by), adjustment, on)
        self._record(session, adjustment, worksheet, "post adjustment", by)

    def _made(self, session: Session, worksheet: Worksheet, form: AdjustmentForm, id: str) -> Adjustment:
        if not form.amount:
            raise Problem("An adjustment of nothing changes nothing.", field="amount", next_step="Give an amount.")
        party_id = worksheet.customer_id if form.side is AdjustmentSide.SALE else form.party_id
        require_party(session, worksheet.department, party_id or "", ROLE[form.side], "party_id")
        require_account(session, worksheet.department, form.account, CLASSES[form.side])
        return Adjustment(
            id=id,
            department=worksheet.department,
            number=_next_number(session, worksheet.department, form.side),
            worksheet_id=worksheet.id,
            side=form.side,
            account=form.account,
            amount=form.amount,
            party_id=party_id or "",
            memo=one_line(form.memo)[:200],
        )

    def _post(self, session: Session, worksheet: Worksheet, adjustment: Adjustment, on: date, by: str) -> None:
        if adjustment.side is AdjustmentSide.PURCHASE:
            raise Problem("A purchase adjustment is posted by a voucher.", next_step="Tick it in /post-voucher.")
        require_staying(worksheet)
        if worksheet.status is not WorksheetStatus.INVOICE:
            raise Problem(f"{worksheet.number} is not INVOICE, so there is nothing to adjust yet.")
        if worksheet.posting_date and on < worksheet.posting_date:
            raise Problem(f"{worksheet.number} was posted on {worksheet.posting_date:%-d %B %Y}.", field="posting_date")
        require_open(session, worksheet.department, on, Write.SALES_ADJUSTMENT)
        recognition = self.worksheets.recognition(session, worksheet, by)
        owed = NewLine(
            AR_CONTROL if recognition.ar_on else ACCRUED_SALES,
            adjustment.amount,
            counterparty_id=adjustment.party_id,
            worksheet_id=worksheet.id,
            adjustment_id=adjustment.id,
        )
        append(
            session,
            route=Route.SWEEP,
            on=on,
            event="sales adjustment",
            department=worksheet.department,
            realm=recognition.realm,
            actor=by,
            at=recognition.at,
            lines=[owed, replace(owed, account=adjustment.account, amount=-adjustment.amount)],
            document=f"adjustment:{adjustment.id}",
        )

    def _record(self, session: Session, adjustment: Adjustment, worksheet: Worksheet, act: str, by: str) -> None:
        detail = f"{adjustment.name} {shown(adjustment.amount)} on {adjustment.account}"
        subject = f"worksheet:{worksheet.id}"
        record(session, at=self.worksheets.now(), by=by, act=act, subject=subject, detail=detail)


def _to_change(session: Session, id: str) -> Adjustment:
    adjustment = session.get(Adjustment, id, with_for_update=True)
    if adjustment is None:
        raise Problem("There is no such adjustment.")
    return adjustment


def _require_staged(adjustment: Adjustment) -> None:
    if adjustment.posted_on is not None or adjustment.state is not AccrualState.OPEN or adjustment.voucher_id:
        raise Problem(f"{adjustment.name} is posted, or on a voucher.", next_step="Record an opposite one instead.")


def _next_number(session: Session, department: str, side: AdjustmentSide) -> int:
    in_turn(session, f"adjustment:{department}:{side}")
    last = select(sa.func.coalesce(sa.func.max(Adjustment.number), 0)).where(
        Adjustment.department == department, Adjustment.side == side
    )
    return session.exec(last).one() + 1
