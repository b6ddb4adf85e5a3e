"""A bot that knows accounts and terms only, connected to Slack and QuickBooks; each test starts from an empty chart."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from slack_bolt import App, Args
from slack_sdk import WebClient
from sqlmodel import delete

from bot.accounts import listeners, term_listeners
from bot.accounts.messages import AccountMessages
from bot.door import Door
from bot.people import People
from bot.people import Person as Someone
from domain.accounts.account import KnownAccount, KnownChart, Mapped, OwnAccount, Uses
from domain.accounts.charting import Charting
from domain.accounts.term import KnownTerm, Term
from domain.accounts.terming import TermWork
from domain.audit import AuditLine
from domain.clock import new_id, wall_now
from domain.connections.connection import Connection, ConsentState
from domain.engine import Engine
from domain.ledger.journal import JournalEntry, JournalLine
from domain.ledger.movement import Movement
from domain.role import Act, Role
from standins.slack.running import running
from standins.slack.workspace import Workspace
from tests.bot.office import on_the_line, patient_slack
from tests.databases import Databases
from tests.domain.books.company import site_on, two_companies
from tests.domain.chart_desk import ChartDesk

NAMED = {Role.VIEWER: "U0BO", Role.CLERK: "U0ANNA", Role.CONTROLLER: "U0CLARA"}
TABLES = (KnownAccount, KnownChart, Mapped, OwnAccount, KnownTerm, Term, Movement, JournalLine, JournalEntry)


@dataclass
class Tieout:
    """The parts a story looks at."""

    workspace: Workspace
    desk: ChartDesk

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.workspace.settles()
        self.desk.engine.settle()
        self.workspace.settles()


@pytest.fixture(scope="package")
def connected(databases: Databases) -> Iterator[Tieout]:
    with (
        running(patient_slack()) as workspace,
        two_companies() as quickbooks,
        databases.opened() as store,
    ):
        engine = Engine(store, executor="test", wall=wall_now, poll_seconds=0.01)
        desk = ChartDesk(site_on(quickbooks, store), store, engine)
        with on_the_line(open_shop(workspace, desk), workspace):
            yield Tieout(workspace, desk)
        engine.stop()


def open_shop(workspace: Workspace, desk: ChartDesk) -> App:
    client = WebClient(token="xoxb-standin", base_url=workspace.api_url)
    app = App(client=client, signing_secret="unused", token_verification_enabled=False)
    people = People(client, NAMED, wall=wall_now)
    people.refresh()
    door = Door(app, people, new_id=new_id, support="Sam")
    messages = AccountMessages(client, people, desk.mapping, desk.terming)
    desk.charting = Charting(desk.mapping, desk.open, messages.show_chart)
    desk.term_work = TermWork(desk.terming, desk.open, messages.show_terms)
    open_accounts = listeners.register(door, desk.mapping, departments=["main"])
    open_terms = term_listeners.register(door, desk.terming, departments=["main"], new_id=new_id)

    def open_accounting(args: Args, person: Someone) -> None:
        (open_terms if args.payload["text"] == "terms" else open_accounts)(args, person, "")

    door.command("/accounting", Act.LOOK, open_accounting)
    desk.start()
    return app


@pytest.fixture
def tieout(connected: Tieout) -> Tieout:
    connected.settle()
    connected.workspace.do("reset")
    desk = connected.desk
    desk.uses = Uses()
    with desk.store.writing() as session:
        for table in (*TABLES, ConsentState, Connection, AuditLine):
            session.execute(delete(table))
    desk.site.control("reset")
    desk.site.connect()
    return connected


@pytest.fixture
def workspace(tieout: Tieout) -> Workspace:
    """Where the people are."""
    return tieout.workspace
