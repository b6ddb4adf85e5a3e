"""An app without any library: it acknowledges every envelope at once, with the answer a test has laid out for it."""

import contextlib
import json
import threading
from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from standins.slack.workspace import Workspace

Json = dict[str, Any]


class BareApp:
    """`got` are the payloads so far; `answers` what to acknowledge with, by payload type."""

    def __init__(self, socket: ClientConnection, client: WebClient) -> None:
        self._socket = socket
        self.client = client
        self.got: list[Json] = []
        self.answers: dict[str, Json] = {}

    @property
    def trigger(self) -> str:
        """The trigger id of the last payload."""
        return str(self.got[-1]["trigger_id"])

    def answer(self) -> None:
        """Acknowledge until the connection closes."""
        with contextlib.suppress(ConnectionClosed):
            for frame in self._socket:
                envelope = json.loads(frame)
                if "envelope_id" in envelope:
                    payload = envelope["payload"]
                    self.got.append(payload)
                    ack = {
                        "envelope_id": envelope["envelope_id"],
                        "payload": self.answers.get(payload.get("type", "command"), {}),
                    }
                    self._socket.send(json.dumps(ack))


@contextlib.contextmanager
def bare_app(workspace: Workspace) -> Iterator[BareApp]:
    """One such app, connected."""
    client = WebClient(token="xoxb-standin", base_url=workspace.api_url)
    url = client.apps_connections_open(app_token="xapp-standin")["url"]
    with connect(url, proxy=None) as socket:
        app = BareApp(socket, client)
        thread = threading.Thread(target=app.answer)
        thread.start()
        yield app
        socket.close()
        thread.join()
