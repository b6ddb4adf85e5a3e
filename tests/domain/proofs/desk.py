"""The worked January told to a QuickBooks on this machine, in either mode, for proofs.

Every document goes there as the vouchers, sales and receipts of the house would send it, and a person in QuickBooks may
act on it. The journal is that of `tests.domain.january`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlmodel import select

from domain.accounts.account import Uses
from domain.books.documents import DocumentKind, NewDocumentLine
from domain.clock import new_id
from domain.closing.closing_entry import ClosingEntry, EntryKind, EntryLine, EntryState, on_books
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import REMOVE, Delivery, DeliveryState
from domain.deliveries.removing import Removing
from domain.departments.department_settings import DepartmentSettings
from domain.engine import Engine
from domain.ledger.journal import (
    JournalEntry,
    NewLine,
    Route,
    Side,
    lines_of,
    reverse,
)
from domain.ledger.period import first_day, last_day
from domain.proofs.our_documents import adopted_subject
from domain.proofs.proof import Proof, ProofRun
from domain.proofs.proving import PROVE, Proving
from domain.reports.asked import Asked
from domain.reports.report import Report
from domain.reports.reporting import Question, Reporting
from domain.sales.invoicing import Invoicing
from domain.sales.sale_matter import SaleMatter
from domain.sales.settling import Settling
from domain.store import Store
from domain.worksheets.adjusting import Adjusting
from standins.quickbooks import person
from standins.quickbooks.running import Running
from tests.domain.books.company import site_on
from tests.domain.january import BILLS, LAST, REALM, January
from tests.domain.proofs.paperwork import Paperwork
from tests.domain.receipts.till import Till
from tests.domain.vouchers.inline import InlineEngine

BILL, CREDIT, JOURNAL = DocumentKind.BILL, DocumentKind.VENDOR_CREDIT, DocumentKind.JOURNAL_ENTRY
INVOICE, MEMO = DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO
DECEMBER = date(2024, 12, 31)


@dataclass
class Desk(Paperwork):
    """What a controller has at hand; `proves` makes a run and answers its proofs by code."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.engine = self.hired_engine()
        self.proving = Proving(
            self.store,
            self.engine,  # type: ignore[arg-type]
            self.january.now,
            new_id,
            lambda: self.january.moment.date(),
            lambda _: self.books,
            lambda _: self.ledger,
        )
        self.engine.workflows = {PROVE: self.proving.carry_out}
        with self.store.writing() as session:
            session.merge(DepartmentSettings(department="main", ar_on=self.january.ar_on, uses_tax=True))
        self.opens()
        self._hires()

    def hired_engine(self) -> InlineEngine:
        """What carries out the promises made at this desk."""
        return InlineEngine()

    # what happens at the desk

    def proves(self, on: date) -> dict[str, Proof]:
        """A tie-out asked for and carried out: its proofs by code."""
        return self.runs(on)[1]

    def runs(self, on: date) -> tuple[ProofRun, dict[str, Proof]]:
        """The same, with its run."""
        self.january.moment = max(self.january.moment, datetime(2025, 2, 10, 9, tzinfo=self.january.moment.tzinfo))
        run = self.proving.ask("main", on, by="bo")
        self.engine.promised.insert(0, self.engine.promised.pop())  # ahead of documents on their way
        self.engine.run()
        return self.proving.run(run.id), {proof.code: proof for proof in self.proving.proofs(run.id)}

    def red(self, on: date) -> dict[str, int]:
        """What does not agree, and by how much."""
        return {code: proof.difference for code, proof in self.proves(on).items() if not proof.ok}

    def person(self, act: str, **body: Any) -> Any:
        """Somebody does something inside QuickBooks."""
        return person.ACTS[act](self.site.standin.company(), body)[1]

    def settles(self) -> None:
        """Every promise to QuickBooks is kept."""
        while self.engine.promised:
            self.engine.run()

    def plays(self, through: date = LAST) -> "Desk":
        """The month, day by day, with everything told to QuickBooks."""
        for on, act in self.january.calendar(self._posts, self._undoes, self._receives):
            if on <= through:
                self.january.moment = max(self.january.moment, datetime(on.year, on.month, on.day, 9, tzinfo=UTC))
                self.january.later()
                act()
                self.settles()
        return self

    def report(self, name: str, on: date = LAST) -> Report:
        """One of the house's reports; with the AR module off receivables are read from QuickBooks."""
        reporting = Reporting(
            self.store,
            cast(Engine, self.engine),
            self.january.now,
            new_id,
            lambda _: Uses(ar=self.january.ar_on),
            lambda _: self.ledger,
        )
        return reporting.report(Question(name, Asked("main", on), "bo"))

    def closes(self, month: str = "2025-01") -> None:
        """The month's sweep lines are carried over by one journal entry."""
        last, sums = last_day(month), {}
        with self.store.reading() as session:
            for entry in session.exec(select_sweep(month)):
                for line in lines_of(session, [entry]):
                    sums[line.account] = sums.get(line.account, 0) + line.amount
        lines = [EntryLine(account, self.ids[account], amount) for account, amount in sorted(sums.items()) if amount]
        entry = ClosingEntry(
            id=new_id(),
            department="main",
            realm=REALM,
            month=month,
            kind=EntryKind.CLOSING,
            number=f"TO-{month}",
            lines=[[line.account, line.books_id, line.amount] for line in lines],
            total=sum(line.amount for line in lines if line.amount > 0),
            fingerprint="",
            state=EntryState.POSTED,
            proposed_by="anna",
            proposed_at=self.january.now(),
            posted_at=self.january.now(),
        )
        with self.store.writing() as session:
            session.add(entry)
        told = [NewDocumentLine(id, amount) for id, amount in on_books(lines).items()]
        self._tells(f"closing:{entry.id}", JOURNAL, entry.number, last, told)

    def _posts(self, name: str) -> None:
        self.january.posts(name)
        bill = BILLS[name]
        kind = BILL if bill.amount > 0 else CREDIT
        lines = [NewDocumentLine(self.ids["2110"], abs(bill.amount), f"{name} by {bill.vendor}")]
        self._tells(f"voucher:{name}", kind, bill.number, bill.on, lines, self.parties[bill.vendor])

    def follows(self, voucher: str) -> None:
        """A later voucher."""
        self._posts(voucher)

    def bills_early(self, department: str, on: date, amount: int) -> None:
        """A bill of another department, for a worksheet that is not INVOICE, through main's company."""
        subject = f"voucher:{department}"
        lines = [NewLine("2110", amount, accrual_id=department, side=Side.BILLED), NewLine("2100", -amount)]
        self._enters(subject, on, "bill", lines, department=department)
        told = [NewDocumentLine(self.ids["2110"], amount)]
        self._tells(subject, BILL, f"{department}-1", on, told, self.parties["OceanX"])

    def told_again(self, name: str) -> None:
        """The same bill once more, in the place of one that was deleted."""
        bill, subject = BILLS[name], f"voucher:{name}"
        with self.store.writing() as session:
            session.delete(session.get_one(Delivery, (subject, self.delivery(subject).revision)))
        lines = [NewDocumentLine(self.ids["2110"], bill.amount)]
        self._tells(subject, BILL, bill.number, bill.on, lines, self.parties[bill.vendor])

    def _undoes(self, name: str) -> None:
        self._removes(f"voucher:{name}")
        self.january.undoes(name)

    def _hires(self) -> None:
        """Who keeps sales and receipts here, at work for this QuickBooks."""
        engine, january = cast(Engine, self.engine), self.january
        deliveries = Deliveries(self.store, engine, january.now)
        invoicing = Invoicing(deliveries, new_id)
        january.worksheets = replace(january.worksheets, invoices=invoicing)
        january.adjusting = Adjusting(january.worksheets)
        settings = DepartmentSettings(department="main", ar_on=january.ar_on)
        self.till = Till(self.store, january, settings, books=self.books, inline=self.engine, bank=self.ids["bank"])
        sale = self.till.matters["sale"] = SaleMatter(invoicing, january.worksheets, bool)
        self.settling = Settling(sale, january.adjusting)
        removing = Removing(self.store, engine, january.now, lambda _: self.books, self.till.matters)
        self.engine.workflows[REMOVE] = removing.remove

    def _receives(self, name: str) -> None:
        """With the AR module off receipts are kept in QuickBooks, by people."""
        if self.january.ar_on:
            self.till.receives(name)
        else:
            self._received_by_a_person(name)

    def _received_by_a_person(self, name: str) -> None:
        """The discount and the bank's fee of CR-1 are taken off where it is deposited."""
        match name:
            case "CR-1":
                invoice = self.books_id_of("W-101")
                self.person("apply-credit", credit=self.books_id_of("SA-1"), to=invoice, date="2025-01-27")
                paid = self.person("receive-payment", invoice=invoice, amount="11650.00", date="2025-01-27")
                self._deposits(paid, {"5500": "-20.00", "4200": "-233.00"})
            case "CR-2":
                paid = self.person("receive-payment", customer="Baltic Paper", amount="4500.00", date="2025-01-28")
                self._paid = paid["Id"]
                self._applies("4000.00")
            case "CR-3":
                self._applies("4200.00")
            case "CR-4":
                paid = self.person("receive-payment", customer="Acme Mills", amount="1000.00", date="2025-01-30")
                self._paid = paid["Id"]
            case _:
                self.person("delete", kind="Payment", id=self._paid)

    def _applies(self, amount: str) -> None:
        """So much of Baltic's payment is for W-102."""
        link = {"TxnId": self.books_id_of("W-102"), "TxnType": "Invoice"}
        lines = [{"Amount": Decimal(amount), "LinkedTxn": [link]}]
        self.person("edit", kind="Payment", id=self._paid, fields={"Line": lines})

    def _deposits(self, payment: Any, less: dict[str, str]) -> None:
        """A payment is taken to the bank; what the bank kept and what was let off are lines of the deposit."""
        link = {"TxnId": payment["Id"], "TxnType": "Payment", "TxnLineId": "0"}
        lines: list[dict[str, Any]] = [{"Amount": payment["TotalAmt"], "LinkedTxn": [link]}]
        for account, amount in less.items():
            detail = {"AccountRef": {"value": self.ids[account]}}
            lines.append({"Amount": Decimal(amount), "DetailType": "DepositLineDetail", "DepositLineDetail": detail})
        into = {"DepositToAccountRef": {"value": self.ids["bank"]}, "TxnDate": payment["TxnDate"]}
        self.site.standin.company().create("Deposit", {**into, "Line": lines})

    def is_sending(self, subject: str) -> None:
        """QuickBooks has not confirmed it yet."""
        with self.store.writing() as session:
            kept = session.get_one(Delivery, (subject, self.delivery(subject).revision))
            kept.state, kept.books_id, kept.confirmed_at = DeliveryState.SENDING, None, None

    def is_removing(self, subject: str) -> None:
        """Its removal was decided and is not confirmed yet."""
        with self.store.writing() as session:
            kept = session.get_one(Delivery, (subject, self.delivery(subject).revision))
            kept.state = DeliveryState.REMOVING

    def adopts(self, type: str, books_id: str, on: date, amounts: dict[str, int]) -> int:
        """What somebody keyed in QuickBooks is taken over."""
        lines = [NewLine(account, amount) for account, amount in amounts.items()]
        return self._enters(adopted_subject(type, books_id), on, "adopted", lines, Route.OBSERVED)

    def takes_back(self, seq: int) -> None:
        with self.store.writing() as session:
            reverse(session, session.get_one(JournalEntry, seq), at=self.january.now(), actor="anna")


def select_sweep(month: str) -> Any:
    return select(JournalEntry).where(
        JournalEntry.route == Route.SWEEP, JournalEntry.on >= first_day(month), JournalEntry.on <= last_day(month)
    )


@contextmanager
def proof_desk(url: str, standin: Running, *, ar_on: bool) -> Iterator[Desk]:
    """A desk over a prepared database; nothing has happened in January yet."""
    store = Store(url)
    try:
        yield Desk(site_on(standin, store), store, January(store, ar_on=ar_on))
    finally:
        store.close()
