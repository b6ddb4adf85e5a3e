"""What every page has: the banner, the companies, the way around, and what the last act did."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from standins.quickbooks.company import Company
from standins.quickbooks.desk import Desk
from standins.quickbooks.page.html import Child, Html, field, join, link, tag

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
BANNER = "QuickBooks stand-in on this machine - not Intuit"
WAYS = [
    ("", "Dashboard"),
    ("transactions", "Transactions"),
    ("customers", "Customers"),
    ("vendors", "Vendors"),
    ("chart", "Chart of accounts"),
    ("reports/TrialBalance", "Reports"),
    ("settings", "Settings"),
]


def page(request: Request, desk: Desk, company: Company, title: str, *content: Child) -> Response:
    """A whole page; `?said=` and `?refused=` tell what the last act did."""
    base = f"/books/{company.realm}"
    here = request.url.path.removeprefix(base).strip("/").split("/")[0]
    ways = [_way(f"{base}/{path}".rstrip("/"), name, path.split("/")[0] == here) for path, name in WAYS]
    new = [link("+ Bill", f"{base}/new-bill"), link("+ Journal entry", f"{base}/new-journal")]
    side = tag(
        "nav", tag("div", "Books", class_="brand"), _companies(desk, company), *ways, tag("div", *new, class_="new")
    )
    heading = tag("header", tag("h1", title), tag("span", company.info.get("CompanyName", ""), class_="company"))
    main = tag("main", heading, _told(request), *content)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} - {company.info.get('CompanyName', '')}"),
        tag("link", rel="icon", href="data:,"),
        tag("link", rel="stylesheet", href="/page/style.css"),
        tag("script", src="/page/script.js", defer=True),
    )
    body = tag("body", tag("p", BANNER, class_="banner"), tag("div", side, main, class_="frame"))
    return HTMLResponse(
        "<!doctype html>" + tag("html", head, body, lang="en"),
        headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


def act_form(
    company: Company, act: str, back: str, *fields: Child, button: str, confirm: str = "", **more: str
) -> Html:
    """A form that does one act and comes back; `more` are its hidden fields."""
    hidden = [tag("input", type="hidden", name=name, value=value) for name, value in {**more, "back": back}.items()]
    kind = "danger" if confirm else None
    return tag(
        "form",
        *hidden,
        *fields,
        tag("button", button, class_=kind),
        method="post",
        action=f"/books/{company.realm}/acts/{act}",
        data_confirm=confirm or None,
        class_="act",
    )


def closed_books_field(desk: Desk, company: Company) -> Html | None:
    """How a person lets an act into closed books: the closing date's password, or a tick when it has none."""
    closing = company.preferences["AccountingInfoPrefs"].get("BookCloseDate")
    if not closing:
        return None
    if desk.passwords.get(company):
        return field(f"Password, if dated up to {closing}", "override", "password", autocomplete="off")
    tick = tag("input", type="checkbox", name="override", value="yes")
    return tag("label", tick, f"Change the closed books (up to {closing}) anyway", class_="tick")


def card(title: str, *content: Child) -> Html:
    return tag("section", tag("h2", title), *content, class_="card")


def _way(href: str, name: str, here: bool) -> Html:
    return tag("a", name, href=href, aria_current="page" if here else None)


def _companies(desk: Desk, company: Company) -> Html:
    links = [
        tag("a", one.info.get("CompanyName", realm), href=f"/books/{realm}", class_="here" if one is company else None)
        for realm, one in desk.world.companies.items()
    ]
    return tag("div", *links, class_="companies")


def _told(request: Request) -> Html:
    said, refused = request.query_params.get("said"), request.query_params.get("refused")
    return join(
        tag("p", said, class_="said", role="status") if said else None,
        tag("p", refused, class_="refused", role="alert") if refused else None,
    )
