"""What a person keyed in, read into QuickBooks' own shapes: names found, amounts parsed, lines built."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from standins.quickbooks.chart import money
from standins.quickbooks.company import Company
from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.envelopes import PACIFIC, Fault, business, missing

Doc = dict[str, Any]
Body = dict[str, Any]

PEOPLE = ("Customer", "Vendor", "Employee")


def find(company: Company, kind: str, body: Body, field: str, default: str = "") -> Doc:
    """The object a field of the body names by id or by its exact name; 610 when there is none."""
    asked = str(body.get(field) or default)
    if not asked:
        raise missing(field)
    named = (one for one in company.all(kind) if called(one).casefold() == asked.casefold() and asked)
    found = company.get(kind, asked) or next(named, None)
    if found is None:
        raise Fault("610", f"Object Not Found : {kind} {asked}")
    return found


def kind_of(body: Body) -> str:
    """The entity the body speaks of, in QuickBooks' spelling."""
    asked = str(wanted(body, "kind"))
    for kind in ENTITIES:
        if kind.lower() == asked.lower():
            return kind
    raise Fault("500", f"Operation on {asked} is not supported.")


def wanted(body: Body, field: str) -> Any:
    if body.get(field) in (None, ""):
        raise missing(field)
    return body[field]


def decimal(body: Body, field: str, default: Any = None) -> Decimal:
    """An amount above zero, as typed by a person ("1,250.00")."""
    given = body.get(field) if body.get(field) not in (None, "") else default
    if given is None:
        raise missing(field)
    try:
        value = money(str(given).replace(",", "").strip())
    except InvalidOperation:
        raise business(f"{given} is not an amount.", field) from None
    if value <= 0:
        raise business("The amount must be more than zero.", field)
    return value


def called(doc: Doc) -> str:
    """The name of a list entry."""
    return str(doc.get("DisplayName") or doc.get("FullyQualifiedName") or doc.get("Name") or doc.get("DocNumber") or "")


def number_of(doc: Doc) -> str:
    return str(doc.get("DocNumber") or doc["Id"])


def to(doc: Doc) -> dict[str, str]:
    return {"value": doc["Id"]}


def first_bank(company: Company) -> str:
    banks = [account["Id"] for account in company.all("Account") if account.get("AccountType") == "Bank"]
    if not banks:
        raise business("There is no bank account to pay from.", "account")
    return str(banks[0])


def today(company: Company) -> date:
    return company.clock.now().astimezone(PACIFIC).date()


def when(company: Company, body: Body) -> Doc:
    return {"TxnDate": str(body.get("date") or today(company).isoformat())}


def dated(company: Company, body: Body) -> Doc:
    """Date and number."""
    return {**when(company, body), **({"DocNumber": str(body["number"])} if body.get("number") else {})}


def note(body: Body) -> Doc:
    return {"PrivateNote": body["note"]} if body.get("note") else {}


def same_currency(doc: Doc) -> Doc:
    return {name: doc[name] for name in ("CurrencyRef", "ExchangeRate") if doc.get(name)}


def settling(kind: str, doc: Doc, amount: Decimal) -> Doc:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": doc["Id"], "TxnType": kind}]}


def journal_line(company: Company, line: Body) -> Doc:
    """A line as a person keys it: an account, and an amount in the debit or the credit column."""
    side = "Debit" if line.get("debit") not in (None, "", 0) else "Credit"
    detail: Doc = {"PostingType": side, "AccountRef": to(find(company, "Account", line, "account"))}
    for kind in PEOPLE:
        if line.get(kind.lower()):
            detail["Entity"] = {"Type": kind, "EntityRef": to(find(company, kind, line, kind.lower()))}
    return {
        "Amount": decimal(line, side.lower()),
        "Description": line.get("memo") or "",
        "DetailType": "JournalEntryLineDetail",
        "JournalEntryLineDetail": detail,
    }


def expense_line(company: Company, line: Body) -> Doc:
    return {
        "Amount": decimal(line, "amount"),
        "Description": line.get("memo") or "",
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": to(find(company, "Account", line, "account"))},
    }


def with_amounts(doc: Doc, amounts: dict[str, Any]) -> list[Doc]:
    """The document's lines with new amounts; a line's quantity and price go when they no longer make its amount."""
    lines = []
    for line in doc["Line"]:
        if line.get("DetailType") == "SubTotalLineDetail":
            continue
        if str(line.get("Id")) in amounts:
            line = {**line, "Amount": decimal(amounts, str(line["Id"]))}
            detail = line.get(line["DetailType"]) or {}
            kept = {name: value for name, value in detail.items() if name not in ("Qty", "UnitPrice")}
            line[line["DetailType"]] = kept
        lines.append(line)
    return lines
