"""The audit trail is read where vouchers are entered, approved and undone."""

from tests.bot.vouchers.conftest import anna, begun, bo, clara, office, otto

__all__ = ["anna", "begun", "bo", "clara", "office", "otto"]
