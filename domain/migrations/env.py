"""How Alembic reaches our tables: one connection handed over by `domain.migrating`, and never the engine's tables."""

from typing import Any

from alembic import context

from domain import tables
from domain.table import Table

KNOWN = tables.__all__


def ours(thing: Any, _name: str | None, kind: str, reflected: bool, _compare_to: Any) -> bool:
    """Leave out tables that only the database knows: they are the engine's."""
    return not (kind == "table" and reflected)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    include_object=ours,
)
with context.begin_transaction():
    context.run_migrations()
