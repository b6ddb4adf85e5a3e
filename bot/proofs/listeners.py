"""`/tie-out`: the proofs of any day, why each amount is what it is, sharing, and proving again."""

import re
from collections.abc import Sequence

from slack_bolt import Args

from bot.blocks import View
from bot.door import Door
from bot.people import Person
from bot.proofs import views, words
from bot.words import command_words
from domain.proofs.proving import Proving
from domain.proofs.why import Why
from domain.role import Act


def register(door: Door, proving: Proving, *, departments: Sequence[str]) -> None:
    """Hang the command and its buttons."""
    why = Why(proving.store)

    def ask(args: Args, person: Person) -> None:
        typed = command_words(str(args.body.get("text") or ""))
        if typed.casefold() in ("help", "?"):
            args.ack(views.HELP)
            return
        department, on = words.read(typed, departments, proving.today())
        run = proving.ask(department, on, by=person.id)
        args.ack(views.coming(run))

    def ask_again(args: Args, person: Person) -> None:
        before = proving.run(args.payload["value"])
        run = proving.ask(before.department, before.as_of, by=person.id)
        args.ack()
        args.respond(text=views.coming(run), response_type="ephemeral", replace_original=False)

    def share(args: Args, person: Person) -> None:
        proving.share(args.payload["value"], by=person.id)
        args.ack()

    def open_why(args: Args, _person: Person) -> None:
        run_id, code = views.unpacked(args.payload["value"])
        run, proof, accounts = why.proof(run_id, code)
        show(args, views.why_window(run, proof, accounts, why.openings(proof)))

    def open_entries(args: Args, _person: Person) -> None:
        run_id, code, account, page = views.unpacked(args.payload["value"])
        show(args, views.entries_window(run_id, code, why.entries(run_id, code, account, int(page))))

    def open_entry(args: Args, _person: Person) -> None:
        run_id, code, account, page, seq = views.unpacked(args.payload["value"])
        show(args, views.entry_window(run_id, code, account, int(page), why.entry(int(seq))))

    def show(args: Args, view: View) -> None:
        """Over a message, or in place of the window that was pressed."""
        args.ack()
        under = args.body.get("view") or {}
        if under.get("type") == "modal":
            args.client.views_update(view_id=under["id"], view=view)
        else:
            args.client.views_open(trigger_id=args.body["trigger_id"], view=view)

    door.command("/tie-out", Act.LOOK, ask)
    door.action(views.AGAIN, Act.LOOK, ask_again)
    door.action(views.SHARE, Act.LOOK, share)
    door.action(re.compile(rf"{re.escape(views.WHY)}(\.back)?"), Act.LOOK, open_why)
    door.action(re.compile(rf"{re.escape(views.ENTRIES)}(\.\d+)?"), Act.LOOK, open_entries)
    door.action(views.ENTRY, Act.LOOK, open_entry)
