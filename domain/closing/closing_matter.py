"""What telling the books must know of closing entries: a journal entry dated the month's last day, never removed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.accounts.account import chart
from domain.audit import record
from domain.books.documents import DocumentKind, NewDocument, NewDocumentLine
from domain.closing.closing_entry import ClosingEntry, EntryKind, EntryState, memo, on_books
from domain.closing.month_end import month_end_to_change
from domain.closing.reversing import Reversing
from domain.deliveries.delivery import Delivery
from domain.deliveries.matter import Attachment
from domain.problems import Problem

US: Final = "tieout"
NOT_THERE: Final = ("610", "2500")  # QuickBooks' own codes; what an entry refers to is only ever accounts
INACTIVE: Final = (
    "An account of this entry was made inactive in QuickBooks, or is gone. Make it active there and press Try again. "
    "To use another account, withdraw the entry, change the account with /accounting accounts and propose it anew."
)


@dataclass(frozen=True)
class ClosingMatter:
    """The matter `closing`. `refresh` brings the message of `department:month` up to date and never raises."""

    reversing: Reversing
    refresh: Callable[[str], object]

    def lock(self, session: Session, id: str) -> None:
        """The month's close, which every act on it locks first."""
        entry = session.get_one(ClosingEntry, id)
        month_end_to_change(session, entry.department, entry.month)
        session.refresh(entry, with_for_update=True)

    def document(self, session: Session, delivery: Delivery) -> NewDocument:
        """A line for each account of the books; what is ours behind it is named on the line (S2-42)."""
        entry = session.get_one(ClosingEntry, delivery.id)
        names = {row.number: f"{row.number} {row.name}" for row in chart(session, entry.department)}
        behind: dict[str, list[str]] = {}
        for line in entry.entry_lines:
            behind.setdefault(line.books_id, []).append(names.get(line.account, line.account))
        return NewDocument(
            kind=DocumentKind.JOURNAL_ENTRY,
            party_id="",
            number=entry.number,
            on=entry.on,
            lines=[
                NewDocumentLine(books_id, amount, ", ".join(behind[books_id]))
                for books_id, amount in on_books(entry.entry_lines).items()
            ],
            key=delivery.subject,
            note=memo(entry),
        )

    def file(self, session: Session, delivery: Delivery) -> Attachment | None:
        """Nothing goes with it: the packet is made once all is proved."""
        return None

    def dates(self, session: Session, delivery: Delivery) -> list[date]:
        """The month's last day."""
        return [session.get_one(ClosingEntry, delivery.id).on]

    def confirmed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """It is posted; with the last part of a reversal the month is open again."""
        entry = session.get_one(ClosingEntry, delivery.id)
        entry.state, entry.posted_at, entry.refusal = EntryState.POSTED, at, ""
        session.add(entry)
        self._wrote(session, entry, at, "closing entry posted", f"{entry.number}, journal entry {delivery.books_id}")
        session.flush()
        self.reversing.noting.show_beside(session, entry.department, entry.realm, entry.month)
        if entry.kind is EntryKind.REVERSAL:
            self.reversing.reversed(session, entry.department, entry.month)

    def refused(self, session: Session, delivery: Delivery, words: str) -> None:
        """It waits for a person."""
        entry = session.get_one(ClosingEntry, delivery.id)
        words = INACTIVE if delivery.refusal_code in NOT_THERE else words
        entry.state, entry.refusal = EntryState.FAILED, words
        session.add(entry)
        at = self.reversing.noting.now()
        self._wrote(session, entry, at, "closing entry refused", f"{entry.number}: {words}")

    def removed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """Never: a posted entry is taken back by an entry of its own."""
        raise Problem("A closing entry is reversed, not removed.", next_step="Reopen the month.")

    def kept(self, session: Session, delivery: Delivery, words: str) -> None:
        """Never, for the same reason."""

    def show(self, id: str) -> object:
        """The month's message."""
        with self.reversing.store.reading() as session:
            entry = session.get_one(ClosingEntry, id)
        return self.refresh(f"{entry.department}:{entry.month}")

    def zeroes(self, department: str) -> bool:
        """Never removed, so never zeroed."""
        return False

    def _wrote(self, session: Session, entry: ClosingEntry, at: datetime, act: str, detail: str) -> None:
        subject = f"period:{entry.department}:{entry.month}"
        record(session, at=at, by=US, act=act, subject=subject, detail=detail)
