"""The worked January told to a QuickBooks on this machine, in either mode, for proofs.

Every document goes there as the vouchers, sales and receipts of the house would send it, and a person in QuickBooks may
act on it. The journal is that of `tests.domain.january`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import select

from domain.books.documents import DocumentKind, NewDocumentLine
from domain.clock import new_id
from domain.closing.closing_entry import ClosingEntry, EntryKind, EntryLine, EntryState, on_books
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.journal import (
    ACCRUED_SALES,
    AR_CONTROL,
    BANK,
    SALES_TAX,
    UNAPPLIED_CASH,
    JournalEntry,
    NewLine,
    Route,
    Side,
    lines_of,
    live_entries,
    reverse,
)
from domain.ledger.period import first_day, last_day
from domain.proofs.our_documents import adopted_subject
from domain.proofs.proof import Proof, ProofRun
from domain.proofs.proving import PROVE, Proving
from domain.store import Store
from domain.worksheets.worksheet import WorksheetStatus
from standins.quickbooks import person
from standins.quickbooks.running import Running
from tests.domain.books.company import site_on
from tests.domain.january import BILLS, LAST, REALM, SHIPMENTS, January, day
from tests.domain.proofs.paperwork import Paperwork
from tests.domain.vouchers.inline import InlineEngine

BILL, CREDIT, JOURNAL = DocumentKind.BILL, DocumentKind.VENDOR_CREDIT, DocumentKind.JOURNAL_ENTRY
INVOICE, MEMO = DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO
DECEMBER = date(2024, 12, 31)
# name: day, what it does to our accounts (bank, AR control, unapplied cash, discount, fee), whose
RECEIPTS: dict[str, tuple[date, dict[str, int]]] = {
    "CR-1": (day(27), {"bank": 11_397_00, "5500": 20_00, "4200": 233_00, AR_CONTROL: -11_650_00}),
    "CR-2": (day(28), {"bank": 4_500_00, AR_CONTROL: -4_000_00, UNAPPLIED_CASH: -500_00}),
    "CR-3": (day(30), {UNAPPLIED_CASH: 200_00, AR_CONTROL: -200_00}),
    "CR-4": (day(30), {"bank": 1_000_00, AR_CONTROL: -1_000_00}),
    "CR-4-U": (day(31), {"bank": -1_000_00, AR_CONTROL: 1_000_00}),
}


@dataclass
class Desk(Paperwork):
    """What a controller has at hand; `proves` makes a run and answers its proofs by code."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.engine = InlineEngine()
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

    # what happens at the desk

    def proves(self, on: date) -> dict[str, Proof]:
        """A tie-out asked for and carried out: its proofs by code."""
        return self.runs(on)[1]

    def runs(self, on: date) -> tuple[ProofRun, dict[str, Proof]]:
        """The same, with its run."""
        self.january.moment = max(self.january.moment, datetime(2025, 2, 10, 9, tzinfo=self.january.moment.tzinfo))
        run = self.proving.ask("main", on, by="bo")
        self.engine.run()
        return self.proving.run(run.id), {proof.code: proof for proof in self.proving.proofs(run.id)}

    def red(self, on: date) -> dict[str, int]:
        """What does not agree, and by how much."""
        return {code: proof.difference for code, proof in self.proves(on).items() if not proof.ok}

    def person(self, act: str, **body: Any) -> Any:
        """Somebody does something inside QuickBooks."""
        return person.ACTS[act](self.site.standin.company(), body)[1]

    def plays(self, through: date = LAST) -> "Desk":
        """The month, day by day, with everything told to QuickBooks."""
        done: list[tuple[date, Any]] = [*self.january.calendar(self._posts, self._undoes)]
        done += [(on, lambda name=name: self._receives(name)) for name, (on, _) in RECEIPTS.items()]
        for on, act in sorted(done, key=lambda one: one[0]):
            if on <= through:
                self.january.moment = max(
                    self.january.moment, datetime(on.year, on.month, on.day, 9, tzinfo=self.site.now().tzinfo)
                )
                self.january.later()
                act()
                if not self.january.ar_on and on > DECEMBER:
                    self._sells()
        return self

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
        """A later voucher, and with the AR module off what was sold since."""
        self._posts(voucher)
        if not self.january.ar_on:
            self._sells()

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

    def _receives(self, name: str) -> None:
        """With the AR module off receipts are kept in QuickBooks, by people."""
        on, amounts = RECEIPTS[name]
        if not self.january.ar_on:
            self._received_by_a_person(name, on)
            return
        lines = [NewLine(f"{BANK}{self.ids['bank']}" if a == "bank" else a, cents) for a, cents in amounts.items()]
        self._enters(f"receipt:{name}", on, "receipt", lines)
        told = [NewDocumentLine(self.ids[account], cents) for account, cents in amounts.items()]
        self._tells(f"receipt:{name}", JOURNAL, name, on, told)

    def _received_by_a_person(self, name: str, on: date) -> None:
        acme, invoice = "Acme Mills", self.books_id_of("W-102")
        at = on.isoformat()
        match name:
            case "CR-1":
                self.person("receive-payment", customer=acme, amount="11650.00", date=at)
            case "CR-2":
                self.person("receive-payment", invoice=invoice, amount="4000.00", date=at)
                self.person("receive-payment", customer="Baltic Paper", amount="500.00", date=at)
            case "CR-4":
                paid = self.person("receive-payment", customer=acme, amount="1000.00", date=at)
                self.person("delete", kind="Payment", id=paid["Id"])

    def _sells(self) -> None:
        """With the AR module off every sale and posted adjustment has its invoice or memo in QuickBooks."""
        for subject, number, customer, on, net, taxes in self._sold():
            standing = self._standing(subject)
            if standing == (net, taxes):
                continue
            if standing:
                self._removes(subject)
                self._reversed(subject)
            if net:
                self._sends_sale(subject, number, customer, on, net, taxes)

    def _sold(self) -> list[tuple[str, str, str, date, int, int]]:
        found = []
        for number, shipment in SHIPMENTS.items():
            sheet = self.january.worksheets.get(self.january.worksheet(number).id)
            stands = sheet.worksheet.status is WorksheetStatus.INVOICE
            net = sum(one.amount for one in sheet.sales) if stands else 0
            taxes = sum(one.tax for one in sheet.sales) if stands else 0
            found.append((f"sale:{number}", number, shipment.customer, shipment.on, net, taxes))
            for one in sheet.adjustments:
                if one.side == "sale" and one.posted_on:
                    found.append(
                        (f"sale:{one.name}", f"{number}-{one.name}", shipment.customer, one.posted_on, one.amount, 0)
                    )
        return found

    def _sends_sale(self, subject: str, number: str, customer: str, on: date, net: int, taxes: int) -> None:
        lines = [NewLine(AR_CONTROL, net + taxes), NewLine(ACCRUED_SALES, -net)]
        lines += [NewLine(SALES_TAX, -taxes)] if taxes else []
        self._enters(subject, on, "invoice", lines)
        told = [NewDocumentLine("", abs(net), item_id=self.item, taxed=bool(taxes))]
        kind = INVOICE if net > 0 else MEMO
        self._tells(subject, kind, number, on, told, self.parties[customer], tax=taxes, tax_code_id=self.tax_code)

    def _standing(self, subject: str) -> tuple[int, int] | None:
        with self.store.reading() as session:
            sums: dict[str, int] = {}
            for line in lines_of(session, live_entries(session, document=subject)):
                sums[line.account] = sums.get(line.account, 0) + line.amount
        return (-sums[ACCRUED_SALES], -sums.get(SALES_TAX, 0)) if sums else None

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

    def changes(self, number: str, net: int) -> None:
        """A sale is decided anew; its invoice in QuickBooks is still what it was."""
        subject, before = f"sale:{number}", self.delivery(f"sale:{number}")
        self.january.later()
        self._reversed(subject)
        self._enters(subject, SHIPMENTS[number].on, "invoice", [NewLine(AR_CONTROL, net), NewLine(ACCRUED_SALES, -net)])
        told = before.model_dump() | {"revision": before.revision + 1, "state": DeliveryState.SENDING}
        with self.store.writing() as session:
            session.add(Delivery(**told | {"confirmed_at": None, "books_id": None, "total": net}))

    def changes_back(self, number: str) -> None:
        """QuickBooks refused the change, and the sale is again what it was."""
        subject, latest = f"sale:{number}", self.delivery(f"sale:{number}")
        net = SHIPMENTS[number].sale
        self._reversed(subject)
        self._enters(subject, SHIPMENTS[number].on, "invoice", [NewLine(AR_CONTROL, net), NewLine(ACCRUED_SALES, -net)])
        with self.store.writing() as session:
            session.get_one(Delivery, (subject, latest.revision)).state = DeliveryState.WITHDRAWN


def select_sweep(month: str) -> Any:
    return select(JournalEntry).where(
        JournalEntry.route == Route.SWEEP, JournalEntry.on >= first_day(month), JournalEntry.on <= last_day(month)
    )


@contextmanager
def proof_desk(url: str, standin: Running, *, ar_on: bool) -> Iterator[Desk]:
    """A desk over a prepared database; nothing has happened in January yet."""
    store = Store(url)
    store.create_tables()
    try:
        yield Desk(site_on(standin, store), store, January(store, ar_on=ar_on))
    finally:
        store.close()
