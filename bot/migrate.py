"""`tieout migrate`: bring the database up to date."""

import argparse
import os
import sys

from bot.settings import DATABASE_URL
from domain.migrating import migrate
from domain.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none: TIEOUT_DATABASE_URL says which database."""


def serve(_arguments: argparse.Namespace) -> None:
    """Create or update every table; running it again changes nothing."""
    store = Store(os.environ.get("TIEOUT_DATABASE_URL") or DATABASE_URL)
    migrate(store)
    store.close()
    sys.stdout.write("The database is up to date.\n")
