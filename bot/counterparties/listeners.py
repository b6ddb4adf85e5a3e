"""What people do with counterparties: the command, the search, and the windows of a record. Imports are next door."""

from collections.abc import Sequence

from slack_bolt import Args

from bot import blocks
from bot.counterparties import import_listeners, import_views, record, views
from bot.counterparties.record import Draft
from bot.door import Door
from bot.people import Person
from domain.clock import NewId
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import TradeRole
from domain.counterparties.registering import Registering, Saved
from domain.imports.importing import Importing
from domain.imports.receiving import Receiving
from domain.role import Act, may


def register(
    door: Door,
    registering: Registering,
    receiving: Receiving,
    importing: Importing,
    *,
    departments: Sequence[str],
    new_id: NewId,
) -> None:
    """Hang everything that concerns counterparties on the door."""
    _register_command(door, registering, departments, new_id)
    _register_search(door, registering, departments, new_id)
    _register_saving(door, registering)
    _register_switches(door, registering)
    import_listeners.register(door, receiving, importing, departments=departments)


def _register_command(door: Door, registering: Registering, departments: Sequence[str], new_id: NewId) -> None:
    def open_counterparties(args: Args, person: Person) -> None:
        word, rest = views.read_command(str(args.body.get("text") or ""))
        match word:
            case "":
                _answer_with(args, views.window(may_prepare=may(person.roles, Act.PREPARE)))
            case "create":
                person.needs(Act.PREPARE)
                _answer_with(args, record.new_record(Draft(new_id(), department=departments[0]), departments, rest))
            case "import":
                person.needs(Act.PREPARE)
                _answer_with(args, import_views.file_window(departments))
            case "find" | "edit" if not rest:
                args.ack(views.missing_name(word))
            case "find":
                say_found(args, person, rest)
            case "edit":
                open_named(args, person, rest)
            case "help":
                args.ack(views.HELP)
            case _:
                args.ack(views.unknown(word, rest))

    def say_found(args: Args, person: Person, text: str) -> None:
        parties = _find(registering, departments, text)
        said, shown = views.found(text, parties, may_prepare=may(person.roles, Act.PREPARE))
        args.ack(text=said, blocks=shown)

    def open_named(args: Args, person: Person, name: str) -> None:
        exact = [party for each in departments if (party := registering.named(name, each))]
        if len(exact) == 1:
            _answer_with(args, _record_of(registering, exact[0], person))
        else:
            say_found(args, person, name)

    door.command("/counterparty", Act.LOOK, open_counterparties)


def _register_search(door: Door, registering: Registering, departments: Sequence[str], new_id: NewId) -> None:
    def offer_names(args: Args, _person: Person) -> None:
        parties = _find(registering, departments, str(args.payload.get("value") or ""))
        args.ack(options=[views.choice(party, with_department=len(departments) > 1) for party in parties[:100]])

    def open_chosen(args: Args, person: Person) -> None:
        args.ack()
        chosen = args.payload.get("selected_option")
        if chosen:
            show(args, _record_of(registering, registering.get(chosen["value"]), person))

    def open_one(args: Args, person: Person) -> None:
        args.ack()
        show(args, _record_of(registering, registering.get(args.payload["value"]), person))

    def open_new(args: Args, _person: Person) -> None:
        args.ack()
        draft = Draft(new_id(), department=departments[0])
        show(args, record.new_record(draft, departments, args.payload.get("value") or ""))

    door.options(views.OPEN, Act.LOOK, offer_names)
    door.action(views.OPEN, Act.LOOK, open_chosen)
    door.action(views.EDIT, Act.LOOK, open_one)
    door.action(views.NEW, Act.PREPARE, open_new)


def _register_saving(door: Door, registering: Registering) -> None:
    def submit_new(args: Args, person: Person) -> None:
        draft, details = Draft.of(args.body["view"]), record.details_in(args.body["view"]["state"])
        existing = registering.named(details.name, draft.department)
        if existing and existing.id != draft.id:
            args.ack(response_action="push", view=views.duplicate(existing, details.roles))
        else:
            kept = registering.create(details, by=person.id, department=draft.department, id=draft.id)
            _acknowledge(args, kept)

    def submit_edit(args: Args, person: Person) -> None:
        draft, details = Draft.of(args.body["view"]), record.details_in(args.body["view"]["state"])
        now = registering.get(draft.id)
        if now.version != draft.version:
            contested = record.contested_record(now, registering.links(now.id), details)
            args.ack(response_action="update", view=contested)
        else:
            _acknowledge(args, registering.edit(draft.id, details, by=person.id, version=now.version))

    door.view(record.CREATE, Act.PREPARE, submit_new)
    door.view(record.EDIT, Act.PREPARE, submit_edit)


def _register_switches(door: Door, registering: Registering) -> None:
    def press_deactivate(args: Args, person: Person) -> None:
        renew(args, registering.deactivate(args.payload["value"], by=person.id))

    def press_reactivate(args: Args, person: Person) -> None:
        renew(args, registering.reactivate(args.payload["value"], by=person.id))

    def renew(args: Args, kept: Saved) -> None:
        """The open record shows its new state. It stays bound to what was open, should someone else have saved too."""
        args.ack()
        opened, party = Draft.of(args.body["view"]).version or 0, kept.counterparty
        version = party.version if party.version <= opened + 1 else opened
        view = record.open_record(party, registering.links(party.id), version=version)
        args.client.views_update(view_id=args.body["view"]["id"], view=view)

    def press_raise(args: Args, person: Person) -> None:
        answer_saved(args, registering.reactivate(args.payload["value"], by=person.id))

    def press_add_role(args: Args, person: Person) -> None:
        id, role = args.payload["value"].split(" ")
        answer_saved(args, registering.add_role(id, TradeRole(role), by=person.id))

    def answer_saved(args: Args, kept: Saved) -> None:
        args.ack()
        show(args, views.saved(kept.counterparty, followed=kept.followed) | {"clear_on_close": True})

    door.action(record.DEACTIVATE, Act.PREPARE, press_deactivate)
    door.action(record.REACTIVATE, Act.PREPARE, press_reactivate)
    door.action(views.RAISE, Act.PREPARE, press_raise)
    door.action(views.ADD_ROLE, Act.PREPARE, press_add_role)


def show(args: Args, view: blocks.View) -> None:
    """Open a window for a press: over the message, on the first window, or in place of one that is on another."""
    under = args.body.get("view") or {}
    if under.get("type") != "modal":
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)
    elif under.get("previous_view_id"):
        args.client.views_update(view_id=under["id"], view=view)
    else:
        args.client.views_push(trigger_id=args.body["trigger_id"], view=view)


def _answer_with(args: Args, view: blocks.View) -> None:
    args.ack()
    args.client.views_open(trigger_id=args.body["trigger_id"], view=view)


def _acknowledge(args: Args, kept: Saved) -> None:
    args.ack(response_action="update", view=views.saved(kept.counterparty, followed=kept.followed))


def _find(registering: Registering, departments: Sequence[str], text: str) -> list[Counterparty]:
    """Also those that a phone's pretty quotation marks hide."""
    texts = dict.fromkeys((text, views.plain_signs(text)))
    found = {
        party.id: party
        for department in departments
        for each in texts
        for party in registering.find(each, department, inactive=True)
    }
    return list(found.values())


def _record_of(registering: Registering, party: Counterparty, person: Person) -> blocks.View:
    links = registering.links(party.id)
    if may(person.roles, Act.PREPARE):
        return record.open_record(party, links)
    return record.shown_record(party, links)
