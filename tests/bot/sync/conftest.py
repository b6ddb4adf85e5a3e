"""The whole bot in this process, with a Slack and a QuickBooks of its own, for stories of syncs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlmodel import Session

from bot import parts, settings
from bot.parts import Tieout
from domain import engine as engines
from domain.clock import new_id
from domain.connections.connection import ConsentPurpose
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.mirroring import Mirroring
from domain.counterparties.registering import Registering
from domain.syncs.syncing import Syncing
from domain.table import Table
from domain.vault import new_key
from standins.quickbooks import options as quickbooks_options
from standins.quickbooks import running as quickbooks_running
from standins.slack import options as slack_options
from standins.slack import running as slack_running
from standins.slack.manifest import read_manifest
from standins.slack.person import Person
from standins.slack.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Office:
    """The bot, and both places it speaks with."""

    tieout: Tieout
    workspace: Workspace
    quickbooks: quickbooks_running.Running

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
        self.tieout.engine.settle()
        self.workspace.settles()

    def control(self, act: str, **body: Any) -> dict[str, Any]:
        """What happens at QuickBooks."""
        answer = requests.post(f"{self.quickbooks.url}/control/{act}", json=body, timeout=5)
        assert answer.ok, answer.text
        return dict(answer.json())

    def has(self, kind: str, *names: str) -> None:
        """QuickBooks has these customers or vendors."""
        self.control("load", kind=kind, objects=[{"DisplayName": name} for name in names])

    def record(self, kind: str, name: str) -> dict[str, Any]:
        """A record of QuickBooks by its name."""
        return dict(next(one for one in self.quickbooks.company().all(kind) if one["DisplayName"].startswith(name)))

    def connect(self, department: str = "main", purpose: ConsentPurpose = ConsentPurpose.CONNECT) -> None:
        """Clara gives consent."""
        connecting = self.tieout.connecting
        url = connecting.begin(department, "U0CLARA", "C0ACCOUNTING", purpose)
        form = dict(parse_qsl(urlsplit(url).query)) | {"decision": "allow", "realm": quickbooks_options.REALM}
        page = f"{self.quickbooks.url}/connect/oauth2"
        back = requests.post(page, data=form, allow_redirects=False, timeout=5)
        told = dict(parse_qsl(urlsplit(back.headers["Location"]).query))
        connecting.complete(told["state"], told["code"], told["realmId"], "")


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with slack_running.running(slack_options.Options(read_manifest(ROOT / "manifest.yml"))) as made:
        yield made


@pytest.fixture(scope="module")
def quickbooks() -> Iterator[quickbooks_running.Running]:
    with quickbooks_running.running(quickbooks_options.Options(company="empty", limits=False)) as made:
        yield made


@pytest.fixture(scope="module")
def begun(
    workspace: Workspace, quickbooks: quickbooks_running.Running, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("sync")
    tieout = parts.build(settings.read(environment(workspace, quickbooks, folder)), poll_seconds=0.01)
    tieout.store.create_tables()
    engines.migrate(tieout.store)
    tieout.start()
    handler = SocketModeHandler(tieout.app, "xapp-standin", ping_interval=1, receive_buffer_size=65536)
    handler.connect()  # type: ignore[no-untyped-call]  # the library is partly untyped
    workspace.is_connected()
    yield Office(tieout, workspace, quickbooks)
    handler.close()  # type: ignore[no-untyped-call]  # the library is partly untyped
    tieout.stop()


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    """Nobody has said anything, QuickBooks is empty, the bot knows nothing but its connection."""
    begun.settle()
    begun.workspace.do("reset")
    begun.control("reset")
    with begun.tieout.store.writing() as session:
        for table in reversed(Table.metadata.sorted_tables):
            session.execute(table.delete())
    begun.connect()
    begun.settle()
    yield begun
    begun.settle()


def environment(workspace: Workspace, quickbooks: quickbooks_running.Running, folder: Path) -> dict[str, str]:
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
        "TIEOUT_DATABASE_URL": f"sqlite:///{folder / 'tieout.db'}",
        "TIEOUT_SECRET_KEY": new_key(),
    }


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.workspace.person("anna", timeout=10)


@pytest.fixture
def bo(office: Office) -> Person:
    """May look, and no more."""
    return office.workspace.person("bo", timeout=10)
