"""Tokens of a connection: one refresh at a time over all threads and processes, stored before it is used.

Whoever renews a pair first claims its row by a conditional update, calls the authorization server with no transaction
open, and stores the new pair against the version it set out from. Everybody else waits for the version to change. A
claim older than 45 s belongs to a dead process and is taken over: the stored refresh token is still honoured for a day
after its successor was issued, so a crash at any point leaves a working connection, or one marked lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.audit import record
from domain.books.port import Access, Authority, Grant, GrantRefused
from domain.clock import NewId, Now
from domain.connections.connection import Connection, ConnectionState
from domain.problems import BooksDisconnected, BooksUnavailable, Problem
from domain.store import Store
from domain.vault import Vault

REFRESH_LEAD = timedelta(minutes=5)
CLAIM_LASTS = timedelta(seconds=45)
PATIENCE = timedelta(seconds=60)
LOOK_AGAIN = 0.05
LONGEST_PAUSE = 0.5
NOTED_EVERY = timedelta(minutes=1)
TIEOUT = "tieout"
GRANT_ENDED = "QuickBooks no longer honours the consent it was given."

OnChange = Callable[[Session, Connection], None]


def no_one_to_tell(_session: Session, _connection: Connection) -> None:
    """The default of what a change calls: nobody is told."""


@dataclass(frozen=True)
class Tokens:
    """Hands out access tokens. `now` is the bot's clock, `wall` real time; `sleep` waits for another's refresh.

    `on_lost` runs once per loss, inside the transaction that marks it, so an alert can be queued with it;
    `on_healed` likewise when a refresh brings a lost connection back.
    """

    store: Store
    vault: Vault
    authority: Authority
    now: Now
    wall: Now
    sleep: Callable[[float], None]
    new_id: NewId
    on_lost: OnChange = no_one_to_tell
    on_healed: OnChange = no_one_to_tell

    def access(self, connection_id: str, rejected: int | None = None) -> Access:
        """A token good for at least five minutes; one of version `rejected` is renewed first."""
        connection = self._live(connection_id)
        if connection.state is ConnectionState.LOST or self._fresh(connection, rejected):
            return self._access(connection)
        return self.renew(connection_id, connection.version)

    def renew(self, connection_id: str, version: int) -> Access:
        """A pair newer than `version`, by one refresh whoever asks; a lost connection is tried, too, and may heal."""
        me, give_up = self.new_id(), self.wall() + PATIENCE
        while self.wall() < give_up:
            if self._claim(connection_id, version, me):
                return self._refresh(connection_id, version, me)
            connection = self._when_another_is_done(connection_id, version, give_up)
            if connection.version != version or connection.state is ConnectionState.LOST:
                return self._access(connection)
            if connection.claimed_by is None:
                break  # the other one's refresh failed: asking again at once would only repeat that
        raise _not_renewed()

    def lose(self, connection_id: str, version: int, reason: str, by: str = TIEOUT) -> bool:
        """Mark a connection lost, unless it was renewed meanwhile; true for the one call that did it."""
        with self.store.writing() as session:
            connected = _live_at(connection_id, version).where(col(Connection.state) == ConnectionState.CONNECTED)
            lost = connected.values(state=ConnectionState.LOST, lost_at=self.now(), lost_reason=reason, claimed_by=None)
            if session.exec(lost).rowcount == 0:
                return False
            self._record(session, by, "connection lost", connection_id, reason)
            self.on_lost(session, session.get_one(Connection, connection_id))
            return True

    def worked(self, connection_id: str) -> None:
        """Note that the books answered, at most once a minute."""
        now = self.now()
        with self.store.reading() as session:
            last = session.get_one(Connection, connection_id).last_success_at
        if last and timedelta() <= now - last < NOTED_EVERY:
            return
        with self.store.writing() as session:
            session.exec(sa.update(Connection).where(col(Connection.id) == connection_id).values(last_success_at=now))

    def _when_another_is_done(self, connection_id: str, version: int, give_up: datetime) -> Connection:
        """Look now and then, ever less often, until another's refresh ended, or its claim is too old to count."""
        pause = LOOK_AGAIN
        while True:
            connection = self._live(connection_id)
            claimed_at = connection.claimed_at if connection.claimed_by else None
            done = claimed_at is None or claimed_at < self.wall() - CLAIM_LASTS
            if done or connection.version != version or self.wall() >= give_up:
                return connection
            self.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    def _live(self, connection_id: str) -> Connection:
        with self.store.reading() as session:
            connection = session.get_one(Connection, connection_id)
        if connection.state is ConnectionState.DISCONNECTED:
            raise BooksDisconnected("QuickBooks was disconnected.", next_step="Connect it again.")
        return connection

    def _fresh(self, connection: Connection, rejected: int | None) -> bool:
        good = connection.access_expires_at - REFRESH_LEAD > self.now()
        return good and (rejected is None or connection.version > rejected)

    def _access(self, connection: Connection) -> Access:
        if connection.state is ConnectionState.LOST:
            raise BooksDisconnected(connection.lost_reason or GRANT_ENDED, next_step="Reconnect QuickBooks.")
        return Access(self.vault.open(connection.access_token), connection.version)

    def _claim(self, connection_id: str, version: int, me: str) -> bool:
        """Take the right to refresh, or take it over from a process that died with it."""
        now = self.wall()
        free = sa.or_(
            col(Connection.claimed_by).is_(None),
            col(Connection.claimed_at) < now - CLAIM_LASTS,
            col(Connection.claimed_by) == me,
        )
        with self.store.writing() as session:
            claim = _live_at(connection_id, version).where(free).values(claimed_by=me, claimed_at=now)
            return session.exec(claim).rowcount == 1

    def _refresh(self, connection_id: str, version: int, me: str) -> Access:
        connection = self._live(connection_id)
        try:
            grant = self._ask_twice(connection, me)
        except GrantRefused:
            return self._refused(connection, me)
        except Problem as problem:
            self._release(connection_id, me)
            if isinstance(problem, BooksUnavailable):  # nothing was asked of the books: no answer of theirs is lost
                raise BooksUnavailable(problem.sentence, next_step=problem.next_step) from None
            raise
        return self._keep(connection, grant)

    def _ask_twice(self, connection: Connection, me: str) -> Grant:
        """Once more when the answer got lost on its way: the same refresh token still works then."""
        refresh_token = self.vault.open(connection.refresh_token)
        try:
            return self.authority.refresh(refresh_token)
        except BooksUnavailable as failure:
            if not failure.answer_lost or not self._claim(connection.id, connection.version, me):
                raise
        return self.authority.refresh(refresh_token)

    def _refused(self, connection: Connection, me: str) -> Access:
        """Another process may have renewed the pair meanwhile; if none did, the connection is lost."""
        if not self.lose(connection.id, connection.version, GRANT_ENDED):
            newer = self._live(connection.id)
            if newer.version != connection.version:
                return self._access(newer)
        self._release(connection.id, me)
        raise BooksDisconnected(GRANT_ENDED, next_step="Reconnect QuickBooks.")

    def _keep(self, connection: Connection, grant: Grant) -> Access:
        """Store the new pair; if another process stored a newer one first, that one counts."""
        healed = connection.state is ConnectionState.LOST
        with self.store.writing() as session:
            kept = session.exec(
                _live_at(connection.id, connection.version).values(
                    **sealed(self.vault, grant, self.now()),
                    version=connection.version + 1,
                    state=ConnectionState.CONNECTED,
                    lost_at=None,
                    lost_reason=None,
                    claimed_by=None,
                )
            )
            if kept.rowcount == 1 and healed:
                self._record(session, TIEOUT, "connection healed", connection.id, "")
                self.on_healed(session, session.get_one(Connection, connection.id))
        return self._access(self._live(connection.id))

    def _release(self, connection_id: str, me: str) -> None:
        with self.store.writing() as session:
            mine = sa.update(Connection).where(col(Connection.id) == connection_id, col(Connection.claimed_by) == me)
            session.exec(mine.values(claimed_by=None))

    def _record(self, session: Session, by: str, act: str, connection_id: str, detail: str) -> None:
        record(session, at=self.now(), by=by, act=act, subject=f"connection:{connection_id}", detail=detail)


@dataclass(frozen=True)
class ConnectionTokens:
    """The credentials of one connection, as its books need them."""

    tokens: Tokens
    connection_id: str

    def access(self, rejected: int | None = None) -> Access:
        """A token to send, renewed first when it is due or was rejected."""
        return self.tokens.access(self.connection_id, rejected)

    def worked(self) -> None:
        """The books answered."""
        self.tokens.worked(self.connection_id)

    def lose(self, version: int, reason: str) -> None:
        """The books refuse even a new token."""
        self.tokens.lose(self.connection_id, version, reason)


@dataclass(frozen=True)
class FreshGrant:
    """Credentials of a grant that is not stored yet: there is nothing to renew."""

    grant: Grant

    def access(self, rejected: int | None = None) -> Access:
        """The access token as it was granted."""
        return Access(self.grant.access_token, 1)

    def worked(self) -> None:
        """There is no connection yet to note it at."""
        return

    def lose(self, version: int, reason: str) -> None:
        """There is no connection yet to lose."""
        return


def sealed(vault: Vault, grant: Grant, now: datetime) -> dict[str, Any]:
    """A grant as a connection's columns: tokens sealed, lives turned into moments."""
    return {
        "access_token": vault.seal(grant.access_token),
        "refresh_token": vault.seal(grant.refresh_token),
        "obtained_at": now,
        "access_expires_at": now + grant.access_life,
        "refresh_expires_at": now + grant.refresh_life,
        "hard_expires_at": now + grant.hard_life if grant.hard_life else None,
    }


def _live_at(connection_id: str, version: int) -> sa.Update:
    return sa.update(Connection).where(
        col(Connection.id) == connection_id,
        col(Connection.version) == version,
        col(Connection.state) != ConnectionState.DISCONNECTED,
    )


def _not_renewed() -> BooksUnavailable:
    return BooksUnavailable("The access to QuickBooks could not be renewed just now.")
