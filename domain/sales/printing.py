"""Invoices and memos as files, made when they are asked for from what was decided (S2-19)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain.accounts.account import chart
from domain.accounts.term import Term, discount, discount_until
from domain.counterparties.counterparty import Counterparty
from domain.departments.sender import sender_of
from domain.money import shown
from domain.sales.paper import Letterhead, Printed, as_pdf
from domain.sales.sale_document import (
    Content,
    SaleDocument,
    SaleKind,
    SaleState,
    content_at,
    due_of,
    memo_content,
    memo_kind,
    term_named,
)
from domain.store import Store
from domain.worksheets.worksheet import Adjustment, Worksheet


@dataclass(frozen=True)
class PaperFile:
    """A printable file."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Printing:
    """Reads only."""

    store: Store

    def document(self, id: str, revision: int | None = None) -> PaperFile:
        """A document as it is, or as it was at an earlier revision, which says by which it was replaced."""
        with self.store.reading() as session:
            document = session.get_one(SaleDocument, id)
            asked = document.revision if revision is None else revision
            paper = printed(session, document, asked)
        return PaperFile(_file_name(document.kind, document.number), as_pdf(paper))

    def staged(self, adjustment_id: str, today: date) -> PaperFile:
        """The memo a sales adjustment would have today, marked as not posted: it counts nowhere yet (S2-37)."""
        with self.store.reading() as session:
            adjustment = session.get_one(Adjustment, adjustment_id)
            worksheet = session.get_one(Worksheet, adjustment.worksheet_id)
            kind = memo_kind(adjustment)
            content = memo_content(session, worksheet, adjustment, adjustment.name, today)
            remarks = ["Not posted: this memo does not count yet."]
            paper = _printed(session, worksheet, kind, content, remarks)
        return PaperFile(_file_name(kind, adjustment.name), as_pdf(paper))


def printed(session: Session, document: SaleDocument, revision: int) -> Printed:
    """What stands on the paper of a document at a revision."""
    content = content_at(session, document, revision)
    worksheet = session.get_one(Worksheet, document.worksheet_id)
    return _printed(session, worksheet, document.kind, content, _state(document, revision))


def _printed(session: Session, worksheet: Worksheet, kind: SaleKind, content: Content, remarks: list[str]) -> Printed:
    department, sender = worksheet.department, sender_of(session, worksheet.department)
    customer = session.get_one(Counterparty, content.customer_id)
    term = term_named(session, department, content.term)
    facts = [("Number", content.number), ("Date", _day(content.on))]
    facts += [("Shipped", _day(content.shipped))] if content.shipped and kind is SaleKind.INVOICE else []
    if kind is not SaleKind.CREDIT_MEMO:
        due = due_of(session, department, content)
        facts += [("Due", _day(due))] if due else []
        facts += [("Terms", term.description if term else content.term)] if content.term else []
        remarks = [*remarks, *_early(term, content)]
    facts += [("Currency", sender.currency)] if sender.currency else []
    head = Letterhead(
        sender=sender,
        title=str(kind).capitalize(),
        to=address_of(customer),
        facts=facts,
    )
    lines = list(zip(_goods(session, worksheet, content), [line.amount for line in content.lines], strict=True))
    name = "Total credited" if kind is SaleKind.CREDIT_MEMO else "Total due"
    payable = kind is not SaleKind.CREDIT_MEMO
    return Printed(head, content.number, content.on, lines, content.net, content.tax, name, remarks, payable)


def _goods(session: Session, worksheet: Worksheet, content: Content) -> list[str]:
    """What was sold, line by line: as described, or else the commodity; where several lines say nothing, customers
    tell them apart by the name of our account."""
    silent = [line for line in content.lines if not line.description]
    if len(silent) == 1 and worksheet.commodity:
        return [line.description or worksheet.commodity for line in content.lines]
    names = {row.number: row.name for row in chart(session, worksheet.department)}
    return [line.description or names.get(line.account, line.account) for line in content.lines]


def _early(term: Term | None, content: Content) -> Iterator[str]:
    """The discount for paying early, in cents and until when."""
    if term is None:
        return
    total = content.net + content.tax
    until = discount_until(term, ship=content.shipped, posting=content.on, invoice=content.on)
    if until and total:
        less = discount(term, total)
        yield f"Paid by {_day(until)}: less {shown(less)} discount, {shown(total - less)}."


def _state(document: SaleDocument, revision: int) -> list[str]:
    """What a reader must know of paper that does not hold any more."""
    if revision != document.revision:
        return [f"Replaced by revision {document.revision}."]
    return ["Withdrawn: nothing is owed by this document."] if document.state is SaleState.WITHDRAWN else []


def address_of(customer: Counterparty) -> list[str]:
    """Whom paper goes to: the legal name and the billing address, in lines."""
    where = customer.bill_to
    town = ", ".join(filter(None, (where.city, " ".join(filter(None, (where.state, where.postal_code))))))
    return [part for part in (customer.legal_name or customer.name, where.street, town, where.country) if part]


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _file_name(kind: SaleKind, number: str) -> str:
    safe = "".join(one if one.isalnum() or one in "-_." else "-" for one in number)
    return f"{kind.replace(' ', '-')}-{safe}.pdf"
