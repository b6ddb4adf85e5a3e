"""The report service's answer: header, columns, rows nested in sections, every value a text."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from standins.quickbooks.chart import Doc, ref
from standins.quickbooks.envelopes import stamp
from standins.quickbooks.reports.asked import Asked, Column, ReportCompany

Row = dict[str, Any]
Cell = dict[str, str]


def amount(value: Decimal | None) -> str:
    """Two places, no thousands separator; empty when there is no amount."""
    return "" if value is None else f"{value + 0:.2f}"


def cell(value: str, id: str = "") -> Cell:
    return {"value": value, "id": id} if id else {"value": value}


def blanks(count: int) -> list[Cell]:
    return [cell("") for _ in range(count)]


def amounts(values: Iterable[Decimal | None]) -> list[Cell]:
    return [cell(amount(value)) for value in values]


def data(cells: Sequence[Cell], group: str = "") -> Row:
    return {"ColData": list(cells), "type": "Data", **({"group": group} if group else {})}


def section(head: Sequence[Cell], rows: Sequence[Row], summary: Sequence[Cell], group: str = "") -> Row:
    """A titled run of rows with its total."""
    group_key = {"group": group} if group else {}
    return {
        "Header": {"ColData": list(head)},
        "Rows": {"Row": list(rows)},
        "Summary": {"ColData": list(summary)},
        "type": "Section",
        **group_key,
    }


def total(cells: Sequence[Cell], group: str) -> Row:
    """A total that stands alone, such as Net Income or the TOTAL of a trial balance."""
    return {"Summary": {"ColData": list(cells)}, "type": "Section", "group": group}


def column(title: str, kind: str, key: str, dates: Column | None = None) -> dict[str, Any]:
    meta = [{"Name": "ColKey", "Value": key}]
    if dates:
        span = [("StartDate", dates.start), ("EndDate", dates.end)]
        meta = [{"Name": name, "Value": when.isoformat()} for name, when in span] + meta
    return {"ColTitle": title, "ColType": kind, "MetaData": meta}


def money_columns(asked: Asked, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The account column and one money column for each span of dates."""
    dated = asked.by != "Total"
    money = [column(one.title, "Money", one.key, one if dated and one.key != "total" else None) for one in columns]
    return [column("", "Account", "account"), *money]


def answer(
    company: ReportCompany, asked: Asked, columns: list[dict[str, Any]], rows: list[Row], options: dict[str, str]
) -> dict[str, Any]:
    """The whole report; NoReportData tells whether anything but totals is in it."""
    home = ref(company.preferences.get("CurrencyPrefs"), "HomeCurrency") or "USD"
    no_data = all("ColData" not in row and "Header" not in row for row in rows)
    options = {**options, "NoReportData": "true" if no_data else "false"}
    filters = {
        name.capitalize(): asked.params[name]
        for name in ("customer", "vendor", "department", "class")
        if asked.params.get(name)
    }
    header = {
        "Time": stamp(company.clock.now()),
        "ReportName": asked.name,
        **({"DateMacro": asked.macro} if asked.macro else {}),
        **({} if asked.name.startswith("Aged") else {"ReportBasis": "Accrual"}),
        "StartPeriod": asked.start.isoformat(),
        "EndPeriod": asked.end.isoformat(),
        "SummarizeColumnsBy": "Days" if asked.by == "Day" else asked.by,
        "Currency": home,
        **filters,
        "Option": [{"Name": name, "Value": value} for name, value in options.items()],
    }
    return {"Header": header, "Columns": {"Column": columns}, "Rows": {"Row": rows} if rows else {}}


def label(company: ReportCompany, account: Doc, full: bool = False) -> str:
    """An account's name, with its number in front when the company uses account numbers."""
    name = str(account["FullyQualifiedName"] if full and account.get("FullyQualifiedName") else account["Name"])
    numbered = company.preferences.get("AccountingInfoPrefs", {}).get("UseAccountNumbers")
    return f"{account['AcctNum']} {name}" if numbered and account.get("AcctNum") else name
