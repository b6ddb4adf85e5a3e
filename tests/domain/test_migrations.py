"""A database of an earlier version becomes one of this version, and keeps what is in it."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from domain import tables
from domain.migrating import config
from domain.store import Store
from domain.table import Table
from tests.databases import Databases


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


def _anything(type: sa.types.TypeEngine[object]) -> object:
    """A value that a column of this type takes."""
    if isinstance(type, sa.Boolean | sa.Integer):
        return False if isinstance(type, sa.Boolean) else 1
    return None if isinstance(type, sa.DateTime) else "auto"
