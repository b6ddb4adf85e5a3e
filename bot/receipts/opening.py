"""Opening the windows of receipts, for a press anywhere, and drawing them from what is stored."""

from dataclasses import dataclass, replace

from slack_bolt import Args

from bot.blocks import View
from bot.people import Person
from bot.receipts import entry_views, windows
from bot.receipts.entry_views import PER_PAGE, Form, Place
from bot.receipts.messages import ReceiptMessages
from bot.vouchers.ledger_views import loading
from domain.receipts.drafting import Drafting
from domain.receipts.inquiring import Inquiring
from domain.receipts.preview import require_ar

DRAFTS_OFFERED = 25


@dataclass(frozen=True)
class Opening:
    """Draws the form of a draft, and a receipt's own window."""

    drafting: Drafting
    inquiring: Inquiring
    messages: ReceiptMessages

    def entry(self, place: Place, person: Person, said: str = "") -> View:
        """The form at a place, drawn anew, with what was just done to it."""
        place = replace(place, version=place.version + 1)
        if not place.begun:
            return entry_views.start(place, self.inquiring.drafts(place.department, person.id, DRAFTS_OFFERED))
        invoices, total = self.inquiring.invoices(place.id, place.start, PER_PAGE, place.text)
        settings = self.drafting.posting.settings(place.department)
        deposits = self.inquiring.deposits(place.department)
        seen, today = self.drafting.preview(place.id), self.inquiring.deciding.powers.today(place.department)
        return entry_views.entry(place, Form(seen, invoices, total, deposits, settings, today), said)

    def open_entry(self, args: Args, person: Person, place: Place) -> None:
        """Open it over everything, or in place of the window that was pressed."""
        require_ar(self.drafting.posting.settings(place.department))
        args.ack()
        under = args.body.get("view") or {}
        if under.get("type") == "modal":
            window = under["id"]
        else:
            opened = args.client.views_open(trigger_id=args.body["trigger_id"], view=loading())
            window = opened["view"]["id"]
        args.client.views_update(view_id=window, view=self.entry(place, person))

    def receipt(self, receipt_id: str, person: Person) -> View:
        """A receipt's own window, as this person may use it."""
        whole = self.inquiring.whole(receipt_id)
        return windows.receipt_window(whole, self.messages.allowed(whole, person.id))

    def open_receipt(self, args: Args, person: Person, receipt_id: str) -> None:
        """Open it over a message or Home, or on the list it was chosen from; it follows the receipt from then on."""
        view = self.receipt(receipt_id, person)
        args.ack()
        self.inquiring.opened(receipt_id, over(args, view), person.id)


def over(args: Args, view: View) -> str:
    """Open a window on what was pressed; its id."""
    modal = (args.body.get("view") or {}).get("type") == "modal"
    opens = args.client.views_push if modal else args.client.views_open
    return str(opens(trigger_id=args.body["trigger_id"], view=view)["view"]["id"])
