"""What the books should hold of a document, line by line, which proofs its accounts belong to, and facts in words.

Amounts are cents, debit positive, by account of the books and day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.account import LISTS, AccountClass, ChartRow, KnownAccount, all_mapped, chart
from domain.books.documents import Document, DocumentKind, DocumentLine, NewDocument, NewDocumentLine
from domain.closing.closing_entry import ClosingEntry
from domain.counterparties.counterparty import CounterpartyLink
from domain.counterparties.details import TradeRole
from domain.deliveries.delivery import Delivery
from domain.drift.finding import Effect
from domain.ledger.journal import (
    ACCOUNTS_PAYABLE,
    ACCRUED_AP,
    ACCRUED_SALES,
    AR_CONTROL,
    BANK,
    SALES_TAX,
    UNAPPLIED_CASH,
    JournalEntry,
    JournalLine,
    Route,
)
from domain.money import shown
from domain.proofs.our_documents import ADOPTED

Amounts = dict[tuple[str, date], int]
PROOFS: Final = {
    AR_CONTROL: "R1",
    ACCRUED_AP: "R2",
    ACCRUED_SALES: "R3",
    UNAPPLIED_CASH: "R4",
    SALES_TAX: "R5",
    ACCOUNTS_PAYABLE: "R7",
}
PROFIT: Final = "R6"
SALES_KINDS: Final = (DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO)


@dataclass(frozen=True)
class Accounts:
    """The accounts of the books behind ours on a day, for one department."""

    rows: Mapping[str, ChartRow]
    behind: Mapping[str, str]
    names: Mapping[str, str]
    ar_on: bool

    @classmethod
    def of(cls, session: Session, department: str, realm: str, on: date, *, ar_on: bool) -> "Accounts":
        """As mapped on a day."""
        behind = {number: row.books_id for number, row in all_mapped(session, department, realm, on).items()}
        known = session.exec(select(KnownAccount).where(KnownAccount.realm == realm))
        names = {one.books_id: f"{one.number} {one.name}".strip() for one in known}
        return cls({row.number: row for row in chart(session, department)}, behind, names, ar_on)

    @property
    def segregated(self) -> frozenset[str]:
        """Those that nobody else posts to (S2-11). Where receivables are kept in the books, A/R and tax are theirs."""
        ours = (ACCRUED_SALES, ACCRUED_AP, *((AR_CONTROL, UNAPPLIED_CASH, SALES_TAX) if self.ar_on else ()))
        return frozenset(self.behind[one] for one in ours if self.behind.get(one))

    @property
    def all(self) -> frozenset[str]:
        """Every account of the books behind one of ours."""
        return frozenset(self.behind.values())

    def books_id(self, account: str) -> str:
        """The account of the books behind one of ours, or behind `bank:35`."""
        return account.removeprefix(BANK) if account.startswith(BANK) else self.behind.get(account, "")

    def number(self, books_id: str) -> str:
        """Our number for an account of the books, the first where there are several; empty for none."""
        return next((number for number, id in sorted(self.behind.items()) if id == books_id), "")

    def name(self, books_id: str) -> str:
        """What people call it: `2110 Accrued AP`, or its name in the books."""
        number = self.number(books_id)
        ours = f"{number} {self.rows[number].name}" if number in self.rows else number
        return ours or self.names.get(books_id, "") or f"account {books_id}"

    def proof(self, books_id: str, *, foreign: bool) -> str:
        """The proof that an amount on it breaks, empty for none. What others keep on A/P and A/R is their own."""
        number = self.number(books_id)
        row = self.rows.get(number)
        if row and (row.cls in LISTS or row.cls is AccountClass.OFFSET):
            return PROFIT
        code = PROOFS.get(number, "")
        theirs = foreign and (code == "R7" or (code == "R1" and not self.ar_on))
        return "" if theirs else code


def effects(accounts: Accounts, meant: Amounts, actual: Amounts) -> list[Effect]:
    """Where the books differ from what they should hold, by account and day."""
    gaps = {key: actual.get(key, 0) - meant.get(key, 0) for key in {*meant, *actual}}
    found = [Effect(id, accounts.number(id), accounts.name(id), on, gap) for (id, on), gap in gaps.items() if gap]
    return sorted(found, key=lambda one: (one.name, one.on))


def meant(session: Session, accounts: Accounts, realm: str, books_id: str, delivery: Delivery | None) -> Amounts:
    """What the books should hold of a document: its own entries, and what was adopted of it."""
    found = adopted(session, accounts, realm, books_id)
    if delivery is None:
        return found
    entry = session.get(ClosingEntry, delivery.id) if delivery.matter == "closing" else None
    if entry:
        return {**found, **{(line.books_id, entry.on): line.amount for line in entry.entry_lines}}
    ours = (JournalEntry.document == delivery.subject, JournalEntry.route == Route.DOCUMENT)
    for key, amount in _sums(session, accounts, realm, ours).items():
        found[key] = found.get(key, 0) + amount
    return found


def adopted(session: Session, accounts: Accounts, realm: str, books_id: str) -> Amounts:
    """What was taken over of a document of the books."""
    return _sums(session, accounts, realm, _is_adopted(books_id))


def adopted_entries(session: Session, realm: str, books_id: str) -> list[JournalEntry]:
    """The entries that took something over of a document, and have not been taken back."""
    back = select(JournalEntry.reverses).where(col(JournalEntry.reverses).is_not(None))
    live = (col(JournalEntry.reverses).is_(None), col(JournalEntry.seq).not_in(back))
    query = select(JournalEntry).where(JournalEntry.realm == realm, *_is_adopted(books_id), *live)
    return list(session.exec(query.order_by(col(JournalEntry.seq))))


def facts(session: Session, accounts: Accounts, realm: str, document: Document | NewDocument) -> dict[str, str]:
    """A document in words, by label."""
    number = document.books_number if isinstance(document, NewDocument) else document.number
    said = {"Number": number, "Date": f"{document.on:%-d %B %Y}"}
    said |= {"Due": f"{document.due_on:%-d %B %Y}"} if document.due_on else {}
    if document.party_id:
        label = "Customer" if document.kind in SALES_KINDS else "Vendor"
        role = TradeRole.CUSTOMER if document.kind in SALES_KINDS else TradeRole.SUPPLIER
        said[label] = _party(session, realm, document.party_id, role)
    lines: Sequence[DocumentLine | NewDocumentLine] = document.lines
    for place, line in enumerate(lines, 1):
        where = accounts.name(line.account_id) if line.account_id else "Sale"
        said[f"Line {place}"] = f"{where}: {shown(line.amount)}" + (", taxed" if line.taxed else "")
    said |= {"Tax": shown(document.tax)} if document.tax else {}
    return said | {"Total": shown(document.total)}


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Only what differs, in the order it is read; what one side lacks is a dash."""
    labels = [*before, *(label for label in after if label not in before)]
    apart = [label for label in labels if before.get(label) != after.get(label)]
    return {one: before.get(one, "–") for one in apart}, {one: after.get(one, "–") for one in apart}


def says_the_same(document: Document, new: NewDocument) -> bool:
    """Whether a document says in accounting what it should; words beside the amounts do not count."""
    return _said(document) == _said(new) and (new.due_on is None or document.due_on == new.due_on)


def _said(document: Document | NewDocument) -> tuple[object, ...]:
    number = document.books_number if isinstance(document, NewDocument) else document.number
    lines = [(one.account_id, one.item_id, one.amount, one.customer_id, one.taxed) for one in document.lines]
    return document.party_id, number, document.on, document.tax, document.total, lines


def _party(session: Session, realm: str, books_id: str, role: TradeRole) -> str:
    links = select(CounterpartyLink).where(CounterpartyLink.realm == realm, CounterpartyLink.books_id == books_id)
    link = session.exec(links.where(CounterpartyLink.role == role)).first()
    return link.books_name if link else f"number {books_id} in QuickBooks"


def _is_adopted(books_id: str) -> Sequence[sa.ColumnElement[bool]]:
    document = col(JournalEntry.document)
    return document.startswith(ADOPTED), document.endswith(f":{books_id}")


def _sums(session: Session, accounts: Accounts, realm: str, conditions: Iterable[object]) -> Amounts:
    """By account of the books and day."""
    columns = (col(JournalLine.account), col(JournalEntry.on))
    query = sa.select(*columns, sa.func.sum(JournalLine.amount)).join(
        JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq)
    )
    query = query.where(col(JournalEntry.realm) == realm, *conditions)  # type: ignore[arg-type]  # conditions of either table
    found: Amounts = {}
    for account, on, amount in session.execute(query.group_by(*columns)):
        key = (accounts.books_id(account), on)
        found[key] = found.get(key, 0) + int(amount)
    return {key: amount for key, amount in found.items() if amount and key[0]}
