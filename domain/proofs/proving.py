"""Proving that the sub-ledger and the books agree: ask, read QuickBooks, compare, explain, keep (S2-15 to 18, 43)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import sqlalchemy as sa
from sqlmodel import col, select

from domain.audit import record
from domain.books.balance_reports import LedgerBooks, LedgerLine, Settled
from domain.books.documents import DocumentBooks
from domain.clock import NewId, Now
from domain.closing.closing_entry import closed_months
from domain.deliveries.delivery import Delivery
from domain.engine import Engine
from domain.ledger.period import last_day, month_of
from domain.ledger.reach import latest_seq
from domain.problems import Problem
from domain.proofs.claims import OPEN_INVOICES, Claim, claims
from domain.proofs.expected import Scope, expected, scope_of
from domain.proofs.explaining import KINDS, Explaining, OurDocument
from domain.proofs.our_documents import known_by, our_documents
from domain.proofs.proof import Finding, Part, Proof, ProofResult, ProofRun, RunState, green, proofs_of
from domain.store import Store

PROVE: Final = "prove"
SHARE: Final = "share-tie-out"
TAX_TYPES: Final = ("SalesTaxPayable", "GlobalTaxPayable")
PAYS_TAX: Final = ("Check", "Expense", "Sales Tax Payment", "Bill Payment (Check)", "Transfer")
LOOK_BACK: Final = timedelta(days=366)  # a payment may be dated before the bill it settles
PAYMENT: Final = "Bill Payment"
SETTLED: Final = {"Bill": "Bill", "VendorCredit": "Vendor Credit"}  # links have the entity's name, reports another
MOST_RUNS: Final = 60
OFTEN: Final = 10  # runs of one day on one day, at a guess
MOST_READINGS: Final = 3


@dataclass(frozen=True)
class Proving:
    """Runs of proofs. `today` is the books' own date; `books` opens those of a connection, `ledgers`
    those of a department."""

    store: Store
    engine: Engine
    now: Now
    new_id: NewId
    today: Callable[[], date]
    books: Callable[[str], DocumentBooks]
    ledgers: Callable[[str], LedgerBooks]

    def ask(self, department: str, as_of: date | None, *, by: str, place: str = "") -> ProofRun:
        """Promise the proofs of a department as of a day, today when none is given; a Problem for one to come."""
        day = as_of or self.today()
        if day > self.today():
            raise Problem(f"{day:%-d %B %Y} has not come yet.", field="as_of", next_step="Choose a day up to today.")
        with self.store.writing() as session:
            scope_of(session, department, day)
            run = ProofRun(id=self.new_id(), department=department, as_of=day, at=self.now(), by=by, place=place)
            session.add(run)
            record(session, at=run.at, by=by, act="tie out", subject=f"department:{department}", detail=f"as of {day}")
            self.engine.enqueue(session, PROVE, run.id, key=f"{PROVE}:{run.id}", partition=department)
            return run

    def prove(self, department: str, as_of: date, *, by: str) -> ProofRun:
        """The proofs at once, for whoever is in a workflow of its own already. The books' problems are raised."""
        run = ProofRun(id=self.new_id(), department=department, as_of=as_of, at=self.now(), by=by)
        with self.store.writing() as session:
            session.add(run)
        self._prove(run.id)
        return self.run(run.id)

    def share(self, run_id: str, *, by: str) -> None:
        """Promise that everybody gets to see a run."""
        with self.store.writing() as session:
            run = session.get_one(ProofRun, run_id)
            subject = f"department:{run.department}"
            record(session, at=self.now(), by=by, act="share tie-out", subject=subject, detail=f"as of {run.as_of}")
            key = f"{SHARE}:{self.new_id()}"
            self.engine.enqueue(session, SHARE, f"{run_id}:{by}", key=key, partition=run.department)

    def carry_out(self, run_id: str) -> None:
        """In workflow `prove`: the proofs are made, or why they cannot be is kept."""
        words = self.engine.step("prove", lambda: self._tried(run_id))
        if words:
            self.broke(run_id, words)

    def broke(self, run_id: str, words: str) -> None:
        """Something stopped it."""
        with self.store.writing() as session:
            run = session.get_one(ProofRun, run_id, with_for_update=True, populate_existing=True)
            if run.state is RunState.READING:
                run.state, run.words, run.done_at = RunState.FAILED, words, self.now()

    def run(self, run_id: str) -> ProofRun:
        """A run as it stands; a Problem when there is none."""
        with self.store.reading() as session:
            found = session.get(ProofRun, run_id)
        if found is None:
            raise Problem("There is no such tie-out.", next_step="Make a new one: /tie-out.")
        return found

    def proofs(self, run_id: str) -> list[Proof]:
        """Its proofs in order, none while it is under way."""
        with self.store.reading() as session:
            return proofs_of(session, run_id)

    def placed(self, run_id: str, place: str) -> None:
        """Where its message stands now."""
        with self.store.writing() as session:
            session.get_one(ProofRun, run_id).place = place

    def green(self, department: str, month: str) -> bool:
        """Whether a month is proved, so that it may be signed."""
        with self.store.reading() as session:
            return green(session, department, month)

    def history(self, department: str, most: int = MOST_RUNS) -> list[tuple[ProofRun, list[Proof]]]:
        """The latest finished runs of a department, the oldest first; of those made of a day on the same day only the
        last, so that what is proved again and again while it differs does not push the others out."""
        done = select(ProofRun).where(ProofRun.department == department, ProofRun.state == RunState.DONE)
        latest = done.order_by(col(ProofRun.at).desc()).limit(most * OFTEN)
        with self.store.reading() as session:
            kept: dict[tuple[date, date], ProofRun] = {}
            for run in session.exec(latest):
                kept.setdefault((run.as_of, run.at.date()), run)
            return [(run, proofs_of(session, run.id)) for run in reversed(list(kept.values())[:most])]

    def _tried(self, run_id: str) -> str:
        try:
            self._prove(run_id)
        except Problem as trouble:
            return trouble.words()
        return ""

    def _prove(self, run_id: str) -> None:
        run = self.run(run_id)
        if run.state is not RunState.READING:
            return
        with self.store.reading() as session:
            scope = scope_of(session, run.department, run.as_of)
        proofs = self._read(scope)
        with self.store.writing() as session:
            kept = session.get_one(ProofRun, run_id, with_for_update=True, populate_existing=True)
            if kept.state is not RunState.READING:
                return
            month = month_of(run.as_of)
            shut = all(month in closed_months(session, each) for each in scope.departments)
            kept.closed = shut and run.as_of == last_day(month)
            kept.realm, kept.departments = scope.realm, " ".join(scope.departments)
            kept.state, kept.done_at = RunState.DONE, self.now()
            session.add_all(ProofResult.of(run_id, place, proof) for place, proof in enumerate(proofs))

    def _read(self, scope: Scope) -> list[Proof]:
        """Both sides as of one moment: what differs because something happened between reading the one and the other
        is read anew."""
        books, ledger = self.books(scope.connection_id), self.ledgers(scope.department)
        for _ in range(MOST_READINGS):
            before = self._stands(scope)
            proofs = Reading(self.store, scope, books, ledger).proofs()
            if all(proof.ok for proof in proofs) or self._stands(scope) == before:
                break
        return proofs

    def _stands(self, scope: Scope) -> object:
        """What changes whenever something is recorded here, or reaches or leaves the books."""
        told = sa.select(sa.func.max(col(Delivery.confirmed_at)), sa.func.max(col(Delivery.removed_at)))
        with self.store.reading() as session:
            last = session.execute(told.where(col(Delivery.realm) == scope.realm)).one()
            return tuple(last), [latest_seq(session, one) for one in scope.departments]


@dataclass
class Reading:
    """One run's look at the books. No transaction is open while a request runs."""

    store: Store
    scope: Scope
    books: DocumentBooks
    ledger: LedgerBooks

    def proofs(self) -> list[Proof]:
        """Every proof, the red ones explained."""
        taxes = [] if self.scope.ar_on else [a.id for a in self.books.accounts() if a.subtype in TAX_TYPES]
        with self.store.reading() as session:
            said = claims(session, self.scope, taxes)
        return [self._proof(claim) for claim in said]

    @cached_property
    def trial(self) -> dict[str, int]:
        """The books' balances at the end of the day."""
        return self.books.trial_balance(self.scope.as_of)

    @cached_property
    def mine(self) -> set[tuple[str, str]]:
        """What the books know our documents by."""
        with self.store.reading() as session:
            return known_by(session, self.scope)

    def _proof(self, claim: Claim) -> Proof:
        if claim.note:
            return self._made(claim, (), applies=False)
        theirs = {
            "R1": self._balance if self.scope.ar_on else self._our_lines,
            OPEN_INVOICES: self._open_invoices,
            "R5": self._tax,
            "R6": self._profit,
            "R7": self._payable,
            "R8": self._trial,
        }.get(claim.code, self._balance)
        claim, parts = theirs(claim)
        proof = self._made(claim, parts)
        return proof if proof.ok else replace(proof, findings=self._explained(claim, proof.difference))

    def _made(self, claim: Claim, parts: Sequence[Part], applies: bool = True) -> Proof:
        return Proof(
            code=claim.code,
            name=claim.name,
            ours=claim.ours if applies else 0,
            theirs=sum(part.amount for part in parts),
            applies=applies,
            note=claim.note,
            accounts=claim.accounts,
            our_parts=claim.parts if applies else (),
            their_parts=tuple(parts),
        )

    def _balance(self, claim: Claim) -> tuple[Claim, list[Part]]:
        amount = claim.sign * sum(self.trial.get(id, 0) for id in claim.books)
        return claim, [Part("Balance in QuickBooks", amount)]

    def _our_lines(self, claim: Claim) -> tuple[Claim, list[Part]]:
        """With the AR module off A/R is QuickBooks' own: only the lines of our documents are proved (R1)."""
        lines = [line for line in self._lines(claim) if (line.type, line.id) in self.mine]
        return claim, [Part("Lines of our documents", claim.sign * sum(line.amount for line in lines))]

    def _open_invoices(self, claim: Claim) -> tuple[Claim, list[Part]]:
        """QuickBooks with itself: what is open by customer is the balance of A/R."""
        items = self.ledger.open_items(self.scope.as_of, payable=False)
        positive = sum(item.open for item in items if item.open > 0)
        unapplied = sum(item.open for item in items if item.open < 0)
        behind = tuple(filter(None, [self.scope.books_id(account) for account in claim.accounts]))
        parts = tuple(p for p in (Part("Open invoices", positive), Part("Unapplied", unapplied)) if p.amount)
        return self._balance(replace(claim, parts=parts, books=behind))

    def _tax(self, claim: Claim) -> tuple[Claim, list[Part]]:
        """What the month moved on the tax accounts; what was paid to the agencies is apart."""
        lines = self._lines(claim)
        moved = claim.sign * sum(line.amount for line in lines if line.type not in PAYS_TAX)
        return claim, [Part("Movement of the month", moved)]

    def _profit(self, claim: Claim) -> tuple[Claim, list[Part]]:
        assert claim.since is not None
        moved = self.ledger.profit_and_loss(claim.since, self.scope.as_of)
        amount = claim.sign * sum(moved.get(id, 0) for id in claim.books)
        return claim, [Part("Profit and loss of the month", amount)]

    def _payable(self, claim: Claim) -> tuple[Claim, list[Part]]:
        """A/P less what is open of bills that are not ours; our vouchers less what was paid on them up to the day."""
        begins, as_of = self.scope.begins - LOOK_BACK, self.scope.as_of
        open_ = self.ledger.open_items(as_of, payable=True)
        ahead = {item.id for item in open_ if item.type.startswith(PAYMENT)}
        paid = sum(
            -one.amount if one.type == "VendorCredit" else one.amount
            for one in self.ledger.settled(begins, as_of)
            if one.type in SETTLED and (SETTLED[one.type], one.id) in self.mine and self._stands(one, ahead)
        )
        others = sum(item.open for item in open_ if (item.type, item.id) not in self.mine)
        ours = [*claim.parts, *([Part("Paid or applied", -paid)] if paid else [])]
        _, theirs = self._balance(claim)
        theirs += [Part("Bills keyed in QuickBooks", -others)] if others else []
        return replace(claim, parts=tuple(ours)), theirs

    def _stands(self, one: Settled, ahead: Collection[str]) -> bool:
        """Whether the books have it settled by the day: a payment `ahead` waits for what is dated later."""
        if one.payment not in ahead:
            return True
        document = self.books.read_document(KINDS[SETTLED[one.type]], one.id)
        return document is not None and document.on <= self.scope.as_of

    def _trial(self, claim: Claim) -> tuple[Claim, list[Part]]:
        return claim, [Part("All accounts in QuickBooks", sum(self.trial.values()))]

    def _lines(self, claim: Claim) -> list[LedgerLine]:
        return self.ledger.general_ledger(claim.books, claim.since or self.scope.begins, self.scope.as_of)

    def _explained(self, claim: Claim, difference: int) -> tuple[Finding, ...]:
        lines = self._lines(claim) if claim.books else []
        if claim.code == "R5":
            lines = [line for line in lines if line.type not in PAYS_TAX]
        with self.store.reading() as session:
            documents: list[OurDocument] = our_documents(session, self.scope, claim.accounts)
        explaining = Explaining(
            claim,
            self.scope.as_of,
            lines,
            documents if claim.code not in ("R8", OPEN_INVOICES) else [],
            self.books.read_document,
            lambda: self._before(claim),
        )
        return explaining.findings(difference)

    def _before(self, claim: Claim) -> int:
        """What the books held beyond us at the end of the day before our first."""
        eve = replace(self.scope, as_of=self.scope.begins - timedelta(days=1))
        with self.store.reading() as session:
            meant = expected(session, eve).balance(*claim.accounts)
        held = self.books.trial_balance(eve.as_of)
        return sum(held.get(id, 0) for id in claim.books) - meant
