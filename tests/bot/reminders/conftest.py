"""Reminders are told in the middle of the worked January, at an hour when people work."""

from tests.bot.vouchers.conftest import begun, office

__all__ = ["begun", "office"]
