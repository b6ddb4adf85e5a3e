"""Before a month's entry: lock the month, decide on late bills, value the stock, name who owns which step (S2-40)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from domain.audit import record
from domain.closing.closing import IN_THE_BOOKS, current_entries, lapse, require_nothing_left
from domain.closing.closing_entry import EntryState, entries_of, live_close
from domain.closing.inventory import InventoryValue, keep_value, said
from domain.closing.month_end import MonthEnd, Step, StepOwner, month_end_to_change
from domain.closing.noting import Noting, checked
from domain.connections.alerting import CHAT
from domain.ledger.locking import lock_month, unlock_month
from domain.ledger.period import (
    Period,
    PeriodState,
    Write,
    first_day,
    in_words,
    month_of,
    next_month,
    require_open,
)
from domain.problems import Problem
from domain.role import Act, Role, require
from domain.store import Store
from domain.vouchers.posting import SHOW
from domain.vouchers.voucher import Voucher, VoucherState, voucher_to_change


@dataclass(frozen=True)
class Preparing:
    """The acts, each one transaction and audited. Months are such as `2025-01`."""

    store: Store
    noting: Noting
    roles: Callable[[str], Collection[Role]]

    def lock(self, department: str, month: str, *, by: str) -> Period:
        """Lock a month so that its numbers cannot change; a Problem while anything dated in it is unfinished."""
        month = checked(month)
        with self.store.writing() as session:
            require(self.roles(by), Act.CLOSE)
            month_end_to_change(session, department, month)
            locked = lock_month(session, department, month, by=by, at=self.noting.now())
            require_nothing_left(session, department, month)
            self.noting.show(session, department, month)
            return locked

    def unlock(self, department: str, month: str, reason: str, *, by: str) -> Period:
        """Open a locked month again, before its entry is posted; a proposed entry lapses."""
        month = checked(month)
        with self.store.writing() as session:
            require(self.roles(by), Act.SIGN_OFF)
            kept = month_end_to_change(session, department, month)
            entries = entries_of(session, department, month, to_change=True)
            standing = any(entry.state in (EntryState.POSTING, EntryState.FAILED) for entry in entries)
            if standing or live_close(session, department, month):
                raise Problem(
                    f"The closing entry of {in_words(month)} is posted or on its way.",
                    field="month",
                    next_step="Reopen the month instead.",
                )
            lapse(entries)
            to = PeriodState.REOPENED if kept.round else PeriodState.OPEN
            opened = unlock_month(session, department, month, reason, to=to, by=by, at=self.noting.now())
            self.noting.show(session, department, month)
            return opened

    def bills_looked_at(self, department: str, month: str, *, by: str) -> MonthEnd:
        """Somebody has decided of every late bill in which month it is dated; later ones are theirs to notice."""
        with self.store.writing() as session:
            require(self.roles(by), Act.CLOSE)
            kept = month_end_to_change(session, department, checked(month))
            kept.bills_seen_by = by
            self.noting.wrote(session, department, month, "late bills looked at", by=by)
            return kept

    def date_bill(self, voucher_id: str, on: date, *, by: str) -> Voucher:
        """Date a drafted bill in one month or the other; with that this person has prepared it, too."""
        with self.store.writing() as session:
            require(self.roles(by), Act.CLOSE)
            voucher = voucher_to_change(session, voucher_id)
            if voucher.state is not VoucherState.DRAFTED:
                do = "Who prepared it withdraws it, or an approver rejects it."
                raise Problem(f"{voucher.name} is {voucher.state}, so it cannot be dated anew.", next_step=do)
            require_open(session, voucher.department, on, Write.VOUCHER)
            before, voucher.posting_date = voucher.posting_date, on
            voucher.preparers = " ".join(sorted(voucher.prepared_by | {by}))
            voucher.revision, voucher.changed_at = voucher.revision + 1, self.noting.now()
            detail = f"posting date {before or 'none'} → {on}; revision {voucher.revision}"
            at, subject = self.noting.now(), f"voucher:{voucher_id}"
            record(session, at=at, by=by, act="voucher changed", subject=subject, detail=detail)
            if voucher.number is not None:  # it was submitted once, so it has a message, which follows
                key = f"{SHOW}:{self.noting.new_id()}"
                self.noting.engine.enqueue(session, SHOW, voucher_id, key=key, partition=CHAT)
            return voucher

    def assign(self, department: str, month: str, step: Step, person: str, *, by: str) -> None:
        """Name who owns a step of a close."""
        with self.store.writing() as session:
            require(self.roles(by), Act.CLOSE)
            session.merge(StepOwner(department=department, month=checked(month), step=step, person=person))
            self.noting.wrote(session, department, month, "step assigned", by=by, detail=f"{step} to {person}")

    def take_value(self, department: str, month: str, file_name: str, content: bytes, *, by: str) -> InventoryValue:
        """Keep the value of the stock at a month's end, by file; not once an entry that used it is posted (E15)."""
        month = checked(month)
        with self.store.writing() as session:
            require(self.roles(by), Act.CLOSE)
            for each in (month, month_of(next_month(first_day(month)))):
                month_end_to_change(session, department, each)
                if any(entry.state in IN_THE_BOOKS for entry in current_entries(session, department, each)):
                    raise Problem(
                        f"The closing entry of {in_words(each)} uses this value already.",
                        field="file",
                        next_step=f"Reopen {in_words(each)} to correct it.",
                    )
            kept = keep_value(session, department, month, file_name, content, by=by, at=self.noting.now())
            self.noting.wrote(session, department, month, "inventory value taken", by=by, detail=said(kept))
            return kept
