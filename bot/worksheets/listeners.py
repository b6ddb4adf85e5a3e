"""What people do with worksheets: the command, the search, and the window of one. Its forms are next door."""

from collections.abc import Callable, Sequence
from datetime import date

from slack_bolt import Args

from bot.blocks import Block, View
from bot.door import Door
from bot.people import Person
from bot.worksheets import (
    detail_listeners,
    details_views,
    fields,
    import_listeners,
    import_views,
    row_listeners,
    sheet_views,
    views,
)
from bot.worksheets.fields import Draft
from bot.worksheets.showing import Showing, no_bills, no_day, show
from domain.clock import NewId
from domain.imports.receiving_worksheets import ReceivingWorksheets
from domain.role import Act, may
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.recognising import Recognising
from domain.worksheets.worksheet_look import Found, Looking


def register(
    door: Door,
    worksheets: Recognising,
    adjusting: Adjusting,
    looking: Looking,
    receiving: ReceivingWorksheets,
    *,
    departments: Sequence[str],
    new_id: NewId,
    bills: Callable[..., list[Block]] = no_bills,
    today: Callable[[], date | None] = no_day,
) -> None:
    """Hang everything that concerns worksheets on the door; `bills` draws a worksheet's invoice and memos.

    `today` is the books' own date, proposed where a worksheet has none.
    """
    showing = Showing(looking, bills, today)
    _register_command(door, looking, departments, new_id)
    _register_search(door, showing, departments, new_id)
    _register_choices(door, looking)
    detail_listeners.register(door, worksheets, showing, departments=departments)
    row_listeners.register(door, worksheets, adjusting, showing, new_id=new_id)
    import_listeners.register(door, receiving, departments=departments)


def _register_command(door: Door, looking: Looking, departments: Sequence[str], new_id: NewId) -> None:
    several = len(departments) > 1

    def open_worksheets(args: Args, person: Person) -> None:
        word, rest = views.read_command(str(args.body.get("text") or ""))
        match word:
            case "create":
                person.needs(Act.PREPARE)
                _open(args, _new_window(looking, departments, new_id(), rest))
            case "import":
                person.needs(Act.PREPARE)
                _open(args, import_views.file_window(departments))
            case "help":
                args.ack(views.HELP)
            case "find" | "show" if not rest:
                args.ack(views.missing_text(word))
            case "find":
                say_found(args, person, rest, looking.find(rest, departments))
            case "" if not rest:
                _open(args, views.window(prepares=may(person.roles, Act.PREPARE)))
            case _:
                say_one(args, person, rest)

    def say_one(args: Args, person: Person, text: str) -> None:
        worksheets = looking.numbered(text, departments) or looking.find(text, departments)
        if not worksheets:
            args.ack(views.unknown(text))
        elif len(worksheets) > 1:
            say_found(args, person, text, worksheets)
        else:
            said, shown = views.shown(looking.look(worksheets[0].id), prepares=may(person.roles, Act.PREPARE))
            args.ack(text=said, blocks=shown)

    def say_found(args: Args, person: Person, text: str, worksheets: Sequence[Found]) -> None:
        prepares = may(person.roles, Act.PREPARE)
        said, shown = views.found(text, worksheets, prepares=prepares, with_department=several)
        args.ack(text=said, blocks=shown)

    door.command("/worksheet", Act.LOOK, open_worksheets)


def _register_search(door: Door, showing: Showing, departments: Sequence[str], new_id: NewId) -> None:
    looking = showing.looking

    def offer_worksheets(args: Args, _person: Person) -> None:
        found = looking.find(str(args.payload.get("value") or ""), departments)
        args.ack(options=[views.choice(one, with_department=len(departments) > 1) for one in found])

    def open_search(args: Args, person: Person) -> None:
        show(args, views.window(prepares=may(person.roles, Act.PREPARE)))

    def open_chosen(args: Args, person: Person) -> None:
        chosen = args.payload.get("selected_option")
        if chosen:
            show(args, showing.sheet(chosen["value"], person))
        else:
            args.ack()

    def open_one(args: Args, person: Person) -> None:
        show(args, showing.sheet(args.payload["value"], person))

    def turn_page(args: Args, person: Person) -> None:
        id, start = sheet_views.read_pair(args.payload["value"])
        show(args, showing.sheet(id, person, start=int(start)))

    def open_new(args: Args, _person: Person) -> None:
        show(args, _new_window(looking, departments, new_id()))

    door.options(views.OPEN, Act.LOOK, offer_worksheets)
    door.action(views.SEARCH, Act.LOOK, open_search)
    door.action(views.OPEN, Act.LOOK, open_chosen)
    door.action(views.SHOW, Act.LOOK, open_one)
    door.action(f"{sheet_views.PAGE}.before", Act.LOOK, turn_page)
    door.action(f"{sheet_views.PAGE}.after", Act.LOOK, turn_page)
    door.action(views.NEW, Act.PREPARE, open_new)


def _register_choices(door: Door, looking: Looking) -> None:
    """What the forms offer while someone types."""

    def offer_parties(args: Args, _person: Person) -> None:
        role = fields.role_of(args.payload["action_id"])
        parties = looking.parties(args.payload["value"], Draft.of(args.body["view"]).department, role)
        args.ack(options=fields.party_choices(parties))

    def offer_accounts(args: Args, _person: Person) -> None:
        draft = Draft.of(args.body["view"])
        args.ack(
            options=fields.account_choices(looking.accounts(args.payload["value"], draft.department, draft.classes))
        )

    door.options(fields.FIND_CUSTOMER, Act.PREPARE, offer_parties)
    door.options(fields.FIND_SUPPLIER, Act.PREPARE, offer_parties)
    door.options(fields.FIND_ACCOUNT, Act.PREPARE, offer_accounts)


def _new_window(looking: Looking, departments: Sequence[str], id: str, number: str = "") -> View:
    draft = Draft(id, department=departments[0])
    return details_views.new_window(draft, departments, looking.terms(departments[0]), number)


def _open(args: Args, view: View) -> None:
    args.ack()
    args.client.views_open(trigger_id=args.body["trigger_id"], view=view)
