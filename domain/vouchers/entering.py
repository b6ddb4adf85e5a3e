"""What a voucher writes into the journal: the vendor's document, and the differences once worksheets are INVOICE."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from domain.ledger.journal import (
    ACCOUNTS_PAYABLE,
    ACCRUED_AP,
    NewLine,
    Route,
    Side,
    append,
    live_entries,
    recognised,
    reverse,
)
from domain.vouchers.variance import recognition_date
from domain.vouchers.voucher import LineKind, Voucher, VoucherLine, lines_of_voucher
from domain.worksheets.recognition import VARIANCE
from domain.worksheets.worksheet import Worksheet, WorksheetStatus


def document_of(voucher: Voucher) -> str:
    """The key its journal entries and its delivery carry."""
    return f"voucher:{voucher.id}"


def enter_voucher(session: Session, voucher: Voucher, *, actor: str, at: datetime) -> None:
    """Append everything a decided voucher means: the document, and the differences of worksheets that are INVOICE.

    Those of early bills are recognised with their worksheet, later. To be called with the worksheets locked.
    """
    lines = lines_of_voucher(session, voucher.id)
    _enter_document(session, voucher, lines, actor=actor, at=at)
    by_worksheet: dict[str, list[VoucherLine]] = defaultdict(list)
    for line in lines:
        by_worksheet[line.worksheet_id].append(line)
    worksheets = session.exec(select(Worksheet).where(col(Worksheet.id).in_(by_worksheet)))
    for worksheet in sorted(worksheets, key=lambda one: (one.number, one.id)):
        if worksheet.status is WorksheetStatus.INVOICE:
            _enter_differences(session, voucher, worksheet, by_worksheet[worksheet.id], actor=actor, at=at)


def take_back(session: Session, voucher: Voucher, *, actor: str, at: datetime) -> None:
    """Reverse every live entry of a voucher on its own date, so that nothing of it remains on any date (E11)."""
    for entry in live_entries(session, document=document_of(voucher)):
        reverse(session, entry, actor=actor, at=at)


def _enter_document(
    session: Session, voucher: Voucher, lines: Sequence[VoucherLine], *, actor: str, at: datetime
) -> None:
    """Dr Accrued AP for each line, Cr A/P: by a bill, a vendor credit, or no document when it nets to zero (E8-E10)."""
    billed = [
        NewLine(
            ACCRUED_AP,
            line.billed,
            counterparty_id=voucher.vendor_id,
            worksheet_id=line.worksheet_id,
            voucher_id=voucher.id,
            side=Side.BILLED,
            **_item(line),
        )
        for line in lines
    ]
    payable = NewLine(
        ACCOUNTS_PAYABLE, -sum(line.amount for line in billed), counterparty_id=voucher.vendor_id, voucher_id=voucher.id
    )
    _append(
        session,
        voucher,
        [*billed, payable] if payable.amount else billed,
        route=Route.DOCUMENT if voucher.document else Route.NONE,
        event=str(voucher.document or "zero voucher"),
        on=voucher.posting_date,
        actor=actor,
        at=at,
    )


def _enter_differences(
    session: Session, voucher: Voucher, worksheet: Worksheet, lines: Sequence[VoucherLine], *, actor: str, at: datetime
) -> None:
    """Dr the line's own account or the voucher's for variances, Cr Accrued AP: the variance of an accrual, all of a
    purchase adjustment.

    An entry for each worksheet, because the worksheet takes it back when it leaves INVOICE.
    """
    assert voucher.posting_date is not None
    costs = [
        part
        for line in lines
        if line.cost
        for part in recognised(
            (line.kind is LineKind.ACCRUAL and voucher.variance_account) or line.account,
            line.cost,
            counterparty_id=voucher.vendor_id,
            worksheet_id=worksheet.id,
            voucher_id=voucher.id,
            **_item(line),
        )
    ]
    on = recognition_date(voucher.posting_date, worksheet.posting_date)
    if costs:
        _append(session, voucher, costs, route=Route.SWEEP, event=VARIANCE, on=on, actor=actor, at=at)


def _append(
    session: Session,
    voucher: Voucher,
    lines: Sequence[NewLine],
    *,
    route: Route,
    event: str,
    on: date | None,
    actor: str,
    at: datetime,
) -> None:
    assert on is not None, "a decided voucher and an invoiced worksheet have their dates"
    append(
        session,
        route=route,
        on=on,
        event=event,
        department=voucher.department,
        realm=voucher.realm,
        actor=actor,
        at=at,
        lines=lines,
        document=document_of(voucher),
    )


def _item(line: VoucherLine) -> dict[str, str]:
    return {"accrual_id" if line.kind is LineKind.ACCRUAL else "adjustment_id": line.item_id}
