"""What the journal's lines come to day by day: kept beside them as they are appended, so that no sum reads them all.

A second account of one truth: written by the journal alone, in the transaction and the turn that appends the lines.
It knows no moments: "as known at" is asked of the lines. `recount` compares the two.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session

from domain.table import Table


class Movement(Table, table=True):
    """What entries of one day moved an account by, in cents, debit positive; `on` is their accounting date.

    `swept` are those that reach the books with the month's close, `sided` the lines of Accrued AP that have a side.
    """

    __tablename__ = "movement"
    __table_args__ = ({"sqlite_with_rowid": False},)

    department: str = Field(primary_key=True, max_length=64)
    on: date = Field(primary_key=True)
    swept: bool = Field(primary_key=True)
    account: str = Field(primary_key=True, max_length=41)
    sided: bool = Field(primary_key=True)
    realm: str = Field(primary_key=True, max_length=32)
    amount: int = Field(sa_type=sa.BigInteger)


def add(
    session: Session, department: str, realm: str, on: date, *, swept: bool, amounts: Iterable[tuple[str, bool, int]]
) -> None:
    """Count an entry in: of each line its account, whether it has a side, and its amount. Only whoever has the
    department's turn may, so that nobody waits here for anybody."""
    sums = Counter[tuple[str, bool]]()
    for account, sided, amount in amounts:
        sums[account, sided] += amount
    entry = {"department": department, "on": on, "swept": swept, "realm": realm}
    rows = [entry | {"account": key[0], "sided": key[1], "amount": amount} for key, amount in sums.items()]
    session.connection().execute(_adding(session.get_bind().dialect.name), rows)


@cache
def _adding(dialect: str) -> Any:
    """The statement, made once: every entry needs it."""
    table = sa.inspect(Movement).local_table
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    grown = {"amount": table.c.amount + insert.excluded.amount}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=grown)
