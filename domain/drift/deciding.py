"""What a person decides about a change made in the books: restore what was, adopt what is, or ask somebody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from domain.audit import in_turn, record
from domain.connections.connection import connection_of
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import Delivery, DeliveryState, delivery_of
from domain.deliveries.matter import Matters
from domain.drift.effect import adopted_entries
from domain.drift.finding import CHAT, WAITING, Drift, DriftState, What, settle, to_change, touched
from domain.drift.restoring import MATTER
from domain.ledger.journal import BANK, NewLine, Route, append, reverse
from domain.ledger.period import SHUT, month_of, state_of
from domain.ledger.period import in_words as month_in_words
from domain.problems import NotAllowed, Problem
from domain.proofs.our_documents import adopted_subject
from domain.store import Store

ASK: Final = "ask-drift"
LONGEST_QUESTION: Final = 1000
RESTORE_IT: Final = "Restore it."
CORRECT_IT: Final = "Record a correcting adjustment in an open month, or restore it."
TakesBack = Callable[[str, str], object]


@dataclass(frozen=True)
class Deciding:
    """The acts on findings; roles are the caller's to check. `takes_back` undoes a thing whose document is gone, by the
    matter it is of: told its id and who."""

    store: Store
    deliveries: Deliveries
    matters: Matters
    takes_back: Mapping[str, TakesBack]

    def find(self, id: str) -> Drift:
        """A finding as it stands; a Problem when there is none."""
        with self.store.reading() as session:
            found = session.get(Drift, id)
        if found is None:
            raise Problem("There is no such finding.", next_step="Look at the list: /accounting drift.")
        return found

    def restore(self, id: str, *, by: str) -> Drift:
        """Promise that the document says again what we hold; a second press finds it under way."""
        with self.store.writing() as session:
            drift = self._locked(session, id)
            if drift.state is DriftState.RESTORING:
                return drift
            _require_waiting(drift)
            if not drift.subject:
                raise Problem(
                    f"{drift.name} is not ours, so there is nothing to restore.", next_step="Adopt it, or ask."
                )
            standing = _standing(session, drift)
            drift.state, drift.settled_by, drift.words = DriftState.RESTORING, by, ""
            self._send(session, drift, standing)
            self._wrote(session, drift, "restore document", by)
            return drift

    def adopt(self, id: str, *, by: str) -> Drift:
        """Take over what is in the books, in open months only. A thing whose document is gone is undone here too."""
        drift = self.find(id)
        if drift.state is DriftState.ADOPTED:
            return drift
        if drift.what is What.DELETED and drift.subject:
            return self._take_back(drift, by)
        with self.store.writing() as session:
            drift = self._locked(session, id)
            if drift.state is DriftState.ADOPTED:
                return drift
            _require_waiting(drift)
            if drift.what is What.CLOSING_DATE:
                raise Problem("A closing date cannot be adopted.", next_step="Have it moved in QuickBooks.")
            self._require_open(session, drift)
            self._observe(session, drift, by)
            settle(session, self.deliveries.engine, drift, DriftState.ADOPTED, by=by, at=self.deliveries.now())
            self._wrote(session, drift, "adopt document", by)
            return drift

    def ask(self, id: str, question: str, *, by: str) -> Drift:
        """Ask whoever owns the close; what is asked goes into the thread of the finding, once for every asking."""
        words = question.strip()[:LONGEST_QUESTION]
        if not words:
            raise Problem("Say what you want to know.", field="question")
        with self.store.writing() as session:
            drift = self._locked(session, id)
            _require_waiting(drift)
            drift.state, drift.question, drift.asked_by = DriftState.ASKED, words, by
            touched(session, self.deliveries.engine, drift)
            key = f"{ASK}:{drift.id}:{drift.turn}"
            self.deliveries.engine.enqueue(session, ASK, drift.id, key=key, partition=CHAT)
            self._wrote(session, drift, "ask about document", by, words)
            return drift

    def placed(self, id: str, place: str) -> None:
        """Where its message stands."""
        with self.store.writing() as session:
            to_change(session, id).place = place

    def _locked(self, session: Session, id: str) -> Drift:
        """The thing it is about, then the finding: the order in which what the books say is recorded, too."""
        drift = session.get(Drift, id)
        if drift and drift.subject:
            matter, _, thing = drift.subject.partition(":")
            self.matters[matter].lock(session, thing)
        drift = to_change(session, id)
        drift.turn = drift.turn or 1  # one of too many to tell has a message from now on: somebody decides about it
        return drift

    def _send(self, session: Session, drift: Drift, standing: Delivery) -> None:
        """A new revision by a new request; one that may have arrived is looked for first, as the request it was."""
        subject = f"{MATTER}:{drift.id}"
        earlier = delivery_of(session, subject, to_change=True)
        if earlier and earlier.state is DeliveryState.REFUSED and earlier.unsure:
            self.deliveries.try_again(session, earlier)
            touched(session, self.deliveries.engine, drift)
            return
        connection = connection_of(session, drift.department)
        if connection is None:
            raise Problem(f"{drift.department} is not connected to QuickBooks.", next_step="Connect it first.")
        drift.attempts += 1
        delivery = self.deliveries.send(
            session,
            subject,
            kind=standing.kind,
            department=drift.department,
            connection=connection,
            party_books_id=standing.party_books_id,
            total=self.matters[standing.matter].document(session, standing).total,
            revision=drift.attempts,
        )
        gone = drift.what is What.DELETED
        delivery.books_id, delivery.version = (None, "") if gone else (standing.books_id, drift.version)
        delivery.stood_at, delivery.books_number = drift.total, standing.books_number
        touched(session, self.deliveries.engine, drift)

    def _observe(self, session: Session, drift: Drift, by: str) -> None:
        """The difference, day by day, as what was there already; our delivery follows what is in the books."""
        at, realm = self.deliveries.now(), drift.realm
        if drift.what is What.DELETED:
            for entry in adopted_entries(session, realm, drift.books_id):
                reverse(session, entry, at=at, actor=by)
            return
        for day in sorted({one.on for one in drift.moved}):
            lines = [NewLine(one.number or f"{BANK}{one.books_id}", one.amount) for one in drift.moved if one.on == day]
            if sum(line.amount for line in lines):
                raise Problem(
                    f"{drift.name} touches accounts that Tieout does not know, so it cannot be adopted.",
                    next_step="Have it corrected in QuickBooks.",
                )
            append(
                session,
                route=Route.OBSERVED,
                on=day,
                event="adopted",
                department=drift.department,
                realm=realm,
                actor=by,
                at=at,
                lines=lines,
                document=adopted_subject(drift.type, drift.books_id),
            )
        if drift.subject:
            standing = _standing(session, drift)
            standing.version, standing.total = drift.version, drift.total

    def _take_back(self, drift: Drift, by: str) -> Drift:
        """The document is gone, and so is what it stood for."""
        matter, _, thing = drift.subject.partition(":")
        if matter not in self.takes_back:
            raise Problem(
                f"{drift.name} is taken back by an entry of its own, so its deletion cannot be adopted.",
                next_step="Restore it; then reopen the month if it is to go.",
            )
        _require_waiting(drift)
        with self.store.reading() as session:
            known = delivery_of(session, drift.subject)
        if known and known.state is DeliveryState.CONFIRMED:
            self._lose(drift, self.takes_back[matter], thing, by)
        with self.store.writing() as session:
            drift = self._locked(session, drift.id)
            if not drift.settled:
                settle(session, self.deliveries.engine, drift, DriftState.ADOPTED, by=by, at=self.deliveries.now())
                self._wrote(session, drift, "adopt deletion", by)
            return drift

    def _lose(self, drift: Drift, takes_back: TakesBack, thing: str, by: str) -> None:
        """The rules of its own undoing hold; where they refuse, only what is there again can be corrected."""
        try:
            takes_back(thing, by)
        except NotAllowed:
            raise
        except Problem as refused:
            words = f"The deletion of {drift.name} cannot be adopted. {refused.sentence}"
            raise Problem(words, by=refused.by, next_step=RESTORE_IT) from None

    def _require_open(self, session: Session, drift: Drift) -> None:
        """Problem unless every day it changes may be written to; they stay open until this transaction ends."""
        in_turn(session, f"journal:{drift.department}")
        days = {one.on for one in drift.moved} | ({drift.dated} if drift.dated else set())
        for month in sorted({month_of(day) for day in days}):
            if (state := state_of(session, drift.department, month)) in SHUT:
                words = f"{month_in_words(month)} is {state}, so {drift.name} cannot be adopted."
                raise Problem(words, next_step=CORRECT_IT)

    def _wrote(self, session: Session, drift: Drift, act: str, by: str, detail: str = "") -> None:
        record(session, at=self.deliveries.now(), by=by, act=act, subject=drift.about, detail=detail or drift.told)


def _require_waiting(drift: Drift) -> None:
    if drift.state not in WAITING:
        words = "is being restored" if drift.state is DriftState.RESTORING else f"is {drift.state} already"
        raise Problem(f"{drift.name} {words}.", next_step="Look at its message.")


def _standing(session: Session, drift: Drift) -> Delivery:
    """The delivery of the document that was changed."""
    found = delivery_of(session, drift.subject, to_change=True)
    if found is None or found.state is not DeliveryState.CONFIRMED:
        raise Problem(f"{drift.name} is being changed here just now.", next_step="Try again in a moment.")
    return found
