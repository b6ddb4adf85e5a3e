"""The drift watch: what changed in the books is read every few minutes, and what people changed of ours is kept.

Every look begins where the last one ended, less an overlap; how far it read is kept after what it found, and what is
known already is left alone. So nothing is missed, and looking twice, or with several processes, tells nobody twice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, select

from domain.audit import in_turn, record
from domain.books.balance_reports import LedgerBooks
from domain.books.changes import FURTHEST, KINDS, Change, Changes, ChangingBooks
from domain.books.documents import DocumentBooks
from domain.clock import NewId, Now
from domain.closing.closing_dates import ClosingDates
from domain.closing.noting import Noting
from domain.connections.connection import Connection, ConnectionState, live_connections
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.deliveries.matter import Matters
from domain.drift.closing_dates import watch_closing_date
from domain.drift.effect import adopted_entries, differing, effects, facts
from domain.drift.finding import CHAT, US, Drift, DriftState, DriftWatch, kept, settle, tell, touched, unsettled
from domain.drift.judging import Judged, Judging, Verdict, expected_of
from domain.drift.seeing import Seeing, Seen, accounts_of
from domain.engine import Engine
from domain.ledger.go_live import GoLive
from domain.ledger.journal import reverse
from domain.ledger.period import is_open, last_day, month_of
from domain.money import shown
from domain.problems import BooksDisconnected, BooksUnavailable, Problem
from domain.proofs.explaining import TYPES
from domain.proofs.proof import ProofRun
from domain.proofs.proving import Proving
from domain.store import Store, in_chunks

WATCH: Final = "watch-books"
EVERY: Final = timedelta(minutes=5)
OVERLAP: Final = timedelta(minutes=2)
MANY: Final = "tell-many-drifts"
MOST_TOLD: Final = 20  # messages of their own in one look; all are in the list
PORTION: Final = 100


@dataclass(frozen=True)
class WatchingBooks:
    """The watch over every connected company. `changing` and `books` open those of a connection, `ledgers` those of a
    department; `matters` are what documents stand for."""

    store: Store
    engine: Engine
    now: Now
    new_id: NewId
    changing: Callable[[str], ChangingBooks]
    books: Callable[[str], DocumentBooks]
    ledgers: Callable[[str], LedgerBooks]
    proving: Proving
    matters: Matters

    def watch(self) -> int:
        """Called by the scheduler: whatever company is due is looked at, once. Answers how many."""
        with self.store.reading() as session:
            connected = [one for one in live_connections(session) if one.state is ConnectionState.CONNECTED]
        return sum(self._order(connection) for connection in {one.realm: one for one in connected}.values())

    def look(self, subject: str) -> None:
        """Workflow `watch-books`: read what changed, keep what is drift, prove the closed months it reaches into."""
        connection_id = subject.partition("@")[0]
        found = self.engine.step("look", lambda: self._tried(connection_id))
        if found:
            self.engine.step("prove", lambda: self._prove_again(found))

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped a look: the next one begins where this one did."""

    def _order(self, connection: Connection) -> int:
        now = self.now()
        with self.store.reading() as session:
            known = session.get(DriftWatch, connection.realm)
            if known and known.due_at > now:
                return 0
        with self.store.writing() as session:
            in_turn(session, f"drift:{connection.realm}")
            if session.get(DriftWatch, connection.realm) is None:
                session.add(DriftWatch(realm=connection.realm, since=now, due_at=now))
                session.flush()
            mine = update(DriftWatch).where(col(DriftWatch.realm) == connection.realm, col(DriftWatch.due_at) <= now)
            if not session.exec(mine.values(due_at=now + EVERY)).rowcount:
                return 0
            about = f"{connection.id}@{now:%Y-%m-%dT%H:%M:%S}"
            self.engine.enqueue(session, WATCH, about, key=f"{WATCH}:{about}", partition=connection.realm)
            return 1

    def _tried(self, connection_id: str) -> list[str]:
        """What the books cannot tell now they tell at the next look."""
        try:
            return self._look(connection_id)
        except (BooksUnavailable, BooksDisconnected):
            return []

    def _look(self, connection_id: str) -> list[str]:
        """Answers the findings that reach into closed months."""
        with self.store.reading() as session:
            connection = session.get_one(Connection, connection_id)
            began = session.get_one(DriftWatch, connection.realm).since
        since = max(began - OVERLAP, self.now() - FURTHEST)
        books = self.changing(connection_id)
        changes = books.changes(since)
        changes = _with_missing(self._standing(connection, changes), changes, books)
        closing = self.books(connection_id).closing_date()
        ClosingDates(self.store, Noting(self.engine, self.now, self.new_id)).note(connection.realm, closing)
        with self.store.reading() as session:
            judging = Judging(session, connection.realm, self.matters, self._segregated(session, connection))
            judged = [judging.judge(change) for change in changes.found]
        seen = Seeing(self.store, self.ledgers).seen(connection, judged)
        found = self._kept(connection, judged, seen)
        with self.store.writing() as session:
            watch = _locked(session, connection)
            found += watch_closing_date(session, self.engine, connection, closing, now=self.now(), new_id=self.new_id)
            busy = [one.change.at for one in judged if one.verdict is Verdict.BUSY]
            watch.since = max(watch.since, min([changes.until, *busy]))
            watch.looked_at = self.now()
        return [drift.id for drift in found if drift.closed]

    def _kept(self, connection: Connection, judged: Sequence[Judged], seen: Sequence[Seen]) -> list[Drift]:
        """What was found, a portion in each transaction: should the last not come to pass, the next look knows some."""
        found: list[Drift] = []
        for some in in_chunks([one for one in judged if one.verdict is Verdict.RIGHT], PORTION):
            with self.store.writing() as session:
                _locked(session, connection)
                found += self._right(session, connection, some)
        told = 0
        for several in in_chunks(seen, PORTION):
            with self.store.writing() as session:
                _locked(session, connection)
                kept = self._keep(session, connection, several, told)
                told += len(kept)
                found += kept
        if told > MOST_TOLD:
            with self.store.writing() as session:
                subject = f"{connection.department}:{told}"
                key = f"{MANY}:{connection.id}:{found[-1].id}"
                self.engine.enqueue(session, MANY, subject, key=key, partition=CHAT)
        return found

    def _standing(self, connection: Connection, changes: Changes) -> list[Delivery]:
        """Our documents of the kinds whose deletions QuickBooks did not tell."""
        kinds = [KINDS[entity] for entity in changes.cut if entity in KINDS]
        with self.store.reading() as session:
            query = select(Delivery).where(
                Delivery.realm == connection.realm,
                Delivery.state == DeliveryState.CONFIRMED,
                col(Delivery.kind).in_(kinds),
            )
            return list(session.exec(query)) if kinds else []

    def _segregated(self, session: Session, connection: Connection) -> frozenset[str]:
        return accounts_of(session, connection.department, connection.realm, self.now().date()).segregated

    def _right(self, session: Session, connection: Connection, judged: Iterable[Judged]) -> list[Drift]:
        """What is as it should be closes its finding, and what was adopted of it counts no more."""
        found = []
        for one in judged:
            drift = unsettled(session, connection.realm, one.change.id)
            if drift and drift.state is not DriftState.RESTORING:
                settle(session, self.engine, drift, DriftState.HEALED, by=US, at=self.now())
                found.append(drift)
            for entry in adopted_entries(session, connection.realm, one.change.id) if one.drops else ():
                reverse(session, entry, at=self.now(), actor=US)
        return found

    def _keep(self, session: Session, connection: Connection, seen: Iterable[Seen], told: int) -> list[Drift]:
        """A finding for each suspect that is drift; what is known already is left alone. Beyond so many that were
        `told` in this look a new one has no message of its own."""
        found = []
        for one in seen:
            drift = self._finding(session, connection, one)
            known = unsettled(session, connection.realm, one.judged.change.id)
            if drift is None and known and known.state is not DriftState.RESTORING:
                settle(session, self.engine, known, DriftState.HEALED, by=US, at=self.now())
                found.append(known)
            elif drift and known is None:
                record(session, at=self.now(), by=US, act="change noticed", subject=drift.about, detail=drift.told)
                session.add(drift)
                if told + len(found) < MOST_TOLD:
                    tell(session, self.engine, drift)
                found.append(drift)
            elif drift and known and _follow(known, drift):
                touched(session, self.engine, known)
                found.append(known)
        return found

    def _finding(self, session: Session, connection: Connection, seen: Seen) -> Drift | None:
        """What a suspect comes to; None when it leaves our accounts alone."""
        judged, change = seen.judged, seen.judged.change
        delivery, realm = judged.delivery, connection.realm
        department = delivery.department if delivery else connection.department
        accounts = accounts_of(session, department, realm, change.on or self.now().date())
        actual: dict[tuple[str, date], int] = {}
        for line in seen.lines:
            actual[(line.account_id, line.on)] = actual.get((line.account_id, line.on), 0) + line.amount
        gaps = effects(accounts, expected_of(session, judged, accounts, realm), actual)
        if delivery is None and accounts.segregated.isdisjoint(one.books_id for one in gaps):
            return None
        new = self.matters[delivery.matter].document(session, delivery) if delivery else None
        before = facts(session, accounts, realm, new) if new else {}
        after = facts(session, accounts, realm, change.document) if change.document else _in_short(change)
        after = {} if change.deleted else after
        if new and new.due_on is None:
            after.pop("Due", None)  # left to the books
        before, after = differing(before, after) if before and after else (before, after)
        days = {one.on for one in gaps} | ({change.on} if change.on else set()) | ({new.on} if new else set())
        codes = {accounts.proof(one.books_id, foreign=delivery is None) for one in gaps} - {""}
        kind = KINDS.get(change.entity)
        return Drift(
            id=self.new_id(),
            realm=realm,
            connection_id=connection.id,
            department=department,
            entity=change.entity,
            type=TYPES[kind] if kind else next((line.type for line in seen.lines), change.entity),
            books_id=change.id,
            number=(delivery.books_number if delivery else change.number) or change.number,
            subject=delivery.subject if delivery else "",
            what=judged.what,
            before=before,
            after=after,
            effects=kept(gaps),
            proofs=" ".join(sorted(codes)),
            closed=" ".join(sorted({month_of(day) for day in days if not is_open(session, department, day)})),
            who=seen.who,
            version=change.version,
            total=change.total,
            dated=change.on or (new.on if new else None),
            noticed_at=self.now(),
            changed_at=change.at,
        )

    def _prove_again(self, drift_ids: Sequence[str]) -> int:
        """The closed months that findings reach into are proved anew, each once, and they say what came of that."""
        with self.store.reading() as session:
            found = [session.get_one(Drift, id) for id in drift_ids]
            began = {one.department: session.get(GoLive, one.department) for one in found}
        said: dict[tuple[str, str], str] = {}
        for drift in found:
            live = began[drift.department]
            for month in (one for one in drift.months if live is None or last_day(one) >= live.on):
                if (drift.department, month) not in said:
                    said[drift.department, month] = self._proved(drift.department, month)
        for some in in_chunks(drift_ids, PORTION):
            with self.store.writing() as session:
                for id in some:
                    drift = session.get_one(Drift, id, with_for_update=True, populate_existing=True)
                    about = [said.get((drift.department, month), "") for month in drift.months]
                    drift.proved = "; ".join(dict.fromkeys(filter(None, about)))
                    touched(session, self.engine, drift)
        return len(found)

    def _proved(self, department: str, month: str) -> str:
        """What proving a closed month came to."""
        try:
            run = self.proving.prove(department, last_day(month), by=US)
        except Problem as trouble:
            return trouble.words()
        return f"{last_day(month):%B %Y} {_outcome(self.proving, run)}"


def _locked(session: Session, connection: Connection) -> DriftWatch:
    """One look of a company at a time keeps what it found."""
    return session.get_one(DriftWatch, connection.realm, with_for_update=True, populate_existing=True)


def _follow(known: Drift, new: Drift) -> bool:
    """A finding that is not settled takes over what is true now; False when it says so already."""
    same = (known.version, known.what, known.effects) == (new.version, new.what, new.effects)
    if same or known.state is DriftState.RESTORING:
        return False
    kept_words = {"id", "noticed_at", "state", "question", "asked_by", "turn", "attempts", "place", "words", "number"}
    for name, value in new.model_dump(exclude=kept_words).items():
        setattr(known, name, value)
    return True


def _with_missing(standing: Sequence[Delivery], changes: Changes, books: ChangingBooks) -> Changes:
    """Where QuickBooks told too much to tell of deletions, our documents that it no longer has count as deleted."""
    found = list(changes.found)
    for entity in changes.cut:
        ids = [str(one.books_id) for one in standing if one.kind is KINDS.get(entity)]
        there = books.there(entity, ids) if ids else set()
        found += [Change(entity, id, changes.until, deleted=True) for id in ids if id not in there]
    return replace(changes, found=tuple(found))


def _in_short(change: Change) -> dict[str, str]:
    """What a document of a kind we never write says of itself."""
    dated = {"Date": f"{change.on:%-d %B %Y}"} if change.on else {}
    return {"Number": change.number or "–", **dated, "Total": shown(change.total)}


def _outcome(proving: Proving, run: ProofRun) -> str:
    red = [proof.code for proof in proving.proofs(run.id) if not proof.ok]
    return f"does not agree any more: {', '.join(red)}" if red else "still agrees"
