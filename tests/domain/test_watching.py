"""The watch over connections: each matter is told once, however often and by however many it is looked at."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from domain.clock import new_id
from domain.connections.alert import Alert, Matter
from domain.connections.alerting import Alerting
from domain.connections.connection import Connection, ConnectionState
from domain.connections.watching import ANNOUNCE, REVOKE, TEST, WELCOME, Watching, next_midnight, next_test
from domain.engine import Engine
from domain.problems import BooksDisconnected
from domain.store import Store
from domain.syncs.sync import RunState, SyncRun
from domain.syncs.syncing import Syncing
from domain.vault import Vault
from tests.domain.books.parts import START, VAULT_KEY, Hands, ScriptedAuthority, again, connected, tokens_of

ZONE = "America/New_York"


@dataclass
class Promises:
    """The engine's ear for promises: the same key twice is one."""

    kept: dict[str, tuple[str, str]] = field(default_factory=dict)

    def enqueue(self, session: Session, workflow: str, subject: str, *, key: str, partition: str) -> None:
        self.kept.setdefault(key, (workflow, subject))

    def of(self, workflow: str) -> list[str]:
        return [subject for name, subject in self.kept.values() if name == workflow]


@dataclass
class Watch:
    """A connection of main since START, someone who watches it, and the clock."""

    store: Store
    hands: Hands
    promises: Promises
    watching: Watching

    def day(self, number: float) -> None:
        """Look at the connection this many days after it was made."""
        self.hands.at = START + timedelta(days=number)
        self.watching.watch()

    def alerts(self, matter: Matter) -> list[Alert]:
        with self.store.reading() as session:
            return list(session.exec(select(Alert).where(Alert.matter == matter).order_by("opened_at")))

    def posts(self) -> None:
        """Every alert's message stands in the channel."""
        for alert in self.watching.alerting.still_open():
            self.watching.alerting.shown(alert, "there")

    def loses(self) -> None:
        tokens = tokens_of(self.store, ScriptedAuthority(), self.hands, on_lost=self.watching.lost)
        tokens.lose("c1", again(self.store).version, "QuickBooks said 401.")

    def renews(self, **columns: object) -> None:
        """As a refresh or a reconnect leaves the row."""
        with self.store.writing() as session:
            connection = session.get_one(Connection, "c1")
            renewed = {"state": ConnectionState.CONNECTED, "version": connection.version + 1}
            connection.sqlmodel_update(renewed | columns)

    def waits(self, run_id: str, **columns: object) -> None:
        """A sync stopped because QuickBooks could not be reached."""
        run = {
            "id": run_id,
            "department": "main",
            "connection_id": "c1",
            "realm": "91303500",
            "company_name": "Acme Paper",
            "scope": "all",
            "state": RunState.WAITING,
            "waits_in": RunState.RUNNING,
            "waits": 1,
            "started_by": "U1",
            "started_at": START,
        }
        with self.store.writing() as session:
            session.add(SyncRun(**(run | columns)))

    def run(self, run_id: str) -> SyncRun:
        with self.store.reading() as session:
            return session.get_one(SyncRun, run_id)


@pytest.fixture
def watch(store: Store) -> Watch:
    hands, promises = Hands(), Promises()
    engine = cast(Engine, promises)
    alerting = Alerting(store, engine, hands.now)
    watching = Watching(store, engine, alerting, Syncing(store, engine, hands.now, new_id), hands.now, ZONE)
    connected(store, Vault(VAULT_KEY), hard_expires_at=START + timedelta(days=1825))
    return Watch(store, hands, promises, watching)


def test_consent_that_ends_is_one_matter_that_gets_worse(watch: Watch) -> None:
    levels = []
    for day in (80, 86, 87, 93, 97, 99):
        watch.day(day)
        watch.posts()
        watch.watching.watch()
        levels.append([alert.level for alert in watch.alerts(Matter.TOKEN_EXPIRING)])
    assert levels == [[], ["14d"], ["14d"], ["7d"], ["3d"], ["1d"]]
    assert len(watch.promises.of("show-alert")) == 4, "each level is shown once, in the one message"


def test_after_a_pause_only_the_nearest_threshold_is_told(watch: Watch) -> None:
    watch.day(98)
    assert [alert.level for alert in watch.alerts(Matter.TOKEN_EXPIRING)] == ["3d"]
    assert len(watch.promises.of("show-alert")) == 1


def test_a_refresh_closes_the_warning(watch: Watch) -> None:
    watch.day(98)
    watch.renews(refresh_expires_at=watch.hands.at + timedelta(days=100))
    watch.day(98.1)
    assert all(alert.closed_at for alert in watch.alerts(Matter.TOKEN_EXPIRING))


def test_the_final_end_is_told_apart_and_survives_a_refresh(watch: Watch) -> None:
    watch.renews(refresh_expires_at=START + timedelta(days=1821))
    watch.day(1815)
    assert {alert.detail: alert.level for alert in watch.alerts(Matter.TOKEN_EXPIRING)} == {
        "unused": "7d",
        "final": "14d",
    }
    watch.renews(refresh_expires_at=START + timedelta(days=1915))
    watch.day(1818)
    assert {alert.detail: bool(alert.closed_at) for alert in watch.alerts(Matter.TOKEN_EXPIRING)} == {
        "unused": True,
        "final": False,
    }


def test_a_warning_goes_on_after_a_loss_that_healed(watch: Watch) -> None:
    watch.renews(refresh_expires_at=START + timedelta(days=1900))
    watch.day(1812)
    watch.loses()
    assert [bool(alert.closed_at) for alert in watch.alerts(Matter.TOKEN_EXPIRING)] == [True]
    watch.renews()
    watch.day(1818.5)
    [warning] = watch.alerts(Matter.TOKEN_EXPIRING)
    assert (warning.level, warning.closed_at) == ("7d", None)


def test_a_loss_is_told_once_with_its_reason_and_closes_when_healed(watch: Watch) -> None:
    watch.loses()
    watch.day(1)
    watch.day(2)
    [alert] = watch.alerts(Matter.CONNECTION_LOST)
    assert (alert.detail, alert.closed_at) == ("QuickBooks said 401.", None)
    watch.renews()
    watch.day(3)
    [alert] = watch.alerts(Matter.CONNECTION_LOST)
    assert alert.closed_at == START + timedelta(days=3)


def test_an_alert_that_could_not_be_posted_is_tried_again_hourly(watch: Watch) -> None:
    watch.loses()
    tries = []
    for minutes in (1, 31, 32, 95):
        watch.day(minutes / 1440)
        tries.append(len(watch.promises.of("show-alert")))
    assert tries == [1, 2, 2, 3]
    watch.posts()
    watch.day(1)
    assert len(watch.promises.of("show-alert")) == 3


def test_losing_it_twice_in_a_day_is_two_matters(watch: Watch) -> None:
    watch.loses()
    watch.renews()
    watch.watching.watch()
    watch.loses()
    assert [bool(alert.closed_at) for alert in watch.alerts(Matter.CONNECTION_LOST)] == [True, False]


def test_a_connection_is_tested_once_each_local_day(watch: Watch) -> None:
    for hour in range(0, 72, 5):
        watch.day(hour / 24)
        watch.watching.watch()
    assert len(watch.promises.of(TEST)) == 3  # made at 7 in the morning in New York: three midnights in 70 hours


def test_downtime_is_made_up_by_one_test(watch: Watch) -> None:
    watch.day(9)
    watch.day(9.01)
    assert watch.promises.of(TEST) == ["c1"]


def test_the_moment_consent_ends_the_books_are_asked(watch: Watch) -> None:
    watch.day(99.9)
    before = len(watch.promises.of(TEST))
    watch.day(100)
    watch.day(100.001)
    assert len(watch.promises.of(TEST)) == before + 1


def test_a_failing_test_is_one_alert_that_is_looked_at_hourly(watch: Watch) -> None:
    watch.day(1)
    watch.watching.tested("c1", ["QuickBooks does not answer."])
    watch.watching.tested("c1", ["QuickBooks does not answer."])
    before = len(watch.promises.of(TEST))
    watch.day(1 + 0.5 / 24)
    assert len(watch.promises.of(TEST)) == before
    watch.day(1 + 1.01 / 24)
    assert len(watch.promises.of(TEST)) == before + 1
    watch.watching.tested("c1", [])
    [alert] = watch.alerts(Matter.CONNECTION_FAILING)
    assert alert.closed_at


def test_a_reconnect_lets_waiting_work_go_on_and_tells_whom_it_interrupted(watch: Watch) -> None:
    watch.loses()
    watch.waits("r1", confirmed_by="U2")
    watch.waits("r2", automatic=True, scope="one:p1")
    watch.waits("r3", started_by="U3", due_at=START + timedelta(minutes=1))
    with watch.store.writing() as session:
        connection = session.get_one(Connection, "c1")
        connection.state, connection.version = ConnectionState.CONNECTED, 2
        watch.watching.connected(session, connection)
    assert {watch.run(run).state for run in ("r1", "r2", "r3")} == {RunState.RUNNING}
    assert watch.promises.of(ANNOUNCE) == ["c1"]
    told = [json.loads(subject) for subject in watch.promises.of(WELCOME)]
    assert [(one["person"], one["runs"]) for one in told] == [("U1", ["r2"]), ("U2", ["r1"])]
    assert all(alert.closed_at for alert in watch.alerts(Matter.CONNECTION_LOST))


def test_work_of_an_ended_connection_goes_on_with_the_next_one_to_the_same_company(watch: Watch) -> None:
    watch.waits("same")
    watch.waits("other", realm="777")
    with watch.store.writing() as session:
        session.get_one(Connection, "c1").state = ConnectionState.DISCONNECTED
    connected(watch.store, Vault(VAULT_KEY), id="c2")
    with watch.store.writing() as session:
        watch.watching.connected(session, session.get_one(Connection, "c2"))
    assert (watch.run("same").state, watch.run("same").connection_id) == (RunState.RUNNING, "c2")
    assert watch.run("other").state is RunState.WAITING


def test_a_disconnect_silences_the_watch_and_revokes_the_grant(watch: Watch) -> None:
    watch.loses()
    with watch.store.writing() as session:
        connection = session.get_one(Connection, "c1")
        connection.state = ConnectionState.DISCONNECTED
        watch.watching.disconnected(session, connection)
    assert watch.promises.of(REVOKE) == ["c1"]
    watch.day(99)
    assert watch.promises.of(TEST) == []
    assert all(alert.closed_at for alert in watch.alerts(Matter.CONNECTION_LOST))


def test_a_lost_connection_refuses_work_until_it_is_renewed(watch: Watch) -> None:
    watch.loses()
    tokens = tokens_of(watch.store, ScriptedAuthority(), watch.hands)
    with pytest.raises(BooksDisconnected):
        tokens.access("c1")


MOMENTS = st.integers(0, 5 * 365 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(MOMENTS)
def test_midnight_is_the_first_moment_of_the_next_local_day(moment: datetime) -> None:
    midnight = next_midnight(moment, ZONE)
    assert moment < midnight <= moment + timedelta(hours=25)
    assert next_midnight(midnight - timedelta(seconds=1), ZONE) == midnight


@given(MOMENTS, MOMENTS)
def test_the_next_test_is_never_more_than_a_day_away(now: datetime, end: datetime) -> None:
    connection = Connection(refresh_expires_at=end)
    assert now < next_test(connection, now, ZONE) <= next_midnight(now, ZONE)
