"""Carry out a sync: durable steps that read the books, then link and create, and look before they send again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.books.port import (
    NAMES_PER_BATCH,
    NAMES_PER_PAGE,
    BooksName,
    BooksThrottled,
    CounterpartyBooks,
    NameKind,
    Outcome,
)
from domain.clock import Now
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.mirror import KIND, new_name
from domain.counterparties.names import exact_key
from domain.engine import Engine
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.store import ROWS_PER_WRITE, Store
from domain.syncs.linking import link_rows, note_rename
from domain.syncs.offering import Offering
from domain.syncs.surveying import Surveying
from domain.syncs.sync import RowKind, RowState, RunState, SyncRow, SyncRun

SHOW_EVERY: Final = timedelta(seconds=3)
LOOK_AFTER: Final = timedelta(seconds=5)
TRY_AGAIN_AFTER: Final = timedelta(seconds=60)
STOP: Final = -1


def nothing_happens(_point: str) -> None:
    """The default of `at`."""


@dataclass(frozen=True)
class Telling:
    """The workflows of a sync. `books` opens the books of a connection.

    `show` refreshes the run's message and never raises: the chat being away must not stop the work. `at` is told the
    points where a crash would hurt most, so that a test can make one happen.
    """

    store: Store
    engine: Engine
    now: Now
    books: Callable[[str], CounterpartyBooks]
    show: Callable[[str], object]
    at: Callable[[str], None] = nothing_happens

    def plan(self, run_id: str) -> None:
        """Workflow `plan-sync`: read the names, compare, and show the plan. Reading again from the start is safe."""
        run = self._load(run_id)
        if run.state is not RunState.READING:
            return
        self._show(run_id)
        read = self._look_up(run) if run.scope.startswith("one:") else self._read_all(run)
        if read == STOP or self._attempt("compare", run_id, lambda: self._compare(run)) == STOP:
            self._show(run_id)
            return
        if self._load(run_id).state is RunState.RUNNING:
            self.run(run_id)
        else:
            self._show(run_id)

    def run(self, run_id: str) -> None:
        """Workflow `run-sync`: make the links, then create batch by batch, then say what became of every row."""
        if self._load(run_id).state is not RunState.RUNNING:
            return
        self._show(run_id)
        for name, act in (("link", self._link_some), ("batch", self._batch)):
            while (did := self._attempt(name, run_id, partial(act, run_id))) > 0:
                self.engine.step("progress", lambda: self._progress(run_id))
            if did == STOP:
                self._show(run_id)
                return
        self.engine.step("finish", lambda: self._finish(run_id))
        self._show(run_id)

    def _read_all(self, run: SyncRun) -> int:
        for kind in NameKind:
            start = 1
            while True:
                got = self._attempt(f"read {kind} {start}", run.id, partial(self._read, run, kind, start))
                if got == STOP:
                    return STOP
                if got < NAMES_PER_PAGE:
                    break
                start += NAMES_PER_PAGE
        return self._attempt("forget", run.id, partial(self._forget, run))

    def _look_up(self, run: SyncRun) -> int:
        surveying = Surveying(self.store)
        return self._attempt("look up", run.id, lambda: surveying.look_up(run, self.books(run.connection_id)))

    def _read(self, run: SyncRun, kind: NameKind, start: int) -> int:
        page = self.books(run.connection_id).names_page(kind, start)
        self.at("page-read")
        return Surveying(self.store).remember(run, page)

    def _forget(self, run: SyncRun) -> int:
        Surveying(self.store).forget_unseen(run)
        return 0

    def _compare(self, run: SyncRun) -> int:
        Surveying(self.store).compare(run)
        Offering(self.store).offer(run)
        with self.store.writing() as session:
            here = session.get_one(SyncRun, run.id, with_for_update=True)
            here.planned_at = self.now()
            here.state = _after_comparing(session, here)
            if here.state is RunState.RUNNING:
                here.confirmed_by, here.confirmed_at = here.started_by, self.now()
            if here.state is RunState.DONE:
                here.finished_at = self.now()
        return 0

    def _attempt(self, name: str, run_id: str, act: Callable[[], int]) -> int:
        """One step. What the books refuse or cannot do now is written down at the run, and stops the workflow."""

        def attempted() -> int:
            try:
                return act()
            except BooksDisconnected as lost:
                return self._wait(run_id, lost.sentence, None)
            except BooksThrottled as busy:
                return self._wait(run_id, busy.sentence, busy.wait)
            except BooksUnavailable as away:
                return self._wait(run_id, away.sentence, LOOK_AFTER if away.answer_lost else TRY_AGAIN_AFTER)
            except BooksRefused as refused:
                return self._fail(run_id, refused.words())

        return self.engine.step(name, attempted)

    def tell(self, run_id: str) -> None:
        """Workflow `show-sync`: the message follows a decision, or catches up."""
        self._show(run_id)

    def broke(self, run_id: str, words: str) -> None:
        """Our own mistake stopped the workflow: the run says so instead of seeming at work for ever."""
        self._fail(run_id, words)
        self.show(run_id)

    def _wait(self, run_id: str, reason: str, pause: timedelta | None) -> int:
        with self.store.writing() as session:
            run = session.get_one(SyncRun, run_id, with_for_update=True)
            run.waits_in, run.state = run.state, RunState.WAITING
            run.waits_for, run.waits = reason, run.waits + 1
            run.due_at = self.now() + pause if pause is not None else None
        return STOP

    def _fail(self, run_id: str, reason: str) -> int:
        with self.store.writing() as session:
            run = session.get_one(SyncRun, run_id, with_for_update=True)
            run.state, run.waits_for, run.finished_at = RunState.FAILED, reason, self.now()
        return STOP

    def _link_some(self, run_id: str) -> int:
        """Links to names that exist already need no word to the books."""
        with self.store.writing() as session:
            run = session.get_one(SyncRun, run_id)
            ready = select(SyncRow).where(
                SyncRow.run_id == run_id, SyncRow.state == RowState.READY, col(SyncRow.books_id).is_not(None)
            )
            rows = session.exec(ready.limit(ROWS_PER_WRITE // 2)).all()
            renamed = [row for row in rows if row.kind is RowKind.RENAMED]
            for row in renamed:
                note_rename(session, run, row)
                row.state, row.result = RowState.DONE, "rename noted"
            for row in link_rows(session, run, [row for row in rows if row not in renamed], self.now):
                row.state, row.result = RowState.DONE, f"linked to {row.books_name}"
            return len(rows)

    def _batch(self, run_id: str) -> int:
        """Create up to thirty names. Those an earlier attempt may have sent are looked up first, never sent blind."""
        run = self._load(run_id)
        with self.store.reading() as session:
            unsure = session.exec(_in_state(run_id, RowState.SENT)).all()
        if unsure:
            return self._look(run, unsure)
        rows, request_id = self._intend(run_id)
        if not rows:
            return 0
        self.at("batch-intended")
        self._send(run, rows, request_id)
        return len(rows)

    def _intend(self, run_id: str) -> tuple[Sequence[SyncRow], str]:
        with self.store.writing() as session:
            run = session.get_one(SyncRun, run_id, with_for_update=True)
            rows = session.exec(_in_state(run_id, RowState.READY).limit(NAMES_PER_BATCH)).all()
            for row in rows:
                row.state = RowState.SENT
            run.batches += bool(rows)
            return rows, f"{run_id[:24]}-b{run.batches}"

    def _send(self, run: SyncRun, rows: Sequence[SyncRow], request_id: str) -> None:
        with self.store.reading() as session:
            ids = [row.counterparty_id for row in rows]
            parties = {p.id: p for p in session.exec(select(Counterparty).where(col(Counterparty.id).in_(ids)))}
        new = [new_name(str(n), row.role, row.free_name, parties[row.counterparty_id]) for n, row in enumerate(rows)]
        try:
            outcomes = self.books(run.connection_id).create_names(new, request_id)
        except (BooksUnavailable, BooksDisconnected, BooksRefused) as failed:
            if not getattr(failed, "answer_lost", False):
                self._take_back(rows)
            raise
        self.at("batch-answered")
        self._record(run, rows, outcomes)
        self.at("batch-recorded")

    def _take_back(self, rows: Sequence[SyncRow]) -> None:
        """The request certainly did nothing: its rows are ready again."""
        with self.store.writing() as session:
            for row in rows:
                session.merge(row).state = RowState.READY

    def _record(self, run: SyncRun, rows: Sequence[SyncRow], outcomes: Sequence[Outcome]) -> None:
        told = {outcome.key: outcome for outcome in outcomes}
        with self.store.writing() as session:
            here = [session.merge(row) for row in rows]
            for n, row in enumerate(here):
                _settle(row, told[str(n)])
            link_rows(session, run, [row for row in here if row.books_id], self.now)

    def _look(self, run: SyncRun, unsure: Sequence[SyncRow]) -> int:
        """Resolve a batch whose answer was lost: what is there was created, what is not is sent in a later batch."""
        books = self.books(run.connection_id)
        found: dict[tuple[NameKind, str], BooksName] = {}
        for kind in {KIND[row.role] for row in unsure}:
            names = [row.free_name for row in unsure if KIND[row.role] is kind]
            found |= {(kind, exact_key(name.name)): name for name in books.find_names(kind, names) if name.active}
        with self.store.writing() as session:
            here = [session.merge(row) for row in unsure]
            for row in here:
                name = found.get((KIND[row.role], exact_key(row.free_name)))
                row.state = RowState.DONE if name else RowState.READY
                if name:
                    row.books_id, row.books_name, row.books_version = name.id, name.name, name.version
                    row.result = f"created as {name.name}"
            link_rows(session, run, [row for row in here if row.books_id], self.now)
        return len(unsure)

    def _progress(self, run_id: str) -> int:
        with self.store.writing() as session:
            run = session.get_one(SyncRun, run_id, with_for_update=True)
            if run.shown_at and self.now() - run.shown_at < SHOW_EVERY:
                return 0
            run.shown_at = self.now()
        self.show(run_id)
        return 1

    def _finish(self, run_id: str) -> int:
        self.at("finishing")
        with self.store.writing() as session:
            run = session.get_one(SyncRun, run_id, with_for_update=True)
            run.state, run.finished_at = RunState.DONE, self.now()
        return 0

    def _show(self, run_id: str) -> None:
        self.engine.step("show", lambda: bool(self.show(run_id)))

    def _load(self, run_id: str) -> SyncRun:
        with self.store.reading() as session:
            return session.get_one(SyncRun, run_id)


def _settle(row: SyncRow, outcome: Outcome) -> None:
    if outcome.id:
        row.state, row.books_id = RowState.DONE, outcome.id
        row.books_name, row.books_version = outcome.name, outcome.version
        row.result = f"created as {outcome.name}"
    if outcome.refused:
        row.state = row.state if outcome.id else RowState.REFUSED
        row.result = outcome.refused.words()


def _in_state(run_id: str, state: RowState) -> SelectOfScalar[SyncRow]:
    query = select(SyncRow).where(SyncRow.run_id == run_id, SyncRow.state == state)
    return query.order_by(col(SyncRow.counterparty_id), col(SyncRow.role))


def _after_comparing(session: Session, run: SyncRun) -> RunState:
    """With nothing to do the run is over; one that a save started goes on unless a person must decide something."""
    query = select(SyncRow.state, func.count()).where(SyncRow.run_id == run.id).group_by(col(SyncRow.state))
    states = dict(session.exec(query).all())
    if RowState.DECIDE in states:
        return RunState.PLANNED
    if RowState.READY not in states:
        return RunState.DONE
    return RunState.RUNNING if run.automatic else RunState.PLANNED
