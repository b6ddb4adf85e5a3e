"""Decide that an act on a receipt stands: journal, delivery and the promise to tell the books, in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from sqlmodel import Session, col, select

from domain.audit import in_turn, record
from domain.books.documents import DocumentKind
from domain.clock import NewId, Now
from domain.connections.alerting import CHAT
from domain.connections.connection import connection_of
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import Delivery, delivery_of
from domain.deliveries.refusal import GONE
from domain.departments.department_settings import DepartmentSettings
from domain.engine import Engine
from domain.ledger.journal import JournalEntry, NewLine, append, lines_of, reverse
from domain.ledger.period import Write, is_open, require_open
from domain.problems import NotAllowed, Problem
from domain.receipts.entering import EVENTS, document, enter
from domain.receipts.preview import Row, tolerance_account
from domain.receipts.receipt import (
    ActKind,
    ActState,
    Receipt,
    ReceiptAct,
    ReceiptEvent,
    ReceiptLine,
    act_to_change,
    lines_of_act,
)
from domain.receipts.receivables import open_receivables, unapplied_of
from domain.store import Store
from domain.worksheets.adjusting import Adjusting, AdjustmentForm
from domain.worksheets.worksheet import Adjustment, AdjustmentSide, Worksheet

SHOW: Final = "show-receipt"
SHOWN_FOR: Final = timedelta(days=2)


@dataclass(frozen=True)
class ReceiptPosting:
    """What all decided acts have in common. `settings` are a department's; nothing here talks to the books."""

    store: Store
    engine: Engine
    deliveries: Deliveries
    adjusting: Adjusting
    now: Now
    new_id: NewId
    settings: Callable[[str], DepartmentSettings]

    def begin(self, session: Session, receipt: Receipt, act: ReceiptAct, *, by: str, rows: Iterable[Row] = ()) -> None:
        """In the transaction that decided it: the act is in the journal, and on its way to the books.

        Of `rows`, the rests that are given up become sales adjustments (E20). `lock_invoices` goes before.
        """
        require_open(session, act.department, act.day, Write.RECEIPT)
        self._connect(session, act)
        enter(session, receipt, act, by=by, at=self.now())
        for row in rows:
            if row.line.settle:
                row.line.settled = row.rest
                self._adjust(session, act, row.line, -row.rest, act.day, by)
        self._send(session, act)
        self.wrote(session, receipt, act, f"{act.kind} decided", by=by)

    def take_back(self, session: Session, receipt: Receipt, act: ReceiptAct, reversal: ReceiptAct, *, by: str) -> None:
        """In the transaction that decided to undo an act: the opposite entry on the day of the reversal (E19), and what
        was given up with it is owed again (E20)."""
        require_open(session, act.department, reversal.day, Write.RECEIPT)
        self._connect(session, reversal)
        entry = session.get_one(JournalEntry, act.entry)
        back = reverse(
            session,
            entry,
            at=self.now(),
            actor=by,
            on=reversal.day,
            event=EVENTS[ActKind.REVERSAL],
            document=reversal.subject,
        )
        reversal.entry, act.state = back.seq, ActState.UNDOING
        self._give_back_rests(session, act, by, reversal)
        self._send(session, reversal)
        self.wrote(session, receipt, reversal, f"{act.kind} undone", by=by, detail=f"{act.name}: {reversal.reason}")

    def lose(self, session: Session, receipt: Receipt, act: ReceiptAct, *, by: str) -> None:
        """In the transaction that took over that the books have an act no more: they are asked once again, and then
        it is as if it had not been."""
        require_open(session, act.department, act.day, Write.RECEIPT)
        delivery = delivery_of(session, act.subject, to_change=True)
        assert delivery is not None, "what is posted was sent"
        self.deliveries.remove(session, delivery, by=by, accepted=GONE)
        act.state = ActState.UNDOING
        self.wrote(session, receipt, act, f"{act.kind} undone", by=by, detail="It was deleted in QuickBooks.")

    def lost(self, session: Session, act: ReceiptAct, *, by: str) -> None:
        """It is certain that the books have it no more: its entry is taken back on its own date, with what was given
        up with it."""
        reverse(session, session.get_one(JournalEntry, act.entry), at=self.now(), actor=by)
        self._give_back_rests(session, act, by)
        act.state = ActState.UNDONE

    def try_again(self, act_id: str, *, by: str) -> ReceiptAct:
        """Send what QuickBooks refused again, as the same request. Pressed twice it is sent once."""
        with self.store.writing() as session:
            act = act_to_change(session, act_id)
            delivery = self._failed(session, act, "there is nothing to try again")
            self.deliveries.try_again(session, delivery)
            act.state = ActState.POSTING
            self.wrote(session, session.get_one(Receipt, act.receipt_id), act, "tried again", by=by)
            return act

    def give_up(self, act_id: str, *, by: str) -> ReceiptAct:
        """Withdraw what QuickBooks refused, as who prepared it: its entry is taken back on its own date.

        A receipt is a draft again, what was to be undone stands as before, any other act is dropped.
        """
        with self.store.writing() as session:
            act = act_to_change(session, act_id)
            if by not in act.prepared_by:
                raise NotAllowed("Who prepared it withdraws it.", next_step="Ask them, or try again.")
            delivery = self._failed(session, act, "it cannot be withdrawn")
            self.lock_invoices(session, act)
            require_open(session, act.department, act.day, Write.RECEIPT)
            self.deliveries.withdraw(session, delivery)
            if act.kind is ActKind.REVERSAL:
                self._restore(session, act, by)
                self._require_room(session, act)
            else:
                reverse(session, session.get_one(JournalEntry, act.entry), at=self.now(), actor=by)
                self._give_back_rests(session, act, by)
            act.state = ActState.DRAFTED if act.kind is ActKind.RECEIPT else ActState.DROPPED
            act.revision += 1
            self.wrote(session, session.get_one(Receipt, act.receipt_id), act, "posting withdrawn", by=by)
            return act

    def lock_invoices(self, session: Session, act: ReceiptAct) -> list[ReceiptLine]:
        """Keep the worksheets of an act, and the department's journal, as they are until this transaction ends."""
        lines = lines_of_act(session, act.undoes or act.id)
        ids = [line.worksheet_id for line in lines if line.worksheet_id]
        session.exec(
            select(Worksheet).where(col(Worksheet.id).in_(ids)).order_by(col(Worksheet.id)).with_for_update()
        ).all()
        in_turn(session, f"journal:{act.department}")
        return lines

    def show_again(self) -> int:
        """Messages that could not be brought up to date get another try each minute; answers how many."""
        now = self.now()
        with self.store.writing() as session:
            late = select(Receipt).where(col(Receipt.number).is_not(None), col(Receipt.changed_at) > now - SHOWN_FOR)
            behind = [receipt for receipt in session.exec(late) if receipt.shown != receipt.face]
            for receipt in behind:
                key = f"{SHOW}:{receipt.id}:{receipt.face}:{now:%Y-%m-%dT%H:%M}"
                self.engine.enqueue(session, SHOW, receipt.id, key=key, partition=CHAT)
            return len(behind)

    def wrote(
        self, session: Session, receipt: Receipt, act: ReceiptAct, what: str, *, by: str, detail: str = ""
    ) -> None:
        """Write an act into the receipt's history and the audit trail, and have its message follow."""
        self.noted(session, receipt, act, what, by=by, detail=detail)
        self.engine.enqueue(session, SHOW, receipt.id, key=f"{SHOW}:{self.new_id()}", partition=CHAT)

    def noted(
        self, session: Session, receipt: Receipt, act: ReceiptAct, what: str, *, by: str, detail: str = ""
    ) -> None:
        """Write it, where the message follows anyway."""
        at = self.now()
        receipt.changed_at = max(at, receipt.changed_at + timedelta(milliseconds=1))
        words = " ".join(filter(None, (act.name if act.name != receipt.name else "", detail)))
        session.add(ReceiptEvent(receipt_id=receipt.id, act_id=act.id, at=at, by=by, act=what, detail=words))
        record(session, at=at, by=by, act=what, subject=f"receipt:{receipt.id}", detail=words)

    def _connect(self, session: Session, act: ReceiptAct) -> None:
        connection = connection_of(session, act.department)
        if connection is None:
            raise Problem("QuickBooks is not connected.", next_step="A controller connects it: /accounting connect.")
        act.realm, act.state, act.decided_at = connection.realm, ActState.POSTING, self.now()

    def _send(self, session: Session, act: ReceiptAct) -> None:
        connection = connection_of(session, act.department)
        assert connection is not None, "it was asked for before"
        self.deliveries.send(
            session,
            act.subject,
            kind=DocumentKind.JOURNAL_ENTRY,
            department=act.department,
            connection=connection,
            total=document(session, act).total,
            revision=act.revision,
        )

    def _failed(self, session: Session, act: ReceiptAct, then: str) -> Delivery:
        delivery = delivery_of(session, act.subject, to_change=True)
        if act.state is not ActState.FAILED or delivery is None:
            raise Problem(f"{act.name} is {act.state}: {then}.")
        return delivery

    def _restore(self, session: Session, reversal: ReceiptAct, by: str) -> None:
        """An undo that never reached the books is withdrawn: from its day on, what it took back stands again."""
        act = act_to_change(session, reversal.undoes or "")
        taken = session.get_one(JournalEntry, act.entry)
        names = NewLine.__dataclass_fields__
        again = append(
            session,
            route=taken.route,
            on=reversal.day,
            event="undo withdrawn",
            department=taken.department,
            realm=taken.realm,
            actor=by,
            at=self.now(),
            lines=[NewLine(**line.model_dump(include=set(names))) for line in lines_of(session, [taken])],
            document=reversal.subject,
        )
        act.entry, act.state = again.seq, ActState.POSTED
        self._give_up_again(session, act, reversal, by)

    def _require_room(self, session: Session, undo: ReceiptAct) -> None:
        """Raises a Problem when what an undo gave back was used since, so that the undo cannot be given up."""
        receipt = session.get_one(Receipt, undo.receipt_id)
        keys = [line.key for line in lines_of_act(session, undo.undoes or "")]
        owed = open_receivables(session, undo.department, receipt.customer_id or "", keys)
        short = [one.number for one in owed if one.open_from(undo.day) < 0]
        short += [receipt.name] if unapplied_of(session, receipt).left_from(undo.day) < 0 else []
        if short:
            raise Problem(
                f"What {undo.name} gave back was used since: {', '.join(short)}.",
                next_step="Try the undo again, or undo what used it first.",
            )

    def _give_back_rests(self, session: Session, act: ReceiptAct, by: str, undo: ReceiptAct | None = None) -> None:
        """What was given up with an act is owed again: the adjustments go with it while their months are open, else
        the opposite ones stand on the day of the `undo`."""
        for line in lines_of_act(session, act.id):
            rest = session.get(Adjustment, _rest_id(act, line)) if line.settled else None
            if rest and rest.posted_on and is_open(session, act.department, rest.posted_on):
                self.adjusting.take_away(session, rest, by)
            elif line.settled:
                of = undo or act
                self._adjust(session, of, line, line.settled, of.day, by)

    def _give_up_again(self, session: Session, act: ReceiptAct, undo: ReceiptAct, by: str) -> None:
        """The undo never came to be: what it gave back is given up, on the day it was if that is open still."""
        for line in lines_of_act(session, act.id):
            opposite = session.get(Adjustment, _rest_id(undo, line)) if line.settled else None
            if opposite:
                self.adjusting.take_away(session, opposite, by)
            elif line.settled:
                on = act.day if is_open(session, act.department, act.day) else undo.day
                self._adjust(session, act, line, -line.settled, on, by)

    def _adjust(self, session: Session, act: ReceiptAct, line: ReceiptLine, amount: int, on: date, by: str) -> None:
        account = tolerance_account(session, act.department)
        form = AdjustmentForm(AdjustmentSide.SALE, account, amount, memo=f"Short payment {act.name}")
        worksheet = line.worksheet_id or ""
        self.adjusting.post_at_once(session, worksheet, form, id=_rest_id(act, line), on=on, by=by)


def _rest_id(act: ReceiptAct, line: ReceiptLine) -> str:
    """The id of the adjustment that an act makes of the rest of one invoice."""
    return uuid5(NAMESPACE_OID, f"{act.subject}:{line.key}").hex
