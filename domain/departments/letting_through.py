"""A controller lets a document through that is dated before go-live, with a reason (S3-17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.audit import record
from domain.clock import Now
from domain.counterparties.counterparty import Counterparty
from domain.ledger.go_live import GoLive, LetThrough
from domain.ledger.period import is_open
from domain.problems import Problem
from domain.receipts.receipt import ActState, Receipt, ReceiptAct
from domain.store import Store
from domain.vouchers.voucher import Voucher, VoucherState
from domain.worksheets.worksheet import Worksheet, WorksheetStatus

MOST: Final = 50


@dataclass(frozen=True)
class Held:
    """A document that is held back, and what people call it."""

    document: str
    words: str


@dataclass(frozen=True)
class LettingThrough:
    """The act on one store; roles are the caller's to check."""

    store: Store
    now: Now

    def held(self, department: str) -> list[Held]:
        """Drafts of vouchers and receipts, and worksheets in work, dated before go-live in a month that is open.

        At most 50 of each, newest first. One in a locked month is not to be helped: its month stays as it is.
        """
        with self.store.reading() as session:
            began = session.get(GoLive, department)
            if began is None:
                return []
            return [*_vouchers(session, began), *_receipts(session, began), *_worksheets(session, began)]

    def let(self, department: str, document: str, reason: str, *, by: str) -> LetThrough:
        """Let one through; the second time changes nothing."""
        if not reason.strip():
            raise Problem("Say why it belongs here and not in QuickBooks alone.", field="reason")
        if document not in [one.document for one in self.held(department)]:
            raise Problem("It is not held back any more.", field="document", next_step="Look at the list again.")
        with self.store.writing() as session:
            before = session.get(LetThrough, document)
            if before:
                return before
            at = self.now()
            let = LetThrough(document=document, department=department, reason=reason.strip(), by=by, at=at)
            session.add(let)
            record(session, at=at, by=by, act="let through before go-live", subject=document, detail=let.reason)
            return let


def _vouchers(session: Session, began: GoLive) -> Iterator[Held]:
    held = select(Voucher, Counterparty.name).join(
        Counterparty, col(Voucher.vendor_id) == col(Counterparty.id), isouter=True
    )
    held = held.where(Voucher.department == began.department, Voucher.state == VoucherState.DRAFTED)
    held = held.where(col(Voucher.posting_date) < began.on, _not_let(sa.literal("voucher:") + col(Voucher.id)))
    for voucher, vendor in session.exec(held.order_by(col(Voucher.changed_at).desc()).limit(MOST)):
        if not is_open(session, voucher.department, voucher.posting_date or began.on):
            continue
        said = " ".join(part for part in ("Bill", voucher.bill_number, "of", vendor or "no vendor") if part)
        yield Held(f"voucher:{voucher.id}", f"{said}, {voucher.posting_date:%-d %b %Y}")


def _receipts(session: Session, began: GoLive) -> Iterator[Held]:
    held = sa.select(Receipt, col(ReceiptAct.on), col(Counterparty.name))
    held = held.join(ReceiptAct, col(ReceiptAct.id) == col(Receipt.id))
    held = held.join(Counterparty, col(Receipt.customer_id) == col(Counterparty.id), isouter=True)
    held = held.where(col(Receipt.department) == began.department, col(ReceiptAct.state) == ActState.DRAFTED)
    held = held.where(col(ReceiptAct.on) < began.on, _not_let(sa.literal("receipt:") + col(Receipt.id)))
    for receipt, on, customer in session.execute(held.order_by(col(Receipt.changed_at).desc()).limit(MOST)):
        if on and is_open(session, receipt.department, on):
            said = " ".join(
                part for part in ("Payment", receipt.payment_number, "of", customer or "no customer") if part
            )
            yield Held(f"receipt:{receipt.id}", f"{said}, {on:%-d %b %Y}")


def _worksheets(session: Session, began: GoLive) -> Iterator[Held]:
    held = select(Worksheet).where(
        Worksheet.department == began.department,
        Worksheet.status == WorksheetStatus.WORK,
        col(Worksheet.posting_date) < began.on,
        _not_let(sa.literal("worksheet:") + col(Worksheet.id)),
    )
    for worksheet in session.exec(held.order_by(col(Worksheet.changed_at).desc()).limit(MOST)):
        if is_open(session, worksheet.department, worksheet.posting_date or began.on):
            yield Held(f"worksheet:{worksheet.id}", f"{worksheet.number}, {worksheet.posting_date:%-d %b %Y}")


def _not_let(document: Any) -> Any:
    return sa.not_(select(LetThrough.document).where(LetThrough.document == document).exists())
