"""Sync counterparties with the books: begin, decide, confirm. What happens then is in `telling`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import CursorResult, delete, func, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain import audit
from domain.clock import NewId, Now
from domain.connections.alerting import CHAT
from domain.connections.connection import Connection, ConnectionState, connection_of
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, LinkedHow, TradeRole
from domain.counterparties.mirror import KIND
from domain.counterparties.names import exact_key
from domain.engine import Engine
from domain.problems import Problem
from domain.store import ROWS_PER_WRITE, Store, in_chunks
from domain.syncs import deciding
from domain.syncs.deciding import best_of
from domain.syncs.sync import LIVE, KnownName, RowKind, RowState, RunState, SyncRow, SyncRun

PLAN: Final = "plan-sync"
RUN: Final = "run-sync"
SHOW: Final = "show-sync"
PATIENCE: Final = timedelta(seconds=30)
SHOWN_FOR: Final = timedelta(days=7)
UNDOABLE: Final = (RowKind.LINK, RowKind.NEAR, RowKind.GONE)


@dataclass(frozen=True)
class Tally:
    """How many rows of a run there are of each kind, in each state and role."""

    counts: Counter[tuple[RowKind, RowState, TradeRole]]

    def of(self, *kinds: RowKind, state: RowState | None = None, role: TradeRole | None = None) -> int:
        """Rows of these kinds (of all, when none is given), in one state and role or in any."""
        wanted = kinds or tuple(RowKind)
        return sum(
            n
            for (kind, at, of), n in self.counts.items()
            if kind in wanted and state in (None, at) and role in (None, of)
        )


@dataclass(frozen=True)
class Syncing:
    """What people do with a sync. Each method is one transaction; nothing here talks to the books."""

    store: Store
    engine: Engine
    now: Now
    new_id: NewId

    def begin(self, department: str, scope: str, *, by: str, asked_in: str) -> SyncRun:
        """Start reading the books. A plan that nobody confirmed gives way; a sync at work is answered as it is."""
        with self.store.writing() as session:
            connection = self._connected(session, department)
            for live in self._live(session, connection.realm, department):
                if live.state is not RunState.PLANNED:
                    raise Problem("A sync is already at work for this company.", next_step="Its message shows how far.")
                self._set_aside(session, live)
            run = self._start(session, connection, department, scope, by=by, asked_in=asked_in)
            audit.record(session, at=run.started_at, by=by, act="sync begun", subject=f"sync:{run.id}", detail=scope)
            return run

    def on_save(self, session: Session, party: Counterparty, *, by: str) -> SyncRun | None:
        """In the transaction that saved a counterparty: link or create it, when its department is connected (S1-06)."""
        connection = connection_of(session, party.department)
        if connection is None:
            return None
        scope = f"one:{party.id}"
        return self._start(session, connection, party.department, scope, by=by, asked_in=by, automatic=True)

    def decide(self, run_id: str, party_id: str, role: TradeRole, choice: str, *, by: str) -> SyncRow:
        """A person's word on one row: the id of a name of the books, `create` or `leave`."""
        with self.store.writing() as session:
            run = self._planned(session, run_id)
            row = session.get(SyncRow, (run_id, party_id, role), with_for_update=True)
            if row is None:
                raise Problem("This row is no longer part of the plan.", next_step="Start the sync again.")
            deciding.decide(session, run, row, choice, by=by, at=self.now())
            self._changed(session, run)
            return row

    def accept_best(self, run_id: str, at_least: float, *, by: str) -> int:
        """Accept the best candidate of undecided rows whose score is at least that; answers how many."""
        undecided = self.rows(run_id, state=RowState.DECIDE)
        sure = [row for row in undecided if (best := best_of(row)) and float(str(best["score"])) >= at_least]
        accepted = sum(self._accept(run_id, chunk, by) for chunk in in_chunks(sure, ROWS_PER_WRITE // 2))
        with self.store.writing() as session:
            self._changed(session, self._planned(session, run_id))
        return accepted

    def confirm(self, run_id: str, revision: int, *, by: str) -> SyncRun:
        """Do what the plan says. Bound to the revision that was shown; a second press finds the first one's run."""
        with self.store.writing() as session:
            run = session.get(SyncRun, run_id, with_for_update=True)
            if run is None or run.state in (RunState.CANCELLED, RunState.FAILED):
                raise Problem("This plan is no longer current.", next_step="Start the sync again.")
            if run.state is not RunState.PLANNED:
                return run
            if run.revision != revision:
                raise Problem("The plan has changed since this was shown.", next_step="Look at it and confirm again.")
            run.state, run.confirmed_by, run.confirmed_at = RunState.RUNNING, by, self.now()
            run.shown_at = self.now()
            self.engine.enqueue(session, RUN, run.id, key=f"{RUN}:{run.id}", partition=run.realm)
            audit.record(session, at=self.now(), by=by, act="sync confirmed", subject=f"sync:{run_id}")
            return run

    def cancel(self, run_id: str, *, by: str) -> SyncRun:
        """Drop a plan that was not confirmed."""
        with self.store.writing() as session:
            run = self._planned(session, run_id)
            self._set_aside(session, run)
            self._changed(session, run)
            audit.record(session, at=self.now(), by=by, act="sync cancelled", subject=f"sync:{run_id}")
            return run

    def undo_links(self, run_id: str, *, by: str) -> int:
        """Take back the links a finished run made to names that existed already; what it created stays (S3-12)."""
        realm = self.run(run_id).realm
        rows = [row for row in self.rows(run_id) if row.state is RowState.DONE and row.kind in UNDOABLE]
        undone = 0
        for chunk in in_chunks(rows, ROWS_PER_WRITE // 2):
            with self.store.writing() as session:
                undone += sum(_unlink(session, row, realm) for row in chunk)
                for row in chunk:
                    again = session.merge(row)
                    again.state, again.result = RowState.LEFT, "link undone"
        with self.store.writing() as session:
            detail = f"{undone} links"
            audit.record(session, at=self.now(), by=by, act="links undone", subject=f"sync:{run_id}", detail=detail)
            key = f"{SHOW}:{run_id}:undone:{self.new_id()}"
            self.engine.enqueue(session, SHOW, run_id, key=key, partition=CHAT)
        return undone

    def run(self, run_id: str) -> SyncRun:
        """The run as it is now."""
        with self.store.reading() as session:
            return session.get_one(SyncRun, run_id)

    def latest(self, department: str) -> SyncRun | None:
        """The last run a person started in a department."""
        with self.store.reading() as session:
            query = select(SyncRun).where(SyncRun.department == department, col(SyncRun.automatic).is_(False))
            return session.exec(query.order_by(col(SyncRun.started_at).desc()).limit(1)).first()

    def tally(self, run_id: str) -> Tally:
        """Counts of the run's rows."""
        with self.store.reading() as session:
            kinds = (col(SyncRow.kind), col(SyncRow.state), col(SyncRow.role))
            found = session.exec(select(*kinds, func.count()).where(SyncRow.run_id == run_id).group_by(*kinds))
            return Tally(Counter({(RowKind(k), RowState(s), TradeRole(r)): n for k, s, r, n in found}))

    def rows(
        self, run_id: str, *, state: RowState | None = None, start: int = 0, limit: int | None = None
    ) -> list[SyncRow]:
        """Rows by name: all or those in one state, a page of them if asked."""
        with self.store.reading() as session:
            return list(session.exec(_rows(run_id, state).offset(start).limit(limit)))

    def each_row(self, run_id: str) -> Iterator[SyncRow]:
        """All rows by name, read a portion at a time so that ten thousand need no more memory than a few."""
        start = 0
        while portion := self.rows(run_id, start=start, limit=ROWS_PER_WRITE):
            yield from portion
            start += len(portion)

    def search(self, run_id: str, role: TradeRole, text: str, limit: int = 20) -> list[KnownName]:
        """Names of the books that hold a text and are not linked yet: what a person picks a match from."""
        with self.store.reading() as session:
            run = session.get_one(SyncRun, run_id)
            linked = select(CounterpartyLink.books_id).where(
                CounterpartyLink.realm == run.realm, CounterpartyLink.role == role
            )
            query = select(KnownName).where(
                KnownName.realm == run.realm,
                KnownName.kind == KIND[role],
                col(KnownName.name_key).contains(exact_key(text), autoescape=True),
                col(KnownName.books_id).not_in(linked),
            )
            return list(session.exec(query.order_by(col(KnownName.name_key)).limit(limit)))

    def shown(self, run: SyncRun, place: str) -> None:
        """Remember where the message of a run stands, and what it shows."""
        with self.store.writing() as session:
            told = {"place": place, "shown": run.face, "shown_at": self.now()}
            session.execute(update(SyncRun).where(col(SyncRun.id) == run.id).values(**told))

    def show_again(self) -> int:
        """Messages that could not be updated when their run changed are tried again, once a minute for a week."""
        now = self.now()
        with self.store.writing() as session:
            recent = select(SyncRun).where(SyncRun.started_at > now - SHOWN_FOR)
            stale = [run for run in session.exec(recent) if run.shown != run.face and run.changed_at < now - PATIENCE]
            for run in stale:
                key = f"{SHOW}:{run.id}:{run.face}:{int(now.timestamp()) // 60}"
                self.engine.enqueue(session, SHOW, run.id, key=key, partition=CHAT)
            return len(stale)

    def resume_due(self) -> int:
        """Take up the waiting runs whose moment has come and whose company is connected; answers how many."""
        with self.store.writing() as session:
            due = select(SyncRun).where(SyncRun.state == RunState.WAITING, col(SyncRun.due_at) <= self.now())
            return sum(self._resume(session, run) for run in session.exec(due.with_for_update()))

    def resume_all(self, session: Session, connection_id: str) -> int:
        """In the transaction that reconnected: everything that waited for this connection goes on (S0-19)."""
        waiting = select(SyncRun).where(SyncRun.state == RunState.WAITING, SyncRun.connection_id == connection_id)
        return sum(self._resume(session, run) for run in session.exec(waiting.with_for_update()))

    def _connected(self, session: Session, department: str) -> Connection:
        connection = connection_of(session, department)
        if connection is None:
            raise Problem(
                "QuickBooks is not connected.", next_step="A controller connects it with /accounting connect."
            )
        if connection.state is ConnectionState.LOST:
            raise Problem(
                f"The connection to {connection.company_name} is lost.",
                next_step="A controller reconnects it with /accounting reconnect.",
            )
        return connection

    def _live(self, session: Session, realm: str, department: str) -> Sequence[SyncRun]:
        query = select(SyncRun).where(
            SyncRun.realm == realm,
            SyncRun.department == department,
            col(SyncRun.automatic).is_(False),
            col(SyncRun.state).in_(LIVE),
        )
        return session.exec(query.with_for_update()).all()

    def _start(
        self,
        session: Session,
        connection: Connection,
        department: str,
        scope: str,
        *,
        by: str,
        asked_in: str,
        automatic: bool = False,
    ) -> SyncRun:
        run = SyncRun(
            id=self.new_id(),
            department=department,
            connection_id=connection.id,
            realm=connection.realm,
            company_name=connection.company_name,
            scope=scope,
            number=1
            + (session.exec(select(func.max(SyncRun.number)).where(SyncRun.realm == connection.realm)).one() or 0),
            automatic=automatic,
            started_by=by,
            started_at=self.now(),
            asked_in=asked_in,
        )
        session.add(run)
        session.flush()
        self.engine.enqueue(session, PLAN, run.id, key=f"{PLAN}:{run.id}", partition=run.realm)
        return run

    def _accept(self, run_id: str, rows: Sequence[SyncRow], by: str) -> int:
        with self.store.writing() as session:
            run = self._planned(session, run_id)
            keys = [(run_id, row.counterparty_id, row.role) for row in rows]
            here = [row for key in keys if (row := session.get(SyncRow, key)) and row.state is RowState.DECIDE]
            return deciding.accept(session, run, here, by=by, at=self.now())

    def _planned(self, session: Session, run_id: str) -> SyncRun:
        run = session.get(SyncRun, run_id, with_for_update=True)
        if run is None or run.state is not RunState.PLANNED:
            raise Problem("This plan is no longer open.", next_step="Start the sync again.")
        return run

    def _set_aside(self, session: Session, run: SyncRun) -> None:
        run.state, run.finished_at = RunState.CANCELLED, self.now()
        session.add(run)

    def _changed(self, session: Session, run: SyncRun) -> None:
        """What the run's message shows is no longer true: show it again, once per revision."""
        run.revision += 1
        session.add(run)
        session.flush()
        self.engine.enqueue(session, SHOW, run.id, key=f"{SHOW}:{run.id}:{run.revision}", partition=CHAT)

    def _resume(self, session: Session, run: SyncRun) -> bool:
        connection = connection_of(session, run.department)
        if connection is None or connection.state is not ConnectionState.CONNECTED or run.waits_in is None:
            return False
        run.state, run.waits_in, run.due_at = run.waits_in, None, None
        workflow = PLAN if run.state is RunState.READING else RUN
        session.add(run)
        session.flush()
        self.engine.enqueue(session, workflow, run.id, key=f"{workflow}:{run.id}:t{run.waits}", partition=run.realm)
        return True


def _next_number(session: Session, realm: str) -> int:
    return 1 + (session.exec(select(func.max(SyncRun.number)).where(SyncRun.realm == realm)).one() or 0)


def _rows(run_id: str, state: RowState | None = None) -> SelectOfScalar[SyncRow]:
    query = select(SyncRow).where(SyncRow.run_id == run_id)
    if state:
        query = query.where(SyncRow.state == state)
    return query.order_by(func.lower(SyncRow.name), col(SyncRow.role))


def _unlink(session: Session, row: SyncRow, realm: str) -> int:
    gone = delete(CounterpartyLink).where(
        col(CounterpartyLink.counterparty_id) == row.counterparty_id,
        col(CounterpartyLink.role) == row.role,
        col(CounterpartyLink.realm) == realm,
        col(CounterpartyLink.how) != LinkedHow.CREATED,
    )
    result = session.execute(gone)
    return result.rowcount if isinstance(result, CursorResult) else 0
