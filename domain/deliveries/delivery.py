"""What became of telling the books about a document: a row of its own, beside the journal that decided it.

Whoever sends commits here first that it will; after a crash or a lost answer it therefore looks before it sends again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.books.documents import DocumentKind
from domain.books.port import BooksThrottled
from domain.clock import Now
from domain.connections.connection import Connection, ConnectionState
from domain.engine import Engine
from domain.problems import BooksDisconnected, BooksUnavailable, Problem
from domain.table import Table, one_of

POST: Final = "post-document"
ATTACH: Final = "attach-file"
REMOVE: Final = "remove-document"
LOOK_AFTER: Final = timedelta(seconds=5)
OVERTAKEN_AFTER: Final = timedelta(
    seconds=40
)  # by then a request of an earlier revision has ended: time-outs are (5, 30)
CHANGEABLE: Final = (DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO)
TRY_AGAIN_AFTER: Final = timedelta(seconds=60)
_HELD = sa.text("state IN ('confirmed', 'removing', 'removed')")


class DeliveryState(StrEnum):
    """`sending` and `removing` are on the way; `refused` needs a person; `withdrawn` was given up before it arrived,
    and of a `replaced` one a later revision stands in the same document."""

    SENDING = "sending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    REMOVING = "removing"
    REMOVED = "removed"


class Delivery(Table, table=True):
    """One document on its way to the books, there, or away again.

    `subject` is what it stands for, `kind:id`, as in the journal. `turn` grows each time the work is handed on, and
    only the workflow of the latest turn may act. `unsure` says that a request may have arrived although no answer came.
    `queued_at` keeps the order of approval over interruptions. A row with `waits_for` waits: until `due_at`, or for the
    connection when that is None. Party, account and term are those of the books as they were decided upon. One that is
    sent with a `books_id` changes that document, last known at `version` and as `stood_at` cents; `sent` are prints of
    what our requests may have written. Of a removal, `checked` is the version the check read, `accepted` what a person
    agreed to remove although it differs, and `content` the whole document as it was. Moments are in UTC.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        sa.Index(
            "uq_delivery_books_id",
            "realm",
            "kind",
            "books_id",
            unique=True,
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        sa.Index("ix_delivery_waiting", "waits_for", "due_at"),
    )

    subject: str = Field(primary_key=True, max_length=80)
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
    sent: str = ""
    tries: int = 0
    waits_for: str = ""
    due_at: datetime | None = None
    refusal: str = ""
    refusal_code: str = Field(default="", max_length=32)
    party_books_id: str = Field(default="", max_length=32)
    account_books_id: str = Field(default="", max_length=36)
    term_books_id: str = Field(default="", max_length=36)
    books_id: str | None = Field(default=None, max_length=32)
    books_number: str = Field(default="", max_length=32)
    version: str = Field(default="", max_length=16)
    total: int = Field(default=0, sa_type=sa.BigInteger)
    stood_at: int = Field(default=0, sa_type=sa.BigInteger)
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
    def matter(self) -> str:
        """What kind of thing it stands for."""
        return self.subject.partition(":")[0]

    @property
    def id(self) -> str:
        """Which one of them."""
        return self.subject.partition(":")[2]

    @property
    def request_id(self) -> str:
        """What the books know this request by: the same over retries, new with each revision and after what it wrote
        was taken away again; at most 36 characters."""
        again = f"-{self.removals}" if self.removals else ""
        return f"{_short(self.subject)}-r{self.revision}{again}"

    @property
    def removal_id(self) -> str:
        """What the books know the request to remove it by."""
        return f"{_short(self.subject)}-r{self.revision}u{self.removals}"

    @property
    def errand(self) -> str:
        """What the workflow of this turn is given."""
        return f"{self.subject}:{self.revision}:{self.turn}"


@dataclass(frozen=True)
class Errand:
    """One turn of a delivery, as a workflow carries it."""

    subject: str
    revision: int
    turn: int

    @classmethod
    def read(cls, text: str) -> "Errand":
        """From `{subject}:{revision}:{turn}`."""
        subject, revision, turn = text.rsplit(":", 2)
        return cls(subject, int(revision), int(turn))

    @property
    def matter(self) -> str:
        """What kind of thing it is about."""
        return self.subject.partition(":")[0]

    @property
    def id(self) -> str:
        """Which one of them."""
        return self.subject.partition(":")[2]


WORKFLOW: Final = {
    DeliveryState.SENDING: POST,
    DeliveryState.CONFIRMED: ATTACH,
    DeliveryState.REMOVING: REMOVE,
}


def delivery_of(session: Session, subject: str, *, to_change: bool = False) -> Delivery | None:
    """The latest delivery of a subject; one that was given up counts only when there is no other."""
    given_up = sa.case((col(Delivery.state) == DeliveryState.WITHDRAWN, 1), else_=0)
    query = select(Delivery).where(Delivery.subject == subject).order_by(given_up, col(Delivery.revision).desc())
    query = query.limit(1)
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.exec(query).first()


def wait_a_moment(delivery: Delivery, now: datetime) -> None:
    """BooksUnavailable while it is too soon to look for what an earlier attempt may have written: the books might not
    show it yet, or an earlier revision's request may still be under way."""
    pause = LOOK_AFTER if delivery.tries else OVERTAKEN_AFTER
    if delivery.unsure and delivery.sent_at and now - delivery.sent_at < pause:
        raise BooksUnavailable("QuickBooks gave no answer; it is asked in a moment.", answer_lost=True)


def mine(session: Session, errand: Errand, state: DeliveryState) -> Delivery | None:
    """The delivery, locked, while this turn may act on it; None once another turn, revision or state took over."""
    delivery = session.get(Delivery, (errand.subject, errand.revision), with_for_update=True)
    if delivery is None or delivery.turn != errand.turn or delivery.state is not state or delivery.waits_for:
        return None
    return delivery


def send_off(session: Session, engine: Engine, delivery: Delivery) -> None:
    """Promise, in the caller's transaction, that the workflow of this turn will run; one per turn, whoever asks."""
    workflow = WORKFLOW[delivery.state]
    key = f"{workflow}:{delivery.subject}-r{delivery.revision}-u{delivery.removals}-t{delivery.turn}"
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
    query = select(Delivery).where(Delivery.department == department, is_going())
    return list(session.exec(query.order_by(col(Delivery.queued_at))))


def is_going() -> Any:
    """The condition for what is on its way."""
    return col(Delivery.state).in_((DeliveryState.SENDING, DeliveryState.REMOVING))


def _short(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()[:28]


def _pause(trouble: Problem) -> timedelta:
    if isinstance(trouble, BooksThrottled):
        return trouble.wait
    return LOOK_AFTER if getattr(trouble, "answer_lost", False) else TRY_AGAIN_AFTER


def _waiting() -> SelectOfScalar[Delivery]:
    return select(Delivery).where(Delivery.waits_for != "").order_by(col(Delivery.queued_at), col(Delivery.subject))


def _take_up(session: Session, engine: Engine, waiting: Sequence[Delivery]) -> int:
    for delivery in waiting:
        delivery.waits_for, delivery.due_at = "", None
        send_off(session, engine, delivery)
    return len(waiting)
