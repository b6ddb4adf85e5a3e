"""A confirmed reversal opens its month again, in the transaction that records it (E22)."""

from dataclasses import dataclass

from sqlmodel import Session

from domain.closing.closing_entry import EntryKind, EntryState, entries_of
from domain.closing.month_end import ReopeningState, month_end_to_change, reopenings_of
from domain.closing.noting import Noting
from domain.ledger.locking import set_state
from domain.ledger.period import PeriodState
from domain.store import Store


@dataclass(frozen=True)
class Reversing:
    """What becomes of a reopening once it is decided, in the transaction that records it."""

    store: Store
    noting: Noting

    def reversed(self, session: Session, department: str, month: str) -> None:
        """When every part of the reversal is confirmed the month is open again, and the channel hears of it."""
        asked = next(
            (r for r in reopenings_of(session, department, month) if r.state is ReopeningState.REVERSING), None
        )
        if asked is None:
            return
        entries = entries_of(session, department, month)
        parts = [entry for entry in entries if entry.kind is EntryKind.REVERSAL and entry.round == asked.round]
        if any(part.state is not EntryState.POSTED for part in parts):
            return
        at = self.noting.now()
        kept = month_end_to_change(session, department, month)
        kept.round, kept.signed_by, kept.signed_at, kept.bills_seen_by = asked.round, "", None, ""
        asked.state, asked.reopened_at = ReopeningState.REOPENED, at
        session.add(asked)
        set_state(session, department, month, PeriodState.REOPENED, by=asked.confirmed_by, at=at)
        detail = f"asked by {asked.asked_by}, confirmed by {asked.confirmed_by}: {asked.reason}"
        self.noting.wrote(session, department, month, "month reopened", by=asked.confirmed_by, detail=detail)
        self.noting.alarm(session, asked.id)
