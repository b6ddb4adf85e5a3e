"""Applying unapplied cash to invoices: the window keeps what is written as a draft until it is submitted (E17)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from slack_bolt import Args

from bot.blocks import View
from bot.door import Door
from bot.people import Person
from bot.receipts import apply_views, invoice_views, windows
from bot.receipts.apply_views import Place
from bot.receipts.opening import over
from bot.receipts.windows import ACTIONS
from bot.sync.refreshing import refresh
from domain.clock import NewId
from domain.receipts.applying import Applying
from domain.receipts.filling import Filled
from domain.receipts.inquiring import Inquiring, Press
from domain.receipts.receivables import Unapplied
from domain.receipts.using import Using
from domain.role import Act

Today = Callable[[str], date]
Change = Callable[[Args, Place, Unapplied], tuple[Place, str]]


def register(door: Door, inquiring: Inquiring, using: Using, *, today: Today, new_id: NewId) -> None:
    """Hang the window, what is pressed in it, and its submission."""
    applying = Applying(using.posting)

    def drawn(place: Place, said: str = "") -> View:
        cash = inquiring.source(place.cash)
        owed = inquiring.owed(inquiring.department_of(place.cash), cash.customer_id, place.text)
        fresh = replace(place, version=place.version + 1)
        return apply_views.window(fresh, cash, owed, applying.applied(place.draft), said)

    def take_in(args: Args) -> tuple[Place, Unapplied]:
        """Keep what was written on the page before anything else happens with it."""
        view = args.body["view"]
        place = replace(Place.of(view), on=apply_views.read_day(view))
        cash = inquiring.source(place.cash)
        applying.set_applied(place.draft, cash, apply_views.read_applied(view))
        return place, cash

    def press_apply(args: Args, person: Person) -> None:
        cash = inquiring.source(windows.read_value(args.payload)[0])
        department = inquiring.department_of(cash.key)
        draft = applying.open_draft(cash, department, by=person.id, id=new_id())
        view = drawn(Place(cash.key, draft.id, max(today(department), cash.on).isoformat()))
        args.ack()
        over(args, view)

    def submit(args: Args, person: Person) -> None:
        place, _ = take_in(args)
        pays = applying.applied(place.draft)
        using.apply_unapplied(place.cash, pays, on=place.day, by=person.id, id=place.draft)
        args.ack()

    door.action(ACTIONS[Press.APPLY], Act.ENTER, press_apply)
    door.view(apply_views.APPLY, Act.ENTER, submit)
    _register_list(door, applying, take_in, drawn)
    _register_paste(door, inquiring, applying, take_in, drawn)


def _register_list(
    door: Door, applying: Applying, take_in: Callable[[Args], tuple[Place, Unapplied]], drawn: Callable[..., View]
) -> None:
    def hang(action: str | re.Pattern[str], change: Change) -> None:
        def press(args: Args, _person: Person) -> None:
            place, said = change(args, *take_in(args))
            args.ack()
            refresh(args, lambda: drawn(place, said))

        door.action(action, Act.ENTER, press)

    def recalculate(_args: Args, place: Place, _cash: Unapplied) -> tuple[Place, str]:
        return place, ""

    def turn(args: Args, place: Place, _cash: Unapplied) -> tuple[Place, str]:
        return replace(place, start=int(args.payload["value"])), ""

    def search(args: Args, place: Place, _cash: Unapplied) -> tuple[Place, str]:
        return replace(place, text=(args.payload.get("value") or "").strip()[:40], start=0), ""

    def fill_oldest(_args: Args, place: Place, cash: Unapplied) -> tuple[Place, str]:
        return place, invoice_views.told(applying.fill_oldest(place.draft, cash, place.day))

    hang(apply_views.AGAIN, recalculate)
    hang(re.compile(rf"{re.escape(apply_views.PAGE)}\."), turn)
    hang(apply_views.SEARCH, search)
    hang(apply_views.OLDEST, fill_oldest)


def _register_paste(
    door: Door,
    inquiring: Inquiring,
    applying: Applying,
    take_in: Callable[[Args], tuple[Place, Unapplied]],
    drawn: Callable[..., View],
) -> None:
    def open_paste(args: Args, _person: Person) -> None:
        place, _ = take_in(args)
        args.ack()
        over(args, invoice_views.paste_window(apply_views.PASTE, place.as_text()))

    def submit_paste(args: Args, _person: Person) -> None:
        view = args.body["view"]
        place, text = Place.of(view), invoice_views.read_list(view)
        filled: Filled = applying.fill_listed(place.draft, inquiring.source(place.cash), text, place.day)
        if filled.unknown:
            args.ack(response_action="update", view=invoice_views.unknown_window(filled))
        else:
            args.ack()
        fresh = drawn(replace(place, version=place.version + 1), invoice_views.told(filled))
        args.client.views_update(view_id=view["previous_view_id"], view=fresh)

    door.action(apply_views.OPEN_PASTE, Act.ENTER, open_paste)
    door.view(apply_views.PASTE, Act.ENTER, submit_paste)
