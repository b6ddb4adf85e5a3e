"""The entry, the proofs, the signature and reopening: what is pressed once a month is locked."""

import re

from slack_bolt import Args

from bot import blocks
from bot.blocks import View
from bot.closing import entry_views, views, windows
from bot.closing.listeners import Desk, opens, pressed
from bot.closing.messages import CloseMessages
from bot.door import Door
from bot.people import Person
from domain.closing.closing import Closing, EntryChanged
from domain.closing.reopening import Reopenings
from domain.problems import Problem
from domain.role import Act


def register(door: Door, desk: Desk, closing: Closing, messages: CloseMessages) -> None:
    """Hang the presses. The verbs decide who may; who may not at all is refused at the door."""
    _register_entry(door, desk, closing)
    _register_end(door, desk)
    _register_reopening(door, desk.asking.reopenings, desk, messages)


def _register_entry(door: Door, desk: Desk, closing: Closing) -> None:
    def window(department: str, month: str, person: Person, said: str = "") -> View:
        state = desk.looking.look(department, month).state
        return entry_views.entry_window(desk.looking.entry(department, month), state, person.id, said)

    def open_entry(args: Args, person: Person) -> None:
        department, month, _ = pressed(args)
        opens(args, window(department, month, person))

    def submit_entry(args: Args, person: Person) -> None:
        department, month, act, fingerprint = entry_views.read_entry(args.body["view"])
        try:
            if act == entry_views.APPROVE:
                closing.approve(department, month, fingerprint, by=person.id)
            elif closing.preview(department, month).fingerprint != fingerprint:
                raise EntryChanged(month)
            else:
                closing.propose(department, month, by=person.id)
        except EntryChanged:
            args.ack(response_action="update", view=window(department, month, person, entry_views.CHANGED))
            return
        args.ack()

    def press_try_again(args: Args, person: Person) -> None:
        department, month, _ = pressed(args)
        closing.try_again(department, month, by=person.id)
        args.ack()

    def press_withdraw(args: Args, person: Person) -> None:
        department, month, _ = pressed(args)
        closing.withdraw(department, month, by=person.id)
        args.ack()

    door.action(views.ENTRY, Act.LOOK, open_entry)
    door.view(entry_views.ON_ENTRY, Act.CLOSE, submit_entry)
    door.action(re.compile(rf"{re.escape(views.TRY_AGAIN)}(\.reversal)?"), Act.CLOSE, press_try_again)
    door.action(views.WITHDRAW, Act.CLOSE, press_withdraw)


def _register_end(door: Door, desk: Desk) -> None:
    asking = desk.asking

    def press_prove(args: Args, person: Person) -> None:
        department, month, _ = pressed(args)
        asking.prove(department, month, by=person.id)
        args.ack()

    def press_read(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        asking.signing.ask_closing_date(department, month)
        args.ack()

    def open_sign(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        for problem in asking.signing.missing(department, month):
            raise problem
        opens(args, windows.sign_window(desk.looking.look(department, month)))

    def submit_sign(args: Args, person: Person) -> None:
        department, month = windows.about(args.body["view"])
        asking.sign(department, month, by=person.id)
        args.ack()

    def press_packet(args: Args, person: Person) -> None:
        department, month, _ = pressed(args)
        asking.packet(department, month, by=person.id)
        args.ack()

    door.action(views.PROVE, Act.CLOSE, press_prove)
    door.action(views.READ_DATE, Act.CLOSE, press_read)
    door.action(views.SIGN, Act.SIGN_OFF, open_sign)
    door.view(windows.ON_SIGN, Act.SIGN_OFF, submit_sign)
    door.action(views.PACKET, Act.LOOK, press_packet)


def _register_reopening(door: Door, reopenings: Reopenings, desk: Desk, messages: CloseMessages) -> None:
    def open_reopen(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        opens(args, windows.reopen_window(department, month))

    def submit_reopen(args: Args, person: Person) -> None:
        view = args.body["view"]
        department, month = windows.about(view)
        asked = reopenings.ask(department, month, blocks.typed(view["state"], "reason"), by=person.id)
        args.ack()
        messages.say_in_thread(department, month, views.asks_second(asked), person.id)

    def press_confirm(args: Args, person: Person) -> None:
        desk.asking.confirm(_asked(args), by=person.id)
        args.ack()

    def press_drop(args: Args, person: Person) -> None:
        reopenings.drop(_asked(args), by=person.id)
        args.ack()

    door.action(views.REOPEN, Act.SIGN_OFF, open_reopen)
    door.view(windows.ON_REOPEN, Act.SIGN_OFF, submit_reopen)
    door.action(views.CONFIRM, Act.SIGN_OFF, press_confirm)
    door.action(views.DROP, Act.SIGN_OFF, press_drop)


def _asked(args: Args) -> str:
    _, _, id = pressed(args)
    if not id:
        raise Problem("Nobody asked for this.")
    return id
