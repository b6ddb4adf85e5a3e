"""Fetching a file that a person handed over, from where Slack keeps it."""

from typing import Any, Final

import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.away import is_away
from domain.imports.tabular import MAX_BYTES, require_size
from domain.problems import Problem

TIMEOUT: Final = (5, 30)
PIECE: Final = 65_536
AGAIN: Final = "Hand over the file again in a while."
GONE: Final = ("file_not_found", "file_deleted", "access_denied", "not_visible")
File = dict[str, Any]


def describe(client: WebClient, file_id: str) -> File:
    """What Slack says of a file. Raises Problem when it is not there for us."""
    try:
        file: File = client.files_info(file=file_id)["file"]
    except SlackApiError as refused:
        if refused.response.get("error") not in GONE:
            raise
        raise Problem("It is not in Slack any more.", next_step="Hand over the file again.") from None
    return file


def download(file: File, token: str) -> bytes:
    """The bytes of a file that `describe` described. Raises Problem when it is too large or Slack does not give it.

    That Slack is away just now passes through, for whoever is patient.
    """
    url = file.get("url_private_download") or file.get("url_private")
    if not url or file.get("is_external"):
        raise Problem("Slack does not keep this file itself.", next_step="Upload it instead of sharing a link to it.")
    require_size(str(file["name"]), int(file.get("size") or 0))
    try:
        return _fetch(str(url), token)
    except requests.RequestException as failed:
        if is_away(failed):
            raise
        raise Problem("Slack did not give me the file.", next_step=AGAIN) from None


def _fetch(url: str, token: str) -> bytes:
    """The bytes, never many more than can be imported.

    Slack answers a login page, with success, to whoever may not have a file; no table is HTML.
    """
    bearer = {"Authorization": f"Bearer {token}"}
    with requests.get(url, headers=bearer, timeout=TIMEOUT, stream=True) as answer:
        answer.raise_for_status()
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            raise Problem("Slack did not give me the file.", next_step=AGAIN)
        content = bytearray()
        for piece in answer.iter_content(PIECE):
            content += piece
            if len(content) > MAX_BYTES:
                break
        return bytes(content)
