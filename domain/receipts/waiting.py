"""What waits for a person among the receipts: to decide on, to try again, or to be patient about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from domain.approvals.approval import said_yes
from domain.counterparties.counterparty import Counterparty
from domain.deliveries.delivery import Delivery, delivery_of, is_going
from domain.receipts.deciding import Deciding
from domain.receipts.receipt import ActState, Receipt, ReceiptAct
from domain.role import Act, Role, may

ROWS: Final = 5
MOST: Final = 200
SUBJECT: Final = sa.literal("receipt:") + col(ReceiptAct.id)


@dataclass(frozen=True)
class Row:
    """One act with its customer's name, its worth in cents, and what it waits for or was refused for."""

    act: ReceiptAct
    customer: str
    worth: int
    trouble: str = ""


@dataclass(frozen=True)
class Some:
    """The first few of many."""

    rows: Sequence[Row] = ()
    total: int = 0


@dataclass(frozen=True)
class Waits:
    """At most `MOST` to approve are counted."""

    to_approve: Some = Some()
    failed: Some = Some()
    queued: Some = Some()


@dataclass(frozen=True)
class Waiting:
    """Reads only."""

    deciding: Deciding

    def look(self, by: str, roles: Collection[Role], departments: Sequence[str]) -> Waits:
        """What waits for somebody with these roles, the longest first."""
        here = col(ReceiptAct.department).in_(departments)
        with self.deciding.posting.store.reading() as session:
            concerned = may(roles, Act.ENTER) or may(roles, Act.APPROVE)
            return Waits(
                to_approve=self._to_approve(session, here, by),
                failed=self._some(session, here, col(ReceiptAct.state) == ActState.FAILED) if concerned else Some(),
                queued=self._some(session, here, is_going(), col(Delivery.waits_for) != ""),
            )

    def _to_approve(self, session: Session, here: Any, by: str) -> Some:
        yes = said_yes(SUBJECT, ReceiptAct.revision, by)
        submitted = select(ReceiptAct).where(here, ReceiptAct.state == ActState.SUBMITTED, ~yes)
        oldest = submitted.order_by(col(ReceiptAct.submitted_at), col(ReceiptAct.id)).limit(MOST)
        found = [act for act in session.exec(oldest) if self.deciding.may_approve(act, by)]
        return Some([self._row(session, act) for act in found[:ROWS]], len(found))

    def _some(self, session: Session, *conditions: Any) -> Some:
        query = select(ReceiptAct).join(Delivery, col(Delivery.subject) == SUBJECT, isouter=True)
        query = query.where(*conditions).distinct()
        total = session.exec(select(func.count()).select_from(query.subquery())).one()
        found = session.exec(query.order_by(col(ReceiptAct.created_at), col(ReceiptAct.id)).limit(ROWS)).all()
        return Some([self._row(session, act) for act in found], total)

    def _row(self, session: Session, act: ReceiptAct) -> Row:
        receipt = session.get_one(Receipt, act.receipt_id)
        customer = session.get(Counterparty, receipt.customer_id) if receipt.customer_id else None
        delivery = delivery_of(session, act.subject)
        trouble = (delivery.waits_for or delivery.refusal) if delivery else ""
        return Row(act, customer.name if customer else "", self.deciding.worth(session, act), trouble)
