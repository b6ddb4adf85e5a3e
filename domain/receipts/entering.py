"""What the acts on a receipt write into the journal, and how the books see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session, select

from domain.accounts.account import CHART, all_mapped
from domain.books.documents import DocumentKind, NewDocument, NewDocumentLine
from domain.counterparties.counterparty import Counterparty
from domain.ledger.journal import (
    AR_CONTROL,
    BANK,
    UNAPPLIED_CASH,
    JournalEntry,
    JournalLine,
    NewLine,
    Route,
    append,
    lines_of,
)
from domain.problems import BooksRefused
from domain.receipts.preview import BANK_FEE, DISCOUNT, INTEREST, sums_of
from domain.receipts.receipt import ActKind, Receipt, ReceiptAct, ReceiptLine, lines_of_act

EVENTS: Final = {
    ActKind.RECEIPT: "receipt",
    ActKind.APPLICATION: "cash applied",
    ActKind.RETURN: "cash returned",
    ActKind.REVERSAL: "receipt undone",
}


def enter(session: Session, receipt: Receipt, act: ReceiptAct, *, by: str, at: datetime) -> JournalEntry:
    """Append what an act means (E16, E17, E18), to be delivered as one document; its entry is remembered on it."""
    lines = lines_of_act(session, act.id)
    entry = append(
        session,
        route=Route.DOCUMENT,
        on=act.day,
        event=EVENTS[act.kind],
        department=act.department,
        realm=act.realm,
        actor=by,
        at=at,
        lines=[line for line in _lines(receipt, act, lines) if line.amount],
        document=act.subject,
    )
    act.entry = entry.seq
    return entry


def document(session: Session, act: ReceiptAct) -> NewDocument:
    """The journal entry the books shall hold: the lines of the act's own, on the accounts they are mapped to.

    BooksRefused when one of our accounts has nothing behind it any more.
    """
    receipt = session.get_one(Receipt, act.receipt_id)
    customer = session.get_one(Counterparty, receipt.customer_id)
    entry = session.get_one(JournalEntry, act.entry)
    mapping = all_mapped(session, act.department, act.realm, act.day)
    numbers = _numbers(session, act)
    said = f"{act.name} {customer.name}"

    def account(line: JournalLine) -> str:
        if line.account.startswith(BANK):
            return line.account.removeprefix(BANK)
        if line.account not in mapping:
            raise BooksRefused(
                f"{line.account} has no account in QuickBooks.", next_step="Map it: /accounting accounts."
            )
        return mapping[line.account].books_id

    return NewDocument(
        kind=DocumentKind.JOURNAL_ENTRY,
        party_id="",
        number=act.name,
        on=entry.on,
        lines=[
            NewDocumentLine(account(line), line.amount, _words(said, line, numbers, receipt))
            for line in lines_of(session, [entry])
        ],
        key=act.subject,
        note="\n".join(filter(None, (said, f"Payment {receipt.payment_number}", receipt.memo, act.reason))),
    )


def _lines(receipt: Receipt, act: ReceiptAct, lines: Sequence[ReceiptLine]) -> list[NewLine]:
    party = receipt.customer_id
    bank = NewLine(f"{BANK}{act.deposit_id}", act.amount, party, receipt_id=receipt.id)
    paid = [_paid(receipt, line) for line in lines]
    applied = sum(line.applied for line in lines)
    if act.kind is ActKind.APPLICATION:
        return [_unapplied(receipt, applied), *paid]
    if act.kind is ActKind.RETURN:
        return [_unapplied(receipt, act.amount), NewLine(bank.account, -act.amount, party, receipt_id=receipt.id)]
    sums = sums_of(act, lines)
    costs = {BANK_FEE: sums.fee, INTEREST: sums.interest, DISCOUNT: sums.discount}
    return [
        bank,
        *(NewLine(account, amount, party, receipt_id=receipt.id) for account, amount in costs.items()),
        *paid,
        _unapplied(receipt, -sums.unapplied),
    ]


def _paid(receipt: Receipt, line: ReceiptLine) -> NewLine:
    """The receipt's own mark is on it, whatever else it belongs to: a paid worksheet does not leave INVOICE."""
    return NewLine(
        AR_CONTROL,
        -line.applied,
        receipt.customer_id,
        worksheet_id=line.worksheet_id,
        opening_id=line.opening_id,
        receipt_id=receipt.id,
    )


def _unapplied(receipt: Receipt, amount: int) -> NewLine:
    """Cash paid ahead belongs to the receipt that brought it, or to what stood in the books at go-live."""
    owner = {"opening_id" if receipt.opening else "receipt_id": receipt.id}
    return NewLine(UNAPPLIED_CASH, amount, receipt.customer_id, **owner)  # type: ignore[arg-type]  # one id, of text


def _numbers(session: Session, act: ReceiptAct) -> dict[str, str]:
    """The numbers of the invoices an act is about, by key; a reversal is about those of the act it takes back."""
    of = act.undoes or act.id
    return {line.key: line.number for line in session.exec(select(ReceiptLine).where(ReceiptLine.act_id == of))}


def _words(said: str, line: JournalLine, numbers: dict[str, str], receipt: Receipt) -> str:
    invoice = numbers.get(line.worksheet_id or line.opening_id or "", "")
    if invoice:
        return f"{said}, invoice {invoice}"
    names = {row.number: row.name for row in CHART}
    what = names.get(line.account, f"payment {receipt.payment_number}")
    return f"{said}, {what}"
