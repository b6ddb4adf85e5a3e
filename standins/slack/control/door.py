"""The frame around every call under `/control/`: reading its body, wording its refusals."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from standins.slack.looking import channel_of
from standins.slack.messages import sees
from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.world import Channel, User

Act = Callable[["Asked"], Awaitable[Json]]
NOT_THERE = (
    "user_not_found",
    "channel_not_found",
    "message_not_found",
    "not_found",
    "file_not_found",
    "view_not_found",
)
STATUS = {**dict.fromkeys(NOT_THERE, 404), "timeout": 408}


class Asked:
    """One call: its JSON body or its query, and the workspace it acts on."""

    def __init__(self, slack: Slack, given: Json, request: Request) -> None:
        self.slack = slack
        self.given = given
        self.request = request

    def need(self, name: str) -> str:
        """A text that must be there."""
        value = self.given.get(name)
        if not isinstance(value, str) or not value:
            raise Refused("missing_argument", [f"`{name}` is missing."])
        return value

    def number(self, name: str, default: float) -> float:
        """A number, which a query writes as text."""
        try:
            return float(self.given.get(name, default))
        except (TypeError, ValueError):
            raise Refused("invalid_arguments", [f"`{name}` is no number."]) from None

    @property
    def user(self) -> User:
        """Who acts or looks."""
        return self.slack.world.person(self.need("user"))

    @property
    def channel(self) -> Channel:
        """Where; a private channel the user is not in is not found."""
        channel = channel_of(self.slack, self.user, self.need("channel"))
        if not sees(channel, self.user.id):
            raise Refused("channel_not_found")
        return channel


def in_words(refused: Refused) -> Response:
    """A refusal as the control API answers it: status, code and a sentence."""
    words = " ".join(refused.messages) or refused.code.replace("_", " ").capitalize() + "."
    return JSONResponse({"ok": False, "error": refused.code, "message": words}, STATUS.get(refused.code, 400))


def door(slack: Slack, act: Act) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that runs one act and answers its JSON."""

    async def endpoint(request: Request) -> Response:
        try:
            given = dict(request.query_params) if request.method == "GET" else await _body(request)
            return JSONResponse({"ok": True, **await act(Asked(slack, given, request))})
        except Refused as refused:
            return in_words(refused)

    return endpoint


async def _body(request: Request) -> Json:
    if not await request.body():
        return {}
    try:
        body = await request.json()
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("invalid_json")
    return body
