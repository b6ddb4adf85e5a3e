"""Gross profit of a period by worksheet, rep, customer, vendor or commodity, and variances by vendor (S2-01, S2-02).

Every grouping adds up to what the ledger's accounts of sales, purchases and expenses moved; tax is nobody's profit.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.accounts.account import AccountClass
from domain.ledger.journal import JournalLine
from domain.money import allocate
from domain.reports.asked import Asked, accounts_of, lines, party_names, total, worksheets_by_id
from domain.reports.report import Column, Report, summed, tenths
from domain.worksheets.worksheet import Worksheet

SALES: Final = (AccountClass.SALES,)
COSTS: Final = (AccountClass.PURCHASES, AccountClass.EXPENSES)
NOTHING: Final = "None"
FIGURES: Final = (
    Column("Sales", "amount"),
    Column("Sales adjustments", "amount"),
    Column("Costs", "amount"),
    Column("Purchase adjustments", "amount"),
    Column("Variance", "amount"),
    Column("Gross profit", "amount"),
    Column("Margin", "percent"),
)
BY_WORKSHEET: Final = (
    Column("Worksheet"),
    Column("Customer"),
    Column("Rep"),
    Column("Commodity"),
    Column("Date", "date"),
    *FIGURES,
)
BY_VENDOR: Final = (
    Column("Vendor"),
    Column("Worksheets", "count"),
    Column("Share of sales", "amount"),
    Column("Costs", "amount"),
    Column("Gross profit", "amount"),
    Column("Margin", "percent"),
)
VARIANCES: Final = (
    Column("Vendor"),
    Column("Bills", "count"),
    Column("Above accruals", "amount"),
    Column("Below accruals", "amount"),
    Column("Variance", "amount"),
    Column("Purchase adjustments", "amount"),
)


@dataclass
class Profit:
    """What one worksheet brought in the period, in cents; costs are positive, also by vendor."""

    worksheet: Worksheet | None = None
    customer: str = NOTHING
    sales: int = 0
    sales_adjustments: int = 0
    costs: int = 0
    purchase_adjustments: int = 0
    variance: int = 0
    by_vendor: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def net_sales(self) -> int:
        """Sales with their adjustments."""
        return self.sales + self.sales_adjustments

    @property
    def gross(self) -> int:
        """Net sales less everything they cost."""
        return self.net_sales - self.costs - self.purchase_adjustments - self.variance

    @property
    def figures(self) -> list[int]:
        """In the order of the columns, but for the margin."""
        parts = [self.sales, self.sales_adjustments, self.costs, self.purchase_adjustments, self.variance]
        return [*parts, self.gross]


def profits(session: Session, asked: Asked) -> list[Profit]:
    """Each worksheet that moved profit and loss in the period, by number; what belongs to none comes first."""
    names = party_names(session, asked.department)
    found: dict[str | None, Profit] = defaultdict(Profit)
    rows = session.execute(_by_worksheet_and_party(session, asked)).all()
    sheets = worksheets_by_id(session, (row.worksheet_id for row in rows))
    for row in rows:
        one = found[row.worksheet_id]
        if one.worksheet is None and row.worksheet_id in sheets:
            one.worksheet = sheets[row.worksheet_id]
            one.customer = names.get(one.worksheet.customer_id, NOTHING)
        one.sales -= int(row.sales)
        one.sales_adjustments -= int(row.sales_adjusted)
        variance, adjusted, cost = int(row.variance), int(row.cost_adjusted), int(row.cost)
        one.variance += variance
        one.purchase_adjustments += adjusted
        one.costs += cost - variance - adjusted
        name = names.get(row.counterparty_id, NOTHING)
        if row.sales or row.sales_adjusted:
            one.customer = name
        if cost:
            one.by_vendor[name] += cost
    moved = [one for one in found.values() if any(one.figures)]
    return sorted(moved, key=lambda one: one.worksheet.number if one.worksheet else "")


def by_worksheet(session: Session, asked: Asked) -> Report:
    """One line for each worksheet."""
    rows = [
        [*_header(one), *one.figures, tenths(one.gross, one.net_sales)] for one in profits(session, asked)
    ]  # fmt: skip
    return _report(asked, "Gross profit by worksheet", BY_WORKSHEET, rows)


def by_rep(session: Session, asked: Asked) -> Report:
    """One line for each sales rep."""
    return _grouped(session, asked, "Rep", lambda one: one.worksheet.rep if one.worksheet else "")


def by_commodity(session: Session, asked: Asked) -> Report:
    """One line for each commodity."""
    return _grouped(session, asked, "Commodity", lambda one: one.worksheet.commodity if one.worksheet else "")


def by_customer(session: Session, asked: Asked) -> Report:
    """One line for each customer."""
    return _grouped(session, asked, "Customer", lambda one: one.customer)


def by_vendor(session: Session, asked: Asked) -> Report:
    """One line for each vendor: a worksheet's sales are shared among its vendors by what they cost there."""
    sales: dict[str, int] = defaultdict(int)
    costs: dict[str, int] = defaultdict(int)
    sheets: dict[str, int] = defaultdict(int)
    for one in profits(session, asked):
        vendors = dict(one.by_vendor) or {NOTHING: 0}
        shares = allocate(one.net_sales, list(vendors.values()))
        for (vendor, cost), share in zip(vendors.items(), shares, strict=True):
            sales[vendor] += share
            costs[vendor] += cost
            sheets[vendor] += 1
    rows: list[list[object]] = []
    for vendor in sorted(sales, key=lambda name: (costs[name] - sales[name], name)):
        gross = sales[vendor] - costs[vendor]
        rows.append([vendor, sheets[vendor], sales[vendor], costs[vendor], gross, tenths(gross, sales[vendor])])
    return _report(asked, "Gross profit by vendor", BY_VENDOR, rows, "A worksheet's sales are shared by cost.")


def variance_by_vendor(session: Session, asked: Asked) -> Report:
    """What bills booked beyond the accruals they settled, by vendor; agreed adjustments stand apart."""
    costs = accounts_of(session, asked.department, *COSTS)
    party, voucher = col(JournalLine.counterparty_id), col(JournalLine.voucher_id)
    adjusted = col(JournalLine.adjustment_id).is_not(None)
    each = lines(party, voucher, total(~adjusted).label("variance"), total(adjusted).label("adjusted"))
    each = each.where(col(JournalLine.account).in_(costs), voucher.is_not(None), *asked.during())
    bills = each.group_by(party, voucher).having(sa.or_(total(~adjusted) != 0, total(adjusted) != 0))
    names = party_names(session, asked.department)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for row in session.execute(bills):
        variance, of = int(row.variance), sums[names.get(row.counterparty_id, NOTHING)]
        parts = (1, max(variance, 0), min(variance, 0), variance, int(row.adjusted))
        of[:] = [a + b for a, b in zip(of, parts, strict=True)]
    rows = [[name, *sums[name]] for name in sorted(sums, key=str.casefold)]
    return asked.report("Variance by vendor", VARIANCES, rows, asked.period)


def ledger_gross_profit(session: Session, asked: Asked) -> int:
    """What the ledger's accounts of sales, purchases and expenses moved in the period, in cents."""
    accounts = accounts_of(session, asked.department, *SALES, *COSTS)
    query = lines(total()).where(col(JournalLine.account).in_(accounts), *asked.during())
    return -int(session.execute(query).scalar_one())


def _by_worksheet_and_party(session: Session, asked: Asked) -> Any:
    sales = col(JournalLine.account).in_(accounts_of(session, asked.department, *SALES))
    costs = col(JournalLine.account).in_(accounts_of(session, asked.department, *COSTS))
    adjusted = col(JournalLine.adjustment_id).is_not(None)
    billed = sa.and_(col(JournalLine.accrual_id).is_not(None), col(JournalLine.voucher_id).is_not(None))
    tags = col(JournalLine.worksheet_id), col(JournalLine.counterparty_id)
    query = lines(
        *tags,
        total(sales, ~adjusted).label("sales"),
        total(sales, adjusted).label("sales_adjusted"),
        total(costs).label("cost"),
        total(costs, adjusted).label("cost_adjusted"),
        total(costs, billed).label("variance"),
    )
    return query.where(sa.or_(sales, costs), *asked.during()).group_by(*tags).order_by(*tags)


def _header(one: Profit) -> list[object]:
    sheet = one.worksheet
    if sheet is None:
        return [NOTHING, one.customer, "", "", None]
    return [sheet.number, one.customer, sheet.rep, sheet.commodity, sheet.posting_date]


def _grouped(session: Session, asked: Asked, what: str, name: Callable[[Profit], str]) -> Report:
    sums: dict[str, Profit] = defaultdict(Profit)
    counts: dict[str, int] = defaultdict(int)
    for one in profits(session, asked):
        of = sums[name(one) or NOTHING]
        counts[name(one) or NOTHING] += 1
        for part in ("sales", "sales_adjustments", "costs", "purchase_adjustments", "variance"):
            setattr(of, part, getattr(of, part) + getattr(one, part))
    best: Sequence[tuple[str, Profit]] = sorted(sums.items(), key=lambda pair: (-pair[1].gross, pair[0]))
    columns = (Column(what), Column("Worksheets", "count"), *FIGURES)
    rows = [[name, counts[name], *of.figures, tenths(of.gross, of.net_sales)] for name, of in best]
    return _report(asked, f"Gross profit by {what.lower()}", columns, rows)


def _report(
    asked: Asked, title: str, columns: Sequence[Column], rows: Sequence[Sequence[object]], note: str = ""
) -> Report:
    totals = summed(columns, rows)
    place: Mapping[str, int] = {column.title: n for n, column in enumerate(columns)}
    of = [place[name] for name in ("Sales", "Sales adjustments", "Share of sales") if name in place]
    gross, net = totals[place["Gross profit"]], sum(int(str(totals[n])) for n in of)
    totals[-1] = tenths(int(str(gross)), net)
    return asked.report(title, columns, rows, ". ".join(filter(None, (asked.period, note))), totals)
