"""What passes by itself is waited for; a definite no is not."""

from http.client import IncompleteRead
from urllib.error import URLError

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.slack_response import SlackResponse

from bot.away import is_away


def answered(status: int, error: str) -> SlackApiError:
    answer = SlackResponse(
        client=WebClient(),
        http_verb="POST",
        api_url="https://slack.example/api/chat.update",
        req_args={},
        data={"ok": False, "error": error},
        headers={},
        status_code=status,
    )
    return SlackApiError("The request to the Slack API failed.", answer)


def page(status: int) -> requests.HTTPError:
    answer = requests.Response()
    answer.status_code = status
    return requests.HTTPError(response=answer)


PASSES = [
    answered(429, "ratelimited"),
    answered(503, "no JSON"),
    answered(200, "internal_error"),
    SlackRequestError("Failed to upload a file (status: 503, body: , filename: a.csv, title: a.csv)"),
    page(502),
    requests.ConnectionError(),
    URLError("no route"),
    TimeoutError(),
    IncompleteRead(b""),
]
STAYS = [
    answered(200, "channel_not_found"),
    answered(200, "invalid_auth"),
    SlackRequestError("Failed to upload a file (status: 403, body: , filename: a.csv, title: a.csv)"),
    SlackRequestError("The file or content argument must be specified."),
    page(404),
    KeyError("place"),
]


@pytest.mark.parametrize("failure", PASSES)
def test_an_absence_passes(failure: Exception) -> None:
    assert is_away(failure)


@pytest.mark.parametrize("failure", STAYS)
def test_a_refusal_stays(failure: Exception) -> None:
    assert not is_away(failure)
