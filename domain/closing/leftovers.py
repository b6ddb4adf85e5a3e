"""What must be out of the way before a month is locked, and bills that came late (S2-40, E14, 2.2 True-up window)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.counterparties.counterparty import Counterparty
from domain.deliveries.delivery import Delivery, DeliveryState, delivery_of
from domain.ledger.journal import JournalEntry
from domain.ledger.period import last_day, next_month
from domain.problems import Problem
from domain.receipts.receipt import ActState, ReceiptAct
from domain.sales.sale_document import SaleDocument
from domain.vouchers.preview import selected
from domain.vouchers.variance import work_out
from domain.vouchers.voucher import Voucher, VoucherLine, VoucherState, lines_of_voucher
from domain.worksheets.worksheet import Worksheet, WorksheetStatus

DO: Final = {
    "submitted": "Approve it, or reject it so that it can be dated later.",
    "posting": "Wait until QuickBooks has it.",
    "undoing": "Wait until QuickBooks confirms that it is gone.",
    "failed": "Try again, or withdraw it.",
}
UNFINISHED: Final = (DeliveryState.SENDING, DeliveryState.REMOVING, DeliveryState.REFUSED)
TELL: Final = {
    DeliveryState.SENDING: ("is on its way to QuickBooks", "Wait until QuickBooks has it."),
    DeliveryState.REMOVING: ("is being removed from QuickBooks", "Wait until QuickBooks confirms that it is gone."),
    DeliveryState.REFUSED: ("was refused by QuickBooks", "Mend what it says, then try again."),
}


@dataclass(frozen=True)
class LateBill:
    """A voucher not yet posted for costs of the month. `if_in` and `if_after` are the change of gross profit by month
    in cents, were it dated on the month's last day or on the first day after; an empty month is "not yet"."""

    voucher: Voucher
    vendor: str
    last_day: date
    first_day_after: date
    if_in: Mapping[str, int]
    if_after: Mapping[str, int]


def drafted_inside(bills: Sequence[LateBill]) -> list[LateBill]:
    """Those drafts that are dated in the month: once it is locked they can be posted only on a later day."""
    return [
        one
        for one in bills
        if one.voucher.state is VoucherState.DRAFTED
        and one.voucher.posting_date
        and one.voucher.posting_date <= one.last_day
    ]


def leftovers(session: Session, department: str, month: str) -> list[Problem]:
    """Everything dated in a month, or before, that is decided or asked for and not finished."""
    end = last_day(month)
    return [
        *_vouchers(session, department, end),
        *_receipts(session, department, end),
        *_documents(session, department, end),
    ]


def late_bills(session: Session, department: str, month: str) -> list[LateBill]:
    """Vouchers drafted or submitted for worksheets that were recognised by the end of a month, by number."""
    end = last_day(month)
    recognised = (
        select(VoucherLine.voucher_id)
        .join(Worksheet, col(Worksheet.id) == col(VoucherLine.worksheet_id))
        .where(Worksheet.status == WorksheetStatus.INVOICE, col(Worksheet.posting_date) <= end)
    )
    waiting = select(Voucher, Counterparty.name).outerjoin(Counterparty, col(Voucher.vendor_id) == Counterparty.id)
    waiting = waiting.where(
        Voucher.department == department,
        col(Voucher.state).in_((VoucherState.DRAFTED, VoucherState.SUBMITTED)),
        col(Voucher.amount).is_not(None),
        col(Voucher.id).in_(recognised),
    )
    rows = session.exec(waiting.order_by(col(Voucher.number), col(Voucher.created_at)))
    return [_late(session, voucher, vendor or "", end) for voucher, vendor in rows]


def _late(session: Session, voucher: Voucher, vendor: str, end: date) -> LateBill:
    items, _ = selected(session, lines_of_voucher(session, voucher.id))
    after = next_month(end)
    effects = [work_out(voucher.amount or 0, items, on).profit if items else {} for on in (end, after)]
    return LateBill(voucher, vendor, end, after, *effects)


def _vouchers(session: Session, department: str, end: date) -> Iterator[Problem]:
    states = (VoucherState.SUBMITTED, VoucherState.POSTING, VoucherState.UNDOING, VoucherState.FAILED)
    found = select(Voucher).where(
        Voucher.department == department, col(Voucher.state).in_(states), col(Voucher.posting_date) <= end
    )
    for voucher in session.exec(found.order_by(col(Voucher.number))):
        yield Problem(
            f"{voucher.name} of {voucher.posting_date:%-d %B %Y} is {voucher.state}.", next_step=DO[voucher.state]
        )


def _receipts(session: Session, department: str, end: date) -> Iterator[Problem]:
    states = (ActState.SUBMITTED, ActState.POSTING, ActState.UNDOING, ActState.FAILED)
    found = select(ReceiptAct).where(
        ReceiptAct.department == department, col(ReceiptAct.state).in_(states), col(ReceiptAct.on) <= end
    )
    for act in session.exec(found.order_by(col(ReceiptAct.on), col(ReceiptAct.name))):
        yield Problem(f"{act.name} of {act.day:%-d %B %Y} is {act.state}.", next_step=DO[act.state])


def _documents(session: Session, department: str, end: date) -> Iterator[Problem]:
    """Invoices and memos that QuickBooks keeps (AR off): the sweep would clear sales it has not got."""
    unfinished = (
        select(Delivery.subject)
        .join(JournalEntry, col(JournalEntry.document) == col(Delivery.subject))
        .where(
            JournalEntry.department == department,
            col(JournalEntry.on) <= end,
            col(Delivery.state).in_(UNFINISHED),
            col(Delivery.subject).startswith("sale:"),
        )
        .distinct()
    )
    for subject in session.exec(unfinished.order_by(col(Delivery.subject))).all():
        delivery = delivery_of(session, subject)
        if delivery and delivery.state in TELL:
            state, do = TELL[delivery.state]
            yield Problem(f"{_title(session, delivery)} {state}.", next_step=do)


def _title(session: Session, delivery: Delivery) -> str:
    sale = session.get(SaleDocument, delivery.id)
    return sale.title if sale else f"The {delivery.kind.replace('_', ' ')} {delivery.books_number}".strip()
