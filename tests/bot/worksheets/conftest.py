"""A bot that knows worksheets only, connected to a workspace; each test starts with four companies and no worksheet."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from sqlmodel import delete

from bot.away import is_away
from bot.door import Door
from bot.people import People
from bot.worksheets import listeners
from bot.worksheets.import_messages import WorksheetImports
from domain.accounts.term import Term
from domain.audit import AuditLine
from domain.clock import new_id, wall_now
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import Registering
from domain.engine import Engine, Patience
from domain.imports.importing_worksheets import ImportingWorksheets
from domain.imports.receiving_worksheets import ReceivingWorksheets
from domain.imports.worksheet_batch import WorksheetBatch, WorksheetRow
from domain.ledger.journal import JournalEntry, JournalLine, balances
from domain.ledger.movement import Movement
from domain.ledger.period import Period
from domain.role import Role
from domain.store import Store
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.recognising import Recognising
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet import Accrual, Adjustment, SaleLine, Sheet, Worksheet
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm
from domain.worksheets.worksheet_look import Looking
from standins.slack.running import running
from standins.slack.workspace import Workspace
from tests.bot.office import on_the_line, patient_slack
from tests.databases import Databases

NAMED = {Role.VIEWER: "U0BO", Role.CLERK: "U0ANNA", Role.CONTROLLER: "U0CLARA"}
TABLES = (
    WorksheetRow,
    WorksheetBatch,
    Movement,
    JournalLine,
    JournalEntry,
    Adjustment,
    Accrual,
    SaleLine,
    Worksheet,
    Period,
    Term,
    Counterparty,
    AuditLine,
)
JANUARY_5 = date(2025, 1, 5)


@dataclass
class Tieout:
    """The parts a story looks at, and the ids of the companies by name."""

    workspace: Workspace
    store: Store
    engine: Engine
    worksheets: Recognising
    adjusting: Adjusting
    looking: Looking
    registering: Registering
    parties: dict[str, str] = field(default_factory=dict)

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.workspace.settles()
        self.engine.settle()
        self.workspace.settles()

    def found(self, number: str, department: str = "main") -> Sheet:
        """The worksheet with this number."""
        return self.worksheets.get(self.looking.numbered(number, [department])[0].id)

    def keeps(self, number: str = "W-101", department: str = "main") -> Sheet:
        """W-101 of the worked January is here already, in work."""
        material = AccrualForm(self.parties["RecycleCo"], TradeKind.MATERIAL, 8_000_00)
        freight = AccrualForm(self.parties["FastTruck"], TradeKind.INLAND_FREIGHT, 900_00)
        form = WorksheetForm(
            number,
            self.parties["Acme Mills"],
            posting_date=JANUARY_5,
            rep="Rita",
            commodity="OCC",
            sales=[SaleForm(12_000_00)],
            accruals=[material, freight],
        )
        return self.worksheets.save(form, by="U0CLARA", department=department)

    def balances(self) -> dict[str, int]:
        """What the journal has on each account, but nothing."""
        with self.store.reading() as session:
            return {account: cents for account, cents in balances(session, department="main").items() if cents}


@pytest.fixture(scope="package")
def connected(databases: Databases) -> Iterator[Tieout]:
    with running(patient_slack()) as workspace, databases.opened() as store:
        tieout, app = start(workspace, store)
        with on_the_line(app, workspace):
            yield tieout
        tieout.engine.stop()


def start(workspace: Workspace, store: Store) -> tuple[Tieout, App]:
    client = WebClient(token="xoxb-standin", base_url=workspace.api_url)
    app = App(client=client, signing_secret="unused", token_verification_enabled=False)
    begin, looks = datetime(2025, 1, 6, tzinfo=UTC), count()

    def now() -> datetime:
        return begin + timedelta(seconds=next(looks))

    worksheets = Recognising(store, now, new_id, realm_of=lambda *_: "9130350000000001")
    adjusting, looking = Adjusting(worksheets), Looking(store)
    people = People(client, NAMED, wall=wall_now)
    people.refresh()
    door = Door(app, people, new_id=new_id, support="Sam")
    engine = Engine(store, executor="test", wall=wall_now, poll_seconds=0.01)
    receiving = ReceivingWorksheets(ImportingWorksheets(worksheets), engine)
    listeners.register(door, worksheets, adjusting, looking, receiving, departments=["main", "paper"], new_id=new_id)
    patience = Patience(is_away, attempts=6, seconds=0.01)
    engine.start(WorksheetImports(client, engine, receiving, door.workflow, patience).workflows())
    registering = Registering(store, now, new_id)
    return Tieout(workspace, store, engine, worksheets, adjusting, looking, registering), app


@pytest.fixture
def tieout(connected: Tieout) -> Tieout:
    connected.settle()
    connected.workspace.do("reset")
    with connected.store.writing() as session:
        for table in TABLES:
            session.execute(delete(table))
    for name, role in (("Acme Mills", "customer"), ("Baltic Paper", "customer")):
        keeps_party(connected, name, role)
    for name in ("RecycleCo", "FastTruck"):
        keeps_party(connected, name, "supplier")
    return connected


def keeps_party(tieout: Tieout, name: str, role: str, department: str = "main") -> str:
    """A company is here, with payment terms of its own."""
    details = Details(name, frozenset({TradeRole(role)}), terms="Net 30")
    tieout.parties[name] = tieout.registering.create(details, by="U0CLARA", department=department).counterparty.id
    return tieout.parties[name]


@pytest.fixture
def workspace(tieout: Tieout) -> Workspace:
    """Where the people are."""
    return tieout.workspace
