"""Lend one's authority to approve to somebody for some days."""

from dataclasses import dataclass
from datetime import date

from domain.approvals.approval import Delegation
from domain.approvals.powers import Powers
from domain.audit import record
from domain.problems import NotAllowed, Problem
from domain.role import Act, may
from domain.store import Store


@dataclass(frozen=True)
class Delegating:
    """The act on one store."""

    store: Store
    powers: Powers

    def delegate(self, department: str, taker: str, until: date, *, by: str) -> Delegation:
        """Lend one's authority to another person, up to and including a day; a later day replaces an earlier."""
        if not may(self.powers.roles(by), Act.APPROVE):
            raise NotAllowed("Only approvers and controllers have an authority to lend.")
        if until < self.powers.today(department) or taker == by:
            raise Problem("Choose another person, and a day that has not passed.", field="until")
        at = self.powers.now()
        with self.store.writing() as session:
            lent = Delegation(department=department, giver=by, taker=taker, until=until, at=at)
            session.merge(lent)
            detail = f"to {taker} until {until}"
            record(session, at=at, by=by, act="approval delegated", subject=f"person:{taker}", detail=detail)
            return lent
