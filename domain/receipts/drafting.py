"""Drafts of receipts: opened, filled in, looked at. A draft lives in the database from its first moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, delete, func, select

from domain.connections.connection import connection_of
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.names import exact_key
from domain.money import shown
from domain.problems import Problem
from domain.receipts.filling import Filled, as_listed, oldest_first
from domain.receipts.posting import ReceiptPosting
from domain.receipts.preview import Preview, preview, require_ar, sums_of
from domain.receipts.receipt import (
    MAX_LINES,
    ActKind,
    ActState,
    Receipt,
    ReceiptAct,
    ReceiptLine,
    act_to_change,
    lines_of_act,
    receipt_to_change,
)
from domain.receipts.receivables import deposit_accounts, open_receivables


@dataclass(frozen=True)
class Payment:
    """What the bank and the customer say of a payment; cents, never negative. `unapplied` is what pays no invoice."""

    number: str = ""
    on: date | None = None
    deposit_id: str = ""
    amount: int = 0
    fee: int = 0
    interest: int = 0
    unapplied: int = 0
    memo: str = ""
    number_reason: str = ""


@dataclass(frozen=True)
class Pays:
    """What a payment takes off one invoice: `applied` in cents, the `discount` in it, and whether the rest is given
    up. Of nothing, the invoice is not on the receipt."""

    key: str
    applied: int = 0
    discount: int = 0
    settle: bool = False


@dataclass(frozen=True)
class Drafting:
    """What a preparer does with a draft. Each method is one transaction; roles are the caller's to check."""

    posting: ReceiptPosting

    def open_draft(self, department: str, *, by: str, id: str = "") -> Receipt:
        """A new draft, or the one that this id was made for already."""
        require_ar(self.posting.settings(department))
        with self.posting.store.writing() as session:
            if id and (known := session.get(Receipt, id)):
                return known
            at = self.posting.now()
            id = id or self.posting.new_id()
            draft = Receipt(id=id, department=department, created_by=by, created_at=at, changed_at=at)
            act = ReceiptAct(id=id, receipt_id=id, kind=ActKind.RECEIPT, department=department, created_at=at)
            act.preparers = by
            session.add_all([draft, act])
            session.flush()
            self.posting.noted(session, draft, act, "receipt opened", by=by)
            return draft

    def choose_customer(self, receipt_id: str, customer_id: str, *, by: str) -> Receipt:
        """Whose payment it is. Another customer than before means other invoices: the lines go."""
        with self._changing(receipt_id, by) as (session, receipt, act):
            customer = session.get(Counterparty, customer_id)
            if customer is None or not customer.is_customer:
                raise Problem("This is not a customer of ours.", field="customer_id", next_step="Choose another.")
            if receipt.customer_id != customer_id:
                session.exec(delete(ReceiptLine).where(col(ReceiptLine.act_id) == act.id))
            receipt.customer_id = customer_id
            return receipt

    def set_payment(self, receipt_id: str, said: Payment, *, by: str) -> Receipt:
        """What came in, when and where to."""
        with self._changing(receipt_id, by) as (session, receipt, act):
            receipt.payment_number, receipt.payment_key = " ".join(said.number.split()), exact_key(said.number)
            receipt.memo, receipt.number_reason = said.memo.strip(), said.number_reason.strip()
            act.on, act.amount, act.fee, act.interest = said.on, said.amount, said.fee, said.interest
            act.unapplied, act.deposit_id = said.unapplied, said.deposit_id
            act.deposit_name = self._deposit_name(session, receipt.department, said.deposit_id)
            return receipt

    def set_lines(self, receipt_id: str, pays: Sequence[Pays], *, by: str) -> None:
        """What some invoices are paid; others on the draft stay as they are. Invoices must be the customer's own."""
        with self._changing(receipt_id, by) as (session, receipt, act):
            self._put(session, receipt, act, pays)

    def fill_oldest(self, receipt_id: str, *, by: str) -> Filled:
        """What came and goes nowhere yet goes to the oldest invoices that have nothing. A Problem when nothing is
        left."""
        with self._changing(receipt_id, by) as (session, receipt, act):
            lines = lines_of_act(session, act.id)
            left = sums_of(act, lines).left
            if left <= 0:
                raise Problem("Nothing is left to apply.", field="amount", next_step="Write what came first.")
            owed = open_receivables(session, act.department, receipt.customer_id or "")
            have = [line.key for line in lines]
            filled = oldest_first(owed, left, act.on, besides=have, most=MAX_LINES - len(have))
            self._put(session, receipt, act, [Pays(key, cents) for key, cents in filled.pays.items()])
            return filled

    def fill_listed(self, receipt_id: str, text: str, *, by: str) -> Filled:
        """What a pasted list says: invoices, each with its amount or all that is open."""
        with self._changing(receipt_id, by) as (session, receipt, act):
            owed = open_receivables(session, act.department, receipt.customer_id or "")
            filled = as_listed(owed, text, act.on)
            self._put(session, receipt, act, [Pays(key, cents) for key, cents in filled.pays.items()])
            return filled

    def clear_lines(self, receipt_id: str, *, by: str) -> None:
        """No invoice is paid by it any more."""
        with self._changing(receipt_id, by) as (session, _, act):
            session.exec(delete(ReceiptLine).where(col(ReceiptLine.act_id) == act.id))

    def receipt(self, receipt_id: str) -> tuple[Receipt, ReceiptAct]:
        """A receipt and the act of receiving. Raises Problem when there is none."""
        with self.posting.store.reading() as session:
            return receipt_to_change(session, receipt_id), session.get_one(ReceiptAct, receipt_id)

    def preview(self, receipt_id: str) -> Preview:
        """The draft as it would be posted now."""
        with self.posting.store.reading() as session:
            receipt, act = receipt_to_change(session, receipt_id), session.get_one(ReceiptAct, receipt_id)
            return preview(session, receipt, act, self.posting.settings(receipt.department))

    @contextmanager
    def _changing(self, receipt_id: str, by: str) -> Iterator[tuple[Session, Receipt, ReceiptAct]]:
        """A draft, to change: whoever does becomes one of its preparers, and earlier looks at it are out of date."""
        with self.posting.store.writing() as session:
            act = act_to_change(session, receipt_id)
            receipt = receipt_to_change(session, act.receipt_id)
            if act.kind is not ActKind.RECEIPT or act.state is not ActState.DRAFTED:
                raise Problem(
                    f"{receipt.name} is {act.state}, so it cannot be changed.", next_step="Withdraw it first."
                )
            before = _facts(session, receipt, act)
            yield session, receipt, act
            act.preparers = " ".join(sorted(act.prepared_by | {by}))
            act.revision += 1
            after = _facts(session, receipt, act)
            changes = [f"{what} {before[what]} → {now}" for what, now in after.items() if before[what] != now]
            if changes:
                self.posting.noted(session, receipt, act, "receipt changed", by=by, detail="; ".join(changes))

    def _put(self, session: Session, receipt: Receipt, act: ReceiptAct, pays: Sequence[Pays]) -> None:
        found = open_receivables(session, act.department, receipt.customer_id or "", [one.key for one in pays])
        known = {one.key: one for one in found}
        kept = {line.key: line for line in lines_of_act(session, act.id)}
        place = max((line.place for line in kept.values()), default=0)
        for one in pays:
            before = kept.pop(one.key, None)
            if before:
                session.delete(before)
                session.flush()
            if not (one.applied or one.discount or one.settle):
                continue
            if one.key not in known:
                raise Problem("This invoice is not of this customer.", next_step="Look at the list again.")
            place += 1
            session.add(self._line(act, one, known[one.key].worksheet_id, known[one.key].number, before, place))
        session.flush()
        count = select(func.count()).where(ReceiptLine.act_id == act.id)
        if session.exec(count).one() > MAX_LINES:
            raise Problem(f"A receipt pays {MAX_LINES} invoices at most.", next_step="Enter it as two.")

    def _line(
        self, act: ReceiptAct, said: Pays, worksheet_id: str | None, number: str, before: ReceiptLine | None, place: int
    ) -> ReceiptLine:
        return ReceiptLine(
            act_id=act.id,
            key=said.key,
            worksheet_id=worksheet_id,
            opening_id=None if worksheet_id else said.key,
            number=number,
            applied=said.applied,
            discount=said.discount,
            settle=said.settle,
            place=before.place if before else place,
        )

    def _deposit_name(self, session: Session, department: str, deposit_id: str) -> str:
        connection = connection_of(session, department)
        accounts = deposit_accounts(session, connection.realm) if connection else []
        return next((one.name for one in accounts if one.books_id == deposit_id), "")


def _facts(session: Session, receipt: Receipt, act: ReceiptAct) -> dict[str, str]:
    """What the trail says of a draft before and after a change."""
    customer = session.get(Counterparty, receipt.customer_id) if receipt.customer_id else None
    lines = lines_of_act(session, act.id)
    return {
        "customer": customer.name if customer else "none",
        "payment": receipt.payment_number or "none",
        "date": str(act.on or "none"),
        "deposited to": act.deposit_name or "none",
        "cash": shown(act.amount),
        "fee": shown(act.fee),
        "interest": shown(act.interest),
        "discount": shown(sum(line.discount for line in lines)),
        "applied": shown(sum(line.applied for line in lines)),
        "unapplied": shown(act.unapplied),
    }
