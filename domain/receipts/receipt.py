"""Receipts: a customer's payment over some invoices, and every act on it; each stands as one entry in the books."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from domain.problems import Problem
from domain.table import Table, one_of

MAX_LINES: Final = 200


class ActKind(StrEnum):
    """Received, its unapplied rest applied or returned, or one of these undone (E16 to E19)."""

    RECEIPT = "receipt"
    APPLICATION = "application"
    RETURN = "return"
    REVERSAL = "reversal"


class ActState(StrEnum):
    """Rejected or withdrawn, a receipt is drafted again; any other act is dropped."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    POSTING = "posting"
    POSTED = "posted"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"


LIVE: Final = (ActState.SUBMITTED, ActState.POSTING, ActState.POSTED, ActState.FAILED, ActState.UNDOING)
LETTERS: Final = {ActKind.APPLICATION: "A", ActKind.RETURN: "R"}


class Receipt(Table, table=True):
    """One payment. `id` is made when its window opens, `number` is allotted when it is first submitted.

    `payment_key` is the payment number as numbers are compared. `opening` is unapplied cash that stood in the books
    before go-live, under the id of its `OpeningReceivable`. `place` is where its message stands, opaque to the domain,
    and `shown` the `face` that message shows. Moments are in UTC.
    """

    __tablename__ = "receipt"
    __table_args__ = (sa.Index("ix_receipt_payment", "department", "customer_id", "payment_key"),)

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64, index=True)
    number: int | None = Field(default=None, unique=True)
    customer_id: str | None = Field(default=None, max_length=36, index=True)
    payment_number: str = Field(default="", max_length=200)
    payment_key: str = Field(default="", max_length=800)
    memo: str = Field(default="", max_length=1000)
    number_reason: str = ""
    opening: bool = False
    created_by: str = Field(max_length=64)
    created_at: datetime
    changed_at: datetime
    place: str = ""
    shown: str = Field(default="", max_length=64)

    @property
    def name(self) -> str:
        """What people call it: `CR-12`, or a draft."""
        return f"CR-{self.number}" if self.number else "a draft"

    @property
    def face(self) -> str:
        """What its message must show: it changes with every act."""
        return f"{int(self.changed_at.timestamp() * 1000)}"


class ReceiptAct(Table, table=True):
    """One financial act on a receipt, which is decided and told the books by itself.

    The act of receiving has the receipt's own id. `name` is its number in the books, `CR-12-A1`. Amounts are cents,
    never negative: of a receipt, `amount` is the cash that came, of any other act what it moves. `undoes` is the act
    that a reversal takes back. `entry` is the journal entry in which the act stands now. `revision` grows with every
    change of content; `fingerprint` is of the content as submitted.
    """

    __tablename__ = "receipt_act"
    __table_args__ = (sa.Index("ix_receipt_act_department_state", "department", "state"),)

    id: str = Field(primary_key=True, max_length=36)
    receipt_id: str = Field(max_length=36, index=True)
    kind: ActKind = Field(sa_type=one_of(ActKind))
    name: str = Field(default="", max_length=21)
    department: str = Field(max_length=64)
    realm: str = Field(default="", max_length=32)
    state: ActState = Field(default=ActState.DRAFTED, sa_type=one_of(ActState))
    on: date | None = None
    deposit_id: str = Field(default="", max_length=36)
    deposit_name: str = Field(default="", max_length=400)
    amount: int = Field(default=0, sa_type=sa.BigInteger)
    fee: int = Field(default=0, sa_type=sa.BigInteger)
    interest: int = Field(default=0, sa_type=sa.BigInteger)
    unapplied: int = Field(default=0, sa_type=sa.BigInteger)
    undoes: str | None = Field(default=None, max_length=36)
    reason: str = ""
    revision: int = 1
    fingerprint: str = Field(default="", max_length=64)
    preparers: str = ""
    entry: int | None = None
    created_at: datetime
    submitted_by: str | None = Field(default=None, max_length=64)
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    posted_at: datetime | None = None

    @property
    def subject(self) -> str:
        """The key its journal entries, its approvals and its delivery carry."""
        return f"receipt:{self.id}"

    @property
    def prepared_by(self) -> frozenset[str]:
        """Everyone who changed it before it was submitted: none of them approves or undoes it."""
        return frozenset(self.preparers.split())

    @property
    def day(self) -> date:
        """Its accounting date; only a draft may be without."""
        if self.on is None:
            raise ValueError("the act has no date yet")
        return self.on


class ReceiptLine(Table, table=True):
    """What one act takes off one invoice, in cents. `key` is the worksheet or the opening receivable.

    `applied` contains the `discount`. With `settle` the rest of the invoice is given up as well: `settled`, by a sales
    adjustment posted with the receipt (E20).
    """

    __tablename__ = "receipt_line"

    act_id: str = Field(primary_key=True, max_length=36)
    key: str = Field(primary_key=True, max_length=36, index=True)
    worksheet_id: str | None = Field(default=None, max_length=36)
    opening_id: str | None = Field(default=None, max_length=36)
    number: str = Field(max_length=21)
    applied: int = Field(default=0, sa_type=sa.BigInteger)
    discount: int = Field(default=0, sa_type=sa.BigInteger)
    settle: bool = False
    settled: int = Field(default=0, sa_type=sa.BigInteger)
    place: int = 0


class ReceiptEvent(Table, table=True):
    """One line of a receipt's history, for people; the audit trail has it too."""

    __tablename__ = "receipt_event"

    id: int | None = Field(default=None, primary_key=True)
    receipt_id: str = Field(max_length=36, index=True)
    act_id: str = Field(max_length=36)
    at: datetime
    by: str = Field(max_length=64)
    act: str = Field(max_length=64)
    detail: str = ""


class ReceiptCounter(Table, table=True):
    """The last receipt number of the house: departments share a company, and there a number stands for one thing."""

    __tablename__ = "receipt_counter"

    house: str = Field(primary_key=True, max_length=8)
    last: int


def act_to_change(session: Session, act_id: str) -> ReceiptAct:
    """An act, locked with its receipt for the rest of the transaction. Raises Problem when there is none."""
    act = session.get(ReceiptAct, act_id)
    if act is None:
        raise Problem("There is no such receipt.", next_step="Look for it with /receipt list.")
    receipt_to_change(session, act.receipt_id)
    session.refresh(act, with_for_update=True)
    return act


def receipt_to_change(session: Session, receipt_id: str) -> Receipt:
    """A receipt, locked for the rest of the transaction, so that its acts are decided one after another."""
    receipt = session.get(Receipt, receipt_id, with_for_update=True, populate_existing=True)
    if receipt is None:
        raise Problem("There is no such receipt.", next_step="Look for it with /receipt list.")
    return receipt


def acts_of(session: Session, receipt_id: str) -> Sequence[ReceiptAct]:
    """Everything done to a receipt, in order; a draft of an application is not done yet."""
    acts = select(ReceiptAct).where(ReceiptAct.receipt_id == receipt_id)
    acts = acts.where(sa.or_(col(ReceiptAct.kind) == ActKind.RECEIPT, col(ReceiptAct.state) != ActState.DRAFTED))
    return session.exec(acts.order_by(col(ReceiptAct.created_at), col(ReceiptAct.name))).all()


def lines_of_act(session: Session, act_id: str) -> list[ReceiptLine]:
    """Its lines in the order in which they were filled in."""
    lines = select(ReceiptLine).where(ReceiptLine.act_id == act_id)
    return list(session.exec(lines.order_by(col(ReceiptLine.place), col(ReceiptLine.key))))


def next_number(session: Session) -> int:
    """The next receipt number; the counter's row makes others wait for this transaction."""
    counter = ReceiptCounter.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(counter)
    grow = insert.values(house="all", last=1).on_conflict_do_update(
        index_elements=["house"], set_={"last": counter.c.last + 1}
    )
    return int(session.execute(grow.returning(counter.c.last)).scalar_one())


def next_name(session: Session, receipt: Receipt, kind: ActKind) -> str:
    """`CR-12-A1` for the first application, `CR-12-R2` for the second return; what was dropped keeps its number."""
    same = [act for act in acts_of(session, receipt.id) if act.kind is kind]
    return f"{receipt.name}-{LETTERS[kind]}{len(same) + 1}"
