"""Why an amount is what it is: from a proof to our accounts, the entries on them, and what each entry is about.

Pure reads. Amounts are cents, debit positive; what is reversed is shown with its reversal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.account import chart
from domain.counterparties.counterparty import Counterparty
from domain.deliveries.delivery import Delivery
from domain.ledger.journal import JournalEntry, JournalLine, Route
from domain.problems import Problem
from domain.proofs.claims import profit_accounts
from domain.proofs.expected import scope_of
from domain.proofs.proof import Proof, ProofRun, proofs_of
from domain.receipts.receipt import Receipt, ReceiptAct
from domain.sales.sale_document import SaleDocument
from domain.store import Store
from domain.vouchers.voucher import Voucher
from domain.worksheets.worksheet import Worksheet

PER_PAGE: Final = 15


@dataclass(frozen=True)
class AccountAmount:
    """What one of our accounts comes to."""

    account: str
    name: str
    amount: int
    entries: int


@dataclass(frozen=True)
class Booked:
    """One entry's amount on an account. `number` is of its document in the books, else of its worksheet."""

    seq: int
    on: date
    event: str
    number: str
    amount: int
    is_reversal: bool
    route: Route


@dataclass(frozen=True)
class Page:
    """Some of the entries on an account, the latest first; `total` is how many there are and `amount` their sum."""

    account: str
    name: str
    rows: tuple[Booked, ...]
    number: int
    total: int
    amount: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True)
class BookedLine:
    """One line of an entry, with what it is about; ids are empty where it is about nothing."""

    account: str
    name: str
    amount: int
    party: str = ""
    worksheet_id: str = ""
    worksheet: str = ""
    voucher_id: str = ""
    voucher: str = ""
    receipt_id: str = ""
    receipt: str = ""


@dataclass(frozen=True)
class WholeEntry:
    """An entry with all its lines."""

    entry: JournalEntry
    number: str
    lines: tuple[BookedLine, ...]


@dataclass(frozen=True)
class Why:
    """The question every amount of a tie-out answers."""

    store: Store

    def proof(self, run_id: str, code: str) -> tuple[ProofRun, Proof, list[AccountAmount]]:
        """A proof of a run and our accounts behind it; a Problem when it is not there."""
        with self.store.reading() as session:
            run = session.get(ProofRun, run_id)
            proof = next((one for one in proofs_of(session, run_id) if one.code == code), None)
            if run is None or proof is None:
                raise Problem("There is no such proof.", next_step="Make a new tie-out: /tie-out.")
            return run, proof, _accounts(session, run, proof)

    def openings(self, proof: Proof) -> dict[str, tuple[str, str]]:
        """By the subject of a finding, what opens it: a voucher, a receipt or a worksheet, by its id."""
        with self.store.reading() as session:
            found = {one.subject: _opening(session, one.subject) for one in proof.findings}
        return {subject: opening for subject, opening in found.items() if opening}

    def opening(self, subject: str) -> tuple[str, str] | None:
        """What opens the thing a document stands for; None for one that has no window."""
        with self.store.reading() as session:
            return _opening(session, subject)

    def entries(self, run_id: str, code: str, account: str, number: int = 0) -> Page:
        """The entries behind a proof on one of our accounts, a page of them."""
        run, proof, accounts = self.proof(run_id, code)
        found = next((one for one in accounts if one.account == account), None)
        if found is None:
            return Page(account, account, (), 0, 0, 0)
        number = min(max(0, number), max(0, -(-found.entries // PER_PAGE) - 1))
        with self.store.reading() as session:
            rows = _booked(session, run, proof, account, number)
        return Page(account, found.name, rows, number, found.entries, found.amount)

    def entry(self, seq: int) -> WholeEntry:
        """One entry with its lines; a Problem when there is none."""
        with self.store.reading() as session:
            entry = session.get(JournalEntry, seq)
            if entry is None:
                raise Problem("There is no such entry.")
            lines = _lines(session, entry)
            numbers = _numbers(session, [entry.document])
            return WholeEntry(entry, numbers.get(entry.document or "", ""), lines)


def _opening(session: Session, subject: str) -> tuple[str, str] | None:
    matter, _, id = subject.partition(":")
    if matter == "receipt":
        act = session.get(ReceiptAct, id)
        return (matter, act.receipt_id) if act else None
    if matter == "sale":
        document = session.get(SaleDocument, id)
        return ("worksheet", document.worksheet_id) if document else None
    return (matter, id) if matter == "voucher" else None


def _accounts(session: Session, run: ProofRun, proof: Proof) -> list[AccountAmount]:
    names = {row.number: row.name for row in chart(session, run.department)}
    columns: tuple[Any, ...] = (sa.func.sum(JournalLine.amount), sa.func.count(sa.distinct(col(JournalLine.entry))))
    query = sa.select(col(JournalLine.account), *columns).join(
        JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq)
    )
    query = query.where(*_behind(session, run, proof)).group_by(col(JournalLine.account))
    rows = session.execute(query.order_by(col(JournalLine.account)))
    return [AccountAmount(account, names.get(account, ""), int(amount), n) for account, amount, n in rows]


def _behind(session: Session, run: ProofRun, proof: Proof) -> list[Any]:
    """The conditions for the journal lines a proof is about: up to its day, or in its month."""
    conditions: list[Any] = [
        col(JournalEntry.department).in_(run.departments.split() or [run.department]),
        col(JournalEntry.realm) == run.realm,
        col(JournalEntry.on) <= run.as_of,
    ]
    accounts = proof.accounts
    if proof.code in ("R5", "R6"):
        scope = scope_of(session, run.department, run.as_of)
        conditions.append(col(JournalEntry.on) >= max(run.as_of.replace(day=1), scope.begins))
        accounts = profit_accounts(session, scope) if proof.code == "R6" else accounts
    return [*conditions, col(JournalLine.account).in_(accounts)] if accounts else conditions


def _booked(session: Session, run: ProofRun, proof: Proof, account: str, number: int) -> tuple[Booked, ...]:
    query = sa.select(JournalEntry, sa.func.sum(JournalLine.amount), sa.func.max(Worksheet.number)).join(
        JournalLine, col(JournalLine.entry) == col(JournalEntry.seq)
    )
    query = query.outerjoin(Worksheet, col(Worksheet.id) == col(JournalLine.worksheet_id))
    query = query.where(*_behind(session, run, proof), col(JournalLine.account) == account).group_by(
        *(JournalEntry.__table__.c)  # type: ignore[attr-defined]  # PostgreSQL wants every column that is read
    )
    query = query.order_by(col(JournalEntry.on).desc(), col(JournalEntry.seq).desc())
    rows = session.execute(query.limit(PER_PAGE).offset(number * PER_PAGE)).all()
    numbers = _numbers(session, [entry.document for entry, _, _ in rows])
    return tuple(
        Booked(
            seq=entry.seq or 0,
            on=entry.on,
            event=entry.event,
            number=numbers.get(entry.document or "", "") or worksheet or "",
            amount=int(amount),
            is_reversal=entry.reverses is not None,
            route=entry.route,
        )
        for entry, amount, worksheet in rows
    )


def _numbers(session: Session, subjects: Sequence[str | None]) -> dict[str, str]:
    """By subject, the number its document has in the books."""
    query = select(Delivery).where(col(Delivery.subject).in_([one for one in subjects if one]))
    return {one.subject: one.books_number for one in session.exec(query.order_by(col(Delivery.revision)))}


def _lines(session: Session, entry: JournalEntry) -> tuple[BookedLine, ...]:
    names = {row.number: row.name for row in chart(session, entry.department)}
    query = (
        sa.select(JournalLine, col(Worksheet.number), Voucher, Receipt, col(Counterparty.name))
        .outerjoin(Worksheet, col(Worksheet.id) == col(JournalLine.worksheet_id))
        .outerjoin(Voucher, col(Voucher.id) == col(JournalLine.voucher_id))
        .outerjoin(Receipt, col(Receipt.id) == col(JournalLine.receipt_id))
        .outerjoin(Counterparty, col(Counterparty.id) == col(JournalLine.counterparty_id))
        .where(col(JournalLine.entry) == entry.seq)
        .order_by(col(JournalLine.id))
    )
    return tuple(
        BookedLine(
            account=line.account,
            name=names.get(line.account, ""),
            amount=line.amount,
            party=party or "",
            worksheet_id=line.worksheet_id or "",
            worksheet=worksheet or "",
            voucher_id=line.voucher_id or "",
            voucher=f"{voucher.name} {voucher.bill_number}".strip() if voucher else "",
            receipt_id=receipt.id if receipt else "",
            receipt=receipt.name if receipt else "",
        )
        for line, worksheet, voucher, receipt, party in session.execute(query)
    )
