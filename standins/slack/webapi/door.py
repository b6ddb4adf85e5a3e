"""The door of the Web API: method, token, scope and limits, then the call itself."""

from starlette.requests import Request
from starlette.responses import Response

from standins.slack import wire
from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.webapi.arguments import arguments
from standins.slack.webapi.call import Call
from standins.slack.webapi.methods import METHODS, Method
from standins.slack.wire import Answer


async def serve(slack: Slack, request: Request) -> Response:
    """Answer one call of `/api/{method}`."""
    name = request.path_params["method"]
    try:
        given, unreadable = await arguments(request), None
    except Refused as refused:
        given, unreadable = Json(), refused

    async def work() -> Answer:
        headers = {"x-oauth-scopes": ",".join(sorted(slack.manifest.scopes))}
        try:
            if unreadable:
                raise unreadable
            method = _allowed(slack, name, given, request)
            seconds = slack.limits.wait(name, method.tier, str(given.get("channel", "")))
            return wire.limited(seconds) if seconds else Answer(200, method.run(Call(slack, given)), headers)
        except Refused as refused:
            return Answer(200, refused.answer(), headers)

    return await wire.answer(slack, request, name, given, work)


def _allowed(slack: Slack, name: str, given: Json, request: Request) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise Refused("unknown_method", req_method=name)
    if method.open:
        return method
    scheme, _, header = request.headers.get("authorization", "").partition(" ")
    token = header.strip() if scheme.lower() == "bearer" else str(given.get("token") or "")
    if not token:
        raise Refused("not_authed")
    if token not in (slack.options.bot_token, slack.options.app_token):
        raise Refused("invalid_auth")
    if (token == slack.options.app_token) != method.app_token:
        raise Refused("not_allowed_token_type")
    if method.scopes and not slack.manifest.scopes & set(method.scopes):
        raise Refused("missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(slack.manifest.scopes)))
    return method
