"""Documents that touch others: payments settle bills, deposits hold payments, bills close orders; and undone again."""

from collections.abc import Iterator
from decimal import Decimal

from standins.quickbooks.changes import Change
from standins.quickbooks.envelopes import stamp
from standins.quickbooks.names import Key
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store

OPEN = ("Bill", "Invoice", "VendorCredit", "CreditMemo")
PAYERS = ("Payment", "BillPayment", "Deposit")
ORDERS = {"PurchaseOrder": ("POStatus", "Open"), "Estimate": ("TxnStatus", "Pending")}
TOUCHES: dict[str, tuple[str, ...]] = {
    "BillPayment": ("Bill", "VendorCredit", "JournalEntry"),
    "Payment": ("Invoice", "CreditMemo", "JournalEntry"),
    "Deposit": ("Payment", "SalesReceipt", "JournalEntry"),
    "Bill": ("PurchaseOrder",),
    "Purchase": ("PurchaseOrder",),
    "Invoice": ("Estimate",),
    "SalesReceipt": ("Estimate",),
}


def applications(kind: str, doc: Object) -> Iterator[tuple[Key, Decimal]]:
    """What a document touches: ((kind, id), amount) of each document its lines, or its head, link to."""
    for part, amount in [(doc, "TotalAmt"), *((line, "Amount") for line in doc.get("Line") or [])]:
        for link in part.get("LinkedTxn") or []:
            if link.get("TxnType") in TOUCHES.get(kind, ()):
                yield (link["TxnType"], str(link.get("TxnId"))), part.get(amount, Decimal(0))


def restate(change: Change) -> None:
    """Payments stand among the links of a document whatever the client sent; links of its own stay."""
    if change.kind not in OPEN:
        return
    payers = change.company.applied.get((change.kind, change.old["Id"]), {}) if change.old else {}
    own = [link for link in change.new.get("LinkedTxn") or [] if not str(link.get("TxnType")).startswith(PAYERS)]
    if own or payers or "LinkedTxn" in change.new:
        change.new["LinkedTxn"] = own + [_link(change.company, payer) for payer in payers]


def apply(change: Change) -> None:
    """Replace what a document touched before by what it touches now."""
    if change.kind in TOUCHES and not change.entity.kept_as:
        _replace(change.company, (change.kind, change.new["Id"]), change.new)


def undo(company: Store, kind: str, doc: Object) -> None:
    """Let go of everything a document touched."""
    if kind in TOUCHES:
        _replace(company, (kind, doc["Id"]), {})


def remember(company: Store, kind: str, doc: Object) -> None:
    """Note what a document touches and leave the others as they are: for data that is put in from outside."""
    for target, amount in applications(kind, doc):
        company.applied[target][kind, doc["Id"]] = amount
        company.touched.setdefault((kind, doc["Id"]), set()).add(target)


def _replace(company: Store, payer: Key, doc: Object) -> None:
    sums: dict[Key, Decimal] = {}
    for target, amount in applications(payer[0], doc):
        sums[target] = sums.get(target, Decimal(0)) + amount
    before = company.touched.get(payer, set())
    for target in before | set(sums):
        if target in sums:
            company.applied[target][payer] = sums[target]
        else:
            company.applied[target].pop(payer, None)
        _refresh(company, target, payer)
    company.touched[payer] = set(sums)


def _refresh(company: Store, target: Key, payer: Key) -> None:
    """Bring the open balance or the status, and the links, of a touched document up to date."""
    old = company.get(*target)
    if old is None or target[0] == "JournalEntry":
        return
    new = {**old, "LinkedTxn": [link for link in old.get("LinkedTxn") or [] if not _is_from(link, payer)]}
    if payer in company.applied[target]:
        new["LinkedTxn"].append(_link(company, payer))
    applied = company.applied_to(*target)
    if target[0] in OPEN:
        new["Balance"] = old["TotalAmt"] - applied - old.get("Deposit", Decimal(0))
    if target[0] == "CreditMemo":
        new["RemainingCredit"] = new["Balance"]
    if target[0] in ORDERS:
        name, is_open = ORDERS[target[0]]
        new[name] = "Closed" if applied >= old["TotalAmt"] and applied else is_open
    if company.assumptions.linked_token_moves:
        new["SyncToken"] = str(int(old["SyncToken"]) + 1)
        new["MetaData"] = {**old["MetaData"], "LastUpdatedTime": stamp(company.clock.now())}
    company.put(target[0], new)


def _is_from(link: Object, payer: Key) -> bool:
    return str(link.get("TxnId")) == payer[1] and str(link.get("TxnType", "")).startswith(payer[0])


def _link(company: Store, payer: Key) -> Object:
    doc, kind = company.get(*payer) or {}, payer[0]
    if kind == "BillPayment":
        kind += "CreditCard" if doc.get("PayType") == "CreditCard" else "Check"
    return {"TxnId": payer[1], "TxnType": kind}
