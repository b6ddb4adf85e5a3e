"""Why a document in the books may not be changed or removed, as its kind is called there."""

from typing import Final

from domain.books.documents import Application, Document, DocumentBooks, DocumentKind
from domain.money import shown
from domain.problems import BooksRefused

CHANGED, GONE = "changed", "gone"
CORRECT_IT: Final = "Correct it by a purchase adjustment in an open month."
ADJUST_IT: Final = "Record a sales adjustment instead."
WAYS_OUT: Final = {
    DocumentKind.BILL: CORRECT_IT,
    DocumentKind.VENDOR_CREDIT: CORRECT_IT,
    DocumentKind.INVOICE: ADJUST_IT,
    DocumentKind.CREDIT_MEMO: ADJUST_IT,
    DocumentKind.JOURNAL_ENTRY: "Have the closing date moved in QuickBooks.",
}
NAMES: Final = {
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "Credit",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_MEMO: "Credit memo",
    DocumentKind.JOURNAL_ENTRY: "Journal entry",
}
CREDITS: Final = (DocumentKind.VENDOR_CREDIT, DocumentKind.CREDIT_MEMO)


class Refusal(BooksRefused):
    """Why a document stays as it is. `code` is period_closed, part_paid, paid, credit_applied, changed or gone;
    `version` is of a changed document, for a person to accept."""

    def __init__(self, sentence: str, *, code: str, next_step: str, version: str = "") -> None:
        super().__init__(sentence, code=code, next_step=next_step)
        self.version = version


def named(kind: DocumentKind, number: str) -> str:
    """`Invoice W-101`."""
    return f"{NAMES[kind]} {number}".strip()


def require_untouched(books: DocumentBooks, document: Document) -> None:
    """Refusal when something was paid on a document, or a credit set off against it or used up."""
    if not document.linked and document.balance == document.total:
        return
    applied = books.applications(document)
    if document.linked or applied:
        raise _stands_on_it(document, applied)


def changed_there(document: Document, total: int, next_step: str) -> Refusal:
    """Somebody changed a document that was posted as `total` cents."""
    found = f"It is of {shown(document.total)} now, dated {document.on:%-d %B %Y}."
    was = "" if document.total == total else f" as {shown(total)}"
    return Refusal(
        f"Someone changed the document in QuickBooks since it was posted{was}. {found}",
        code=CHANGED,
        next_step=next_step,
        version=document.version,
    )


def _stands_on_it(document: Document, applied: list[Application]) -> Refusal:
    """What was paid on a document, or set off against it or against a credit."""
    kind, cash = document.kind, sum(one.in_cash for one in applied)
    name, way_out = named(kind, document.number), WAYS_OUT[kind]
    if kind in CREDITS or (applied and not cash):
        return Refusal(f"{name} has a credit applied in QuickBooks.", code="credit_applied", next_step=way_out)
    if document.balance:
        paid = shown(document.total - document.balance)
        return Refusal(
            f"{name} is paid in part: {paid} of {shown(document.total)}.", code="part_paid", next_step=way_out
        )
    return Refusal(f"{name} is paid.", code="paid", next_step=way_out)
