"""Home is looked at in the office of connections."""

from tests.bot.connection.conftest import anna, bo, clara, furnished, office, otto

__all__ = ["anna", "bo", "clara", "furnished", "office", "otto"]
