"""The AP Ledger: a vendor's open accruals and staged purchase adjustments, filtered and a page at a time (H-03)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.deliveries.delivery import Delivery
from domain.ledger.journal import AR_CONTROL, JournalLine
from domain.money import parse_amount
from domain.problems import Problem
from domain.sales.sale_document import MATTER, SaleDocument, SaleState
from domain.vouchers.voucher import LineKind
from domain.worksheets.worksheet import Accrual, AccrualState, Adjustment, AdjustmentSide, Worksheet, WorksheetStatus

PAGE: Final = 10


class Show(StrEnum):
    """Which of the open things to show: all, those of invoiced or approved worksheets, or whose customer has paid."""

    ALL = "all"
    INVOICED = "invoiced"
    APPROVED = "approved"
    RECEIVED = "received"


@dataclass(frozen=True)
class Filter:
    """What to look at: one vendor of one department; `text` is searched in worksheet numbers and kinds."""

    department: str
    vendor_id: str
    show: Show = Show.ALL
    text: str = ""


@dataclass(frozen=True)
class OpenItem:
    """One accrual or purchase adjustment that no voucher has taken yet; cents, `what` its kind or name."""

    id: str
    kind: LineKind
    worksheet_id: str
    worksheet: str
    status: WorksheetStatus
    posting_date: date | None
    what: str
    account: str
    amount: int


@dataclass(frozen=True)
class Totals:
    """How many open things a filter shows, and what they come to in cents."""

    count: int
    amount: int


def page(session: Session, wanted: Filter, start: int = 0, limit: int | None = PAGE) -> list[OpenItem]:
    """A page of open things in the order of worksheets and lines; all of them when `limit` is None."""
    enough = None if limit is None else start + limit
    both = _first(_each(wanted), enough).subquery()
    return [_item(row) for row in session.execute(_in_order(both).offset(start).limit(limit))]


def page_and_totals(session: Session, wanted: Filter, start: int, limit: int) -> tuple[list[OpenItem], Totals]:
    """Both; a first page that is not full is all there is, and is not looked for twice."""
    items = page(session, wanted, start, limit)
    if start == 0 and len(items) < limit:
        return items, Totals(len(items), sum(item.amount for item in items))
    return items, totals(session, wanted)


def totals(session: Session, wanted: Filter) -> Totals:
    """Of everything the filter shows, whatever the page."""
    looked = wanted.text or wanted.show is not Show.ALL
    both = (_first(_each(wanted), None) if looked else _amounts(wanted)).subquery()
    count, amount = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(both.c.amount), 0)).select_from(both)
    ).one()
    return Totals(int(count), int(amount))


def open_items(session: Session, wanted: Filter, ids: Sequence[str]) -> list[OpenItem]:
    """Those of the given accruals and adjustments that the filter shows."""
    accruals, adjustments = _each(wanted)
    of = (accruals.where(col(Accrual.id).in_(ids)), adjustments.where(col(Adjustment.id).in_(ids)))
    return [_item(row) for row in session.execute(_in_order(sa.union_all(*of).subquery()))]


def named(line: str, offered: Sequence[OpenItem]) -> list[OpenItem]:
    """What one line of a list names: everything on a worksheet, or that of it with the amount or kind it says."""
    number, *rest = re.split(r"[\t;,]\s*|\s+", line.strip(), maxsplit=1)
    found = [item for item in offered if item.worksheet.casefold() == number.casefold()]
    if not rest or not rest[0].strip():
        return found
    try:
        amount = parse_amount(rest[0])
    except Problem:
        return [item for item in found if item.what.casefold() == rest[0].strip().casefold()]
    exact = [item for item in found if item.amount == amount]
    return exact if len(exact) == 1 else []


def _amounts(wanted: Filter) -> Any:
    """The amounts alone of all that is open: a vendor is of one department, so worksheets need not be looked at."""
    return (
        sa.select(col(Accrual.amount))
        .where(*_open_accrual(wanted))
        .union_all(sa.select(col(Adjustment.amount)).where(*_open_adjustment(wanted)))
    )


def _open_accrual(wanted: Filter) -> list[Any]:
    return [col(Accrual.vendor_id) == wanted.vendor_id, col(Accrual.state) == AccrualState.OPEN]


def _open_adjustment(wanted: Filter) -> list[Any]:
    return [
        col(Adjustment.party_id) == wanted.vendor_id,
        col(Adjustment.state) == AccrualState.OPEN,
        col(Adjustment.side) == AdjustmentSide.PURCHASE,
    ]


def payment_unknown(session: Session, wanted: Filter) -> int:
    """How many worksheets of the vendor's open accruals have an invoice in QuickBooks of whose payment we know nothing:
    it was not asked yet, or gave no answer. None where the receivables are ours."""
    subject = col(Delivery.subject) == sa.literal(f"{MATTER}:") + col(SaleDocument.id)
    told = [*_is_invoice(), subject, sa.not_(col(SaleDocument.paid).endswith("paid"))]
    invoices = sa.select(col(Worksheet.id)).join(Accrual, col(Accrual.worksheet_id) == col(Worksheet.id))
    invoices = invoices.join(SaleDocument, sa.true()).join(Delivery, sa.true()).where(*_open_accrual(wanted), *told)
    counted = sa.select(sa.func.count()).select_from(invoices.distinct().subquery())
    return int(session.execute(counted).scalar_one())


def _first(each: Sequence[Any], enough: int | None) -> Any:
    """Of both kinds together, no more than are needed of each: a database that reads them in order stops early."""
    if enough is None:
        return sa.union_all(*each)
    some = [sa.select(_in_order(one.subquery()).limit(enough).subquery()) for one in each]
    return sa.union_all(*some)


def _in_order(things: Any) -> Any:
    c = things.c
    return sa.select(things).order_by(c.worksheet, c.kind, c.line, c.id)


def _each(wanted: Filter) -> tuple[Any, Any]:
    accruals = _columns(Accrual, LineKind.ACCRUAL, col(Accrual.kind), col(Accrual.line)).where(*_open_accrual(wanted))
    name = sa.literal("PA-").concat(sa.cast(col(Adjustment.number), sa.String))
    adjustments = _columns(Adjustment, LineKind.ADJUSTMENT, name, col(Adjustment.number)).where(
        *_open_adjustment(wanted)
    )
    conditions = _conditions(wanted)
    texts = [_holds(wanted.text, what) for what in (sa.cast(col(Accrual.kind), sa.String), name)]
    return accruals.where(*conditions, *texts[0]), adjustments.where(*conditions, *texts[1])


def _columns(table: type[Accrual | Adjustment], kind: LineKind, what: Any, line: Any) -> Any:
    return sa.select(
        col(table.id).label("id"),
        sa.literal(kind.value).label("kind"),
        col(Worksheet.id).label("worksheet_id"),
        col(Worksheet.number).label("worksheet"),
        col(Worksheet.status).label("status"),
        col(Worksheet.posting_date).label("posting_date"),
        sa.cast(what, sa.String).label("what"),
        col(table.account).label("account"),
        col(table.amount).label("amount"),
        line.label("line"),
    ).join(Worksheet, col(table.worksheet_id) == col(Worksheet.id))


def _conditions(wanted: Filter) -> list[Any]:
    conditions: list[Any] = [col(Worksheet.department) == wanted.department]
    if wanted.show is Show.APPROVED:
        conditions.append(col(Worksheet.status) == WorksheetStatus.APPROVED)
    elif wanted.show is not Show.ALL:
        conditions.append(col(Worksheet.status) == WorksheetStatus.INVOICE)
    if wanted.show is Show.RECEIVED:
        conditions.append(_customer_has_paid())
    return conditions


def _customer_has_paid() -> Any:
    """What the customer owes for the worksheet was recognised and has come down to nothing; or, where QuickBooks keeps
    the receivables, its invoice was paid in full when QuickBooks was last asked."""
    owed = sa.select(sa.func.sum(col(JournalLine.amount))).where(
        col(JournalLine.worksheet_id) == col(Worksheet.id), col(JournalLine.account) == AR_CONTROL
    )
    invoice = sa.select(col(SaleDocument.id)).where(*_is_invoice(), col(SaleDocument.paid) == "paid")
    return sa.or_(owed.correlate(Worksheet).scalar_subquery() <= 0, invoice.correlate(Worksheet).exists())


def _is_invoice() -> list[Any]:
    return [
        col(SaleDocument.worksheet_id) == col(Worksheet.id),
        col(SaleDocument.adjustment_id) == "",
        col(SaleDocument.state) == SaleState.LIVE,
    ]


def _holds(text: str, what: Any) -> list[Any]:
    words = text.split()
    return [
        sa.or_(col(Worksheet.number).icontains(word, autoescape=True), what.icontains(word, autoescape=True))
        for word in words
    ]


def _item(row: Any) -> OpenItem:
    return OpenItem(
        row.id,
        LineKind(row.kind),
        row.worksheet_id,
        row.worksheet,
        row.status,
        row.posting_date,
        row.what,
        row.account,
        int(row.amount),
    )
