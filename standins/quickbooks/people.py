"""Customers, vendors and employees: how they are named, nested, made inactive, and what is masked."""

import re
from decimal import Decimal

from standins.quickbooks.changes import Change
from standins.quickbooks.envelopes import Fault
from standins.quickbooks.references import set_currency
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store

PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
DEEPEST = 4  # levels below the top
GONE = " (deleted)"


def finish(change: Change) -> None:
    """Apply the rules of a name list entry; 6080, 6240, 6150, 6180, 6220."""
    _name(change)
    _check_emails(change.new)
    if change.kind != "Employee":
        set_currency(change)
        change.new.setdefault("Balance", Decimal(0))
    if change.kind == "Customer":
        _nest(change)
    if change.kind == "Vendor":
        _vendor(change)
    mask(change.new)
    deactivate(change, "DisplayName")
    refuse_taken_name(change)


def _name(change: Change) -> None:
    new = change.new
    name = str(new.get("DisplayName") or "").strip() or " ".join(new[part] for part in PARTS if new.get(part))
    if not name:
        code = change.company.assumptions.nameless_code
        raise Fault(code, "At least one of DisplayName, Title, GivenName, MiddleName, FamilyName, Suffix is required")
    new["DisplayName"] = name
    if not new.get("PrintOnCheckName"):
        new["PrintOnCheckName"] = name[:100]


def _check_emails(new: Object) -> None:
    address = (new.get("PrimaryEmailAddr") or {}).get("Address")
    if address and not ("@" in address and "." in address):
        raise Fault("2210", "Invalid Email Address format : an e-mail address holds @ and .", "PrimaryEmailAddr")


def _vendor(change: Change) -> None:
    if change.old is None and not change.company.assumptions.vendor_terms_on_create:
        change.new.pop("TermRef", None)


def _nest(change: Change) -> None:
    """Sub-customers and jobs: full name and level."""
    new = change.new
    new.setdefault("BalanceWithJobs", Decimal(0))
    parent = (new.get("ParentRef") or {}).get("value")
    if new.get("Job") and not parent:
        raise Fault("6150", "ParentRef is required when Job is true", "ParentRef")
    new["Job"] = bool(parent)
    new["BillWithParent"] = bool(parent and new.get("BillWithParent"))
    chain = ancestors(change.company, "Customer", new)
    if len(chain) > DEEPEST:
        raise Fault("6180", "You can only have up to 5 levels of customers and jobs", "ParentRef")
    new["FullyQualifiedName"] = ":".join([*(one["DisplayName"] for one in reversed(chain)), new["DisplayName"]])
    if parent:
        new["Level"] = len(chain)
    else:
        new.pop("Level", None)


def ancestors(company: Store, kind: str, obj: Object) -> list[Object]:
    """The parents of an object, nearest first; a circle is 6150."""
    chain: list[Object] = []
    while parent := (obj.get("ParentRef") or {}).get("value"):
        obj = company.get(kind, parent) or {}
        chain.append(obj)
        if len(chain) > 20:
            raise Fault("6150", "The parent is a child of this object", "ParentRef")
    return chain


def mask(new: Object) -> None:
    """Tax numbers come back with only their last four digits."""
    for name in ("TaxIdentifier", "PrimaryTaxIdentifier", "SSN"):
        if value := new.get(name):
            new[name] = re.sub(r"[0-9](?=(?:\D*\d){4})", "X", value)


def deactivate(change: Change, named_by: str) -> None:
    """An entry made inactive gets " (deleted)" behind its name; one with a balance cannot be made inactive (6220)."""
    new = change.new
    if new.get("Active") is not False or (change.old or {}).get("Active") is False:
        return
    if (change.old or {}).get("Balance") or (change.old or {}).get("CurrentBalance"):
        raise Fault("6220", f"{new[named_by]} has a balance and cannot be made inactive")
    plain = new[named_by]
    new[named_by] = plain + GONE
    count = 0
    while change.company.names.holder(change.kind, new):
        count += 1
        new[named_by] = f"{plain} (deleted-{count})"
    if new.get("FullyQualifiedName"):
        new["FullyQualifiedName"] = new["FullyQualifiedName"] + new[named_by].removeprefix(plain)


def refuse_taken_name(change: Change) -> None:
    """6240 when somebody else already has the name (people share one space; elsewhere per list and parent)."""
    if change.company.names.holder(change.kind, change.new):
        raise Fault("6240", "The name supplied already exists. : null")
