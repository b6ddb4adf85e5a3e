"""What people call the things that the audit trail is about, and which things they mean by a name."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.term import Term
from domain.connections.connection import Connection
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.names import exact_key
from domain.drift.finding import Drift
from domain.imports.import_batch import ImportBatch
from domain.imports.worksheet_batch import WorksheetBatch
from domain.receipts.receipt import Receipt, ReceiptAct
from domain.sales.sale_document import SaleDocument
from domain.syncs.sync import SyncRun
from domain.vouchers.voucher import Voucher
from domain.worksheets.worksheet import Worksheet

VOUCHER_NUMBER: Final = re.compile(r"v-?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class _Kind:
    """A kind of thing: where it is kept, and how it is called."""

    kind: str
    id: Any
    name: Any
    words: str

    def named(self, condition: Any) -> Any:
        """The subjects of those that meet a condition."""
        return sa.select(sa.literal(f"{self.kind}:") + self.id).where(condition)


_KINDS: Final = (
    _Kind("counterparty", col(Counterparty.id), col(Counterparty.name), "{}"),
    _Kind("worksheet", col(Worksheet.id), col(Worksheet.number), "worksheet {}"),
    _Kind("connection", col(Connection.id), col(Connection.company_name), "the connection to {}"),
    _Kind("sync", col(SyncRun.id), col(SyncRun.company_name), "a sync with {}"),
    _Kind("import", col(ImportBatch.id), col(ImportBatch.file_name), "the import of {}"),
    _Kind("import", col(WorksheetBatch.id), col(WorksheetBatch.file_name), "the import of {}"),
    _Kind("receipt", col(ReceiptAct.id), col(ReceiptAct.name), "receipt {}"),
    _Kind(
        "sale", col(SaleDocument.id), sa.cast(col(SaleDocument.kind), sa.String) + " " + col(SaleDocument.number), "{}"
    ),
    _Kind("drift", col(Drift.id), col(Drift.type) + " " + col(Drift.number), "the change of {}"),
    _Kind("term", col(Term.id), col(Term.description), "the terms {}"),
)


def names_of(session: Session, subjects: Collection[str]) -> dict[str, str]:
    """What each subject is called; of a thing that is gone, its kind and the beginning of its id."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        kind, _, id = subject.partition(":")
        ids[kind].append(id)
    names = {f"{kind}:{id}": _plain(kind, id) for kind, some in ids.items() for id in some}
    for one in _KINDS:
        rows = session.execute(sa.select(one.id, one.name).where(one.id.in_(ids[one.kind]))) if ids[one.kind] else ()
        names |= {f"{one.kind}:{id}": one.words.format(name) for id, name in rows}
    return names | _vouchers(session, ids["voucher"])


def subjects_called(session: Session, text: str) -> list[str]:
    """The vouchers, receipts, worksheets, invoices and memos with exactly this number: `V-3`, `CR-2-A1`, `W-101`."""
    worksheets = select(Worksheet.id).where(sa.func.lower(col(Worksheet.number)) == text.lower())
    found = [f"worksheet:{id}" for id in session.exec(worksheets)]
    sales = select(SaleDocument.id).where(sa.func.lower(col(SaleDocument.number)) == text.lower())
    found += [f"sale:{id}" for id in session.exec(sales)]
    if numbered := VOUCHER_NUMBER.fullmatch(text):
        vouchers = select(Voucher.id).where(Voucher.number == int(numbered[1]))
        found += [f"voucher:{id}" for id in session.exec(vouchers)]
    receipts = select(ReceiptAct.receipt_id).where(ReceiptAct.name == text.upper())
    return found + [f"receipt:{id}" for id in session.exec(receipts)]


def subjects_like(text: str) -> Any:
    """A query for all things with these words in their name, and for the vouchers and worksheets of such a company."""
    return sa.union_all(*_like(text))


def _like(text: str) -> Iterator[Any]:
    key = exact_key(text)
    companies = sa.select(col(Counterparty.id)).where(col(Counterparty.name_key).contains(key, autoescape=True))
    yield sa.select(sa.literal("counterparty:") + col(Counterparty.id)).where(col(Counterparty.id).in_(companies))
    bill = col(Voucher.bill_number).icontains(text, autoescape=True)
    yield sa.select(sa.literal("voucher:") + col(Voucher.id)).where(sa.or_(bill, col(Voucher.vendor_id).in_(companies)))
    yield sa.select(sa.literal("receipt:") + col(Receipt.id)).where(col(Receipt.customer_id).in_(companies))
    yield sa.select(sa.literal("sale:") + col(SaleDocument.id)).where(col(SaleDocument.customer_id).in_(companies))
    yield sa.select(sa.literal("worksheet:") + col(Worksheet.id)).where(col(Worksheet.customer_id).in_(companies))
    yield from (one.named(one.name.icontains(text, autoescape=True)) for one in _KINDS)


def _vouchers(session: Session, ids: Collection[str]) -> dict[str, str]:
    if not ids:
        return {}
    vendor = col(Voucher.vendor_id) == col(Counterparty.id)
    rows = session.exec(select(Voucher, Counterparty.name).join(Counterparty, vendor, isouter=True).where(_in(ids)))
    return {
        f"voucher:{voucher.id}": " ".join(part for part in (voucher.name, name, voucher.bill_number) if part)
        for voucher, name in rows
    }


def _in(ids: Collection[str]) -> Any:
    return col(Voucher.id).in_(ids)


def _plain(kind: str, id: str) -> str:
    """Kinds whose id says it all, and what is not there any more."""
    match kind:
        case "account" | "period":
            department, _, what = id.partition(":")
            return f"{'account' if kind == 'account' else 'the month'} {what} of {department}"
        case "department":
            return f"the department {id}"
        case "press":
            return f"the press of {id}"
        case "person":
            return id
        case "audit":
            return "the audit trail"
    return f"{kind} {id[:8]}"
