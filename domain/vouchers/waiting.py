"""What waits for a person among the vouchers: to decide on, to go on with, to try again, or to be patient about."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from domain.approvals.approval import said_yes
from domain.counterparties.counterparty import Counterparty
from domain.deliveries.delivery import Delivery, delivery_of, is_going
from domain.role import Act, Role, may
from domain.store import Store
from domain.vouchers.entering import document_of
from domain.vouchers.voucher import Voucher, VoucherEvent, VoucherState

ROWS: Final = 5
MOST: Final = 200
CAME_BACK: Final = ("voucher rejected", "voucher withdrawn", "posting withdrawn")


@dataclass(frozen=True)
class Row:
    """One voucher with its vendor's name: how it came back if it did, and what it waits for or was refused for."""

    voucher: Voucher
    vendor: str
    came_back: VoucherEvent | None = None
    trouble: str = ""


@dataclass(frozen=True)
class Some:
    """The first few of many."""

    rows: Sequence[Row] = ()
    total: int = 0


@dataclass(frozen=True)
class Waits:
    """`to_approve` and `queued` in their order, `drafts` the latest first; at most `MOST` to approve are counted."""

    to_approve: Some = Some()
    drafts: Some = Some()
    failed: Some = Some()
    queued: Some = Some()


@dataclass(frozen=True)
class Waiting:
    """Reads only. `approvable` answers on which of some vouchers a person's yes would count."""

    store: Store
    approvable: Callable[[Sequence[Voucher], str], Sequence[Voucher]]

    def look(self, by: str, roles: Collection[Role], departments: Sequence[str]) -> Waits:
        """What waits for somebody with these roles."""
        here = col(Voucher.department).in_(departments)
        enters, decides = may(roles, Act.ENTER), may(roles, Act.APPROVE)
        with self.store.reading() as session:
            return Waits(
                to_approve=self._to_approve(session, here, by),
                drafts=_drafts(session, here, by) if enters else Some(),
                failed=_failed(session, here) if enters or decides else Some(),
                queued=_queued(session, here),
            )

    def _to_approve(self, session: Session, here: Any, by: str) -> Some:
        yes = said_yes(sa.literal("voucher:") + col(Voucher.id), Voucher.revision, by)
        submitted = select(Voucher).where(here, Voucher.state == VoucherState.SUBMITTED, ~_prepared(by), ~yes)
        oldest = submitted.order_by(col(Voucher.submitted_at), col(Voucher.id)).limit(MOST)
        found = self.approvable(session.exec(oldest).all(), by)
        return Some(_rows(session, found[:ROWS]), len(found))


def _drafts(session: Session, here: Any, by: str) -> Some:
    """What somebody works on, and what came back to them."""
    conditions = (here, col(Voucher.state) == VoucherState.DRAFTED, _prepared(by))
    rows = _rows(session, _some(session, conditions, col(Voucher.changed_at).desc()))
    ids = [row.voucher.id for row in rows if row.voucher.number]
    events = select(VoucherEvent).where(col(VoucherEvent.voucher_id).in_(ids), col(VoucherEvent.act).in_(CAME_BACK))
    last = {event.voucher_id: event for event in session.exec(events.order_by(col(VoucherEvent.id)))}
    return Some([Row(row.voucher, row.vendor, last.get(row.voucher.id)) for row in rows], _count(session, conditions))


def _failed(session: Session, here: Any) -> Some:
    """What QuickBooks did not take, the longest first."""
    conditions = (here, col(Voucher.state) == VoucherState.FAILED)
    rows = _rows(session, _some(session, conditions, col(Voucher.changed_at)))
    told = {row.voucher.id: delivery_of(session, document_of(row.voucher)) for row in rows}
    troubles = {id: delivery.refusal if delivery else "" for id, delivery in told.items()}
    return Some(
        [Row(row.voucher, row.vendor, trouble=troubles[row.voucher.id]) for row in rows], _count(session, conditions)
    )


def _queued(session: Session, here: Any) -> Some:
    """What is decided and waits for QuickBooks, in the order in which it will go on."""
    joined = col(Delivery.subject) == sa.literal("voucher:") + col(Voucher.id)
    conditions = (here, is_going(), col(Delivery.waits_for) != "")
    first = select(Voucher, Delivery.waits_for).join(Delivery, joined).where(*conditions)
    found = session.exec(first.order_by(col(Delivery.queued_at), col(Delivery.subject)).limit(ROWS)).all()
    total = session.exec(select(func.count()).select_from(Voucher).join(Delivery, joined).where(*conditions)).one()
    rows = _rows(session, [voucher for voucher, _ in found])
    return Some([Row(row.voucher, row.vendor, trouble=why) for row, (_, why) in zip(rows, found, strict=True)], total)


def _prepared(by: str) -> Any:
    """The condition for what a person prepared; `preparers` are ids with spaces between."""
    return (sa.literal(" ") + col(Voucher.preparers) + " ").contains(f" {by} ", autoescape=True)


def _some(session: Session, conditions: Sequence[Any], order: Any) -> Sequence[Voucher]:
    return session.exec(select(Voucher).where(*conditions).order_by(order, col(Voucher.id)).limit(ROWS)).all()


def _count(session: Session, conditions: Sequence[Any]) -> int:
    return session.exec(select(func.count()).select_from(Voucher).where(*conditions)).one()


def _rows(session: Session, vouchers: Sequence[Voucher]) -> list[Row]:
    ids = {voucher.vendor_id for voucher in vouchers if voucher.vendor_id}
    vendors = select(Counterparty.id, Counterparty.name).where(col(Counterparty.id).in_(ids))
    names = dict(session.exec(vendors).all())
    return [Row(voucher, names.get(voucher.vendor_id or "", "")) for voucher in vouchers]
