"""The journal: every financial act as a balanced entry, appended once and never changed; balances are sums over it.

Amounts are cents, debit positive. `on` is the accounting date, `at` the moment it was recorded: "as of" asks for the
one, "known at" for the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, col, select

from domain.audit import in_turn
from domain.ledger import movement
from domain.table import Table, one_of

AR_CONTROL: Final = "1200"
ACCRUED_SALES: Final = "1210"
UNAPPLIED_CASH: Final = "1250"
ACCOUNTS_PAYABLE: Final = "2100"
ACCRUED_AP: Final = "2110"
SALES_TAX: Final = "4501"
BANK: Final = "bank:"  # before the books' own id of a bank account
BEFORE_GO_LIVE: Final = "opening"  # what stood against an opening balance in the books; no account of the chart


_SIDED: Final = sa.text("side IS NOT NULL")


def _where_told(tag: str) -> sa.Index:
    """Most lines lack most of what a line can be for: those are not in its index."""
    told = sa.text(f"{tag} IS NOT NULL")
    return sa.Index(f"ix_journal_line_{tag}", tag, sqlite_where=told, postgresql_where=told)


class Route(StrEnum):
    """How an entry reaches the books: by a document of its own, in the month's closing entry, already there, never."""

    DOCUMENT = "document"
    SWEEP = "sweep"
    OBSERVED = "observed"
    NONE = "none"


class Side(StrEnum):
    """Of a line on Accrued AP: a cost recognised (credit), or a vendor's bill for it (debit)."""

    RECOGNISED = "recognised"
    BILLED = "billed"


class JournalEntry(Table, table=True):
    """One act. `seq` grows in the order of recording; `reverses` is the entry this one takes back.

    `document` is the key of what it belongs to, such as `voucher:…` or `accrual:…`.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        sa.Index("ix_journal_entry_department_on", "department", "on", "route", "realm", "reverses"),
        sa.Index("ix_journal_entry_department_seq", "department", "seq"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, primary_key=True)
    route: Route = Field(sa_type=one_of(Route))
    on: date
    at: datetime
    event: str = Field(max_length=40)
    department: str = Field(max_length=64)
    realm: str = Field(max_length=32)
    actor: str = Field(max_length=64)
    document: str | None = Field(default=None, max_length=80, index=True)
    reverses: int | None = Field(default=None, foreign_key="journal_entry.seq", unique=True)


class JournalLine(Table, table=True):
    """One amount on one of our accounts, and what it is for. `side` is of lines on Accrued AP alone.

    A bank account has no number of ours: its lines are on `bank:` and its id in the books. `opening_id` is the
    receivable at go-live that an amount belongs to, where it belongs to no worksheet. `department` and `on` repeat
    the entry's, and `tally` is 1, or -1 in an entry that takes one back: sums of these need not read entries.
    """

    __tablename__ = "journal_line"
    # These hold all that the sums of months, of open payables and of receivables need, so that they read no line
    # (measured: half of the time, a third, and a third).
    __table_args__ = (
        sa.Index("ix_journal_line_entry", "entry", "account", "amount", "side"),
        sa.Index(
            "ix_journal_line_side",
            *("department", "accrual_id", "adjustment_id", "side", "on", "tally", "amount"),
            sqlite_where=_SIDED,
            postgresql_where=_SIDED,
        ),
        sa.Index(
            "ix_journal_line_account", "account", "counterparty_id", "worksheet_id", "opening_id", "entry", "amount"
        ),
        *(_where_told(tag) for tag in ("accrual_id", "adjustment_id", "voucher_id", "receipt_id", "opening_id")),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry: int = Field(foreign_key="journal_entry.seq")
    account: str = Field(max_length=41)
    amount: int = Field(sa_type=sa.BigInteger)
    currency: str = Field(default="USD", max_length=3)
    counterparty_id: str | None = Field(default=None, max_length=36)
    worksheet_id: str | None = Field(default=None, max_length=36, index=True)
    accrual_id: str | None = Field(default=None, max_length=36)
    adjustment_id: str | None = Field(default=None, max_length=36)
    voucher_id: str | None = Field(default=None, max_length=36)
    receipt_id: str | None = Field(default=None, max_length=36)
    opening_id: str | None = Field(default=None, max_length=36)
    side: Side | None = Field(default=None, sa_type=one_of(Side))
    department: str = Field(max_length=64)
    on: date
    tally: int = Field(sa_type=sa.SmallInteger)


@dataclass(frozen=True)
class NewLine:
    """A line to append: cents on an account of our chart, debit positive."""

    account: str
    amount: int
    counterparty_id: str | None = None
    worksheet_id: str | None = None
    accrual_id: str | None = None
    adjustment_id: str | None = None
    voucher_id: str | None = None
    receipt_id: str | None = None
    opening_id: str | None = None
    side: Side | None = None


@dataclass(frozen=True)
class Payable:
    """What Accrued AP holds for one accrual or purchase adjustment, in cents; a cost owed is positive."""

    accrual_id: str | None
    adjustment_id: str | None
    counterparty_id: str | None
    worksheet_id: str | None
    amount: int


def recognised(cost: str, amount: int, **tags: str | None) -> list[NewLine]:
    """The two lines that take a cost into profit and loss: Dr its account, Cr Accrued AP."""
    line = NewLine(cost, amount, **tags)  # type: ignore[arg-type]  # tags are the ids of a line, all of them text
    return [line, replace(line, account=ACCRUED_AP, amount=-amount, side=Side.RECOGNISED)]


def append(
    session: Session,
    *,
    route: Route,
    on: date,
    event: str,
    department: str,
    realm: str,
    actor: str,
    at: datetime,
    lines: Iterable[NewLine],
    document: str | None = None,
) -> JournalEntry:
    """Record one act; ValueError when its lines do not balance. Lock the rows being decided before, not after.

    A department's entries are recorded one after another, and no moment is earlier than the one before it: so what was
    known at a moment stays what it was.
    """
    entry = JournalEntry(
        route=route, on=on, at=at, event=event, department=department, realm=realm, actor=actor, document=document
    )
    return _recorded(session, entry, list(lines))


def reverse(
    session: Session,
    entry: JournalEntry,
    *,
    at: datetime,
    actor: str,
    on: date | None = None,
    event: str | None = None,
    document: str | None = None,
) -> JournalEntry:
    """Take an entry back by opposite lines, on its own date or, where the event says so, on another.

    `event` and `document` are of the act that takes it back, where that is an act of its own with a document of its
    own. ValueError for one that is reversed already or is itself a reversal.
    """
    if entry.reverses or session.exec(select(JournalEntry.seq).where(JournalEntry.reverses == entry.seq)).first():
        raise ValueError(f"entry {entry.seq} is a reversal or has been reversed")
    taken = entry.model_dump(exclude={"seq", "on", "at", "actor", "reverses"})
    back = JournalEntry(**taken, on=on or entry.on, at=at, actor=actor, reverses=entry.seq)
    back.event, back.document = event or entry.event, document or entry.document
    names = NewLine.__dataclass_fields__
    lines = [NewLine(**line.model_dump(include=set(names))) for line in lines_of(session, [entry])]
    return _recorded(session, back, [replace(line, amount=-line.amount) for line in lines])


def live_entries(
    session: Session, *, document: str | None = None, worksheet_id: str | None = None, voucher_id: str | None = None
) -> list[JournalEntry]:
    """The entries of a document, or with a line for a worksheet or voucher, that neither are nor have been reversed."""
    query = select(JournalEntry).where(*_live())
    if document is not None:
        query = query.where(JournalEntry.document == document)
    for column, wanted in ((JournalLine.worksheet_id, worksheet_id), (JournalLine.voucher_id, voucher_id)):
        if wanted is not None:
            query = query.where(col(JournalEntry.seq).in_(select(JournalLine.entry).where(column == wanted)))
    return list(session.exec(query.order_by(col(JournalEntry.seq))))


def lines_of(session: Session, entries: Sequence[JournalEntry]) -> list[JournalLine]:
    """The lines of these entries, as they were appended."""
    query = select(JournalLine).where(col(JournalLine.entry).in_([entry.seq for entry in entries]))
    return list(session.exec(query.order_by(col(JournalLine.id))))


def balance(
    session: Session,
    account: str,
    *,
    department: str,
    as_of: date | None = None,
    known_at: datetime | None = None,
    side: Side | None = None,
) -> int:
    """What an account holds, in cents, debit positive."""
    query = select(sa.func.coalesce(sa.func.sum(JournalLine.amount), 0)).join(JournalEntry)
    query = query.where(JournalLine.account == account, *_within(department, as_of, known_at))
    return int(session.exec(query.where(JournalLine.side == side) if side else query).one())


def balances(
    session: Session, *, department: str, as_of: date | None = None, known_at: datetime | None = None
) -> dict[str, int]:
    """What each account holds that was ever used, by account number; adds up to zero."""
    total = sa.func.sum(JournalLine.amount)
    query = select(JournalLine.account, total).join(JournalEntry).where(*_within(department, as_of, known_at))
    grouped = query.group_by(JournalLine.account).order_by(JournalLine.account)
    return {account: int(amount) for account, amount in session.exec(grouped)}


def open_payables(
    session: Session,
    department: str,
    as_of: date | None = None,
    known_at: datetime | None = None,
    party: str | None = None,
) -> list[Payable]:
    """Costs recognised and not billed, one by one, told by live entries and never by the sign of a balance."""
    return _payables(session, _by_thing(department, as_of, known_at, party), recognised=True, billed=False)


def alert1(
    session: Session, department: str, as_of: date | None = None, known_at: datetime | None = None
) -> list[Payable]:
    """Costs billed and not recognised: their worksheets are not INVOICE, or only on a later date."""
    return _payables(session, _by_thing(department, as_of, known_at), recognised=False, billed=True)


def alert2(
    session: Session, department: str, before: date, as_of: date | None = None, known_at: datetime | None = None
) -> list[Payable]:
    """Costs billed up to `before`, the end of an earlier month, that were recognised only since, up to `as_of`."""
    still = {_key(payable) for payable in alert1(session, department, as_of, known_at)}
    return [payable for payable in alert1(session, department, before, known_at) if _key(payable) not in still]


def _recorded(session: Session, entry: JournalEntry, lines: list[NewLine]) -> JournalEntry:
    if not lines or sum(line.amount for line in lines) != 0:
        raise ValueError(f"{entry.event}: the lines do not balance")
    if any(line.side and line.account != ACCRUED_AP for line in lines):
        raise ValueError(f"{entry.event}: only lines on Accrued AP have a side")
    in_turn(session, f"journal:{entry.department}")
    latest = select(JournalEntry.at).where(JournalEntry.department == entry.department)
    before = session.exec(latest.order_by(col(JournalEntry.seq).desc()).limit(1)).first()
    entry.at = max(entry.at, before) if before else entry.at
    session.add(entry)
    session.flush()
    about = {"entry": entry.seq, "department": entry.department, "on": entry.on, "tally": -1 if entry.reverses else 1}
    rows = [about | vars(line) for line in lines]
    session.connection().execute(sa.insert(JournalLine), rows)  # quicker than the session's own way
    amounts = ((line.account, line.side is not None, line.amount) for line in lines)
    swept = entry.route is Route.SWEEP
    movement.add(session, entry.department, entry.realm, entry.on, swept=swept, amounts=amounts)
    return entry


def _live(as_of: date | None = None, known_at: datetime | None = None) -> list[Any]:
    """The conditions for an entry that neither is nor, by that date and moment, was reversed."""
    back = aliased(JournalEntry)
    reversal = select(back.seq).where(back.reverses == JournalEntry.seq)
    reversal = reversal.where(back.on <= as_of) if as_of else reversal
    reversal = reversal.where(back.at <= known_at) if known_at else reversal
    return [col(JournalEntry.reverses).is_(None), ~reversal.exists()]


def _within(department: str, as_of: date | None, known_at: datetime | None) -> list[Any]:
    conditions: list[Any] = [JournalEntry.department == department]
    conditions += [JournalEntry.on <= as_of] if as_of else []
    return conditions + ([JournalEntry.at <= known_at] if known_at else [])


def _by_thing(department: str, as_of: date | None, known_at: datetime | None, party: str | None = None) -> Any:
    """Accrued AP's live lines, summed by side for each accrual or adjustment; a side without a line is null."""
    side, amount = col(JournalLine.side), col(JournalLine.amount)
    things = col(JournalLine.accrual_id), col(JournalLine.adjustment_id)
    query = sa.select(
        *things,
        sa.func.max(JournalLine.counterparty_id).label("counterparty_id"),
        sa.func.max(JournalLine.worksheet_id).label("worksheet_id"),
        sa.func.sum(sa.case((side == Side.RECOGNISED, amount))).label("recognised"),
        sa.func.sum(sa.case((side == Side.BILLED, amount))).label("billed"),
    ).join(JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq))
    query = query.where(col(JournalLine.account) == ACCRUED_AP, side.is_not(None))
    query = query.where(*_within(department, as_of, known_at), *_live(as_of, known_at))
    query = query.where(col(JournalLine.counterparty_id) == party) if party else query
    return query.group_by(*things).subquery()


def _payables(session: Session, sums: Any, *, recognised: bool, billed: bool) -> list[Payable]:
    c = sums.c
    is_recognised, is_billed = c.recognised.is_not(None), c.billed.is_not(None)
    wanted = sa.and_(is_recognised if recognised else ~is_recognised, is_billed if billed else ~is_billed)
    query = sa.select(sums).where(wanted).order_by(c.worksheet_id, c.accrual_id, c.adjustment_id)
    rows = session.execute(query).mappings()
    signed = "billed" if billed else "recognised"
    return [_payable(row, int(row[signed]) * (1 if billed else -1)) for row in rows]


def _payable(row: Any, amount: int) -> Payable:
    return Payable(row["accrual_id"], row["adjustment_id"], row["counterparty_id"], row["worksheet_id"], amount)


def _key(payable: Payable) -> tuple[str | None, str | None]:
    return payable.accrual_id, payable.adjustment_id
