"""A month's sweep lines, summed in the database by what they are for: what the closing entry carries over (E14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from domain.counterparties.counterparty import Counterparty
from domain.ledger.journal import (
    ACCRUED_AP,
    ACCRUED_SALES,
    AR_CONTROL,
    SALES_TAX,
    JournalEntry,
    JournalLine,
    Route,
)
from domain.ledger.movement import Movement
from domain.ledger.period import first_day, last_day
from domain.vouchers.voucher import Voucher
from domain.worksheets.worksheet import Accrual, Adjustment, Worksheet

OFFSETS: Final = (AR_CONTROL, ACCRUED_SALES, ACCRUED_AP)


class Section(StrEnum):
    """The parts of the Closing Adjustments report, and of the entry where it is split (H-02)."""

    SALES = "Sales"
    DEBIT_MEMOS = "Debit memos"
    CREDIT_MEMOS = "Credit memos"
    EXPENSES = "Expenses"


@dataclass(frozen=True)
class Swept:
    """What one thing brings to one account in a month: cents, debit positive, originals and reversals together.

    The names are of its worksheet, accrual kind, adjustment, voucher and counterparty, empty where it has none.
    """

    section: Section
    account: str
    amount: int
    worksheet_id: str | None
    accrual_id: str | None
    adjustment_id: str | None
    voucher_id: str | None
    worksheet: str
    what: str
    document: str
    party: str


def moved(session: Session, department: str, month: str, known_at: datetime | None = None) -> dict[str, int]:
    """What the month sweeps to each account, whatever it is for; lines are read only as known at a moment."""
    if known_at is None:
        days = col(Movement.on).between(first_day(month), last_day(month))
        query = sa.select(col(Movement.account), amount := sa.func.sum(col(Movement.amount)))
        query = query.where(col(Movement.department) == department, col(Movement.swept).is_(True), days)
        query = query.group_by(col(Movement.account))
    else:
        query = sa.select(col(JournalLine.account), amount := sa.func.sum(col(JournalLine.amount)))
        query = query.join(JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq))
        query = query.where(*_of_month(department, month), col(JournalEntry.at) <= known_at)
        query = query.group_by(col(JournalLine.account))
    found = {str(account): int(total) for account, total in session.execute(query.having(amount != 0))}
    return dict(sorted(found.items()))


def totals(
    session: Session, department: str, month: str, known_at: datetime | None = None
) -> dict[tuple[Section, str], int]:
    """What the month sweeps to each account in each section, the offsetting accounts included; zeros are left out."""
    things = _things(department, month, known_at)
    amount = sa.func.sum(things.c.amount)
    query = sa.select(things.c.section, things.c.account, amount).group_by(things.c.section, things.c.account)
    rows = session.execute(query.having(amount != 0))
    found = {(Section(section), account): int(total) for section, account, total in rows}
    order = list(Section)
    return dict(sorted(found.items(), key=lambda one: (order.index(one[0][0]), one[0][1])))


def swept(session: Session, department: str, month: str, known_at: datetime | None = None) -> list[Swept]:
    """Each thing's lines on the accounts of profit and loss and on tax, by section, worksheet and account."""
    things = _things(department, month, known_at)
    rows = session.execute(_named(things).where(things.c.account.not_in(OFFSETS), things.c.amount != 0))
    order = list(Section)
    found = [_swept(row) for row in rows.mappings()]
    return sorted(found, key=lambda one: (order.index(one.section), one.worksheet, one.account, one.what, one.document))


def _things(department: str, month: str, known_at: datetime | None) -> Any:
    """Every thing's sum on every account, with its section: a cost by its side of Accrued AP, a memo by its sign."""
    other = aliased(JournalLine)
    costs = sa.select(col(other.id)).where(col(other.entry) == JournalEntry.seq, col(other.side).is_not(None)).exists()
    ids = ("account", "worksheet_id", "accrual_id", "adjustment_id", "voucher_id", "counterparty_id")
    columns: list[Any] = [costs.label("costs"), col(JournalLine.amount)]
    columns += [getattr(JournalLine, name) for name in ids]
    lines = sa.select(*columns)
    lines = lines.join(JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq))
    lines = lines.where(*_of_month(department, month))
    each = (lines.where(col(JournalEntry.at) <= known_at) if known_at else lines).subquery()
    keys: list[Any] = [each.c.costs, *(each.c[name] for name in ids)]
    summed = sa.select(*keys, sa.func.sum(each.c.amount).label("amount")).group_by(*keys).subquery()
    owed = sa.case((summed.c.account.in_(OFFSETS), summed.c.amount), else_=-summed.c.amount)
    section = sa.case(
        (summed.c.costs, sa.literal(Section.EXPENSES.value)),
        (summed.c.adjustment_id.is_(None), sa.literal(Section.SALES.value)),
        (owed < 0, sa.literal(Section.CREDIT_MEMOS.value)),
        else_=sa.literal(Section.DEBIT_MEMOS.value),
    )
    return sa.select(section.label("section"), *(summed.c[name] for name in ids), summed.c.amount).subquery()


def _of_month(department: str, month: str) -> list[Any]:
    return [
        col(JournalEntry.department) == department,
        col(JournalEntry.route) == Route.SWEEP,
        col(JournalEntry.on).between(first_day(month), last_day(month)),
    ]


def _named(things: Any) -> Any:
    c = things.c
    return (
        sa.select(
            *things.c,
            col(Worksheet.number).label("worksheet"),
            col(Accrual.kind).label("kind"),
            col(Adjustment.number).label("adjustment"),
            col(Voucher.number).label("voucher"),
            col(Counterparty.name).label("party"),
        )
        .select_from(things)
        .outerjoin(Worksheet, col(Worksheet.id) == c.worksheet_id)
        .outerjoin(Accrual, col(Accrual.id) == c.accrual_id)
        .outerjoin(Adjustment, col(Adjustment.id) == c.adjustment_id)
        .outerjoin(Voucher, col(Voucher.id) == c.voucher_id)
        .outerjoin(Counterparty, col(Counterparty.id) == c.counterparty_id)
    )


def _swept(row: Any) -> Swept:
    section = Section(row["section"])
    voucher = f"V-{row['voucher']}" if row["voucher"] else row["voucher_id"] or ""
    prefix = "PA" if section is Section.EXPENSES else "SA"
    adjustment = f"{prefix}-{row['adjustment']}" if row["adjustment"] else ""
    return Swept(
        section=section,
        account=row["account"],
        amount=int(row["amount"]),
        worksheet_id=row["worksheet_id"],
        accrual_id=row["accrual_id"],
        adjustment_id=row["adjustment_id"],
        voucher_id=row["voucher_id"],
        worksheet=row["worksheet"] or "",
        what=_what(section, row),
        document=" ".join(part for part in (adjustment, voucher) if part),
        party=row["party"] or "",
    )


def _what(section: Section, row: Any) -> str:
    if section in (Section.DEBIT_MEMOS, Section.CREDIT_MEMOS):
        return section.value.lower().removesuffix("s")
    if section is Section.SALES:
        return "tax" if row["account"] == SALES_TAX else "sale"
    if row["adjustment_id"]:
        return "purchase adjustment"
    kind = str(row["kind"] or "expense")
    return f"{kind}, variance" if row["voucher_id"] else kind


def by_account(sums: dict[tuple[Section, str], int], sections: Sequence[Section] = tuple(Section)) -> dict[str, int]:
    """What some sections come to on each account, by number; zeros are left out."""
    found: dict[str, int] = {}
    for (section, account), amount in sums.items():
        if section in sections:
            found[account] = found.get(account, 0) + amount
    return {account: amount for account, amount in sorted(found.items()) if amount}
