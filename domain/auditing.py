"""Reading the audit trail: its last lines, by words, thing or person; all of it as a file; and whether it holds."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain import audit
from domain.audit import AuditLine, record
from domain.audit_names import names_of, subjects_called, subjects_like
from domain.clock import NewId, Now
from domain.connections.alerting import CHAT
from domain.engine import Engine
from domain.imports.tabular import Cell, write_csv, write_rows
from domain.store import Store

EXPORT: Final = "export-audit"
VERIFY: Final = "verify-audit"
ACTS: Final = {EXPORT: "trail exported", VERIFY: "trail verified"}
TRAIL: Final = "audit:trail"
LINES: Final = 20
HEADINGS: Final = ("Number", "At (UTC)", "By", "Act", "Subject", "What", "Detail", "Hash before", "Hash")


@dataclass(frozen=True)
class Sought:
    """Which lines: with these words or of the thing called so, by this person, numbered below `before` (0 for any)."""

    text: str = ""
    by: str = ""
    before: int = 0


@dataclass(frozen=True)
class Page:
    """Lines, the latest first, what their subjects are called, and whether there are older ones."""

    lines: Sequence[AuditLine]
    names: dict[str, str]
    older: bool


@dataclass(frozen=True)
class End:
    """How far the trail reaches: the number of its last line and that one's hash."""

    number: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    """What became of looking at every line up to the end: the first that is broken with its subject's name, if any."""

    end: End
    broken: AuditLine | None
    name: str


@dataclass(frozen=True)
class Auditing:
    """Reads only, but for noting who read all of it."""

    store: Store
    engine: Engine
    now: Now
    new_id: NewId

    def look(self, sought: Sought) -> Page:
        """The last lines that are sought."""
        with self.store.reading() as session:
            query = select(AuditLine).where(*_conditions(session, sought))
            found = session.exec(query.order_by(col(AuditLine.id).desc()).limit(LINES + 1)).all()
            lines = found[:LINES]
            return Page(lines, names_of(session, {line.subject for line in lines}), len(found) > LINES)

    def ask(self, workflow: str, *, by: str) -> None:
        """Order the whole trail as a file, or its verification; the trail notes who asked and how far it reached."""
        with self.store.writing() as session:
            end = _end(session)
            detail = f"up to line {end.number:,} with hash {end.hash}" if end.number else ""
            record(session, at=self.now(), by=by, act=ACTS[workflow], subject=TRAIL, detail=detail)
            self.engine.enqueue(session, workflow, by, key=f"{workflow}:{self.new_id()}", partition=CHAT)

    def verify(self) -> Verdict:
        """Whether every line is as it was written and follows the one before."""
        with self.store.reading() as session:
            end, broken = _end(session), audit.verify(session)
            return Verdict(end, broken, names_of(session, [broken.subject])[broken.subject] if broken else "")

    def export(self, to: BinaryIO) -> End:
        """Write the trail as CSV, a portion at a time; answers how far it reaches."""
        with self.store.reading() as session:
            end = _end(session)
        text = io.TextIOWrapper(to, encoding="utf-8-sig", errors="backslashreplace", newline="")
        write_rows(text, HEADINGS, self._rows(end))
        text.detach()
        return end

    def _rows(self, end: End) -> Iterator[list[Cell]]:
        """The cells of each line. Each portion is a look of its own, so that nothing is held up meanwhile."""
        read = audit.START
        while read < end.number:
            with self.store.reading() as session:
                lines = audit.portion(session, read)
                names = names_of(session, {line.subject for line in lines})
            yield from (_cells(line, names) for line in lines if (line.id or 0) <= end.number)
            read = lines[-1].id or 0 if lines else end.number


def extract(session: Session, since: datetime) -> bytes:
    """The trail from a moment on, without a gap, as the CSV file that `export` writes."""
    first = session.exec(select(AuditLine.id).where(AuditLine.at >= since).order_by(col(AuditLine.id)).limit(1)).first()
    return write_csv(HEADINGS, _from(session, first) if first is not None else ())


def _from(session: Session, first: int) -> Iterator[list[Cell]]:
    read = first - 1
    while lines := audit.portion(session, read):
        names = names_of(session, {line.subject for line in lines})
        yield from (_cells(line, names) for line in lines)
        read = lines[-1].id or 0


def _cells(line: AuditLine, names: dict[str, str]) -> list[Cell]:
    """As they are hashed: the moment in UTC to the microsecond."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    return [line.id, at, line.by, line.act, line.subject, names[line.subject], line.detail, line.before, line.hash]


def _end(session: Session) -> End:
    last = session.exec(select(AuditLine).order_by(col(AuditLine.id).desc()).limit(1)).first()
    return End(last.id or 0, last.hash) if last else End(0, "")


def _conditions(session: Session, sought: Sought) -> list[Any]:
    conditions: list[Any] = [col(AuditLine.id) < sought.before] if sought.before else []
    conditions += [col(AuditLine.by) == sought.by] if sought.by else []
    return conditions + ([_about(session, sought.text)] if sought.text else [])


def _about(session: Session, text: str) -> Any:
    """The thing with exactly this number, or else whatever has these words in it or in its subject's name."""
    if called := subjects_called(session, text):
        return col(AuditLine.subject).in_(called)
    return sa.or_(
        col(AuditLine.act).icontains(text, autoescape=True),
        col(AuditLine.detail).icontains(text, autoescape=True),
        col(AuditLine.subject).iendswith(f":{text}", autoescape=True),
        col(AuditLine.subject).in_(subjects_like(text)),
    )
