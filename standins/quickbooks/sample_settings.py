"""How a new company is set up: its name and address, and its preferences."""

from copy import deepcopy
from datetime import timedelta
from typing import Any, Protocol

from standins.clock import Clock
from standins.quickbooks.envelopes import PACIFIC, stamp
from standins.quickbooks.sample_data import PREFERENCES

Doc = dict[str, Any]


class NewCompany(Protocol):
    """As much of a company as seeding needs: `put` stores as it is, `create` keeps QuickBooks' rules."""

    @property
    def clock(self) -> Clock: ...
    @property
    def realm(self) -> str: ...
    def put(self, kind: str, doc: Doc) -> Any: ...
    def create(self, kind: str, body: Doc) -> Doc: ...
    def new_id(self, kind: str) -> str: ...


def put(company: NewCompany, kind: str, id: str, **fields: Any) -> None:
    """Store an object as QuickBooks would have created it now."""
    now = stamp(company.clock.now())
    frame = {"domain": "QBO", "sparse": False, "Id": id, "SyncToken": "0"}
    company.put(kind, {**fields, **frame, "MetaData": {"CreateTime": now, "LastUpdatedTime": now}})


def settings(company: NewCompany, about: dict[str, str], sales_tax: bool) -> None:
    """CompanyInfo and Preferences of a US company on the calendar year."""
    address = {
        "Id": "1",
        "Line1": about["street"],
        "City": about["city"],
        "Country": "US",
        "CountrySubDivisionCode": about["state"],
        "PostalCode": about["zip"],
    }
    founded = (company.clock.now().astimezone(PACIFIC) - timedelta(days=366)).date().replace(month=1, day=1)
    put(
        company,
        "CompanyInfo",
        "1",
        CompanyName=about["CompanyName"],
        LegalName=about["LegalName"],
        CompanyAddr=address,
        CustomerCommunicationAddr=address,
        LegalAddr=address,
        PrimaryPhone={"FreeFormNumber": about["phone"]},
        CompanyStartDate=founded.isoformat(),
        FiscalYearStartMonth="January",
        Country="US",
        Email={"Address": about["email"]},
        WebAddr={},
        SupportedLanguages="en",
        NameValue=[
            {"Name": "NeoEnabled", "Value": "true"},
            {"Name": "IndustryType", "Value": "Landscaping Services" if sales_tax else "Wholesale Trade"},
            {"Name": "CompanyType", "Value": "Other"},
            {"Name": "SubscriptionStatus", "Value": "PAID"},
            {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
            {"Name": "PayrollFeature", "Value": "false"},
            {"Name": "AccountantFeature", "Value": "false"},
        ],
    )
    put(company, "Preferences", "1", **_preferences(sales_tax))


def _preferences(sales_tax: bool) -> Doc:
    tax = {"UsingSalesTax": True, "TaxGroupCodeRef": {"value": "2"}} if sales_tax else {"UsingSalesTax": False}
    return {**deepcopy(PREFERENCES), "TaxPrefs": tax}
