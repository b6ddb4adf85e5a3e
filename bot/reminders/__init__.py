"""Reminders in Slack: one message for each matter, put off, muted, brought up to date, and chosen by a window."""
