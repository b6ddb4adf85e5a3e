"""Undo a posted voucher: decided by a person with a reason; a workflow then asks the books and removes the document.

The reversing entries are appended once the document is confirmed gone; refused, the voucher is posted as before.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.approvals.powers import check_undoer
from domain.audit import record
from domain.clock import Now
from domain.deliveries.delivery import delivery_of
from domain.ledger.journal import live_entries
from domain.ledger.period import Write, require_open
from domain.problems import Problem
from domain.role import Role
from domain.store import Store
from domain.vouchers.claims import lock_things, release
from domain.vouchers.entering import document_of, take_back
from domain.vouchers.limits import Rules
from domain.vouchers.posting import Posting
from domain.vouchers.voucher import Voucher, VoucherState, lines_of_voucher, voucher_to_change
from domain.worksheets.worksheet import Worksheet


@dataclass(frozen=True)
class Correction:
    """A purchase adjustment prefilled to correct a voucher that cannot be undone (S2-32): its whole share of a line,
    taken back, for a person to change before it is staged. `amount` is in cents, negative lowers the cost."""

    worksheet_id: str
    worksheet: str
    vendor_id: str
    account: str
    amount: int
    memo: str


@dataclass(frozen=True)
class Undoing:
    """What a person decides about undoing. `rules` gives a department's settings and `roles` a person's roles."""

    store: Store
    posting: Posting
    now: Now
    rules: Callable[[str], Rules]
    roles: Callable[[str], Collection[Role]]

    def undo(self, voucher_id: str, reason: str, *, by: str, accepted: str = "") -> Voucher:
        """Begin to undo; a second press finds it under way.

        `accepted` is what an earlier answer asked to confirm: the version of a document that was changed in the books,
        or `gone` for one that is no longer there. NotAllowed, PeriodClosed or Problem otherwise.
        """
        try:
            with self.store.writing() as session:
                voucher = voucher_to_change(session, voucher_id)
                check_undoer(voucher.name, voucher.prepared_by, by, self.roles(by))
                if voucher.state is VoucherState.UNDOING:
                    return voucher
                self._begin(session, voucher, reason.strip(), by, accepted)
                return voucher
        except Problem as refused:
            self._audit_refusal(voucher_id, refused, by)
            raise

    def corrections(self, voucher_id: str) -> list[Correction]:
        """The way out when a voucher cannot be undone: an adjustment for each line, prefilled."""
        with self.store.reading() as session:
            voucher = session.get_one(Voucher, voucher_id)
            lines = lines_of_voucher(session, voucher_id)
            ids = {line.worksheet_id for line in lines}
            numbers = {
                sheet.id: sheet.number for sheet in session.exec(select(Worksheet).where(col(Worksheet.id).in_(ids)))
            }
            return [
                Correction(
                    worksheet_id=line.worksheet_id,
                    worksheet=numbers[line.worksheet_id],
                    vendor_id=voucher.vendor_id or "",
                    account=line.account,
                    amount=-line.billed,
                    memo=f"Correction of {voucher.name} {voucher.bill_number}".strip(),
                )
                for line in lines
            ]

    def _begin(self, session: Session, voucher: Voucher, reason: str, by: str, accepted: str) -> None:
        if voucher.state is not VoucherState.POSTED:
            raise Problem(f"{voucher.name} is {voucher.state}, so it cannot be undone.", next_step=_instead(voucher))
        if not reason:
            raise Problem("Say why it is undone.", field="reason")
        lock_things(session, voucher)
        require_dates_open(session, voucher)
        voucher.undo_reason = reason
        delivery = delivery_of(session, document_of(voucher), to_change=True) if voucher.document else None
        self.posting.wrote(session, voucher, "undo begun", by=by, detail=reason)
        if delivery is None:
            undone(self.posting, session, voucher, by=by)
            return
        voucher.state = VoucherState.UNDOING
        self.posting.deliveries.remove(session, delivery, by=by, accepted=accepted)

    def _audit_refusal(self, voucher_id: str, refused: Problem, by: str) -> None:
        with self.store.writing() as session:
            detail = f"undo: {refused.words()}"
            record(session, at=self.now(), by=by, act="press refused", subject=f"voucher:{voucher_id}", detail=detail)


def require_dates_open(session: Session, voucher: Voucher) -> None:
    """PeriodClosed when any date the undo would change is in a locked month here (S2-31)."""
    for entry in live_entries(session, document=document_of(voucher)):
        require_open(session, voucher.department, entry.on, Write.VOUCHER_UNDO)


def undone(posting: Posting, session: Session, voucher: Voucher, *, by: str) -> None:
    """The document is gone: reverse every entry on its own date, open the accruals, stage the adjustments (E11)."""
    lock_things(session, voucher)
    take_back(session, voucher, actor=by, at=posting.now())
    release(session, voucher)
    voucher.state, voucher.undone_at = VoucherState.UNDONE, posting.now()
    posting.wrote(session, voucher, "voucher undone", by=by)


def _instead(voucher: Voucher) -> str | None:
    if voucher.state is VoucherState.UNDONE:
        return "Do it again by a new voucher."
    if voucher.state in (VoucherState.SUBMITTED, VoucherState.FAILED):
        return "Who prepared it withdraws it."
    return None
