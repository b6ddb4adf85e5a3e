"""Acts of a person inside QuickBooks, for programs (`POST /control/acts/<act>`) and on the page (`/`)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from standins.quickbooks import wire
from standins.quickbooks.desk import Desk, World, from_elsewhere
from standins.quickbooks.envelopes import Fault, wrapped
from standins.quickbooks.page.routes import page_routes


def routes(world: World) -> list[BaseRoute]:
    """The acts for programs and the pages for a person."""
    desk = Desk(world)

    async def act(request: Request) -> Response:
        return await _act(desk, request)

    return [Route("/control/acts/{act}", act, methods=["POST"]), *page_routes(desk)]


async def _act(desk: Desk, request: Request) -> Response:
    """`{"said": ..., "object": ...}`, or QuickBooks' Fault with status 400."""
    if from_elsewhere(request):
        return _json({"error": "Only this machine's own page may act here."}, 403)
    try:
        body = wire.read(await request.body() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return _json({"error": "The body must be a JSON object."}, 400)
    try:
        company = desk.company(str(body.get("realm") or ""))
        said, left = desk.do(request.path_params["act"], company, body)
    except Fault as fault:
        return _json(wrapped({"Fault": fault.body()}, next(iter(desk.world.companies.values())).clock.now()), 400)
    return _json({"said": said, "object": left}, 200)


def _json(content: dict[str, Any], status: int) -> Response:
    return Response(wire.write(content), status, media_type="application/json")
