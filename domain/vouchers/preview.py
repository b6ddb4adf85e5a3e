"""A voucher as it would be posted now: worked out to the cent, what stands in its way, and what must be explained."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from domain.accounts.account import Mapped, all_mapped
from domain.accounts.term import Term, TermSide, description_key, discount_in_words
from domain.connections.connection import Connection, connection_of
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, TradeRole
from domain.deliveries.closing_date import CLOSING_KEPT, KnownClosing, books_closed
from domain.ledger.go_live import before_go_live
from domain.ledger.journal import ACCRUED_AP
from domain.ledger.period import PeriodClosed, Write, first_open_day, is_open, month_of, state_of
from domain.money import shown
from domain.problems import Problem
from domain.vouchers.bill_number import look_alike, same_number
from domain.vouchers.limits import Rules
from domain.vouchers.variance import Selected, VarianceMode, Working, work_out
from domain.vouchers.voucher import MAX_LINES, LineKind, Voucher, VoucherLine, lines_of_voucher
from domain.worksheets.worksheet import Accrual, Adjustment, AdjustmentSide, Worksheet, WorksheetStatus

VARIANCE: Final = "variance_reason"
NUMBER: Final = "number_reason"
AP_TYPE: Final = "Accounts Payable"


@dataclass(frozen=True)
class Preview:
    """What would happen. `stops` must be mended first; `asks` are the fields of reasons that must be given, and why.

    `fingerprint` is of everything an approval is bound to; `vendor_books_id` and `accrued_ap` are where it would go.
    """

    voucher: Voucher
    vendor_name: str
    vendor_books_id: str
    items: tuple[Selected, ...]
    working: Working | None
    connection: Connection | None
    accrued_ap: Mapped | None
    stops: tuple[Problem, ...]
    asks: dict[str, str]
    fingerprint: str
    discount: str

    @property
    def needs_reason(self) -> list[str]:
        """The fields of reasons still missing."""
        return [field for field in self.asks if not getattr(self.voucher, field).strip()]


def preview(session: Session, voucher: Voucher, rules: Rules, at: datetime | None = None) -> Preview:
    """Look at a voucher as things stand now. Only reads.

    `at` is the moment it is: the closing date of the books counts while it was read a short time ago, because it may
    have been moved since; whoever posts reads it anew.
    """
    connection = connection_of(session, voucher.department)
    vendor = session.get(Counterparty, voucher.vendor_id) if voucher.vendor_id else None
    link = _link(session, voucher, connection)
    lines = lines_of_voucher(session, voucher.id)
    items, gone = selected(session, lines)
    ready = bool(items) and voucher.amount is not None and voucher.posting_date is not None
    working = _worked_out(voucher, items, rules) if ready else None
    accounts = _accounts(session, voucher, connection)
    accrued_ap = accounts.get(ACCRUED_AP)
    look = _Look(session, voucher, rules, at, connection, vendor, link, lines, items, working, accrued_ap)
    return Preview(
        voucher=voucher,
        vendor_name=vendor.name if vendor else "",
        vendor_books_id=link.books_id if link else "",
        items=items,
        working=working,
        connection=connection,
        accrued_ap=accrued_ap,
        stops=(*gone, *look.stops()),
        asks=look.asks(),
        fingerprint=_fingerprint(voucher, link, working, accounts),
        discount=discount_of(term_of(session, voucher), voucher),
    )


def _worked_out(voucher: Voucher, items: tuple[Selected, ...], rules: Rules) -> Working:
    return work_out(voucher.amount or 0, items, voucher.posting_date or date.min, rules.variance_account)


def selected(session: Session, lines: list[VoucherLine]) -> tuple[tuple[Selected, ...], list[Problem]]:
    """What is ticked, as it stands now and in the order of the bill; and what stands in the way of some of it."""
    rows = dict(_rows(session, lines))
    items, problems = [], []
    for line in lines:
        row = rows.get(line.item_id)
        if row is None:
            problems.append(Problem("Something that was ticked was removed meanwhile.", next_step="Untick it."))
            continue
        item, on_voucher = row
        items.append(item)
        if on_voucher not in (None, line.voucher_id):
            problems.append(Problem(f"{item.label} is on another voucher already.", next_step="Untick it."))
    return tuple(items), problems


def _rows(session: Session, lines: list[VoucherLine]) -> Iterator[tuple[str, tuple[Selected, str | None]]]:
    ids = {kind: [line.item_id for line in lines if line.kind is kind] for kind in LineKind}
    accruals = select(Accrual, Worksheet).where(
        Accrual.worksheet_id == Worksheet.id, col(Accrual.id).in_(ids[LineKind.ACCRUAL])
    )
    for accrual, worksheet in session.exec(accruals):
        label = f"{worksheet.number} {accrual.kind}"
        yield accrual.id, (_selected(accrual, LineKind.ACCRUAL, worksheet, label), accrual.voucher_id)
    adjustments = select(Adjustment, Worksheet).where(
        Adjustment.worksheet_id == Worksheet.id,
        Adjustment.side == AdjustmentSide.PURCHASE,
        col(Adjustment.id).in_(ids[LineKind.ADJUSTMENT]),
    )
    for adjustment, worksheet in session.exec(adjustments):
        label = f"{worksheet.number} {adjustment.name}"
        yield adjustment.id, (_selected(adjustment, LineKind.ADJUSTMENT, worksheet, label), adjustment.voucher_id)


def _selected(row: Accrual | Adjustment, kind: LineKind, worksheet: Worksheet, label: str) -> Selected:
    on = worksheet.posting_date if worksheet.status is WorksheetStatus.INVOICE else None
    return Selected(row.id, kind, row.account, row.amount, on, worksheet.id, label)


@dataclass(frozen=True)
class _Look:
    """Everything the rules ask about."""

    session: Session
    voucher: Voucher
    rules: Rules
    at: datetime | None
    connection: Connection | None
    vendor: Counterparty | None
    link: CounterpartyLink | None
    lines: list[VoucherLine]
    items: tuple[Selected, ...]
    working: Working | None
    accrued_ap: Mapped | None

    def stops(self) -> list[Problem]:
        """What must be mended before the voucher can be submitted."""
        return [*self._about_the_bill(), *self._about_the_date(), *self._about_the_lines(), *self._about_the_books()]

    def asks(self) -> dict[str, str]:
        """The reasons a person must give, by field."""
        asked = {}
        alike = look_alike(self.session, self.voucher)
        if alike:
            asked[NUMBER] = f"Bill {alike.bill_number} of this vendor is on {_told(alike)}: why is this another one?"
        work = self.working
        if work and not self.rules.tolerates(work.variance, work.selected):
            asked[VARIANCE] = (
                f"The bill differs by {shown(work.variance)} from the {shown(work.selected)} agreed: why is that right?"
            )
        return asked

    def _about_the_bill(self) -> Iterator[Problem]:
        voucher = self.voucher
        if self.vendor is None:
            yield Problem("No vendor is chosen.", field="vendor_id")
        if voucher.amount is None:
            yield Problem("The amount of the bill is missing.", field="amount")
        if twin := same_number(self.session, voucher):
            yield Problem(
                f"Bill {twin.bill_number} of this vendor is on {_told(twin)} already.",
                field="bill_number",
                next_step=f"Open {twin.name}, or enter another number.",
            )

    def _about_the_date(self) -> Iterator[Problem]:
        on = self.voucher.posting_date
        if on is None:
            yield Problem("The posting date is missing.", field="posting_date")
            return
        department = self.voucher.department
        if not is_open(self.session, department, on):
            state = state_of(self.session, department, month_of(on))
            yield PeriodClosed(Write.VOUCHER, on, state, first_open_day(self.session, department, on))
        if older := before_go_live(self.session, department, on, f"voucher:{self.voucher.id}"):
            yield older
        closing = self.session.get(KnownClosing, self.connection.realm) if self.connection else None
        fresh = closing and self.at and self.at - closing.read_at <= CLOSING_KEPT
        if closing and fresh and closing.on and on <= closing.on:
            yield books_closed(closing.on)

    def _about_the_lines(self) -> Iterator[Problem]:
        if not self.lines:
            yield Problem("Nothing is ticked.", next_step="Tick what this bill is for.")
        if len(self.lines) > MAX_LINES:
            yield Problem(f"A voucher holds {MAX_LINES} lines at most.", next_step="Split the bill in two vouchers.")
        if self.working and self.working.variance and not self._shares_out(self.working):
            yield Problem(
                f"The bill differs by {shown(self.working.variance)} from what was agreed.",
                field="amount",
                next_step="Record a purchase adjustment on the worksheet and tick it.",
            )
        early = [item for item in self.items if item.recognised_on is None]
        if early and not self.rules.staged_worksheets:
            yield Problem(f"{early[0].label} is on a worksheet that is not INVOICE yet.", next_step="Invoice it first.")

    def _shares_out(self, work: Working) -> bool:
        """Whether a difference is shared out over the accruals by itself (H-05)."""
        match self.rules.variance_mode:
            case VarianceMode.AUTO:
                return True
            case VarianceMode.WITHIN_TOLERANCE:
                return self.rules.tolerates(work.variance, work.selected)
            case VarianceMode.MANUAL:
                return False

    def _about_the_books(self) -> Iterator[Problem]:
        if self.connection is None:
            yield Problem("QuickBooks is not connected.", next_step="A controller connects it: /accounting connect.")
            return
        if self.vendor and self.link is None:
            yield Problem(
                f"{self.vendor.name} is not linked to a vendor in QuickBooks.",
                field="vendor_id",
                next_step="Sync it first: /accounting sync.",
            )
        if self.link and not self.link.books_active:
            yield Problem(f"{self.link.books_name} is inactive in QuickBooks.", next_step="Make it active there.")
        term = term_of(self.session, self.voucher)
        if term and not (term.books_id and term.realm == self.connection.realm):
            yield Problem(
                f"The term {term.description} is not in QuickBooks yet.",
                field="term",
                next_step="Create it there: /accounting terms.",
            )
        if self.voucher.posting_date and self.accrued_ap is None:
            yield Problem("Accrued AP has no account in QuickBooks yet.", next_step="Map it: /accounting accounts.")
        if self.accrued_ap and self.accrued_ap.books_type == AP_TYPE:
            yield Problem(
                "Accrued AP is mapped to an account of type Accounts Payable, which a bill may not be split to.",
                next_step="Map another account: /accounting accounts.",
            )


def _told(other: Voucher) -> str:
    """Another voucher, with what tells whether it is the same bill."""
    amount = "" if other.amount is None else f"{shown(other.amount)}, "
    return f"{other.name} ({amount}{other.state})"


def term_of(session: Session, voucher: Voucher) -> Term | None:
    """The payment terms a voucher names, if they are among the department's."""
    query = select(Term).where(
        Term.department == voucher.department,
        Term.side == TermSide.AP,
        Term.description_key == description_key(voucher.term),
    )
    return session.exec(query).first() if voucher.term else None


def discount_of(term: Term | None, voucher: Voucher) -> str:
    """How much less the vendor takes for early payment and until when, or nothing (S1-17)."""
    if term is None or voucher.posting_date is None:
        return ""
    return discount_in_words(term, ship=None, posting=voucher.posting_date, invoice=voucher.invoice_date)


def _link(session: Session, voucher: Voucher, connection: Connection | None) -> CounterpartyLink | None:
    if connection is None or voucher.vendor_id is None:
        return None
    query = select(CounterpartyLink).where(
        CounterpartyLink.counterparty_id == voucher.vendor_id,
        CounterpartyLink.role == TradeRole.SUPPLIER,
        CounterpartyLink.realm == connection.realm,
    )
    return session.exec(query).first()


def _accounts(session: Session, voucher: Voucher, connection: Connection | None) -> dict[str, Mapped]:
    if connection is None or voucher.posting_date is None:
        return {}
    return all_mapped(session, voucher.department, connection.realm, voucher.posting_date)


def _fingerprint(
    voucher: Voucher, link: CounterpartyLink | None, working: Working | None, accounts: dict[str, Mapped]
) -> str:
    """Of all that an approver sees: accruals, periods of recognition, mapping, amount, dates and bill number."""
    header = [voucher.vendor_id, link.books_id if link else "", voucher.bill_number, voucher.amount, voucher.memo]
    dates = [voucher.invoice_date, voucher.posting_date, voucher.due_date, voucher.term]
    shares = working.shares if working else ()
    costs = {share.of.id: working.cost_account(share) for share in shares} if working else {}
    lines = [[s.of.id, costs[s.of.id], s.of.amount, s.variance, s.recognised_on] for s in shares]
    used = sorted({ACCRUED_AP, *costs.values()})
    mapping = [[number, accounts[number].books_id] for number in used if number in accounts]
    content = json.dumps([header, dates, lines, mapping], default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:32]
