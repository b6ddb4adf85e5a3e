"""Breaks a connection instead of answering, as a network does: the fault `drop`."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

KEY = "standin.dropped"


class Dropped(Response):
    """An answer that is never sent."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send nothing; `Droppable` breaks the connection."""


def drop(request: Request) -> Response:
    """Leave this request without an answer."""
    request.scope[KEY].append(True)
    return Dropped()


class Droppable:
    """Outermost around the app, where uvicorn's `send` can still be asked for its connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app; if it dropped the request, break the connection so that the client reads nothing at all."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        dropped: list[bool] = []
        await self._app({**scope, KEY: dropped}, receive, send)
        if dropped:
            cycle = getattr(send, "__self__")  # noqa: B009 - uvicorn's request cycle: ASGI has no word for its connection
            cycle.transport.abort()
