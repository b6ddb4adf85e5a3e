"""A database of an earlier version becomes one of this version, and keeps what is in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from domain import tables
from domain.ledger.journal import open_payables
from domain.ledger.recount import astray, unlike
from domain.migrating import config, migrate, pending
from domain.proofs.claims import unsettled
from domain.store import Store
from domain.table import Table
from tests.databases import Databases

AT = datetime(2025, 1, 9, 12, tzinfo=UTC)
RECORDED: Final[list[Any]] = [
    ("sweep", date(2025, 1, 5), None, "a1", ("5710", 900), ("2110", -900, "recognised")),
    ("sweep", date(2025, 1, 6), None, "a2", ("5710", 300), ("2110", -300, "recognised")),
    ("document", date(2025, 1, 28), None, "a1", ("2110", 900, "billed"), ("2100", -900)),
    ("sweep", date(2025, 1, 6), 2, "a2", ("5710", -300), ("2110", 300, "recognised")),
    ("sweep", date(2025, 1, 9), None, "a3", ("5710", 70), ("2110", -70, "recognised")),
]


@pytest.fixture
def empty(databases: Databases) -> Iterator[Store]:
    """A database in which there is nothing."""
    with databases.empty() as url:
        store = Store(url)
        yield store
        store.close()


def test_the_migrations_make_the_tables_that_are_declared(empty: Store) -> None:
    assert tables.__all__
    with empty.schema() as connection:
        command.upgrade(config(connection), "head")
        ours = {"include_object": lambda _o, _n, kind, reflected, _to: not (kind == "table" and reflected)}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), Table.metadata) == []


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory.from_config(config(None)).get_heads()) == 1


def test_settings_of_the_first_version_are_kept(empty: Store) -> None:
    with empty.schema() as connection:
        command.upgrade(config(connection), "0001")
        settings = sa.Table("department_settings", sa.MetaData(), autoload_with=connection)
        values = {one.name: _anything(one.type) for one in settings.columns} | {"department": "main", "owner": "U7"}
        connection.execute(settings.insert().values(values))
        command.upgrade(config(connection), "head")
        kept = connection.execute(sa.text("select owner, letterhead, remittance from department_settings")).one()
    assert tuple(kept) == ("U7", "", "")


def test_what_the_first_version_recorded_is_summed_by_this_one(empty: Store) -> None:
    """Two costs, the first one's bill, the second cost taken back, and a third."""
    with empty.schema() as connection:
        command.upgrade(config(connection), "0001")
        entries, lines = (
            sa.Table(name, sa.MetaData(), autoload_with=connection) for name in ("journal_entry", "journal_line")
        )
        common = {"at": AT, "event": "test", "department": "main", "realm": "1", "actor": "anna"}
        for seq, (route, on, reverses, thing, *moved) in enumerate(RECORDED, start=1):
            head = {"seq": seq, "route": route, "on": on, "reverses": reverses}
            connection.execute(entries.insert().values(common | head))
            for account, amount, *side in moved:
                told = {"entry": seq, "account": account, "amount": amount, "currency": "USD", "accrual_id": thing}
                connection.execute(lines.insert().values(told | {"side": side[0] if side else None}))
    assert pending(empty)
    migrate(empty)
    assert not pending(empty)
    with empty.reading() as session:
        assert astray(session) == []
        assert unlike(session) == []
        assert unsettled(session, "main", date(2025, 1, 31)) == (70, 0)
        assert unsettled(session, "main", date(2025, 1, 8)) == (900, 0)
        assert [one.accrual_id for one in open_payables(session, "main")] == ["a3"]


def _anything(type: sa.types.TypeEngine[object]) -> object:
    """A value that a column of this type takes."""
    if isinstance(type, sa.Boolean | sa.Integer):
        return False if isinstance(type, sa.Boolean) else 1
    return None if isinstance(type, sa.DateTime) else "auto"
