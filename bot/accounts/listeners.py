"""`/accounting accounts`: the chart, mapping an account, creating a missing one. Terms are next door."""

from collections.abc import Sequence

from slack_bolt import Args

from bot.accounts import views
from bot.blocks import View, count
from bot.door import Door, Word
from bot.people import Person
from domain.accounts.filling import Filling
from domain.accounts.mapping import Mapping
from domain.role import Act, may


def register(door: Door, mapping: Mapping, *, departments: Sequence[str]) -> Word:
    """Hang the buttons and windows; answers what `/accounting accounts` opens (an empty department is the first)."""

    filling = Filling(mapping)

    def chart(department: str, person: Person, said: str = "") -> View:
        keeps = may(person.roles, Act.KEEP_CHART)
        now = views.at_once(mapping, department) if keeps else None
        return views.chart_window(mapping.look(department), keeps=keeps, said=said, now=now)

    def open_accounts(args: Args, person: Person, department: str = "") -> None:
        department = department or departments[0]
        here = mapping.look(department)
        view = views.chart_window(here, keeps=may(person.roles, Act.KEEP_CHART))
        args.ack()
        opened = args.client.views_open(trigger_id=args.body["trigger_id"], view=view)
        if here.company_name:
            mapping.pull(department, by=person.id, place=opened["view"]["id"])

    def press_read(args: Args, person: Person) -> None:
        mapping.pull(args.payload["value"], by=person.id, place=args.body["view"]["id"])
        args.ack()

    def open_account(args: Args, person: Person) -> None:
        department, _ = views.read_place(args.body["view"])
        view = views.account_window(mapping.look(department), args.payload["value"], mapping.today())
        args.ack()
        args.client.views_push(trigger_id=args.body["trigger_id"], view=view)

    def find_accounts(args: Args, person: Person) -> None:
        department, number = views.read_place(args.body["view"])
        found = mapping.search(department, args.payload["value"], number)
        args.ack(options=views.found_accounts(found))

    def submit_account(args: Args, person: Person) -> None:
        choice = views.read_choice(args.body["view"])
        made = mapping.map(choice.department, choice.number, choice.books_id, by=person.id, start=choice.start)
        args.ack()
        said = f"{made.account} is mapped to {made.books_number} {made.books_name}."
        _refresh(args, chart(choice.department, person, said))

    def press_create(args: Args, person: Person) -> None:
        shown = args.body["view"]
        department, number = views.read_place(shown)
        mapping.create(department, number, by=person.id, place=f"{shown['root_view_id']}|{shown['id']}")
        args.ack()
        words = f"Creating {number} in QuickBooks…"
        args.client.views_update(view_id=shown["id"], hash=shown["hash"], view=views.working_window(words))

    def press_alike(args: Args, person: Person) -> None:
        department = args.payload["value"]
        done, refused = filling.map_alike(department, by=person.id)
        args.ack()
        said = " ".join([f"{count(len(done), 'account')} mapped.", *refused])
        _refresh(args, chart(department, person, said))

    def press_missing(args: Args, person: Person) -> None:
        shown = args.body["view"]
        mapping.create_missing(args.payload["value"], by=person.id, place=shown["id"])
        args.ack()
        view = views.working_window("Creating what is missing in QuickBooks…")
        args.client.views_update(view_id=shown["id"], hash=shown["hash"], view=view)

    def press_fix_item(args: Args, person: Person) -> None:
        mapping.fix_item(args.payload["value"], by=person.id, place=args.body["view"]["id"])
        args.ack()

    def open_new(args: Args, person: Person) -> None:
        args.ack()
        args.client.views_push(trigger_id=args.body["trigger_id"], view=views.new_window(args.payload["value"]))

    def submit_new(args: Args, person: Person) -> None:
        department, number, name, cls = views.read_new(args.body["view"])
        row = mapping.add(department, number, name, cls, by=person.id)
        args.ack()
        _refresh(args, chart(department, person, f"{row.number} {row.name} is in the chart."))

    door.action(views.READ, Act.LOOK, press_read)
    door.action(views.OPEN, Act.KEEP_CHART, open_account)
    door.options(views.FIND, Act.KEEP_CHART, find_accounts)
    door.view(views.ACCOUNT, Act.KEEP_CHART, submit_account)
    door.action(views.CREATE, Act.KEEP_CHART, press_create)
    door.action(views.MAP_ALIKE, Act.KEEP_CHART, press_alike)
    door.action(views.CREATE_MISSING, Act.KEEP_CHART, press_missing)
    door.action(views.FIX_ITEM, Act.KEEP_CHART, press_fix_item)
    door.action(views.ADD, Act.KEEP_CHART, open_new)
    door.view(views.NEW, Act.KEEP_CHART, submit_new)
    return open_accounts


def _refresh(args: Args, view: View) -> None:
    """Bring the list under a window that was just submitted up to date."""
    args.client.views_update(view_id=args.body["view"]["root_view_id"], view=view)
