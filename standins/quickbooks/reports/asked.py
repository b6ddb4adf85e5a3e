"""What a report was asked for: dates, columns and filters, read from its query parameters."""

import calendar
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from standins.clock import Clock
from standins.quickbooks.chart import Books
from standins.quickbooks.envelopes import PACIFIC, Fault, unsupported
from standins.quickbooks.ledger import Posting

MONTHS = list(calendar.month_name)[1:]
FILTERS = {"department": "department", "class": "class_id", "customer": "Customer", "vendor": "Vendor"}


class ReportCompany(Books, Protocol):
    """As much of a company as a report reads."""

    @property
    def clock(self) -> Clock: ...
    @property
    def preferences(self) -> dict[str, Any]: ...
    @property
    def authors(self) -> Mapping[tuple[str, str], tuple[str, str]]: ...


@dataclass(frozen=True)
class Column:
    """One amount column: its title, key, and the days it covers, both included."""

    title: str
    key: str
    start: date
    end: date


@dataclass(frozen=True)
class Asked:
    """A report's question; `macro` is set when the dates came from a date macro or the default."""

    name: str
    start: date
    end: date
    today: date
    fiscal_month: int
    macro: str = ""
    by: str = "Total"
    params: Mapping[str, str] = field(default_factory=dict)

    def columns(self, with_total: bool) -> list[Column]:
        """The whole period, or one column a day, week, month, quarter or year (and their total)."""
        total = Column("Total", "total", self.start, self.end)
        if self.by == "Total":
            return [total]
        spans = []
        start = self.start
        while start <= self.end:
            end = min(SPAN_ENDS[self.by](start), self.end)
            spans.append(_column(self.by, start, end))
            start = end + timedelta(days=1)
        return [*spans, total] if with_total else spans

    def fiscal_year_start(self, day: date) -> date:
        """The first day of the fiscal year this day lies in."""
        return _year_start(day, self.fiscal_month)

    def filtered(self, posted: Iterable[Posting]) -> list[Posting]:
        """The postings that pass the department, class, customer and vendor filters."""
        kept = list(posted)
        for name, what in FILTERS.items():
            wanted = {id for id in self.params.get(name, "").split(",") if id}
            if wanted and what in ("Customer", "Vendor"):
                kept = [posting for posting in kept if posting.entity_kind == what and posting.entity in wanted]
            elif wanted:
                kept = [posting for posting in kept if getattr(posting, what) in wanted]
        return kept


def asked(company: ReportCompany, name: str, params: Mapping[str, str]) -> Asked:
    """Read the parameters; the dates default to the calendar year to date, as QuickBooks' own do."""
    if params.get("accounting_method", "Accrual").lower() != "accrual":
        raise unsupported(f"report {name} on {params['accounting_method']} basis")
    by = params.get("summarize_column_by", "Total") or "Total"
    if by.rstrip("s").capitalize() not in ("Total", *SPAN_ENDS):
        raise unsupported(f"report {name} by {by}")
    today = company.clock.now().astimezone(PACIFIC).date()
    prefs = company.preferences.get("AccountingInfoPrefs", {})
    fiscal_month = MONTHS.index(prefs.get("FirstMonthOfFiscalYear", "January")) + 1
    start, end, macro = _dates(params, today, fiscal_month)
    return Asked(name, start, end, today, fiscal_month, macro, by.rstrip("s").capitalize(), params)


def day(text: str) -> date:
    """A date as the parameters write it (2026-01-31); Fault 2060 otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault("2060", f"Invalid Date. Supplied value:{text}") from None


def _dates(params: Mapping[str, str], today: date, fiscal_month: int) -> tuple[date, date, str]:
    if params.get("start_date") or params.get("end_date"):
        end = day(params["end_date"]) if params.get("end_date") else today
        start = day(params["start_date"]) if params.get("start_date") else end.replace(month=1, day=1)
        if start > end:
            raise Fault("2060", f"Invalid Date. start_date {start} is after end_date {end}")
        return start, end, ""
    macro = (params.get("date_macro") or "this calendar year-to-date").lower()
    if macro not in MACROS:
        raise Fault("2170", f"Invalid Enumeration : {params.get('date_macro')}", "date_macro")
    return (*MACROS[macro](today, fiscal_month), macro)


def _year_start(day: date, month: int) -> date:
    return date(day.year if day.month >= month else day.year - 1, month, 1)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _quarter_start(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _quarter_end(day: date) -> date:
    return _month_end(_quarter_start(day).replace(month=_quarter_start(day).month + 2))


def _year_end(day: date, month: int) -> date:
    start = _year_start(day, month)
    return start.replace(year=start.year + 1) - timedelta(days=1)


def _week_end(day: date) -> date:
    """Saturday: a week of QuickBooks begins on Sunday."""
    return day + timedelta(days=(5 - day.weekday()) % 7)


def _column(by: str, start: date, end: date) -> Column:
    """A column from one day to another: named by its month when that is what it holds, else by its days."""
    if by == "Month" and start.day == 1 and end == _month_end(start):
        return Column(f"{start:%b} {start.year}", f"{start:%b} {start.year}", start, end)
    if by in ("Quarter", "Year") and start.day == 1 and end == _month_end(end):
        title = f"{start:%b} - {end:%b}, {end.year}"
    elif start == end:
        title = f"{start:%b} {start.day}, {start.year}"
    else:
        until = f"{end.day}" if start.month == end.month else f"{end:%b} {end.day}"
        title = f"{start:%b} {start.day} - {until}, {end.year}"
    return Column(title, f"{start:%b} {start.year}" if by == "Month" else title, start, end)


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _fiscal_year(day: date, month: int) -> tuple[date, date]:
    return _year_start(day, month), _year_end(day, month)


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), _month_end(day)


def _quarter(day: date) -> tuple[date, date]:
    return _quarter_start(day), _quarter_end(day)


SPAN_ENDS: dict[str, Callable[[date], date]] = {
    "Day": lambda day: day,
    "Week": _week_end,
    "Month": _month_end,
    "Quarter": _quarter_end,
    "Year": lambda day: _year_end(day, 1),
}
MACROS: dict[str, Callable[[date, int], tuple[date, date]]] = {
    "today": lambda day, month: (day, day),
    "yesterday": lambda day, month: (_before(day), _before(day)),
    "this month": lambda day, month: _month(day),
    "this month-to-date": lambda day, month: (day.replace(day=1), day),
    "last month": lambda day, month: _month(_before(day.replace(day=1))),
    "this calendar quarter": lambda day, month: _quarter(day),
    "this calendar quarter-to-date": lambda day, month: (_quarter_start(day), day),
    "last calendar quarter": lambda day, month: _quarter(_before(_quarter_start(day))),
    "this calendar year": lambda day, month: _fiscal_year(day, 1),
    "this calendar year-to-date": lambda day, month: (_year_start(day, 1), day),
    "last calendar year": lambda day, month: _fiscal_year(_before(_year_start(day, 1)), 1),
    "this fiscal year": _fiscal_year,
    "this fiscal year-to-date": lambda day, month: (_year_start(day, month), day),
    "last fiscal year": lambda day, month: _fiscal_year(_before(_year_start(day, month)), month),
}
