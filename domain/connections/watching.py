"""What the scheduler looks at for connections, and what their losses, renewals and tests mean for people and for work.

Everything follows from what is stored, so looking twice, or with several processes, tells nobody twice.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from domain.books.port import Finding
from domain.clock import Now
from domain.connections.alert import Alert, Matter
from domain.connections.alerting import CHAT, Alerting
from domain.connections.connecting import Connecting
from domain.connections.connection import (
    WARN_DAYS,
    Connection,
    ConnectionState,
    connection_of,
    live_connections,
    warnings_due,
)
from domain.connections.setup import NUMBERS_OFF, in_words, nothing_else, read_account_numbers
from domain.engine import Engine
from domain.problems import Problem
from domain.store import Store
from domain.syncs.sync import RunState, SyncRun
from domain.syncs.syncing import Syncing

TEST: Final = "test-connection"
ANNOUNCE: Final = "announce-connection"
WELCOME: Final = "welcome-back"
ANSWER: Final = "answer-test"
REVOKE: Final = "revoke-grant"
RENEW: Final = "renew-tokens"
TEST_AGAIN_AFTER: Final = timedelta(hours=1)
LEVEL_LIMIT: Final = 32


class Found(TypedDict):
    """What a test found, in words: what keeps the connection from working, and what is worth knowing besides."""

    findings: list[str]
    hints: list[str]


class Due(NamedTuple):
    """A matter that people must know of now."""

    key: str
    matter: Matter
    level: str
    detail: str


@dataclass(frozen=True)
class Watching:
    """The watch over connections. `zone` is where the books are: its midnight begins a day.

    `resumes` are what else waits for a connection, told of it in the transaction that brought it back; `begins` is what
    else there is to do when a person connected or reconnected.
    """

    store: Store
    engine: Engine
    alerting: Alerting
    syncing: Syncing
    now: Now
    zone: str
    resumes: Sequence[Callable[[Session, Connection], object]] = ()
    begins: Sequence[Callable[[Session, Connection], object]] = ()

    def watch(self) -> None:
        """Look at every live connection: tell of losses and of consent that ends, and have it tested daily."""
        with self.store.reading() as session:
            seen = [(connection, self.alerting.of(session, connection.id)) for connection in live_connections(session)]
        for connection, alerts in seen:
            self._tell(connection, alerts)
            if self._test_is_due(connection):
                self._order_test(connection)
        self.alerting.show_again()

    def lost(self, session: Session, connection: Connection) -> None:
        """In the transaction that marked a connection lost: people hear of it, and of nothing smaller any more."""
        self.alerting.close(session, connection.id, Matter.CONNECTION_FAILING, Matter.TOKEN_EXPIRING)
        self._open(session, connection.id, lost(connection))

    def connected(self, session: Session, connection: Connection) -> None:
        """In the transaction that connected or reconnected: it is announced, and what waited goes on (S0-16, S0-19)."""
        connection.test_due_at = next_midnight(self.now(), self.zone)
        key = f"{ANNOUNCE}:{connection.id}:v{connection.version}"
        self.engine.enqueue(session, ANNOUNCE, connection.id, key=key, partition=CHAT)
        self.healed(session, connection)
        for begin in self.begins:
            begin(session, connection)

    def healed(self, session: Session, connection: Connection) -> None:
        """In the transaction that brought a connection back: alerts close, and waiting work goes on."""
        self.alerting.close(session, connection.id, *Matter)
        waiting = self._waiting(session, connection)
        self._welcome(session, connection, [run for run in waiting if run.due_at is None])
        self.syncing.resume_all(session, connection.id)
        for resume in self.resumes:
            resume(session, connection)

    def disconnected(self, session: Session, connection: Connection) -> None:
        """In the transaction that ended a connection: nothing about it alarms any more; people and Intuit are told."""
        self.alerting.close(session, connection.id, *Matter)
        ended = f"{ANNOUNCE}:{connection.id}:ended"
        self.engine.enqueue(session, ANNOUNCE, connection.id, key=ended, partition=CHAT)
        self.engine.enqueue(session, REVOKE, connection.id, key=f"{REVOKE}:{connection.id}", partition=connection.realm)

    def tested(self, connection_id: str, findings: list[str]) -> None:
        """What a test found: one alert while it fails, looked at again every hour, closed when nothing is found."""
        with self.store.writing() as session:
            connection = session.get_one(Connection, connection_id, with_for_update=True)
            if connection.state is not ConnectionState.CONNECTED:
                return
            if not findings:
                self.alerting.close(session, connection_id, Matter.CONNECTION_FAILING)
                return
            soon = self.now() + TEST_AGAIN_AFTER
            connection.test_due_at = min(connection.test_due_at or soon, soon)
            known = [alert for alert in self.alerting.of(session, connection_id) if _fails(alert)]
            key = (
                known[0].key if known else f"{Matter.CONNECTION_FAILING}:{connection_id}:{int(self.now().timestamp())}"
            )
            detail = " ".join(findings)
            self._open(session, connection_id, Due(key, Matter.CONNECTION_FAILING, detail[:LEVEL_LIMIT], detail))

    def _tell(self, connection: Connection, alerts: list[Alert]) -> None:
        """Only what changes something takes the write lock; under it the connection is looked at once more."""
        if not any(self._news(connection, alerts)):
            return
        with self.store.writing() as session:
            connection = session.get_one(Connection, connection.id, with_for_update=True)
            due, over = self._news(connection, self.alerting.of(session, connection.id))
            for matter in due:
                self._open(session, connection.id, matter)
            for key in over:
                self.alerting.close_one(session, key)

    def _news(self, connection: Connection, alerts: list[Alert]) -> tuple[list[Due], list[str]]:
        """What people do not know yet, and the keys of what is over."""
        levels = {alert.key: alert.level for alert in alerts}
        due = [
            matter for matter in due_now(connection, self.now(), self.zone) if levels.get(matter.key) != matter.level
        ]
        over = [alert.key for alert in alerts if alert.closed_at is None and _is_over(alert, connection, self.zone)]
        return due, over

    def _open(self, session: Session, subject: str, due: Due) -> None:
        self.alerting.open(session, due.matter, subject, key=due.key, level=due.level, detail=due.detail)

    def _test_is_due(self, connection: Connection) -> bool:
        if connection.state is not ConnectionState.CONNECTED:
            return False
        first = next_midnight(connection.connected_at, self.zone)
        return (connection.test_due_at or first) <= self.now()

    def _order_test(self, connection: Connection) -> None:
        """The one process whose update hits orders the test of this moment."""
        was = col(Connection.test_due_at)
        same = was.is_(None) if connection.test_due_at is None else was == connection.test_due_at
        key = f"{TEST}:{connection.id}:{self.now().astimezone(ZoneInfo(self.zone)):%Y-%m-%dT%H:%M}"
        with self.store.writing() as session:
            mine = update(Connection).where(col(Connection.id) == connection.id, same)
            taken = session.exec(mine.values(test_due_at=next_test(connection, self.now(), self.zone)))
            if taken.rowcount:
                self.engine.enqueue(session, TEST, connection.id, key=key, partition=connection.realm)

    def _waiting(self, session: Session, connection: Connection) -> list[SyncRun]:
        """The runs that wait for this company, also those an ended connection to it left behind."""
        query = select(SyncRun).where(SyncRun.state == RunState.WAITING, SyncRun.realm == connection.realm)
        mine = []
        for run in session.exec(query):
            through = connection_of(session, run.department)
            if through and through.id == connection.id:
                run.connection_id = connection.id
                mine.append(run)
        session.flush()
        return mine

    def _welcome(self, session: Session, connection: Connection, runs: list[SyncRun]) -> None:
        """Everyone who was interrupted hears privately what goes on now (S0-19)."""
        for person in sorted({interrupted(run) for run in runs}):
            own = [run.id for run in runs if interrupted(run) == person]
            told = json.dumps({"person": person, "connection": connection.id, "runs": own[:20], "all": len(own)})
            key = f"{WELCOME}:{connection.id}:v{connection.version}:{person}"
            self.engine.enqueue(session, WELCOME, told, key=key, partition=CHAT)


@dataclass(frozen=True)
class Testing:
    """Tests connections by asking the books, and mends what a refresh mends.

    `preflight` tells what else a department should set right in its books before it posts.
    """

    engine: Engine
    connecting: Connecting
    watching: Watching
    preflight: Callable[[str], Sequence[Finding]] = nothing_else

    def test(self, connection_id: str) -> None:
        """Workflow `test-connection`."""
        self.found(connection_id)

    def asked(self, department: str, by: str) -> Connection:
        """A person wants to know now: `answer-test` will tell them (S1-14). Raises BooksDisconnected without one."""
        return self._order(ANSWER, department, by)

    def renewal_asked(self, department: str, by: str) -> Connection:
        """A person wants new tokens now: `renew-tokens` gets them and says so (S3-04)."""
        return self._order(RENEW, department, by)

    def renewed(self, department: str, by: str) -> str:
        """Inside a workflow: renew the tokens at once. Answers why that did not work, or `""`."""

        def renew() -> str:
            try:
                self.connecting.refresh_now(department, by)
            except Problem as problem:
                return problem.words()
            return ""

        return self.engine.step("renew", renew)

    def found(self, connection_id: str) -> Found:
        """Inside a workflow: what is wrong now, in words; the alerts are brought in line with it."""
        found = self.engine.step("ask", lambda: self._ask(connection_id))
        self.engine.step("tested", lambda: self.watching.tested(connection_id, found["findings"]))
        return found

    def _order(self, workflow: str, department: str, by: str) -> Connection:
        connection = self.connecting.connection(department)
        told = json.dumps({"person": by, "connection": connection.id, "department": department})
        with self.connecting.store.writing() as session:
            key = f"{workflow}:{self.connecting.new_id()}"
            self.engine.enqueue(session, workflow, told, key=key, partition=connection.realm)
        return connection

    def advice(self, department: str) -> list[str]:
        """Inside a workflow: what a department should set right in its books, in words."""
        return self.engine.step("preflight", lambda: self._advice(department))

    def _advice(self, department: str) -> list[str]:
        try:
            return [in_words(one) for one in self.preflight(department)]
        except Problem as problem:
            return [problem.words()]

    def _ask(self, connection_id: str) -> Found:
        connection = self.connecting.find(connection_id)
        try:
            if connection.state is ConnectionState.LOST:
                self.connecting.tokens.renew(connection.id, connection.version)
            findings = self.connecting.books(connection).test()
            numbered = bool(findings) or read_account_numbers(self.connecting, connection)
        except Problem as problem:
            return {"findings": [problem.words()], "hints": []}
        return {"findings": [in_words(one) for one in findings], "hints": [] if numbered else [in_words(NUMBERS_OFF)]}


def due_now(connection: Connection, now: datetime, zone: str) -> list[Due]:
    """What people must know of a connection: that it is lost, or that its consent ends soon (S0-18, S1-03)."""
    if connection.state is ConnectionState.LOST:
        return [lost(connection)]
    found = {}
    for warning in warnings_due(connection, now, zone):  # the final one last: on the same day it has the word
        level = min(days for days in WARN_DAYS if warning.days <= days)
        detail = "final" if warning.final else "unused"
        key = f"{Matter.TOKEN_EXPIRING}:{connection.id}:{warning.on.isoformat()}"
        found[key] = Due(key, Matter.TOKEN_EXPIRING, f"{level}d", detail)
    return list(found.values())


def lost(connection: Connection) -> Due:
    """The loss of a connection; its version grows with every renewal, so each loss is a matter of its own."""
    key = f"{Matter.CONNECTION_LOST}:{connection.id}:v{connection.version}"
    return Due(key, Matter.CONNECTION_LOST, "", connection.lost_reason or "")


def next_midnight(moment: datetime, zone: str) -> datetime:
    """When the next day begins where the books are."""
    local = moment.astimezone(ZoneInfo(zone))
    tomorrow = local.date() + timedelta(days=1)
    return datetime.combine(tomorrow, datetime.min.time(), ZoneInfo(zone)).astimezone(moment.tzinfo)


def next_test(connection: Connection, now: datetime, zone: str) -> datetime:
    """At midnight, or earlier when consent ends: then only the books know whether it did."""
    ends = [connection.refresh_expires_at, connection.hard_expires_at, next_midnight(now, zone)]
    return min(end for end in ends if end and end > now)


def interrupted(run: SyncRun) -> str:
    """Whose work a run is: who confirmed it, else who began it."""
    return run.confirmed_by or run.started_by


def _is_over(alert: Alert, connection: Connection, zone: str) -> bool:
    """Whether the state of the connection says that an alert has nothing to tell any more."""
    if alert.matter == Matter.CONNECTION_LOST:
        return connection.state is ConnectionState.CONNECTED
    if alert.matter == Matter.TOKEN_EXPIRING:
        return connection.state is ConnectionState.LOST or alert.key not in _ends(connection, zone)
    return False


def _ends(connection: Connection, zone: str) -> set[str]:
    ends = [end for end in (connection.refresh_expires_at, connection.hard_expires_at) if end]
    dates = [end.astimezone(ZoneInfo(zone)).date() for end in ends]
    return {f"{Matter.TOKEN_EXPIRING}:{connection.id}:{date.isoformat()}" for date in dates}


def _fails(alert: Alert) -> bool:
    return alert.matter == Matter.CONNECTION_FAILING and alert.closed_at is None
