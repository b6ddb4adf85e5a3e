"""Answering a query from what a company holds."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from standins.quickbooks import recurring, wire
from standins.quickbooks.entities import Entity, Kind, find
from standins.quickbooks.envelopes import Fault, missing, unsupported
from standins.quickbooks.properties import allowed, getter, parsed, values
from standins.quickbooks.properties import find as find_property
from standins.quickbooks.query import Condition, Query, parse
from standins.quickbooks.rates import latest
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store

PSEUDO_TAX_CODES = ("TAX", "NON", "CustomSalesTax")
HIDDEN = ("Id", "SyncToken", "domain", "sparse")  # an exchange rate shows none of these
TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda have, want: have == want,
    "!=": lambda have, want: have != want,
    "<": lambda have, want: have is not None and have < want,
    ">": lambda have, want: have is not None and have > want,
    "<=": lambda have, want: have is not None and have <= want,
    ">=": lambda have, want: have is not None and have >= want,
    "in": lambda have, want: have in want,
}


def run(company: Store, text: str) -> dict[str, Any]:
    """The content of a QueryResponse; 4000 for what is no query, 4001 for what cannot be asked."""
    query = parse(text)
    entity = find(query.entity)
    if entity is None:
        raise Fault("4001", f"QueryValidationError: invalid context declaration: {query.entity}")
    if "query" not in entity.operations:
        raise unsupported(f"query {entity.name}")
    columns = [find_property(entity, name)[0].name for name in query.columns or ()]
    found = _matching(company, entity, query)
    if query.columns is None:
        return {"totalCount": len(found)}
    ahead = _pseudo(entity, found)
    page = found[len(ahead) :][query.start - 1 : query.start - 1 + query.most]
    if query.start == 1:
        page = ahead + page
    if not page:
        return {}
    shown = [_shown(company, entity, obj, columns) for obj in page]
    return {entity.key: shown, "startPosition": query.start, "maxResults": len(page)}


def _pseudo(entity: Entity, found: list[Object]) -> list[Object]:
    """The tax codes that the first page of a US company starts with, whatever MAXRESULTS says."""
    if entity.name != "TaxCode":
        return []
    return [obj for obj in found[: len(PSEUDO_TAX_CODES)] if obj["Id"] in PSEUDO_TAX_CODES]


def _matching(company: Store, entity: Entity, query: Query) -> list[Object]:
    tests = [_test(entity, condition) for condition in query.conditions]
    if all(condition.name.lower() != "active" for condition in query.conditions):
        tests.append(lambda obj: obj.get("Active") is not False)
    found = [obj for obj in _rows(company, entity, query) if all(test(obj) for test in tests)]
    for name, descending in reversed(query.order):
        key = _sort_key(entity, name)
        found.sort(key=key, reverse=descending)
    if entity.name == "TaxCode":
        found.sort(key=lambda obj: PSEUDO_TAX_CODES.index(obj["Id"]) if obj["Id"] in PSEUDO_TAX_CODES else 3)
    return found


def _rows(company: Store, entity: Entity, query: Query) -> list[Object]:
    """The objects a query looks through; of exchange rates those that hold on the day it asks for."""
    if entity.name != "ExchangeRate":
        return company.in_order(entity.name)
    asked = {condition.name: condition.value for condition in query.conditions}
    day = asked.get("AsOfDate", "")
    codes = {rate["SourceCurrencyCode"] for rate in company.all("ExchangeRate")}
    found = [rate for code in sorted(codes) if (rate := latest(company, code, day))]
    return [{**rate, "AsOfDate": day} if day else rate for rate in found]


def exchange_rate(company: Store, asked: dict[str, str]) -> dict[str, Any]:
    """GET /exchangerate: the rate of one currency on a day."""
    code = asked.get("sourcecurrencycode", "")
    if not code:
        raise missing("sourcecurrencycode")
    rate = latest(company, code, asked.get("asofdate", ""))
    if rate is None:
        raise Fault("2500", f"Invalid Reference Id : Currency element id {code} not found", "sourcecurrencycode")
    return {"ExchangeRate": {name: value for name, value in rate.items() if name not in HIDDEN}}


def _test(entity: Entity, condition: Condition) -> Callable[[Object], bool]:
    """A condition as a test of one object; a property inside a list holds when one of its values does."""
    path = allowed(entity, condition.name, "f")
    if condition.op == "like":
        pattern = ".*".join(re.escape(part) for part in condition.value.lower().split("%"))
        found = re.compile(pattern, re.DOTALL).fullmatch
        return lambda obj: any(value is not None and found(str(value).lower()) for value in values(path, obj))
    field, compare = path[-1], TESTS[condition.op]
    form = getter(field)
    want: Any = (
        {parsed(field, one) for one in condition.value} if condition.op == "in" else parsed(field, condition.value)
    )
    if field.kind is Kind.FLAG:
        return lambda obj: compare(bool(obj.get(field.name)), want)
    if len(path) == 1:
        return lambda obj: compare(form(obj.get(field.name)), want)
    return lambda obj: any(compare(form(value), want) for value in values(path, obj))


def _sort_key(entity: Entity, name: str) -> Callable[[Object], Any]:
    path = allowed(entity, name, "s")
    form = getter(path[-1])

    def key(obj: Object) -> tuple[bool, Any]:
        value = form(next(values(path, obj)))
        return (value is not None, value if value is not None else 0)

    return key


def _shown(company: Store, entity: Entity, obj: Object, columns: Iterable[str]) -> Any:
    if entity.name == "RecurringTransaction":
        return recurring.shown(obj)
    if entity.name == "ExchangeRate":
        return {name: value for name, value in obj.items() if name not in HIDDEN}
    if not columns:
        return company.text(entity.name, obj["Id"])
    names = ("domain", "sparse", *columns, "Id")
    return wire.Raw(wire.write({name: obj[name] for name in dict.fromkeys(names) if name in obj}))
