"""Durable work: promised in a transaction, run once for each key, taken up again after a crash."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from domain.clock import wall_now
from domain.engine import SILENT_AFTER, Engine, Heartbeat, Patience
from domain.migrating import migrate, pending
from domain.store import Store
from tests.databases import Databases

DIES = """
import os, sys
from pathlib import Path
from domain.clock import wall_now
from domain.engine import Engine
from domain.store import Store

def work(subject):
    engine.step("first", lambda: note("first"))
    engine.step("second", lambda: note("second") if sys.argv[2] == "live" else os._exit(9))

def note(word):
    with Path(sys.argv[3]).open("a") as file:
        file.write(word + "\\n")
    return word

store = Store(sys.argv[1])
engine = Engine(store, executor=sys.argv[4], wall=wall_now, poll_seconds=0.01)
engine.start({"work": work})
if sys.argv[2] == "die":
    with store.writing() as session:
        engine.enqueue(session, "work", "x", key="work:x", partition="r")
elif sys.argv[5] == "sweep":
    engine.sweep()
engine.settle()
engine.stop()
"""


def test_what_is_promised_runs_and_what_is_rolled_back_does_not(store: Store) -> None:
    ran: list[str] = []
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    engine.start({"work": ran.append})
    with store.writing() as session:
        engine.enqueue(session, "work", "kept", key="1", partition="r")
    with pytest.raises(KeyError), store.writing() as session:
        engine.enqueue(session, "work", "dropped", key="2", partition="r")
        raise KeyError
    engine.settle()
    engine.stop()
    assert ran == ["kept"]


def test_the_same_key_is_the_same_work(store: Store) -> None:
    ran: list[str] = []
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    engine.start({"work": ran.append})
    for _ in range(3):
        with store.writing() as session:
            engine.enqueue(session, "work", "x", key="same", partition="r")
            engine.enqueue(session, "work", "x", key="same", partition="r")
        engine.settle()
    engine.stop()
    assert ran == ["x"]


def run(url: str, mode: str, notes: Path, executor: str, how: str) -> int:
    return subprocess.run([sys.executable, "-c", DIES, url, mode, str(notes), executor, how], env=os.environ).returncode


@pytest.mark.parametrize(("executor", "how"), [("main", "restart"), ("another", "sweep")])
def test_a_killed_process_leaves_work_that_goes_on_where_it_was(
    database_url: str, store: Store, tmp_path: Path, executor: str, how: str
) -> None:
    notes = tmp_path / "notes"
    assert run(database_url, "die", notes, "main", "") == 9
    with store.writing() as session:
        session.merge(Heartbeat(executor="main", at=wall_now() - 2 * SILENT_AFTER))
    assert run(database_url, "live", notes, executor, how) == 0
    assert notes.read_text().split() == ["first", "second"], "a step with a recorded outcome is not run again"


def test_the_work_of_a_living_process_is_left_to_it(database_url: str, store: Store, tmp_path: Path) -> None:
    assert run(database_url, "die", tmp_path / "notes", "main", "") == 9
    with store.writing() as session:
        session.merge(Heartbeat(executor="main", at=wall_now() - SILENT_AFTER + timedelta(seconds=20)))
    engine = Engine(store, executor="another", wall=wall_now, poll_seconds=0.01)
    engine.start({"work": lambda _: None})
    assert engine.sweep() == 0
    engine.stop()


def test_a_process_that_slept_goes_on_with_its_own_work_once(store: Store) -> None:
    begun, awake, ran = Event(), Event(), list[str]()

    def work(subject: str) -> None:
        begun.set()
        assert awake.wait(30)
        ran.append(subject)

    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    engine.start({"work": work})
    with store.writing() as session:
        engine.enqueue(session, "work", "x", key="work:x", partition="r")
    assert begun.wait(30)
    with store.writing() as session:
        session.merge(Heartbeat(executor="main", at=wall_now() - 2 * SILENT_AFTER))
    assert engine.sweep() == 0
    awake.set()
    engine.settle()
    engine.stop()
    assert ran == ["x"]


def test_migrating_is_needed_once(databases: Databases) -> None:
    with databases.empty() as url:
        store = Store(url)
        assert pending(store)
        migrate(store)
        assert not pending(store)
        migrate(store)
        store.close()


def test_arguments_are_stored_as_plain_json(store: Store) -> None:
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    engine.start({"work": lambda _: None})
    with store.writing() as session:
        engine.enqueue(session, "work", "an-id", key="k", partition="r")
    engine.settle()
    engine.stop()
    with store.reading() as session:
        table = "workflow_status" if store.is_sqlite else "dbos.workflow_status"
        kinds = session.connection().exec_driver_sql(f"select serialization from {table}").scalars().all()
    assert kinds == ["portable_json"]


class Away(Exception):
    """It will pass."""


@pytest.mark.parametrize(("failures", "tried"), [(3, 4), (9, 5)])
def test_a_step_with_patience_is_tried_until_it_passes_or_patience_ends(
    store: Store, failures: int, tried: int
) -> None:
    tries: list[str] = []
    patience = Patience(lambda failure: isinstance(failure, Away), attempts=5, seconds=0.001)

    def call() -> str:
        tries.append("try")
        if len(tries) <= failures:
            raise Away
        return "done"

    assert finished(store, lambda engine: engine.step("call", call, patience)) == (failures < 5)
    assert len(tries) == tried


def test_a_definite_failure_ends_a_patient_step_at_once(store: Store) -> None:
    tries: list[str] = []

    def call() -> None:
        tries.append("try")
        raise KeyError("our mistake")

    assert not finished(store, lambda engine: engine.step("call", call, Patience(lambda _: False, seconds=0.001)))
    assert len(tries) == 1


class Held(sqlite3.OperationalError):
    """Somebody else has the file."""

    sqlite_errorcode = sqlite3.SQLITE_BUSY


def test_a_step_begins_anew_until_the_database_is_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 15: a step that ended with it could not even write down that its work waits."""
    monkeypatch.setattr("domain.engine.AWAY_PAUSE_SECONDS", 0.001)
    away = [OperationalError("select 1", {}, Held()), OperationalError("select 1", {}, psycopg.OperationalError())]

    def call() -> None:
        if away:
            raise away.pop()

    assert finished(store, lambda engine: engine.step("call", call))
    assert not away


def test_a_statement_the_database_does_not_understand_ends_its_step(store: Store) -> None:
    def call() -> None:
        with store.reading() as session:
            session.connection().exec_driver_sql("select nonsense")

    assert not finished(store, lambda engine: engine.step("call", call))


def finished(store: Store, act: Callable[[Engine], object]) -> bool:
    """Whether a workflow that does this came to its end."""
    ends: list[str] = []
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)

    def work(subject: str) -> None:
        act(engine)
        ends.append(subject)

    engine.start({"work": work})
    with store.writing() as session:
        engine.enqueue(session, "work", "x", key="1", partition="r")
    engine.settle()
    engine.stop()
    return bool(ends)
