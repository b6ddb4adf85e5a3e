"""The doctor looks into the database: its shape, and that what is kept beside the journal is what the journal says."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.doctor import database
from domain.clock import wall_now
from domain.ledger.journal import JournalLine, Route, append, recognised
from domain.ledger.movement import Movement
from domain.problems import Problem
from domain.store import Store
from tests.databases import Databases


def looked_at(store: Store) -> str:
    return database(SimpleNamespace(database_url=store.url))  # type: ignore[arg-type]  # it asks for nothing else


def test_a_sum_or_a_line_that_somebody_changed_is_told(store: Store) -> None:
    at = wall_now()
    told = {"event": "test", "department": "main", "realm": "1", "actor": "anna"}
    with store.writing() as session:
        append(session, route=Route.SWEEP, on=at.date(), at=at, lines=recognised("5710", 500), **told)
    assert looked_at(store).endswith("keeps the sums of its journal")
    of_cost = sa.update(Movement).where(col(Movement.account) == "5710")
    with store.writing() as session:
        session.execute(of_cost.values(amount=1_234_56))
    with pytest.raises(Problem, match=r"5710 .* in main is 1,229.56 beyond its journal lines"):
        looked_at(store)
    with store.writing() as session:
        session.execute(of_cost.values(amount=500))
        session.execute(sa.update(JournalLine).values(tally=-1))
    with pytest.raises(Problem, match="does not repeat what its entry says"):
        looked_at(store)


def test_a_database_without_tables_needs_to_be_migrated(databases: Databases) -> None:
    with databases.empty() as url:
        store = Store(url)
        with pytest.raises(Problem, match="not in the shape"):
            looked_at(store)
        store.close()
