"""Reopening a closed month: two controllers and a reason, the latest first, the entry reversed (E22).

The month takes writes again once the books have confirmed the reversal; it is closed again by the same way as before.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlmodel import Session

from domain.closing.closing import Closing
from domain.closing.closing_entry import ClosingEntry, EntryKind, live_close, number_of
from domain.closing.month_end import Reopening, ReopeningState, month_end_to_change, reopenings_of
from domain.closing.noting import checked
from domain.closing.reversing import Reversing
from domain.closing.signing import Signing
from domain.connections.connection import connection_of
from domain.ledger.locking import require_latest
from domain.ledger.period import PeriodState, in_words, last_day, state_of
from domain.problems import NotAllowed, Problem
from domain.role import Act, Role, require

ON_ITS_WAY = (ReopeningState.ASKED, ReopeningState.REVERSING)
DECIDED = (ReopeningState.REVERSING, ReopeningState.REOPENED)


@dataclass(frozen=True)
class Reopenings:
    """What people decide. `roles` gives a person's roles; every act is audited."""

    closing: Closing
    signing: Signing
    reversing: Reversing
    roles: Callable[[str], Collection[Role]]

    def ask(self, department: str, month: str, reason: str, *, by: str) -> Reopening:
        """A controller asks for a closed month to be reopened, with a reason; nothing happens yet."""
        month, noting = checked(month), self.reversing.noting
        with self.reversing.store.writing() as session:
            require(self.roles(by), Act.SIGN_OFF)
            kept = month_end_to_change(session, department, month)
            _require_closed(session, department, month)
            if not reason.strip():
                raise Problem("Say why it is reopened.", field="reason")
            asked = Reopening(
                id=noting.new_id(),
                department=department,
                month=month,
                round=kept.round + 1,
                reason=reason.strip(),
                asked_by=by,
                asked_at=noting.now(),
            )
            session.add(asked)
            noting.wrote(session, department, month, "reopening asked for", by=by, detail=asked.reason)
            return asked

    def drop(self, id: str, *, by: str) -> Reopening:
        """A controller does away with what was asked for and not confirmed."""
        with self.reversing.store.writing() as session:
            require(self.roles(by), Act.SIGN_OFF)
            asked = _to_change(session, id)
            _require_asked(asked)
            asked.state = ReopeningState.DROPPED
            self.reversing.noting.wrote(session, asked.department, asked.month, "reopening dropped", by=by)
            return asked

    def confirm(self, id: str, *, by: str) -> Reopening:
        """Another controller confirms: the entry is reversed by one of its own, and with that the month reopens.

        Reads QuickBooks' closing date first, so it must not be called inside a transaction; refused while that still
        covers the month. Pressed twice it happens once.
        """
        asked = self.to_confirm(id, by=by)
        if asked.state in DECIDED:
            return asked
        self._require_books_open(asked)
        with self.reversing.store.writing() as session:
            month_end_to_change(session, asked.department, asked.month)
            asked = _to_change(session, id)
            if asked.state not in DECIDED:
                _require_asked(asked)
                _require_closed(session, asked.department, asked.month, asked.id)
                self._begin(session, asked, by)
            return asked

    def to_confirm(self, id: str, *, by: str) -> Reopening:
        """What this person may confirm, or what was confirmed already; NotAllowed for whoever asked for it."""
        with self.reversing.store.reading() as session:
            asked = session.get_one(Reopening, id)
        if asked.state not in DECIDED:
            _require_asked(asked)
            self._require_second(asked, by)
        return asked

    def _begin(self, session: Session, asked: Reopening, by: str) -> None:
        at = self.reversing.noting.now()
        asked.state, asked.confirmed_by, asked.confirmed_at = ReopeningState.REVERSING, by, at
        connection = connection_of(session, asked.department)
        detail = f"asked by {asked.asked_by}: {asked.reason}"
        self.reversing.noting.wrote(session, asked.department, asked.month, "reopening confirmed", by=by, detail=detail)
        for entry in live_close(session, asked.department, asked.month):
            if connection is None or connection.realm != entry.realm:
                raise Problem(
                    f"{asked.department} is not connected to the company that holds {entry.number}.",
                    next_step="Connect that company: /accounting connect.",
                )
            back = self._opposite(entry, asked)
            session.add(back)
            self.closing.post(session, back, connection, by)
        session.flush()
        self.reversing.reversed(session, asked.department, asked.month)

    def _opposite(self, entry: ClosingEntry, asked: Reopening) -> ClosingEntry:
        return ClosingEntry(
            id=self.reversing.noting.new_id(),
            department=entry.department,
            realm=entry.realm,
            month=entry.month,
            kind=EntryKind.REVERSAL,
            round=asked.round,
            part=entry.part,
            title=entry.title,
            number=number_of(entry.department, entry.month, EntryKind.REVERSAL, asked.round, entry.part),
            lines=[[line.account, line.books_id, -line.amount] for line in entry.entry_lines],
            total=entry.total,
            fingerprint=entry.fingerprint,
            proposed_by=asked.asked_by,
            proposed_at=asked.asked_at,
        )

    def _require_second(self, asked: Reopening, by: str) -> None:
        require(self.roles(by), Act.SIGN_OFF)
        if by == asked.asked_by:
            raise NotAllowed(
                "You asked for this, so someone else must confirm it.", next_step="Ask another controller."
            )

    def _require_books_open(self, asked: Reopening) -> None:
        kept, end = self.signing.read(asked.department, asked.month), last_day(asked.month)
        if kept.closing_date and kept.closing_date >= end:
            raise Problem(
                f"QuickBooks is closed through {kept.closing_date:%-d %B %Y}, so nothing can be posted in "
                f"{in_words(asked.month)}.",
                next_step=f"Move the closing date in QuickBooks to before {end:%-d %B %Y}, then confirm again.",
            )


def _require_closed(session: Session, department: str, month: str, but: str = "") -> None:
    state = state_of(session, department, month)
    if state is not PeriodState.CLOSED and not live_close(session, department, month):
        do = "Unlock it instead." if state is PeriodState.LOCKED else None
        raise Problem(f"{in_words(month)} is {state}, so there is nothing to reopen.", field="month", next_step=do)
    if not live_close(session, department, month):
        raise Problem(f"{in_words(month)} was closed before go-live.", field="month")
    require_latest(session, department, month)
    if any(one.state in ON_ITS_WAY and one.id != but for one in reopenings_of(session, department, month)):
        raise Problem(f"{in_words(month)} is being reopened already.", field="month")


def _require_asked(asked: Reopening) -> None:
    if asked.state is not ReopeningState.ASKED:
        raise Problem(f"The reopening of {in_words(asked.month)} is {asked.state}.")


def _to_change(session: Session, id: str) -> Reopening:
    asked = session.get(Reopening, id, with_for_update=True, populate_existing=True)
    if asked is None:
        raise Problem("Nobody asked for this.")
    return asked
