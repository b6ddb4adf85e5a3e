"""A month's closing entry: proposed, approved by a second person as it was shown, posted exactly once (E14)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from domain.approvals.approval import Approval
from domain.books.documents import DocumentKind
from domain.closing.closing_entry import (
    ClosingEntry,
    EntryKind,
    EntryState,
    closed_months,
    entries_of,
    on_books,
)
from domain.closing.closing_report import ClosingReport, closing_report
from domain.closing.leftovers import leftovers
from domain.closing.month_end import month_end, month_end_to_change
from domain.closing.noting import Noting, checked
from domain.closing.working_out import Part, Summed, WorkedOut, summed, work_out
from domain.connections.connection import Connection
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import delivery_of
from domain.ledger.period import (
    Period,
    PeriodState,
    in_words,
    last_day,
    state_of,
)
from domain.money import shown
from domain.problems import NotAllowed, Problem
from domain.role import Act, Role, require
from domain.store import Store

OPEN: Final = (PeriodState.OPEN, PeriodState.REOPENED)
IN_THE_BOOKS: Final = (EntryState.POSTING, EntryState.POSTED, EntryState.FAILED)


class EntryChanged(Problem):
    """What somebody approved is no longer what would be posted."""

    def __init__(self, month: str) -> None:
        super().__init__(
            f"The closing entry of {in_words(month)} has changed since this was shown.", next_step="Look at it again."
        )


@dataclass(frozen=True)
class Closing:
    """The acts of a close, each one transaction; every one names who did it (`by`) and is audited.

    Months are such as `2025-01`. `roles` gives a person's roles.
    """

    store: Store
    deliveries: Deliveries
    noting: Noting
    roles: Callable[[str], Collection[Role]]

    def report(self, department: str, month: str) -> ClosingReport:
        """The Closing Adjustments report as it stands now."""
        with self.store.reading() as session:
            return closing_report(session, department, checked(month))

    def preview(self, department: str, month: str) -> WorkedOut:
        """The entry as it would be proposed now, and what stands in its way."""
        with self.store.reading() as session:
            return work_out(session, department, checked(month))

    def propose(self, department: str, month: str, *, by: str) -> list[ClosingEntry]:
        """Put the entry forward for approval as it stands; an earlier proposal lapses. Raises the first stop."""
        before, month = self._summed(department, month), checked(month)
        with self.store.writing() as session:
            require(self.roles(by), Act.CLOSE)
            month_end_to_change(session, department, month)
            self._require_ready(session, department, month)
            worked = work_out(session, department, month, before)
            for stop in worked.stops:
                raise stop
            lapse(entries_of(session, department, month, to_change=True))
            session.flush()
            entries = self._entries(worked, by)
            session.add_all(entries)
            detail = f"{entries[0].number}, {shown(worked.total)}, {worked.fingerprint[:12]}"
            self.noting.wrote(session, department, month, "closing entry proposed", by=by, detail=detail)
            return entries

    def approve(self, department: str, month: str, fingerprint: str, *, by: str) -> list[ClosingEntry]:
        """Approve and post exactly what was shown; pressed twice it is posted once.

        NotAllowed for whoever proposed it and for everyone but controllers; EntryChanged when it is no longer that.
        """
        before, month = self._summed(department, month), checked(month)
        with self.store.writing() as session:
            month_end_to_change(session, department, month)
            entries = current_entries(session, department, month, to_change=True)
            if entries and entries[0].approved_by == by and entries[0].fingerprint == fingerprint:
                return entries
            if not entries or entries[0].state is not EntryState.PROPOSED:
                raise Problem(f"There is no entry of {in_words(month)} to approve.", next_step="Propose it first.")
            self._require_approver(entries[0], by)
            worked = work_out(session, department, month, before)
            if not fingerprint == entries[0].fingerprint == worked.fingerprint:
                raise EntryChanged(month)
            self._require_ready(session, department, month)
            assert worked.connection is not None
            for entry in entries:
                self.post(session, entry, worked.connection, by)
            self.noting.wrote(session, department, month, "closing entry approved", by=by, detail=fingerprint[:12])
            return entries

    def try_again(self, department: str, month: str, *, by: str) -> list[ClosingEntry]:
        """Send again what QuickBooks refused of a month's entry or of its reversal, as the same requests."""
        month = checked(month)
        with self.store.writing() as session:
            require(self.roles(by), Act.CLOSE)
            month_end_to_change(session, department, month)
            entries = entries_of(session, department, month, to_change=True)
            refused = [entry for entry in entries if entry.state is EntryState.FAILED]
            if not refused:
                raise Problem(f"QuickBooks has refused nothing of {in_words(month)}: there is nothing to try again.")
            for entry in refused:
                delivery = delivery_of(session, entry.subject, to_change=True)
                assert delivery is not None, "a refused entry was sent"
                self.deliveries.try_again(session, delivery)
                entry.state, entry.refusal = EntryState.POSTING, ""
            numbers = ", ".join(entry.number for entry in refused)
            self.noting.wrote(session, department, month, "closing entry tried again", by=by, detail=numbers)
            return refused

    def withdraw(self, department: str, month: str, *, by: str) -> list[ClosingEntry]:
        """Give up an entry that was proposed, or refused by QuickBooks before any part of it arrived."""
        month = checked(month)
        with self.store.writing() as session:
            require(self.roles(by), Act.CLOSE)
            month_end_to_change(session, department, month)
            entries = current_entries(session, department, month, to_change=True)
            if not entries or any(e.state in (EntryState.POSTED, EntryState.POSTING) for e in entries):
                raise Problem(
                    f"Nothing of the entry of {in_words(month)} can be withdrawn.", next_step=_instead(entries)
                )
            for entry in entries:
                delivery = delivery_of(session, entry.subject, to_change=True)
                if delivery and entry.state is EntryState.FAILED:
                    self.deliveries.withdraw(session, delivery)
                entry.state = EntryState.WITHDRAWN
            self.noting.wrote(session, department, month, "closing entry withdrawn", by=by)
            return entries

    def post(self, session: Session, entry: ClosingEntry, connection: Connection, by: str) -> None:
        """In the transaction that decided it: the entry is on its way; one without lines is posted with that."""
        at = self.noting.now()
        entry.approved_by, entry.approved_at = by, at
        kept = Approval(subject=entry.subject, revision=entry.revision, by=by, at=at, fingerprint=entry.fingerprint)
        session.add(kept)
        if not on_books(entry.entry_lines):
            entry.state, entry.posted_at = EntryState.POSTED, at
            self.noting.show_beside(session, entry.department, entry.realm, entry.month)
            return
        entry.state = EntryState.POSTING
        session.add(entry)
        session.flush()
        self.deliveries.send(
            session,
            entry.subject,
            kind=DocumentKind.JOURNAL_ENTRY,
            department=entry.department,
            connection=connection,
            total=entry.total,
            revision=entry.revision,
        )

    def _summed(self, department: str, month: str) -> Summed:
        """The slow part of working out an entry, before the transaction that decides: nobody has to wait for it."""
        with self.store.reading() as session:
            return summed(session, department, checked(month))

    def _require_ready(self, session: Session, department: str, month: str) -> None:
        state = state_of(session, department, month)
        if state is not PeriodState.LOCKED:
            raise Problem(
                f"{in_words(month)} is {state}.", next_step="Lock the month first." if state in OPEN else None
            )
        if any(entry.state in IN_THE_BOOKS for entry in current_entries(session, department, month, to_change=True)):
            raise Problem(f"The closing entry of {in_words(month)} is posted or on its way already.")
        require_nothing_left(session, department, month)
        locked = select(Period.month).where(Period.department == department, Period.state == PeriodState.LOCKED)
        earlier = session.exec(locked.where(Period.month < month).order_by(col(Period.month))).all()
        for before in sorted(set(earlier) - closed_months(session, department)):
            raise Problem(f"{in_words(before)} has no closing entry yet.", next_step=f"Close {in_words(before)} first.")

    def _require_approver(self, entry: ClosingEntry, by: str) -> None:
        if by == entry.proposed_by:
            raise NotAllowed(
                "You prepared this entry, so someone else must approve it.", next_step="Ask another controller."
            )
        require(self.roles(by), Act.SIGN_OFF)

    def _entries(self, worked: WorkedOut, by: str) -> list[ClosingEntry]:
        """One for each part, or a blank one for a month without sweep lines."""
        return [
            ClosingEntry(
                id=self.noting.new_id(),
                department=worked.department,
                realm=worked.connection.realm if worked.connection else "",
                month=worked.month,
                kind=worked.kind,
                round=worked.round,
                part=part.place,
                title=part.title,
                number=part.number,
                lines=[[line.account, line.books_id, line.amount] for line in part.lines],
                total=part.total,
                fingerprint=worked.fingerprint,
                proposed_by=by,
                proposed_at=self.noting.now(),
            )
            for part in worked.parts or (Part(1, "", worked.number, ()),)
        ]


def _instead(entries: Sequence[ClosingEntry]) -> str | None:
    """What is done with an entry of which something has gone to the books."""
    states = {entry.state for entry in entries}
    if EntryState.FAILED in states:
        return "Parts of it are in QuickBooks: mend what it refused there, then press Try again."
    return "Reopen the month instead." if states == {EntryState.POSTED} else None


def require_nothing_left(session: Session, department: str, month: str) -> None:
    """Raises a Problem with everything that is dated in the month and unfinished."""
    left = leftovers(session, department, month)
    if left:
        more = f" And {len(left) - 5} more." if len(left) > 5 else ""
        raise Problem(
            f"Not everything up to {last_day(month):%-d %B %Y} is finished. "
            + " ".join(one.sentence for one in left[:5])
            + more,
            next_step=left[0].next_step,
        )


def current_entries(session: Session, department: str, month: str, *, to_change: bool = False) -> list[ClosingEntry]:
    """The parts of this round's entry; none before it is proposed or once it was taken back."""
    round = month_end(session, department, month).round
    entries = entries_of(session, department, month, to_change=to_change)
    return [entry for entry in entries if entry.kind is not EntryKind.REVERSAL and entry.round == round]


def lapse(entries: Sequence[ClosingEntry]) -> None:
    """What was proposed is withdrawn; anything else stays."""
    for entry in entries:
        if entry.state is EntryState.PROPOSED:
            entry.state = EntryState.WITHDRAWN
