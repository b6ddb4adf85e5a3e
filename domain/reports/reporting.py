"""Asking for a report by its name, and making it: from the journal, or from the books where these keep it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from domain.accounts.account import Uses
from domain.books.balance_reports import LedgerBooks
from domain.clock import NewId, Now
from domain.connections.alerting import CHAT
from domain.connections.connection import connection_of
from domain.counterparties.counterparty import Counterparty, CounterpartyLink
from domain.counterparties.details import TradeRole
from domain.departments.sender import sender_of
from domain.engine import Engine
from domain.problems import Problem
from domain.proofs.files import DIFFERED, history_of
from domain.proofs.proof import ProofRun, RunState, proofs_of
from domain.reports import (
    aging,
    elsewhere,
    files,
    matching,
    payables,
    picture,
    plain_text,
    profit,
    receipts,
    sales,
    statement,
)
from domain.reports.asked import Asked
from domain.reports.report import Report
from domain.store import Store

MAKE: Final = "make-report"
STATEMENT: Final = "statement"
JOURNAL: Final = "journal"
RECEIPTS: Final = "receipts"


def proof_history(session: Session, asked: Asked) -> Report:
    """The tie-outs as of a day of the period, with what each proof differed by."""
    query = select(ProofRun).where(ProofRun.department == asked.department, ProofRun.state == RunState.DONE)
    query = query.where(col(ProofRun.as_of).between(asked.start, asked.as_of))
    query = query.where(col(ProofRun.at) <= asked.known_at) if asked.known_at else query
    runs = session.exec(query.order_by(col(ProofRun.at))).all()
    columns, rows = history_of([(run, proofs_of(session, run.id)) for run in runs])
    return asked.report("Proof history", columns, rows, f"{asked.period}. {DIFFERED}")


OWN: Final[Mapping[str, Callable[[Session, Asked], Report]]] = {
    "open payables": payables.open_payables,
    "alerts": payables.alerts,
    RECEIPTS: receipts.receipts_ledger,
    "sales journal": sales.sales_journal,
    "tax": sales.tax_liability,
    "proofs": proof_history,
    "gross profit by worksheet": profit.by_worksheet,
    "gross profit by rep": profit.by_rep,
    "gross profit by customer": profit.by_customer,
    "gross profit by vendor": profit.by_vendor,
    "gross profit by commodity": profit.by_commodity,
    "bill matching": matching.bill_matching,
    "variance by vendor": profit.variance_by_vendor,
}
RECEIVABLES: Final = ("aging", "open invoices", "unapplied cash")
NAMES: Final = (*RECEIVABLES, *OWN, JOURNAL, STATEMENT)
ON_A_DAY: Final = (*RECEIVABLES, "open payables", "alerts")


@dataclass(frozen=True)
class Question:
    """What a person asked: a report by name, and for a statement the customer. It travels as text."""

    name: str
    asked: Asked
    by: str
    customer_id: str = ""

    def text(self, id: str) -> str:
        """As the subject of a workflow, with an id of its own."""
        return json.dumps(asdict(self) | {"id": id}, default=str)

    @classmethod
    def read(cls, text: str) -> "Question":
        """From a workflow's subject."""
        told = json.loads(text)
        asked = told["asked"]
        moment = datetime.fromisoformat(asked["known_at"]) if asked["known_at"] else None
        since = date.fromisoformat(asked["since"]) if asked["since"] else None
        on = Asked(asked["department"], date.fromisoformat(asked["as_of"]), moment, since)
        return cls(told["name"], on, told["by"], told["customer_id"])


@dataclass(frozen=True)
class File:
    """A file to hand out."""

    name: str
    content: bytes
    words: str = ""


@dataclass(frozen=True)
class Reporting:
    """Reads only. `uses` tells whether a department keeps its receivables here; `books` opens its company's ledger,
    and `buckets` are its ranges of days late."""

    store: Store
    engine: Engine
    now: Now
    new_id: NewId
    uses: Callable[[str], Uses]
    books: Callable[[str], LedgerBooks]
    buckets: Callable[[str], Sequence[int]] = lambda _department: aging.BUCKETS

    def ask(self, question: Question) -> None:
        """Order a report: a workflow makes it and hands it out. Raises Problem for what cannot be."""
        require(question)
        if self.by_books(question) and question.asked.known_at:
            elsewhere.require_now(question.asked)
        if question.name == RECEIPTS and not self.uses(question.asked.department).ar:
            raise Problem(
                f"Receipts are kept in QuickBooks, because the AR module is off for {question.asked.department}.",
                field="report",
                next_step="Look for payments there; /report aging and /report unapplied cash read QuickBooks.",
            )
        id = self.new_id()
        with self.store.writing() as session:
            self.engine.enqueue(session, MAKE, question.text(id), key=f"{MAKE}:{id}", partition=CHAT)

    def report(self, question: Question) -> Report:
        """The table. Raises Problem, and whatever the books raise where they keep it."""
        asked = question.asked
        if question.name in RECEIVABLES:
            return self._receivables(question)
        with self.store.reading() as session:
            return OWN[question.name](session, asked)

    def statement(self, question: Question) -> tuple[str, int, File]:
        """A customer's name, what they owe at the end, and the statement as PDF; from the books, their open items."""
        asked, by_books = question.asked, self.by_books(question)
        items = elsewhere.open_items(self.books(asked.department), asked) if by_books else []
        with self.store.reading() as session:
            buckets = self.buckets(asked.department)
            if by_books:
                customer, theirs = _linked(session, asked, question.customer_id)
                own = [one for one in items if one.party_id == theirs]
                said = statement.statement_elsewhere(customer, asked, own, buckets)
            else:
                said = statement.statement(session, asked, question.customer_id, buckets)
            name, paper = said.customer.name, statement.as_pdf(said, sender_of(session, asked.department))
        return name, said.balance, File(f"statement-{_plain(name)}-{asked.as_of}.pdf", paper)

    def journal(self, question: Question) -> File:
        """Every entry of the period as a plain-text journal, for any tool that sums such a file."""
        asked = question.asked
        with self.store.reading() as session:
            text = "".join(plain_text.journal(session, asked))
        return File(f"journal-{_plain(asked.department)}-{asked.start}-{asked.as_of}.journal", text.encode())

    def by_books(self, question: Question) -> bool:
        """Whether QuickBooks has to be asked."""
        theirs = question.name in (*RECEIVABLES, STATEMENT)
        return theirs and not self.uses(question.asked.department).ar

    def customer(self, department: str, name: str) -> str:
        """The id of the one customer whose name begins with or holds a text. Raises Problem at the field."""
        named = col(Counterparty.name).icontains(name.strip(), autoescape=True)
        query = select(Counterparty).where(Counterparty.department == department, col(Counterparty.is_customer), named)
        with self.store.reading() as session:
            found = session.exec(query.order_by(col(Counterparty.name)).limit(5)).all() if name.strip() else []
        exact = [one for one in found if one.name.casefold() == name.strip().casefold()] or found
        if len(exact) == 1:
            return exact[0].id
        if not found:
            raise Problem(f"There is no customer “{name.strip()}”.", field="customer", next_step="Choose one: /report.")
        raise Problem(f"Which one: {', '.join(one.name for one in found)}?", field="customer")

    def _receivables(self, question: Question) -> Report:
        asked, buckets = question.asked, self.buckets(question.asked.department)
        if self.by_books(question):
            items = elsewhere.open_items(self.books(asked.department), asked)
            unapplied = elsewhere.unapplied(asked, items)
            made = _receivable_report(question, elsewhere.invoices(items), unapplied, buckets)
            with self.store.reading() as session:
                return elsewhere.of_company(session, made)
        with self.store.reading() as session:
            if question.name == "unapplied cash":
                return aging.unapplied(session, asked)
            return _receivable_report(question, aging.open_invoices(session, asked), None, buckets)


def require(question: Question) -> None:
    """Raises Problem at the field for a report there is not, or days in the wrong order."""
    if question.name not in NAMES:
        raise Problem(f"There is no report “{question.name}”.", field="report", next_step="Look: /report help.")
    if question.asked.since and question.asked.since > question.asked.as_of:
        raise Problem("The period ends before it begins.", field="since")
    if question.name == STATEMENT and not question.customer_id:
        raise Problem("A statement is for one customer.", field="customer", next_step="Choose the customer.")


def attachments(name: str, report: Report) -> list[File]:
    """The report as XLSX and CSV, and where people look rather than read, as a picture first."""
    stem = f"{_plain(report.title)}-{report.department}-{report.as_of}"
    made = [File(f"{stem}.xlsx", files.as_xlsx(report)), File(f"{stem}.csv", files.as_csv(report))]
    draw = picture.of_aging if name == "aging" else picture.of_profit if name.startswith("gross profit") else None
    if draw is None or not report.rows:
        return made
    return [File(f"{stem}.png", draw(report), f"A bar chart of {report.title.lower()}"), *made]


def _receivable_report(
    question: Question, invoices: list[aging.OpenInvoice], unapplied: Report | None, buckets: Sequence[int]
) -> Report:
    if question.name == "unapplied cash" and unapplied:
        return unapplied
    made = aging.aging if question.name == "aging" else aging.invoice_list
    return made(question.asked, invoices, buckets)


def _linked(session: Session, asked: Asked, customer_id: str) -> tuple[Counterparty, str]:
    """A customer, and its id in the books."""
    customer, connection = statement.customer_of(session, asked, customer_id), connection_of(session, asked.department)
    query = select(CounterpartyLink).where(
        CounterpartyLink.counterparty_id == customer_id,
        CounterpartyLink.role == TradeRole.CUSTOMER,
        CounterpartyLink.realm == (connection.realm if connection else ""),
    )
    link = session.exec(query).first()
    if link is None:
        raise Problem(f"{customer.name} is not linked to a customer in QuickBooks.", field="customer")
    return customer, link.books_id


def _plain(text: str) -> str:
    return "-".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())
