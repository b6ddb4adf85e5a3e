"""Journal entries and money moved between accounts: deposits, transfers, card payments; and time."""

from decimal import Decimal

from standins.quickbooks import documents, lines
from standins.quickbooks.changes import Change
from standins.quickbooks.envelopes import Fault, business, missing
from standins.quickbooks.sales import undeposited
from standins.quickbooks.shape import Object

CONTROL = {"Accounts Payable": ("Vendor", "a vendor"), "Accounts Receivable": ("Customer", "a customer")}


def journal_entry(change: Change) -> None:
    """Debits are credits; a line on A/P names a vendor, one on A/R a customer."""
    lines.check_lines(change)
    posted = [line for line in change.new["Line"] if line["DetailType"] == "JournalEntryLineDetail"]
    for line in posted:
        _check_line(line)
    documents.begin(change, None)
    lines.number_lines(change.new["Line"], change.old, first=0, with_numbers=False)
    _check_control(change, posted)
    _check_balance(change, posted)
    change.new["TotalAmt"] = Decimal(0)
    change.new.setdefault("TxnTaxDetail", {})


def _check_line(line: Object) -> None:
    detail = line["JournalEntryLineDetail"]
    if not detail.get("PostingType"):
        raise missing("PostingType")
    if not detail.get("AccountRef"):
        raise missing("AccountRef")
    if line["Amount"] < 0:
        raise Fault("2290", "Negative Amount : the amount of a journal line must not be negative", "Amount")


def _check_balance(change: Change, posted: list[Object]) -> None:
    if len(posted) < 2:
        raise business("A journal entry needs at least two lines.", "Line")
    sums = {"Debit": Decimal(0), "Credit": Decimal(0)}
    for line in posted:
        sums[line["JournalEntryLineDetail"]["PostingType"]] += line["Amount"]
    if sums["Debit"] == sums["Credit"]:
        return
    text = f"Debits must equal credits: debits {sums['Debit']}, credits {sums['Credit']}."
    raise business(text) if change.company.assumptions.unbalanced_code == "6000" else Fault("2300", text)


def _check_control(change: Change, posted: list[Object]) -> None:
    used = set()
    for line in posted:
        detail = line["JournalEntryLineDetail"]
        account = change.company.get("Account", detail["AccountRef"]["value"]) or {}
        kind, who = CONTROL.get(account["AccountType"], ("", ""))
        if not kind:
            continue
        used.add(account["AccountType"])
        entity = detail.get("Entity") or {}
        if entity.get("Type") != kind or not entity.get("EntityRef"):
            raise business(f"When you use {account['AccountType']}, you must choose {who} in the Name field.")
        _check_currency(change, entity)
    if len(used) > 1:
        raise business("Accounts Payable and Accounts Receivable cannot be on the same journal entry.")


def _check_currency(change: Change, entity: Object) -> None:
    party = change.company.get(entity["Type"], entity["EntityRef"]["value"]) or {}
    code = change.new["CurrencyRef"]["value"]
    if (party.get("CurrencyRef") or {}).get("value", code) != code:
        raise business("The currency of the journal entry must be that of its customer or vendor.", "CurrencyRef")


def deposit(change: Change) -> None:
    """Money brought to the bank: lines of their own, or payments that waited in undeposited funds."""
    for line in change.new["Line"]:
        if line.get("LinkedTxn") and not line.get("DepositLineDetail"):
            line["DetailType"] = "DepositLineDetail"
            line["DepositLineDetail"] = {"AccountRef": undeposited(change)}
    lines.check_lines(change)
    for line in change.new["Line"]:
        if not line["DepositLineDetail"].get("AccountRef"):
            raise missing("AccountRef")
    documents.check_type(
        change.company, "DepositToAccountRef", change.new["DepositToAccountRef"], "Bank", "Other Current Asset"
    )
    documents.begin(change, None)
    lines.number_lines(change.new["Line"], change.old)
    back = (change.new.get("CashBack") or {}).get("Amount") or 0
    documents.set_total(change, lines.total(change.new["Line"], "DepositLineDetail") - back)


def transfer(change: Change) -> None:
    """From one account to another."""
    _check_amount(change)
    if change.new["FromAccountRef"]["value"] == change.new["ToAccountRef"]["value"]:
        raise business("The accounts of a transfer must differ.", "ToAccountRef")
    documents.begin(change, None)


def card_payment(change: Change) -> None:
    """A credit card paid from a bank account."""
    _check_amount(change)
    documents.check_type(change.company, "CreditCardAccountRef", change.new["CreditCardAccountRef"], "Credit Card")
    documents.begin(change, None)


def _check_amount(change: Change) -> None:
    if change.new["Amount"] < 0:
        raise Fault("2290", "Negative Amount : Amount must not be negative", "Amount")


def time_activity(change: Change) -> None:
    """Time of an employee or a vendor; it posts nothing."""
    who = f"{change.new['NameOf']}Ref"
    if not change.new.get(who):
        raise missing(who)
    if not any(name in change.new for name in ("Hours", "Minutes", "StartTime")):
        raise missing("Hours")
    documents.begin(change, None)
    change.new.pop("CurrencyRef", None)
    change.new.setdefault("BillableStatus", "NotBillable")
