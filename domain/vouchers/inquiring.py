"""Looking at vouchers: one in full, many by a filter, the AP Ledger of a draft, and what a person may press now."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlmodel import Session, col, func, select

from domain.accounts.account import chart
from domain.accounts.term import Term, TermSide
from domain.approvals.approval import Approval, approvals_of
from domain.connections.connection import Connection
from domain.counterparties.counterparty import Counterparty
from domain.deliveries.delivery import Delivery, delivery_of
from domain.message_claim import claim, release
from domain.role import Act, Role, may
from domain.store import Store
from domain.vouchers.approving import Approving
from domain.vouchers.entering import document_of
from domain.vouchers.limits import Rules
from domain.vouchers.payables import (
    Filter,
    OpenItem,
    Show,
    Totals,
    page,
    page_and_totals,
    payment_unknown,
)
from domain.vouchers.preview import discount_of, selected, term_of
from domain.vouchers.variance import Selected, Share, Working, recognition_date
from domain.vouchers.voucher import (
    Voucher,
    VoucherEvent,
    VoucherFile,
    VoucherLine,
    VoucherState,
    lines_of_voucher,
    voucher_to_change,
)

MOST_HISTORY: Final = 200
WINDOWS_KEPT: Final = 8


class Press(StrEnum):
    """What somebody may do with a voucher."""

    EDIT = "edit"
    APPROVE = "approve"
    REJECT = "reject"
    ASK = "ask"
    WITHDRAW = "withdraw"
    TRY_AGAIN = "try_again"
    UNDO = "undo"
    REDO = "redo"
    CORRECT = "correct"


@dataclass(frozen=True)
class Whole:
    """A voucher with everything that is known of it. `names` are those of our accounts by number, `page` is where the
    books show its document, `paid` what they said of its payment when last asked."""

    voucher: Voucher
    vendor_name: str
    working: Working | None
    history: Sequence[VoucherEvent]
    approvals: Sequence[Approval]
    people_needed: int
    delivery: Delivery | None
    file_name: str
    names: dict[str, str]
    page: str
    paid: str


@dataclass(frozen=True)
class Ledger:
    """A page of a vendor's open things beside a draft: which are ticked, and what all of them come to. With the filter
    of what customers have paid, `unknown` counts the worksheets of which QuickBooks has not said it."""

    voucher: Voucher
    vendor_name: str
    items: Sequence[OpenItem]
    matching: Totals
    ticked: frozenset[str]
    ticked_amount: int
    unknown: int = 0


@dataclass(frozen=True)
class Wanted:
    """Which vouchers to list. Dates are posting dates; None and empty mean any. Drafts only when asked for."""

    department: str
    vendor_id: str = ""
    state: VoucherState | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Found:
    """A page of vouchers with their vendors' names, newest first, and how many there are in all; by the ids of those
    whose terms grant one, the discount for early payment in words."""

    rows: Sequence[tuple[Voucher, str]]
    total: int
    discounts: Mapping[str, str]


@dataclass(frozen=True)
class Inquiring:
    """Reads only, but for the places of messages and windows, which are opaque here. `page_of` is the address at which
    people see a document in the books, empty for none."""

    store: Store
    approving: Approving
    rules: Callable[[str], Rules]
    page_of: Callable[[Connection, Delivery], str]

    def whole(self, voucher_id: str) -> Whole:
        """Everything about one voucher. Raises Problem when there is none."""
        with self.store.reading() as session:
            voucher = voucher_to_change(session, voucher_id)
            history = select(VoucherEvent).where(VoucherEvent.voucher_id == voucher_id).order_by(col(VoucherEvent.id))
            file = session.exec(select(VoucherFile.name).where(VoucherFile.voucher_id == voucher_id)).first()
            delivery = delivery_of(session, document_of(voucher)) if voucher.document else None
            connection = session.get(Connection, voucher.connection_id) if voucher.connection_id else None
            return Whole(
                voucher=voucher,
                vendor_name=_vendor_name(session, voucher),
                working=_working(session, voucher),
                history=session.exec(history.limit(MOST_HISTORY)).all(),
                approvals=approvals_of(session, f"voucher:{voucher_id}", voucher.revision),
                people_needed=self.approving.powers.people_needed(voucher.department, voucher.amount or 0),
                delivery=delivery,
                file_name=file or "",
                names=_account_names(session, voucher.department),
                page=self.page_of(connection, delivery) if connection and delivery else "",
                paid=str(place_of(voucher).get("paid", "")),
            )

    def presses(self, whole: Whole, by: str, roles: Collection[Role]) -> list[Press]:
        """What this person may press now."""
        voucher, prepared = whole.voucher, by in whole.voucher.prepared_by
        prepares, decides = may(roles, Act.ENTER), self.approving.may_approve(voucher, by)
        match voucher.state:
            case VoucherState.DRAFTED:
                allowed = {Press.EDIT: prepares}
            case VoucherState.SUBMITTED:
                others = may(roles, Act.LOOK) and not prepared
                decider = may(roles, Act.APPROVE) and not prepared
                allowed = {Press.APPROVE: decides, Press.REJECT: decides or decider, Press.ASK: others}
                allowed |= {Press.WITHDRAW: prepared}
            case VoucherState.FAILED:
                unsure = whole.delivery is not None and whole.delivery.unsure
                allowed = {
                    Press.TRY_AGAIN: prepares or may(roles, Act.APPROVE),
                    Press.WITHDRAW: prepared and not unsure,
                }
            case VoucherState.POSTED:
                allowed = {Press.UNDO: may(roles, Act.APPROVE) and not prepared, Press.CORRECT: prepares}
            case VoucherState.UNDONE:
                allowed = {Press.REDO: prepares}
            case _:
                allowed = {}
        return [press for press, yes in allowed.items() if yes]

    def ledger(self, voucher_id: str, wanted: Filter, start: int, limit: int) -> Ledger:
        """A page of what a draft may settle."""
        with self.store.reading() as session:
            voucher = voucher_to_change(session, voucher_id)
            lines = lines_of_voucher(session, voucher_id)
            items, matching = page_and_totals(session, wanted, start, limit)
            return Ledger(
                voucher=voucher,
                vendor_name=_vendor_name(session, voucher),
                items=items,
                matching=matching,
                ticked=frozenset(line.item_id for line in lines),
                ticked_amount=sum(line.accrued for line in lines),
                unknown=payment_unknown(session, wanted) if wanted.show is Show.RECEIVED else 0,
            )

    def open_things(self, wanted: Filter, limit: int) -> list[OpenItem]:
        """The first open things a filter shows."""
        with self.store.reading() as session:
            return page(session, wanted, 0, limit)

    def find(self, wanted: Wanted, start: int, limit: int) -> Found:
        """A page of vouchers."""
        query = select(Voucher, Counterparty.name).join(
            Counterparty, col(Voucher.vendor_id) == col(Counterparty.id), isouter=True
        )
        query = query.where(*_conditions(wanted))
        newest = (col(Voucher.changed_at).desc(), col(Voucher.id))
        with self.store.reading() as session:
            total = session.exec(select(func.count()).select_from(Voucher).where(*_conditions(wanted))).one()
            rows = session.exec(query.order_by(*newest).offset(start).limit(limit)).all()
            discounts = {voucher.id: discount_of(term_of(session, voucher), voucher) for voucher, _ in rows}
            return Found([(voucher, name or "") for voucher, name in rows], total, discounts)

    def drafts(self, department: str, by: str, limit: int) -> list[tuple[Voucher, str]]:
        """The drafts a person works on, the latest first."""
        wanted = Wanted(department, state=VoucherState.DRAFTED)
        return [row for row in self.find(wanted, 0, MOST_HISTORY).rows if by in row[0].prepared_by][:limit]

    def numbered(self, department: str, number: int) -> Voucher | None:
        """The voucher that people call `V-` and this number."""
        query = select(Voucher).where(Voucher.department == department, Voucher.number == number)
        with self.store.reading() as session:
            return session.exec(query).first()

    def terms(self, department: str) -> list[Term]:
        """The payment terms a bill may have."""
        query = select(Term).where(Term.department == department, Term.side == TermSide.AP)
        with self.store.reading() as session:
            return list(session.exec(query.order_by(col(Term.description_key))))

    def account_names(self, department: str) -> dict[str, str]:
        """The names of our accounts by number."""
        with self.store.reading() as session:
            return _account_names(session, department)

    def claim_card(self, voucher_id: str) -> bool:
        """Whether its first card is the caller's to post: until it stands somewhere, one process at a time tries."""
        with self.store.writing() as session:
            stands = place_of(voucher_to_change(session, voucher_id)).get("at")
            return not stands and claim(session, f"voucher:{voucher_id}", self.approving.now())

    def release_card(self, voucher_id: str) -> None:
        """It was not posted: the next one may try."""
        with self.store.writing() as session:
            release(session, f"voucher:{voucher_id}")

    def shown(self, voucher_id: str, face: str, place: dict[str, Any]) -> None:
        """Its message stands somewhere and shows a face."""
        with self.store.writing() as session:
            voucher = voucher_to_change(session, voucher_id)
            voucher.place = json.dumps(place_of(voucher) | place)
            voucher.shown = face

    def opened(self, voucher_id: str, window: str, person: str) -> None:
        """Somebody has a window open on it, which is to follow."""
        with self.store.writing() as session:
            voucher = voucher_to_change(session, voucher_id)
            place = place_of(voucher)
            others = [one for one in place.get("windows", []) if one[0] != window]
            voucher.place = json.dumps(place | {"windows": [*others, [window, person]][-WINDOWS_KEPT:]})

    def read_as(self, voucher_id: str, paid: str) -> None:
        """The books said this of its payment."""
        with self.store.writing() as session:
            voucher = voucher_to_change(session, voucher_id)
            voucher.place = json.dumps(place_of(voucher) | {"paid": paid})

    def closed(self, voucher_id: str, windows: Collection[str]) -> None:
        """These windows are closed."""
        with self.store.writing() as session:
            voucher = voucher_to_change(session, voucher_id)
            place = place_of(voucher)
            left = [one for one in place.get("windows", []) if one[0] not in windows]
            voucher.place = json.dumps(place | {"windows": left})


def place_of(voucher: Voucher) -> dict[str, Any]:
    """Where its messages and windows are."""
    place: dict[str, Any] = json.loads(voucher.place) if voucher.place else {}
    return place


def _conditions(wanted: Wanted) -> list[Any]:
    conditions: list[Any] = [col(Voucher.department) == wanted.department]
    conditions += [col(Voucher.state) == wanted.state] if wanted.state else [col(Voucher.number).is_not(None)]
    conditions += [col(Voucher.vendor_id) == wanted.vendor_id] if wanted.vendor_id else []
    conditions += [col(Voucher.posting_date) >= wanted.since] if wanted.since else []
    conditions += [col(Voucher.posting_date) <= wanted.until] if wanted.until else []
    return conditions


def _vendor_name(session: Session, voucher: Voucher) -> str:
    vendor = session.get(Counterparty, voucher.vendor_id) if voucher.vendor_id else None
    return vendor.name if vendor else ""


def _account_names(session: Session, department: str) -> dict[str, str]:
    return {row.number: row.name for row in chart(session, department)}


def _working(session: Session, voucher: Voucher) -> Working | None:
    """As it was submitted: the amounts are those of its lines, the labels those of today."""
    lines = lines_of_voucher(session, voucher.id)
    if not lines or voucher.amount is None or voucher.posting_date is None:
        return None
    today = {item.id: item for item in selected(session, lines)[0]}
    shares = tuple(_share(line, today.get(line.item_id), voucher.posting_date) for line in lines)
    return Working(voucher.amount, voucher.posting_date, shares, voucher.variance_account)


def _share(line: VoucherLine, item: Selected | None, posting_date: date) -> Share:
    recognised, label = (item.recognised_on, item.label) if item else (None, "removed")
    of = Selected(line.item_id, line.kind, line.account, line.accrued, recognised, line.worksheet_id, label)
    return Share(of, line.variance, recognition_date(posting_date, recognised))
