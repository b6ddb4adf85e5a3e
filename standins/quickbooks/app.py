"""The QuickBooks stand-in as one ASGI app: OAuth2, company API, files, control, and the page of a person inside."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from standins.clock import Clock
from standins.quickbooks import acts, api, control, oauth
from standins.quickbooks.door import Door
from standins.quickbooks.options import Options
from standins.quickbooks.snapshot import load
from standins.quickbooks.world import World

AS_A_FILE = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}


def build_app(options: Options, clock: Clock) -> Starlette:
    """The app; its World is at `app.state.world`."""
    world = World(options, clock)
    if options.snapshot and Path(options.snapshot).exists():
        load(world, Path(options.snapshot))

    async def company(request: Request) -> Response:
        ask = api.Ask(
            request.method,
            request.path_params["realm"],
            tuple(part for part in request.path_params["rest"].split("/") if part),
            {name.lower(): value for name, value in request.query_params.items()},
            dict(request.headers),
            await request.body(),
            str(request.base_url).rstrip("/"),
        )
        answer = api.answer(world, ask)
        return Response(answer.body, answer.status, {**answer.headers, "Content-Type": answer.media})

    async def file(request: Request) -> Response:
        held = world.companies.get(request.path_params["realm"])
        id = request.path_params["id"]
        if held is None or id not in held.files:
            return HTMLResponse("<h1>404 Not Found</h1>", 404)
        about = held.get("Attachable", id) or {}
        kind = about.get("ContentType", "application/octet-stream")
        return Response(held.files[id], headers={"Content-Type": kind, **AS_A_FILE})

    app = Starlette(
        routes=[
            Route("/v3/company/{realm}/{rest:path}", company, methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
            Route("/files/{realm}/{id}", file),
            *oauth.routes(world),
            *control.routes(world),
            *acts.routes(world),
        ],
        middleware=[Middleware(Door, world=world)],
    )
    app.state.world = world
    return app
