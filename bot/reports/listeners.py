"""`/report`: a report by name, or a window to choose one in; what was asked for comes as a direct message."""

from collections.abc import Callable, Sequence
from datetime import date

from slack_bolt import Args

from bot.door import Door
from bot.people import Person
from bot.reports import views, words
from bot.reports.words import Wanted
from bot.words import command_words
from bot.worksheets.fields import party_choices
from domain.counterparties.details import TradeRole
from domain.reports.asked import Asked
from domain.reports.reporting import STATEMENT, Question, Reporting
from domain.role import Act
from domain.worksheets.worksheet_look import Looking


def register(
    door: Door,
    reporting: Reporting,
    looking: Looking,
    *,
    departments: Sequence[str],
    today: Callable[[], date],
    zone: str,
) -> None:
    """Hang the command and its window."""

    def ask(wanted: Wanted, person: Person, customer_id: str) -> None:
        asked = Asked(wanted.department, wanted.as_of, wanted.known_at, wanted.since)
        reporting.ask(Question(wanted.name, asked, person.id, customer_id))

    def open_report(args: Args, person: Person) -> None:
        typed = command_words(str(args.body.get("text") or ""))
        if typed.casefold() in ("help", "?"):
            args.ack(views.HELP)
        elif not typed:
            args.ack()
            args.client.views_open(trigger_id=args.body["trigger_id"], view=views.window(departments, today()))
        else:
            wanted = words.read(typed, departments, today(), zone)
            customer = reporting.customer(wanted.department, wanted.rest) if wanted.name == STATEMENT else ""
            ask(wanted, person, customer)
            args.ack(views.coming(wanted.name))

    def submit_report(args: Args, person: Person) -> None:
        wanted, customer = views.read(args.body["view"], zone)
        ask(wanted, person, customer)
        args.ack()

    def offer_customers(args: Args, _person: Person) -> None:
        department = views.department_chosen(args.body["view"])
        found = looking.parties(str(args.payload.get("value") or ""), department, TradeRole.CUSTOMER)
        args.ack(options=party_choices(found))

    door.command("/report", Act.LOOK, open_report)
    door.view(views.SUBMIT, Act.LOOK, submit_report)
    door.options(views.CUSTOMER, Act.LOOK, offer_customers)
