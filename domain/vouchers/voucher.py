"""Vouchers: a vendor's bill matched to accruals and purchase adjustments, from the draft to posted or undone."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from domain.books.documents import DocumentKind
from domain.problems import Problem
from domain.table import Table, one_of

MAX_LINES: Final = 500


class VoucherState(StrEnum):
    """Reject and withdraw go back to drafted; the last needed approval moves a voucher to posting."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    POSTING = "posting"
    POSTED = "posted"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


LIVE: Final = (
    VoucherState.SUBMITTED,
    VoucherState.POSTING,
    VoucherState.POSTED,
    VoucherState.UNDOING,
    VoucherState.FAILED,
)
_LIVE_NUMBER = sa.text("state IN ('submitted', 'posting', 'posted', 'undoing', 'failed') AND bill_key <> ''")


class LineKind(StrEnum):
    """What a line of a voucher settles."""

    ACCRUAL = "accrual"
    ADJUSTMENT = "adjustment"


class Voucher(Table, table=True):
    """One voucher. `id` is made when its window opens, `number` is allotted when it is first submitted.
    `variance_account` is where its accruals' differences go, empty for each accrual's own account.

    `amount` is the bill in minor units, negative for a credit, None until it is known. `bill_key` is the exact bill
    number, `alike_key` what look-alikes share. `revision` grows with every change of content and binds a posting to
    it; `fingerprint` is of the content as submitted. `place` is where its message stands, opaque to the domain, and
    `shown` the `face` that message shows. Moments are in UTC.
    """

    __tablename__ = "voucher"
    __table_args__ = (
        sa.UniqueConstraint("department", "number"),
        sa.Index(
            "uq_voucher_live_bill",
            "department",
            "vendor_id",
            "bill_key",
            unique=True,
            sqlite_where=_LIVE_NUMBER,
            postgresql_where=_LIVE_NUMBER,
        ),
        sa.Index("ix_voucher_department_state", "department", "state", "posting_date"),
        sa.Index("ix_voucher_alike", "department", "vendor_id", "alike_key"),
    )

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64)
    number: int | None = None
    realm: str = Field(default="", max_length=32)
    connection_id: str = Field(default="", max_length=36)
    state: VoucherState = Field(default=VoucherState.DRAFTED, sa_type=one_of(VoucherState))
    vendor_id: str | None = Field(default=None, max_length=36, index=True)
    bill_number: str = Field(default="", max_length=200)
    bill_key: str = Field(default="", max_length=800)
    alike_key: str = Field(default="", max_length=800)
    invoice_date: date | None = None
    posting_date: date | None = None
    due_date: date | None = None
    term: str = Field(default="", max_length=64)
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)
    memo: str = Field(default="", max_length=2000)
    revision: int = 1
    fingerprint: str = Field(default="", max_length=64)
    preparers: str = ""
    variance_account: str = Field(default="", max_length=20)
    variance_reason: str = ""
    number_reason: str = ""
    fast_lane: bool = False
    created_by: str = Field(max_length=64)
    created_at: datetime
    changed_at: datetime
    submitted_by: str | None = Field(default=None, max_length=64)
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    posted_at: datetime | None = None
    undone_at: datetime | None = None
    undo_reason: str = ""
    redo_of: str | None = Field(default=None, max_length=36)
    place: str = ""
    shown: str = Field(default="", max_length=64)

    @property
    def name(self) -> str:
        """What people call it: `V-12`, or a draft."""
        return f"V-{self.number}" if self.number else "a draft"

    @property
    def prepared_by(self) -> frozenset[str]:
        """Everyone who changed the draft: none of them approves it."""
        return frozenset(self.preparers.split())

    @property
    def face(self) -> str:
        """What its message must show: it changes with the state, the content and every act of a person."""
        return f"{self.state}:{self.revision}:{int(self.changed_at.timestamp() * 1000)}"

    @property
    def document(self) -> DocumentKind | None:
        """A bill, a vendor credit, or no document when it nets to exactly zero (E8 to E10)."""
        if not self.amount:
            return None
        return DocumentKind.BILL if self.amount > 0 else DocumentKind.VENDOR_CREDIT


class VoucherLine(Table, table=True):
    """One accrual or purchase adjustment on a voucher: ticked in the draft, with its amounts once submitted.

    `accrued` is the agreed amount, `variance` its share of the difference to the bill; minor units, debit positive.
    """

    __tablename__ = "voucher_line"

    voucher_id: str = Field(primary_key=True, max_length=36)
    item_id: str = Field(primary_key=True, max_length=36, index=True)
    kind: LineKind = Field(sa_type=one_of(LineKind))
    worksheet_id: str = Field(max_length=36, index=True)
    account: str = Field(max_length=20)
    accrued: int = Field(default=0, sa_type=sa.BigInteger)
    variance: int = Field(default=0, sa_type=sa.BigInteger)
    place: int = 0

    @property
    def billed(self) -> int:
        """What the bill charges for it."""
        return self.accrued + self.variance

    @property
    def cost(self) -> int:
        """What it brings to profit and loss: an accrual itself was recognised with its worksheet."""
        return self.variance if self.kind is LineKind.ACCRUAL else self.billed


class VoucherFile(Table, table=True):
    """The vendor's own document, kept to be attached to the bill."""

    __tablename__ = "voucher_file"

    voucher_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=255)
    content_type: str = Field(max_length=100)
    content: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    by: str = Field(max_length=64)
    at: datetime


class VoucherEvent(Table, table=True):
    """One line of a voucher's history, for people; the audit trail has it too."""

    __tablename__ = "voucher_event"

    id: int | None = Field(default=None, primary_key=True)
    voucher_id: str = Field(max_length=36, index=True)
    at: datetime
    by: str = Field(max_length=64)
    act: str = Field(max_length=64)
    detail: str = ""


class VoucherCounter(Table, table=True):
    """The last voucher number of a department."""

    __tablename__ = "voucher_counter"

    department: str = Field(primary_key=True, max_length=64)
    last: int


def voucher_to_change(session: Session, voucher_id: str) -> Voucher:
    """A voucher, locked for the rest of the transaction. Raises Problem when there is none."""
    voucher = session.get(Voucher, voucher_id, with_for_update=True)
    if voucher is None:
        raise Problem("There is no such voucher.", next_step="Look for it in /vouchers.")
    return voucher


def lines_of_voucher(session: Session, voucher_id: str) -> list[VoucherLine]:
    """The lines in the order the bill has them."""
    query = select(VoucherLine).where(VoucherLine.voucher_id == voucher_id)
    return list(session.exec(query.order_by(col(VoucherLine.place), col(VoucherLine.item_id))))


def next_number(session: Session, department: str) -> int:
    """The next voucher number of a department; the counter's row makes others wait for this transaction."""
    counter = VoucherCounter.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(counter)
    grow = insert.values(department=department, last=1).on_conflict_do_update(
        index_elements=["department"], set_={"last": counter.c.last + 1}
    )
    return int(session.execute(grow.returning(counter.c.last)).scalar_one())


def note(session: Session, voucher: Voucher, act: str, *, by: str, at: datetime, detail: str = "") -> None:
    """Add a line to the voucher's history."""
    session.add(VoucherEvent(voucher_id=voucher.id, at=at, by=by, act=act, detail=detail))
