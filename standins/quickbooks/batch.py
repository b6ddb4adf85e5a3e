"""A batch: up to 30 items in order, each with its own outcome, no transaction around them."""

from typing import Any

from standins.quickbooks import operations, outgoing, search
from standins.quickbooks.company import Company
from standins.quickbooks.entities import find
from standins.quickbooks.envelopes import Fault, unsupported

MOST_ITEMS = 30
LONGEST_BID_WITH_REQUEST_ID = 10


def run(company: Company, body: Any, requestid: str = "") -> dict[str, Any]:
    """`{"BatchItemResponse": [...]}`; more than 30 items are 1040, a long bId beside a requestid 6000."""
    items = body.get("BatchItemRequest") if isinstance(body, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Fault("2010", "Property Name:failed to parse json object; BatchItemRequest is missing")
    if len(items) > MOST_ITEMS:
        text = f"The maximum number of batch items is {MOST_ITEMS}, the request has {len(items)}"
        raise Fault("1040", f"Batch size exceeded : {text}")
    if requestid and any(len(str(item.get("bId", ""))) > LONGEST_BID_WITH_REQUEST_ID for item in items):
        raise Fault("6000", "Business Validation Error: bId is longer than 10 characters in a batch with a requestid.")
    return {"BatchItemResponse": [_answered(company, item) for item in items]}


def _answered(company: Company, item: dict[str, Any]) -> dict[str, Any]:
    try:
        content = _one(company, item)
    except Fault as fault:
        content = {"Fault": fault.body()}
    return {**content, "bId": str(item.get("bId", ""))}


def _one(company: Company, item: dict[str, Any]) -> dict[str, Any]:
    if "Query" in item:
        return {"QueryResponse": search.run(company, str(item["Query"]))}
    found = [
        (entity, body) for name, body in item.items() if (entity := find(name)) and name in (entity.name, entity.key)
    ]
    if not found:
        raise Fault("2010", "Property Name:the batch item names no entity")
    entity, body = found[0]
    operation = str(item.get("operation", "")).lower()
    include = frozenset(str(item.get("optionsData", "")).lower().split(","))
    if operation == "delete":
        return {entity.key: operations.deleted(operations.delete(company, entity, body))}
    if operation == "void" or (operation == "update" and "void" in include):
        obj = operations.void(company, entity, body)
    elif operation == "create":
        obj = operations.create(company, entity, body, include)
    elif operation == "update":
        obj = operations.update(company, entity, body, include)
    else:
        raise unsupported(f"{operation or 'null'} {entity.name}")
    return {entity.key: outgoing.shown(company, entity, obj, include)}
