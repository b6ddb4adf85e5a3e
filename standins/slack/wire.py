"""The frame around every request of the app: faults on demand, and a note of what was asked and answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from standins.slack import state
from standins.slack.drop import drop
from standins.slack.refusal import Json
from standins.slack.state import Slack


@dataclass
class Answer:
    """What the app gets: a status, a JSON body (or a word of plain text), headers."""

    status: int
    body: Json | str
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """As it goes over the wire."""
        if isinstance(self.body, str):
            return PlainTextResponse(self.body, self.status, self.headers)
        return JSONResponse(self.body, self.status, self.headers)


def limited(seconds: int) -> Answer:
    """Too many calls: come back in so many seconds."""
    return Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)})


async def answer(
    slack: Slack, request: Request, name: str, given: Json, work: Callable[[], Awaitable[Answer]]
) -> Response:
    """Do the work unless a fault strikes; `drop` strikes after the work, as a lost answer does."""
    started = time.monotonic()
    user = str(given.get("user") or given.get("user_id") or "")
    found = await _struck(slack, name, user) or await work()
    noted = {key: value for key, value in given.items() if key != "token"}
    body = deepcopy(found.body) if isinstance(found.body, dict) else {"text": found.body}  # as it was answered
    ms = round((time.monotonic() - started) * 1000)
    slack.requests_so_far += 1
    slack.requests.append(state.Request(slack.requests_so_far, slack.clock.now(), name, noted, found.status, body, ms))
    return drop(request) if slack.faults.strikes("drop", name, user) else found.response()


async def _struck(slack: Slack, name: str, user: str) -> Answer | None:
    if slow := slack.faults.strikes("slow", name, user):
        await asyncio.sleep(slow.seconds)
    if slack.faults.strikes("http_500", name, user):
        return Answer(500, {"ok": False, "error": "internal_error"})
    if struck := slack.faults.strikes("ratelimited", name, user):
        return limited(max(1, round(struck.seconds)))
    return None
