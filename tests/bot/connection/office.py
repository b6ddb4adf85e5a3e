"""An office for stories of connections: Slack, QuickBooks and the bot's web pages, and one clock for all."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import requests
import uvicorn
from slack_bolt import App
from slack_sdk import WebClient
from sqlmodel import delete, select
from starlette.applications import Starlette

from bot.away import is_away
from bot.connection import listeners
from bot.connection.messages import ConnectionMessages
from bot.connection.posting import Posting
from bot.connection.setup_messages import SetupMessages
from bot.door import Door
from bot.home import listeners as home_listeners
from bot.home.messages import HomePage
from bot.people import People
from bot.vouchers.home import HomeLines
from bot.web import build_web
from domain.audit import AuditLine
from domain.books.intuit import Intuit, QuickBooksAccess
from domain.books.quickbooks import QuickBooksOnline
from domain.books.tokens import Tokens
from domain.clock import new_id, wall_now
from domain.connections import watching as watches
from domain.connections.alert import Alert
from domain.connections.alerting import SHOW as SHOW_ALERT
from domain.connections.alerting import Alerting
from domain.connections.connecting import Connecting
from domain.connections.connection import Connection, ConsentState
from domain.connections.pace import Pace
from domain.connections.setup import SHOW as SHOW_SETUP
from domain.connections.setup import SettingUp
from domain.connections.watching import Testing, Watching
from domain.counterparties.counterparty import Counterparty, CounterpartyLink
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import Registering
from domain.engine import Engine, Patience
from domain.role import Role
from domain.store import Store
from domain.syncs.sync import SyncRow, SyncRun
from domain.syncs.syncing import PLAN, RUN, SHOW, Syncing
from domain.syncs.telling import Telling
from domain.vault import Vault, new_key
from domain.vouchers.waiting import Waiting
from standins.clock import Clock
from standins.quickbooks import options as quickbooks_options
from standins.quickbooks import running as quickbooks_running
from standins.slack import running as slack_running
from standins.slack.person import Person
from standins.slack.workspace import Workspace
from tests.bot.office import Hands, on_the_line, patient_slack
from tests.databases import Databases

NAMED = {Role.VIEWER: "U0BO", Role.CLERK: "U0ANNA", Role.CONTROLLER: "U0CLARA"}
REALM = quickbooks_options.REALM
OTHER_REALM = "9130350000000002"
ZONE = "America/New_York"


@dataclass
class Office:
    """What stories act on and look at. `channel` hears of connections; its messages object is fitted per office."""

    workspace: Workspace
    quickbooks: quickbooks_running.Running
    clock: Clock
    store: Store
    engine: Engine
    connecting: Connecting
    registering: Registering
    syncing: Syncing
    watching: Watching
    web: str
    hands: Hands = field(default_factory=Hands)

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.workspace.settles()
        self.hands.rest()
        self.engine.settle()
        self.workspace.settles()

    def turn(self, **length: float) -> None:
        """Time passes, and the schedule looks at it."""
        self.clock.turn(timedelta(**length))
        self.watching.watch()
        self.syncing.resume_due()
        self.settle()

    def consents(self, person: Person, decision: str = "allow", realm: str = REALM) -> requests.Response:
        """Press the link in the open window, decide at the consent page, and come back to the bot's page."""
        return self.comes_back(self.decides(self.link_of(person), decision, realm))

    def link_of(self, person: Person) -> str:
        """The address behind the link in the open window."""
        person.sees_modal("Open QuickBooks")
        buttons = [
            element for block in person.modal["blocks"] if block["type"] == "actions" for element in block["elements"]
        ]
        return next(str(button["url"]) for button in buttons if "url" in button)

    def decides(self, link: str, decision: str = "allow", realm: str = REALM) -> str:
        """Where the consent page sends the browser."""
        form = dict(parse_qsl(urlsplit(link).query)) | {"decision": decision, "realm": realm}
        page = requests.post(f"{self.quickbooks.url}/connect/oauth2", data=form, allow_redirects=False, timeout=30)
        return page.headers["Location"]

    def comes_back(self, address: str) -> requests.Response:
        """The bot's page, once everything that follows has happened."""
        answer = requests.get(address, timeout=30)
        self.settle()
        return answer

    def connects(self, person: Person) -> None:
        """From the command to the news in the channel."""
        person.types("/accounting connect", in_="#accounting")
        assert self.consents(person).ok
        person.closes_everything()

    def has_counterparty(self, name: str) -> None:
        """A customer of ours."""
        details = Details(name=name, roles=frozenset({TradeRole.CUSTOMER}))
        self.registering.create(details, by="U0ANNA")

    def control(self, act: str, **body: object) -> None:
        """An act inside the QuickBooks stand-in."""
        assert requests.post(f"{self.quickbooks.url}/control/{act}", json=body, timeout=30).ok

    def reset(self) -> None:
        """Everything as on the first day; only time goes on."""
        self.settle()
        self.control("reset")
        self.workspace.do("reset")
        with self.store.writing() as session:
            for table in (Alert, SyncRow, SyncRun, CounterpartyLink, Counterparty, ConsentState, Connection, AuditLine):
                session.execute(delete(table))

    def audit(self) -> list[tuple[str, str]]:
        """Who did what, in order."""
        with self.store.reading() as session:
            return [(line.by, line.act) for line in session.exec(select(AuditLine).order_by("id"))]


def company(office: Office, realm: str = REALM) -> str:
    """The name of a company in QuickBooks."""
    return str(office.quickbooks.company(realm).info["CompanyName"])


@contextmanager
def office_in(databases: Databases, *departments: str) -> Iterator[Office]:
    """A running office of one department or several."""
    clock = Clock()
    with ExitStack() as stack:
        workspace = stack.enter_context(slack_running.running(patient_slack(), clock))
        options = quickbooks_options.Options(company="empty", others={OTHER_REALM: "empty"}, limits=False)
        quickbooks = stack.enter_context(quickbooks_running.running(options, clock))
        store = stack.enter_context(databases.opened())
        web = Web()
        stack.callback(web.stop)
        office, app = _furnish(workspace, quickbooks, clock, store, web, departments or ("main",))
        stack.callback(office.engine.stop)
        office.hands = stack.enter_context(on_the_line(app, workspace))
        yield office


def _furnish(
    workspace: Workspace,
    quickbooks: quickbooks_running.Running,
    clock: Clock,
    store: Store,
    web: "Web",
    departments: Sequence[str],
) -> tuple[Office, App]:
    now = clock.now
    engine = Engine(store, executor="test", wall=wall_now, poll_seconds=0.01)
    client = WebClient(token="xoxb-standin", base_url=workspace.api_url, retry_handlers=[])
    app = App(client=client, signing_secret="unused", token_verification_enabled=False)
    people = People(client, NAMED, wall=wall_now)
    people.refresh()
    alerting, syncing = Alerting(store, engine, now), Syncing(store, engine, now, new_id)
    watching = Watching(store, engine, alerting, syncing, now, ZONE)
    connecting = _connecting(quickbooks, store, clock, watching, f"{web.url}/quickbooks/callback")
    testing = Testing(engine, connecting, watching)
    setting_up, patience = SettingUp(connecting, engine), Patience(is_away, attempts=6, seconds=0.01)
    lines = HomeLines(Waiting(store, lambda _vouchers, _by: []), departments)
    page = HomePage(client, people, connecting, syncing, alerting, setting_up, now, departments, "", lines)
    door = Door(app, people, new_id=new_id, support="Sam")
    messages = ConnectionMessages(
        client, engine, alerting, connecting, syncing, testing, "", page.show, door.workflow, patience
    )
    setups = SetupMessages(Posting(client), engine, people, setting_up, departments, door.workflow, patience, now)
    listeners.register(
        door,
        connecting,
        testing,
        setting_up,
        syncing,
        departments=departments,
        channel="",
        support="Sam",
        now=now,
        new_id=new_id,
    )
    home_listeners.register(door, page, syncing)
    telling = Telling(store, engine, now, connecting.books_of, lambda _run: None)
    engine.start(
        {
            SHOW_ALERT: messages.show_alert,
            watches.ANNOUNCE: messages.announce,
            watches.WELCOME: messages.welcome_back,
            watches.ANSWER: messages.answer_test,
            SHOW_SETUP: setups.show,
            watches.TEST: testing.test,
            watches.REVOKE: connecting.revoke,
            watches.RENEW: messages.renew_tokens,
            PLAN: telling.plan,
            RUN: telling.run,
            SHOW: lambda _run: None,
        }
    )
    slack_url = "http://127.0.0.1/slack"
    web.start(build_web(store=store, connecting=connecting, slack=None, slack_url=slack_url, new_id=new_id))
    registering = Registering(store, now, new_id)
    parts = (store, engine, connecting, registering, syncing, watching, web.url)
    return Office(workspace, quickbooks, clock, *parts), app


def _connecting(
    quickbooks: quickbooks_running.Running, store: Store, clock: Clock, watching: Watching, callback: str
) -> Connecting:
    def wait(_seconds: float) -> None:
        """The pace takes no time here."""

    discovery = f"{quickbooks.url}/.well-known/openid_configuration"
    ids = (quickbooks_options.CLIENT_ID, quickbooks_options.CLIENT_SECRET)
    intuit = Intuit(QuickBooksAccess(*ids, discovery, quickbooks.url, callback))
    lost, healed = watching.lost, watching.healed
    tokens = Tokens(store, Vault(new_key()), intuit, clock.now, wall_now, wait, new_id, lost, healed)
    online = QuickBooksOnline(quickbooks.url, Pace(store, wall_now, wait), wait)
    hooks = (watching.connected, watching.disconnected)
    return Connecting(store, tokens, intuit, online.books, "local", clock.now, new_id, *hooks)


class Web:
    """The bot's pages on a port of this machine, known before there is anything to serve."""

    def __init__(self) -> None:
        self._listener = quickbooks_running.listen(0)
        self._server: uvicorn.Server | None = None
        self._thread: Thread | None = None
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self, app: Starlette) -> None:
        self._listener.listen()  # who asks before the server answers waits in line
        config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(5)
        self._listener.close()
