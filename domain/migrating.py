"""Bring a database to the shape this version needs: the domain's tables by Alembic, the engine's by the engine."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from domain import engine
from domain.store import Store


def migrate(store: Store) -> None:
    """Create or update every table; running it again changes nothing."""
    with store.schema() as connection:
        command.upgrade(config(connection), "head")
    engine.migrate(store)


def pending(store: Store) -> bool:
    """Whether the database is not yet, or no longer, in the shape of this version."""
    with store.schema() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
    return at != ScriptDirectory.from_config(config(None)).get_current_head()


def config(connection: object) -> Config:
    """Alembic's configuration over one open connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
