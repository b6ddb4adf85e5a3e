"""Exchange rates by day: what is kept, and the one that holds on a date."""

from decimal import Decimal
from typing import Any

from standins.quickbooks import shape
from standins.quickbooks.currencies import currency_ref
from standins.quickbooks.entities import Entity
from standins.quickbooks.envelopes import PACIFIC, stamp
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store


def write(company: Store, entity: Entity, body: Any) -> Object:
    """Set the rate of a currency for a day; it replaces the one kept for that day."""
    given = shape.cleared(shape.read(entity, body))
    shape.require(entity.required, given)
    shape.measure(entity.fields, given)
    currency_ref(given["SourceCurrencyCode"])
    day = (given["SourceCurrencyCode"], given["AsOfDate"])
    same = [rate for rate in company.all(entity.name) if (rate["SourceCurrencyCode"], rate["AsOfDate"]) == day]
    new = {**given, "TargetCurrencyCode": home_currency(company)}
    new |= {"Id": same[0]["Id"] if same else company.new_id(entity.name)}
    new["MetaData"] = {"LastUpdatedTime": stamp(company.clock.now())}
    company.put(entity.name, new)
    return new


def rate_on(company: Store, code: str, day: str) -> Decimal | int:
    """Home units for one unit of the currency on that day: the latest rate not after it, else 1."""
    found = latest(company, code, day)
    return shape.plain(found["Rate"]) if found else 1


def latest(company: Store, code: str, day: str = "") -> Object | None:
    """The latest kept rate of a currency not after the day (today); before the first there is the first."""
    day = day or company.clock.now().astimezone(PACIFIC).date().isoformat()
    kept = [rate for rate in company.all("ExchangeRate") if rate["SourceCurrencyCode"] == code]
    kept.sort(key=lambda rate: str(rate["AsOfDate"]))
    before = [rate for rate in kept if rate["AsOfDate"] <= day]
    known = before or kept[:1]
    return known[-1] if known else None


def home_currency(company: Store) -> str:
    """The currency the company keeps its books in."""
    return str(((company.preferences.get("CurrencyPrefs") or {}).get("HomeCurrency") or {}).get("value", "USD"))
