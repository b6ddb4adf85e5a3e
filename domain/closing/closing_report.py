"""The Closing Adjustments report of a month: what is swept, thing by thing; its totals are the entry's (S2-41, H-01).

Sales, debit memos, credit memos, expenses, the change of inventory and tax, and alerts 1 to 3. The report needs no
mapping: it is by our own accounts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.accounts.account import chart
from domain.closing.inventory import InventoryChange, inventory_change
from domain.closing.swept import Section, Swept, moved, swept
from domain.counterparties.counterparty import Counterparty
from domain.departments.configuring import settings_of
from domain.ledger.journal import Payable, alert1, alert2
from domain.ledger.period import in_words, last_day, month_before
from domain.reports.report import Column, Report
from domain.worksheets.worksheet import Accrual, Adjustment, AdjustmentSide, Worksheet, alert3

ALERTS: Final = {
    1: "Alert 1: billed, not recognised",
    2: "Alert 2: billed in an earlier month, recognised in this one",
    3: "Alert 3: adjustments not yet posted",
}
MOST_PRINTED: Final = 2000
LINES: Final = (
    Column("Section"),
    Column("Worksheet"),
    Column("What"),
    Column("Document"),
    Column("Company"),
    Column("Account"),
    Column("Amount", "amount"),
)
ACCOUNTS: Final = (Column("Account"), Column("Name"), Column("Debit", "amount"), Column("Credit", "amount"))
ALERTED: Final = (Column("Worksheet"), Column("What"), Column("Company"), Column("Amount", "amount"))


@dataclass(frozen=True)
class Alerted:
    """One line of an alert: cents, a cost owed or a sale positive."""

    worksheet: str
    what: str
    party: str
    amount: int


@dataclass(frozen=True)
class ClosingReport:
    """A month of a department. `amounts` are the entry by our account, debit positive.

    `alerts` are by number. `known_at` is None for "now"; alert 3 tells what is staged when the report is made.
    """

    department: str
    month: str
    known_at: datetime | None
    names: Mapping[str, str]
    lines: Sequence[Swept]
    inventory: InventoryChange | None
    amounts: Mapping[str, int]
    alerts: Mapping[int, Sequence[Alerted]]

    @property
    def total(self) -> int:
        """The debits, which are the credits."""
        return sum(amount for amount in self.amounts.values() if amount > 0)

    @property
    def gross_profit(self) -> int:
        """What the worksheets earned in the month: net sales less costs, without the change of inventory."""
        return -sum(line.amount for line in self.lines if line.what != "tax")

    def of(self, section: Section) -> int:
        """What a section comes to without tax: sales and memos as revenue, expenses as cost."""
        sign = 1 if section is Section.EXPENSES else -1
        return sign * sum(line.amount for line in self.lines if line.section is section and line.what != "tax")

    @property
    def tax(self) -> int:
        """Sales tax that goes with the entry: with the AR module off the invoices carry it."""
        return -sum(line.amount for line in self.lines if line.what == "tax")

    def reports(self) -> list[Report]:
        """As tables, for files and pictures: the accounts, the lines behind them, the alerts."""
        accounts = [(account, self.names.get(account, ""), *_sides(amount)) for account, amount in self.amounts.items()]
        return [
            self._report("Closing Adjustments", ACCOUNTS, accounts, ("Total", "", self.total, self.total)),
            self._report("What is behind it", LINES, self._lines()),
            *(self._alert(number) for number in ALERTS),
        ]

    def printed(self) -> list[Report]:
        """The same for paper, where very many lines are left to the workbook."""
        accounts, behind, *alerts = self.reports()
        if len(behind.rows) > MOST_PRINTED:
            behind = replace(behind, rows=[], subtitle=f"{len(behind.rows):,} lines, which the workbook has")
        return [accounts, behind, *alerts]

    def _lines(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = [
            (
                "Tax" if line.what == "tax" else line.section.value,
                line.worksheet,
                line.what,
                line.document,
                line.party,
                f"{line.account} {self.names.get(line.account, '')}".strip(),
                line.amount,
            )
            for line in self.lines
        ]
        changed = self.inventory.lines.items() if self.inventory else ()
        rows += [
            ("Inventory", "", "inventory change", "", "", f"{account} {self.names.get(account, '')}".strip(), amount)
            for account, amount in changed
        ]
        return rows

    def _alert(self, number: int) -> Report:
        rows = [(one.worksheet, one.what, one.party, one.amount) for one in self.alerts[number]]
        total = sum(one.amount for one in self.alerts[number])
        return self._report(ALERTS[number], ALERTED, rows, ("Total", "", "", total))

    def _report(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[object]],
        totals: Sequence[object] | None = None,
    ) -> Report:
        day = last_day(self.month)
        return Report(title, in_words(self.month), self.department, day, self.known_at, columns, rows, totals)


def closing_report(session: Session, department: str, month: str, known_at: datetime | None = None) -> ClosingReport:
    """The report of a month such as `2025-01`, as it was known at a moment or as it is now. Only reads."""
    change = inventory_change(session, department, month) if settings_of(session, department).uses_inventory else None
    amounts = moved(session, department, month, known_at)
    for account, amount in (change.lines if change else {}).items():
        amounts[account] = amounts.get(account, 0) + amount
    end, before = last_day(month), last_day(month_before(month))
    first, second = alert1(session, department, end, known_at), alert2(session, department, before, end, known_at)
    return ClosingReport(
        department=department,
        month=month,
        known_at=known_at,
        names={row.number: row.name for row in chart(session, department)},
        lines=swept(session, department, month, known_at),
        inventory=change,
        amounts={account: amount for account, amount in sorted(amounts.items()) if amount},
        alerts={1: _alerted(session, first), 2: _alerted(session, second), 3: _staged(session, department)},
    )


def _sides(amount: int) -> tuple[int | None, int | None]:
    return (amount, None) if amount > 0 else (None, -amount)


def _alerted(session: Session, payables: Sequence[Payable]) -> list[Alerted]:
    worksheets = _looked_up(session, col(Worksheet.id), col(Worksheet.number), [one.worksheet_id for one in payables])
    parties = _looked_up(session, col(Counterparty.id), col(Counterparty.name), [p.counterparty_id for p in payables])
    kinds = _looked_up(session, col(Accrual.id), col(Accrual.kind), [one.accrual_id for one in payables])
    numbers = _looked_up(session, col(Adjustment.id), col(Adjustment.number), [p.adjustment_id for p in payables])
    return [
        Alerted(
            worksheets.get(one.worksheet_id, ""),
            kinds.get(one.accrual_id) or f"PA-{numbers.get(one.adjustment_id, '')}",
            parties.get(one.counterparty_id, ""),
            one.amount,
        )
        for one in payables
    ]


def _staged(session: Session, department: str) -> list[Alerted]:
    staged = alert3(session, department)
    worksheets = _looked_up(session, col(Worksheet.id), col(Worksheet.number), [one.worksheet_id for one in staged])
    parties = _looked_up(session, col(Counterparty.id), col(Counterparty.name), [one.party_id for one in staged])
    return [
        Alerted(worksheets.get(one.worksheet_id, ""), _staged_as(one), parties.get(one.party_id, ""), one.amount)
        for one in staged
    ]


def _staged_as(adjustment: Adjustment) -> str:
    return f"{adjustment.name}, {'sale' if adjustment.side is AdjustmentSide.SALE else 'purchase'}"


def _looked_up(session: Session, id: Any, name: Any, ids: Sequence[str | None]) -> dict[str | None, str]:
    wanted = [one for one in dict.fromkeys(ids) if one]
    return {key: str(value) for key, value in session.execute(sa.select(id, name).where(id.in_(wanted)))}
