"""A report as people read it: the service's own answer, indented, with thousands separators."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from standins.quickbooks.company import Company
from standins.quickbooks.desk import Desk
from standins.quickbooks.page.frame import page
from standins.quickbooks.page.html import Html, amount, field, spaced, tag
from standins.quickbooks.reports import REPORTS, report

Doc = dict[str, Any]


def report_page(request: Request, desk: Desk, company: Company, name: str) -> Response:
    """One report over the dates asked for."""
    found = report(company, name, request.query_params)
    base = f"/books/{company.realm}/reports"
    tabs = [tag("a", spaced(one), href=f"{base}/{one}", class_="here" if one == name else None) for one in REPORTS]
    start, end = found["Header"]["StartPeriod"], found["Header"]["EndPeriod"]
    dates = tag(
        "form",
        field("From", "start_date", "date", start),
        field("To", "end_date", "date", end),
        tag("button", "Run report"),
        class_="act",
    )
    span = tag("p", f"{start} to {end}, accrual basis", class_="facts")
    return page(request, desk, company, spaced(name), tag("div", *tabs, class_="tabs"), dates, span, _table(found))


def _table(found: Doc) -> Html:
    columns = found["Columns"]["Column"]
    money = {n for n, column in enumerate(columns) if column["ColType"] == "Money"}
    head = [
        tag("th", column["ColTitle"], class_="amount" if n in money else None, scope="col")
        for n, column in enumerate(columns)
    ]
    body = tag("tbody", *_rows(found, money, 0))
    return tag("div", tag("table", tag("thead", tag("tr", *head)), body, class_="report"), class_="scroll")


def _rows(found: Doc, money: set[int], depth: int) -> list[Html]:
    shown: list[Html] = []
    for row in found.get("Rows", {}).get("Row", []):
        if "Header" in row:
            shown.append(_row(row["Header"]["ColData"], money, depth, "heading"))
        if "ColData" in row:
            shown.append(_row(row["ColData"], money, depth, ""))
        shown.extend(_rows(row, money, depth + 1))
        if "Summary" in row:
            shown.append(_row(row["Summary"]["ColData"], money, depth, "heading"))
    return shown


def _row(cells: list[Doc], money: set[int], depth: int, kind: str) -> Html:
    """A row; its title runs on over the empty cells beside it."""
    texts = [one.get("value", "") for one in cells]
    wide = 1
    while wide < len(texts) and not texts[wide] and wide not in money:
        wide += 1
    title = tag("td", texts[0], class_=f"level-{min(depth, 5)}", colspan=wide if wide > 1 else None)
    rest = [
        tag("td", amount(text) if n in money and text else text, class_="amount" if n in money else None)
        for n, text in enumerate(texts)
        if n >= wide
    ]
    return tag("tr", title, *rest, class_=kind or None)
