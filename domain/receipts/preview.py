"""A receipt as it would be posted now: whether it closes, what stands in its way, what must be explained."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.accounts.account import AccountClass, Mapped, OwnAccount, all_mapped
from domain.connections.connection import Connection, connection_of
from domain.counterparties.counterparty import Counterparty
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.go_live import before_go_live
from domain.ledger.journal import AR_CONTROL, UNAPPLIED_CASH
from domain.ledger.period import PeriodClosed, Write, first_open_day, is_open, month_of, state_of
from domain.money import shown
from domain.problems import Problem
from domain.receipts.receipt import LIVE, MAX_LINES, ActKind, Receipt, ReceiptAct, ReceiptLine, lines_of_act
from domain.receipts.receivables import Receivable, deposit_accounts, open_receivables

INTEREST, DISCOUNT, BANK_FEE, ADJUSTMENTS = "4100", "4200", "5500", "4110"
TOLERANCE: Final = "tolerance"
NUMBER: Final = "number_reason"


@dataclass(frozen=True)
class Sums:
    """The two sides of a receipt in cents: what came, and where it goes; they must be equal (E16)."""

    amount: int
    fee: int
    interest: int
    discount: int
    applied: int
    unapplied: int

    @property
    def came(self) -> int:
        """Cash, what the bank kept of it, and what was let off."""
        return self.amount + self.fee + self.interest + self.discount

    @property
    def left(self) -> int:
        """What goes nowhere yet; negative when more is given out than came."""
        return self.came - self.applied - self.unapplied


@dataclass(frozen=True)
class Row:
    """One line of a receipt beside its invoice as it stands now; None when that is gone."""

    line: ReceiptLine
    receivable: Receivable | None
    on: date | None

    @property
    def open(self) -> int:
        """What can be applied on the day of the receipt."""
        if self.receivable is None:
            return 0
        return self.receivable.open_from(self.on) if self.on else self.receivable.open

    @property
    def rest(self) -> int:
        """What stays open after it."""
        return self.open - self.line.applied


@dataclass(frozen=True)
class Preview:
    """What would happen. `stops` must be mended first; `asks` are the fields of reasons that must be given, and why."""

    receipt: Receipt
    act: ReceiptAct
    customer_name: str
    rows: tuple[Row, ...]
    sums: Sums
    connection: Connection | None
    tolerance_account: str
    stops: tuple[Problem, ...]
    asks: dict[str, str]
    fingerprint: str

    @property
    def needs_reason(self) -> list[str]:
        """The fields of reasons still missing."""
        return [field for field in self.asks if not getattr(self.receipt, field).strip()]


def preview(session: Session, receipt: Receipt, act: ReceiptAct, settings: DepartmentSettings) -> Preview:
    """Look at a receipt as things stand now. Only reads."""
    lines = lines_of_act(session, act.id)
    connection = connection_of(session, act.department)
    customer = session.get(Counterparty, receipt.customer_id) if receipt.customer_id else None
    found = open_receivables(session, act.department, receipt.customer_id or "", [line.key for line in lines])
    known = {one.key: one for one in found}
    rows = tuple(Row(line, known.get(line.key), act.on) for line in lines)
    sums = sums_of(act, lines)
    look = _Look(session, receipt, act, settings, connection, customer, rows, sums)
    return Preview(
        receipt=receipt,
        act=act,
        customer_name=customer.name if customer else "",
        rows=rows,
        sums=sums,
        connection=connection,
        tolerance_account=tolerance_account(session, act.department),
        stops=tuple(look.stops()),
        asks=look.asks(),
        fingerprint=look.fingerprint(),
    )


def sums_of(act: ReceiptAct, lines: Sequence[ReceiptLine]) -> Sums:
    """The arithmetic of a receipt."""
    discount, applied = sum(line.discount for line in lines), sum(line.applied for line in lines)
    return Sums(act.amount, act.fee, act.interest, discount, applied, act.unapplied)


def tolerates(settings: DepartmentSettings, open: int, rest: int) -> bool:
    """Whether the rest of an invoice is small enough to be given up: within the amount and the share of it (E20)."""
    small = rest * 1000 <= open * settings.short_pay_percent_tenths
    return 0 < rest <= settings.short_pay_amount and small


def tolerance_account(session: Session, department: str) -> str:
    """Where the rests of short payments go: the department's own sales account TOLERANCE, or Sales - Adjustments."""
    own = select(OwnAccount).where(OwnAccount.department == department, OwnAccount.kind == AccountClass.SALES.value)
    named = [one.number for one in session.exec(own) if one.name.strip().casefold() == TOLERANCE]
    return named[0] if named else ADJUSTMENTS


def require_ar(settings: DepartmentSettings) -> None:
    """Raises a Problem for a department whose receivables are kept in QuickBooks."""
    if not settings.ar_on:
        raise Problem(
            f"Receipts are kept in QuickBooks, because the AR module is off for {settings.department}.",
            next_step="Receive the payment in QuickBooks.",
        )


def accounts_used(sums: Sums) -> list[str]:
    """Our accounts, beside the bank, that such a receipt moves in the books."""
    used = {AR_CONTROL: sums.applied, UNAPPLIED_CASH: sums.unapplied, BANK_FEE: sums.fee}
    used |= {INTEREST: sums.interest, DISCOUNT: sums.discount}
    return [account for account, amount in used.items() if amount]


def about_day(session: Session, department: str, on: date, receipt_id: str) -> Iterator[Problem]:
    """What keeps an act on a receipt from a day; a controller may let the receipt through before go-live (S3-17)."""
    if not is_open(session, department, on):
        state = state_of(session, department, month_of(on))
        closed = PeriodClosed(Write.RECEIPT, on, state, first_open_day(session, department, on))
        closed.field = "on"
        yield closed
    if early := before_go_live(session, department, on, f"receipt:{receipt_id}"):
        early.field = "on"
        yield early


def about_deposit(session: Session, connection: Connection | None, deposit_id: str) -> Iterator[Problem]:
    """What keeps cash from an account."""
    if connection is None:
        yield Problem("QuickBooks is not connected.", next_step="A controller connects it: /accounting connect.")
    elif deposit_id not in {one.books_id for one in deposit_accounts(session, connection.realm)}:
        yield Problem("Choose a bank account, or Undeposited Funds.", field="deposit_id")


def about_mapping(
    session: Session, department: str, connection: Connection | None, on: date | None, used: Sequence[str]
) -> Iterator[Problem]:
    """Which of our accounts have nothing behind them."""
    if connection is None or on is None:
        return
    have = all_mapped(session, department, connection.realm, on)
    for number in used:
        if number not in have:
            yield Problem(f"{number} has no account in QuickBooks yet.", next_step="Map it: /accounting accounts.")


@dataclass(frozen=True)
class _Look:
    """Everything the rules ask about."""

    session: Session
    receipt: Receipt
    act: ReceiptAct
    settings: DepartmentSettings
    connection: Connection | None
    customer: Counterparty | None
    rows: tuple[Row, ...]
    sums: Sums

    def stops(self) -> list[Problem]:
        """What must be mended before the receipt can be submitted."""
        return [*self._about_the_payment(), *self._about_the_lines(), *self._about_the_books()]

    def asks(self) -> dict[str, str]:
        """The reasons a person must give, by field."""
        twin = self._twin()
        if twin is None:
            return {}
        return {NUMBER: f"Payment {twin.payment_number} of this customer is {twin.name}: why is this another one?"}

    def fingerprint(self) -> str:
        """Of all that an approver sees: customer, payment, amounts, invoices, what is given up, and the accounts."""
        act, receipt = self.act, self.receipt
        header = [receipt.customer_id, receipt.payment_number, act.on, act.deposit_id, receipt.memo]
        lines = [[r.line.key, r.line.applied, r.line.discount, r.rest if r.line.settle else 0] for r in self.rows]
        mapping: dict[str, Mapped] = {}
        if self.connection and act.on:
            mapping = all_mapped(self.session, act.department, self.connection.realm, act.on)
        used = accounts_used(self.sums)
        accounts = [[number, mapping[number].books_id] for number in used if number in mapping]
        amounts = [act.amount, act.fee, act.interest, act.unapplied]
        content = json.dumps([header, amounts, lines, accounts], default=str)
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    def _about_the_payment(self) -> Iterator[Problem]:
        act, sums = self.act, self.sums
        if self.customer is None:
            yield Problem("No customer is chosen.", field="customer_id")
        if not self.receipt.payment_key:
            yield Problem(
                "The payment has no number.", field="payment_number", next_step="Give the check or wire number."
            )
        if act.on is None:
            yield Problem("The payment date is missing.", field="on")
        else:
            yield from about_day(self.session, act.department, act.on, act.receipt_id)
        if min(act.amount, act.fee, act.interest, act.unapplied) < 0:
            yield Problem("Amounts are not negative.", field="amount", next_step="Return unapplied cash instead.")
        if not sums.applied and not sums.unapplied:
            yield Problem("The receipt pays nothing.", field="amount", next_step="Apply it, or leave it unapplied.")
        if sums.left > 0:
            yield Problem(
                f"{shown(sums.left)} of {shown(sums.came)} goes nowhere.",
                field="unapplied",
                next_step="Apply it to an invoice, or write it as unapplied rest.",
            )
        if sums.left < 0:
            given = sums.applied + sums.unapplied
            yield Problem(
                f"{shown(given)} is given out, but only {shown(sums.came)} came: {shown(-sums.left)} too much.",
                field="amount",
                next_step="Apply less, or enter the fee, the discount or the interest that is missing.",
            )

    def _about_the_lines(self) -> Iterator[Problem]:
        if len(self.rows) > MAX_LINES:
            yield Problem(f"A receipt pays {MAX_LINES} invoices at most.", next_step="Enter it as two.")
        for row in self.rows:
            yield from self._about_line(row)

    def _about_line(self, row: Row) -> Iterator[Problem]:
        line, field = row.line, f"applied:{row.line.key}"
        if row.receivable is None:
            yield Problem(f"{line.number} is not open any more.", field=field, next_step="Take it off the receipt.")
            return
        if line.applied < 0 or not 0 <= line.discount <= line.applied:
            yield Problem(
                f"{line.number}: a discount is part of what is applied, and neither is negative.", field=field
            )
        if self.act.on and self.act.on < row.receivable.on:
            yield Problem(
                f"{line.number} is of {row.receivable.on:%-d %B %Y}, after the payment.",
                field="on",
                next_step="Choose a payment date from that day on.",
            )
        elif line.applied > row.open:
            since = f" from {self.act.on:%-d %B %Y} on" if self.act.on else ""
            yield Problem(f"Of {line.number} {shown(row.open)} is open{since}.", field=field)
        if line.settle:
            yield from self._about_rest(row)

    def _about_rest(self, row: Row) -> Iterator[Problem]:
        number = row.line.number
        if row.line.worksheet_id is None:
            yield Problem(
                f"{number} stood open at go-live and has no worksheet, so its rest cannot be adjusted.",
                next_step="Give a discount instead.",
            )
        elif not tolerates(self.settings, row.open, row.rest):
            percent = f"{self.settings.short_pay_percent_tenths / 10:g}%"
            yield Problem(
                f"The rest of {number}, {shown(row.rest)}, is not within {percent} and "
                f"{shown(self.settings.short_pay_amount)}.",
                next_step="Leave it open, or give a discount.",
            )

    def _about_the_books(self) -> Iterator[Problem]:
        act, connection = self.act, self.connection
        if act.amount or connection is None:
            yield from about_deposit(self.session, connection, act.deposit_id)
        yield from about_mapping(self.session, act.department, connection, act.on, accounts_used(self.sums))

    def _twin(self) -> Receipt | None:
        """Another live receipt of this payment number from this customer (H-06)."""
        query = (
            select(Receipt)
            .join(ReceiptAct, col(ReceiptAct.id) == col(Receipt.id))
            .where(
                Receipt.department == self.receipt.department,
                Receipt.customer_id == self.receipt.customer_id,
                Receipt.payment_key == self.receipt.payment_key,
                Receipt.id != self.receipt.id,
                ReceiptAct.kind == ActKind.RECEIPT,
                col(ReceiptAct.state).in_(LIVE),
            )
        )
        return self.session.exec(query).first() if self.receipt.payment_key else None
