"""Secrets never reach a log."""

import logging

import pytest

from bot.logs import Redacting

SECRETS = [
    "xoxb-123456789012-1234567890123-abcDEF",
    "xapp-1-A0123456789-1234567890123-abcdef",
    "Bearer eyJlbmMiOiJBMTI4Q0JDLUhTMjU2",
    "Basic c3RhbmRpbjpzZWNyZXQ=",
    "https://hooks.slack.com/actions/T1/123/abcDEF",
    '"refresh_token": "AB11735689-xyz"',
    "client_secret=hush-hush",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_line_with_a_secret_is_blanked(secret: str) -> None:
    record = logging.makeLogRecord({"msg": f"request failed: {secret} at 12:00", "levelno": logging.WARNING})
    said = Redacting("%(message)s").format(record)
    assert "[secret]" in said and said.endswith("at 12:00")
    for part in secret.replace('"', " ").replace("=", " ").replace("/", " ").split():
        assert len(part) < 12 or part not in said or part in ("refresh_token", "client_secret")


def test_a_traceback_is_blanked_too() -> None:
    try:
        raise ValueError("?code=XAB11693&state=5d0854d5")
    except ValueError as error:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": (ValueError, error, error.__traceback__)})
    said = Redacting("%(message)s").format(record)
    assert "XAB11693" not in said and "5d0854d5" not in said
