"""What goes into a close packet: the report, the entry, the proofs, the audit extract, and who did which step."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlmodel import Session

from domain.auditing import extract
from domain.closing.closing_entry import ClosingEntry, live_close
from domain.closing.closing_report import ClosingReport, closing_report
from domain.closing.month_end import evidence_of, month_end, owners_of, reopenings_of
from domain.closing.packet import AUDIT, CLOSE, ENTRY, PROOFS, REPORT, as_json
from domain.deliveries.delivery import delivery_of
from domain.ledger.period import first_day
from domain.reports.files import as_pdf, as_xlsx
from domain.reports.report import Report


class Proofs(Protocol):
    """What a close asks of the proofs of a month, as of its last day, run since its entry was posted."""

    def green(self, department: str, month: str) -> bool:
        """Whether every proof that applies is green."""

    def as_file(self, department: str, month: str) -> bytes:
        """They themselves, as JSON."""


def parts_of(session: Session, department: str, month: str, proofs: bytes, at: datetime) -> dict[str, bytes]:
    """Every file of the packet by name. Reads only; `at` is the moment the report is known at."""
    report = closing_report(session, department, month, at)
    kept = month_end(session, department, month)
    entries = live_close(session, department, month)
    parts = {
        REPORT: as_json(_report(report)),
        "report.pdf": as_pdf(report.printed()),
        "report.xlsx": as_xlsx(report.reports()),
        ENTRY: as_json([_entry(session, entry, report.names) for entry in entries]),
        PROOFS: proofs,
        AUDIT: extract(session, datetime.combine(first_day(month), datetime.min.time(), UTC) - timedelta(days=1)),
    }
    evidence = evidence_of(session, kept)
    if evidence:
        parts[f"cash/{_safe(evidence.name)}"] = evidence.content
    about: dict[str, Any] = {
        "department": department,
        "month": month,
        "round": kept.round,
        "closing date in QuickBooks": kept.closing_date,
        "closing date read at": kept.closing_read_at,
        "cash reconciled": {"by": evidence.by, "at": evidence.at, "sha256": evidence.sha256} if evidence else None,
        "owners": {str(step): person for step, person in owners_of(session, department, month).items()},
        "reopenings": [
            {"reason": one.reason, "asked by": one.asked_by, "confirmed by": one.confirmed_by, "state": one.state}
            for one in reopenings_of(session, department, month)
        ],
        "made at": at,
    }
    return parts | {CLOSE: as_json(about)}


def _report(report: ClosingReport) -> dict[str, Any]:
    return {
        "department": report.department,
        "month": report.month,
        "amounts": dict(report.amounts),
        "total": report.total,
        "gross profit": report.gross_profit,
        "tables": [_table(one) for one in report.reports()],
    }


def _table(report: Report) -> dict[str, Any]:
    rows: Sequence[Sequence[object]] = [list(row) for row in report.rows]
    columns = [column.title for column in report.columns]
    return {"title": report.title, "columns": columns, "rows": rows, "totals": report.totals}


def _entry(session: Session, entry: ClosingEntry, names: Mapping[str, str]) -> dict[str, Any]:
    delivery = delivery_of(session, entry.subject)
    return {
        "number": entry.number,
        "date": entry.on,
        "total": entry.total,
        "fingerprint": entry.fingerprint,
        "proposed by": entry.proposed_by,
        "approved by": entry.approved_by,
        "posted at": entry.posted_at,
        "id in QuickBooks": delivery.books_id if delivery else None,
        "lines": [
            {"account": x.account, "name": names.get(x.account, ""), "in QuickBooks": x.books_id, "amount": x.amount}
            for x in entry.entry_lines
        ],
    }


def _safe(name: str) -> str:
    """A file name that unpacks nowhere else."""
    return "".join(c if c.isalnum() or c in "._- " else "_" for c in name).strip(". ")[:100] or "evidence"
