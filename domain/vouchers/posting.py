"""Decide that a voucher is posted: journal, delivery and the promise to tell the books, in one transaction."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlmodel import Session, col, select

from domain.accounts.account import all_mapped
from domain.audit import record
from domain.clock import NewId, Now
from domain.connections.alerting import CHAT
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import Delivery, delivery_of
from domain.engine import Engine
from domain.ledger.journal import ACCRUED_AP, live_entries
from domain.ledger.period import Write, require_open
from domain.problems import Problem
from domain.store import Store
from domain.vouchers.claims import claim, lock_things, release
from domain.vouchers.entering import document_of, enter_voucher, take_back
from domain.vouchers.preview import Preview, term_of
from domain.vouchers.voucher import Voucher, VoucherState, note, voucher_to_change
from domain.worksheets.worksheet import AccrualState

SHOW: Final = "show-voucher"
SHOWN_FOR: Final = timedelta(days=2)


@dataclass(frozen=True)
class Posting:
    """What is decided about postings. Nothing here talks to the books; deliveries do."""

    deliveries: Deliveries
    new_id: NewId

    @property
    def store(self) -> Store:
        """Where vouchers are kept."""
        return self.deliveries.store

    @property
    def engine(self) -> Engine:
        """What keeps promises."""
        return self.deliveries.engine

    @property
    def now(self) -> Now:
        """The clock."""
        return self.deliveries.now

    def begin(self, session: Session, seen: Preview, *, by: str) -> None:
        """In the transaction that decided it: the voucher is in the journal, and on its way to the books.

        One that nets to exactly zero has no document and is posted with that (E10). Its things are locked already.
        """
        voucher, now = seen.voucher, self.now()
        assert voucher.posting_date is not None and seen.connection is not None
        require_open(session, voucher.department, voucher.posting_date, Write.VOUCHER)
        voucher.realm, voucher.connection_id = seen.connection.realm, seen.connection.id
        voucher.state, voucher.decided_at = VoucherState.POSTING, now
        claim(session, voucher, AccrualState.BILLED)
        enter_voucher(session, voucher, actor=by, at=now)
        if voucher.document is None:
            voucher.state, voucher.posted_at = VoucherState.POSTED, now
            self.wrote(session, voucher, "voucher posted", by=by, detail="It nets to zero: no document is needed.")
            return
        delivery = self.deliveries.send(
            session,
            document_of(voucher),
            kind=voucher.document,
            department=voucher.department,
            connection=seen.connection,
            party_books_id=seen.vendor_books_id,
            total=abs(voucher.amount or 0),
            revision=voucher.revision,
        )
        self._address(session, voucher, delivery)
        self.wrote(session, voucher, "voucher decided", by=by)

    def try_again(self, voucher_id: str, *, by: str) -> Voucher:
        """Send a failed posting again, as the same request. Pressed twice it is sent once."""
        with self.store.writing() as session:
            voucher = voucher_to_change(session, voucher_id)
            delivery = delivery_of(session, document_of(voucher), to_change=True)
            if voucher.state is not VoucherState.FAILED or delivery is None:
                raise Problem(f"{voucher.name} is {voucher.state}: there is nothing to try again.")
            if not delivery.unsure:
                self._address(session, voucher, delivery)
            self.deliveries.try_again(session, delivery)
            voucher.state = VoucherState.POSTING
            self.wrote(session, voucher, "posting tried again", by=by)
            return voucher

    def give_up(self, voucher_id: str, *, by: str) -> Voucher:
        """Withdraw a failed posting: its entries are reversed on their own dates and it is a draft again."""
        with self.store.writing() as session:
            voucher = voucher_to_change(session, voucher_id)
            delivery = delivery_of(session, document_of(voucher), to_change=True)
            if voucher.state is not VoucherState.FAILED or delivery is None:
                raise Problem(f"{voucher.name} is {voucher.state}, so it cannot be withdrawn.")
            if delivery.unsure:
                raise Problem(
                    f"{voucher.name} may have reached QuickBooks although no answer came.",
                    next_step="Try again: that looks for it first.",
                )
            lock_things(session, voucher)
            for entry in live_entries(session, document=document_of(voucher)):
                require_open(session, voucher.department, entry.on, Write.VOUCHER_UNDO)
            take_back(session, voucher, actor=by, at=self.now())
            release(session, voucher)
            self.deliveries.withdraw(session, delivery)
            voucher.state, voucher.revision = VoucherState.DRAFTED, voucher.revision + 1
            self.wrote(session, voucher, "posting withdrawn", by=by)
            return voucher

    def show_again(self) -> int:
        """Messages that could not be brought up to date get another try each minute; answers how many."""
        now = self.now()
        with self.store.writing() as session:
            late = select(Voucher).where(col(Voucher.number).is_not(None), col(Voucher.changed_at) > now - SHOWN_FOR)
            behind = [voucher for voucher in session.exec(late) if voucher.shown != voucher.face]
            for voucher in behind:
                key = f"{SHOW}:{voucher.id}:{voucher.face}:{now:%Y-%m-%dT%H:%M}"
                self.engine.enqueue(session, SHOW, voucher.id, key=key, partition=CHAT)
            return len(behind)

    def wrote(self, session: Session, voucher: Voucher, act: str, *, by: str, detail: str = "") -> None:
        """Write an act into the voucher's history and the audit trail, and have its message follow."""
        now = self.now()
        voucher.changed_at = now
        note(session, voucher, act, by=by, at=now, detail=detail)
        record(session, at=now, by=by, act=act, subject=f"voucher:{voucher.id}", detail=detail)
        self.engine.enqueue(session, SHOW, voucher.id, key=f"{SHOW}:{self.new_id()}", partition=CHAT)

    def _address(self, session: Session, voucher: Voucher, delivery: Delivery) -> None:
        """Where in the books it goes, as they are mapped now."""
        assert voucher.posting_date is not None
        accounts = all_mapped(session, voucher.department, voucher.realm, voucher.posting_date)
        account = accounts.get(ACCRUED_AP)
        if account is None:
            raise Problem("Accrued AP has no account in QuickBooks yet.", next_step="Map it: /accounting accounts.")
        delivery.account_books_id = account.books_id
        term = term_of(session, voucher)
        delivery.term_books_id = term.books_id or "" if term and term.realm == voucher.realm else ""
