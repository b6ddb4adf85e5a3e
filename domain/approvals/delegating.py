"""Lend one's authority to approve to somebody for some days, see who lent what, and end it early."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select

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
        if taker == by:
            raise Problem("Choose another person.", field="taker")
        if until < self.powers.today(department):
            raise Problem("Choose a day that has not passed.", field="until")
        at = self.powers.now()
        with self.store.writing() as session:
            lent = Delegation(department=department, giver=by, taker=taker, until=until, at=at)
            session.merge(lent)
            detail = f"to {taker} until {until}"
            record(session, at=at, by=by, act="approval delegated", subject=f"person:{taker}", detail=detail)
            return lent

    def end(self, department: str, taker: str, *, by: str) -> None:
        """Take back what one lent; a second press finds it ended."""
        with self.store.writing() as session:
            lent = session.get(Delegation, (department, by, taker), with_for_update=True)
            if lent is None:
                return
            session.delete(lent)
            subject, detail = f"person:{taker}", f"lent until {lent.until}"
            record(session, at=self.powers.now(), by=by, act="delegation ended", subject=subject, detail=detail)

    def of(self, department: str, person: str) -> Sequence[Delegation]:
        """What a person lent and was lent, as long as it holds."""
        theirs = sa.or_(col(Delegation.giver) == person, col(Delegation.taker) == person)
        holds = col(Delegation.until) >= self.powers.today(department)
        query = select(Delegation).where(Delegation.department == department, theirs, holds)
        with self.store.reading() as session:
            return session.exec(query.order_by(col(Delegation.until), col(Delegation.taker))).all()
