"""One document each: where a request reached the books twice although they should have known it, one copy goes."""

from domain.books.documents import Document, DocumentBooks, DocumentKind, NewDocument
from domain.deliveries.refusal import named
from domain.problems import BooksRefused, BooksUnavailable

GONE, STALE = "610", "5010"


def may_be_doubled(new: NewDocument) -> bool:
    """Whether the books would take a second one: nothing but its number tells two documents apart, and they allow two
    journal entries of one number."""
    return new.kind is DocumentKind.JOURNAL_ENTRY or not new.number


def only_one(books: DocumentBooks, new: NewDocument, document: Document, recorded: str) -> Document:
    """The one that stays: what is `recorded` for it, or else one in use, or else the first; whoever looks decides
    alike. BooksRefused without a code while two of them are in use."""
    copies = {one.id: one for one in (document, *books.copies(new))}
    stays, *others = sorted(copies.values(), key=lambda one: (one.id != recorded, not _in_use(one), int(one.id)))
    for copy in others:
        _remove(books, copy)
    return stays


def _in_use(document: Document) -> bool:
    """Whether something was paid on it or set off against it."""
    return bool(document.linked) or document.balance not in (None, document.total)


def _remove(books: DocumentBooks, copy: Document) -> None:
    if _in_use(copy):
        raise BooksRefused(
            f"QuickBooks holds {named(copy.kind, copy.number)} twice, and both are in use.",
            next_step="Remove one of the two in QuickBooks, then try again.",
        )
    try:
        books.delete_document(copy.kind, copy.id, copy.version, f"copy-{copy.kind}-{copy.id}"[:36])
    except BooksRefused as refused:
        if refused.code == GONE:
            return
        if refused.code == STALE:
            raise BooksUnavailable("The document was changed at the same time.", answer_lost=True) from None
        raise BooksRefused(
            f"QuickBooks holds {named(copy.kind, copy.number)} twice. {refused.sentence}",
            next_step="Remove one of the two in QuickBooks, then try again.",
        ) from None
