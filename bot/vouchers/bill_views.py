"""The form of the vendor's bill, and the preview of what the voucher will do."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot import blocks
from bot.blocks import Block, View, escape
from bot.vouchers import figures
from domain.accounts.term import Term
from domain.books.documents import DocumentKind, fitting
from domain.money import parse_amount, percent, shown
from domain.problems import Problem
from domain.vouchers.preview import NUMBER, VARIANCE, Preview
from domain.vouchers.voucher import Voucher
from domain.vouchers.vouching import Bill

BILL, PREVIEW = "vouchers.bill", "vouchers.preview"
FIELDS: Final = ("bill_number", "amount", "invoice_date", "posting_date", "due_date", "memo")
KINDS: Final = {DocumentKind.BILL: "Bill", DocumentKind.VENDOR_CREDIT: "Vendor credit"}
FILE_COMES: Final = "The document is on its way."
LABELS: Final = {VARIANCE: "Why the bill differs", NUMBER: "Why this is another bill"}


@dataclass(frozen=True)
class Looked:
    """What a submitted preview showed: which draft, with which content."""

    id: str
    fingerprint: str


def bill_window(voucher: Voucher, vendor: str, terms: Sequence[Term], vendor_term: str) -> View:
    """What the vendor's paper says."""
    amount = shown(voucher.amount) if voucher.amount is not None else ""
    shown_ = [
        blocks.section(f"*{escape(vendor)}*"),
        blocks.field("bill_number", "Bill number", blocks.text_input(voucher.bill_number, limit=100), optional=True),
        blocks.field("amount", "Amount", blocks.text_input(amount, hint="1,234.56"), hint="A credit is negative."),
        blocks.field("invoice_date", "Vendor's invoice date", _date(voucher.invoice_date)),
        blocks.field(
            "posting_date",
            "Posting date",
            _date(voucher.posting_date),
            optional=True,
            hint="Empty: the invoice date, or the first open day after it.",
        ),
        *_terms(terms, voucher.term or vendor_term),
        blocks.field(
            "due_date", "Due date", _date(voucher.due_date), optional=True, hint="Empty: as the payment terms say."
        ),
        blocks.field("memo", "Memo", blocks.text_input(voucher.memo, limit=1000), optional=True),
        blocks.field("file", "The vendor's document", blocks.file_input("pdf", "png", "jpg", "jpeg"), optional=True),
    ]
    return blocks.modal(
        "The bill", shown_, callback_id=BILL, submit="Preview", close="Back", metadata=json.dumps({"id": voucher.id})
    )


def read_bill(view: View, before: Voucher) -> Bill:
    """What was typed. Raises Problem at the field that cannot be read. Dates that follow others are left to follow."""
    state = view["state"]
    invoice, posting, due = (_day(view, name) for name in ("invoice_date", "posting_date", "due_date"))
    if invoice != before.invoice_date and posting == before.posting_date:
        posting = None
    term = blocks.chosen(state, "term") or ""
    if due == before.due_date and (term != before.term or invoice != before.invoice_date):
        due = None
    return Bill(
        number=blocks.typed(state, "bill_number"),
        amount=parse_amount(blocks.typed(state, "amount")),
        invoice_date=invoice,
        posting_date=posting,
        due_date=due,
        term=term,
        memo=blocks.typed(state, "memo"),
        variance_reason=before.variance_reason,
        number_reason=before.number_reason,
    )


def read_draft(view: View) -> str:
    """The id of the draft a form is about."""
    return str(json.loads(view["private_metadata"])["id"])


def read_file(view: View) -> str:
    """The id of the file that was handed over, if any."""
    files = view["state"]["values"].get("file", {}).get("value", {}).get("files") or []
    return str(files[0]["id"]) if files else ""


def with_reasons(voucher: Voucher, reasons: Mapping[str, str]) -> Bill:
    """The bill of a draft with the reasons that were given for it; one that was not asked for stays."""
    said = bill_of(voucher)
    return replace(
        said,
        variance_reason=reasons.get(VARIANCE, said.variance_reason),
        number_reason=reasons.get(NUMBER, said.number_reason),
    )


def bill_of(voucher: Voucher) -> Bill:
    """What the draft knows of the bill."""
    return Bill(
        voucher.bill_number,
        voucher.amount,
        voucher.invoice_date,
        voucher.posting_date,
        voucher.due_date,
        voucher.term,
        voucher.memo,
        voucher.variance_reason,
        voucher.number_reason,
    )


def preview_window(seen: Preview, names: Mapping[str, str], file: str, *, changed: bool = False) -> View:
    """What will happen, before anything does. It can be submitted once nothing stands in its way."""
    voucher = seen.voucher
    again = ":arrows_counterclockwise: Something changed meanwhile. This is how it is now."
    shown_ = [blocks.section(again)] if changed else []
    shown_ += [_head(seen)]
    shown_ += [_stop(stop) for stop in seen.stops]
    if seen.working:
        shown_ += figures.lines(seen.working)
        shown_ += [blocks.section("*Accounts*"), *figures.accounts(seen.working, names)]
        shown_ += [blocks.section(figures.effect(seen.working)), blocks.section(_in_books(seen))]
    shown_ += [blocks.context(f":paperclip: {escape(file)}")] if file else []
    shown_ += [field for name, why in seen.asks.items() for field in _reason(name, why, voucher)]
    if seen.working and not seen.asks and seen.working.variance:
        shown_.append(blocks.context("The variance is within tolerance. It is shared out to the last cent."))
    return blocks.modal(
        "Preview",
        shown_,
        callback_id=PREVIEW,
        submit=None if seen.stops else "Submit",
        close="Back",
        metadata=json.dumps({"id": voucher.id, "fingerprint": seen.fingerprint}),
    )


def read_preview(view: View) -> Looked:
    """What the window showed."""
    return Looked(**json.loads(view["private_metadata"]))


def read_reasons(view: View) -> dict[str, str]:
    """The reasons that were asked for and given."""
    asked = [block["block_id"] for block in view["blocks"] if block["block_id"] in LABELS]
    return {name: blocks.typed(view["state"], name) for name in asked}


def first_in_form(stops: Sequence[Problem]) -> Problem | None:
    """What can be mended in the form of the bill."""
    return next((stop for stop in stops if stop.field in FIELDS), None)


def kind_name(voucher: Voucher) -> str:
    """`Bill`, `Vendor credit`, or what it is when it nets to zero."""
    return KINDS[voucher.document] if voucher.document else "Voucher of zero"


def _head(seen: Preview) -> Block:
    voucher = seen.voucher
    said = f"*{escape(seen.vendor_name)}* · {kind_name(voucher)} {escape(voucher.bill_number)}".rstrip()
    said += f" · *{shown(voucher.amount or 0)}*"
    if seen.working:
        part = percent(seen.working.variance, seen.working.selected)
        said += f"\nAgreed {shown(seen.working.selected)} · variance {shown(seen.working.variance)} ({part})"
    dates = f"invoice {figures.day(voucher.invoice_date)} · posting {figures.day(voucher.posting_date)}"
    early = f" · {seen.discount}" if seen.discount else ""
    return blocks.section(f"{said}\n{dates} · due {figures.day(voucher.due_date)}{early}")


def _in_books(seen: Preview) -> str:
    voucher, working = seen.voucher, seen.working
    if voucher.document is None or working is None:
        return "*QuickBooks* gets no document: it nets to exactly zero."
    number = sum(1 for share in working.shares if share.billed)
    account = (
        f"{seen.accrued_ap.books_number} {seen.accrued_ap.books_name}".strip() if seen.accrued_ap else "Accrued AP"
    )
    company = seen.connection.company_name if seen.connection else "QuickBooks"
    what = f"{kind_name(voucher)} {fitting(voucher.bill_number)}".strip()
    return (
        f"*QuickBooks* ({escape(company)}) will hold {escape(what)} of {shown(abs(voucher.amount or 0))} dated "
        f"{figures.day(voucher.posting_date)}, {blocks.count(number, 'line')}, all on {escape(account)}."
    )


def _stop(stop: Problem) -> Block:
    return blocks.section(f":no_entry: {escape(stop.words())}")


def _reason(name: str, why: str, voucher: Voucher) -> list[Block]:
    typed = blocks.text_input(getattr(voucher, name), multiline=True, limit=1000)
    return [blocks.section(f":warning: {escape(why)}"), blocks.field(name, LABELS[name], typed)]


def _terms(terms: Sequence[Term], chosen: str) -> list[Block]:
    if not terms:
        return []
    options = {term.description.casefold(): blocks.option(term.description, term.description) for term in terms}
    menu = blocks.select("value", "Payment terms", list(options.values()), initial=options.get(chosen.casefold()))
    return [blocks.field("term", "Payment terms", menu, optional=True)]


def _date(initial: date | None) -> Block:
    made: Block = {"type": "datepicker", "action_id": "value"}
    return made | ({"initial_date": initial.isoformat()} if initial else {})


def _day(view: View, name: str) -> date | None:
    picked = view["state"]["values"].get(name, {}).get("value", {}).get("selected_date")
    return date.fromisoformat(picked) if picked else None
