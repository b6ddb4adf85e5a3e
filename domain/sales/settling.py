"""What a person does about a sales document that QuickBooks did not take, or lost: try again, or give it up."""

from dataclasses import dataclass

from sqlmodel import Session

from domain.deliveries.delivery import Delivery, DeliveryState, delivery_of
from domain.deliveries.refusal import GONE
from domain.ledger.journal import live_entries
from domain.ledger.period import Write, require_open
from domain.problems import Problem
from domain.sales.billing import address_of
from domain.sales.invoicing import adjustment_of, held
from domain.sales.sale_document import SaleDocument, SaleState, content_at, document_to_change
from domain.sales.sale_matter import SaleMatter
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.worksheet import WorksheetStatus


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
            if adjustment := adjustment_of(session, document):
                self.adjusting.unpost(session, adjustment, by)
                return document
        self.matter.worksheets.set_status(document.worksheet_id, WorksheetStatus.WORK, by=by)
        return document

    def gone(self, id: str, *, by: str) -> None:
        """Take over that somebody deleted it in QuickBooks: without its invoice a worksheet leaves INVOICE (E4), and
        the adjustment of a memo is staged again. A Problem where a locked month or an adjustment stands in the way."""
        with self.matter.worksheets.store.writing() as session:
            document, delivery = self._known(session, id)
            if delivery is None or delivery.state is not DeliveryState.CONFIRMED:
                return
            if document.adjustment_id:
                self._lose_memo(session, document, delivery, by)
                return
            self.matter.invoicing.deliveries.found_gone(delivery)
        self.matter.worksheets.set_status(document.worksheet_id, WorksheetStatus.WORK, by=by)

    def _lose_memo(self, session: Session, document: SaleDocument, delivery: Delivery, by: str) -> None:
        """What it took part in is taken back on its own dates, once it is certain that it is gone."""
        for entry in live_entries(session, document=f"adjustment:{document.adjustment_id}"):
            require_open(session, document.department, entry.on, Write.SALES_ADJUSTMENT)
        self.matter.invoicing.deliveries.remove(session, delivery, by=by, accepted=GONE)
        document.state, document.trouble, document.changed_by = SaleState.LEAVING, "", by
        self.matter.invoicing.changed(session, document, by, f"{document.kind} to be withdrawn")

    def _refused(self, session: Session, id: str) -> tuple[SaleDocument, Delivery]:
        document, delivery = self._known(session, id)
        if delivery is None or delivery.state not in (DeliveryState.REFUSED, DeliveryState.SENDING):
            raise Problem(f"There is nothing to settle about {document.title}.")
        return document, delivery

    def _known(self, session: Session, id: str) -> tuple[SaleDocument, Delivery | None]:
        """The document with its delivery, locked as in all acts: adjustment, worksheet, document, delivery."""
        self.matter.lock(session, id)
        document = document_to_change(session, id)
        return document, delivery_of(session, document.subject, to_change=True)
