"""Reminders are told in the middle of the worked January, at an hour when people work."""

from tests.bot.vouchers.conftest import anna, begun, bo, clara, office, otto

__all__ = ["anna", "begun", "bo", "clara", "office", "otto"]
