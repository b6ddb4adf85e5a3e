"""Submit, withdraw, reject and approve receipts and returns; the last approval that is needed posts (2.3)."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from domain.approvals.powers import Limits, Powers, Yes
from domain.audit import in_turn, record
from domain.problems import NotAllowed, Problem
from domain.receipts.posting import ReceiptPosting
from domain.receipts.preview import Preview, preview, require_ar, sums_of
from domain.receipts.receipt import (
    ActKind,
    ActState,
    Receipt,
    ReceiptAct,
    act_to_change,
    lines_of_act,
    next_number,
    receipt_to_change,
)
from domain.receipts.using import check_return
from domain.role import Role

LOOK_AGAIN = "Look at it again."


class ReceiptChanged(Problem):
    """What an approver pressed on is no longer what would be posted."""


@dataclass(frozen=True)
class Deciding:
    """The acts that decide, each one transaction. One that is refused changes nothing but the audit trail."""

    posting: ReceiptPosting
    rules: Callable[[str], Limits]
    roles: Callable[[str], Collection[Role]]

    @property
    def powers(self) -> Powers:
        """Whose yes counts."""
        return Powers(self.posting.now, self.rules, self.roles)

    def submit(self, receipt_id: str, *, by: str) -> ReceiptAct:
        """Ask for approval of a receipt. A second press finds the first one's result."""
        with self._deciding("submit", receipt_id, by) as (session, receipt, act):
            if act.state is not ActState.DRAFTED:
                if by != act.submitted_by:
                    raise Problem(f"{act.name} is {act.state} already.")
                return act
            in_turn(session, f"payment:{receipt.department}:{receipt.customer_id}")
            seen = preview(session, receipt, act, self.posting.settings(act.department))
            _require_ready(seen)
            receipt.number = receipt.number or next_number(session)
            act.name, act.state, act.fingerprint = receipt.name, ActState.SUBMITTED, seen.fingerprint
            act.submitted_by, act.submitted_at = by, self.posting.now()
            self.posting.wrote(session, receipt, act, "receipt submitted", by=by)
            return act

    def withdraw(self, act_id: str, *, by: str) -> ReceiptAct:
        """A preparer takes back what waits for approval, or what QuickBooks refused."""
        with self._deciding("withdraw", act_id, by) as (session, receipt, act):
            if by not in act.prepared_by:
                raise NotAllowed("Who prepared it withdraws it.", next_step="Reject it instead, with a reason.")
            if act.state is ActState.SUBMITTED:
                self._back(session, receipt, act, f"{act.kind} withdrawn", by)
                return act
        return self.posting.give_up(act_id, by=by)

    def reject(self, act_id: str, reason: str, *, by: str) -> ReceiptAct:
        """Send it back to its preparer, with the reason."""
        with self._deciding("reject", act_id, by) as (session, receipt, act):
            self.powers.check_rejecter(session, act.department, act.prepared_by, by)
            if not reason.strip():
                raise Problem("Say why it is rejected.", field="reason")
            _require_submitted(act)
            self._back(session, receipt, act, f"{act.kind} rejected", by, reason.strip())
            return act

    def ask(self, act_id: str, question: str, *, by: str) -> ReceiptAct:
        """Ask about what is submitted; it stays where it is."""
        with self._deciding("ask", act_id, by) as (session, receipt, act):
            if not question.strip():
                raise Problem("Write the question.", field="reason")
            _require_submitted(act)
            self.posting.wrote(session, receipt, act, "question asked", by=by, detail=question.strip())
            return act

    def approve(self, act_id: str, fingerprint: str, *, by: str) -> ReceiptAct:
        """Say yes to the content that was shown; the last yes that is needed posts it. Raises ReceiptChanged, after it
        was brought up to date, when invoices, mapping, dates or amounts are not what was shown."""
        changed = False
        with self._deciding("approve", act_id, by) as (session, receipt, act):
            _require_submitted(act)
            yes = self._yes(session, act)
            self.powers.check(session, yes.what, yes.department, yes.prepared_by, yes.amount, by)
            self.posting.lock_invoices(session, act)
            seen = self._seen(session, receipt, act)
            content = seen.fingerprint if seen else act.fingerprint
            changed = fingerprint != content or content != act.fingerprint
            if changed:
                act.revision += content != act.fingerprint
                act.fingerprint = content
                words = "The content had changed."
                self.posting.wrote(session, receipt, act, "approval refused", by=by, detail=words)
            else:
                self._approve(session, receipt, act, yes, seen, by)
        if changed:
            raise ReceiptChanged(f"{act.name} has changed since this was shown.", next_step=LOOK_AGAIN)
        return act

    def may_approve(self, act: ReceiptAct, by: str) -> bool:
        """Whether this person's yes would count."""
        with self.posting.store.reading() as session:
            yes = self._yes(session, act)
            return self.powers.may(session, yes.what, yes.department, yes.prepared_by, yes.amount, by)

    @contextmanager
    def _deciding(self, what: str, act_id: str, by: str) -> Iterator[tuple[Session, Receipt, ReceiptAct]]:
        """An act to decide on. What is refused is in the audit trail, and nowhere else."""
        try:
            with self.posting.store.writing() as session:
                act = act_to_change(session, act_id)
                require_ar(self.posting.settings(act.department))
                yield session, receipt_to_change(session, act.receipt_id), act
        except Problem as refused:
            with self.posting.store.writing() as session:
                at, detail = self.posting.now(), f"{what}: {refused.words()}"
                record(session, at=at, by=by, act="press refused", subject=f"receipt:{act_id}", detail=detail)
            raise

    def _approve(
        self, session: Session, receipt: Receipt, act: ReceiptAct, yes: Yes, seen: Preview | None, by: str
    ) -> None:
        if seen:
            _require_ready(seen)
        last, acting_for = self.powers.approve(session, yes, by)
        detail = acting_for and f"for {acting_for}"
        self.posting.wrote(session, receipt, act, f"{act.kind} approved", by=by, detail=detail)
        if last:
            self.posting.begin(session, receipt, act, by=by, rows=seen.rows if seen else ())

    def _seen(self, session: Session, receipt: Receipt, act: ReceiptAct) -> Preview | None:
        """A receipt as it would be posted now; of a return, that there is still as much to give back."""
        settings = self.posting.settings(act.department)
        if act.kind is ActKind.RECEIPT:
            return preview(session, receipt, act, settings)
        check_return(session, receipt, act)
        return None

    def worth(self, session: Session, act: ReceiptAct) -> int:
        """What somebody approves, in cents: all that came, or what the act moves."""
        return sums_of(act, lines_of_act(session, act.id)).came if act.kind is ActKind.RECEIPT else act.amount

    def _yes(self, session: Session, act: ReceiptAct) -> Yes:
        worth = self.worth(session, act)
        return Yes(act.name, act.subject, act.revision, act.fingerprint, act.department, act.prepared_by, worth)

    def _back(self, session: Session, receipt: Receipt, act: ReceiptAct, what: str, by: str, detail: str = "") -> None:
        act.state = ActState.DRAFTED if act.kind is ActKind.RECEIPT else ActState.DROPPED
        act.revision += 1
        self.posting.wrote(session, receipt, act, what, by=by, detail=detail)


def _require_ready(seen: Preview) -> None:
    if seen.stops:
        raise seen.stops[0]
    if missing := seen.needs_reason:
        raise Problem(seen.asks[missing[0]], field=missing[0])


def _require_submitted(act: ReceiptAct) -> None:
    if act.state is not ActState.SUBMITTED:
        raise Problem(f"{act.name or 'This draft'} is {act.state}, so there is nothing to decide.")
