"""Whether a change in the books is ours, is nothing to us, waits for our own work to end, or is drift.

Not drift: what we wrote ourselves, a payment or credit applied, a file attached, words beside the amounts. Whatever
says in accounting what we hold is as it should be, also when a person has just put it right by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from domain.books.changes import KINDS, Change
from domain.deliveries.delivery import Delivery, DeliveryState, is_going
from domain.deliveries.matter import Matters
from domain.drift.effect import Accounts, Amounts, adopted_entries, meant, says_the_same
from domain.drift.finding import Drift, DriftState, What, unsettled


class Verdict(StrEnum):
    """`right` is as it should be, `busy` is under way here, `suspect` is to be looked at, `nothing` is none of ours."""

    RIGHT = "right"
    BUSY = "busy"
    SUSPECT = "suspect"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Judged:
    """A change with what it is to us; `delivery` is of the document of ours, None for one of others.

    `drops` says that what was adopted of it counts no more.
    """

    change: Change
    verdict: Verdict
    what: What = What.FOREIGN
    delivery: Delivery | None = None
    drops: bool = False


@dataclass(frozen=True)
class Judging:
    """One look at one company. `segregated` are the accounts of the books that nobody else posts to."""

    session: Session
    realm: str
    matters: Matters
    segregated: frozenset[str]

    def judge(self, change: Change) -> Judged:
        """What a change is to us."""
        rows = self._rows(change)
        if self._is_busy(change, rows):
            return Judged(change, Verdict.BUSY)
        standing = next((row for row in rows if row.state is DeliveryState.CONFIRMED), None)
        if standing:
            return self._ours(change, standing)
        taken_away = any(row.state is DeliveryState.REMOVED for row in rows)
        if taken_away and (change.deleted or not change.total):
            return Judged(change, Verdict.RIGHT, drops=True)
        return self._others(change)

    def _ours(self, change: Change, standing: Delivery) -> Judged:
        if change.deleted:
            return Judged(change, Verdict.SUSPECT, What.DELETED, standing)
        assert change.document is not None
        if says_the_same(change.document, self.matters[standing.matter].document(self.session, standing)):
            return Judged(change, Verdict.RIGHT, delivery=standing, drops=True)
        if int(change.version) <= int(standing.version):
            return Judged(change, Verdict.RIGHT, delivery=standing)  # adopted, or written anew since it was read
        return Judged(change, Verdict.SUSPECT, What.EDITED, standing)

    def _others(self, change: Change) -> Judged:
        known = bool(adopted_entries(self.session, self.realm, change.id))
        if change.deleted:
            noticed = unsettled(self.session, self.realm, change.id)
            verdict = Verdict.SUSPECT if known else Verdict.RIGHT if noticed else Verdict.NOTHING
            return Judged(change, verdict, What.DELETED)
        may_touch = change.items or not self.segregated.isdisjoint(change.accounts)
        if may_touch or known or unsettled(self.session, self.realm, change.id):
            return Judged(change, Verdict.SUSPECT)
        return Judged(change, Verdict.NOTHING)

    def _rows(self, change: Change) -> Sequence[Delivery]:
        """All that was ever told of this document, the latest first."""
        if change.entity not in KINDS:
            return ()
        query = select(Delivery).where(
            Delivery.realm == self.realm, Delivery.kind == KINDS[change.entity], Delivery.books_id == change.id
        )
        return self.session.exec(query.order_by(col(Delivery.revision).desc())).all()

    def _is_busy(self, change: Change, rows: Sequence[Delivery]) -> bool:
        """Whether we are at work on it: how that ends is not known yet."""
        subjects = {row.subject for row in rows}
        if change.document and change.document.key:
            subjects.add(change.document.key)
        if not subjects:
            return False
        going = select(Delivery.subject).where(col(Delivery.subject).in_(subjects), is_going())
        restoring = select(Drift.id).where(col(Drift.subject).in_(subjects), Drift.state == DriftState.RESTORING)
        return bool(self.session.exec(going).first() or self.session.exec(restoring).first())


def expected_of(session: Session, judged: Judged, accounts: Accounts, realm: str) -> Amounts:
    """What the books should hold of a document."""
    return meant(session, accounts, realm, judged.change.id, judged.delivery)
