"""The last steps of a close: cash reconciled, QuickBooks' closing date read back, the signature (S2-18, C31, C32)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlmodel import Session, col, select

from domain.books.documents import DocumentBooks
from domain.closing.closing_entry import closed_months
from domain.closing.month_end import (
    CashEvidence,
    ClosePacket,
    MonthEnd,
    evidence_of,
    month_end,
    month_end_to_change,
)
from domain.closing.noting import Noting, checked
from domain.closing.packet import pack
from domain.closing.packet_parts import Proofs, parts_of
from domain.connections.connection import connection_of
from domain.engine import Engine
from domain.ledger.locking import set_state
from domain.ledger.period import Period, PeriodState, in_words, last_day, state_of
from domain.ledger.reach import first_day_of, posting_to
from domain.problems import BooksDisconnected, BooksUnavailable, Problem
from domain.role import Act, Role, require
from domain.store import Store

READ: Final = "read-closing-date"
MOST_BYTES: Final = 20 * 1024 * 1024


@dataclass(frozen=True)
class Signing:
    """The acts on one store, audited. `books` opens the books of a connection; `proofs` tells whether a month's proofs
    are green, and what they say; `roles` gives a person's roles."""

    store: Store
    engine: Engine
    noting: Noting
    books: Callable[[str], DocumentBooks]
    proofs: Proofs
    roles: Callable[[str], Collection[Role]]

    def reconciled(
        self, department: str, month: str, name: str, content_type: str, content: bytes, *, by: str
    ) -> CashEvidence:
        """A person has reconciled cash, and hands over the file that shows it; a later one replaces it."""
        month = checked(month)
        if not content or len(content) > MOST_BYTES:
            raise Problem(f"A file has between 1 byte and {MOST_BYTES // 1024**2} MB.", field="file")
        with self.store.writing() as session:
            require(self.roles(by), Act.CLOSE)
            kept = month_end_to_change(session, department, month)
            if kept.signed_at:
                raise Problem(f"{in_words(month)} is signed already.")
            evidence = CashEvidence(
                department=department,
                month=month,
                round=kept.round,
                name=name[:255],
                content_type=content_type[:100],
                content=content,
                sha256=sha256(content).hexdigest(),
                by=by,
                at=self.noting.now(),
            )
            evidence = session.merge(evidence)
            detail = f"{evidence.name}, sha256 {evidence.sha256}"
            self.noting.wrote(session, department, month, "cash reconciled", by=by, detail=detail)
            return evidence

    def ask_closing_date(self, department: str, month: str) -> None:
        """Have QuickBooks' closing date read back, by the workflow `read-closing-date`."""
        with self.store.writing() as session:
            connection = connection_of(session, department)
            subject, partition = f"{department}:{checked(month)}", connection.realm if connection else "chat"
            self.engine.enqueue(session, READ, subject, key=f"{READ}:{self.noting.new_id()}", partition=partition)

    def look(self, subject: str) -> None:
        """Workflow `read-closing-date`: what ails is written down, and the message follows."""
        department, _, month = subject.rpartition(":")
        self.engine.step("read", lambda: self._looked(department, month))

    def read(self, department: str, month: str) -> MonthEnd:
        """Read the closing date from QuickBooks and keep it. Talks to the books: not inside a transaction."""
        with self.store.reading() as session:
            connection = connection_of(session, department)
        if connection is None:
            raise Problem("QuickBooks is not connected.", next_step="Connect it: /accounting connect.")
        found = self.books(connection.id).closing_date()
        with self.store.writing() as session:
            kept = month_end_to_change(session, department, month)
            kept.closing_date, kept.closing_read_at, kept.closing_trouble = found, self.noting.now(), ""
            self.noting.show(session, department, month)
            return kept

    def sign(self, department: str, month: str, *, by: str) -> Period:
        """Close the month for good and keep its packet. Raises the first thing that is missing; a red proof too."""
        month = checked(month)
        require(self.roles(by), Act.SIGN_OFF)
        with self.store.reading() as session:
            if (
                state_of(session, department, month) is PeriodState.CLOSED
                and month_end(session, department, month).signed_at
            ):
                return session.get_one(Period, (department, month))
        missing = self.missing(department, month)
        for problem in missing:
            raise problem
        content, whole = pack(self._parts(department, month))
        with self.store.writing() as session:
            kept = month_end_to_change(session, department, month)
            for problem in unsigned(session, kept):
                raise problem
            at = self.noting.now()
            kept.signed_by, kept.signed_at = by, at
            name = f"close-{department}-{month}" + (f"-R{kept.round}" if kept.round else "") + ".zip"
            packet = ClosePacket(
                department=department, month=month, round=kept.round, name=name, content=content, hash=whole, at=at
            )
            session.merge(packet)
            self.noting.wrote(session, department, month, "month signed", by=by, detail=f"{name}, hash {whole}")
            return set_state(session, department, month, PeriodState.CLOSED, by=by, at=at)

    def missing(self, department: str, month: str) -> list[Problem]:
        """All that stands between a month and its signature, the proofs included."""
        with self.store.reading() as session:
            found = unsigned(session, month_end(session, department, month))
        if not self.proofs.green(department, month):
            red = Problem(f"The proofs of {in_words(month)} are not all green.", next_step="Look at them: /tie-out.")
            found.append(red)
        return found

    def _parts(self, department: str, month: str) -> Mapping[str, bytes]:
        with self.store.reading() as session:
            return parts_of(session, department, month, self.proofs.as_file(department, month), self.noting.now())

    def _looked(self, department: str, month: str) -> bool:
        try:
            self.read(department, month)
        except (Problem, BooksUnavailable, BooksDisconnected) as trouble:
            with self.store.writing() as session:
                month_end_to_change(session, department, month).closing_trouble = trouble.words()
                self.noting.show(session, department, month)
        return True


def unsigned(session: Session, kept: MonthEnd) -> list[Problem]:
    """What is missing before a month can be signed, but for the proofs."""
    department, month, end = kept.department, kept.month, last_day(kept.month)
    found: list[Problem] = []
    if state_of(session, department, month) is not PeriodState.LOCKED:
        found.append(Problem(f"{in_words(month)} is not locked.", next_step="Lock it first."))
    elif month not in closed_months(session, department):
        found.append(Problem("The closing entry is not posted yet.", next_step="Post it, or wait until it is there."))
    if evidence_of(session, kept) is None:
        found.append(
            Problem("Nobody has shown that cash is reconciled.", next_step="Hand over the reconciliation report.")
        )
    if others := others_open(session, department, month):
        found.append(Problem(f"{', '.join(others)} has not posted its closing entry yet.", next_step="Wait for it."))
    if kept.closing_date is None or kept.closing_date < end:
        through = f"through {kept.closing_date:%-d %B %Y}" if kept.closing_date else "nowhere"
        found.append(
            Problem(
                f"QuickBooks is closed {through}, not through {end:%-d %B %Y}.",
                next_step="Set the closing date in QuickBooks, then have it read again.",
            )
        )
    earlier = select(Period.month).where(
        Period.department == department, Period.state == PeriodState.LOCKED, Period.month < month
    )
    if before := session.exec(earlier.order_by(col(Period.month))).first():
        found.append(Problem(f"{in_words(before)} is not signed yet.", next_step=f"Sign {in_words(before)} first."))
    return found


def others_open(session: Session, department: str, month: str) -> list[str]:
    """The other departments of the same company that have not closed the month: one closing date serves them all."""
    connection = connection_of(session, department)
    realm = connection.realm if connection else ""
    others = [each for each in posting_to(session, realm) if each != department]
    active = [each for each in others if (first := first_day_of(session, each, realm)) and first <= last_day(month)]
    return [other for other in active if month not in closed_months(session, other)]
