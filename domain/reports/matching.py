"""What vendors billed beside what was agreed, line by line: matched, over or under (S3-32)."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.departments.configuring import settings_of
from domain.ledger.journal import JournalLine, Side
from domain.reports.asked import Asked, lines, party_names, worksheets_by_id
from domain.reports.payables import kinds_of
from domain.reports.report import Column, Report
from domain.vouchers.variance import within_tolerance
from domain.vouchers.voucher import Voucher, VoucherLine

MATCHES: Final = (
    Column("Vendor"),
    Column("Voucher"),
    Column("Bill"),
    Column("Date", "date"),
    Column("Worksheet"),
    Column("What"),
    Column("Agreed", "amount"),
    Column("Billed", "amount"),
    Column("Difference", "amount"),
    Column("Match"),
)


def bill_matching(session: Session, asked: Asked) -> Report:
    """Every line of the period's bills, those undone left out; "beyond tolerance" where the whole bill is.

    Agreed is what was accrued when the voucher was submitted.
    """
    billed: Sequence[Any] = session.execute(_billed(asked)).all()
    beyond = _beyond(session, asked.department, billed)
    names = party_names(session, asked.department)
    sheets = worksheets_by_id(session, (row.VoucherLine.worksheet_id for row in billed))
    whats = kinds_of(session, [row.VoucherLine.item_id for row in billed])
    rows: list[list[object]] = []
    for voucher, line, amount in billed:
        number, what = sheets[line.worksheet_id].number, whats.get(line.item_id, "")
        difference = int(amount) - line.accrued
        header = [names.get(voucher.vendor_id, ""), voucher.name, voucher.bill_number, voucher.posting_date]
        match = _match(difference, voucher.id in beyond)
        rows.append([*header, number, what, line.accrued, int(amount), difference, match])
    return asked.report("Bill matching", MATCHES, sorted(rows, key=_order), asked.period)


def _billed(asked: Asked) -> Any:
    """The vouchers' lines with what the journal holds for each as billed, in cents."""
    amount = sa.func.sum(col(JournalLine.amount))
    item = sa.func.coalesce(col(JournalLine.accrual_id), col(JournalLine.adjustment_id))
    query = lines(Voucher, VoucherLine, amount).join(Voucher, col(JournalLine.voucher_id) == col(Voucher.id))
    same = sa.and_(col(VoucherLine.voucher_id) == col(Voucher.id), col(VoucherLine.item_id) == item)
    query = query.join(VoucherLine, same).where(col(JournalLine.side) == Side.BILLED, *asked.during())
    return query.group_by(Voucher, VoucherLine).having(amount != 0)


def _beyond(session: Session, department: str, billed: Iterable[Any]) -> frozenset[str]:
    """The vouchers whose whole difference is above the department's tolerance."""
    chosen, sums = settings_of(session, department), dict[str, list[int]]()
    for voucher, line, amount in billed:
        of = sums.setdefault(voucher.id, [0, 0])
        of[0] += int(amount) - line.accrued
        of[1] += line.accrued
    limits = chosen.tolerance_percent, chosen.tolerance_amount
    return frozenset(id for id, (gap, agreed) in sums.items() if not within_tolerance(gap, agreed, *limits))


def _match(difference: int, beyond: bool) -> str:
    if not difference:
        return "Matched"
    return ("Over" if difference > 0 else "Under") + (", beyond tolerance" if beyond else "")


def _order(row: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(cell).casefold() for cell in row[:6])
