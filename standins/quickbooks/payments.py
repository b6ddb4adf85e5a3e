"""Money in and out against open documents: bill payments and customer payments."""

from decimal import Decimal

from standins.quickbooks import documents
from standins.quickbooks.changes import Change
from standins.quickbooks.envelopes import Fault, business, missing
from standins.quickbooks.links import TOUCHES, applications
from standins.quickbooks.sales import undeposited
from standins.quickbooks.shape import Object

CREDITS = ("VendorCredit", "CreditMemo", "JournalEntry")
PARTY = {"BillPayment": "VendorRef", "Payment": "CustomerRef"}


def bill_payment(change: Change) -> None:
    """Pays bills from a bank account or a card; an already paid bill leaves the payment without lines and void."""
    new = change.new
    group, name, type = _paid_from(new["PayType"])
    account = (new.get(group) or {}).get(name)
    if not account:
        raise missing(f"{group}.{name}")
    documents.check_type(change.company, name, account, type)
    if new["PayType"] == "Check":
        new[group].setdefault("PrintStatus", "NotSet")
    _begin(change, "Vendor")
    documents.set_account(change, "APAccountRef", "Accounts Payable")
    asked = len(new["Line"])
    _keep_open(change)
    if asked and not new["Line"]:
        new["TotalAmt"] = Decimal(0)
        new["PrivateNote"] = " - ".join(part for part in ("Voided", new.get("PrivateNote")) if part)
    _check_total(change)


def payment(change: Change) -> None:
    """Received from a customer; what is not applied to invoices stays as credit."""
    new = change.new
    new.setdefault("Line", [])
    _begin(change, "Customer")
    if not new.get("DepositToAccountRef"):
        new["DepositToAccountRef"] = undeposited(change)
    _keep_open(change)
    new["UnappliedAmt"] = new["TotalAmt"] - _check_total(change)


def _paid_from(pay_type: str) -> tuple[str, str, str]:
    if pay_type == "Check":
        return "CheckPayment", "BankAccountRef", "Bank"
    return "CreditCardPayment", "CCAccountRef", "Credit Card"


def _begin(change: Change, party: str) -> None:
    new = change.new
    if new["TotalAmt"] < 0:
        raise business("Transaction amount must be 0 or greater.", "TotalAmt")
    for line in new["Line"]:
        if "Amount" not in line:
            raise missing("Line.Amount")
        if not line.get("LinkedTxn"):
            raise missing("Line.LinkedTxn")
        if line["Amount"] < 0 or len(line["LinkedTxn"]) > 1:
            raise business("A line applies a positive amount to one transaction.", "Line")
        for link in line["LinkedTxn"]:
            _check_link(change, link, party)
    documents.begin(change, change.company.get(party, new[PARTY[change.kind]]["value"]))


def _check_link(change: Change, link: Object, party: str) -> None:
    kind, id = link.get("TxnType", ""), link.get("TxnId", "")
    if kind not in TOUCHES[change.kind]:
        raise business(f"A {change.kind} cannot be linked to {kind or 'nothing'}.", "LinkedTxn")
    target = change.company.get(kind, id)
    if target is None:
        raise Fault("2500", f"Invalid Reference Id : Txn element id {id} not found", "LinkedTxn")
    theirs = (target.get(PARTY[change.kind]) or {}).get("value")
    if kind != "JournalEntry" and theirs != change.new[PARTY[change.kind]]["value"]:
        raise business(f"The linked transaction belongs to another {party.lower()}.", "LinkedTxn")


def _keep_open(change: Change) -> None:
    """Drop the lines whose document has nothing open any more; more than is open is refused."""
    own = dict(applications(change.kind, change.old or {}))
    kept = []
    for line in change.new["Line"]:
        link = line["LinkedTxn"][0]
        key = (link["TxnType"], str(link["TxnId"]))
        target = change.company.get(*key) or {}
        if link["TxnType"] == "JournalEntry":
            kept.append(line)
            continue
        still_open = target["Balance"] + own.get(key, Decimal(0))
        if line["Amount"] > still_open > 0:
            raise business("The amount applied is more than what is open on the linked transaction.", "Line.Amount")
        if still_open > 0:
            kept.append(line)
    change.new["Line"] = kept


def _check_total(change: Change) -> Decimal:
    """The money that goes to documents, credits counted against it; it cannot be more than the payment."""
    applied = Decimal(0)
    for key, amount in applications(change.kind, change.new):
        applied += -amount if key[0] in CREDITS[:2] else amount
    if applied > change.new["TotalAmt"]:
        raise business("The amount applied is more than the amount of the payment.", "TotalAmt")
    return max(applied, Decimal(0))
