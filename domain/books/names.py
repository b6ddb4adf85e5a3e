"""Customers, vendors and employees between our words and QuickBooks' properties; only what was told goes out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.books.port import Address, BooksName, NameFields, NameKind, NewName
from domain.problems import BooksRefused

ENTITIES = {NameKind.CUSTOMER: "Customer", NameKind.VENDOR: "Vendor", NameKind.EMPLOYEE: "Employee"}
TERM_PROPERTIES = {NameKind.CUSTOMER: "SalesTermRef", NameKind.VENDOR: "TermRef"}
ADDRESS_PROPERTIES = {
    "street": "Line1",
    "street2": "Line2",
    "city": "City",
    "region": "CountrySubDivisionCode",
    "postal_code": "PostalCode",
    "country": "Country",
}
Payload = dict[str, Any]


def read(kind: NameKind, answer: Mapping[str, Any]) -> BooksName:
    """One name out of an answer."""
    changed = answer.get("MetaData", {}).get("LastUpdatedTime")
    return BooksName(
        kind=kind,
        id=str(answer["Id"]),
        name=answer.get("DisplayName", ""),
        active=bool(answer.get("Active", True)),
        version=str(answer.get("SyncToken", "")),
        company_name=answer.get("CompanyName") or "",
        email=(answer.get("PrimaryEmailAddr") or {}).get("Address") or "",
        currency=(answer.get("CurrencyRef") or {}).get("value") or "",
        changed_at=datetime.fromisoformat(changed) if changed else None,
        print_name=answer.get("PrintOnCheckName") or "",
        phone=(answer.get("PrimaryPhone") or {}).get("FreeFormNumber") or "",
        billing=_read_address(answer.get("BillAddr") or {}),
        shipping=_read_address(answer.get("ShipAddr") or {}),
    )


def creation(new: NewName) -> Payload:
    """The body that creates a name. Blank properties are left out: to QuickBooks a blank is a value."""
    if new.kind is NameKind.EMPLOYEE:
        raise BooksRefused("Tieout does not create employees.", next_step="Add the employee in QuickBooks.")
    fields = NameFields(
        name=new.name,
        company_name=new.company_name or None,
        print_name=new.print_name or None,
        email=new.email or None,
        phone=new.phone or None,
        billing=new.billing if new.billing != Address() else None,
        shipping=new.shipping if new.shipping != Address() else None,
        term_id=new.term_id or None,
    )
    body = _properties(new.kind, fields)
    return body | {"CurrencyRef": {"value": new.currency}} if new.currency else body


def change(kind: NameKind, id: str, version: str, changes: NameFields) -> Payload:
    """The body of a sparse update: what is not told stays; an empty text clears."""
    return {"Id": id, "SyncToken": version, "sparse": True, **_properties(kind, changes)}


def lacks_terms(new: NewName, answer: Mapping[str, Any]) -> bool:
    """Whether terms were asked for and not taken: QuickBooks ignores a vendor's terms on creation."""
    return new.term_id is not None and TERM_PROPERTIES[new.kind] not in answer


def only_terms(new: NewName) -> NameFields:
    """The change that gives a name its terms."""
    return replace(NameFields(), term_id=new.term_id)


def _properties(kind: NameKind, fields: NameFields) -> Payload:
    told: Payload = {
        "DisplayName": fields.name,
        "CompanyName": fields.company_name,
        "PrintOnCheckName": fields.print_name,
        "PrimaryEmailAddr": _wrapped("Address", fields.email),
        "PrimaryPhone": _wrapped("FreeFormNumber", fields.phone),
        "BillAddr": _address(fields.billing),
        "Active": fields.active,
    }
    if kind is NameKind.CUSTOMER:
        told["ShipAddr"] = _address(fields.shipping)
    if kind in TERM_PROPERTIES:
        told[TERM_PROPERTIES[kind]] = _wrapped("value", fields.term_id)
    return {name: value for name, value in told.items() if value is not None}


def _wrapped(inner: str, value: str | None) -> Payload | None:
    return None if value is None else {inner: value}


def _address(address: Address | None) -> Payload | None:
    if address is None:
        return None
    lines = {there: getattr(address, here) for here, there in ADDRESS_PROPERTIES.items()}
    return {name: value for name, value in lines.items() if value}


def company_address(info: Mapping[str, Any]) -> str:
    """What a company tells its customers of how to reach it, in lines: the address for them before its own."""
    where = _read_address(info.get("CustomerCommunicationAddr") or info.get("CompanyAddr") or {})
    town = ", ".join(filter(None, (where.city, " ".join(filter(None, (where.region, where.postal_code))))))
    abroad = "" if where.country == info.get("Country") else where.country
    mail = info.get("CustomerCommunicationEmailAddr") or info.get("Email") or {}
    told = (
        (info.get("PrimaryPhone") or {}).get("FreeFormNumber"),
        mail.get("Address"),
        (info.get("WebAddr") or {}).get("URI"),
    )
    return "\n".join(filter(None, (where.street, where.street2, town, abroad, " · ".join(filter(None, told)))))


def _read_address(answer: Mapping[str, Any]) -> Address:
    return Address(**{here: str(answer.get(there) or "") for here, there in ADDRESS_PROPERTIES.items()})
