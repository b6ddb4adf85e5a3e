"""Connect a department to its company's books, test, renew and end that connection (S0-13 to S0-20, S1-12 to S1-14)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, update

from domain.audit import last, record
from domain.books.port import Authority, Company, CounterpartyBooks, Credentials, Finding, Grant, GrantRefused
from domain.books.tokens import ConnectionTokens, FreshGrant, OnChange, Tokens, no_one_to_tell, sealed
from domain.clock import NewId, Now
from domain.connections.connection import (
    CONSENT_LASTS,
    MAIN,
    TRY_AGAIN,
    Connection,
    ConnectionState,
    ConsentPurpose,
    ConsentState,
    already_connected,
    check_consent,
    check_same_company,
    connection_of,
    own_connection,
    token_ages,
)
from domain.problems import BooksDisconnected, BooksRefused, Problem
from domain.store import Store

NOT_OURS = "This link to QuickBooks is not one of ours."
OpenBooks = Callable[[str, Credentials], CounterpartyBooks]


@dataclass(frozen=True)
class Consented:
    """A connection just made, and where its person asked for it: there the news goes and the work resumes."""

    connection: Connection
    purpose: ConsentPurpose
    department: str
    person: str
    channel: str


@dataclass(frozen=True)
class Status:
    """A department's connection for a status page; `shared` means it is main's. Ages are words."""

    department: str
    connection: Connection | None
    shared: bool
    ages: list[str]


@dataclass(frozen=True)
class Connecting:
    """The acts on connections. Roles are the caller's to check; every act is audited in its own transaction.

    `on_connected` (also after a reconnect) and `on_disconnected` run inside the transaction of their act.
    """

    store: Store
    tokens: Tokens
    authority: Authority
    open_books: OpenBooks
    environment: str
    now: Now
    new_id: NewId
    on_connected: OnChange = no_one_to_tell
    on_disconnected: OnChange = no_one_to_tell

    def begin(self, department: str, by: str, channel: str, purpose: ConsentPurpose, state: str = "") -> str:
        """The address of the consent page, good once, for this person, for ten minutes. `state` is a fresh id."""
        self._may_begin(department, purpose)
        state, now = state or self.new_id(), self.now()
        url = self.authority.consent_url(state)
        with self.store.writing() as session:
            session.add(
                ConsentState(
                    state=state,
                    department=department,
                    person=by,
                    channel=channel,
                    purpose=purpose,
                    created_at=now,
                    expires_at=now + CONSENT_LASTS,
                )
            )
            self._record(session, by, "consent asked", f"department:{department}", purpose)
        return url

    def get_ready(self) -> None:
        """Look up where consent is given, so that the first person who connects need not wait for it."""
        self.authority.consent_url("")

    def complete(self, state: str, code: str = "", realm: str = "", error: str = "") -> Consented:
        """Finish what `begin` began, with what the browser brought back from the consent page."""
        consent = self._use(state)
        check_consent(code, realm, error)
        grant = self._exchange(code)
        company = self._company(realm, grant)
        try:
            connection = self._keep(consent, company, grant)
        except IntegrityError:
            raise already_connected(company.name) from None
        return Consented(connection, consent.purpose, consent.department, consent.person, consent.channel)

    def disconnect(self, department: str, by: str, confirmation: str) -> Connection:
        """End a department's own connection, once its company's name was typed; what was posted stays (S0-15).

        Nothing here leaves the database: `revoke` tells Intuit afterwards.
        """
        with self.store.writing() as session:
            connection = _own(session, department)
            if _plain(confirmation) != _plain(connection.company_name):
                raise Problem(
                    f"To disconnect, type the company's name: {connection.company_name}.", field="confirmation"
                )
            _end(connection)
            self._record(session, by, "disconnected", f"connection:{connection.id}", connection.company_name)
            self.on_disconnected(session, connection)
            return connection

    def revoke(self, connection_id: str) -> None:
        """End the grant of an ended connection at Intuit as well, if it can be reached, and forget it for good."""
        connection = self.find(connection_id)
        if connection.state is not ConnectionState.DISCONNECTED or not connection.refresh_token:
            return
        with suppress(GrantRefused, Problem):
            self.authority.revoke(self.tokens.vault.open(connection.refresh_token))
        with self.store.writing() as session:
            session.exec(update(Connection).where(col(Connection.id) == connection_id).values(refresh_token=""))

    def test(self, department: str) -> list[Finding]:
        """What is wrong with the connection a department posts through; nothing found means it works (S1-14)."""
        connection = self.connection(department)
        return self.books(connection).test()

    def refresh_now(self, department: str, by: str) -> Connection:
        """Renew the tokens at once; a connection that was taken for lost may heal by it (S3-04)."""
        connection = self.connection(department)
        self.tokens.renew(connection.id, connection.version)
        with self.store.writing() as session:
            self._record(session, by, "tokens renewed", f"connection:{connection.id}", "")
            return session.get_one(Connection, connection.id)

    def status(self, department: str) -> Status:
        """Which company a department posts to, and how old the credentials are (S0-20)."""
        with self.store.reading() as session:
            connection = connection_of(session, department)
        if connection is None:
            return Status(department, None, shared=False, ages=[])
        shared = connection.department != department
        return Status(department, connection, shared, token_ages(connection, self.now()))

    def connection(self, department: str) -> Connection:
        """The connection a department posts through; BooksDisconnected when there is none."""
        with self.store.reading() as session:
            found = connection_of(session, department)
        if found is None:
            raise BooksDisconnected("No accounting system is connected.", next_step="Connect QuickBooks first.")
        return found

    def find(self, connection_id: str) -> Connection:
        """A connection as it is now, also one that has ended."""
        with self.store.reading() as session:
            return session.get_one(Connection, connection_id)

    def ended_by(self, connection: Connection) -> str:
        """Who ended a connection, or `""` while it lives."""
        with self.store.reading() as session:
            line = last(session, "disconnected", f"connection:{connection.id}")
        return line.by if line else ""

    def books(self, connection: Connection) -> CounterpartyBooks:
        """The books behind a connection, for one thread's use."""
        return self.open_books(connection.realm, ConnectionTokens(self.tokens, connection.id))

    def books_of(self, connection_id: str) -> CounterpartyBooks:
        """The books behind a connection that work was begun for; BooksDisconnected when a person has ended it."""
        return self.open_books(*self.way_in(connection_id))

    def way_in(self, connection_id: str) -> tuple[str, Credentials]:
        """The realm of a connection and its credentials; BooksDisconnected when a person has ended it."""
        with self.store.reading() as session:
            connection = session.get(Connection, connection_id)
        if connection is None or connection.state is ConnectionState.DISCONNECTED:
            raise BooksDisconnected("QuickBooks was disconnected.", next_step="Connect it again.")
        return connection.realm, ConnectionTokens(self.tokens, connection.id)

    def _may_begin(self, department: str, purpose: ConsentPurpose) -> None:
        with self.store.reading() as session:
            own = own_connection(session, department)
        if purpose is ConsentPurpose.CONNECT and own and own.state is ConnectionState.LOST:
            raise Problem(f"The connection to {own.company_name} is lost.", next_step="Reconnect it.")
        if purpose is ConsentPurpose.CONNECT and own:
            raise already_connected(own.company_name)
        if purpose is ConsentPurpose.RECONNECT and not own:
            raise Problem("There is no connection to renew.", next_step="Connect QuickBooks first.")

    def _use(self, state: str) -> ConsentState:
        """Take the state out of use, so that one link makes one connection even when it is opened twice."""
        if not (state.isascii() and state.isalnum()):
            raise Problem(NOT_OURS, next_step=TRY_AGAIN)
        now = self.now()
        with self.store.writing() as session:
            unused = update(ConsentState).where(col(ConsentState.state) == state, col(ConsentState.used_at).is_(None))
            taken = session.exec(unused.values(used_at=now)).rowcount
            consent = session.get(ConsentState, state)
        if consent is None:
            raise Problem(NOT_OURS, next_step=TRY_AGAIN)
        if not taken:
            raise Problem("This link to QuickBooks was used already.", next_step=TRY_AGAIN)
        if now >= consent.expires_at:
            raise Problem("This link to QuickBooks is older than ten minutes.", next_step=TRY_AGAIN)
        return consent

    def _exchange(self, code: str) -> Grant:
        try:
            return self.authority.exchange(code)
        except GrantRefused:
            raise Problem("QuickBooks did not honour the consent it sent.", next_step=TRY_AGAIN) from None

    def _company(self, realm: str, grant: Grant) -> Company:
        """The company the grant is really for: a realm it does not belong to is refused by QuickBooks."""
        try:
            return self.open_books(realm, FreshGrant(grant)).company()
        except (BooksDisconnected, BooksRefused) as problem:
            raise Problem(
                f"QuickBooks gave consent, but not for company {realm}: {problem.sentence}", next_step=TRY_AGAIN
            ) from None

    def _keep(self, consent: ConsentState, company: Company, grant: Grant) -> Connection:
        with self.store.writing() as session:
            connection = own_connection(session, consent.department, to_change=True)
            if connection is None:
                connection = self._new(consent, company, grant)
                session.add(connection)
                act = "connected"
            else:
                check_same_company(connection, consent.purpose, company.realm, company.name)
                self._renew(connection, consent, company, grant)
                act = "reconnected"
            self._record(session, consent.person, act, f"connection:{connection.id}", f"{company.name} {company.realm}")
            session.flush()
            self.on_connected(session, connection)
            return connection

    def _new(self, consent: ConsentState, company: Company, grant: Grant) -> Connection:
        now = self.now()
        return Connection(
            id=self.new_id(),
            department=consent.department,
            realm=company.realm,
            company_name=company.name,
            address=company.address,
            environment=self.environment,
            connected_by=consent.person,
            connected_at=now,
            last_success_at=now,
            asked_in=consent.channel,
            **sealed(self.tokens.vault, grant, now),
        )

    def _renew(self, connection: Connection, consent: ConsentState, company: Company, grant: Grant) -> None:
        now = self.now()
        changes = sealed(self.tokens.vault, grant, now) | {
            "company_name": company.name,
            "address": company.address,
            "state": ConnectionState.CONNECTED,
            "version": connection.version + 1,
            "claimed_by": None,
            "connected_by": consent.person,
            "connected_at": now,
            "asked_in": consent.channel,
            "last_success_at": now,
            "lost_at": None,
            "lost_reason": None,
        }
        connection.sqlmodel_update(changes)

    def _record(self, session: Session, by: str, act: str, subject: str, detail: str) -> None:
        record(session, at=self.now(), by=by, act=act, subject=subject, detail=detail)


def _own(session: Session, department: str) -> Connection:
    connection = own_connection(session, department, to_change=True)
    if connection is None:
        whose = "There is nothing to disconnect" if department == MAIN else f"{department} uses main's connection"
        raise Problem(f"{whose}.")
    return connection


def _end(connection: Connection) -> None:
    """Close the connection. What remains of its tokens is needed to revoke the grant, and forgotten then."""
    connection.state = ConnectionState.DISCONNECTED
    connection.version += 1
    connection.claimed_by = None
    connection.access_token = ""


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
