"""What telling the books must know of sales documents, and what becomes of worksheets when the books have answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, select

from domain.books.documents import NewDocument
from domain.deliveries.delivery import Delivery
from domain.deliveries.matter import Attachment
from domain.ledger.journal import live_entries
from domain.problems import BooksRefused, Problem
from domain.sales.billing import paper_for_books
from domain.sales.invoicing import Invoicing, adjustment_of, held, worksheet_of
from domain.sales.sale_document import Content, SaleDocument, SaleState, content_at, document_to_change
from domain.worksheets.recognising import Recognising
from domain.worksheets.worksheet import Worksheet
from domain.worksheets.worksheet_form import SaleForm

US: Final = "tieout"
SETTLED: Final = ("part_paid", "paid", "credit_applied", "period_closed", "6210")  # only an adjustment helps


@dataclass(frozen=True)
class SaleMatter:
    """The `Matter` of sales. `refresh` brings the message of a document up to date and never raises."""

    invoicing: Invoicing
    worksheets: Recognising
    refresh: Callable[[str], object]

    def lock(self, session: Session, id: str) -> None:
        """The adjustment of a memo first, then the worksheet, then the document: as every act on a worksheet does."""
        document = session.get_one(SaleDocument, id)
        adjustment_of(session, document)
        worksheet_of(session, document)
        document_to_change(session, id)

    def document(self, session: Session, delivery: Delivery) -> NewDocument:
        """The document at the delivery's revision; what it lacks by now is a refusal."""
        try:
            return paper_for_books(session, session.get_one(SaleDocument, delivery.id), delivery)
        except Problem as lacking:
            raise BooksRefused(lacking.sentence, next_step=lacking.next_step) from None

    def file(self, session: Session, delivery: Delivery) -> Attachment | None:
        """QuickBooks prints its own invoices."""
        return None

    def dates(self, session: Session, delivery: Delivery) -> list[date]:
        """The date it has in the books."""
        return [content_at(session, session.get_one(SaleDocument, delivery.id), delivery.revision).on]

    def confirmed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """It stands in the books as it was decided; what is to leave INVOICE goes at once."""
        document = session.get_one(SaleDocument, delivery.id)
        document.trouble = ""
        if document.state is SaleState.LEAVING:
            self.invoicing.deliveries.remove(session, delivery, by=document.changed_by)
        self.invoicing.wrote(session, document, US, f"{document.kind} in QuickBooks", delivery.books_id or "")

    def refused(self, session: Session, delivery: Delivery, words: str) -> None:
        """An edit of what is paid, or lies in closed books, is put back; anything else waits for a person. What was to
        leave INVOICE leaves if the books have nothing of it, and stays otherwise."""
        document = session.get_one(SaleDocument, delivery.id)
        document.trouble = words
        stands = held(session, document) or delivery.unsure
        if document.state is SaleState.LEAVING and not stands:
            self.invoicing.deliveries.withdraw(session, delivery)
            self._leave(session, document, document.changed_by)
            return
        if document.state is SaleState.LEAVING:
            document.state = SaleState.LIVE
            self.worksheets.stayed(session, session.get_one(Worksheet, document.worksheet_id), US, words)
        if delivery.refusal_code in SETTLED and held(session, document):
            self.put_back(session, document, delivery, US, words)
        else:
            self.invoicing.wrote(session, document, US, f"{document.kind} refused", words)

    def removed(self, session: Session, delivery: Delivery, at: datetime) -> None:
        """The invoice is gone, so the worksheet has left INVOICE (E4); without its memo an adjustment is staged."""
        document = session.get_one(SaleDocument, delivery.id)
        if adjustment := adjustment_of(session, document):
            recognition = self.worksheets.recognition(session, worksheet_of(session, document), delivery.removed_by)
            recognition.erase(live_entries(session, document=f"adjustment:{adjustment.id}"))
            self.invoicing.withdrawn(recognition, document)
            adjustment.posted_on = None
            return
        self._leave(session, document, delivery.removed_by)

    def kept(self, session: Session, delivery: Delivery, words: str) -> None:
        """The books keep the invoice, so the worksheet stays INVOICE (H-13); a memo stays, too."""
        document = session.get_one(SaleDocument, delivery.id)
        document.state, document.trouble = SaleState.LIVE, words
        if not document.adjustment_id:
            self.worksheets.stayed(session, session.get_one(Worksheet, document.worksheet_id), US, words)
        self.invoicing.wrote(session, document, US, f"{document.kind} stays in QuickBooks", words)

    def show(self, id: str) -> object:
        """Its message follows."""
        return self.refresh(id)

    def zeroes(self, department: str) -> bool:
        """Whether an invoice that is taken away stays in the books at zero."""
        return self.invoicing.zeroes(department)

    def put_back(self, session: Session, document: SaleDocument, delivery: Delivery, by: str, why: str) -> None:
        """Give up a refused edit: the sale is again what the books hold. Its rows and the delivery are locked."""
        standing = held(session, document)
        assert standing is not None
        self.invoicing.deliveries.withdraw(session, delivery)
        content = content_at(session, document, standing.revision)
        worksheet = session.get_one(Worksheet, document.worksheet_id)
        _restore(session, worksheet, content)
        sales = [SaleForm(line.amount, line.tax, line.account, line.description) for line in content.lines]
        self.worksheets.put_back(session, worksheet, sales, by, why)
        self.invoicing.restored(self.worksheets.recognition(session, worksheet, by), document, content, why)

    def _leave(self, session: Session, document: SaleDocument, by: str) -> None:
        worksheet = session.get_one(Worksheet, document.worksheet_id)
        self.invoicing.withdrawn(self.worksheets.recognition(session, worksheet, by), document)
        self.worksheets.left(session, worksheet, by)


def _restore(session: Session, worksheet: Worksheet, content: Content) -> None:
    """What an invoice says besides its lines; a number that another worksheet took meanwhile stays changed."""
    worksheet.customer_id, worksheet.term, worksheet.ship_date = content.customer_id, content.term, content.shipped
    taken = select(Worksheet.id).where(
        Worksheet.department == worksheet.department,
        sa.func.lower(Worksheet.number) == content.number.lower(),
        Worksheet.id != worksheet.id,
    )
    if session.exec(taken).first() is None:
        worksheet.number = content.number
