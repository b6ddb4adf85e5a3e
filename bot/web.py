"""The pages a browser sees on its way back from QuickBooks, health, and Slack over HTTP.

Nothing here logs an address: the callback's holds a code.
"""

import logging
from collections.abc import Awaitable, Callable
from html import escape
from typing import Any, Final

from slack_bolt import App, BoltRequest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from domain.clock import NewId
from domain.connections.connecting import Connecting, Consented
from domain.connections.connection import ConsentPurpose
from domain.problems import Problem
from domain.store import Store

Answer = Callable[[Request], Awaitable[Response]]
log = logging.getLogger("tieout.web")

SAFE: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1d2b26; background: #f4f6f5; margin: 0; }
main { max-width: 34rem; margin: 12vh auto 0; padding: 2rem 2.5rem; background: #fff; border-radius: 12px;
  box-shadow: 0 1px 4px rgb(0 0 0 / 12%); }
h1 { font-size: 1.4rem; margin: 0 0 .75rem; }
a { color: #1f6f54; }
@media (prefers-color-scheme: dark) {
  body { color: #e6ece9; background: #16201c; } main { background: #1f2b26; } a { color: #7fd1b0; }
}
"""


def build_web(
    *,
    store: Store,
    connecting: Connecting,
    slack: App | None,
    slack_url: str,
    new_id: NewId,
    follow: Callable[[dict[str, Any]], object] | None = None,
) -> Starlette:
    """The web application. `slack` only when Slack calls us over HTTP with a signing secret; `follow` takes over the
    clock of the stand-ins and is given only when every service is one. `slack_url` leads back to Slack.
    """
    pages = _Pages(slack_url, new_id)
    routes = [
        Route("/", pages.front),
        Route("/style.css", _style),
        Route("/healthz", _health(store)),
        Route("/quickbooks/callback", _callback(connecting, pages)),
        Route("/quickbooks/reconnect", pages.reconnect),
    ]
    if slack is not None:
        routes.append(Route("/slack/events", _slack_events(slack), methods=["POST"]))
    if follow is not None:
        routes.append(Route("/control/clock", _clock(follow), methods=["POST"]))
    handlers: dict[Any, Any] = {404: pages.missing, Exception: pages.broken}
    return Starlette(routes=routes, exception_handlers=handlers)


class _Pages:
    """Small pages that say one thing and lead back to Slack."""

    def __init__(self, slack_url: str, new_id: NewId) -> None:
        self._slack_url = slack_url
        self._new_id = new_id

    def page(self, title: str, *sentences: str, status: int = 200) -> Response:
        """A page; everything in it is escaped here."""
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences if sentence)
        html = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{escape(title)} · Tieout</title><link rel="stylesheet" href="/style.css"></head>'
            f"<body><main><h1>{escape(title)}</h1>{said}"
            f'<p><a href="{escape(self._slack_url)}">Back to Slack</a></p></main></body></html>'
        )
        return HTMLResponse(html, status, headers=SAFE)

    def connected(self, done: Consented) -> Response:
        """Consent was given and the company is known."""
        again = " again" if done.purpose is ConsentPurpose.RECONNECT else ""
        company = done.connection.company_name
        next_step = (
            "Work that waited goes on by itself."
            if again
            else "Next in Slack: /accounting setup shows what is left to do."
        )
        return self.page(f"Connected to {company}{again}", "You can close this page.", next_step)

    def refused(self, problem: Problem) -> Response:
        """What a person can understand and do."""
        again = "In Slack, /accounting connect (or reconnect) makes a new link."
        return self.page("QuickBooks is not connected", problem.sentence, problem.next_step or "", again, status=400)

    async def front(self, _request: Request) -> Response:
        """What someone sees who came by."""
        return self.page("Tieout is running", "Tieout lives in Slack. Type /accounting there.")

    async def reconnect(self, _request: Request) -> Response:
        """Where Intuit sends people whose connection ended."""
        return self.page(
            "Reconnect QuickBooks",
            "In Slack, type /accounting reconnect, or press Reconnect in the alert. A controller can do it.",
            "Nothing is lost meanwhile: work waits, and goes on by itself.",
        )

    async def missing(self, _request: Request, _error: Exception) -> Response:
        """There is nothing at this address."""
        return self.page("There is nothing here", "Tieout lives in Slack.", status=404)

    async def broken(self, _request: Request, error: Exception) -> Response:
        """Our own mistake, with a reference to the log."""
        reference = self._new_id()[:8]
        log.error("reference %s", reference, exc_info=error)
        said = f"Nothing was lost. Reference {reference}."
        return self.page("Something went wrong on our side", said, "Try again from Slack.", status=500)


def _callback(connecting: Connecting, pages: _Pages) -> Answer:
    async def callback(request: Request) -> Response:
        if request.method == "HEAD":  # a look at the address must not use up the code
            return Response(headers=SAFE)
        brought = [request.query_params.get(name, "") for name in ("state", "code", "realmId", "error")]
        try:
            done = await run_in_threadpool(connecting.complete, *brought)
        except Problem as problem:
            return pages.refused(problem)
        return pages.connected(done)

    return callback


def _health(store: Store) -> Answer:
    def ask() -> None:
        with store.reading() as session:
            session.connection().execute(text("select 1"))

    async def health(_request: Request) -> Response:
        try:
            await run_in_threadpool(ask)
        except SQLAlchemyError:
            return JSONResponse({"ok": False, "problem": "the database does not answer"}, 503)
        return JSONResponse({"ok": True})

    return health


def _slack_events(app: App) -> Answer:
    """Bolt verifies the signature. It may take three seconds, so it has a thread of its own."""

    async def events(request: Request) -> Response:
        body = (await request.body()).decode(errors="replace")
        query = str(request.query_params)
        asked = BoltRequest(body=body, query=query, headers=dict(request.headers))
        answer = await run_in_threadpool(app.dispatch, asked)
        headers = {name: value for name, value in answer.first_headers().items() if name.lower() != "content-length"}
        return Response(answer.body, answer.status, headers=headers)

    return events


def _clock(follow: Callable[[dict[str, Any]], object]) -> Answer:
    async def clock(request: Request) -> Response:
        await run_in_threadpool(follow, await request.json())
        return JSONResponse({"ok": True})

    return clock


async def _style(_request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})
