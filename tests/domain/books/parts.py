"""What the tests of connections share: two databases, an authorization server to script, and a server of answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from domain.audit import AuditLine
from domain.books.port import Access, Authority, Grant, GrantRefused
from domain.books.tokens import OnChange, Tokens, no_one_to_tell, sealed
from domain.clock import Clock, new_id
from domain.connections.connection import Connection, ConsentState
from domain.connections.pace import PaceRow
from domain.store import Store
from domain.vault import Vault, new_key

TABLES = (AuditLine, Connection, ConsentState, PaceRow)
START = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
VAULT_KEY = new_key()


class Hands:
    """A clock turned by hand."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    def turn(self, **length: float) -> None:
        self.at += timedelta(**length)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.turn(seconds=seconds)


def grant(number: int, hard: timedelta | None = None) -> Grant:
    """The n-th pair of tokens."""
    return Grant(f"access-{number}", f"refresh-{number}", timedelta(hours=1), timedelta(days=100), hard)


@dataclass
class ScriptedAuthority:
    """Rotates refresh tokens strictly. `troubles` are what the next refreshes run into; None is none."""

    issued: int = 1
    honoured: set[str] = field(default_factory=lambda: {"refresh-1"})
    troubles: list[Callable[[], None]] = field(default_factory=list)
    refreshes: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    hard_life: timedelta | None = None

    def consent_url(self, state: str) -> str:
        return f"https://consent.example/?state={state}"

    def exchange(self, code: str) -> Grant:
        if code != "good-code":
            raise GrantRefused()
        return self._next()

    def refresh(self, refresh_token: str) -> Grant:
        self.refreshes.append(refresh_token)
        if self.troubles:
            self.troubles.pop(0)()
        if refresh_token not in self.honoured:
            raise GrantRefused()
        return self._next()

    def revoke(self, refresh_token: str) -> None:
        self.revoked.append(refresh_token)
        self.honoured.discard(refresh_token)

    def _next(self) -> Grant:
        self.issued += 1
        self.honoured.add(f"refresh-{self.issued}")
        return grant(self.issued, self.hard_life)


def connected(store: Store, vault: Vault, first: Grant | None = None, **columns: Any) -> Connection:
    """A connection of main with the first pair of tokens, obtained at START."""
    connection = Connection(
        **{
            "id": "c1",
            "realm": "91303500",
            "company_name": "Acme Paper",
            "environment": "local",
            "connected_by": "U1",
            "connected_at": START,
            **sealed(vault, first or grant(1), START),
            **columns,
        }
    )
    with store.writing() as session:
        session.add(connection)
    return connection


def tokens_of(
    store: Store, authority: Authority, hands: Hands, *, wall: Hands | None = None, on_lost: OnChange = no_one_to_tell
) -> Tokens:
    """Tokens with the bot's clock and real time both in our hands."""
    wall = wall or hands
    return Tokens(store, Vault(VAULT_KEY), authority, hands.now, wall.now, wall.sleep, new_id, on_lost)


def again(store: Store, connection_id: str = "c1") -> Connection:
    """The connection as it is stored now."""
    with store.reading() as session:
        return session.get_one(Connection, connection_id)


@dataclass
class Seen:
    """One request the server of answers got."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: str


@dataclass
class Answer:
    """One answer: a dict goes out as JSON; `drop` hangs up instead."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


class AnswerServer:
    """Serves the answers it was given, in order, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.seen: list[Seen] = []
        self.answer: Callable[[Seen], Answer] = lambda _seen: self.answers.pop(0)
        self._lock = Lock()
        server = self

        class Ear(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.serve(self)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def serve(self, ear: BaseHTTPRequestHandler) -> None:
        body = ear.rfile.read(int(ear.headers.get("Content-Length", 0))).decode()
        parts = urlsplit(ear.path)
        with self._lock:
            self.seen.append(Seen(ear.command, parts.path, parse_qs(parts.query), dict(ear.headers), body))
            answer = self.answer(self.seen[-1])
        if answer.drop:
            ear.close_connection = True
            return
        content = (answer.body if isinstance(answer.body, str) else json.dumps(answer.body)).encode()
        ear.send_response(answer.status)
        for name, value in {"intuit_tid": "tid-1", **answer.headers, "Content-Length": str(len(content))}.items():
            ear.send_header(name, value)
        ear.end_headers()
        ear.wfile.write(content)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@dataclass
class FixedCredentials:
    """Credentials whose tokens are numbered by version."""

    version: int = 1
    lost: list[str] = field(default_factory=list)
    successes: int = 0

    def access(self, rejected: int | None = None) -> Access:
        if rejected == self.version:
            self.version += 1
        return Access(f"access-{self.version}", self.version)

    def worked(self) -> None:
        self.successes += 1

    def lose(self, version: int, reason: str) -> None:
        self.lost.append(reason)


def real_clock() -> Clock:
    """The system's own time."""
    return Clock()
