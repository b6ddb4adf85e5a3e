"""The app's smaller doors: response_url, the bytes of uploads, and url_private."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from standins.slack import answers, files, wire
from standins.slack.control.looks import file_response
from standins.slack.refusal import Refused
from standins.slack.state import Slack
from standins.slack.wire import Answer
from standins.slack.world import BOT_USER_ID

LOGIN = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"


async def response_url(slack: Slack, request: Request) -> Response:
    """What the app posts to a response_url, as JSON or as a form with `payload`."""
    given = await _posted(request)

    async def work() -> Answer:
        url = slack.response_urls.find(request.path_params["id"])
        refusal = slack.response_urls.refusal(url) if url else "no_service"
        if url is None or refusal:
            return Answer(404, str(refusal))
        if not isinstance(given, dict):
            return Answer(400, "invalid_payload")
        try:
            answers.answer(slack, url, given)
        except Refused as refused:
            return Answer(400, " ".join([refused.code, *refused.messages]))
        return Answer(200, "ok")

    return await wire.answer(slack, request, "response_url", given if isinstance(given, dict) else {}, work)


async def _posted(request: Request) -> Any:
    raw: str | bytes = await request.body()
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        async with request.form() as form:
            raw = str(form.get("payload", ""))
    try:
        return json.loads(raw)
    except ValueError:
        return None


async def upload(slack: Slack, request: Request) -> Response:
    """The bytes of a file the app is uploading, raw or as a form."""
    file = slack.world.files.get(request.path_params["id"])
    if file is None or file.done:
        return PlainTextResponse("file_not_found", 404)
    content = await request.body()
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            parts = [each for each in form.values() if not isinstance(each, str)]
            content = await parts[0].read() if parts else b""

    async def work() -> Answer:
        if len(content) != file.length:
            return Answer(400, f"expected {file.length} bytes, got {len(content)}")
        file.content = content
        return Answer(200, f"OK - {len(content)}")

    return await wire.answer(slack, request, "upload_url", {"file": file.id}, work)


async def private_file(slack: Slack, request: Request) -> Response:
    """`url_private`: the bytes for the bot's token, else a login page with status 200, as Slack answers."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token != slack.options.bot_token or "files:read" not in slack.manifest.scopes:
        return HTMLResponse(LOGIN)
    file = slack.world.files.get(request.path_params["file"].partition("-")[2])
    if file is None or not file.done or not files.may_see(slack, file, BOT_USER_ID):
        return PlainTextResponse("file_not_found", 404)
    return file_response(slack, file)
