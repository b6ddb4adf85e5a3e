"""What telling the books must know of vouchers: a bill or a vendor credit, and what becomes of one when it is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.accounts.account import all_mapped
from domain.accounts.expected import PAYABLE
from domain.audit import record
from domain.books.documents import DocumentKind, NewDocument, NewDocumentLine
from domain.deliveries.delivery import Delivery
from domain.deliveries.matter import Attachment
from domain.ledger.journal import ACCOUNTS_PAYABLE, live_entries
from domain.vouchers.limits import Rules
from domain.vouchers.posting import Posting
from domain.vouchers.preview import selected
from domain.vouchers.undoing import undone
from domain.vouchers.voucher import Voucher, VoucherFile, VoucherState, lines_of_voucher, note, voucher_to_change

US: Final = "tieout"


@dataclass(frozen=True)
class VoucherMatter:
    """The matter `voucher`. `rules` gives a department's settings; `refresh` brings a voucher's message up to date and
    never raises."""

    posting: Posting
    rules: Callable[[str], Rules]
    refresh: Callable[[str], object]

    def lock(self, session: Session, id: str) -> None:
        """The voucher, before its delivery."""
        voucher_to_change(session, id)

    def document(self, session: Session, delivery: Delivery) -> NewDocument:
        """The bill or vendor credit."""
        return _document(session, delivery)

    def file(self, session: Session, delivery: Delivery) -> Attachment | None:
        """The vendor's own document."""
        file = session.get(VoucherFile, delivery.id)
        return Attachment(file.name, file.content_type, file.content) if file else None

    def dates(self, session: Session, delivery: Delivery) -> list[date]:
        """Those of its entries: each is reversed on its own."""
        return [entry.on for entry in live_entries(session, document=delivery.subject)]

    def confirmed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """It is posted."""
        voucher = voucher_to_change(session, delivery.id)
        voucher.state, voucher.posted_at, voucher.changed_at = VoucherState.POSTED, at, at
        self._wrote(session, voucher, "voucher posted", f"{delivery.kind.replace('_', ' ')} {delivery.books_id}")

    def refused(self, session: Session, delivery: Delivery, words: str) -> None:
        """It keeps its entries and waits for a person."""
        voucher = voucher_to_change(session, delivery.id)
        voucher.state, voucher.changed_at = VoucherState.FAILED, self.posting.now()
        self._wrote(session, voucher, "posting failed", words)

    def removed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """The reversing entries carry the original dates (E11)."""
        undone(self.posting, session, voucher_to_change(session, delivery.id), by=delivery.removed_by)

    def kept(self, session: Session, delivery: Delivery, words: str) -> None:
        """It is posted as before, and says why."""
        voucher = voucher_to_change(session, delivery.id)
        voucher.state = VoucherState.POSTED
        self.posting.wrote(session, voucher, "undo refused", by=US, detail=words)

    def show(self, id: str) -> object:
        """Its card, its thread and the windows that are open on it."""
        return self.refresh(id)

    def zeroes(self, department: str) -> bool:
        """By the department's rules."""
        return self.rules(department).zero_removed

    def tell(self, voucher_id: str) -> None:
        """Workflow `show-voucher`: the message follows what happened."""
        self.posting.engine.step("show", lambda: bool(self.refresh(voucher_id)))

    def _wrote(self, session: Session, voucher: Voucher, act: str, detail: str) -> None:
        """The workflow that is at work shows it."""
        at = self.posting.now()
        note(session, voucher, act, by=US, at=at, detail=detail)
        record(session, at=at, by=US, act=act, subject=f"voucher:{voucher.id}", detail=detail)


def _document(session: Session, delivery: Delivery) -> NewDocument:
    """The bill or vendor credit: every line on Accrued AP and nothing else (S2-10); a credit's lines are positive."""
    voucher = session.get_one(Voucher, delivery.id)
    assert voucher.posting_date is not None
    is_bill = delivery.kind is DocumentKind.BILL
    lines = lines_of_voucher(session, voucher.id)
    labels = {item.id: item.label for item in selected(session, lines)[0]}
    return NewDocument(
        kind=delivery.kind,
        party_id=delivery.party_books_id,
        number=voucher.bill_number,
        on=voucher.posting_date,
        lines=[
            NewDocumentLine(
                delivery.account_books_id, line.billed if is_bill else -line.billed, labels.get(line.item_id, "")
            )
            for line in lines
            if line.billed
        ],
        key=delivery.subject,
        due_on=voucher.due_date if is_bill else None,
        term_id=delivery.term_books_id if is_bill else "",
        note=_note(voucher),
        payable_id=_payable(session, delivery, voucher.posting_date),
    )


def _payable(session: Session, delivery: Delivery, on: date) -> str:
    """The A/P account of the books that is mapped; empty, for the books to choose, when none is."""
    mapped = all_mapped(session, delivery.department, delivery.realm, on).get(ACCOUNTS_PAYABLE)
    return mapped.books_id if mapped and mapped.books_type == PAYABLE else ""


def _note(voucher: Voucher) -> str:
    dated = f"Vendor's invoice date {voucher.invoice_date}" if voucher.invoice_date else ""
    return "\n".join(part for part in (voucher.name, dated, voucher.memo) if part)
