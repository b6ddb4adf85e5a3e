"""How far the journal reaches: whose entries it holds, from which day on, and what was recorded since a moment.

Each is a look or two into an index, however much the journal holds.
"""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.ledger.journal import JournalEntry


def posting_to(session: Session, realm: str) -> list[str]:
    """The departments with entries of a company, by name: a look or two into the index for each, whatever they hold."""
    found: list[str] = []
    name, least = "", sa.func.min(col(JournalEntry.department))
    while next_one := session.execute(sa.select(least).where(col(JournalEntry.department) > name)).scalar_one():
        name = str(next_one)
        found += [name] if first_day_of(session, name, realm) else []
    return found


def first_day_of(session: Session, department: str, realm: str) -> date | None:
    """The first day that anything of a department is dated in a company."""
    query = select(JournalEntry).where(JournalEntry.department == department, JournalEntry.realm == realm)
    first = session.exec(query.order_by(col(JournalEntry.on)).limit(1)).first()
    return first.on if first else None


def recorded_since(session: Session, department: str, seq: int, first: date, last: date) -> bool:
    """Whether anything was recorded after the entry `seq` that is dated from one day to another, both included."""
    query = select(JournalEntry.seq).where(JournalEntry.department == department, col(JournalEntry.seq) > seq)
    return session.exec(query.where(col(JournalEntry.on).between(first, last)).limit(1)).first() is not None


def latest_seq(session: Session, department: str) -> int:
    """The place of a department's last entry, 0 before there is one."""
    query = select(JournalEntry.seq).where(JournalEntry.department == department)
    return session.exec(query.order_by(col(JournalEntry.seq).desc()).limit(1)).first() or 0
