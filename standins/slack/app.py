"""The local Slack workspace as one web application: every address it answers."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from standins.clock import Clock
from standins.slack import doors
from standins.slack.control import acts, looks, turns
from standins.slack.control.door import Act, door
from standins.slack.drop import Droppable
from standins.slack.options import Options
from standins.slack.state import Slack
from standins.slack.webapi import door as webapi

HOSTS = ["127.0.0.1", "localhost"]
PAGE = Path(__file__).with_name("page")
HEADERS = {
    b"content-security-policy": b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    b"connect-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}
LOOKS: dict[str, Act] = {
    "state": looks.state,
    "messages": looks.seen_messages,
    "modal": looks.modal,
    "home": looks.home,
    "toasts": looks.toasts,
    "text": looks.text,
    "requests": looks.requests,
    "envelopes": looks.envelopes,
    "clock": turns.clock,
}
ACTS: dict[str, Act] = {
    "message": acts.message,
    "command": acts.command,
    "shortcut": acts.shortcut,
    "act": acts.act,
    "fill": acts.fill,
    "options": acts.options,
    "submit": acts.submit,
    "close": acts.close,
    "open_home": acts.open_home,
    "read": acts.read,
    "reload": acts.reload,
    "clock": turns.turn,
    "clock/followers": turns.follow,
    "faults": turns.fault,
    "limits": turns.limits,
    "wait": turns.wait,
    "reset": turns.reset,
    "seed": turns.seed,
    "verify": turns.verify,
}


class SlackApp(Starlette):
    """The application, with the workspace it serves."""

    def __init__(self, slack: Slack) -> None:
        super().__init__(
            routes=_routes(slack), middleware=[Middleware(TrustedHostMiddleware, HOSTS), Middleware(OwnPageOnly)]
        )
        self.slack = slack


class OwnPageOnly:
    """Only the page itself may call from a browser, and it may load nothing from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse other pages' requests; add the headers as the answer starts."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *HEADERS.items()]}
            await send(message)

        if scope["type"] == "http" and _foreign(Headers(scope=scope)):
            await PlainTextResponse("Only this workspace's own page may ask.", 403)(scope, receive, send)
        else:
            await self._app(scope, receive, with_headers)


def _foreign(headers: Headers) -> bool:
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def build_app(options: Options, clock: Clock) -> SlackApp:
    """The application for one workspace; its state is `app.slack`."""
    return SlackApp(Slack(options, clock))


def _routes(slack: Slack) -> list[Route | Mount | WebSocketRoute]:
    def on(serve: Callable[[Slack, Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await serve(slack, request)

        return endpoint

    return [
        Route("/", _index),
        Route("/archives/{channel}/{message}", _permalink),
        Route("/api/{method}", on(webapi.serve), methods=["GET", "POST"]),
        WebSocketRoute("/link/", slack.socket.connect),
        Route("/response/{id}", on(doors.response_url), methods=["POST"]),
        Route("/upload/{id}", on(doors.upload), methods=["POST", "PUT"]),
        Route("/files-pri/{file}/{rest:path}", on(doors.private_file)),
        *(Route(f"/control/{name}", door(slack, look), methods=["GET"]) for name, look in LOOKS.items()),
        *(Route(f"/control/{name}", door(slack, act), methods=["POST"]) for name, act in ACTS.items()),
        Route("/control/faults", door(slack, turns.clear_faults), methods=["DELETE"]),
        Route("/control/upload", on(acts.upload), methods=["POST"]),
        Route("/control/files/{id}", on(looks.file)),
        Route("/control/stream", on(looks.stream)),
        Mount("/page", StaticFiles(directory=PAGE, check_dir=False)),
    ]


async def _permalink(request: Request) -> Response:
    """A permalink leads to its conversation on the page."""
    return RedirectResponse(f"/#{request.path_params['channel']}")


async def _index(request: Request) -> Response:
    return FileResponse(PAGE / "index.html")


def as_asgi(app: SlackApp) -> ASGIApp:
    """The application as the server runs it: able to break connections."""
    return Droppable(app)
