"""Tell the books what was changed here about a linked counterparty: read, send what differs, write down the answer.

Looking first makes every step safe to repeat: what a lost answer had carried out is seen there, and not sent again.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from sqlmodel import select

from domain.books.port import BooksName, BooksThrottled, CounterpartyBooks, NameFields, NameKind
from domain.connections.connection import ConnectionState
from domain.counterparties.counterparty import Counterparty, CounterpartyLink
from domain.counterparties.details import TradeRole
from domain.counterparties.mirror import KIND, SUFFIX, Mirror, MirrorState, differing, fields_to_tell
from domain.counterparties.mirroring import Mirroring, being_created, connection_for, read_subject
from domain.counterparties.names import exact_key, proposed_name, without_deleted_mark
from domain.engine import Engine
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.store import Store

STALE, TAKEN, HAS_BALANCE, GONE = "5010", "6240", "6220", "610"
TRIES: Final = 3
LOOK_AFTER: Final = timedelta(seconds=5)
TRY_AGAIN_AFTER: Final = timedelta(seconds=60)
DONE, STOP = 1, -1
WORDS: Final = {
    HAS_BALANCE: "It has a balance in QuickBooks and stays active there; settle the balance, then try again.",
    GONE: "It was merged or deleted in QuickBooks; /sync-counterparties asks what to link it to.",
    TAKEN: "QuickBooks has other records under this name and under those that would follow it; rename one of them.",
    STALE: "Someone keeps changing it in QuickBooks at the same time; try again in a while.",
}


def nothing_happens(_point: str) -> None:
    """The default of `at`."""


@dataclass(frozen=True)
class Order:
    """One version of a counterparty that one company file is to know."""

    party_id: str
    realm: str
    version: int


@dataclass(frozen=True)
class Reflecting:
    """The workflow. `books` opens the books of a connection; `at` is told where a crash would hurt most."""

    mirroring: Mirroring
    books: Callable[[str], CounterpartyBooks]
    at: Callable[[str], None] = nothing_happens

    @property
    def store(self) -> Store:
        return self.mirroring.store

    @property
    def engine(self) -> Engine:
        return self.mirroring.engine

    def mirror(self, subject: str) -> None:
        """Workflow `mirror`: one record for each role. One that finds a newer version leaves it to that one's run."""
        order = Order(*read_subject(subject))
        for role in TradeRole:
            if self.engine.step(f"tell {role}", partial(self._attempt, order, role)) == STOP:
                return
        self.engine.step("finish", partial(self._finish, order))

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped the workflow: the person hears of it."""
        order = Order(*read_subject(subject))
        self._refuse(order, "", words)
        self._finish(order)

    def _attempt(self, order: Order, role: TradeRole) -> int:
        """One step; what the books refuse or cannot do now is written down, and only waiting stops the workflow."""
        try:
            return self._tell(order, role)
        except BooksDisconnected as lost:
            return self._wait(order, lost.sentence, None)
        except BooksThrottled as busy:
            return self._wait(order, busy.sentence, busy.wait)
        except BooksUnavailable as away:
            return self._wait(order, away.sentence, LOOK_AFTER if away.answer_lost else TRY_AGAIN_AFTER)
        except BooksRefused as refused:
            return self._refuse(order, role, WORDS.get(refused.code) or refused.words())

    def _tell(self, order: Order, role: TradeRole) -> int:
        """Read before deciding, so that whoever wrote in between is noticed by the version and the round begun anew."""
        books, link = self._open(order, role)
        refusal: BooksRefused | None = None
        taken: set[str] = set()
        for _ in range(TRIES if link else 0):
            assert link is not None
            there = books.read_name(KIND[role], link.books_id)
            newest = self._newest(order)
            if newest is None:
                return STOP
            changes = differing(self._changes(books, link, newest, taken), there)
            self.at("mirror-read")
            try:
                after = self._send(books, there, changes)
            except BooksRefused as refused:
                if refused.code not in (STALE, TAKEN):
                    raise
                refusal = refused
                taken |= {exact_key(changes.name)} if changes.name and refused.code == TAKEN else set()
                continue
            self.at("mirror-told")
            self._record(link, after)
            return DONE
        if refusal:
            raise refusal
        return DONE

    def _send(self, books: CounterpartyBooks, there: BooksName, changes: NameFields) -> BooksName:
        if changes == NameFields():
            return there
        return books.update_name(there.kind, there.id, there.version, changes)

    def _open(self, order: Order, role: TradeRole) -> tuple[CounterpartyBooks, CounterpartyLink | None]:
        with self.store.reading() as session:
            connection = connection_for(session, session.get_one(Mirror, (order.party_id, order.realm)))
            if connection is None or connection.state is not ConnectionState.CONNECTED:
                raise BooksDisconnected("QuickBooks is not connected.", next_step="Reconnect it.")
            if being_created(session, order.party_id, order.realm):
                raise BooksUnavailable("Its record is being created just now.", answer_lost=True)
            mine = select(CounterpartyLink).where(
                CounterpartyLink.counterparty_id == order.party_id,
                CounterpartyLink.realm == order.realm,
                CounterpartyLink.role == role,
            )
            return self.books(connection.id), session.exec(mine).first()

    def _newest(self, order: Order) -> tuple[Counterparty, frozenset[str]] | None:
        """The counterparty with the fields to tell; None when a newer version has a run of its own."""
        with self.store.reading() as session:
            mirror = session.get_one(Mirror, (order.party_id, order.realm))
            if mirror.version != order.version:
                return None
            return session.get_one(Counterparty, order.party_id), frozenset(mirror.changed)

    def _changes(
        self,
        books: CounterpartyBooks,
        link: CounterpartyLink,
        newest: tuple[Counterparty, frozenset[str]],
        taken: Collection[str],
    ) -> NameFields:
        party, changed = newest
        told = fields_to_tell(party, link.role, changed)
        if not party.active or not changed & {"name", "active"}:
            return told
        base = party.name if "name" in changed else link.books_name
        return replace(told, name=free_name(books, link, base, taken))

    def _record(self, link: CounterpartyLink, there: BooksName) -> None:
        with self.store.writing() as session:
            here = session.get(CounterpartyLink, link.id, with_for_update=True)
            if here is None or here.books_id != there.id:
                return
            here.version, here.books_active = there.version, there.active
            here.books_name = there.name if there.active else without_deleted_mark(there.name)

    def _wait(self, order: Order, reason: str, pause: timedelta | None) -> int:
        with self.store.writing() as session:
            mirror = session.get_one(Mirror, (order.party_id, order.realm), with_for_update=True)
            if mirror.version == order.version:
                mirror.state, mirror.waits_for = MirrorState.WAITING, reason
                mirror.due_at = self.mirroring.now() + pause if pause is not None else None
        return STOP

    def _refuse(self, order: Order, role: str, words: str) -> int:
        with self.store.writing() as session:
            mirror = session.get_one(Mirror, (order.party_id, order.realm), with_for_update=True)
            if mirror.version == order.version:
                mirror.refusals = mirror.refusals | {role: words}
        return DONE

    def _finish(self, order: Order) -> int:
        """What was refused stays to be told with the next change; a name is kept for the day it is active again."""
        with self.store.writing() as session:
            mirror = session.get_one(Mirror, (order.party_id, order.realm), with_for_update=True)
            if mirror.version != order.version or mirror.state is not MirrorState.TELLING:
                return STOP
            if mirror.refusals:
                mirror.state, mirror.due_at = MirrorState.REFUSED, self.mirroring.now()
                session.flush()
                self.mirroring.tell(session, mirror)
                return DONE
            party = session.get_one(Counterparty, order.party_id)
            mirror.state = MirrorState.TOLD
            mirror.changed = [] if party.active else [one for one in mirror.changed if one == "name"]
        return DONE


def free_name(books: CounterpartyBooks, link: CounterpartyLink, name: str, taken: Collection[str]) -> str:
    """The display name a record shall have: one that carries its role's suffix keeps it, as do names in use (C10).

    `taken` are keys the books have just refused.
    """
    suffix = SUFFIX[link.role]
    used = set(taken)
    if re.search(re.escape(suffix) + r"( \d+)?$", link.books_name) and not name.endswith(suffix):
        used.add(exact_key(proposed_name(name, ())))
    asked: set[str] = set()
    while (wish := proposed_name(name, used, suffix)) not in asked:
        asked.add(wish)
        found = [one for kind in NameKind for one in books.find_names(kind, [wish])]
        if any(one.active and (one.kind, one.id) != (KIND[link.role], link.books_id) for one in found):
            used.add(exact_key(wish))
    return wish
