"""What a person does about a sales document that QuickBooks did not take: try again, or give it up."""

from dataclasses import dataclass

from sqlmodel import Session

from domain.deliveries.delivery import Delivery, DeliveryState, delivery_of
from domain.problems import Problem
from domain.sales.billing import address_of
from domain.sales.invoicing import held
from domain.sales.sale_document import SaleDocument, content_at, document_to_change
from domain.sales.sale_matter import SaleMatter
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.worksheet import Adjustment, WorksheetStatus


@dataclass(frozen=True)
class Settling:
    """The acts, beside those on worksheets."""

    matter: SaleMatter
    adjusting: Adjusting

    def try_again(self, id: str, *, by: str) -> SaleDocument:
        """Send it again, as the same request, to where it belongs by now. Pressed twice it is sent once."""
        with self.matter.worksheets.store.writing() as session:
            document, delivery = self._refused(session, id)
            if delivery.state is DeliveryState.SENDING:
                return document
            address = address_of(session, document, content_at(session, document))
            if not delivery.unsure:
                delivery.party_books_id = address.customer
            self.matter.invoicing.deliveries.try_again(session, delivery)
            document.trouble = ""
            self.matter.invoicing.changed(session, document, by, f"{document.kind} tried again")
            return document

    def withdraw(self, id: str, *, by: str) -> SaleDocument:
        """Give it up: an edit is put back, a memo's adjustment is staged again, and without its invoice a worksheet is
        in work again. Raises a Problem while it may have arrived, or when its month is locked."""
        with self.matter.worksheets.store.writing() as session:
            document, delivery = self._refused(session, id)
            if delivery.state is not DeliveryState.REFUSED:
                raise Problem(f"QuickBooks has not refused {document.title}, so it cannot be withdrawn.")
            if held(session, document):
                self.matter.put_back(session, document, delivery, by, "withdrawn")
                return document
            if document.adjustment_id:
                self.adjusting.unpost(session, _adjustment(session, document), by)
                return document
        self.matter.worksheets.set_status(document.worksheet_id, WorksheetStatus.WORK, by=by)
        return document

    def _refused(self, session: Session, id: str) -> tuple[SaleDocument, Delivery]:
        """The document with its delivery, locked as in all acts: adjustment, worksheet, document, delivery."""
        if (document := session.get_one(SaleDocument, id)).adjustment_id:
            _adjustment(session, document)
        self.matter.lock(session, id)
        document = document_to_change(session, id)
        delivery = delivery_of(session, document.subject, to_change=True)
        if delivery is None or delivery.state not in (DeliveryState.REFUSED, DeliveryState.SENDING):
            raise Problem(f"There is nothing to settle about {document.title}.")
        return document, delivery


def _adjustment(session: Session, document: SaleDocument) -> Adjustment:
    return session.get_one(Adjustment, document.adjustment_id, with_for_update=True, populate_existing=True)
