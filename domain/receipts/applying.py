"""Drafts of applications (E17): to which invoices unapplied cash shall go, kept while somebody fills them in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, delete, select

from domain.problems import Problem
from domain.receipts.filling import Filled, as_listed, oldest_first
from domain.receipts.posting import ReceiptPosting
from domain.receipts.receipt import MAX_LINES, ActKind, ActState, ReceiptAct, ReceiptLine, lines_of_act
from domain.receipts.receivables import Unapplied, open_receivables


@dataclass(frozen=True)
class Applying:
    """What a preparer does with such a draft, of the unapplied `cash` it is about. Each method is one transaction;
    nothing is decided here, and nobody else sees it."""

    posting: ReceiptPosting

    def open_draft(self, cash: Unapplied, department: str, *, by: str, id: str) -> ReceiptAct:
        """The draft that a person has of this cash, or a new one with this id."""
        mine = select(ReceiptAct).where(
            ReceiptAct.receipt_id == cash.key,
            ReceiptAct.kind == ActKind.APPLICATION,
            ReceiptAct.state == ActState.DRAFTED,
            ReceiptAct.preparers == by,
        )
        with self.posting.store.writing() as session:
            if known := session.exec(mine).first():
                return known
            at = self.posting.now()
            draft = ReceiptAct(
                id=id, receipt_id=cash.key, kind=ActKind.APPLICATION, department=department, created_at=at
            )
            draft.preparers = by
            session.add(draft)
            return draft

    def applied(self, draft_id: str) -> dict[str, int]:
        """Cents by invoice, as the draft has them."""
        with self.posting.store.reading() as session:
            return {line.key: line.applied for line in lines_of_act(session, draft_id)}

    def set_applied(self, draft_id: str, cash: Unapplied, pays: Mapping[str, int]) -> None:
        """What some invoices get; of nothing, they are off the draft, and others stay as they are."""
        with self._changing(draft_id) as (session, draft):
            self._put(session, draft, cash, pays)

    def fill_oldest(self, draft_id: str, cash: Unapplied, on: date) -> Filled:
        """What is left of the cash goes to the oldest invoices that have nothing yet."""
        with self._changing(draft_id) as (session, draft):
            have = {line.key: line.applied for line in lines_of_act(session, draft.id)}
            owed = open_receivables(session, draft.department, cash.customer_id)
            left = cash.left_from(on) - sum(have.values())
            filled = oldest_first(owed, left, on, besides=have, most=MAX_LINES - len(have))
            self._put(session, draft, cash, filled.pays)
            return filled

    def fill_listed(self, draft_id: str, cash: Unapplied, text: str, on: date) -> Filled:
        """What a pasted list says."""
        with self._changing(draft_id) as (session, draft):
            owed = open_receivables(session, draft.department, cash.customer_id)
            filled = as_listed(owed, text, on)
            self._put(session, draft, cash, filled.pays)
            return filled

    @contextmanager
    def _changing(self, draft_id: str) -> Iterator[tuple[Session, ReceiptAct]]:
        with self.posting.store.writing() as session:
            draft = session.get(ReceiptAct, draft_id, with_for_update=True)
            if draft is None or draft.state is not ActState.DRAFTED:
                raise Problem("This was applied already.", next_step="Look at the receipt again.")
            yield session, draft

    def _put(self, session: Session, draft: ReceiptAct, cash: Unapplied, pays: Mapping[str, int]) -> None:
        known = open_receivables(session, draft.department, cash.customer_id, pays)
        mine = col(ReceiptLine.act_id) == draft.id
        session.exec(delete(ReceiptLine).where(mine, col(ReceiptLine.key).in_(list(pays))))
        for place, one in enumerate(known):
            if cents := pays[one.key]:
                line = ReceiptLine(act_id=draft.id, key=one.key, number=one.number, applied=cents, place=place)
                line.worksheet_id, line.opening_id = one.worksheet_id, one.opening_id
                session.add(line)
        session.flush()
        if len(lines_of_act(session, draft.id)) > MAX_LINES:
            raise Problem(f"{MAX_LINES} invoices at most get cash at once.", next_step="Apply the rest afterwards.")


def forget(session: Session, draft: ReceiptAct) -> None:
    """In the transaction that decides on it: the draft makes room for the act."""
    session.exec(delete(ReceiptLine).where(col(ReceiptLine.act_id) == draft.id))
    session.delete(draft)
    session.flush()
