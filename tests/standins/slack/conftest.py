"""One workspace for the whole folder, with the little bot connected; each test starts from the seed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from standins.slack.manifest import Manifest, read_manifest
from standins.slack.options import Options
from standins.slack.person import Person
from standins.slack.running import running
from standins.slack.workspace import Workspace
from tests.standins.slack.ledgerly import bot


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    return read_manifest(Path(__file__).with_name("manifest.yml"))


@pytest.fixture(scope="session")
def connected(manifest: Manifest) -> Iterator[Workspace]:
    with running(Options(manifest, ack_seconds=2.0)) as workspace:
        app = bot(workspace.api_url)
        handler = connect(app)
        workspace.is_connected()
        yield workspace
        handler.close()


def connect(app: App) -> SocketModeHandler:
    handler = SocketModeHandler(app, "xapp-standin", ping_interval=1, receive_buffer_size=65536)
    handler.connect()
    return handler


@pytest.fixture
def workspace(connected: Workspace) -> Workspace:
    connected.settles()
    connected.do("clock", freeze=False)
    connected.do("reset")
    return connected


@pytest.fixture
def anna(workspace: Workspace) -> Person:
    return workspace.person("anna", timeout=30)


@pytest.fixture
def bo(workspace: Workspace) -> Person:
    return workspace.person("bo", timeout=30)


@pytest.fixture
def client(workspace: Workspace) -> WebClient:
    return WebClient(token="xoxb-standin", base_url=workspace.api_url)
