"""Proofs that the clock asks for: each morning of the day that runs and of the last months' ends, and again while they
differ. Their results are kept like everybody's; what differs is told by the reminders (issue: proofs turned red)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.audit import in_turn
from domain.deliveries.delivery import Delivery
from domain.ledger.go_live import GoLive
from domain.ledger.journal import JournalEntry
from domain.ledger.period import first_day, last_day, month_before, month_of
from domain.ledger.reach import first_day_of, latest_seq
from domain.problems import Problem
from domain.proofs.expected import Scope, scope_of
from domain.proofs.proof import ProofRun, RunState, proofs_of
from domain.proofs.proving import Proving

PROVE_DAILY: Final = "prove-daily"
US: Final = "tieout"
FROM_HOUR: Final = 6
MONTH_ENDS: Final = 3
MONTHS_WATCHED: Final = 12
AGAIN: Final = timedelta(hours=1)
SETTLED: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class ProvingDaily:
    """Looks at every department of the settings; mornings are those of `zone`, where the books are."""

    proving: Proving
    departments: Sequence[str]
    zone: str

    def prove(self) -> int:
        """Called by the scheduler: promise whatever proofs are due, once with any number of processes. Answers how
        many. A department that has no company or no accounts yet, or has not begun, is passed over."""
        return sum(self._promise(department) for department in self.departments)

    def carry_out(self, run_id: str) -> None:
        """Workflow `prove-daily`."""
        self.proving.carry_out(run_id)

    def _promise(self, department: str) -> int:
        with self.proving.store.reading() as session:
            if not self._due(session, department):
                return 0
        with self.proving.store.writing() as session:
            in_turn(session, f"proofs:{department}")
            days = self._due(session, department)
            for day in days:
                run = ProofRun(id=self.proving.new_id(), department=department, as_of=day, at=self.proving.now(), by=US)
                session.add(run)
                session.flush()
                key = f"{PROVE_DAILY}:{run.id}"
                self.proving.engine.enqueue(session, PROVE_DAILY, run.id, key=key, partition=department)
            return len(days)

    def _due(self, session: Session, department: str) -> list[date]:
        """The days to prove now, the earliest first."""
        now = self.proving.now()
        local = now.astimezone(ZoneInfo(self.zone))
        morning = local.replace(hour=FROM_HOUR, minute=0, second=0, microsecond=0).astimezone(UTC)
        if now < morning:
            return []
        try:
            scope = scope_of(session, department, local.date())
        except Problem:
            return []
        if department != self._asked_for(session, scope):
            return []
        return sorted(day for day in _days(session, scope) if self._is_due(session, scope, day, morning))

    def _asked_for(self, session: Session, scope: Scope) -> str:
        """Departments on the same accounts have the same proofs: of those that have begun the first is asked. Before
        that the books' balances are not ours to prove; empty then."""
        together = [one for one in self.departments if one in scope.departments]
        return next((one for one in together if _has_begun(session, one, scope.realm)), "")

    def _is_due(self, session: Session, scope: Scope, day: date, morning: datetime) -> bool:
        """Not proved since this morning; or it differed, or could not be made, and that is an hour ago or something
        has happened since."""
        runs = select(ProofRun).where(ProofRun.department == scope.department, ProofRun.as_of == day)
        last = session.exec(runs.order_by(col(ProofRun.at).desc()).limit(1)).first()
        if last is None or last.at < morning:
            return True
        waited = self.proving.now() - last.at
        if last.state is RunState.READING or waited < SETTLED:
            return False
        well = last.state is RunState.DONE and all(proof.ok for proof in proofs_of(session, last.id))
        return not well and (waited >= AGAIN or _moved_since(session, scope, last.at))


def latest_by_month(session: Session, department: str, today: date) -> Iterator[ProofRun]:
    """Of each of the last twelve months, the newest finished run of its latest day that was proved."""
    month = month_of(today)
    for _ in range(MONTHS_WATCHED):
        within = col(ProofRun.as_of).between(first_day(month), last_day(month))
        done = select(ProofRun).where(ProofRun.department == department, ProofRun.state == RunState.DONE, within)
        newest = done.order_by(col(ProofRun.as_of).desc(), col(ProofRun.at).desc())
        if run := session.exec(newest.limit(1)).first():
            yield run
        month = month_before(month)


def _days(session: Session, scope: Scope) -> Iterator[date]:
    """Today, the last months' ends, and earlier ends of months that differ still."""
    yield scope.as_of
    month = month_of(scope.as_of)
    for _ in range(MONTH_ENDS):
        month = month_before(month)
        if last_day(month) >= scope.begins:
            yield last_day(month)
    for run in latest_by_month(session, scope.department, scope.as_of):
        ended = run.as_of == last_day(run.month) and run.month < month
        if ended and not all(proof.ok for proof in proofs_of(session, run.id)):
            yield run.as_of


def _has_begun(session: Session, department: str, realm: str) -> bool:
    """Whether it went live, or has an entry."""
    return bool(session.get(GoLive, department) or first_day_of(session, department, realm))


def _moved_since(session: Session, scope: Scope, moment: datetime) -> bool:
    """Whether anything was recorded here, or reached or left the books, after a moment."""
    newest = [session.get(JournalEntry, latest_seq(session, one)) for one in scope.departments]
    if any(entry and entry.at > moment for entry in newest):
        return True
    told = sa.or_(col(Delivery.confirmed_at) > moment, col(Delivery.removed_at) > moment)
    return (
        session.exec(select(Delivery.subject).where(Delivery.realm == scope.realm, told).limit(1)).first() is not None
    )
