"""Entering a vendor's bill: the AP Ledger, the form of the bill, the preview, and submitting it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from slack_bolt import Args

from bot import blocks
from bot.door import Door
from bot.people import Person
from bot.sync.refreshing import refresh
from bot.vouchers import bill_views, ledger_views
from bot.vouchers.bill_views import bill_of
from bot.vouchers.ledger_views import Place
from bot.vouchers.opening import Opening
from bot.words import command_words
from domain.clock import NewId
from domain.counterparties.registering import Registering
from domain.problems import Problem
from domain.role import Act
from domain.vouchers.approving import Approving
from domain.vouchers.filing import Filing, HandedList
from domain.vouchers.payables import Show
from domain.vouchers.proposal import Proposal
from domain.vouchers.voucher import VoucherState
from domain.vouchers.vouching import Vouching

HELP = (
    "*/post-voucher* enters a vendor's bill: choose the vendor, tick the accruals it is for, say what the bill says, "
    "look at what will happen, and submit it. Someone else approves it; only then it goes to QuickBooks.\n"
    "You can close the window at any time: the draft is kept, and `/post-voucher` offers it again. "
    "`/vouchers` lists what was submitted."
)
Change = Callable[[Args, Person, Place], tuple[Place, str]]


def register(
    door: Door,
    opening: Opening,
    approving: Approving,
    filing: Filing,
    registering: Registering,
    *,
    departments: Sequence[str],
    new_id: NewId,
) -> None:
    """Hang the windows in which a voucher is prepared."""
    _register_opening(door, opening, departments, new_id)
    _register_ledger(door, opening, registering)
    _register_ticks(door, opening)
    _register_paste(door, opening, filing)
    _register_bill(door, opening, filing, registering)
    _register_submit(door, opening, approving)


def _register_opening(door: Door, opening: Opening, departments: Sequence[str], new_id: NewId) -> None:
    def open_entry(args: Args, person: Person) -> None:
        words = command_words(str(args.body.get("text") or "")).casefold()
        department = next((name for name in departments if name.casefold() == words), None)
        if words in ("help", "?"):
            args.ack(HELP)
        elif words and department is None:
            names = ", ".join(f"`{blocks.escape(name)}`" for name in departments)
            args.ack(f"Type `/post-voucher` alone, or a department behind it: {names}.")
        else:
            opening.open_ledger(args, person, Place(new_id(), department or departments[0]))

    def open_new(args: Args, person: Person) -> None:
        opening.open_ledger(args, person, Place(new_id(), args.payload.get("value") or departments[0]))

    door.command("/post-voucher", Act.ENTER, open_entry)
    door.shortcut(ledger_views.SHORTCUT, Act.ENTER, open_new)
    door.action(ledger_views.NEW, Act.ENTER, open_new)


def _register_ledger(door: Door, opening: Opening, registering: Registering) -> None:
    vouching, inquiring = opening.vouching, opening.inquiring

    def find_vendors(args: Args, _person: Person) -> None:
        place = Place.of(args.body["view"])
        found = registering.find(str(args.payload.get("value") or ""), place.department)
        args.ack(options=ledger_views.vendors(found))

    def choose_vendor(args: Args, person: Person) -> None:
        place = Place.of(args.body["view"])
        vouching.open_draft(place.department, by=person.id, id=place.id)
        vouching.choose_vendor(place.id, args.payload["selected_option"]["value"], by=person.id)
        args.ack()
        begun = replace(place, begun=True, start=0)
        refresh(args, lambda: opening.ledger(begun, person))

    def choose_draft(args: Args, person: Person) -> None:
        place = Place.of(args.body["view"])
        args.ack()
        chosen = replace(place, id=args.payload["selected_option"]["value"], begun=True)
        refresh(args, lambda: opening.ledger(chosen, person))

    def find_things(args: Args, _person: Person) -> None:
        place = Place.of(args.body["view"])
        vendor = vouching.voucher(place.id).vendor_id or ""
        wanted = replace(place, show=Show.ALL, text=str(args.payload.get("value") or "")).filter(vendor)
        args.ack(options=ledger_views.found(inquiring.open_things(wanted, 100)))

    door.options(ledger_views.VENDOR, Act.ENTER, find_vendors)
    door.action(ledger_views.VENDOR, Act.ENTER, choose_vendor)
    door.action(ledger_views.DRAFT, Act.ENTER, choose_draft)
    door.options(ledger_views.ADD, Act.ENTER, find_things)


def _register_ticks(door: Door, opening: Opening) -> None:
    vouching = opening.vouching

    def hang(action: str | re.Pattern[str], change: Change) -> None:
        def press(args: Args, person: Person) -> None:
            place, said = change(args, person, take_in(vouching, args, person))
            args.ack()
            refresh(args, lambda: opening.ledger(place, person, said))

        door.action(action, Act.ENTER, press)

    def recalculate(_args: Args, _person: Person, place: Place) -> tuple[Place, str]:
        return place, ""

    def turn(args: Args, _person: Person, place: Place) -> tuple[Place, str]:
        return replace(place, start=int(args.payload["value"])), ""

    def choose_filter(args: Args, _person: Person, place: Place) -> tuple[Place, str]:
        return replace(place, show=Show(args.payload["selected_option"]["value"]), start=0), ""

    def search(args: Args, _person: Person, place: Place) -> tuple[Place, str]:
        return replace(place, text=(args.payload.get("value") or "").strip()[:100], start=0), ""

    def tick_all(_args: Args, person: Person, place: Place) -> tuple[Place, str]:
        vendor = vouching.voucher(place.id).vendor_id or ""
        ticked = vouching.tick_all(place.id, place.filter(vendor), by=person.id)
        return place, f"{blocks.count(ticked, 'line')} ticked."

    def untick_all(_args: Args, person: Person, place: Place) -> tuple[Place, str]:
        vouching.untick_all(place.id, by=person.id)
        return place, ""

    def propose(_args: Args, person: Person, place: Place) -> tuple[Place, str]:
        proposal, items = vouching.propose(place.id)
        if items:
            vouching.untick_all(place.id, by=person.id)
            vouching.tick(place.id, [item.id for item in items], by=person.id)
        return place, proposed(proposal, len(items))

    hang(ledger_views.AGAIN, recalculate)
    hang(re.compile(rf"{re.escape(ledger_views.PAGE)}\."), turn)
    hang(ledger_views.SHOW, choose_filter)
    hang(ledger_views.SEARCH, search)
    hang(ledger_views.ALL, tick_all)
    hang(ledger_views.NONE, untick_all)
    hang(ledger_views.PROPOSE, propose)


def _register_paste(door: Door, opening: Opening, filing: Filing) -> None:
    vouching = opening.vouching

    def open_paste(args: Args, person: Person) -> None:
        place = take_in(vouching, args, person)
        args.ack()
        args.client.views_push(trigger_id=args.body["trigger_id"], view=ledger_views.paste_window(place))

    def submit_paste(args: Args, person: Person) -> None:
        view = args.body["view"]
        place = Place.of(view)
        pasted, file = ledger_views.read_list(view)
        if file:
            filing.hand_over_list(HandedList(place.id, file, person.id, view["previous_view_id"], place.as_text()))
        if not pasted:
            args.ack()
            return
        done = vouching.paste(place.id, pasted, by=person.id)
        if done.unknown:
            args.ack(response_action="update", view=ledger_views.pasted_window(done))
        else:
            args.ack()
        said = f"{blocks.count(len(done.ticked), 'line')} ticked from the list."
        fresh = opening.ledger(replace(place, version=place.version + 1), person, said)
        args.client.views_update(view_id=view["previous_view_id"], view=fresh)

    door.action(ledger_views.OPEN_PASTE, Act.ENTER, open_paste)
    door.view(ledger_views.PASTE, Act.ENTER, submit_paste)


def _register_bill(door: Door, opening: Opening, filing: Filing, registering: Registering) -> None:
    vouching, inquiring = opening.vouching, opening.inquiring

    def submit_ledger(args: Args, person: Person) -> None:
        place = take_in(vouching, args, person)
        voucher = vouching.voucher(place.id)
        vendor = registering.get(voucher.vendor_id or "")
        terms = inquiring.terms(voucher.department)
        args.ack(response_action="push", view=bill_views.bill_window(voucher, vendor.name, terms, vendor.terms))

    def submit_bill(args: Args, person: Person) -> None:
        view = args.body["view"]
        id = bill_views.read_draft(view)
        vouching.set_bill(id, bill_views.read_bill(view, vouching.voucher(id)), by=person.id)
        file = bill_views.read_file(view)
        if file:
            filing.hand_over(id, file, by=person.id)
        seen = vouching.preview(id)
        if stop := bill_views.first_in_form(seen.stops):
            raise stop
        name = inquiring.whole(id).file_name or (bill_views.FILE_COMES if file else "")
        names = inquiring.account_names(seen.voucher.department)
        deep = view["previous_view_id"] != view["root_view_id"]
        window = bill_views.preview_window(seen, names, name)
        args.ack(response_action="update" if deep else "push", view=window)

    door.view(ledger_views.LEDGER, Act.ENTER, submit_ledger)
    door.view(bill_views.BILL, Act.ENTER, submit_bill)


def _register_submit(door: Door, opening: Opening, approving: Approving) -> None:
    vouching, inquiring = opening.vouching, opening.inquiring

    def submit_preview(args: Args, person: Person) -> None:
        view = args.body["view"]
        looked, reasons = bill_views.read_preview(view), bill_views.read_reasons(view)
        voucher = vouching.voucher(looked.id)
        if voucher.state is VoucherState.DRAFTED:
            if any(getattr(voucher, name) != said for name, said in reasons.items()):
                vouching.set_bill(looked.id, bill_views.with_reasons(voucher, reasons), by=person.id)
            seen = vouching.preview(looked.id)
            if seen.fingerprint != looked.fingerprint:
                names = inquiring.account_names(voucher.department)
                args.ack(response_action="update", view=bill_views.preview_window(seen, names, "", changed=True))
                return
        approving.submit(looked.id, by=person.id)
        inquiring.opened(looked.id, view["id"], person.id)
        args.ack(response_action="update", view=opening.voucher(looked.id, person))

    door.view(bill_views.PREVIEW, Act.ENTER, submit_preview)


def take_in(vouching: Vouching, args: Args, person: Person) -> Place:
    """Keep what was ticked and typed on the page before anything else happens with it."""
    view = args.body["view"]
    place, page = Place.of(view), ledger_views.read_page(view)
    if not place.begun:
        raise Problem("Choose the vendor first.")
    vouching.tick_page(place.id, page.ticked, page.unticked, by=person.id)
    if page.added:
        vouching.tick(place.id, page.added, by=person.id)
    if (amount := ledger_views.amount_in(page)) is not None:
        voucher = vouching.voucher(place.id)
        if voucher.amount != amount:
            vouching.set_bill(place.id, replace(bill_of(voucher), amount=amount), by=person.id)
    return place


def proposed(proposal: Proposal, lines: int) -> str:
    """What a proposal found, and how sure it is."""
    if not lines:
        not_all = " Not every combination of so many could be tried." if proposal.gave_up else ""
        return f"No set of open lines adds up to the amount of the bill.{not_all}"
    said = f"{blocks.count(lines, 'line')} ticked that add up to the bill exactly."
    if proposal.unique:
        return f"{said} It is the only set that does."
    if proposal.gave_up:
        return f"{said} There may be others: look at it."
    return f"{said} It is not the only set that does: look at it."
