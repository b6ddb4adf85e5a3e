"""`/accounting`, and the buttons and windows of connections."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from slack_bolt import Args

from bot.blocks import View, escape
from bot.connection import views
from bot.door import Door, Word
from bot.people import Person
from domain.clock import NewId, Now
from domain.connections.connecting import Connecting
from domain.connections.connection import Connection, ConsentPurpose
from domain.connections.consent_window import stands_in
from domain.connections.setup import SettingUp
from domain.connections.watching import Testing
from domain.problems import Problem
from domain.role import Act, may
from domain.syncs.syncing import Syncing

NO_MORE: Final[Mapping[str, Word]] = {}


def register(
    door: Door,
    connecting: Connecting,
    testing: Testing,
    setting_up: SettingUp,
    syncing: Syncing,
    *,
    departments: Sequence[str],
    channel: str,
    support: str,
    now: Now,
    new_id: NewId,
    words: Mapping[str, Word] = NO_MORE,
) -> None:
    """Hang the listeners. `channel` hears of connections; empty means where connect was typed.

    `words` are sub-commands that other features answer.
    """
    consents = _Consents(connecting, departments, channel, new_id)
    _register_command(door, consents, testing, setting_up, support, words)
    _register_consent(door, consents)
    _register_buttons(door, connecting, testing, now)
    _register_setup(door, setting_up, syncing)


@dataclass(frozen=True)
class _Consents:
    """Opens the windows that lead to the consent page."""

    connecting: Connecting
    departments: Sequence[str]
    channel: str
    new_id: NewId

    def open(self, args: Args, person: Person, purpose: ConsentPurpose, department: str) -> None:
        """The window with the link, or first the one that asks for the department."""
        args.ack()
        if not department and len(self.departments) > 1:
            _open(args, views.choose_window(purpose, self.departments))
            return
        state = self.new_id()
        view = self.window(args, person, purpose, department or self.departments[0], state)
        stands_in(self.connecting.store, state, _open(args, view))

    def fill(self, args: Args, person: Person, purpose: ConsentPurpose, department: str) -> None:
        """The window that asked for the department shows the link."""
        shown, state = args.body["view"], self.new_id()
        view = self.window(args, person, purpose, department, state)
        args.client.views_update(view_id=shown["id"], hash=shown["hash"], view=view)
        stands_in(self.connecting.store, state, shown["id"])

    def window(self, args: Args, person: Person, purpose: ConsentPurpose, department: str, state: str) -> View:
        """The window with a fresh link for this person."""
        here = args.body.get("channel_id") or args.body.get("channel", {}).get("id", "")
        url = self.connecting.begin(department, person.id, here, purpose, state)
        return views.consent_window(url, purpose, self.connecting.status(department), self.channel or here)


def _register_command(
    door: Door, consents: _Consents, testing: Testing, setting_up: SettingUp, support: str, words: Mapping[str, Word]
) -> None:
    connecting, departments = consents.connecting, consents.departments

    def open_accounting(args: Args, person: Person) -> None:
        word, department = views.read_command(args.payload.get("text") or "", departments, tuple(words))
        match word:
            case _ if word in words:
                words[word](args, person, department)
            case "help":
                args.ack(views.help_text(support))
            case "status":
                say_status(args, person, [department] if department else departments)
            case "setup":
                setting_up.asked(department or departments[0], person.id)
                args.ack("The steps of setting up come as a direct message from me.")
            case "test":
                args.ack(_order_test(testing, department or departments[0], person))
            case "disconnect":
                person.needs(Act.CONTROL)
                connection = _to_disconnect(connecting, [department] if department else departments)
                args.ack()
                _open(args, views.disconnect_window(connection))
            case _:
                person.needs(Act.CONTROL)
                consents.open(args, person, ConsentPurpose(word), department)

    def say_status(args: Args, person: Person, names: Sequence[str]) -> None:
        shown = [connecting.status(name) for name in names]
        text, said = views.status(shown, controls=may(person.roles, Act.CONTROL))
        args.ack(text=text, blocks=said)

    door.command("/accounting", Act.LOOK, open_accounting)


def _register_consent(door: Door, consents: _Consents) -> None:
    def press_connect(args: Args, person: Person) -> None:
        consents.open(args, person, ConsentPurpose.CONNECT, args.payload["value"])

    def press_reconnect(args: Args, person: Person) -> None:
        consents.open(args, person, ConsentPurpose.RECONNECT, args.payload["value"])

    def press_department(args: Args, person: Person) -> None:
        args.ack()
        purpose = ConsentPurpose(args.body["view"]["private_metadata"])
        consents.fill(args, person, purpose, args.payload["selected_option"]["value"])

    def follow_link(args: Args, _person: Person) -> None:
        args.ack()

    door.action(views.CONNECT, Act.CONTROL, press_connect)
    door.action(views.RECONNECT, Act.CONTROL, press_reconnect)
    door.action(views.DEPARTMENT, Act.CONTROL, press_department)
    door.action(views.CONSENT, None, follow_link)


def _register_buttons(door: Door, connecting: Connecting, testing: Testing, now: Now) -> None:
    def press_test(args: Args, person: Person) -> None:
        words = _order_test(testing, args.payload["value"], person)
        args.ack()
        if args.body.get("response_url"):
            args.respond(text=words, response_type="ephemeral", replace_original=False)

    def submit_disconnect(args: Args, person: Person) -> None:
        department, name = views.read_disconnect(args.body["view"])
        connection = connecting.disconnect(department, person.id, name)
        left = connecting.status(department)
        args.ack(response_action="update", view=views.disconnected_window(connection, now(), left))

    def press_renew(args: Args, person: Person) -> None:
        connection = testing.renewal_asked(args.payload["value"], person.id)
        args.ack()
        if args.body.get("response_url"):
            words = f"Getting new tokens for {escape(connection.company_name)}… You hear from me."
            args.respond(text=words, response_type="ephemeral", replace_original=False)

    door.action(views.TEST, Act.LOOK, press_test)
    door.action(views.RENEW, Act.CONTROL, press_renew)
    door.view(views.DISCONNECT, Act.CONTROL, submit_disconnect)


def _register_setup(door: Door, setting_up: SettingUp, syncing: Syncing) -> None:
    def press_setup(args: Args, person: Person) -> None:
        setting_up.asked(args.payload["value"], person.id)
        args.ack()

    def press_again(args: Args, person: Person) -> None:
        at = args.body["container"]
        place = json.dumps({"channel": at["channel_id"], "ts": at["message_ts"]})
        setting_up.asked(args.payload["value"], person.id, place)
        args.ack()

    def press_sync(args: Args, person: Person) -> None:
        syncing.begin(args.payload["value"], "all", by=person.id, asked_in=person.id)
        args.ack()

    door.action(views.SETUP, Act.LOOK, press_setup)
    door.action(views.SETUP_AGAIN, Act.LOOK, press_again)
    door.action(views.SETUP_SYNC, Act.PREPARE, press_sync)


def _order_test(testing: Testing, department: str, person: Person) -> str:
    connection = testing.asked(department, person.id)
    company = escape(connection.company_name)
    return f"Testing the connection to {company}… The result comes as a direct message from me."


def _to_disconnect(connecting: Connecting, departments: Sequence[str]) -> Connection:
    """The one connection that can be meant."""
    found = [connecting.status(name) for name in departments]
    own = [status.connection for status in found if status.connection and not status.shared]
    if len(own) == 1:
        return own[0]
    if own:
        names = ", ".join(connection.department for connection in own)
        raise Problem("Several departments are connected.", next_step=f"Name one: {names}.")
    whose = f"{departments[0]} has no connection of its own" if len(departments) == 1 else "There is no connection"
    raise Problem(f"{whose} to end.")


def _open(args: Args, view: View) -> str:
    """Answers the id of the window."""
    opened = args.client.views_open(trigger_id=args.body["trigger_id"], view=view)
    return str(opened["view"]["id"])
