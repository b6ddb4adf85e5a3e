"""What a worksheet in INVOICE has in the journal: its sale, its accruals, and what its vendors' bills add to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.ledger.journal import (
    ACCRUED_SALES,
    AR_CONTROL,
    SALES_TAX,
    JournalEntry,
    JournalLine,
    NewLine,
    Route,
    Side,
    append,
    lines_of,
    live_entries,
    recognised,
    reverse,
)
from domain.ledger.period import Write, require_open
from domain.problems import Problem
from domain.vouchers.voucher import Voucher
from domain.worksheets.worksheet import Accrual, Adjustment, SaleLine, Sheet, Worksheet

SALE, ACCRUAL, VARIANCE = "sale recognised", "accrual recognised", "bill recognised"


@dataclass(frozen=True)
class Recognition:
    """One person's entries for one worksheet at one moment, in the caller's transaction.

    `ar_on` tells whether receivables are kept here: then the sale goes to AR control with its tax, otherwise its net
    goes to Accrued Sales and QuickBooks' own invoice carries the tax (E1).
    """

    session: Session
    worksheet: Worksheet
    realm: str
    ar_on: bool
    actor: str
    at: datetime

    @property
    def day(self) -> date:
        """The posting date; a worksheet without one recognises nothing."""
        if self.worksheet.posting_date is None:
            raise ValueError("the worksheet has no posting date")
        return self.worksheet.posting_date

    def whole(self, sheet: Sheet) -> None:
        """All of it, as the worksheet becomes INVOICE (E1)."""
        self.sale(sheet.sales)
        for accrual in sheet.accruals:
            self.accrual(accrual)
        self.bills(sheet)

    def sale(self, sales: Sequence[SaleLine]) -> None:
        """The revenue on the posting date; nothing for a sale of nothing."""
        tax = sum(sale.tax for sale in sales) if self.ar_on else 0
        owed = sum(sale.amount for sale in sales) + tax
        party = NewLine("", 0, counterparty_id=self.worksheet.customer_id, worksheet_id=self.worksheet.id)
        lines = [replace(party, account=AR_CONTROL if self.ar_on else ACCRUED_SALES, amount=owed)]
        lines += [replace(party, account=sale.account, amount=-sale.amount) for sale in sales if sale.amount]
        lines += [replace(party, account=SALES_TAX, amount=-tax)] if tax else []
        if owed:
            self._append(SALE, self.day, lines, sale_key(self.worksheet))

    def accrual(self, accrual: Accrual) -> None:
        """One expected expense on the posting date: Dr its account, Cr Accrued AP."""
        lines = recognised(
            accrual.account,
            accrual.amount,
            counterparty_id=accrual.vendor_id,
            worksheet_id=self.worksheet.id,
            accrual_id=accrual.id,
        )
        self._append(ACCRUAL, self.day, lines, f"accrual:{accrual.id}")

    def bills(self, sheet: Sheet, voucher_id: str | None = None) -> None:
        """What vouchers bring to profit and loss: variances and purchase adjustments, of one voucher or of all.

        What was billed stands in the journal; what it exceeds the accruals by is recognised on the later of the
        voucher's date and the worksheet's.
        """
        agreed = {accrual.id: accrual.amount for accrual in sheet.accruals}
        accounts = {accrual.id: accrual.account for accrual in sheet.accruals}
        adjusted = {adjustment.id: adjustment.account for adjustment in sheet.adjustments}
        billed = billed_on(self.session, self.worksheet.id)
        elsewhere = _variance_accounts(self.session, [line.voucher_id for _, lines in billed for line in lines])

        def account(line: JournalLine) -> str:
            if line.accrual_id is None:
                return adjusted[line.adjustment_id or ""]
            return elsewhere.get(line.voucher_id) or accounts[line.accrual_id]

        for entry, lines in billed:
            costs: list[NewLine] = []
            for line in lines:
                cost = line.amount - agreed.get(line.accrual_id or "", 0)
                if cost and voucher_id in (None, line.voucher_id):
                    costs += recognised(account(line), cost, **_tags(line))
            if costs:
                self._append(VARIANCE, max(entry.on, self.day), costs, entry.document)

    def take_back(self, entries: Iterable[JournalEntry], write: Write) -> None:
        """Reverse entries on their own dates; PeriodClosed when one of these is in a locked month."""
        entries = list(entries)
        for entry in entries:
            require_open(self.session, self.worksheet.department, entry.on, write)
        self.erase(entries)

    def erase(self, entries: Iterable[JournalEntry]) -> None:
        """Reverse entries on their own dates, whatever their months are by now: for what the books have settled."""
        for entry in entries:
            reverse(self.session, entry, at=self.at, actor=self.actor)

    def _append(self, event: str, on: date, lines: list[NewLine], document: str | None) -> None:
        append(
            self.session,
            route=Route.SWEEP,
            on=on,
            event=event,
            department=self.worksheet.department,
            realm=self.realm,
            actor=self.actor,
            at=self.at,
            lines=lines,
            document=document,
        )


def sale_key(worksheet: Worksheet) -> str:
    """The document key of what a worksheet's sale recognises."""
    return f"recognised:{worksheet.id}"


def billed_on(session: Session, worksheet_id: str) -> list[tuple[JournalEntry, list[JournalLine]]]:
    """The live entries of vendors' bills with their lines for this worksheet."""
    entries = live_entries(session, worksheet_id=worksheet_id)
    found = [
        (entry, [x for x in lines_of(session, [entry]) if x.worksheet_id == worksheet_id and x.side is Side.BILLED])
        for entry in entries
    ]
    return [(entry, lines) for entry, lines in found if lines]


def _variance_accounts(session: Session, voucher_ids: Iterable[str | None]) -> dict[str | None, str]:
    """Of vouchers whose differences go to one account: which."""
    vouchers = select(Voucher).where(col(Voucher.id).in_({id for id in voucher_ids if id}))
    return {voucher.id: voucher.variance_account for voucher in session.exec(vouchers)}


def swept(session: Session, worksheet_id: str) -> list[JournalEntry]:
    """Everything live that a worksheet recognised, what its bills added included; the bills themselves are not."""
    return [entry for entry in live_entries(session, worksheet_id=worksheet_id) if entry.route is Route.SWEEP]


def variance_of(session: Session, worksheet_id: str) -> int:
    """What bills booked beyond a worksheet's accruals, in cents; adjustments are apart. What was reversed is gone."""
    total = select(sa.func.coalesce(sa.func.sum(JournalLine.amount), 0)).where(
        JournalLine.worksheet_id == worksheet_id,
        col(JournalLine.accrual_id).is_not(None),
        col(JournalLine.voucher_id).is_not(None),
        JournalLine.side == Side.RECOGNISED,
    )
    return -int(session.exec(total).one())


def require_unpaid(session: Session, worksheet: Worksheet) -> None:
    """Raises a Problem while a receipt stands on the sale."""
    live = [entry.seq for entry in live_entries(session, worksheet_id=worksheet.id)]
    paid = select(JournalLine).where(
        JournalLine.worksheet_id == worksheet.id,
        col(JournalLine.receipt_id).is_not(None),
        col(JournalLine.entry).in_(live),
    )
    if session.exec(paid.limit(1)).first():
        raise Problem(
            f"{worksheet.number} is paid, at least in part.",
            next_step="Undo the receipt first, or record an adjustment.",
        )


def require_no_sales_adjustment(worksheet: Worksheet, adjustments: Iterable[Adjustment]) -> None:
    """Raises a Problem while a posted sales adjustment stands on the sale."""
    standing = [adjustment.name for adjustment in adjustments if adjustment.posted_on is not None]
    if standing:
        raise Problem(
            f"{worksheet.number} has posted sales adjustments: {', '.join(standing)}.",
            next_step="Correct it by another adjustment instead.",
        )


def _tags(line: JournalLine) -> dict[str, str | None]:
    names = ("counterparty_id", "worksheet_id", "accrual_id", "adjustment_id", "voucher_id")
    return {name: getattr(line, name) for name in names}
