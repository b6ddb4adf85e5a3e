"""What is owed to vendors and not billed yet, as of any day, and the three alerts that explain it (S2-16, H-01)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.ledger.journal import Payable, alert1, alert2
from domain.ledger.journal import open_payables as open_ones
from domain.reports.asked import IDS_AT_ONCE, Asked, party_names, worksheets_by_id
from domain.reports.report import Column, Report
from domain.store import in_chunks
from domain.worksheets.worksheet import Accrual, Adjustment, AdjustmentSide, alert3

PAYABLES: Final = (
    Column("Vendor"),
    Column("Worksheet"),
    Column("What"),
    Column("Worksheet date", "date"),
    Column("Open payable", "amount"),
    Column("Billed early", "amount"),
    Column("Accrued AP", "amount"),
)
ALERTS: Final = (
    Column("Alert", "count"),
    Column("Meaning"),
    Column("Party"),
    Column("Worksheet"),
    Column("What"),
    Column("Amount", "amount"),
)
MEANINGS: Final = {
    1: "Billed, not recognised",
    2: "Billed in an earlier month, recognised now",
    3: "Adjustment saved, not posted",
}
Named = list[tuple[str, str, str, date | None, int]]


def open_payables(session: Session, asked: Asked) -> Report:
    """Costs recognised and not billed; costs billed and not recognised (alert 1) are taken off.

    The last column adds up to what Accrued AP holds on that day.
    """
    when = asked.department, asked.as_of, asked.known_at
    owed, early = _named(session, asked, open_ones(session, *when)), _named(session, asked, alert1(session, *when))
    rows: list[list[object]] = [[*names, amount, None, amount] for *names, amount in owed]
    rows += [[*names, None, amount, -amount] for *names, amount in early]
    return asked.report("Open payables", PAYABLES, rows, "Recognised and not billed, less billed and not recognised")


def alerts(session: Session, asked: Asked) -> Report:
    """Alerts 1 and 2 as of the day and as known; alert 3 lists the adjustments that are staged now."""
    when = asked.department, asked.as_of, asked.known_at
    earlier = asked.before.as_of if asked.since else date.fromordinal(asked.as_of.replace(day=1).toordinal() - 1)
    early, met = alert1(session, *when), alert2(session, asked.department, earlier, *when[1:])
    rows: list[list[object]] = []
    for number, payables in ((1, early), (2, met)):
        for party, worksheet, what, _, amount in _named(session, asked, payables):
            rows.append([number, MEANINGS[number], party, worksheet, what, amount])
    rows += _staged(session, asked)
    return asked.report("Alerts", ALERTS, rows, totals=[None] * len(ALERTS))


def _staged(session: Session, asked: Asked) -> list[list[object]]:
    staged, names = alert3(session, asked.department), party_names(session, asked.department)
    sheets = worksheets_by_id(session, (one.worksheet_id for one in staged))
    return [
        [3, MEANINGS[3], names.get(one.party_id, ""), sheets[one.worksheet_id].number, one.name, one.amount]
        for one in staged
    ]


def _named(session: Session, asked: Asked, payables: Iterable[Payable]) -> Named:
    """Vendor, worksheet, what it is for, the worksheet's date, and the amount; by vendor and worksheet."""
    found = list(payables)
    parties = party_names(session, asked.department)
    sheets = worksheets_by_id(session, (one.worksheet_id for one in found))
    kinds = kinds_of(session, [one.accrual_id or one.adjustment_id or "" for one in found])
    named: Named = []
    for one in found:
        sheet, what = sheets.get(one.worksheet_id), kinds.get(one.accrual_id or one.adjustment_id or "", "")
        number, on = (sheet.number, sheet.posting_date) if sheet else ("", None)
        named.append((parties.get(one.counterparty_id, ""), number, what, on, one.amount))
    return sorted(named, key=lambda row: (row[0].casefold(), row[1], row[2]))


def kinds_of(session: Session, items: Sequence[str]) -> dict[str, str]:
    """The kind of each accrual, the name of each purchase adjustment, by id."""
    kinds: dict[str, str] = {}
    for some in in_chunks(list(items), IDS_AT_ONCE):
        query = select(Accrual.id, Accrual.kind).where(col(Accrual.id).in_(some))
        kinds |= {id: str(kind) for id, kind in session.exec(query)}
        wanted = sa.select(col(Adjustment.id), col(Adjustment.number)).where(col(Adjustment.id).in_(some))
        wanted = wanted.where(col(Adjustment.side) == AdjustmentSide.PURCHASE)
        kinds |= {id: f"PA-{number}" for id, number in session.execute(wanted)}
    return kinds
