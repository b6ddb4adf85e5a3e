"""Hand a file to Slack; it is seen by nobody until the upload is completed with the message it belongs to."""

from typing import Final

import requests
from slack_sdk import WebClient

TIMEOUT: Final = (5, 120)
Placed = dict[str, str | None]


def placed(client: WebClient, name: str, content: bytes, words: str = "") -> Placed:
    """What `files.completeUploadExternal` is told of it; `words` say what a picture shows."""
    told = client.files_getUploadURLExternal(filename=name, length=len(content), alt_txt=words[:1000] or None)
    requests.post(str(told["upload_url"]), data=content, timeout=TIMEOUT).raise_for_status()
    return {"id": str(told["file_id"]), "title": name}
