"""What was saved here about a linked counterparty is told to the books (S3-15, S3-27, S3-28), one way only (S3-18).

Here it is promised, in the transaction that saved; `reflecting` keeps the promise.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.clock import Now
from domain.connections.alerting import CHAT
from domain.connections.connection import Connection, ConnectionState, connection_of
from domain.counterparties.counterparty import Counterparty, CounterpartyLink
from domain.counterparties.mirror import MIRRORED, Mirror, MirrorState
from domain.engine import Engine
from domain.problems import Problem
from domain.store import ROWS_PER_WRITE, Store
from domain.syncs.sync import RowState, RunState, SyncRow, SyncRun

MIRROR: Final = "mirror"
TELL: Final = "tell-refusal"
TELL_AGAIN_AFTER: Final = timedelta(minutes=1)
AT_WORK: Final = (RunState.RUNNING, RunState.WAITING)


@dataclass(frozen=True)
class Mirroring:
    """Each counterparty has one row for each company file it is linked in; its latest version wins."""

    store: Store
    engine: Engine
    now: Now

    def saved(self, session: Session, party: Counterparty, changed: frozenset[str], by: str) -> int:
        """In the transaction that saved: the books it is linked in will follow. Answers how many company files."""
        told = changed & MIRRORED
        realms = _realms(session, party.id) if told else []
        for realm in realms:
            self._promise(session, party, realm, told, by)
        return len(realms)

    def try_again(self, party_id: str, realm: str, *, by: str) -> Mirror:
        """Tell the books once more what they refused; whoever asks is told if they refuse again."""
        with self.store.writing() as session:
            mirror = session.get(Mirror, (party_id, realm), with_for_update=True)
            if mirror is None or mirror.state is MirrorState.TOLD:
                raise Problem("QuickBooks knows this by now.")
            if mirror.state is MirrorState.REFUSED:
                mirror.by = by
                self._again(session, mirror)
            return mirror

    def resume_due(self) -> int:
        """Take up what waits and whose moment has come, or whose company is back; answers how many."""
        back = select(Connection.realm).where(Connection.state == ConnectionState.CONNECTED)
        come = or_(col(Mirror.due_at) <= self.now(), and_(col(Mirror.due_at).is_(None), col(Mirror.realm).in_(back)))
        with self.store.writing() as session:
            due = _waiting().where(come)
            return sum(self._resume(session, mirror) for mirror in session.exec(due.limit(ROWS_PER_WRITE)))

    def resume_all(self, session: Session, connection: Connection) -> int:
        """In the transaction that connected: what waited for this company goes on. `resume_due` takes up the rest."""
        waiting = session.exec(_waiting().where(Mirror.realm == connection.realm).limit(ROWS_PER_WRITE)).all()
        return sum(self._resume(session, mirror) for mirror in waiting)

    def tell_again(self) -> int:
        """Refusals that could not be told because the chat was away get another try, once a minute."""
        now = self.now()
        with self.store.writing() as session:
            unheard = select(Mirror).where(Mirror.state == MirrorState.REFUSED, col(Mirror.heard).is_(False))
            late = session.exec(unheard.where(col(Mirror.due_at) <= now - TELL_AGAIN_AFTER).limit(100)).all()
            for mirror in late:
                self.tell(session, mirror, again=f":{int(now.timestamp()) // 60}")
            return len(late)

    def tell(self, session: Session, mirror: Mirror, again: str = "") -> None:
        """Promise to tell the person who saved what was refused."""
        key = f"{TELL}:{mirror.counterparty_id}:{mirror.realm}:v{mirror.version}:t{mirror.tries}{again}"
        self.engine.enqueue(session, TELL, subject_of(mirror), key=key, partition=CHAT)

    def refused(self, subject: str) -> tuple[Mirror, Counterparty] | None:
        """What to tell of, unless it was told or is no longer true."""
        party_id, realm, version = read_subject(subject)
        with self.store.reading() as session:
            mirror = session.get_one(Mirror, (party_id, realm))
            if mirror.state is not MirrorState.REFUSED or mirror.heard or mirror.version != version:
                return None
            return mirror, session.get_one(Counterparty, party_id)

    def heard(self, mirror: Mirror) -> None:
        """The person knows."""
        with self.store.writing() as session:
            here = session.get_one(Mirror, (mirror.counterparty_id, mirror.realm), with_for_update=True)
            here.heard = here.heard or (here.version, here.tries) == (mirror.version, mirror.tries)

    def _promise(self, session: Session, party: Counterparty, realm: str, told: frozenset[str], by: str) -> None:
        mirror = session.get(Mirror, (party.id, realm), with_for_update=True)
        if mirror is None:
            mirror = Mirror(counterparty_id=party.id, realm=realm, version=0, by=by)
            session.add(mirror)
        mirror.version, mirror.by, mirror.tries = party.version, by, 0
        mirror.changed = sorted(told.union(mirror.changed))
        self._enqueue(session, mirror)

    def _resume(self, session: Session, mirror: Mirror) -> bool:
        """A row whose company is not connected waits on, without a moment: connecting makes it due."""
        if not is_connected(session, mirror):
            mirror.due_at = None
            session.add(mirror)
            return False
        self._again(session, mirror)
        return True

    def _again(self, session: Session, mirror: Mirror) -> None:
        mirror.tries += 1
        self._enqueue(session, mirror)

    def _enqueue(self, session: Session, mirror: Mirror) -> None:
        mirror.state, mirror.refusals, mirror.heard = MirrorState.TELLING, {}, False
        mirror.waits_for, mirror.due_at = "", None
        session.add(mirror)
        session.flush()
        key = f"{MIRROR}:{mirror.counterparty_id}:{mirror.realm}:v{mirror.version}:t{mirror.tries}"
        self.engine.enqueue(session, MIRROR, subject_of(mirror), key=key, partition=mirror.realm)


def subject_of(mirror: Mirror) -> str:
    """What a workflow is told: the counterparty, the company file and the version."""
    return json.dumps([mirror.counterparty_id, mirror.realm, mirror.version])


def read_subject(subject: str) -> tuple[str, str, int]:
    """What `subject_of` said."""
    party_id, realm, version = json.loads(subject)
    return str(party_id), str(realm), int(version)


def connection_for(session: Session, mirror: Mirror) -> Connection | None:
    """The connection through which the books of a row are reached just now."""
    party = session.get_one(Counterparty, mirror.counterparty_id)
    connection = connection_of(session, party.department)
    return connection if connection and connection.realm == mirror.realm else None


def is_connected(session: Session, mirror: Mirror) -> bool:
    """Whether there is such a connection, and it is not lost."""
    connection = connection_for(session, mirror)
    return connection is not None and connection.state is ConnectionState.CONNECTED


def being_created(session: Session, party_id: str, realm: str) -> bool:
    """Whether a record for it is on its way to the books with what was true before."""
    return realm in session.exec(_on_the_way(party_id)).all()


def _realms(session: Session, party_id: str) -> Sequence[str]:
    linked = session.exec(select(CounterpartyLink.realm).where(CounterpartyLink.counterparty_id == party_id))
    return sorted({*linked, *session.exec(_on_the_way(party_id))})


def _on_the_way(party_id: str) -> SelectOfScalar[str]:
    sent = select(SyncRun.realm).join(SyncRow, col(SyncRow.run_id) == SyncRun.id)
    return sent.where(
        SyncRow.counterparty_id == party_id, SyncRow.state == RowState.SENT, col(SyncRun.state).in_(AT_WORK)
    )


def _waiting() -> SelectOfScalar[Mirror]:
    return select(Mirror).where(Mirror.state == MirrorState.WAITING).with_for_update()
