"""What a proof is, and what became of each: kept by run, so that any day's proofs can be looked at later (S2-15 to 18).

Amounts are cents in the sign people read them in: what is owed to us or by us is positive.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from domain.closing.closing_entry import closed_months, live_close
from domain.ledger.period import last_day, month_of
from domain.table import Table, one_of


class RunState(StrEnum):
    """`reading` is under way; `failed` says why in its words."""

    READING = "reading"
    DONE = "done"
    FAILED = "failed"


class Why(StrEnum):
    """What a part of a difference comes from."""

    KEYED = "keyed in QuickBooks"
    EDITED = "edited in QuickBooks"
    ELSEWHERE = "on another account in QuickBooks"
    DELETED = "deleted in QuickBooks"
    MOVED = "dated differently in QuickBooks"
    ON_THE_WAY = "on the way"
    TAX = "tax"
    ROUNDING = "rounding"
    BEFORE = "dated before go-live"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Part:
    """One figure of a side of a proof; the parts of a side add up to it."""

    label: str
    amount: int


@dataclass(frozen=True)
class Finding:
    """Why a side differs, by how much, and which document it is, in words; `subject` is ours where it has one."""

    why: Why
    words: str
    amount: int
    subject: str = ""


@dataclass(frozen=True)
class Proof:
    """One proof: our side and the books' side. The findings of a red one add up to its difference.

    One that does not `apply` says why in `note`.
    """

    code: str
    name: str
    ours: int = 0
    theirs: int = 0
    applies: bool = True
    note: str = ""
    accounts: tuple[str, ...] = ()
    our_parts: tuple[Part, ...] = ()
    their_parts: tuple[Part, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def difference(self) -> int:
        """What the books have beyond us."""
        return self.theirs - self.ours

    @property
    def ok(self) -> bool:
        """Whether both sides agree to the cent, or there is nothing to prove."""
        return not self.applies or self.difference == 0


class ProofRun(Table, table=True):
    """All proofs of a department as of a day, made once. `closed` tells whether the day was the last of a month whose
    closing entry stood in the books then. `place` is where its message stands, opaque to the domain."""

    __tablename__ = "proof_run"
    __table_args__ = (sa.Index("ix_proof_run_department_as_of", "department", "as_of", "at"),)

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64)
    realm: str = Field(default="", max_length=32)
    as_of: date
    state: RunState = Field(default=RunState.READING, sa_type=one_of(RunState))
    at: datetime
    by: str = Field(max_length=64)
    done_at: datetime | None = None
    closed: bool = False
    departments: str = Field(default="", max_length=1000)
    words: str = ""
    place: str = ""

    @property
    def month(self) -> str:
        """The month its day lies in."""
        return month_of(self.as_of)


class ProofResult(Table, table=True):
    """One proof of a run, with everything needed to show it again."""

    __tablename__ = "proof_result"

    run_id: str = Field(primary_key=True, foreign_key="proof_run.id", max_length=36)
    place: int = Field(primary_key=True)
    code: str = Field(max_length=4)
    name: str = Field(max_length=100)
    ours: int = Field(sa_type=sa.BigInteger)
    theirs: int = Field(sa_type=sa.BigInteger)
    ok: bool
    applies: bool
    note: str = ""
    accounts: list[Any] = Field(sa_type=sa.JSON)
    our_parts: list[Any] = Field(sa_type=sa.JSON)
    their_parts: list[Any] = Field(sa_type=sa.JSON)
    findings: list[Any] = Field(sa_type=sa.JSON)

    @classmethod
    def of(cls, run_id: str, place: int, proof: Proof) -> "ProofResult":
        """A proof as it is kept."""
        return cls(
            run_id=run_id,
            place=place,
            code=proof.code,
            name=proof.name,
            ours=proof.ours,
            theirs=proof.theirs,
            ok=proof.ok,
            applies=proof.applies,
            note=proof.note,
            accounts=list(proof.accounts),
            our_parts=[asdict(part) for part in proof.our_parts],
            their_parts=[asdict(part) for part in proof.their_parts],
            findings=[asdict(finding) for finding in proof.findings],
        )

    @property
    def proof(self) -> Proof:
        """The proof as it was made."""
        return Proof(
            code=self.code,
            name=self.name,
            ours=self.ours,
            theirs=self.theirs,
            applies=self.applies,
            note=self.note,
            accounts=tuple(self.accounts),
            our_parts=tuple(Part(**part) for part in self.our_parts),
            their_parts=tuple(Part(**part) for part in self.their_parts),
            findings=tuple(Finding(**(one | {"why": Why(one["why"])})) for one in self.findings),
        )


def proofs_of(session: Session, run_id: str) -> list[Proof]:
    """The proofs of a run, in their order; none while it is under way."""
    query = select(ProofResult).where(ProofResult.run_id == run_id).order_by(col(ProofResult.place))
    return [result.proof for result in session.exec(query)]


def latest_run(session: Session, department: str, as_of: date) -> ProofRun | None:
    """The newest finished run of a department as of a day."""
    query = select(ProofRun).where(
        ProofRun.department == department, ProofRun.as_of == as_of, ProofRun.state == RunState.DONE
    )
    return session.exec(query.order_by(col(ProofRun.at).desc(), col(ProofRun.done_at).desc()).limit(1)).first()


def green(session: Session, department: str, month: str) -> bool:
    """Whether a month is proved: every proof as of its last day agreed, made while its closing entry stood as it does.

    To be asked before a month is signed (S2-18).
    """
    run = latest_run(session, department, last_day(month))
    if run is None or not run.closed or month not in closed_months(session, department):
        return False
    posted = [entry.posted_at for entry in live_close(session, department, month) if entry.posted_at]
    if posted and run.at < max(posted):
        return False
    return all(proof.ok for proof in proofs_of(session, run.id))
