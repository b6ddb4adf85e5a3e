"""What is pressed on a receipt: approve, reject, withdraw, try again, undo; apply and return its unapplied cash."""

from collections.abc import Callable
from datetime import date

from slack_bolt import Args

from bot import blocks
from bot.door import Door
from bot.people import Person
from bot.receipts import apply_listeners, windows
from bot.receipts.entry_views import Place
from bot.receipts.opening import Opening, over
from bot.receipts.windows import ACTIONS, Asked
from bot.sync.refreshing import refresh
from domain.approvals.powers import check_undoer
from domain.clock import NewId
from domain.money import parse_amount
from domain.receipts.deciding import Deciding
from domain.receipts.inquiring import Done, Press
from domain.receipts.receipt import ReceiptAct
from domain.receipts.using import Using
from domain.role import Act

Today = Callable[[str], date]


def register(door: Door, opening: Opening, deciding: Deciding, using: Using, *, new_id: NewId) -> None:
    """Hang the presses. Whoever may look may press: the verbs decide who may, and write refusals down."""
    _register_decisions(door, opening, deciding)
    _register_reasons(door, opening, deciding, using, new_id)
    _register_return(door, opening, using, deciding.powers.today, new_id)
    apply_listeners.register(door, opening.inquiring, using, today=deciding.powers.today, new_id=new_id)


def _register_decisions(door: Door, opening: Opening, deciding: Deciding) -> None:
    def hang(press: Press, act: Act, decide: Callable[[str, str, str], ReceiptAct]) -> None:
        def pressed(args: Args, person: Person) -> None:
            id, more = windows.read_value(args.payload)
            done = decide(id, more, person.id)
            args.ack()
            if (args.body.get("view") or {}).get("type") == "modal":
                refresh(args, lambda: opening.receipt(done.receipt_id, person))

        door.action(ACTIONS[press], act, pressed)

    def press_edit(args: Args, person: Person) -> None:
        id, _ = windows.read_value(args.payload)
        receipt, _ = opening.drafting.receipt(id)
        opening.inquiring.closed(id, [args.body["view"]["id"]])
        opening.open_entry(args, person, Place(id, receipt.department, begun=True))

    hang(Press.APPROVE, Act.LOOK, lambda id, shown, by: deciding.approve(id, shown, by=by))
    hang(Press.WITHDRAW, Act.LOOK, lambda id, _, by: deciding.withdraw(id, by=by))
    hang(Press.TRY_AGAIN, Act.ENTER, lambda id, _, by: deciding.posting.try_again(id, by=by))
    door.action(ACTIONS[Press.EDIT], Act.ENTER, press_edit)


def _register_reasons(door: Door, opening: Opening, deciding: Deciding, using: Using, new_id: NewId) -> None:
    def asks(press: Press) -> None:
        def pressed(args: Args, _person: Person) -> None:
            view = windows.reason_window(_done(opening, windows.read_value(args.payload)[0]), press)
            args.ack()
            over(args, view)

        door.action(ACTIONS[press], Act.LOOK, pressed)

    def press_undo(args: Args, person: Person) -> None:
        done = _done(opening, windows.read_value(args.payload)[0])
        check_undoer(done.act.name, done.act.prepared_by, person.id, person.roles)
        today = max(deciding.powers.today(done.act.department), done.act.day)
        view = windows.undo_window(done, today, new_id())
        args.ack()
        over(args, view)

    def submit_reason(args: Args, person: Person) -> None:
        view = args.body["view"]
        asked, reason = Asked.of(view), blocks.typed(view["state"], "reason")
        decide = deciding.ask if asked.press is Press.ASK else deciding.reject
        decide(asked.about, reason, by=person.id)
        args.ack()

    def submit_undo(args: Args, person: Person) -> None:
        view = args.body["view"]
        asked, reason = Asked.of(view), blocks.typed(view["state"], "reason")
        using.undo(asked.about, on=windows.read_day(view), reason=reason, by=person.id, id=asked.id)
        args.ack()

    asks(Press.REJECT)
    asks(Press.ASK)
    door.action(ACTIONS[Press.UNDO], Act.LOOK, press_undo)
    door.view(windows.REASON, Act.LOOK, submit_reason)
    door.view(windows.UNDO, Act.LOOK, submit_undo)


def _register_return(door: Door, opening: Opening, using: Using, today: Today, new_id: NewId) -> None:
    inquiring = opening.inquiring

    def press_return(args: Args, _person: Person) -> None:
        cash = inquiring.source(windows.read_value(args.payload)[0])
        department = inquiring.department_of(cash.key)
        asked, on = Asked(cash.key, Press.RETURN, new_id()), max(today(department), cash.on)
        view = windows.return_window(cash.name, cash.left, inquiring.deposits(department), on, asked)
        args.ack()
        over(args, view)

    def submit_return(args: Args, person: Person) -> None:
        view = args.body["view"]
        asked, state, on = Asked.of(view), view["state"], windows.read_day(view)
        amount = parse_amount(blocks.typed(state, "amount"))
        account, reason = blocks.chosen(state, "deposit_id") or "", blocks.typed(state, "reason")
        using.give_back(asked.about, amount, on=on, deposit_id=account, reason=reason, by=person.id, id=asked.id)
        args.ack()

    door.action(ACTIONS[Press.RETURN], Act.ENTER, press_return)
    door.view(windows.RETURN, Act.ENTER, submit_return)


def _done(opening: Opening, act_id: str) -> Done:
    return opening.inquiring.act(act_id)
