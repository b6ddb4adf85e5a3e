"""The tax service: a tax code and its rates in one call."""

from typing import Any

from standins.quickbooks.entities.field import Entity, choice, number, rows, text
from standins.quickbooks.envelopes import Fault, missing, stamp
from standins.quickbooks.shape import Object, read, require
from standins.quickbooks.store import Store

SERVICE = Entity(
    "TaxService",
    "other",
    (
        text("Id", server=True),
        text("TaxCode", 10),
        text("TaxCodeId"),
        rows(
            "TaxRateDetails",
            text("TaxRateName", 100),
            text("TaxRateId"),
            number("RateValue"),
            text("TaxAgencyId"),
            choice("TaxApplicableOn", "Sales", "Purchase"),
        ),
    ),
)


def write(company: Store, body: Any) -> Object:
    """A new tax code over new or known rates; the answer is not wrapped."""
    given = read(SERVICE, body)
    require(("TaxCode", "TaxRateDetails"), given)
    if any(code.get("Name") == given["TaxCode"] for code in company.all("TaxCode")):
        raise Fault("6240", "The name supplied already exists. : null", "TaxCode")
    details = [_rate(company, detail) for detail in given["TaxRateDetails"]]
    lists: dict[str, list[Object]] = {"Sales": [], "Purchase": []}
    for detail in details:
        row = {"TaxRateRef": {"value": detail["TaxRateId"], "name": detail["TaxRateName"]}}
        lists[detail["TaxApplicableOn"]].append({**row, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0})
    code = _new(company, "TaxCode", Name=given["TaxCode"], Description=given["TaxCode"], Taxable=True, TaxGroup=True)
    code["SalesTaxRateList"] = {"TaxRateDetail": lists["Sales"]}
    code["PurchaseTaxRateList"] = {"TaxRateDetail": lists["Purchase"]}
    company.put("TaxCode", code)
    return {"TaxCode": given["TaxCode"], "TaxCodeId": code["Id"], "TaxRateDetails": details}


def _rate(company: Store, detail: Object) -> Object:
    """A known rate by its id, or a new one of an agency."""
    if known := company.get("TaxRate", detail.get("TaxRateId", "")):
        agency = known["AgencyRef"]["value"]
        return {**detail, "TaxRateName": known["Name"], "RateValue": known["RateValue"], "TaxAgencyId": agency}
    if absent := [name for name in ("TaxRateName", "RateValue", "TaxAgencyId") if detail.get(name) in (None, "")]:
        raise missing(*absent)
    agency = detail["TaxAgencyId"]
    if company.get("TaxAgency", agency) is None:
        raise Fault("2500", f"Invalid Reference Id : TaxAgencies element id {agency} not found", "TaxAgencyId")
    rate = _new(company, "TaxRate", Name=detail["TaxRateName"], RateValue=detail["RateValue"])
    rate |= {"AgencyRef": {"value": agency}, "Description": detail["TaxRateName"], "DisplayType": "ReadOnly"}
    company.put("TaxRate", rate)
    return {"TaxApplicableOn": "Sales", **detail, "TaxRateId": rate["Id"]}


def _new(company: Store, kind: str, **fields: Any) -> Object:
    now = stamp(company.clock.now())
    head = {"domain": "QBO", "sparse": False, "Id": company.new_id(kind), "SyncToken": "0"}
    return {**fields, "Active": True, **head, "MetaData": {"CreateTime": now, "LastUpdatedTime": now}}
