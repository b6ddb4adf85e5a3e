"""What a person does inside QuickBooks: the same rules as the API, and the few things only a person may do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from standins.quickbooks.chart import money
from standins.quickbooks.company import Company
from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.keyed import (
    Body,
    Doc,
    called,
    dated,
    decimal,
    expense_line,
    find,
    first_bank,
    journal_line,
    kind_of,
    note,
    number_of,
    same_currency,
    settling,
    to,
    wanted,
    when,
    with_amounts,
)
from standins.quickbooks.merging import merge_names

Done = tuple[str, Doc]  # what happened, in words, and the object it left
Acting = Callable[[Company, Body], Done]
BOOKKEEPER = "Sandy Cole"  # who sits in QuickBooks, unless an act says `who`


def rename(company: Company, body: Body) -> Done:
    """`kind`, `id` (or name), `name`."""
    old = find(company, kind_of(body), body, "id")
    field = ENTITIES[kind_of(body)].named_by
    new = change(company, kind_of(body), old, {field: wanted(body, "name")})
    return f"{old[field]} is now {new[field]}.", new


def deactivate(company: Company, body: Body) -> Done:
    """`kind`, `id`: make a name, account or item inactive."""
    old = find(company, kind_of(body), body, "id")
    return f"{called(old)} is inactive.", change(company, kind_of(body), old, {"Active": False})


def reactivate(company: Company, body: Body) -> Done:
    """`kind`, `id`: make it active again, under its own name or another (`name`)."""
    old = find(company, kind_of(body), body, "id")
    field = ENTITIES[kind_of(body)].named_by
    name = body.get("name") or old[field].split(" (deleted")[0]
    new = change(company, kind_of(body), old, {"Active": True, field: name})
    return f"{called(new)} is active again.", new


def merge(company: Company, body: Body) -> Done:
    """`kind` (Customer or Vendor), `from`, `into`: the first disappears, its transactions go to the second."""
    kind = kind_of(body)
    gone, kept = find(company, kind, body, "from"), find(company, kind, body, "into")
    merge_names(company, kind, gone, kept)
    return f"{called(gone)} is merged into {called(kept)}.", kept


def pay_bill(company: Company, body: Body) -> Done:
    """`bill`, and if not in full from the first bank account today: `amount`, `account`, `date`, `number`."""
    bill = find(company, "Bill", body, "bill")
    amount = decimal(body, "amount", bill["Balance"])
    account = find(company, "Account", body, "account", first_bank(company))
    card = account.get("AccountType") == "Credit Card"
    by_card = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": to(account)}}
    by_check = {"PayType": "Check", "CheckPayment": {"BankAccountRef": to(account)}}
    paid = company.create(
        "BillPayment",
        {
            **dated(company, body),
            "VendorRef": bill["VendorRef"],
            **(by_card if card else by_check),
            **same_currency(bill),
            "TotalAmt": amount,
            "Line": [settling("Bill", bill, amount)],
        },
    )
    return f"{amount:,.2f} paid on bill {number_of(bill)}.", paid


def receive_payment(company: Company, body: Body) -> Done:
    """`invoice` (in full unless `amount`), or `customer` and `amount`; `account` it goes into, `date`, `number`."""
    lines: list[Doc] = []
    currency: Doc = {}
    if body.get("invoice"):
        invoice = find(company, "Invoice", body, "invoice")
        total = decimal(body, "amount", invoice["Balance"])
        customer, currency = invoice["CustomerRef"], same_currency(invoice)
        lines = [settling("Invoice", invoice, min(total, money(invoice["Balance"])))]
    else:
        customer, total = to(find(company, "Customer", body, "customer")), decimal(body, "amount")
    into = {"DepositToAccountRef": to(find(company, "Account", body, "account"))} if body.get("account") else {}
    number = {"PaymentRefNum": body["number"]} if body.get("number") else {}
    head = {**when(company, body), "CustomerRef": customer, **currency, **into, **number}
    received = company.create("Payment", {**head, "TotalAmt": total, "Line": lines})
    return f"{total:,.2f} received.", received


def apply_credit(company: Company, body: Body) -> Done:
    """`credit` (a vendor credit or credit memo), `to` (a bill or invoice), `amount` (as much as goes)."""
    vendor = company.get("VendorCredit", str(body.get("credit"))) is not None
    credit_kind, kind = ("VendorCredit", "Bill") if vendor else ("CreditMemo", "Invoice")
    credit, target = find(company, credit_kind, body, "credit"), find(company, kind, body, "to")
    left = credit.get("Balance", credit.get("RemainingCredit", credit["TotalAmt"]))
    amount = decimal(body, "amount", min(money(left), money(target["Balance"])))
    lines = [settling(kind, target, amount), settling(credit_kind, credit, amount)]
    head = {**when(company, body), "TotalAmt": Decimal(0), "Line": lines}
    if vendor:
        bank = {"BankAccountRef": {"value": first_bank(company)}}
        payment = {**head, "VendorRef": target["VendorRef"], "PayType": "Check", "CheckPayment": bank}
        done = company.create("BillPayment", payment)
    else:
        done = company.create("Payment", {**head, "CustomerRef": target["CustomerRef"]})
    return f"{amount:,.2f} of credit {number_of(credit)} used on {kind.lower()} {number_of(target)}.", done


def enter_journal(company: Company, body: Body) -> Done:
    """`lines` of {account, debit or credit, memo, vendor or customer}, `date`, `number`, `note`."""
    lines = [journal_line(company, line) for line in wanted(body, "lines")]
    entry = company.create("JournalEntry", {**dated(company, body), **note(body), "Line": lines})
    return f"Journal entry {number_of(entry)} is entered.", entry


def enter_bill(company: Company, body: Body) -> Done:
    """`vendor`, `account` and `amount` (or `lines` of them), `date`, `due`, `number`, `note`."""
    vendor = find(company, "Vendor", body, "vendor")
    lines = [expense_line(company, line) for line in body.get("lines") or [body]]
    due = {"DueDate": body["due"]} if body.get("due") else {}
    bill = company.create("Bill", {**dated(company, body), **note(body), **due, "VendorRef": to(vendor), "Line": lines})
    return f"Bill {number_of(bill)} of {called(vendor)} is entered: {money(bill['TotalAmt']):,.2f}.", bill


def edit(company: Company, body: Body) -> Done:
    """`kind`, `id`, `fields` as the API names them, and `amounts` {line id: new amount}."""
    kind = kind_of(body)
    old = find(company, kind, body, "id")
    fields = dict(body.get("fields") or {})
    if body.get("amounts"):
        fields["Line"] = with_amounts(old, body["amounts"])
    new = change(company, kind, old, fields)
    return f"{kind} {called(new) or new['Id']} is changed.", new


def delete(company: Company, body: Body) -> Done:
    """`kind`, `id`."""
    old = find(company, kind_of(body), body, "id")
    company.delete(kind_of(body), {"Id": old["Id"], "SyncToken": old["SyncToken"]})
    return f"{kind_of(body)} {number_of(old)} is deleted.", old


def void(company: Company, body: Body) -> Done:
    """`kind`, `id`."""
    old = find(company, kind_of(body), body, "id")
    new = company.void(kind_of(body), {"Id": old["Id"], "SyncToken": old["SyncToken"]})
    return f"{kind_of(body)} {number_of(old)} is voided.", new


def account_numbers(company: Company, body: Body) -> Done:
    """`on`: true or false."""
    on = str(wanted(body, "on")).lower() in ("true", "on", "1", "yes")
    new = set_accounting(company, UseAccountNumbers=on)
    return f"Account numbers are {'on' if on else 'off'}.", new


def _signed(act: Acting) -> Acting:
    """The act, with whoever did it as the author of what it left."""

    def signed(company: Company, body: Body) -> Done:
        before, company.who = company.who, str(body.get("who") or BOOKKEEPER)
        try:
            return act(company, body)
        finally:
            company.who = before

    return signed


_ACTS: dict[str, Acting] = {
    "rename": rename,
    "deactivate": deactivate,
    "reactivate": reactivate,
    "merge": merge,
    "pay-bill": pay_bill,
    "receive-payment": receive_payment,
    "apply-credit": apply_credit,
    "journal-entry": enter_journal,
    "bill": enter_bill,
    "edit": edit,
    "delete": delete,
    "void": void,
    "account-numbers": account_numbers,
}
ACTS = {name: _signed(act) for name, act in _ACTS.items()}


def set_accounting(company: Company, **fields: Any) -> Doc:
    """Change some of the AccountingInfoPrefs; an empty value takes a setting away."""
    prefs = company.preferences
    accounting = {name: value for name, value in {**prefs["AccountingInfoPrefs"], **fields}.items() if value != ""}
    body = {"Id": prefs["Id"], "SyncToken": prefs["SyncToken"], "AccountingInfoPrefs": accounting}
    return company.update("Preferences", body)


@contextmanager
def closed_books_open(company: Company) -> Iterator[None]:
    """Inside, the closing date does not stop a change: QuickBooks' "enter the password to go on"."""
    accounting = company.preferences["AccountingInfoPrefs"]
    closing = accounting.pop("BookCloseDate", None)
    try:
        yield
    finally:
        if closing:
            company.preferences["AccountingInfoPrefs"]["BookCloseDate"] = closing


def change(company: Company, kind: str, old: Doc, fields: Doc) -> Doc:
    """A sparse update with the token as it stands now."""
    always = {name: old[name] for name in ENTITIES[kind].always if name in old}
    body = {**always, **fields, "Id": old["Id"], "SyncToken": old["SyncToken"], "sparse": True}
    return company.update(kind, body)
