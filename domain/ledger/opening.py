"""Beginning at go-live: what was open the day before comes in by file, and must equal what QuickBooks has (E0)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from sqlmodel import Session, select

from domain.audit import record
from domain.clock import NewId, Now
from domain.counterparties.details import one_line
from domain.ledger.go_live import GoLive, OpeningKind, OpeningReceivable, OpeningState
from domain.ledger.journal import (
    ACCRUED_AP,
    AR_CONTROL,
    BEFORE_GO_LIVE,
    UNAPPLIED_CASH,
    NewLine,
    Route,
    append,
    recognised,
)
from domain.ledger.opening_file import OpeningRow, WrongRow, judge_opening, read_opening
from domain.ledger.period import Period, PeriodState, month_of
from domain.money import shown
from domain.problems import Problem
from domain.store import Store, in_chunks
from domain.worksheets.worksheet import Accrual, Worksheet, WorksheetStatus

PORTION = 80  # rows of a file; each writes at most five rows: worksheet, accrual, entry and its two lines


def unheard(_done: int, _all: int) -> None:
    """The default of whoever is told."""


@dataclass(frozen=True)
class Compared:
    """An account of an opening: what the file has and what the books have, in cents, positive where usual."""

    name: str
    file: int
    books: int

    @property
    def gap(self) -> int:
        """What the file lacks."""
        return self.books - self.file


@dataclass(frozen=True)
class OpeningLook:
    """What a file would bring: its rows, the lines that are wrong, and each account compared."""

    rows: Sequence[OpeningRow]
    wrong: Sequence[WrongRow]
    accounts: Sequence[Compared]


@dataclass(frozen=True)
class Opening:
    """The act on one store. `ar_on` tells whether a department keeps its receivables here."""

    store: Store
    now: Now
    new_id: NewId
    ar_on: Callable[[str], bool]

    def load(
        self,
        file_name: str,
        content: bytes,
        *,
        go_live: date,
        department: str,
        realm: str,
        balances: Mapping[str, int],
        by: str,
        told: Callable[[int, int], None] = unheard,
    ) -> GoLive:
        """Bring in what was open the day before go-live, once; the same file again finishes what a crash left.

        `balances` are QuickBooks' as of that day, by our account number, in cents, debit positive. A Problem tells
        the gap of each account that does not agree, and nothing is brought in. `told` hears, after each portion, how
        many rows of how many are in.
        """
        digest = sha256(content).hexdigest()
        with self.store.reading() as session:
            rows = read_opening(session, file_name, content, department, go_live - timedelta(days=1))
        require_equal(rows, balances, ar_on=self.ar_on(department))
        opening = self._begin(department, go_live, file_name, digest, by)
        todo = [row for row in rows if row.line > opening.done_through]
        for portion in in_chunks(todo, PORTION):
            self._portion(department, realm, portion, by)
            told(sum(row.line <= portion[-1].line for row in rows), len(rows))
        return self._finish(department, len(rows), by)

    def look(
        self, file_name: str, content: bytes, *, go_live: date, department: str, balances: Mapping[str, int]
    ) -> "OpeningLook":
        """What a file would bring, against the books' balances; nothing is brought in. A Problem for no such table."""
        with self.store.reading() as session:
            eve = go_live - timedelta(days=1)
            rows, wrong = judge_opening(session, file_name, content, department, eve)
        compared = compare(rows, balances, ar_on=self.ar_on(department))
        return OpeningLook(rows, wrong, compared)

    def _begin(self, department: str, go_live: date, file_name: str, digest: str, by: str) -> GoLive:
        with self.store.writing() as session:
            before = session.get(GoLive, department, with_for_update=True)
            if before and (before.sha256 != digest or before.on != go_live):
                raise Problem(f"{department} was opened already, as of {before.on:%-d %B %Y}.", by=before.by)
            name = one_line(file_name)[:255]
            opening = before or GoLive(
                department=department, on=go_live, file_name=name, sha256=digest, at=self.now(), by=by
            )
            session.add(opening)
            return opening

    def _portion(self, department: str, realm: str, rows: Sequence[OpeningRow], by: str) -> None:
        with self.store.writing() as session:
            opening = session.get_one(GoLive, department, with_for_update=True)
            for row in rows:
                if row.line > opening.done_through:
                    lines, document = self._kept(session, department, row, opening.on, by)
                    self._observe(session, opening, realm, lines, document, by)
            opening.done_through = max(opening.done_through, rows[-1].line)

    def _kept(
        self, session: Session, department: str, row: OpeningRow, go_live: date, by: str
    ) -> tuple[list[NewLine], str]:
        """Keep one row; the lines it has in the journal and what they belong to."""
        if row.what is OpeningKind.ACCRUAL:
            accrual = self._accrual(session, self._worksheet(session, department, row, by), row)
            tags = {"counterparty_id": row.party_id, "worksheet_id": accrual.worksheet_id, "accrual_id": accrual.id}
            return recognised(BEFORE_GO_LIVE, row.amount, **tags), f"accrual:{accrual.id}"
        kept = OpeningReceivable(
            id=self.new_id(),
            department=department,
            line=row.line,
            kind=row.what,
            customer_id=row.party_id,
            number=row.number,
            dated=row.dated,
            due=row.due,
            amount=row.amount,
        )
        session.add(kept)
        owed = row.amount if row.what is OpeningKind.INVOICE else -row.amount
        account = AR_CONTROL if row.what is OpeningKind.INVOICE else UNAPPLIED_CASH
        lines = [
            NewLine(account, owed, row.party_id, opening_id=kept.id),
            NewLine(BEFORE_GO_LIVE, -owed, row.party_id, opening_id=kept.id),
        ]
        return lines if self.ar_on(department) else [], f"opening:{kept.id}"

    def _worksheet(self, session: Session, department: str, row: OpeningRow, by: str) -> Worksheet:
        query = select(Worksheet).where(Worksheet.department == department, Worksheet.number == row.number)
        if (known := session.exec(query).first()) and known.opening:
            return known
        if known:
            raise Problem(f"Line {row.line}: there is a worksheet {row.number} already.")
        at = self.now()
        made = Worksheet(
            id=self.new_id(),
            department=department,
            number=row.number,
            status=WorksheetStatus.INVOICE,
            posting_date=row.dated,
            opening=True,
            created_at=at,
            created_by=by,
            changed_at=at,
            changed_by=by,
        )
        session.add(made)
        session.flush()
        return made

    def _accrual(self, session: Session, worksheet: Worksheet, row: OpeningRow) -> Accrual:
        accrual = Accrual(
            id=self.new_id(),
            worksheet_id=worksheet.id,
            line=row.line,
            vendor_id=row.party_id,
            kind=row.kind,
            account=row.account,
            amount=row.amount,
        )
        session.add(accrual)
        return accrual

    def _observe(
        self, session: Session, opening: GoLive, realm: str, lines: list[NewLine], document: str, by: str
    ) -> None:
        if not lines:
            return
        append(
            session,
            route=Route.OBSERVED,
            on=opening.on - timedelta(days=1),
            event="opening",
            department=opening.department,
            realm=realm,
            actor=by,
            at=self.now(),
            lines=lines,
            document=document,
        )

    def _finish(self, department: str, rows: int, by: str) -> GoLive:
        """What lies before go-live is in the books already: that month takes no more writes."""
        with self.store.writing() as session:
            opening = session.get_one(GoLive, department, with_for_update=True)
            if opening.state is OpeningState.LOADED:
                return opening
            opening.state, at = OpeningState.LOADED, self.now()
            key = (department, month_of(opening.on.replace(day=1) - timedelta(days=1)))
            if session.get(Period, key) is None:
                closed = Period(department=key[0], month=key[1], state=PeriodState.CLOSED, changed_at=at, changed_by=by)
                session.add(closed)
            detail = f"{opening.file_name}: {rows} rows as of {opening.on}"
            record(session, at=at, by=by, act="open books", subject=f"department:{department}", detail=detail)
            return opening


def compare(rows: Sequence[OpeningRow], balances: Mapping[str, int], *, ar_on: bool) -> list[Compared]:
    """Each account of an opening, in the file and in the books."""
    total = {kind: sum(row.amount for row in rows if row.what is kind) for kind in OpeningKind}
    owed, unapplied = total[OpeningKind.INVOICE], total[OpeningKind.UNAPPLIED]
    accrued = Compared("Accrued AP", total[OpeningKind.ACCRUAL], -balances.get(ACCRUED_AP, 0))
    if not ar_on:  # QuickBooks keeps unapplied cash inside its own receivables
        return [accrued, Compared("Accounts Receivable", owed - unapplied, balances.get(AR_CONTROL, 0))]
    return [
        accrued,
        Compared("Accounts Receivable", owed, balances.get(AR_CONTROL, 0)),
        Compared("Unapplied Cash", unapplied, -balances.get(UNAPPLIED_CASH, 0)),
    ]


def require_equal(rows: Sequence[OpeningRow], balances: Mapping[str, int], *, ar_on: bool) -> None:
    """Raises a Problem with the gap of every balance that the file does not explain."""
    gaps = [
        f"{one.name}: the file has {shown(one.file)}, QuickBooks {shown(one.books)}, a gap of {shown(one.gap)}."
        for one in compare(rows, balances, ar_on=ar_on)
        if one.gap
    ]
    if gaps:
        raise Problem(" ".join(gaps), next_step="Mend the file, or QuickBooks, so that they agree.")
