"""The whole bot in this process with a Slack and a QuickBooks of its own, and the line between a bot and its Slack."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import requests
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlmodel import Session

from bot import parts, settings
from bot.parts import THREADS, Tieout
from domain.clock import new_id
from domain.connections.connection import ConsentPurpose
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.mirroring import Mirroring
from domain.counterparties.registering import Registering
from domain.syncs.syncing import Syncing
from domain.table import Table
from domain.vault import new_key
from standins.quickbooks import options as quickbooks_options
from standins.quickbooks import person as quickbooks_person
from standins.quickbooks import running as quickbooks_running
from standins.slack import options as slack_options
from standins.slack import running as slack_running
from standins.slack.manifest import read_manifest
from standins.slack.workspace import Workspace
from tests.databases import Databases

ROOT: Final = Path(__file__).resolve().parents[2]


class Hands(ThreadPoolExecutor):
    """The threads of a bot's listeners, which may be at work after a press is acknowledged; a test waits for them."""

    def __init__(self) -> None:
        super().__init__(THREADS)
        self._busy: set[Future[Any]] = set()

    def submit(self, *work: Any, **more: Any) -> Future[Any]:
        future = super().submit(*work, **more)
        self._busy.add(future)
        future.add_done_callback(self._busy.discard)
        return future

    def rest(self) -> None:
        """Wait until they have nothing to do."""
        wait(tuple(self._busy))


@dataclass
class Office:
    """The bot, and both places it speaks with."""

    tieout: Tieout
    workspace: Workspace
    quickbooks: quickbooks_running.Running
    hands: Hands = field(default_factory=Hands)

    @property
    def registering(self) -> Registering:
        """What the windows of a counterparty save with."""
        tieout = self.tieout
        syncing = Syncing(tieout.store, tieout.engine, tieout.clock.now, new_id)
        mirroring = Mirroring(tieout.store, tieout.engine, tieout.clock.now)

        def follow(session: Session, party: Counterparty, by: str) -> object:
            return syncing.on_save(session, party, by=by)

        return Registering(tieout.store, tieout.clock.now, new_id, follow, mirroring.saved)

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.workspace.settles()
        self.hands.rest()
        beside(self.tieout.engine.settle)
        self.workspace.settles()

    def forget(self) -> None:
        """Nobody has said anything, QuickBooks is empty, and the bot knows nothing."""
        self.workspace.do("reset")
        self.control("reset")
        with self.tieout.store.writing() as session:
            for table in reversed(Table.metadata.sorted_tables):
                session.execute(table.delete())

    def control(self, act: str, **body: Any) -> dict[str, Any]:
        """What happens at QuickBooks."""
        answer = requests.post(f"{self.quickbooks.url}/control/{act}", json=body, timeout=30)
        assert answer.ok, answer.text
        return dict(answer.json())

    def acts(self, act: str, **body: Any) -> Any:
        """Somebody does something inside QuickBooks."""
        return quickbooks_person.ACTS[act](self.quickbooks.company(), body)[1]

    def fails(self, kind: str) -> None:
        """QuickBooks is in trouble, for all writes, until the next story."""
        self.control("faults", kind=kind, times=100)

    def has(self, kind: str, *names: str) -> None:
        """QuickBooks has these customers or vendors."""
        self.control("load", kind=kind, objects=[{"DisplayName": name} for name in names])

    def documents(self, kind: str = "Bill") -> list[dict[str, Any]]:
        """What QuickBooks holds."""
        return [dict(one) for one in self.quickbooks.company().all(kind)]

    def record(self, kind: str, name: str) -> dict[str, Any]:
        """A record of QuickBooks by its name."""
        return next(one for one in self.documents(kind) if one["DisplayName"].startswith(name))

    def connect(self, department: str = "main", purpose: ConsentPurpose = ConsentPurpose.CONNECT) -> None:
        """Clara gives consent."""
        connecting = self.tieout.connecting
        url = connecting.begin(department, "U0CLARA", "C0ACCOUNTING", purpose)
        form = dict(parse_qsl(urlsplit(url).query)) | {"decision": "allow", "realm": quickbooks_options.REALM}
        page = f"{self.quickbooks.url}/connect/oauth2"
        back = requests.post(page, data=form, allow_redirects=False, timeout=30)
        told = dict(parse_qsl(urlsplit(back.headers["Location"]).query))
        connecting.complete(told["state"], told["code"], told["realmId"], "")


@contextmanager
def whole_bot(databases: Databases, **more: str) -> Iterator[Office]:
    """An office whose bot is at work on a new database, with more settings if told so. One in a process at a time."""
    books = quickbooks_options.Options(company="empty", limits=False)
    with (
        databases.new() as database,
        slack_running.running(patient_slack()) as workspace,
        quickbooks_running.running(books) as quickbooks,
    ):
        chosen = environment(workspace, quickbooks, database) | more
        tieout = parts.build(settings.read(chosen), poll_seconds=0.01)
        beside(tieout.start)
        try:
            with on_the_line(tieout.app, workspace) as hands:
                yield Office(tieout, workspace, quickbooks, hands)
        finally:
            beside(tieout.stop)


@contextmanager
def on_the_line(app: App, workspace: Workspace) -> Iterator[Hands]:
    """The app hears its Slack; answers the hands that serve it.

    In the end the line is cut: hung up in order, the library would first wait three seconds for something more to hear.
    """
    hands = app.listener_runner.listener_executor = Hands()
    handler = SocketModeHandler(app, "xapp-standin", ping_interval=1, receive_buffer_size=65536)
    handler.connect()  # type: ignore[no-untyped-call]  # the library is partly untyped
    workspace.is_connected()
    try:
        yield hands
    finally:
        handler.client.auto_reconnect_enabled = False
        line: Any = handler.client.current_session  # type: ignore[attr-defined]  # that of the built-in client
        with suppress(OSError, AttributeError):
            line.sock.shutdown(SHUT_RDWR)
        handler.close()  # type: ignore[no-untyped-call]  # as above


def patient_slack() -> slack_options.Options:
    """A Slack that waits longer than three seconds: a story is about what is said, on a busy machine too; how soon it
    is said is measured by the benchmarks."""
    return slack_options.Options(read_manifest(ROOT / "manifest.yml"), ack_seconds=20, trigger_seconds=20)


def beside(act: Callable[[], object]) -> None:
    """In a thread of its own: the engine refuses to work where a browser's event loop runs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(act).result()


def environment(workspace: Workspace, quickbooks: quickbooks_running.Running, database: str) -> dict[str, str]:
    """The settings of a bot between the two."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-standin",
        "SLACK_APP_TOKEN": "xapp-standin",
        "SLACK_SIGNING_SECRET": "standin-secret",
        "TIEOUT_SLACK_API_URL": workspace.api_url,
        "QBO_CLIENT_ID": quickbooks_options.CLIENT_ID,
        "QBO_CLIENT_SECRET": quickbooks_options.CLIENT_SECRET,
        "QBO_DISCOVERY_URL": f"{quickbooks.url}/.well-known/openid_configuration",
        "QBO_API_URL": quickbooks.url,
        "TIEOUT_PUBLIC_URL": "http://127.0.0.1:8702",
        "TIEOUT_CHANNEL": "C0ACCOUNTING",
        "TIEOUT_DEPARTMENTS": "paper",
        "TIEOUT_DATABASE_URL": database,
        "TIEOUT_REPLICA": "one",
        "TIEOUT_SECRET_KEY": new_key(),
    }
