"""`/close-period`, and the steps up to the lock: what is left, late bills, owners, lock and unlock; files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from slack_bolt import Args

from bot import blocks
from bot.blocks import View
from bot.closing import views, windows, words
from bot.door import Door, who
from bot.people import Person
from bot.words import command_words
from domain.closing.asking import Asking
from domain.closing.leftovers import drafted_inside
from domain.closing.looking import Looking
from domain.closing.placing import Placing
from domain.closing.preparing import Preparing
from domain.ledger.period import in_words, month_of
from domain.role import Act


@dataclass(frozen=True)
class Desk:
    """What the presses of a close work with. `next_one` is the month of a department to be closed next;
    `withdraw_bill` takes a submitted voucher back for somebody who prepared it."""

    looking: Looking
    preparing: Preparing
    asking: Asking
    placing: Placing
    departments: Sequence[str]
    channel: str
    today: Callable[[], date]
    next_one: Callable[[str], str | None]
    withdraw_bill: Callable[[str, str], object]


def register(door: Door, desk: Desk) -> None:
    """Hang the command, and the buttons and windows of preparing."""
    _register_command(door, desk)
    _register_looks(door, desk)
    _register_lock(door, desk)
    _register_files(door, desk)


def opens(args: Args, view: View) -> None:
    """Over a message or Home, or on top of the window that was pressed."""
    args.ack()
    modal = (args.body.get("view") or {}).get("type") == "modal"
    act = args.client.views_push if modal else args.client.views_open
    act(trigger_id=args.body["trigger_id"], view=view)


def pressed(args: Args) -> tuple[str, str, str]:
    """Department, month, and what more the button showed."""
    return views.read_value(str(args.payload["value"]))


def _register_command(door: Door, desk: Desk) -> None:
    def next_one(department: str) -> str:
        return desk.next_one(department) or month_of(desk.today())

    def close_period(args: Args, person: Person) -> None:
        typed = command_words(str(args.body.get("text") or ""))
        if typed.casefold() in ("help", "?"):
            args.ack(views.HELP)
            return
        wanted = words.read(typed, desk.departments, desk.today(), next_one)
        if wanted.report:
            desk.asking.report(wanted.department, wanted.month, by=person.id)
            args.ack(f"The Closing Adjustments report of {in_words(wanted.month)} is being made.")
            return
        person.needs(Act.CLOSE)
        channel = desk.channel or str(args.body["channel_id"])
        before = desk.placing.begin(wanted.department, wanted.month, channel)
        args.ack(_where(wanted.month, channel, before.get("link", "")))

    def begin(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        channel = desk.channel or who(args.body)
        before = desk.placing.begin(department, month, channel)
        opens(args, windows.begun_window(_where(month, channel, before.get("link", ""))))

    def follow(args: Args, _person: Person) -> None:
        """The link itself leads there."""
        args.ack()

    door.command("/close-period", Act.LOOK, close_period)
    door.action(views.BEGIN, Act.CLOSE, begin)
    door.action(views.GO, None, follow)


def _where(month: str, channel: str, link: str) -> str:
    where = f"in <#{channel}>" if channel.startswith(("C", "G")) else "in our direct messages"
    where = f"<{link}|here>" if link else where
    return f"The close of {in_words(month)} stands {where}."


def _register_looks(door: Door, desk: Desk) -> None:
    def open_left(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        opens(args, windows.left_window(month, desk.looking.facts(department, month).left))

    def late(department: str, month: str, person: Person) -> View:
        return windows.late_window(department, month, desk.looking.facts(department, month).late, person.id)

    def open_late(args: Args, person: Person) -> None:
        department, month, _ = pressed(args)
        opens(args, late(department, month, person))

    def press_withdraw(args: Args, person: Person) -> None:
        """The window shows it as a draft, to be dated."""
        department, month, voucher = pressed(args)
        desk.withdraw_bill(voucher, person.id)
        args.ack()
        args.client.views_update(view_id=args.body["view"]["id"], view=late(department, month, person))

    def submit_late(args: Args, person: Person) -> None:
        view = args.body["view"]
        department, month = windows.about(view)
        now = {bill.voucher.id: bill.voucher.posting_date for bill in desk.looking.facts(department, month).late}
        for id, on in windows.read_late(view).items():
            if id in now and now[id] != on:
                desk.preparing.date_bill(id, on, by=person.id)
        desk.preparing.bills_looked_at(department, month, by=person.id)
        args.ack()

    def open_owners(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        opens(args, windows.owners_window(desk.looking.look(department, month)))

    def submit_owners(args: Args, person: Person) -> None:
        view = args.body["view"]
        department, month = windows.about(view)
        now = {one.step: one.owner for one in desk.looking.look(department, month).steps}
        for step, owner in windows.read_owners(view).items():
            if now[step] != owner:
                desk.preparing.assign(department, month, step, owner, by=person.id)
        args.ack()

    door.action(views.LEFT, Act.LOOK, open_left)
    door.action(views.LATE, Act.CLOSE, open_late)
    door.view(windows.ON_LATE, Act.CLOSE, submit_late)
    door.action(windows.WITHDRAW_BILL, Act.CLOSE, press_withdraw)
    door.action(views.OWNERS, Act.CLOSE, open_owners)
    door.view(windows.ON_OWNERS, Act.CLOSE, submit_owners)


def _register_lock(door: Door, desk: Desk) -> None:
    """A controller locks; anyone of the team prepares what comes before and after."""

    def open_lock(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        drafts = drafted_inside(desk.looking.facts(department, month).late)
        opens(args, windows.lock_window(department, month, drafts))

    def submit_lock(args: Args, person: Person) -> None:
        department, month = windows.about(args.body["view"])
        desk.preparing.lock(department, month, by=person.id)
        args.ack()

    def open_unlock(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        opens(args, windows.unlock_window(department, month))

    def submit_unlock(args: Args, person: Person) -> None:
        view = args.body["view"]
        department, month = windows.about(view)
        desk.preparing.unlock(department, month, blocks.typed(view["state"], "reason"), by=person.id)
        args.ack()

    door.action(views.LOCK, Act.SIGN_OFF, open_lock)
    door.view(windows.ON_LOCK, Act.SIGN_OFF, submit_lock)
    door.action(views.UNLOCK, Act.SIGN_OFF, open_unlock)
    door.view(windows.ON_UNLOCK, Act.SIGN_OFF, submit_unlock)


def _register_files(door: Door, desk: Desk) -> None:
    def press_report(args: Args, person: Person) -> None:
        department, month, _ = pressed(args)
        desk.asking.report(department, month, by=person.id)
        args.ack()

    def open_cash(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        opens(args, windows.cash_window(department, month))

    def submit_cash(args: Args, person: Person) -> None:
        view = args.body["view"]
        department, month = windows.about(view)
        desk.asking.evidence(department, month, windows.file_in(view), by=person.id)
        args.ack()

    def open_inventory(args: Args, _person: Person) -> None:
        department, month, _ = pressed(args)
        opens(args, windows.inventory_window(department, month))

    def submit_inventory(args: Args, person: Person) -> None:
        view = args.body["view"]
        department, month = windows.about(view)
        end = blocks.chosen(view["state"], "end") or month
        desk.asking.value(department, month, windows.file_in(view), end, by=person.id)
        args.ack()

    door.action(views.REPORT, Act.LOOK, press_report)
    door.action(views.CASH, Act.CLOSE, open_cash)
    door.view(windows.ON_CASH, Act.CLOSE, submit_cash)
    door.action(views.INVENTORY, Act.CLOSE, open_inventory)
    door.view(windows.ON_INVENTORY, Act.CLOSE, submit_inventory)
