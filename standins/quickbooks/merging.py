"""Merging two customers or two vendors, which only a person may do: one disappears, its past goes to the other."""

from typing import Any

from standins.quickbooks.chart import money, ref
from standins.quickbooks.company import Company
from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.envelopes import business, stamp, unsupported

Doc = dict[str, Any]


def merge_names(company: Company, kind: str, gone: Doc, kept: Doc) -> None:
    """Point everything at `kept`, add up the balances, and take `gone` away (change data capture says Deleted)."""
    if kind not in ("Customer", "Vendor"):
        raise unsupported(f"merge {kind}")
    if gone["Id"] == kept["Id"]:
        raise business("Choose two different names to merge.")
    if ref(gone, "CurrencyRef") != ref(kept, "CurrencyRef"):
        raise business("Names with different currencies cannot be merged.")
    if gone["Id"] in _above(company, kind, kept) or kept["Id"] in _above(company, kind, gone):
        raise business("A customer cannot be merged with its own sub-customer.")
    now = stamp(company.clock.now())
    for other, entity in ENTITIES.items():
        for doc in company.all(other):
            if doc is not gone and repoint(doc, kind, gone["Id"], kept):
                doc["MetaData"] = {**doc["MetaData"], "LastUpdatedTime": now}
                company.put(entity.name, doc)
    for field in ("Balance", "BalanceWithJobs"):
        if field in kept:
            kept[field] = money(kept[field]) + money(gone.get(field))
    kept["SyncToken"] = str(int(kept["SyncToken"]) + 1)
    kept["MetaData"] = {**kept["MetaData"], "LastUpdatedTime": now}
    company.put(kind, kept)
    company.remove(kind, gone["Id"])
    for child in company.all(kind):
        if kept["Id"] in _above(company, kind, child):
            _rename_below(company, kind, child)


def repoint(node: Any, kind: str, old_id: str, kept: Doc, typed: str = "") -> bool:
    """Turn every reference to the old name inside a document into one to the name kept; whether there was any."""
    if isinstance(node, list):
        return sum(repoint(one, kind, old_id, kept, typed) for one in node) > 0
    if not isinstance(node, dict):
        return False
    changed = False
    for field, value in node.items():
        if (
            isinstance(value, dict)
            and str(value.get("value")) == old_id
            and _speaks_of(field, value, kind, node, typed)
        ):
            value.update(value=kept["Id"], name=kept.get("FullyQualifiedName") or kept["DisplayName"])
            changed = True
        elif isinstance(value, dict | list):
            changed = repoint(value, kind, old_id, kept, str(node.get("Type") or "")) or changed
    return changed


def _speaks_of(field: str, reference: Doc, kind: str, holder: Doc, typed: str) -> bool:
    """Whether a reference is to a name of this kind: by its field, or by the type said with it."""
    if field == "ParentRef":
        return kind == "Customer" and "Job" in holder
    if field in ("EntityRef", "Entity"):
        return str(reference.get("type") or holder.get("Type") or typed) == kind
    return field == f"{kind}Ref"


def _above(company: Company, kind: str, name: Doc) -> list[str]:
    """The ids of the customers this one is below, the nearest first."""
    ids: list[str] = []
    while (id := ref(name, "ParentRef")) and id not in ids:
        ids.append(id)
        name = company.get(kind, id) or {}
    return ids


def _rename_below(company: Company, kind: str, child: Doc) -> None:
    """Give a sub-customer the full name it has under its new parent."""
    above = [company.get(kind, id) or {} for id in _above(company, kind, child)]
    full = ":".join(str(one["DisplayName"]) for one in [*reversed(above), child])
    company.put(kind, {**child, "FullyQualifiedName": full, "Level": len(above)})
