"""`/receipt`: entering a customer's payment, the list, one receipt in full, and what a customer has paid ahead."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from slack_bolt import Args

from bot.blocks import View
from bot.door import Door
from bot.people import Person
from bot.receipts import entry_views, invoice_views, list_views, windows
from bot.receipts.entry_views import Place
from bot.receipts.list_views import PER_PAGE, Look
from bot.receipts.opening import Opening, over
from bot.sync.refreshing import refresh
from bot.words import command_words
from domain.clock import NewId
from domain.counterparties.registering import Registering
from domain.problems import Problem
from domain.receipts.deciding import Deciding
from domain.receipts.drafting import Drafting
from domain.receipts.preview import NUMBER, require_ar
from domain.receipts.receipt import ActState
from domain.role import Act, may

HELP = (
    "*/receipt* enters a customer's payment: what came, the bank's fee, discounts, and the invoices it pays. Someone "
    "else approves it; only then it goes to QuickBooks as a journal entry.\n"
    "• `list`: the receipts\n"
    "• `CR-12`: opens that one, to undo it, or to apply or return its unapplied cash\n"
    "• `unapplied CUSTOMER`: what a customer has paid ahead\n"
    "You can close the window at any time: the draft is kept, and `/receipt` offers it again."
)
Change = Callable[[Args, Person, Place], tuple[Place, str]]
NUMBERED = re.compile(r"cr-?\s?(\d{1,9})", re.IGNORECASE)


def register(
    door: Door,
    opening: Opening,
    deciding: Deciding,
    registering: Registering,
    *,
    departments: Sequence[str],
    new_id: NewId,
) -> None:
    """Hang the command, the list, and the form."""
    _register_command(door, opening, registering, departments, new_id)
    _register_list(door, opening)
    _register_entry(door, opening, registering)
    _register_invoices(door, opening)
    _register_paste(door, opening)
    _register_submit(door, opening, deciding)


def _register_command(
    door: Door, opening: Opening, registering: Registering, departments: Sequence[str], new_id: NewId
) -> None:
    inquiring = opening.inquiring

    def command(args: Args, person: Person) -> None:
        words = command_words(str(args.body.get("text") or ""))
        first, _, rest = words.partition(" ")
        named = next((name for name in departments if name.casefold() == first.casefold()), None)
        department, words = named or departments[0], rest if named else words
        if words.casefold() in ("help", "?"):
            args.ack(HELP)
            return
        require_ar(opening.drafting.posting.settings(department))
        if not words:
            person.needs(Act.ENTER)
            opening.open_entry(args, person, Place(new_id(), department))
        elif words.casefold() == "list":
            open_window(args, drawn(opening, Look(department), person))
        elif numbered := NUMBERED.fullmatch(words):
            receipt = inquiring.numbered(int(numbered[1]))
            if receipt is None:
                raise Problem(f"There is no receipt {words.upper()}.", next_step="/receipt list lists them.")
            opening.open_receipt(args, person, receipt.id)
        else:
            open_window(args, unapplied(opening, registering, words, department, person))

    def open_window(args: Args, view: View) -> None:
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    def open_new(args: Args, person: Person) -> None:
        value = (args.payload or {}).get("value") if "value" in (args.payload or {}) else None
        opening.open_entry(args, person, Place(new_id(), value or departments[0]))

    door.command("/receipt", Act.LOOK, command)
    door.shortcut(entry_views.SHORTCUT, Act.ENTER, open_new)
    door.action(entry_views.NEW, Act.ENTER, open_new)


def _register_list(door: Door, opening: Opening) -> None:
    def turn(args: Args, person: Person) -> None:
        look = replace(Look.of(args.body["view"]), start=int(args.payload["value"]))
        args.ack()
        refresh(args, lambda: drawn(opening, look, person))

    def open_one(args: Args, person: Person) -> None:
        opening.open_receipt(args, person, args.payload["value"])

    door.action(re.compile(rf"{re.escape(list_views.TURN)}\."), Act.LOOK, turn)
    door.action(windows.OPEN, Act.LOOK, open_one)


def _register_entry(door: Door, opening: Opening, registering: Registering) -> None:
    drafting = opening.drafting

    def find_customers(args: Args, _person: Person) -> None:
        found = registering.find(str(args.payload.get("value") or ""), Place.of(args.body["view"]).department)
        args.ack(options=entry_views.customers(found))

    def choose_customer(args: Args, person: Person) -> None:
        place = Place.of(args.body["view"])
        drafting.open_draft(place.department, by=person.id, id=place.id)
        drafting.choose_customer(place.id, args.payload["selected_option"]["value"], by=person.id)
        args.ack()
        begun = replace(place, begun=True, start=0)
        refresh(args, lambda: opening.entry(begun, person))

    def choose_draft(args: Args, person: Person) -> None:
        place = Place.of(args.body["view"])
        args.ack()
        chosen = replace(place, id=args.payload["selected_option"]["value"], begun=True)
        refresh(args, lambda: opening.entry(chosen, person))

    door.options(entry_views.CUSTOMER, Act.ENTER, find_customers)
    door.action(entry_views.CUSTOMER, Act.ENTER, choose_customer)
    door.action(entry_views.DRAFT, Act.ENTER, choose_draft)


def _register_invoices(door: Door, opening: Opening) -> None:
    """What is pressed over the list of invoices; what was written on its page is kept first."""
    drafting = opening.drafting

    def hang(action: str | re.Pattern[str], change: Change) -> None:
        def press(args: Args, person: Person) -> None:
            place, said = change(args, person, take_in(drafting, args, person))
            args.ack()
            refresh(args, lambda: opening.entry(place, person, said))

        door.action(action, Act.ENTER, press)

    def recalculate(_args: Args, _person: Person, place: Place) -> tuple[Place, str]:
        return place, ""

    def turn(args: Args, _person: Person, place: Place) -> tuple[Place, str]:
        return replace(place, start=int(args.payload["value"])), ""

    def search(args: Args, _person: Person, place: Place) -> tuple[Place, str]:
        return replace(place, text=(args.payload.get("value") or "").strip()[:40], start=0), ""

    def fill_oldest(_args: Args, person: Person, place: Place) -> tuple[Place, str]:
        return place, invoice_views.told(drafting.fill_oldest(place.id, by=person.id))

    def clear(_args: Args, person: Person, place: Place) -> tuple[Place, str]:
        drafting.clear_lines(place.id, by=person.id)
        return place, ""

    hang(entry_views.AGAIN, recalculate)
    hang(re.compile(rf"{re.escape(entry_views.PAGE)}\."), turn)
    hang(entry_views.SEARCH, search)
    hang(entry_views.OLDEST, fill_oldest)
    hang(entry_views.CLEAR, clear)


def _register_paste(door: Door, opening: Opening) -> None:
    drafting = opening.drafting

    def open_paste(args: Args, person: Person) -> None:
        place = take_in(drafting, args, person)
        args.ack()
        over(args, invoice_views.paste_window(entry_views.PASTE, place.as_text()))

    def submit_paste(args: Args, person: Person) -> None:
        view = args.body["view"]
        place = Place.of(view)
        filled = drafting.fill_listed(place.id, invoice_views.read_list(view), by=person.id)
        if filled.unknown:
            args.ack(response_action="update", view=invoice_views.unknown_window(filled))
        else:
            args.ack()
        fresh = opening.entry(replace(place, version=place.version + 1), person, invoice_views.told(filled))
        args.client.views_update(view_id=view["previous_view_id"], view=fresh)

    door.action(entry_views.OPEN_PASTE, Act.ENTER, open_paste)
    door.view(entry_views.PASTE, Act.ENTER, submit_paste)


def _register_submit(door: Door, opening: Opening, deciding: Deciding) -> None:
    drafting, inquiring = opening.drafting, opening.inquiring

    def submit(args: Args, person: Person) -> None:
        view = args.body["view"]
        place = Place.of(view)
        if not place.begun:
            raise Problem("Choose the customer first.")
        _, act = drafting.receipt(place.id)
        if act.state is ActState.DRAFTED:
            take_in(drafting, args, person)
            seen = drafting.preview(place.id)
            asked = any(str(block["block_id"]).startswith(NUMBER) for block in view["blocks"])
            if not seen.stops and seen.needs_reason and not asked:
                args.ack(response_action="update", view=opening.entry(place, person))
                return
        deciding.submit(place.id, by=person.id)
        inquiring.opened(place.id, view["id"], person.id)
        args.ack(response_action="update", view=opening.receipt(place.id, person))

    door.view(entry_views.ENTRY, Act.ENTER, submit)


def unapplied(opening: Opening, registering: Registering, words: str, department: str, person: Person) -> View:
    """What the customer named after `unapplied` has paid ahead. Raises Problem for words that say nothing."""
    first, _, name = words.partition(" ")
    if first.casefold() != "unapplied" or not name:
        close = difflib.get_close_matches(first.casefold(), ["list", "unapplied", "help"], n=1)
        raise Problem(
            f"Did you mean /receipt {close[0]}?" if close else f"“{words[:60]}” is nothing /receipt knows.",
            next_step="/receipt help lists what you can type.",
        )
    found = [party for party in registering.find(name, department, inactive=True) if party.is_customer]
    if not found:
        raise Problem(f"No customer has “{name[:60]}” in its name.", next_step="Type a part of the name.")
    ahead = opening.inquiring.unapplied(department, found[0].id)
    return list_views.unapplied_window(found[0].name, ahead, enters=may(person.roles, Act.ENTER))


def drawn(opening: Opening, look: Look, person: Person) -> View:
    """A page of the list."""
    found, total = opening.inquiring.find(look.department, look.start, PER_PAGE)
    return list_views.list_window(look, found, total, enters=may(person.roles, Act.ENTER))


def take_in(drafting: Drafting, args: Args, person: Person) -> Place:
    """Keep what was written on the page before anything else happens with it."""
    view = args.body["view"]
    place = Place.of(view)
    payment = entry_views.read_payment(view, drafting.preview(place.id))
    lines = entry_views.read_lines(view)
    drafting.set_payment(place.id, payment, by=person.id)
    drafting.set_lines(place.id, lines, by=person.id)
    return place
