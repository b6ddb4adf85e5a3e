"""Departments are configured where vouchers are entered and approved."""

from tests.bot.vouchers.conftest import begun, office

__all__ = ["begun", "office"]
