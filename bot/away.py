"""Whether Slack is merely away: then a workflow tries again, where a definite no ends its step."""

from http.client import HTTPException
from typing import Final

import requests
from slack_sdk.errors import SlackApiError, SlackRequestError

PASSING: Final = ("ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout")
UPLOAD_FAILED: Final = ("Failed to upload a file (status: 5", "Failed to upload a file (status: 429")


def is_away(failure: BaseException) -> bool:
    """True for what passes by itself: no connection, too many requests, a fault inside Slack; never for a refusal."""
    if isinstance(failure, SlackApiError):
        return _passes(failure.response.status_code) or failure.response.get("error") in PASSING
    if isinstance(failure, SlackRequestError):  # the client tells of a failed upload in words only
        return str(failure).startswith(UPLOAD_FAILED)
    if isinstance(failure, requests.HTTPError):
        return _passes(failure.response.status_code)
    return isinstance(failure, (OSError, HTTPException))


def _passes(status: int) -> bool:
    return status == 429 or status >= 500
