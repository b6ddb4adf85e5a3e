"""Home is looked at in the office of connections."""

from tests.bot.connection.conftest import furnished, office

__all__ = ["furnished", "office"]
