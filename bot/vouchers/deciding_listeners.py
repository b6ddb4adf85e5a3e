"""What is pressed on a submitted voucher: approve, reject, ask, withdraw, try again, undo, enter it again."""

from slack_bolt import Args

from bot.door import Door
from bot.people import Person
from bot.sync.refreshing import refresh
from bot.vouchers import windows
from bot.vouchers.ledger_views import Place
from bot.vouchers.opening import Opening
from bot.vouchers.windows import ACTIONS, Asked
from domain.approvals.powers import check_undoer
from domain.role import Act
from domain.vouchers.approving import Approving
from domain.vouchers.inquiring import Press
from domain.vouchers.posting import Posting
from domain.vouchers.undoing import Undoing


def register(door: Door, opening: Opening, approving: Approving, posting: Posting, undoing: Undoing) -> None:
    """Hang the presses. Whoever may look may press: the verbs decide who may, and write refusals down."""
    _register_decisions(door, opening, approving, posting)
    _register_reasons(door, opening, approving, undoing)
    _register_drafts(door, opening)


def _register_decisions(door: Door, opening: Opening, approving: Approving, posting: Posting) -> None:
    def press_approve(args: Args, person: Person) -> None:
        id, fingerprint = windows.read_value(args.payload)
        approving.approve(id, fingerprint, by=person.id)
        shows(args, person, id)

    def press_withdraw(args: Args, person: Person) -> None:
        id, _ = windows.read_value(args.payload)
        approving.withdraw(id, by=person.id)
        shows(args, person, id)

    def press_try_again(args: Args, person: Person) -> None:
        id, _ = windows.read_value(args.payload)
        posting.try_again(id, by=person.id)
        shows(args, person, id)

    def shows(args: Args, person: Person, id: str) -> None:
        """The window it was pressed in shows the work; its result follows. A message follows by itself."""
        args.ack()
        if (args.body.get("view") or {}).get("type") == "modal":
            refresh(args, lambda: opening.voucher(id, person))

    door.action(ACTIONS[Press.APPROVE], Act.LOOK, press_approve)
    door.action(ACTIONS[Press.WITHDRAW], Act.LOOK, press_withdraw)
    door.action(ACTIONS[Press.TRY_AGAIN], Act.ENTER, press_try_again)


def _register_reasons(door: Door, opening: Opening, approving: Approving, undoing: Undoing) -> None:
    def hang(press: Press) -> None:
        def open_reason(args: Args, person: Person) -> None:
            id, accepted = windows.read_value(args.payload)
            voucher = opening.vouching.voucher(id)
            if press is Press.UNDO:
                check_undoer(voucher.name, voucher.prepared_by, person.id, person.roles)
            view = windows.reason_window(voucher, Asked(id, press, accepted))
            args.ack()
            modal = (args.body.get("view") or {}).get("type") == "modal"
            opens = args.client.views_push if modal else args.client.views_open
            opens(trigger_id=args.body["trigger_id"], view=view)

        door.action(ACTIONS[press], Act.LOOK, open_reason)

    def submit_reason(args: Args, person: Person) -> None:
        asked, words = windows.read_asked(args.body["view"])
        match asked.press:
            case Press.REJECT:
                approving.reject(asked.id, words, by=person.id)
            case Press.ASK:
                approving.ask(asked.id, words, by=person.id)
            case Press.UNDO:
                undoing.undo(asked.id, words, by=person.id, accepted=asked.accepted)
        args.ack()

    for press in (Press.REJECT, Press.ASK, Press.UNDO):
        hang(press)
    door.view(windows.REASON, Act.LOOK, submit_reason)


def _register_drafts(door: Door, opening: Opening) -> None:
    vouching, inquiring = opening.vouching, opening.inquiring

    def press_edit(args: Args, person: Person) -> None:
        go_on(args, person, windows.read_value(args.payload)[0])

    def press_redo(args: Args, person: Person) -> None:
        old, _ = windows.read_value(args.payload)
        inquiring.closed(old, [args.body["view"]["id"]])
        go_on(args, person, vouching.redo(old, by=person.id).id)

    def go_on(args: Args, person: Person, id: str) -> None:
        inquiring.closed(id, [args.body["view"]["id"]])
        opening.open_ledger(args, person, Place(id, vouching.voucher(id).department, begun=True))

    door.action(ACTIONS[Press.EDIT], Act.ENTER, press_edit)
    door.action(ACTIONS[Press.REDO], Act.ENTER, press_redo)
