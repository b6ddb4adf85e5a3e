"""The audit trail is read where vouchers are entered, approved and undone."""

from tests.bot.vouchers.conftest import begun, office

__all__ = ["begun", "office"]
