"""What a customer is billed: the invoice of a worksheet, and a memo for each posted adjustment of its sale (S2-19).

With the AR module on a document exists here alone, to be printed; with it off it stands in the books as well.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.accounts.term import Term, TermSide, description_key, due_on, preferred
from domain.books.documents import DocumentKind
from domain.counterparties.counterparty import Counterparty
from domain.table import Table, one_of
from domain.worksheets.worksheet import Adjustment, Sheet, Worksheet

MATTER: Final = "sale"


class SaleKind(StrEnum):
    """By H-11 a sales adjustment above zero is a debit memo, one below zero a credit memo."""

    INVOICE = "invoice"
    DEBIT_MEMO = "debit memo"
    CREDIT_MEMO = "credit memo"


class SaleState(StrEnum):
    """`leaving` waits until QuickBooks confirms that it is gone; `withdrawn` is not billed any more."""

    LIVE = "live"
    LEAVING = "leaving"
    WITHDRAWN = "withdrawn"


class SaleDocument(Table, table=True):
    """A worksheet's invoice, or with an `adjustment_id` a memo. Amounts are positive cents: what it is worth.

    `revision` grows with each change of its content; `trouble` says why the last change or removal was not taken.
    `paid` is what QuickBooks said of its payment when it was last asked, at `paid_at`. `place` is where its message
    stands, as the chat wrote it, and `shown` the `face` it had there.
    """

    __tablename__ = "sale_document"
    __table_args__ = (
        sa.UniqueConstraint("worksheet_id", "adjustment_id"),
        sa.Index("ix_sale_document_department_state", "department", "state"),
    )

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64)
    realm: str = Field(max_length=32)
    kind: SaleKind = Field(sa_type=one_of(SaleKind))
    worksheet_id: str = Field(foreign_key="worksheet.id", max_length=36)
    adjustment_id: str = Field(default="", max_length=36, index=True)
    number: str = Field(max_length=32)
    customer_id: str = Field(foreign_key="counterparty.id", max_length=36, index=True)
    on: date
    due_on: date | None = None
    term: str = Field(default="", max_length=64)
    net: int = Field(default=0, sa_type=sa.BigInteger)
    tax: int = Field(default=0, sa_type=sa.BigInteger)
    revision: int = 0
    state: SaleState = Field(default=SaleState.LIVE, sa_type=one_of(SaleState))
    trouble: str = ""
    place: str = ""
    shown: str = Field(default="", max_length=32)
    turn: int = 0
    paid: str = Field(default="", max_length=200)
    paid_at: datetime | None = None
    made_at: datetime
    changed_at: datetime
    changed_by: str = Field(max_length=64)

    @property
    def total(self) -> int:
        """What it is worth with its tax, in cents."""
        return self.net + self.tax

    @property
    def owed(self) -> int:
        """What it adds to what the customer owes: a credit memo takes away."""
        return -self.total if self.kind is SaleKind.CREDIT_MEMO else self.total

    @property
    def subject(self) -> str:
        """What the journal and the deliveries know it by."""
        return f"{MATTER}:{self.id}"

    @property
    def books_kind(self) -> DocumentKind:
        """What it is in the books: a debit memo is an invoice there."""
        return DocumentKind.CREDIT_MEMO if self.kind is SaleKind.CREDIT_MEMO else DocumentKind.INVOICE

    @property
    def title(self) -> str:
        """`Invoice W-101`."""
        return f"{self.kind.capitalize()} {self.number}"

    @property
    def face(self) -> str:
        """Changes whenever its message should."""
        return f"{self.revision}:{self.turn}:{self.state}"


class SaleRevision(Table, table=True):
    """A document's content as it was decided at one revision, as JSON: what the books are told, or were."""

    __tablename__ = "sale_revision"

    document_id: str = Field(primary_key=True, foreign_key="sale_document.id", max_length=36)
    revision: int = Field(primary_key=True)
    content: str
    at: datetime
    by: str = Field(max_length=64)


@dataclass(frozen=True)
class Sold:
    """One line: net cents, positive also on a credit memo, and the tax on them."""

    amount: int
    tax: int = 0
    account: str = ""
    description: str = ""


@dataclass(frozen=True)
class Content:
    """What a document says; `term` names payment terms, `shipped` may be what they count from."""

    number: str
    customer_id: str
    on: date
    term: str = ""
    shipped: date | None = None
    lines: tuple[Sold, ...] = ()

    @property
    def net(self) -> int:
        """The lines without tax."""
        return sum(line.amount for line in self.lines)

    @property
    def tax(self) -> int:
        """The tax of all lines."""
        return sum(line.tax for line in self.lines)

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> "Content":
        """From what was kept."""
        told = json.loads(text)
        told["lines"] = tuple(Sold(**line) for line in told["lines"])
        told["on"] = date.fromisoformat(told["on"])
        told["shipped"] = date.fromisoformat(told["shipped"]) if told["shipped"] else None
        return cls(**told)


def sale_content(session: Session, sheet: Sheet) -> Content:
    """What the invoice of a worksheet in INVOICE says: the worksheet's own terms, or else its customer's (S1-17)."""
    worksheet = sheet.worksheet
    assert worksheet.posting_date is not None and worksheet.customer_id is not None
    customer = session.get_one(Counterparty, worksheet.customer_id)
    lines = tuple(Sold(one.amount, one.tax, one.account, one.description) for one in sheet.sales)
    return Content(
        number=worksheet.number,
        customer_id=worksheet.customer_id,
        on=worksheet.posting_date,
        term=preferred(worksheet=worksheet.term, counterparty=customer.terms),
        shipped=worksheet.ship_date,
        lines=lines,
    )


def memo_content(session: Session, worksheet: Worksheet, adjustment: Adjustment, number: str, on: date) -> Content:
    """What the memo of a sales adjustment says; its amount is positive whichever it is, and it carries no tax."""
    customer = session.get_one(Counterparty, adjustment.party_id)
    terms = preferred(worksheet=worksheet.term, counterparty=customer.terms)
    said = adjustment.memo or f"{adjustment.name} on {worksheet.number}"
    line = Sold(abs(adjustment.amount), account=adjustment.account, description=said)
    return Content(number, adjustment.party_id, on, terms, worksheet.ship_date, (line,))


def memo_kind(adjustment: Adjustment) -> SaleKind:
    """Its title by H-11."""
    return SaleKind.DEBIT_MEMO if adjustment.amount > 0 else SaleKind.CREDIT_MEMO


def memo_number(session: Session, worksheet: Worksheet, kind: SaleKind) -> str:
    """The next memo number of a worksheet: `W-102-D1`, `W-102-C1`. Its row must be locked."""
    same = select(sa.func.count()).select_from(SaleDocument)
    same = same.where(SaleDocument.worksheet_id == worksheet.id, SaleDocument.kind == kind)
    return f"{worksheet.number}-{'D' if kind is SaleKind.DEBIT_MEMO else 'C'}{session.exec(same).one() + 1}"


def term_named(session: Session, department: str, name: str) -> Term | None:
    """The customers' payment terms of that name, if the department keeps them."""
    query = select(Term).where(
        Term.department == department, Term.side == TermSide.AR, Term.description_key == description_key(name)
    )
    return session.exec(query).first() if name else None


def due_of(session: Session, department: str, content: Content) -> date | None:
    """When it is due, from the terms' base date (C23); None where the terms are not kept or typed each time."""
    term = term_named(session, department, content.term)
    return due_on(term, ship=content.shipped, posting=content.on, invoice=content.on) if term else None


def invoice_of(session: Session, worksheet_id: str, *, to_change: bool = False) -> SaleDocument | None:
    """The invoice a worksheet has, or had."""
    query = select(SaleDocument).where(SaleDocument.worksheet_id == worksheet_id, SaleDocument.adjustment_id == "")
    return session.exec(_locked(query) if to_change else query).first()


def memo_of(session: Session, adjustment_id: str, *, to_change: bool = False) -> SaleDocument | None:
    """The memo a sales adjustment has, or had."""
    query = select(SaleDocument).where(SaleDocument.adjustment_id == adjustment_id)
    return session.exec(_locked(query) if to_change else query).first()


def documents_of(session: Session, worksheet_id: str) -> list[SaleDocument]:
    """A worksheet's invoice, then its memos in the order they were made."""
    query = select(SaleDocument).where(SaleDocument.worksheet_id == worksheet_id)
    return list(session.exec(query.order_by(col(SaleDocument.made_at), col(SaleDocument.number))))


def document_to_change(session: Session, id: str) -> SaleDocument:
    """The document, locked until this transaction ends."""
    return session.get_one(SaleDocument, id, with_for_update=True, populate_existing=True)


def content_at(session: Session, document: SaleDocument, revision: int | None = None) -> Content:
    """What it says now, or said at an earlier revision."""
    kept = session.get_one(SaleRevision, (document.id, document.revision if revision is None else revision))
    return Content.read(kept.content)


def take_over(session: Session, document: SaleDocument, content: Content, *, by: str, at: datetime) -> None:
    """Make a document say this, as its next revision, and live."""
    document.revision += 1
    document.number, document.customer_id, document.on = content.number, content.customer_id, content.on
    document.term, document.due_on = content.term, due_of(session, document.department, content)
    document.net, document.tax = content.net, content.tax
    document.state, document.trouble = SaleState.LIVE, ""
    document.changed_at, document.changed_by = at, by
    session.add(document)
    session.flush()
    session.add(SaleRevision(document_id=document.id, revision=document.revision, content=content.text(), at=at, by=by))
    session.flush()


def _locked(query: SelectOfScalar[SaleDocument]) -> SelectOfScalar[SaleDocument]:
    return query.with_for_update().execution_options(populate_existing=True)
