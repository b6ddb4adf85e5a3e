"""What became of telling the books about a document: a row of its own, beside the journal that decided it.

Whoever sends commits here first that it will; after a crash or a lost answer it therefore looks before it sends again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.books.documents import DocumentKind
from domain.books.port import BooksThrottled
from domain.clock import Now
from domain.connections.connection import Connection, ConnectionState
from domain.engine import Engine
from domain.problems import BooksDisconnected, Problem
from domain.table import Table, one_of

POST: Final = "post-voucher"
ATTACH: Final = "attach-file"
UNDO: Final = "undo-voucher"
LOOK_AFTER: Final = timedelta(seconds=5)
TRY_AGAIN_AFTER: Final = timedelta(seconds=60)
CLOSING_KEPT: Final = timedelta(minutes=5)


class DeliveryState(StrEnum):
    """`sending` and `removing` are on the way; `refused` needs a person; `withdrawn` was given up before it arrived."""

    SENDING = "sending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REMOVING = "removing"
    REMOVED = "removed"


class Delivery(Table, table=True):
    """One document on its way to the books, there, or away again.

    `turn` grows each time the work is handed on, and only the workflow of the latest turn may act. `unsure` says that a
    request may have arrived although no answer came. `queued_at` keeps the order of approval over interruptions. A row
    with `waits_for` waits: until `due_at`, or for the connection when that is None. Vendor, account and term are those
    of the books as they were decided upon. Of a removal, `checked` is the
    version the check read, `accepted` what a person agreed to remove although it differs, and `content` the whole
    document as it was. Moments are in UTC.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        sa.UniqueConstraint("realm", "kind", "books_id"),
        sa.Index("ix_delivery_waiting", "waits_for", "due_at"),
    )

    voucher_id: str = Field(primary_key=True, max_length=36)
    revision: int = Field(primary_key=True)
    kind: DocumentKind = Field(sa_type=one_of(DocumentKind))
    department: str = Field(max_length=64)
    realm: str = Field(max_length=32)
    connection_id: str = Field(max_length=36, index=True)
    state: DeliveryState = Field(default=DeliveryState.SENDING, sa_type=one_of(DeliveryState))
    turn: int = 1
    queued_at: datetime
    unsure: bool = False
    sent_at: datetime | None = None
    tries: int = 0
    waits_for: str = ""
    due_at: datetime | None = None
    refusal: str = ""
    refusal_code: str = Field(default="", max_length=32)
    vendor_books_id: str = Field(default="", max_length=32)
    account_books_id: str = Field(default="", max_length=36)
    term_books_id: str = Field(default="", max_length=36)
    books_id: str | None = Field(default=None, max_length=32)
    books_number: str = Field(default="", max_length=32)
    version: str = Field(default="", max_length=16)
    total: int = Field(default=0, sa_type=sa.BigInteger)
    confirmed_at: datetime | None = None
    attach_sent: bool = False
    attached_at: datetime | None = None
    attach_refusal: str = ""
    removals: int = 0
    checked: str = Field(default="", max_length=16)
    accepted: str = Field(default="", max_length=64)
    content: str = ""
    removed_at: datetime | None = None
    removed_by: str = Field(default="", max_length=64)

    @property
    def request_id(self) -> str:
        """What the books know this request by: the same over retries, new with each revision."""
        return f"{self.voucher_id[:28]}-r{self.revision}"

    @property
    def removal_id(self) -> str:
        """What the books know the request to remove it by."""
        return f"{self.voucher_id[:28]}-u{self.removals}"

    @property
    def errand(self) -> str:
        """What the workflow of this turn is given."""
        return f"{self.voucher_id}:{self.revision}:{self.turn}"


@dataclass(frozen=True)
class Errand:
    """One turn of a delivery, as a workflow's subject carries it."""

    voucher_id: str
    revision: int
    turn: int

    @classmethod
    def read(cls, subject: str) -> "Errand":
        """From `{voucher}:{revision}:{turn}`."""
        voucher_id, revision, turn = subject.split(":")
        return cls(voucher_id, int(revision), int(turn))


class KnownClosing(Table, table=True):
    """The closing date of a company's books as last read, so that not every document asks for it."""

    __tablename__ = "known_closing"

    realm: str = Field(primary_key=True, max_length=32)
    on: date | None = None
    read_at: datetime


WORKFLOW: Final = {
    DeliveryState.SENDING: POST,
    DeliveryState.CONFIRMED: ATTACH,
    DeliveryState.REMOVING: UNDO,
}


def delivery_of(session: Session, voucher_id: str, *, to_change: bool = False) -> Delivery | None:
    """The latest delivery of a voucher."""
    query = select(Delivery).where(Delivery.voucher_id == voucher_id).order_by(col(Delivery.revision).desc()).limit(1)
    return session.exec(query.with_for_update() if to_change else query).first()


def mine(session: Session, errand: Errand, state: DeliveryState) -> Delivery | None:
    """The delivery, locked, while this turn may act on it; None once another turn, revision or state took over."""
    delivery = session.get(Delivery, (errand.voucher_id, errand.revision), with_for_update=True)
    if delivery is None or delivery.turn != errand.turn or delivery.state is not state or delivery.waits_for:
        return None
    return delivery


def send_off(session: Session, engine: Engine, delivery: Delivery) -> None:
    """Promise, in the caller's transaction, that the workflow of this turn will run; one per turn, whoever asks."""
    workflow = WORKFLOW[delivery.state]
    key = f"{workflow}:{delivery.voucher_id}-r{delivery.revision}-u{delivery.removals}-t{delivery.turn}"
    engine.enqueue(session, workflow, delivery.errand, key=key, partition=delivery.realm)


def hold(session: Session, delivery: Delivery, trouble: Problem, now: datetime) -> None:
    """The work waits for what ails to pass. The turn passes too, so that nothing acts meanwhile.

    Work without a connection waits for a person, unless one has connected the company again already.
    """
    delivery.waits_for, delivery.turn = trouble.words(), delivery.turn + 1
    delivery.due_at = now + _pause(trouble)
    if isinstance(trouble, BooksDisconnected):
        live = select(Connection).where(
            Connection.realm == delivery.realm, Connection.state == ConnectionState.CONNECTED
        )
        connection = session.exec(live.with_for_update()).first()
        delivery.due_at = now + LOOK_AFTER if connection else None
        delivery.connection_id = connection.id if connection else delivery.connection_id


def _pause(trouble: Problem) -> timedelta:
    if isinstance(trouble, BooksThrottled):
        return trouble.wait
    return LOOK_AFTER if getattr(trouble, "answer_lost", False) else TRY_AGAIN_AFTER


def take_up_due(session: Session, engine: Engine, now: Now) -> int:
    """Everything whose moment has come and whose company is connected goes on; answers how many."""
    connected = select(Connection.id).where(Connection.state == ConnectionState.CONNECTED)
    due = _waiting().where(col(Delivery.due_at) <= now(), col(Delivery.connection_id).in_(connected))
    return _take_up(session, engine, session.exec(due.with_for_update()).all())


def take_up_all(session: Session, engine: Engine, connection: Connection) -> int:
    """In the transaction that connected a company: all that waited for it goes on, in order of approval."""
    waiting = session.exec(_waiting().where(Delivery.realm == connection.realm).with_for_update()).all()
    for delivery in waiting:
        delivery.connection_id = connection.id
    return _take_up(session, engine, waiting)


def on_the_way(session: Session, department: str) -> list[Delivery]:
    """What is decided and not yet in the books, or not yet out of them, in order."""
    going = (DeliveryState.SENDING, DeliveryState.REMOVING)
    query = select(Delivery).where(Delivery.department == department, col(Delivery.state).in_(going))
    return list(session.exec(query.order_by(col(Delivery.queued_at))))


def _waiting() -> SelectOfScalar[Delivery]:
    return select(Delivery).where(Delivery.waits_for != "").order_by(col(Delivery.queued_at), col(Delivery.voucher_id))


def _take_up(session: Session, engine: Engine, waiting: Sequence[Delivery]) -> int:
    for delivery in waiting:
        delivery.waits_for, delivery.due_at = "", None
        send_off(session, engine, delivery)
    return len(waiting)
