"""What people do with names that only the books have: choose, bring them here, take them back. `keeping` does it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import delete, func, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain import audit
from domain.books.port import NameKind
from domain.clock import NewId, Now
from domain.connections.alerting import CHAT
from domain.counterparties.counterparty import IgnoredName
from domain.counterparties.names import exact_key
from domain.engine import Engine
from domain.problems import Problem
from domain.store import Store, upsert
from domain.syncs.bring import ROLE, Bring, BringState, Counts, NameState, OnlyThere
from domain.syncs.offering import NOT_WANTED
from domain.syncs.sync import RunState, SyncRun
from domain.syncs.syncing import PATIENCE, SHOW, SHOWN_FOR

BRING: Final = "bring-names"
UNDO: Final = "undo-bring"
SHOW_BRING: Final = "show-bring"
STALE: Final = "This list is no longer current."
SYNC_AGAIN: Final = "Start the sync again."
NAMES_SHOWN: Final = 1000
Q = TypeVar("Q", bound=SelectOfScalar[Any])


@dataclass(frozen=True)
class Bringing:
    """What people do with names that only the books have. Each press is one transaction without a network."""

    store: Store
    engine: Engine
    now: Now
    new_id: NewId

    def counts(self, run_id: str) -> Counts:
        """How many names of a run are in each state."""
        columns = (col(OnlyThere.state), col(OnlyThere.kind))
        query = select(*columns, func.count()).where(OnlyThere.run_id == run_id).group_by(*columns)
        with self.store.reading() as session:
            return Counter({(NameState(at), ROLE[NameKind(kind)]): n for at, kind, n in session.exec(query)})

    def names(
        self, run_id: str, *states: NameState, text: str = "", start: int = 0, limit: int = NAMES_SHOWN
    ) -> list[OnlyThere]:
        """A page of the names in these states that hold a text, by name."""
        with self.store.reading() as session:
            query = _holding(select(OnlyThere), run_id, states, text)
            by_name = query.order_by(col(OnlyThere.group_key), col(OnlyThere.kind), col(OnlyThere.books_id))
            return list(session.exec(by_name.offset(start).limit(limit)))

    def how_many(self, run_id: str, *states: NameState, text: str = "") -> int:
        """How many names `names` has in all."""
        with self.store.reading() as session:
            return session.exec(_holding(select(func.count(col(OnlyThere.books_id))), run_id, states, text)).one()

    def find(self, run_id: str) -> Bring | None:
        """What was asked of a run's names."""
        with self.store.reading() as session:
            return session.get(Bring, run_id)

    def choose(
        self, run_id: str, shown: Collection[tuple[str, str]], ticked: Collection[tuple[str, str]], *, by: str
    ) -> int:
        """Of the names shown (kind and id), those without a tick are not wanted here until a `full` sync shows them."""
        with self.store.writing() as session:
            run = self._current(session, run_id)
            if session.get(Bring, run_id):
                raise Problem("These names are being brought here already.", next_step=SYNC_AGAIN)
            changed = 0
            for key in shown:
                name = session.get(OnlyThere, (run_id, *key), with_for_update=True)
                wanted = NameState.READY if key in ticked else NameState.LEFT
                if name and name.state is not wanted and name.state in (NameState.READY, NameState.LEFT):
                    self._want(session, run, name, wanted, by)
                    changed += 1
            self._show_run(session, run_id, f"chosen:{self.new_id()}")
            return changed

    def begin(self, run_id: str, *, by: str) -> Bring:
        """Bring what is ticked; a second press finds the first one's work."""
        with self.store.writing() as session:
            run = self._current(session, run_id)
            if before := session.get(Bring, run_id, with_for_update=True):
                return before
            now = self.now()
            bring = Bring(
                run_id=run_id,
                department=run.department,
                realm=run.realm,
                company_name=run.company_name,
                by=by,
                begun_at=now,
                changed_at=now,
                asked_in=run.asked_in,
            )
            session.add(bring)
            session.flush()
            self.engine.enqueue(session, BRING, run_id, key=f"{BRING}:{run_id}", partition=CHAT)
            self._show_run(session, run_id, "bring")
            return bring

    def ask_undo(self, run_id: str, *, by: str) -> Bring:
        """Take back what was brought; a second press finds the first one's work."""
        with self.store.writing() as session:
            bring = session.get_one(Bring, run_id, with_for_update=True)
            if bring.state is BringState.DONE:
                self.become(session, bring, BringState.UNDOING)
                audit.record(session, at=self.now(), by=by, act="undo bring", subject=f"sync:{run_id}")
                self.engine.enqueue(session, UNDO, run_id, key=f"{UNDO}:{run_id}", partition=CHAT)
            return bring

    def fail(self, run_id: str, words: str) -> None:
        """A mistake of ours stopped the work; what was kept so far stays."""
        with self.store.writing() as session:
            bring = session.get_one(Bring, run_id, with_for_update=True)
            bring.reason = words
            self.become(session, bring, BringState.FAILED)

    def shown(self, bring: Bring, place: str) -> None:
        """Remember where the message stands, and what it shows."""
        with self.store.writing() as session:
            here = session.get_one(Bring, bring.run_id, with_for_update=True)
            here.place, here.shown, here.shown_at = place, bring.state, self.now()

    def show_again(self) -> int:
        """Messages that could not be updated are tried again, once a minute for a week."""
        now = self.now()
        with self.store.writing() as session:
            recent = select(Bring).where(Bring.begun_at > now - SHOWN_FOR, Bring.changed_at < now - PATIENCE)
            stale = [one for one in session.exec(recent) if one.shown != one.state]
            for bring in stale:
                key = f"{SHOW_BRING}:{bring.run_id}:{bring.state}:{int(now.timestamp()) // 60}"
                self.engine.enqueue(session, SHOW_BRING, bring.run_id, key=key, partition=CHAT)
            return len(stale)

    def _current(self, session: Session, run_id: str) -> SyncRun:
        """The run, unless its list is older than another one; the names are looked at again one by one anyway."""
        run = session.get(SyncRun, run_id, with_for_update=True)
        if run is None or run.state in (RunState.READING, RunState.CANCELLED, RunState.FAILED):
            raise Problem(STALE, next_step=SYNC_AGAIN)
        newer = select(SyncRun.id).where(
            SyncRun.department == run.department,
            SyncRun.realm == run.realm,
            SyncRun.number > run.number,
            col(SyncRun.automatic).is_(False),
        )
        if session.exec(newer).first():
            raise Problem(STALE, next_step="There is a newer sync; use its message.")
        return run

    def _want(self, session: Session, run: SyncRun, name: OnlyThere, wanted: NameState, by: str) -> None:
        name.state = wanted
        name.reason = "" if wanted is NameState.READY else NOT_WANTED
        key = {"realm": run.realm, "kind": name.kind, "books_id": name.books_id}
        if wanted is NameState.LEFT:
            row = key | {"by": by, "at": self.now()}
            upsert(session, IgnoredName, [row], by=tuple(key))
        else:
            notice_again(session, run.realm, [name])
        act = "name wanted" if wanted is NameState.READY else "name left out"
        audit.record(session, at=self.now(), by=by, act=act, subject=f"sync:{run.id}", detail=name.name)

    def become(self, session: Session, bring: Bring, state: BringState) -> None:
        """Move on, so that both messages are drawn anew."""
        bring.state, bring.changed_at = state, self.now()
        session.add(bring)
        self._show_run(session, bring.run_id, state)

    def _show_run(self, session: Session, run_id: str, why: str) -> None:
        """The message of the run says what is left to bring."""
        session.flush()
        self.engine.enqueue(session, SHOW, run_id, key=f"{SHOW}:{run_id}:{why}", partition=CHAT)


def notice_again(session: Session, realm: str, names: Sequence[OnlyThere]) -> None:
    """They are wanted here: what someone said before no longer counts."""
    keys = [(name.kind, name.books_id) for name in names]
    noticed = tuple_(col(IgnoredName.kind), col(IgnoredName.books_id)).in_(keys)
    session.execute(delete(IgnoredName).where(col(IgnoredName.realm) == realm, noticed))


def _holding(query: Q, run_id: str, states: Collection[NameState], text: str) -> Q:
    query = query.where(OnlyThere.run_id == run_id)
    if states:
        query = query.where(col(OnlyThere.state).in_(states))
    return query.where(col(OnlyThere.group_key).contains(exact_key(text), autoescape=True)) if text else query
