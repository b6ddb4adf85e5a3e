"""What is left to do before a department's counterparties are in step with its books (S0-01, S0-02)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, func, select, update

from domain.books.port import Finding
from domain.connections.connecting import Connecting, Status
from domain.connections.connection import Connection, ConnectionState
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, visible
from domain.counterparties.details import TradeRole
from domain.engine import Engine
from domain.problems import Problem
from domain.syncs.sync import RunState, SyncRun

SHOW: Final = "show-setup"
CHAT: Final = "chat"
NUMBERS_OFF: Final = Finding(
    "Account numbers are switched off in QuickBooks.",
    "Switch them on there: Gear > Account and settings > Advanced > Chart of accounts > Enable account numbers.",
)


def nothing_else(_department: str) -> Sequence[Finding]:
    """Nothing but the connection is looked at."""
    return ()


class Step(StrEnum):
    """The steps, in the order they are offered."""

    COUNTERPARTIES = "counterparties"
    CONNECTION = "connection"
    ACCOUNT_NUMBERS = "account numbers"
    SYNC = "sync"


@dataclass(frozen=True)
class Setup:
    """How far a department is. `linked` of its `counterparties` are linked in all their roles; `finished` says that a
    sync of the company was gone through to its end.
    """

    status: Status
    counterparties: int
    linked: int
    finished: bool

    @property
    def account_numbers(self) -> bool | None:
        """Whether the books number their accounts; None when they were not asked yet."""
        return self.status.connection.account_numbers if self.status.connection else None

    def is_done(self, step: Step) -> bool:
        """Whether nothing is left to do for a step."""
        connection = self.status.connection
        match step:
            case Step.COUNTERPARTIES:
                return self.counterparties > 0
            case Step.CONNECTION:
                return connection is not None and connection.state is ConnectionState.CONNECTED
            case Step.ACCOUNT_NUMBERS:
                return self.account_numbers is True
            case Step.SYNC:
                return self.finished or 0 < self.counterparties == self.linked

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(self.is_done(step) for step in Step)

    @property
    def next(self) -> Step | None:
        """The first step that is left, or None when all are done."""
        return next((step for step in Step if not self.is_done(step)), None)


@dataclass(frozen=True)
class SettingUp:
    """Looks at how far a department is, and promises to show it. `preflight` tells what a department should set right
    in its books before it posts."""

    connecting: Connecting
    engine: Engine
    preflight: Callable[[str], Sequence[Finding]] = nothing_else

    def asked(self, department: str, by: str, place: str = "") -> None:
        """Someone wants to see how far a department is: `show-setup` tells them, on the message at `place` if given."""
        told = json.dumps({"person": by, "department": department, "place": place})
        connection = self.connecting.status(department).connection
        partition = connection.realm if connection else CHAT  # books that hang must not hold up other messages
        with self.connecting.store.writing() as session:
            self.engine.enqueue(session, SHOW, told, key=f"{SHOW}:{self.connecting.new_id()}", partition=partition)

    def look(self, department: str) -> Setup:
        """How far a department is, by what is stored."""
        status = self.connecting.status(department)
        realm = status.connection.realm if status.connection else ""
        with self.connecting.store.reading() as session:
            here = (visible(department), col(Counterparty.active).is_(True))
            count = select(func.count()).select_from(Counterparty).where(*here)
            linked = session.exec(count.where(_linked(realm))).one() if realm else 0
            return Setup(status, session.exec(count).one(), linked, _is_finished(session, department, realm))

    def ask_books(self, department: str) -> tuple[str, list[str]]:
        """Inside a workflow: ask the books what only they know.

        Answers why they could not be asked, or `""`; and what is to be set right there, in words.
        """
        connection = self.connecting.status(department).connection
        if connection is None or connection.state is not ConnectionState.CONNECTED:
            return "", []
        try:
            read_account_numbers(self.connecting, connection)
            return "", [in_words(one) for one in self.preflight(department)]
        except Problem as problem:
            return problem.words(), []


def in_words(finding: Finding) -> str:
    """What is wrong, and what to do about it."""
    return f"{finding.sentence} {finding.next_step}".strip()


def read_account_numbers(connecting: Connecting, connection: Connection) -> bool:
    """Whether the books number their accounts, asked now and remembered. Raises what the books raise."""
    on = connecting.books(connection).uses_account_numbers()
    with connecting.store.writing() as session:
        session.exec(update(Connection).where(col(Connection.id) == connection.id).values(account_numbers=on))
    return on


def _linked(realm: str) -> sa.ColumnElement[bool]:
    """Linked with a company in every role it has."""
    customer, supplier = (_has_link(realm, role) for role in (TradeRole.CUSTOMER, TradeRole.SUPPLIER))
    return sa.and_(
        sa.or_(col(Counterparty.is_customer).is_(False), customer),
        sa.or_(col(Counterparty.is_supplier).is_(False), supplier),
    )


def _has_link(realm: str, role: TradeRole) -> sa.ColumnElement[bool]:
    link = select(CounterpartyLink.id).where(CounterpartyLink.realm == realm, CounterpartyLink.role == role)
    return link.where(col(CounterpartyLink.counterparty_id) == col(Counterparty.id)).exists()


def _is_finished(session: Session, department: str, realm: str) -> bool:
    done = select(SyncRun.id).where(SyncRun.department == department, SyncRun.realm == realm)
    return (
        session.exec(done.where(SyncRun.state == RunState.DONE, col(SyncRun.automatic).is_(False))).first() is not None
    )
