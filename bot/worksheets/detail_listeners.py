"""What people do with a worksheet as a whole: create it, change its details, move it between work and INVOICE."""

from collections.abc import Sequence
from dataclasses import replace

from slack_bolt import Args

from bot.door import Door
from bot.people import Person
from bot.worksheets import details_views, sheet_views
from bot.worksheets.fields import Draft, picked_day
from bot.worksheets.sheet_views import STATUS
from bot.worksheets.showing import Showing, push
from domain.role import Act
from domain.worksheets.recognising import Recognising
from domain.worksheets.worksheet import WorksheetStatus
from domain.worksheets.worksheet_form import WorksheetForm
from domain.worksheets.worksheet_look import form_of


def register(door: Door, worksheets: Recognising, showing: Showing, *, departments: Sequence[str]) -> None:
    """Hang the details and the moves on the door."""
    _register_details(door, worksheets, showing, departments)
    _register_moves(door, worksheets, showing)


def _register_details(door: Door, worksheets: Recognising, showing: Showing, departments: Sequence[str]) -> None:
    looking = showing.looking

    def choose_department(args: Args, _person: Person) -> None:
        view, department = args.body["view"], args.payload["selected_option"]["value"]
        draft = replace(Draft.of(view), department=department)
        args.ack()
        renewed = details_views.new_window(draft, departments, looking.terms(department))
        args.client.views_update(view_id=view["id"], view=renewed)

    def open_details(args: Args, _person: Person) -> None:
        draft = showing.draft(args, args.payload["value"])
        look = looking.look(draft.worksheet_id)
        push(args, details_views.details_window(draft, look, form_of(look.sheet), looking.terms(draft.department)))

    def submit_details(args: Args, person: Person) -> None:
        view = args.body["view"]
        draft = Draft.of(view)
        if draft.version:
            change(args, person, draft)
        else:
            form = details_views.read_details(view, WorksheetForm(""))
            worksheets.save(form, by=person.id, id=draft.worksheet_id, department=draft.department)
            args.ack(response_action="update", view=showing.sheet(draft.worksheet_id, person, said=details_views.MADE))

    def change(args: Args, person: Person, draft: Draft) -> None:
        view = args.body["view"]
        if again := showing.contested(draft, view):
            args.ack(response_action="update", view=again)
            return
        form = details_views.read_details(view, form_of(worksheets.get(draft.worksheet_id)))
        worksheets.save(form, by=person.id, id=draft.worksheet_id, version=draft.version)
        showing.back(args, draft, person)

    door.action(details_views.DEPARTMENT, Act.PREPARE, choose_department)
    door.action(sheet_views.EDIT, Act.PREPARE, open_details)
    door.view(details_views.DETAILS, Act.PREPARE, submit_details)


def _register_moves(door: Door, worksheets: Recognising, showing: Showing) -> None:
    def open_invoice(args: Args, _person: Person) -> None:
        draft = showing.draft(args, args.payload["value"])
        look = showing.looking.look(draft.worksheet_id)
        push(args, details_views.invoice_window(draft, look, look.sheet.worksheet.posting_date or showing.today()))

    def choose_day(args: Args, _person: Person) -> None:
        args.ack()
        view = args.body["view"]
        draft, day = Draft.of(view), picked_day(view["state"], "posting_date")
        again = details_views.invoice_window(draft, showing.looking.look(draft.worksheet_id), day)
        args.client.views_update(view_id=view["id"], view=again)

    def submit_invoice(args: Args, person: Person) -> None:
        view = args.body["view"]
        draft, day = Draft.of(view), details_views.read_day(view)
        if again := showing.contested(draft, view):
            args.ack(response_action="update", view=again)
            return
        to = WorksheetStatus.INVOICE
        worksheets.set_status(draft.worksheet_id, to, by=person.id, posting_date=day, version=draft.version)
        showing.back(args, draft, person, details_views.entered(showing.looking.look(draft.worksheet_id)))

    def press_move(args: Args, person: Person) -> None:
        id, to, version = sheet_views.read_move(args.payload["value"])
        if worksheets.get(id).worksheet.version == version:
            moved = worksheets.set_status(id, to, by=person.id, version=version).worksheet
            done = f":white_check_mark: It is {STATUS[to]} now."
            said = f":hourglass: {sheet_views.LEAVING}" if moved.leaving else done
        else:
            said = ":warning: It was changed while you had it open. Look at it again before you move it."
        view = showing.sheet(id, person, said=said)
        args.ack()
        args.client.views_update(view_id=args.body["view"]["id"], view=view)

    door.action(sheet_views.INVOICE, Act.PREPARE, open_invoice)
    door.action(details_views.DAY, Act.PREPARE, choose_day)
    door.view(details_views.ENTER, Act.PREPARE, submit_invoice)
    door.action(sheet_views.MOVE, Act.PREPARE, press_move)
