"""Who may approve: their own roles and those lent to them, up to a limit, and never what they prepared (2.3)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from domain.approvals.approval import Approval, Delegation, count_of
from domain.clock import Now
from domain.money import shown
from domain.problems import NotAllowed, Problem
from domain.role import Role


class Limits(Protocol):
    """What of a department's settings bounds approvals; amounts in cents, `zone` is where its days begin."""

    @property
    def approver_limit(self) -> int:
        """Up to this an approver approves; a controller any amount."""

    @property
    def two_people_above(self) -> int:
        """Above this it takes two people."""

    @property
    def zone(self) -> str:
        """Such as America/New_York."""


@dataclass(frozen=True)
class Yes:
    """What somebody approves: a revision of a subject, its content as `fingerprint`, and its worth in cents.

    `what` is its name in sentences, such as V-12.
    """

    what: str
    subject: str
    revision: int
    fingerprint: str
    department: str
    prepared_by: frozenset[str]
    amount: int


@dataclass(frozen=True)
class Powers:
    """Whose yes counts. `rules` gives a department's limits and `roles` a person's roles."""

    now: Now
    rules: Callable[[str], Limits]
    roles: Callable[[str], Collection[Role]]

    def check(
        self, session: Session, what: str, department: str, prepared_by: frozenset[str], amount: int, by: str
    ) -> str:
        """NotAllowed unless this person may approve; answers for whom, when only a delegation lets them."""
        _check_others_work(what, prepared_by, by)
        rules, givers = self.rules(department), self._givers(session, department, prepared_by, by)
        _check_decider({role for person in (by, *givers) for role in self.roles(person)})
        for person in (by, *givers):
            if covers(self.roles(person), amount, rules):
                return "" if person == by else person
        raise NotAllowed(
            f"{what} is of {shown(abs(amount))}, and an approver approves up to {shown(rules.approver_limit)}.",
            next_step="Ask a controller.",
        )

    def may(
        self, session: Session, what: str, department: str, prepared_by: frozenset[str], amount: int, by: str
    ) -> bool:
        """Whether this person's yes would count."""
        try:
            self.check(session, what, department, prepared_by, amount, by)
        except NotAllowed:
            return False
        return True

    def check_rejecter(self, session: Session, department: str, prepared_by: frozenset[str], by: str) -> None:
        """NotAllowed for whoever decides on nothing, neither by their own roles nor by lent ones."""
        givers = self._givers(session, department, prepared_by, by)
        _check_decider({role for person in (by, *givers) for role in self.roles(person)})

    def people_needed(self, department: str, amount: int) -> int:
        """How many approvals an amount takes."""
        return 2 if abs(amount) > self.rules(department).two_people_above else 1

    def approve(self, session: Session, yes: Yes, by: str) -> tuple[bool, str]:
        """Keep a person's yes, in the transaction that decides; whether it was the last needed, and for whom it was."""
        acting_for = self.check(session, yes.what, yes.department, yes.prepared_by, yes.amount, by)
        if session.get(Approval, (yes.subject, yes.revision, by)):
            raise Problem(f"You have approved {yes.what} already.", next_step="It waits for a second person.")
        kept = Approval(subject=yes.subject, revision=yes.revision, by=by, at=self.now(), fingerprint=yes.fingerprint)
        kept.acting_for = acting_for
        session.add(kept)
        session.flush()
        enough = count_of(session, yes.subject, yes.revision) >= self.people_needed(yes.department, yes.amount)
        return enough, acting_for

    def today(self, department: str) -> date:
        """The day it is where the department is."""
        return self.now().astimezone(ZoneInfo(self.rules(department).zone)).date()

    def takers(self, session: Session, department: str) -> list[str]:
        """Whom somebody's authority is lent to today."""
        lent = select(Delegation.taker).where(
            Delegation.department == department, col(Delegation.until) >= self.today(department)
        )
        return sorted(set(session.exec(lent)))

    def _givers(self, session: Session, department: str, prepared_by: frozenset[str], by: str) -> list[str]:
        """Who lent this person their authority, but for those who prepared it themselves."""
        lent = select(Delegation.giver).where(
            Delegation.department == department,
            Delegation.taker == by,
            col(Delegation.until) >= self.today(department),
        )
        return [giver for giver in session.exec(lent) if giver not in prepared_by]


def covers(roles: Collection[Role], amount: int, rules: Limits) -> bool:
    """Whether these roles may approve an amount: a controller any, an approver up to a limit."""
    return Role.CONTROLLER in roles or (Role.APPROVER in roles and abs(amount) <= rules.approver_limit)


def check_undoer(what: str, prepared_by: frozenset[str], by: str, roles: Collection[Role]) -> None:
    """NotAllowed for whoever may not undo: an approver who did not prepare it may; no role is exempt from that."""
    _check_others_work(what, prepared_by, by)
    _check_decider(roles)


def _check_others_work(what: str, prepared_by: frozenset[str], by: str) -> None:
    if by in prepared_by:
        raise NotAllowed(f"You prepared {what}, so someone else must decide on it.", next_step="Ask another approver.")


def _check_decider(roles: Collection[Role]) -> None:
    if not {Role.APPROVER, Role.CONTROLLER}.intersection(roles):
        raise NotAllowed("Only approvers and controllers decide on this.", next_step="Ask one of them.")
