"""Drafts of vouchers: opened, filled in, ticked, looked at. A draft lives in the database from its first moment."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, delete, func, select

from domain.accounts.term import due_on, preferred
from domain.audit import record
from domain.clock import NewId, Now
from domain.counterparties.counterparty import Counterparty
from domain.imports.tabular import read_sheets
from domain.ledger.period import first_open_day
from domain.money import shown
from domain.problems import Problem
from domain.store import Store
from domain.vouchers.bill_number import set_number
from domain.vouchers.limits import Rules
from domain.vouchers.payables import Filter, OpenItem, named, open_items, page
from domain.vouchers.preview import Preview, preview, term_of
from domain.vouchers.proposal import Proposal, propose
from domain.vouchers.voucher import (
    MAX_LINES,
    Voucher,
    VoucherFile,
    VoucherLine,
    VoucherState,
    lines_of_voucher,
    note,
    voucher_to_change,
)

TITLES: Final = ("worksheet", "worksheet number", "worksheet no.", "number", "file number", "file")
MOST_BYTES: Final = 20 * 1024 * 1024


@dataclass(frozen=True)
class Bill:
    """What the vendor's paper says, and when it is posted. Cents; None and empty texts are what is not known yet."""

    number: str = ""
    amount: int | None = None
    invoice_date: date | None = None
    posting_date: date | None = None
    due_date: date | None = None
    term: str = ""
    memo: str = ""
    variance_reason: str = ""
    number_reason: str = ""


@dataclass(frozen=True)
class Pasted:
    """What a pasted list led to: the things ticked, and the lines that fit nothing or more than one thing."""

    ticked: Sequence[OpenItem]
    unknown: Sequence[str]


@dataclass(frozen=True)
class Vouching:
    """What a preparer does with a draft. Each method is one transaction; roles are the caller's to check.

    `rules` gives a department's settings, `wall` is real time, for searches that must be quick.
    """

    store: Store
    now: Now
    new_id: NewId
    wall: Now
    rules: Callable[[str], Rules]

    def open_draft(self, department: str, *, by: str, id: str = "") -> Voucher:
        """A new draft, or the one that this id was made for already."""
        with self.store.writing() as session:
            known = session.get(Voucher, id) if id else None
            if known:
                return known
            now = self.now()
            draft = Voucher(
                id=id or self.new_id(), department=department, created_by=by, created_at=now, changed_at=now
            )
            draft.preparers = by
            session.add(draft)
            self._wrote(session, draft, "voucher opened", by=by)
            return draft

    def choose_vendor(self, voucher_id: str, vendor_id: str, *, by: str) -> Voucher:
        """Whose bill it is. Another vendor than before means other accruals: the ticks go."""
        with self._changing(voucher_id, by) as (session, voucher):
            vendor = session.get(Counterparty, vendor_id)
            if vendor is None or not vendor.is_supplier:
                raise Problem("This is not a supplier of ours.", field="vendor_id", next_step="Choose another.")
            if voucher.vendor_id != vendor_id:
                session.exec(delete(VoucherLine).where(col(VoucherLine.voucher_id) == voucher_id))
            voucher.vendor_id = vendor_id
            return voucher

    def set_bill(self, voucher_id: str, bill: Bill, *, by: str) -> Voucher:
        """What the bill says. Without a posting date it is the invoice date, or the first open day after it (C16).

        Without a term it is the vendor's own (S1-17), and without a due date that of the term.
        """
        with self._changing(voucher_id, by) as (session, voucher):
            set_number(voucher, bill.number)
            voucher.amount, voucher.memo = bill.amount, bill.memo.strip()
            voucher.invoice_date = bill.invoice_date
            voucher.posting_date = bill.posting_date or _usual_day(session, voucher)
            voucher.term = preferred(voucher=bill.term, counterparty=_vendor_terms(session, voucher))
            voucher.due_date = bill.due_date or _due_date(session, voucher)
            voucher.variance_reason, voucher.number_reason = bill.variance_reason.strip(), bill.number_reason.strip()
            return voucher

    def tick(self, voucher_id: str, ids: Sequence[str], *, by: str) -> None:
        """Tick open accruals and purchase adjustments of the vendor; those that are not open any more are refused."""
        with self._changing(voucher_id, by) as (session, voucher):
            items = open_items(session, _everything(voucher), ids)
            if len(items) < len(set(ids)):
                raise Problem("Something you ticked is not open any more.", next_step="Look at the list again.")
            _tick(session, voucher, items)

    def untick(self, voucher_id: str, ids: Sequence[str], *, by: str) -> None:
        """Take ticks away."""
        with self._changing(voucher_id, by) as (session, voucher):
            _untick(session, voucher, ids)

    def untick_all(self, voucher_id: str, *, by: str) -> None:
        """Take every tick away."""
        with self._changing(voucher_id, by) as (session, _):
            session.exec(delete(VoucherLine).where(col(VoucherLine.voucher_id) == voucher_id))

    def tick_page(self, voucher_id: str, ticked: Sequence[str], unticked: Sequence[str], *, by: str) -> None:
        """What a person did on a page of boxes; a thing that is not open any more is not ticked."""
        with self._changing(voucher_id, by) as (session, voucher):
            _untick(session, voucher, unticked)
            _tick(session, voucher, open_items(session, _everything(voucher), ticked))

    def tick_all(self, voucher_id: str, wanted: Filter, *, by: str) -> int:
        """Tick everything a filter shows; answers how many ticks the draft has."""
        with self._changing(voucher_id, by) as (session, voucher):
            items = page(session, wanted, limit=MAX_LINES + 1)
            if wanted.vendor_id != voucher.vendor_id or wanted.department != voucher.department:
                raise Problem("That list is of another vendor.", next_step="Look at the list again.")
            _tick(session, voucher, items)
            return len(lines_of_voucher(session, voucher_id))

    def paste(self, voucher_id: str, text: str, *, by: str) -> Pasted:
        """Tick what a list names: on each line a worksheet number, and an amount or a kind where it has several."""
        with self._changing(voucher_id, by) as (session, voucher):
            offered = page(session, _everything(voucher), limit=None)
            found = {line: named(line, offered) for line in dict.fromkeys(text.splitlines()) if line.strip()}
            ticked = [item for items in found.values() for item in items]
            _tick(session, voucher, ticked)
            return Pasted(ticked, [line.strip() for line, items in found.items() if not items])

    def tick_from_file(self, voucher_id: str, name: str, content: bytes, *, by: str) -> Pasted:
        """Tick what a CSV or XLSX file lists: in its first column worksheet numbers, in its second, if it has one,
        amounts or kinds. A first row of titles is left out."""
        rows = [row for sheet in read_sheets(name, content) for row in sheet.rows]
        lines = [" ".join("\t".join(cell.strip() for cell in row.cells[:2]).splitlines()) for row in rows]
        titled = bool(lines) and lines[0].split("\t")[0].casefold() in TITLES
        return self.paste(voucher_id, "\n".join(lines[titled:]), by=by)

    def attach(self, voucher_id: str, name: str, content_type: str, content: bytes, *, by: str) -> None:
        """Keep the vendor's document with the draft; a later one replaces it."""
        if not content or len(content) > MOST_BYTES:
            raise Problem(f"A file has between 1 byte and {MOST_BYTES // 1024**2} MB.", field="file")
        with self._changing(voucher_id, by) as (session, voucher):
            file = VoucherFile(
                voucher_id=voucher.id,
                name=name,
                content_type=content_type,
                content=content,
                by=by,
                at=self.now(),
            )
            session.merge(file)

    def propose(self, voucher_id: str) -> tuple[Proposal, list[OpenItem]]:
        """The open things that add up to the bill's amount, if there are any; the chosen ones are its second half."""
        with self.store.reading() as session:
            voucher = session.get_one(Voucher, voucher_id)
            if not voucher.vendor_id or voucher.amount is None:
                raise Problem("A proposal needs the vendor and the amount of the bill.", field="amount")
            offered = page(session, _everything(voucher), limit=MAX_LINES)
        found = propose([item.amount for item in offered], voucher.amount, self.wall)
        return found, [offered[n] for n in found.chosen]

    def preview(self, voucher_id: str) -> Preview:
        """The voucher as it would be posted now."""
        with self.store.reading() as session:
            voucher = session.get_one(Voucher, voucher_id)
            return preview(session, voucher, self.rules(voucher.department), self.now())

    def voucher(self, voucher_id: str) -> Voucher:
        """A voucher as it is."""
        with self.store.reading() as session:
            return session.get_one(Voucher, voucher_id)

    def redo(self, voucher_id: str, *, by: str) -> Voucher:
        """A new draft like an undone voucher: its bill, its file, and what is still open of what it settled."""
        with self.store.writing() as session:
            old = voucher_to_change(session, voucher_id)
            if old.state is not VoucherState.UNDONE:
                raise Problem(f"{old.name} is not undone.", next_step="Only an undone voucher is done again.")
            draft = _copy(old, self.new_id(), by, self.now)
            session.add(draft)
            ids = [line.item_id for line in lines_of_voucher(session, voucher_id)]
            _tick(session, draft, open_items(session, _everything(draft), ids))
            if file := session.get(VoucherFile, voucher_id):
                session.add(VoucherFile(**file.model_dump() | {"voucher_id": draft.id}))
            self._wrote(session, draft, "voucher opened", by=by, detail=f"again, after {old.name}")
            return draft

    @contextmanager
    def _changing(self, voucher_id: str, by: str) -> Iterator[tuple[Session, Voucher]]:
        """A draft, to change: whoever does becomes one of its preparers, and earlier looks at it are out of date."""
        with self.store.writing() as session:
            voucher = voucher_to_change(session, voucher_id)
            if voucher.state is not VoucherState.DRAFTED:
                raise Problem(
                    f"{voucher.name} is {voucher.state}, so it cannot be changed.", next_step="Withdraw it first."
                )
            before = _facts(session, voucher)
            yield session, voucher
            voucher.preparers = " ".join(sorted(voucher.prepared_by | {by}))
            voucher.revision, voucher.changed_at = voucher.revision + 1, self.now()
            after = _facts(session, voucher)
            changes = [f"{what} {before[what]} → {now}" for what, now in after.items() if before[what] != now]
            detail = "; ".join([*changes, f"revision {voucher.revision}"])
            record(session, at=self.now(), by=by, act="voucher changed", subject=f"voucher:{voucher.id}", detail=detail)

    def _wrote(self, session: Session, voucher: Voucher, act: str, *, by: str, detail: str = "") -> None:
        note(session, voucher, act, by=by, at=self.now(), detail=detail)
        record(session, at=self.now(), by=by, act=act, subject=f"voucher:{voucher.id}", detail=detail)


def _facts(session: Session, voucher: Voucher) -> dict[str, str]:
    """What the trail says of a draft before and after a change."""
    vendor = session.get(Counterparty, voucher.vendor_id) if voucher.vendor_id else None
    return {
        "vendor": vendor.name if vendor else "none",
        "number": voucher.bill_number or "none",
        "amount": "none" if voucher.amount is None else shown(voucher.amount),
        "invoice date": str(voucher.invoice_date or "none"),
        "posting date": str(voucher.posting_date or "none"),
        "due date": str(voucher.due_date or "none"),
        "terms": voucher.term or "none",
        "memo": voucher.memo or "none",
        "why the bill differs": voucher.variance_reason or "none",
        "why it is another bill": voucher.number_reason or "none",
        "lines": str(len(lines_of_voucher(session, voucher.id))),
    }


def _everything(voucher: Voucher) -> Filter:
    return Filter(voucher.department, voucher.vendor_id or "")


def _tick(session: Session, voucher: Voucher, items: Sequence[OpenItem]) -> None:
    """Ticks keep the order in which they were made, which is the order of the bill's lines."""
    have = {line.item_id for line in lines_of_voucher(session, voucher.id)}
    new = {item.id: item for item in items if item.id not in have}
    if len(have) + len(new) > MAX_LINES:
        raise Problem(f"A voucher holds {MAX_LINES} lines at most.", next_step="Split the bill in two vouchers.")
    highest = select(func.max(VoucherLine.place)).where(VoucherLine.voucher_id == voucher.id)
    last = session.exec(highest).one() or 0
    for place, item in enumerate(new.values(), start=last + 1):
        session.add(
            VoucherLine(
                voucher_id=voucher.id,
                item_id=item.id,
                kind=item.kind,
                worksheet_id=item.worksheet_id,
                account=item.account,
                accrued=item.amount,
                place=place,
            )
        )


def _untick(session: Session, voucher: Voucher, ids: Sequence[str]) -> None:
    lines = delete(VoucherLine).where(col(VoucherLine.voucher_id) == voucher.id, col(VoucherLine.item_id).in_(ids))
    session.exec(lines)


def _usual_day(session: Session, voucher: Voucher) -> date | None:
    return first_open_day(session, voucher.department, voucher.invoice_date) if voucher.invoice_date else None


def _vendor_terms(session: Session, voucher: Voucher) -> str:
    vendor = session.get(Counterparty, voucher.vendor_id) if voucher.vendor_id else None
    return vendor.terms if vendor else ""


def _due_date(session: Session, voucher: Voucher) -> date | None:
    term = term_of(session, voucher)
    if term is None or voucher.posting_date is None:
        return None
    return due_on(term, ship=None, posting=voucher.posting_date, invoice=voucher.invoice_date)


def _copy(old: Voucher, id: str, by: str, now: Now) -> Voucher:
    kept = ("department", "vendor_id", "bill_number", "bill_key", "alike_key", "invoice_date", "posting_date")
    more = ("due_date", "term", "amount", "memo", "variance_reason", "number_reason")
    values = {name: getattr(old, name) for name in (*kept, *more)}
    at = now()
    return Voucher(id=id, created_by=by, preparers=by, created_at=at, changed_at=at, redo_of=old.id, **values)
