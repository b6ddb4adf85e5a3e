"""Opening the windows of vouchers, for a press anywhere, and drawing them from what is stored."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from slack_bolt import Args

from bot.blocks import View
from bot.people import Person
from bot.vouchers import ledger_views, windows
from bot.vouchers.ledger_views import PER_PAGE, Place
from domain.vouchers.inquiring import Inquiring
from domain.vouchers.voucher import VoucherState
from domain.vouchers.vouching import Vouching

DRAFTS_OFFERED = 25


@dataclass(frozen=True)
class Opening:
    """Draws the AP Ledger of a draft, and a voucher's own window. `ask_paid` has the books asked, for a voucher and the
    window it is looked at in."""

    vouching: Vouching
    inquiring: Inquiring
    ask_paid: Callable[[str, str], None]

    def ledger(self, place: Place, person: Person, said: str = "") -> View:
        """The ledger at a place, drawn anew."""
        place = replace(place, version=place.version + 1)
        if not place.begun:
            return ledger_views.start(place, self.inquiring.drafts(place.department, person.id, DRAFTS_OFFERED))
        vendor_id = self.vouching.voucher(place.id).vendor_id or ""
        book = self.inquiring.ledger(place.id, place.filter(vendor_id), place.start, PER_PAGE)
        return ledger_views.ledger(place, book, said)

    def open_ledger(self, args: Args, person: Person, place: Place) -> None:
        """Open it over everything, or in place of the window that was pressed."""
        args.ack()
        under = args.body.get("view") or {}
        if under.get("type") == "modal":
            window = under["id"]
        else:
            opened = args.client.views_open(trigger_id=args.body["trigger_id"], view=ledger_views.loading())
            window = opened["view"]["id"]
        args.client.views_update(view_id=window, view=self.ledger(place, person))

    def voucher(self, voucher_id: str, person: Person) -> View:
        """A voucher's own window, as this person may use it."""
        whole = self.inquiring.whole(voucher_id)
        presses = self.inquiring.presses(whole, person.id, person.roles)
        return windows.voucher_window(whole, presses, whole.voucher.fingerprint)

    def open_voucher(self, args: Args, person: Person, voucher_id: str) -> None:
        """Open it over a message or Home, or on the list it was chosen from; it follows the voucher from then on."""
        view = self.voucher(voucher_id, person)
        args.ack()
        under, trigger = args.body.get("view") or {}, args.body["trigger_id"]
        if under.get("type") == "modal":
            opened = args.client.views_push(trigger_id=trigger, view=view)
        else:
            opened = args.client.views_open(trigger_id=trigger, view=view)
        self.inquiring.opened(voucher_id, opened["view"]["id"], person.id)
        if self.vouching.voucher(voucher_id).state is VoucherState.POSTED:
            self.ask_paid(voucher_id, opened["view"]["id"])
