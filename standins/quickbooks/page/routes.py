"""Where the pages are: `/`, `/books/<realm>/...`, and the acts their forms do."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from standins.quickbooks.company import Company
from standins.quickbooks.desk import Desk, from_elsewhere
from standins.quickbooks.envelopes import Fault
from standins.quickbooks.page import forms, reports, views

STATIC = {"style.css": "text/css", "script.js": "text/javascript"}
View = Callable[[Request, Desk, Company], Response]


def page_routes(desk: Desk) -> list[BaseRoute]:
    """Every page of every company."""
    pages: dict[str, View] = {
        "": views.dashboard,
        "/customers": lambda request, desk, company: views.names(request, desk, company, "Customer"),
        "/vendors": lambda request, desk, company: views.names(request, desk, company, "Vendor"),
        "/transactions": views.transactions,
        "/transactions/{kind}/{id}": lambda request, desk, company: forms.document(
            request, desk, company, request.path_params["kind"], request.path_params["id"]
        ),
        "/chart": views.chart,
        "/reports/{name}": lambda request, desk, company: reports.report_page(
            request, desk, company, request.path_params["name"]
        ),
        "/settings": forms.settings,
        "/new-bill": forms.new_bill,
        "/new-journal": forms.new_journal,
    }

    async def home(request: Request) -> Response:
        return RedirectResponse(f"/books/{next(iter(desk.world.companies))}", 302)

    async def act(request: Request) -> Response:
        return await _act(desk, request)

    return [
        Route("/", home),
        Route("/page/{name}", _static),
        Route("/books/{realm}/acts/{act}", act, methods=["POST"]),
        *(Route("/books/{realm}" + path, _shown(desk, view)) for path, view in pages.items()),
    ]


def _shown(desk: Desk, view: View) -> Callable[[Request], Any]:
    async def show(request: Request) -> Response:
        try:
            return view(request, desk, desk.company(request.path_params["realm"]))
        except Fault as fault:
            return PlainTextResponse(fault.detail, 404)

    return show


async def _act(desk: Desk, request: Request) -> Response:
    """Do what a form asks, then show the page it came from with what happened."""
    if from_elsewhere(request):
        return PlainTextResponse("Only this machine's own page may act here.", 403)
    form = await request.form()
    body = nested({key: str(value) for key, value in form.items()})
    back = str(body.pop("back", ""))
    if not back.startswith("/books/"):
        back = f"/books/{request.path_params['realm']}"
    try:
        said, _left = desk.do(request.path_params["act"], desk.company(request.path_params["realm"]), body)
        told = {"said": said}
    except Fault as fault:
        told = {"refused": f"{fault.detail} ({fault.code})"}
        back = _came_from(request, back)
    return RedirectResponse(f"{back}?{urlencode(told)}", 303)


def _came_from(request: Request, back: str) -> str:
    """The page the form stood on, when the browser says so and it is ours."""
    path = request.headers.get("referer", "").removeprefix(str(request.base_url).rstrip("/")).split("?")[0]
    return path if path.startswith("/books/") else back


def nested(flat: Mapping[str, str]) -> dict[str, Any]:
    """`lines.0.account` and `fields.TxnDate` as a list and an object; empty values are left out."""
    body: dict[str, Any] = {}
    for key, value in flat.items():
        parts = key.split(".")
        if not value and parts[0] != "fields":
            continue
        place = body
        for part in parts[:-1]:
            place = place.setdefault(part, {})
        place[parts[-1]] = value
    if "lines" in body:
        rows = [body["lines"][number] for number in sorted(body["lines"], key=int)]
        body["lines"] = [row for row in rows if row.get("account")]
    return body


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        return PlainTextResponse("Not found", 404)
    text = files("standins.quickbooks.page").joinpath(name).read_text()
    return Response(text, media_type=STATIC[name])
