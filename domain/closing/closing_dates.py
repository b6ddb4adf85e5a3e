"""QuickBooks' closing date reaches the closes that wait for it, whoever set it, without anybody asking (2.3, C32)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.closing.closing_entry import closed_months
from domain.closing.month_end import MonthEnd, month_end_to_change
from domain.closing.noting import Noting
from domain.connections.connection import connection_of
from domain.ledger.period import Period, PeriodState
from domain.store import Store


@dataclass(frozen=True)
class ClosingDates:
    """Keeps what was read. Months that are signed keep the date they were signed by: moved back, it is an alarm."""

    store: Store
    noting: Noting

    def note(self, realm: str, closing: date | None) -> list[str]:
        """Bring every close of a company that waits for its closing date up to date, and its message with it.

        In transactions of its own, one for each close; answers those it changed, as `department:month`.
        """
        with self.store.reading() as session:
            behind = [(one.department, one.month) for one in _waiting(session, realm) if _differs(one, closing)]
        for department, month in behind:
            with self.store.writing() as session:
                kept = month_end_to_change(session, department, month)
                if kept.signed_at is None and _differs(kept, closing):
                    kept.closing_date, kept.closing_read_at, kept.closing_trouble = closing, self.noting.now(), ""
                    self.noting.show(session, department, month)
        return [f"{department}:{month}" for department, month in behind]


def _waiting(session: Session, realm: str) -> list[MonthEnd]:
    """The closes of a company whose entry stands in its books and that nobody has signed."""
    locked = select(MonthEnd).join(
        Period, (col(Period.department) == MonthEnd.department) & (col(Period.month) == MonthEnd.month)
    )
    locked = locked.where(Period.state == PeriodState.LOCKED, col(MonthEnd.signed_at).is_(None))
    locked = locked.order_by(MonthEnd.department, MonthEnd.month)
    return [one for one in session.exec(locked) if _is_posted(session, one, realm)]


def _is_posted(session: Session, kept: MonthEnd, realm: str) -> bool:
    through = connection_of(session, kept.department)
    return bool(through and through.realm == realm and kept.month in closed_months(session, kept.department))


def _differs(kept: MonthEnd, closing: date | None) -> bool:
    """Whether it is not what the close knows, or the close could not read it last time."""
    return kept.closing_read_at is None or kept.closing_date != closing or bool(kept.closing_trouble)
