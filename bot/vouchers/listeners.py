"""`/vouchers`: the list with its filters, and one voucher in full. Entering and deciding are next door."""

import difflib
import re
from collections.abc import Sequence

from slack_bolt import Args

from bot.blocks import View
from bot.door import Door
from bot.people import Person
from bot.sync.refreshing import refresh
from bot.vouchers import ledger_views, list_views, windows
from bot.vouchers.list_views import PER_PAGE, Look
from bot.vouchers.opening import Opening
from bot.words import command_words
from domain.counterparties.registering import Registering
from domain.problems import Problem
from domain.role import Act, may
from domain.vouchers.voucher import VoucherState

HELP = (
    "*/vouchers* lists the vouchers, to filter and open.\n"
    "• `V-12`: opens that one\n"
    "• `submitted`, `posted`, `failed`, `undone` or another state: only those\n"
    "• part of a vendor's name: only those of the vendor\n"
    "`/post-voucher` enters a vendor's bill."
)
NUMBER = re.compile(r"(?:v-?\s?)?(\d{1,9})", re.IGNORECASE)


def register(door: Door, opening: Opening, registering: Registering, *, departments: Sequence[str]) -> None:
    """Hang the list and the window of a voucher."""
    inquiring = opening.inquiring

    def open_list(args: Args, person: Person) -> None:
        words = command_words(str(args.body.get("text") or ""))
        first, _, rest = words.partition(" ")
        named = next((name for name in departments if name.casefold() == first.casefold()), None)
        department, words = named or departments[0], rest if named else words
        if words.casefold() in ("help", "?"):
            args.ack(HELP)
        elif numbered := NUMBER.fullmatch(words):
            open_number(args, person, department, int(numbered[1]))
        else:
            view = drawn(look_for(words, department), person)
            args.ack()
            args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    def press_list(args: Args, person: Person) -> None:
        view = drawn(Look(departments[0]), person)
        args.ack()
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    def open_number(args: Args, person: Person, department: str, number: int) -> None:
        voucher = inquiring.numbered(department, number)
        if voucher is None:
            raise Problem(f"There is no voucher V-{number}.", next_step="/vouchers lists them.")
        opening.open_voucher(args, person, voucher.id)

    def look_for(words: str, department: str) -> Look:
        if not words or words.casefold() in list(VoucherState):
            return Look(department, state=words.casefold())
        found = [party for party in registering.find(words, department, inactive=True) if party.is_supplier]
        if found:
            return Look(department, found[0].id, found[0].name)
        close = difflib.get_close_matches(words.casefold(), [*VoucherState, "help"], n=1)
        raise Problem(
            f"Did you mean /vouchers {close[0]}?" if close else f"No vendor has “{words[:60]}” in its name.",
            next_step="/vouchers help lists what you can type.",
        )

    def press_filter(args: Args, person: Person) -> None:
        look = Look.of(args.body["view"]).pressed(args.payload)
        args.ack()
        refresh(args, lambda: drawn(look, person))

    def find_vendors(args: Args, _person: Person) -> None:
        look = Look.of(args.body["view"])
        found = registering.find(str(args.payload.get("value") or ""), look.department, inactive=True)
        args.ack(options=ledger_views.vendors(found))

    def open_one(args: Args, person: Person) -> None:
        opening.open_voucher(args, person, args.payload["value"])

    def drawn(look: Look, person: Person) -> View:
        found = inquiring.find(look.wanted(), look.start, PER_PAGE)
        return list_views.list_window(look, found, enters=may(person.roles, Act.ENTER))

    door.command("/vouchers", Act.LOOK, open_list)
    door.action(list_views.SHOW, Act.LOOK, press_list)
    door.options(list_views.BY_VENDOR, Act.LOOK, find_vendors)
    for action in (list_views.BY_VENDOR, list_views.BY_STATE, list_views.SINCE, list_views.UNTIL):
        door.action(action, Act.LOOK, press_filter)
    door.action(re.compile(rf"{re.escape(list_views.TURN)}\."), Act.LOOK, press_filter)
    door.action(windows.OPEN, Act.LOOK, open_one)
