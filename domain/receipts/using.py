"""What is done with unapplied cash: applied to invoices (E17), returned to the customer (E18); and undoing (E19)."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain.accounts.account import KnownAccount
from domain.approvals.powers import check_undoer
from domain.audit import record
from domain.connections.connection import Connection, connection_of
from domain.ledger.go_live import OpeningKind, OpeningReceivable
from domain.ledger.journal import AR_CONTROL, UNAPPLIED_CASH
from domain.money import shown
from domain.problems import Problem
from domain.receipts.applying import forget
from domain.receipts.posting import ReceiptPosting
from domain.receipts.preview import about_day, about_deposit, about_mapping, require_ar
from domain.receipts.receipt import (
    LIVE,
    ActKind,
    ActState,
    Receipt,
    ReceiptAct,
    ReceiptLine,
    act_to_change,
    acts_of,
    next_name,
    next_number,
    receipt_to_change,
)
from domain.receipts.receivables import deposit_accounts, open_receivables, unapplied_of
from domain.role import Role


@dataclass(frozen=True)
class Using:
    """Each act one transaction. `roles` gives a person's roles; who may apply or ask for a return is the caller's to
    check. The id of an act is made when its window opens: a second press finds what the first one did."""

    posting: ReceiptPosting
    roles: Callable[[str], Collection[Role]]

    def apply_unapplied(
        self, source_id: str, pays: Mapping[str, int], *, on: date, by: str, id: str = ""
    ) -> ReceiptAct:
        """Apply cents of a receipt's unapplied cash, or of such cash at go-live, to invoices of its customer."""
        with self._using("apply", source_id, by) as session:
            known = session.get(ReceiptAct, id) if id else None
            if known and known.state is not ActState.DRAFTED:
                return known
            receipt = self._source(session, source_id, by)
            if known:
                forget(session, known)
            act = self._act(session, receipt, ActKind.APPLICATION, on, by, id)
            pays = {key: cents for key, cents in pays.items() if cents}
            act.amount = sum(pays.values())
            self._add_lines(session, receipt, act, pays)
            self.posting.lock_invoices(session, act)
            require_left(session, receipt, act)
            self._check_invoices(session, receipt, act, pays)
            _stop_at(
                about_mapping(session, act.department, _connection(session, act), on, [AR_CONTROL, UNAPPLIED_CASH])
            )
            self.posting.begin(session, receipt, act, by=by)
            return act

    def give_back(
        self, source_id: str, amount: int, *, on: date, deposit_id: str, reason: str, by: str, id: str = ""
    ) -> ReceiptAct:
        """Ask to return unapplied cash to the customer, wholly or in part (H-08); someone else approves it."""
        with self._using("return", source_id, by) as session:
            if id and (known := session.get(ReceiptAct, id)):
                return known
            if not reason.strip():
                raise Problem("Say why it is returned.", field="reason")
            receipt = self._source(session, source_id, by)
            act = self._act(session, receipt, ActKind.RETURN, on, by, id)
            act.amount, act.deposit_id, act.reason = amount, deposit_id, reason.strip()
            act.deposit_name = next((one.name for one in _deposits(session, act) if one.books_id == deposit_id), "")
            content = f"{act.amount} {act.on} {act.deposit_id} {act.reason}"
            act.fingerprint = hashlib.sha256(content.encode()).hexdigest()[:32]
            check_return(session, receipt, act)
            act.state, act.submitted_by, act.submitted_at = ActState.SUBMITTED, by, self.posting.now()
            self.posting.wrote(session, receipt, act, "return submitted", by=by, detail=shown(amount))
            return act

    def undo(self, act_id: str, *, on: date, reason: str, by: str, id: str = "") -> ReceiptAct:
        """Undo a receipt, an application or a return by the opposite entry on a day in an open month (S1-20).

        NotAllowed for who prepared it; a Problem while its unapplied cash is used: that is undone first. Answers the
        reversal.
        """
        with self._using("undo", act_id, by) as session:
            if id and (known := session.get(ReceiptAct, id)):
                return known
            act = act_to_change(session, act_id)
            receipt = receipt_to_change(session, act.receipt_id)
            require_ar(self.posting.settings(act.department))
            check_undoer(act.name, act.prepared_by, by, self.roles(by))
            self._check_undo(session, act, on, reason)
            back = ReceiptAct(
                id=id or self.posting.new_id(),
                receipt_id=receipt.id,
                kind=ActKind.REVERSAL,
                name=f"{act.name}-U",
                department=act.department,
                on=on,
                deposit_id=act.deposit_id,
                deposit_name=act.deposit_name,
                amount=act.amount,
                undoes=act.id,
                reason=reason.strip(),
                preparers=by,
                created_at=self.posting.now(),
            )
            session.add(back)
            session.flush()
            self.posting.lock_invoices(session, act)
            self.posting.take_back(session, receipt, act, back, by=by)
            return back

    def gone(self, act_id: str, *, by: str) -> None:
        """Take over that somebody deleted its journal entry in QuickBooks: nothing of the act remains on any day, so
        its own entry is taken back on its own date. NotAllowed for who prepared it; a Problem in a locked month, for
        what was used since, and for an undo."""
        with self._using("adopt deletion of", act_id, by) as session:
            act = act_to_change(session, act_id)
            receipt = receipt_to_change(session, act.receipt_id)
            if act.state is ActState.UNDOING:
                return
            if act.kind is ActKind.REVERSAL or act.state is not ActState.POSTED:
                raise Problem(f"{act.name} belongs to an undo, which needs both entries.")
            check_undoer(act.name, act.prepared_by, by, self.roles(by))
            others = [one for one in acts_of(session, act.receipt_id) if one.id != act.id]
            if act.kind is ActKind.RECEIPT and (
                used := [one for one in others if one.state in (*LIVE, ActState.UNDONE)]
            ):
                raise Problem(f"{used[-1].name} stands on {act.name}.")
            self.posting.lock_invoices(session, act)
            self.posting.lose(session, receipt, act, by=by)

    @contextmanager
    def _using(self, what: str, id: str, by: str) -> Iterator[Session]:
        """A transaction for an act; what is refused is in the audit trail, and nowhere else."""
        try:
            with self.posting.store.writing() as session:
                yield session
        except Problem as refused:
            with self.posting.store.writing() as session:
                at, detail = self.posting.now(), f"{what}: {refused.words()}"
                record(session, at=at, by=by, act="press refused", subject=f"receipt:{id}", detail=detail)
            raise

    def _source(self, session: Session, source_id: str, by: str) -> Receipt:
        """The receipt whose unapplied cash is used, and posted; one for cash at go-live is made when first needed."""
        opening = session.get(OpeningReceivable, source_id)
        if opening and opening.kind is OpeningKind.UNAPPLIED and session.get(Receipt, source_id) is None:
            at = self.posting.now()
            made = Receipt(
                id=opening.id,
                department=opening.department,
                number=next_number(session),
                customer_id=opening.customer_id,
                payment_number=opening.number,
                opening=True,
                created_by=by,
                created_at=at,
                changed_at=at,
            )
            session.add(made)
            session.flush()
        receipt = receipt_to_change(session, source_id)
        require_ar(self.posting.settings(receipt.department))
        received = None if receipt.opening else session.get_one(ReceiptAct, receipt.id)
        if received and received.state is not ActState.POSTED:
            raise Problem(f"{receipt.name} is {received.state}.", next_step="Wait until it is posted.")
        return receipt

    def _act(self, session: Session, receipt: Receipt, kind: ActKind, on: date, by: str, id: str) -> ReceiptAct:
        _stop_at(about_day(session, receipt.department, on, receipt.id))
        act = ReceiptAct(
            id=id or self.posting.new_id(),
            receipt_id=receipt.id,
            kind=kind,
            name=next_name(session, receipt, kind),
            department=receipt.department,
            on=on,
            preparers=by,
            created_at=self.posting.now(),
        )
        session.add(act)
        session.flush()
        return act

    def _add_lines(self, session: Session, receipt: Receipt, act: ReceiptAct, pays: Mapping[str, int]) -> None:
        found = open_receivables(session, act.department, receipt.customer_id or "", pays)
        if len(found) < len(pays):
            raise Problem("An invoice is not of this customer.", next_step="Look at the list again.")
        for place, one in enumerate(found, start=1):
            line = ReceiptLine(act_id=act.id, key=one.key, number=one.number, applied=pays[one.key], place=place)
            line.worksheet_id, line.opening_id = one.worksheet_id, one.opening_id
            session.add(line)
        session.flush()

    def _check_invoices(self, session: Session, receipt: Receipt, act: ReceiptAct, pays: Mapping[str, int]) -> None:
        for one in open_receivables(session, act.department, receipt.customer_id or "", pays):
            field, left = f"applied:{one.key}", one.open_from(act.day)
            if pays[one.key] < 0:
                raise Problem("Amounts are not negative.", field=field)
            if act.day < one.on:
                raise Problem(f"{one.number} is of {one.on:%-d %B %Y}, after this day.", field="on")
            if pays[one.key] > left:
                raise Problem(f"Of {one.number} {shown(left)} is open from {act.day:%-d %B %Y} on.", field=field)

    def _check_undo(self, session: Session, act: ReceiptAct, on: date, reason: str) -> None:
        if act.kind is ActKind.REVERSAL or act.state is not ActState.POSTED:
            raise Problem(f"{act.name} is {act.state}, so it cannot be undone.")
        if not reason.strip():
            raise Problem("Say why it is undone.", field="reason")
        others = [one for one in acts_of(session, act.receipt_id) if one.id != act.id]
        if act.kind is ActKind.RECEIPT and (used := [one for one in others if _uses(one)]):
            last = used[-1]
            if last.state is ActState.UNDOING:
                raise Problem(f"{last.name} is being undone just now.", next_step="Press again when that is posted.")
            first = "Reject" if last.state is ActState.SUBMITTED else "Undo"
            raise Problem(
                f"{last.name} used the unapplied cash of {act.name}.", next_step=f"{first} {last.name} first."
            )
        done = [one.day for one in others if one.state in LIVE or one.state is ActState.UNDONE]
        earliest = max([act.day, *(done if act.kind is ActKind.RECEIPT else [])])
        if on < earliest:
            words = f"{act.name} is not undone before {earliest:%-d %B %Y}, when it was used last."
            raise Problem(words, field="on", next_step="Choose a date from that day on.")
        _stop_at(about_day(session, act.department, on, act.receipt_id))


def require_left(session: Session, receipt: Receipt, act: ReceiptAct) -> None:
    """Raises a Problem when a receipt has less unapplied cash, on the day of an act or after it, than it takes."""
    cash = unapplied_of(session, receipt)
    if act.amount <= 0:
        raise Problem("Give an amount above zero.", field="amount")
    if act.day < cash.on:
        raise Problem(f"{receipt.name} came on {cash.on:%-d %B %Y}, after this day.", field="on")
    if act.amount > (left := cash.left_from(act.day)):
        words = f"Of {receipt.name} {shown(left)} is unapplied from {act.day:%-d %B %Y} on."
        raise Problem(words, field="amount")


def check_return(session: Session, receipt: Receipt, act: ReceiptAct) -> None:
    """Raises a Problem when unapplied cash cannot be returned as an act says."""
    require_left(session, receipt, act)
    connection = connection_of(session, act.department)
    _stop_at(about_day(session, act.department, act.day, act.receipt_id))
    _stop_at(about_deposit(session, connection, act.deposit_id))
    _stop_at(about_mapping(session, act.department, connection, act.on, [UNAPPLIED_CASH]))


def _uses(act: ReceiptAct) -> bool:
    return act.kind in (ActKind.APPLICATION, ActKind.RETURN) and act.state in LIVE


def _stop_at(problems: Iterable[Problem]) -> None:
    for problem in problems:
        raise problem


def _connection(session: Session, act: ReceiptAct) -> Connection | None:
    return connection_of(session, act.department)


def _deposits(session: Session, act: ReceiptAct) -> list[KnownAccount]:
    connection = _connection(session, act)
    return deposit_accounts(session, connection.realm) if connection else []
