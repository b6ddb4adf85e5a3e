"""`/accounting terms`: the list of payment terms, the form, and creating them in QuickBooks."""

from collections.abc import Sequence

from slack_bolt import Args

from bot.accounts import term_views
from bot.blocks import View
from bot.door import Door, Word
from bot.people import Person
from domain.accounts.terming import Terming
from domain.clock import NewId
from domain.role import Act, may


def register(door: Door, terming: Terming, *, departments: Sequence[str], new_id: NewId) -> Word:
    """Hang the buttons and windows; answers what `/accounting terms` opens (an empty department is the first)."""

    def terms(department: str, person: Person, said: str = "") -> View:
        keeps = may(person.roles, Act.KEEP_CHART)
        return term_views.terms_window(department, terming.all(department), keeps=keeps, said=said)

    def open_terms(args: Args, person: Person, department: str = "") -> None:
        department = department or departments[0]
        view = terms(department, person)
        args.ack()
        opened = args.client.views_open(trigger_id=args.body["trigger_id"], view=view)
        terming.pull(department, by=person.id, place=opened["view"]["id"])

    def press_read(args: Args, person: Person) -> None:
        terming.pull(args.payload["value"], by=person.id, place=args.body["view"]["id"])
        args.ack()

    def open_new(args: Args, person: Person) -> None:
        args.ack()
        view = term_views.form_window(args.payload["value"], new_id(), None)
        args.client.views_push(trigger_id=args.body["trigger_id"], view=view)

    def open_term(args: Args, person: Person) -> None:
        term = terming.get(args.payload["value"])
        args.ack()
        view = term_views.form_window(term.department, term.id, term)
        args.client.views_push(trigger_id=args.body["trigger_id"], view=view)

    def submit_form(args: Args, person: Person) -> None:
        department, id, is_new, details = term_views.read_form(args.body["view"])
        if is_new:
            kept = terming.create(department, details, by=person.id, id=id)
        else:
            kept = terming.edit(id, details, by=person.id)
        args.ack()
        view = terms(department, person, f"{kept.description} is kept.")
        args.client.views_update(view_id=args.body["view"]["root_view_id"], view=view)

    def press_create(args: Args, person: Person) -> None:
        terming.create_in_books(args.payload["value"], by=person.id, place=args.body["view"]["id"])
        args.ack()

    door.action(term_views.READ, Act.LOOK, press_read)
    door.action(term_views.NEW, Act.KEEP_CHART, open_new)
    door.action(term_views.OPEN, Act.KEEP_CHART, open_term)
    door.view(term_views.FORM, Act.KEEP_CHART, submit_form)
    door.action(term_views.CREATE, Act.KEEP_CHART, press_create)
    return open_terms
