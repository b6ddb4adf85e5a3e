"""Durable work: what is enqueued in a transaction runs to its end, across crashes and restarts.

The only file that imports the engine (DBOS Transact). Steps run at least once and their outcome is recorded once, so a
step that tells the outside world something looks first and is idempotent in the domain rows.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, StepOptions, WorkflowStatus
from dbos import DBOSPortableJSONSerializer as PortableJson
from sqlalchemy.exc import DBAPIError
from sqlmodel import Field, Session, select

from domain.clock import Now
from domain.store import Store, is_away
from domain.table import Table

QUEUE: Final = "work"
# Bumped only when the order of a workflow's steps changes, after draining: work of another version never runs.
VERSION: Final = "1"
CONCURRENCY_PER_PARTITION: Final = 8
SILENT_AFTER: Final = timedelta(seconds=60)
AWAY_PAUSE_SECONDS: Final = 1.0
UNFINISHED: Final = ["ENQUEUED", "PENDING", "DELAYED"]

Workflow = Callable[[str], None]
T = TypeVar("T")
log = logging.getLogger("tieout.engine")


@dataclass(frozen=True)
class Patience:
    """How often a step is tried whose failures are `passing`: about a quarter of an hour, at growing intervals.

    `seconds` is the first interval. Any other failure ends the step at once.
    """

    passing: Callable[[BaseException], bool]
    attempts: int = 16
    seconds: float = 1.0
    growth: float = 1.5


class Heartbeat(Table, table=True):
    """When each process last said that it lives (wall time, UTC)."""

    __tablename__ = "heartbeat"

    executor: str = Field(primary_key=True, max_length=64)
    at: datetime


class Engine:
    """One process's hands on the durable work in a store.

    `executor` names the process and stays the same over its restarts. `wall` is real time: a turned clock must not make
    a living process look dead.
    """

    def __init__(self, store: Store, *, executor: str, wall: Now, poll_seconds: float = 0.25) -> None:
        self._store = store
        self._executor = executor
        self._wall = wall
        self._poll_seconds = poll_seconds
        self._client: DBOSClient | None = None
        self._in_turn = store.engine_in_turn()

    def start(self, workflows: Mapping[str, Workflow]) -> None:
        """Register the workflows by name, take up what was left unfinished, and listen to the queue."""
        DBOS(config=self._config())
        for name, run in workflows.items():
            DBOS.workflow(name=name, max_recovery_attempts=None)(_named(run, name))
        self.beat()
        DBOS.launch()
        DBOS.register_queue(
            QUEUE, partition_concurrency=CONCURRENCY_PER_PARTITION, polling_interval_sec=self._poll_seconds
        )
        self._client = DBOSClient(system_database_url=self._store.url, serializer=PortableJson(), lazy=True)

    def enqueue(self, session: Session, workflow: str, subject: str, *, key: str, partition: str) -> None:
        """Promise, in the caller's transaction, that a workflow will run for a subject.

        The key is the business key: the same key twice is one run. A partition (a realm, or `chat`) runs at most
        eight at a time.
        """
        assert self._client is not None, "the engine has not been started"
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": workflow,
                "queue_name": QUEUE,
                "workflow_id": key,
                "queue_partition_key": partition,
                "app_version": VERSION,
            },
            subject,
        )

    def step(self, name: str, act: Callable[[], T], patience: Patience | None = None) -> T:
        """Run one step of the current workflow; after a restart a step with a recorded outcome is not run again.

        Outcomes are plain JSON: ids, counts and words, never secrets. A step whose database goes away begins anew when
        it is back: ended by that, nobody could write down that the work waits, and it would be stuck for ever.
        """

        def acts() -> T:
            return _once_it_answers(name, act)

        if patience is None:
            return DBOS.run_step({"name": name}, acts)
        options: StepOptions = {
            "name": name,
            "retries_allowed": True,
            "max_attempts": patience.attempts,
            "interval_seconds": patience.seconds,
            "backoff_rate": patience.growth,
            "should_retry": patience.passing,
        }
        return DBOS.run_step(options, acts)

    def beat(self) -> None:
        """Say that this process lives. To be called every 10 seconds."""
        with self._store.writing() as session:
            session.merge(Heartbeat(executor=self._executor, at=self._wall()))

    def sweep(self) -> int:
        """Hand on the work of processes that have been silent for 60 seconds; answers how many pieces.

        Never our own: who wakes up after a long sleep finds its own heartbeat old, and its work where it left it.
        """
        living = self._living() | {self._executor}
        orphans = [w for w in self._unfinished("PENDING") if w.executor_id not in living]
        for orphan in orphans:
            DBOS.resume_workflow(orphan.workflow_id, queue_name=orphan.queue_name or QUEUE)
        return len(orphans)

    def settle(self, timeout_seconds: float = 30.0) -> None:
        """Return when nothing is enqueued or running. Raises TimeoutError naming what is still at work."""
        pause = threading.Event()
        tries = int(timeout_seconds / 0.01)
        for _ in range(tries):
            if not (left := self._unfinished(*UNFINISHED)):
                return
            pause.wait(0.01)
        raise TimeoutError("still at work: " + ", ".join(w.workflow_id for w in left))

    def stop(self, wait_seconds: int = 0) -> None:
        """Stop taking work and let go of the database; unfinished work is taken up at the next start."""
        if self._client is not None:
            self._client.destroy()
            self._client = None
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=wait_seconds)
        if self._in_turn is not None:
            self._in_turn.dispose()

    def _living(self) -> set[str]:
        oldest = self._wall() - SILENT_AFTER
        with self._store.reading() as session:
            return {row.executor for row in session.exec(select(Heartbeat)) if row.at > oldest}

    def _unfinished(self, *states: str) -> list[WorkflowStatus]:
        return DBOS.list_workflows(status=list(states), queues_only=False, load_input=False, load_output=False)

    def _config(self) -> DBOSConfig:
        return {
            "name": "tieout",
            "system_database_url": self._store.url,
            "system_database_engine": self._in_turn,
            "sys_db_pool_size": 20 if self._store.is_sqlite else 10,
            "executor_id": self._executor,
            "application_version": VERSION,
            "serializer": PortableJson(),
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": self._poll_seconds,
        }


def migrate(store: Store) -> None:
    """Create or update the engine's own tables beside the domain's."""
    DBOS.migrate(store.url)


def _once_it_answers(name: str, act: Callable[[], T]) -> T:
    """What the act says, begun anew as long as the database is away."""
    while True:
        try:
            return act()
        except DBAPIError as failure:
            if not is_away(failure):
                raise
            log.warning("step %s begins anew, the database is away: %s", name, type(failure.orig).__name__)
        threading.Event().wait(AWAY_PAUSE_SECONDS)


def _named(run: Workflow, name: str) -> Workflow:
    """The same function under its own qualified name, so that closures of one factory do not collide."""

    def workflow(subject: str) -> None:
        run(subject)

    workflow.__qualname__ = workflow.__name__ = name
    return workflow
