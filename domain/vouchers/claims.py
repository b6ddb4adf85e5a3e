"""What a voucher has laid its hands on: its accruals and purchase adjustments belong to no other while it lives."""

from sqlmodel import Session, col, select, update

from domain.vouchers.voucher import LineKind, Voucher, VoucherLine, lines_of_voucher
from domain.worksheets.worksheet import Accrual, AccrualState, Adjustment, Worksheet

THINGS: dict[LineKind, type[Accrual | Adjustment]] = {LineKind.ACCRUAL: Accrual, LineKind.ADJUSTMENT: Adjustment}


def lock_things(session: Session, voucher: Voucher) -> list[VoucherLine]:
    """Keep the worksheets, accruals and adjustments of a voucher as they are until this transaction ends."""
    lines = lines_of_voucher(session, voucher.id)
    worksheets = select(Worksheet).where(col(Worksheet.id).in_({line.worksheet_id for line in lines}))
    session.exec(worksheets.order_by(col(Worksheet.id)).with_for_update()).all()
    for kind, table in THINGS.items():
        ids = [line.item_id for line in lines if line.kind is kind]
        session.exec(select(table).where(col(table.id).in_(ids)).order_by(col(table.id)).with_for_update()).all()
    return lines


def claim(session: Session, voucher: Voucher, state: AccrualState) -> None:
    """The lines of a voucher are its own: ticked while it is being decided, billed once it is."""
    _mark(session, voucher, state, voucher.id)


def release(session: Session, voucher: Voucher) -> None:
    """Accruals are open again at their original amounts, adjustments staged again."""
    _mark(session, voucher, AccrualState.OPEN, None)


def _mark(session: Session, voucher: Voucher, state: AccrualState, holder: str | None) -> None:
    lines = lines_of_voucher(session, voucher.id)
    for kind, table in THINGS.items():
        ids = [line.item_id for line in lines if line.kind is kind]
        change = update(table).where(col(table.id).in_(ids))
        if holder is None:
            change = change.where(col(table.voucher_id) == voucher.id)
        session.exec(change.values(state=state, voucher_id=holder))
