"""A bot that knows counterparties only, connected to a workspace; each test starts from empty lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from sqlmodel import Session, delete

from bot.away import is_away
from bot.counterparties import listeners
from bot.counterparties.messages import ImportMessages
from bot.door import Door
from bot.people import People
from domain.audit import AuditLine
from domain.clock import Clock, Now, new_id, wall_now
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, LinkedHow
from domain.counterparties.details import TradeRole
from domain.counterparties.registering import Registering
from domain.engine import Engine, Patience
from domain.imports.import_batch import ImportBatch, ImportRow
from domain.imports.importing import Importing
from domain.imports.receiving import Receiving
from domain.role import Role
from domain.store import Store
from standins.slack.running import running
from standins.slack.workspace import Workspace
from tests.bot.office import on_the_line, patient_slack
from tests.databases import Databases

NAMED = {Role.VIEWER: "U0BO", Role.CLERK: "U0ANNA", Role.CONTROLLER: "U0CLARA"}


@dataclass
class Tieout:
    """The parts a story looks at. `followed` are the names whose saving led on to something."""

    workspace: Workspace
    store: Store
    engine: Engine
    registering: Registering
    importing: Importing
    receiving: Receiving
    followed: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.workspace.settles()
        self.engine.settle()
        self.workspace.settles()


@pytest.fixture(scope="package")
def connected(databases: Databases) -> Iterator[Tieout]:
    with running(patient_slack()) as workspace, databases.opened() as store:
        tieout, app = start(workspace, store)
        with on_the_line(app, workspace):
            yield tieout
        tieout.engine.stop()


def start(workspace: Workspace, store: Store) -> tuple[Tieout, App]:
    client = WebClient(token="xoxb-standin", base_url=workspace.api_url, retry_handlers=[])
    app = App(client=client, signing_secret="unused", token_verification_enabled=False)
    engine = Engine(store, executor="test", wall=wall_now, poll_seconds=0.01)
    followed: list[str] = []

    def follow(_session: Session, party: Counterparty, by: str) -> str | None:
        followed.append(f"{party.name} by {by}")
        return party.id

    registering = Registering(store, Clock().now, new_id, follow)
    receiving = Receiving(store, engine, new_id)
    importing = Importing(store, Clock().now, new_id)
    people = People(client, NAMED, wall=wall_now)
    people.refresh()
    door = Door(app, people, new_id=new_id, support="Sam")
    listeners.register(door, registering, receiving, importing, departments=["main", "paper"], new_id=new_id)
    departments, patience = ["main", "paper"], Patience(is_away, attempts=6, seconds=0.01)
    messages = ImportMessages(client, engine, receiving, importing, departments, hurried(), door.workflow, patience)
    engine.start(messages.workflows())
    return Tieout(workspace, store, engine, registering, importing, receiving, followed), app


def hurried() -> Now:
    """A clock by which four seconds pass between one look and the next."""
    start, looks = datetime(2026, 9, 1, tzinfo=UTC), count()
    return lambda: start + timedelta(seconds=4 * next(looks))


def link_up(tieout: Tieout, party: Counterparty) -> None:
    """Someone has linked it as a customer in QuickBooks."""
    link = CounterpartyLink(
        counterparty_id=party.id,
        role=TradeRole.CUSTOMER,
        realm="1",
        books_id="7",
        books_name=f"{party.name} Inc",
        linked_at=party.created_at,
        linked_by="U0ANNA",
        how=LinkedHow.PERSON,
    )
    with tieout.store.writing() as session:
        session.add(link)


@pytest.fixture
def tieout(connected: Tieout) -> Tieout:
    connected.settle()
    connected.workspace.do("reset")
    connected.followed.clear()
    with connected.store.writing() as session:
        for table in (ImportRow, CounterpartyLink, Counterparty, ImportBatch, AuditLine):
            session.execute(delete(table))
    return connected


@pytest.fixture
def workspace(tieout: Tieout) -> Workspace:
    """Where the people are."""
    return tieout.workspace
