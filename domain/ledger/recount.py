"""What is kept beside the journal to sum it sooner, counted again from the entries and lines themselves."""

from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.ledger.journal import JournalEntry, JournalLine, Route
from domain.ledger.movement import Movement
from domain.money import shown
from domain.problems import Problem

MEND_IT: Final = "Something else wrote to the database: bring back its last backup."


def require_true(session: Session) -> None:
    """Raises a Problem with the first that is kept and is not what entries and lines say. Reads the whole journal."""
    for department, on, account, apart in astray(session):
        raise Problem(
            f"The kept sum of {account} on {on:%-d %B %Y} in {department} is {shown(apart)} beyond its journal lines.",
            next_step=MEND_IT,
        )
    for line in unlike(session):
        raise Problem(f"Journal line {line} does not repeat what its entry says.", next_step=MEND_IT)


def counted() -> Any:
    """What the movements must be, in the order of their table's columns."""
    swept, sided = col(JournalEntry.route) == Route.SWEEP, col(JournalLine.side).is_not(None)
    keys: list[Any] = [col(JournalEntry.department), col(JournalEntry.on), swept.label("swept")]
    keys += [col(JournalLine.account), sided.label("sided"), col(JournalEntry.realm)]
    amount = sa.cast(sa.func.sum(col(JournalLine.amount)), sa.BigInteger).label("amount")
    lines = sa.select(*keys, amount).join(JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq))
    return lines.group_by(*keys)


def astray(session: Session) -> list[tuple[str, date, str, int]]:
    """Department, day, account and cents of every movement that is not what its lines come to; none when all is well.

    It reads the whole journal.
    """
    kept, lines = sa.inspect(Movement).local_table, counted().subquery()
    *keys, _ = lines.c
    both = sa.select(kept).union_all(sa.select(*keys, -lines.c.amount)).subquery()
    apart = sa.func.sum(both.c.amount)
    of = (both.c.department, both.c.on, both.c.swept, both.c.account, both.c.sided, both.c.realm)
    query = sa.select(both.c.department, both.c.on, both.c.account, apart).group_by(*of).having(apart != 0)
    return [(department, on, account, int(amount)) for department, on, account, amount in session.execute(query)]


def unlike(session: Session) -> list[int]:
    """The ids of lines that do not repeat what their entry says; none when all is well. It reads the whole journal."""
    tally = sa.case((col(JournalEntry.reverses).is_(None), 1), else_=-1)
    query = sa.select(col(JournalLine.id)).join(JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq))
    differs = (
        col(JournalLine.department) != col(JournalEntry.department),
        col(JournalLine.on) != col(JournalEntry.on),
        col(JournalLine.tally) != tally,
    )
    return list(session.execute(query.where(sa.or_(*differs)).order_by(col(JournalLine.id))).scalars())
