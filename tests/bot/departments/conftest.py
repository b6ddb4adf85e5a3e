"""Departments are configured where vouchers are entered and approved."""

from tests.bot.vouchers.conftest import anna, begun, bo, clara, office, otto

__all__ = ["anna", "begun", "bo", "clara", "office", "otto"]
