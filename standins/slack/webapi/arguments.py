"""Decodes a Web API call in every encoding the client libraries use: query, form, multipart and JSON."""

import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from standins.slack.refusal import Json, Refused

# The only arguments that forms carry as JSON; a text that merely starts with { or [ stays a text.
JSON_ARGUMENTS = ("blocks", "attachments", "view", "metadata", "files", "unfurls", "prompts")
UNREADABLE = {
    "blocks": "invalid_blocks_format",
    "attachments": "invalid_attachments",
    "metadata": "invalid_metadata_format",
}


async def arguments(request: Request) -> Json:
    """All arguments of the call, `token` included if it sits among them; refused with invalid_json and its like."""
    found: Json = dict(request.query_params)
    if request.method == "POST":
        found |= await _body(request)
    for name in JSON_ARGUMENTS:
        if isinstance(found.get(name), str) and found[name]:
            found[name] = _decoded(name, found[name])
    return found


async def _body(request: Request) -> Json:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            return {key: value for key, value in form.items() if not isinstance(value, UploadFile)}
    raw = await request.body()
    if kind != "application/json" or not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body


def _decoded(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(UNREADABLE.get(name, "invalid_arguments")) from None
