"""`/accounting audit`: the last lines of the trail, found by words, thing or person; its export and verification."""

from slack_bolt import Args

from bot.audit import views
from bot.door import Door, Word
from bot.people import Person
from domain import auditing as trail
from domain.auditing import Auditing
from domain.role import Act


def register(door: Door, auditing: Auditing) -> Word:
    """Hang the buttons; answers what `/accounting audit` shows for the words behind it."""

    def open_trail(args: Args, person: Person, words: str) -> None:
        person.needs(Act.AUDIT)
        if words.casefold() in ("help", "?"):
            args.ack(views.HELP)
            return
        sought = views.read_words(words, person.id)
        text, said = views.answer(auditing.look(sought), sought)
        args.ack(text=text, blocks=said)

    def press_look(args: Args, _person: Person) -> None:
        sought = views.read_press(args.payload)
        text, said = views.answer(auditing.look(sought), sought)
        args.ack()
        args.respond(text=text, blocks=said, response_type="ephemeral", replace_original=True)

    def press_export(args: Args, person: Person) -> None:
        order(args, person, trail.EXPORT, "Writing the audit trail into a file…")

    def press_verify(args: Args, person: Person) -> None:
        order(args, person, trail.VERIFY, "Verifying every line of the audit trail…")

    def order(args: Args, person: Person, workflow: str, words: str) -> None:
        auditing.ask(workflow, by=person.id)
        args.ack()
        args.respond(text=views.ordered(words), response_type="ephemeral", replace_original=False)

    door.action(views.OLDER, Act.AUDIT, press_look)
    door.action(views.BY_PERSON, Act.AUDIT, press_look)
    door.action(views.EXPORT, Act.AUDIT, press_export)
    door.action(views.VERIFY, Act.AUDIT, press_verify)
    return open_trail
