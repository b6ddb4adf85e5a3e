"""The pages that show: dashboard, names, transactions, chart of accounts."""

from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from standins.quickbooks.chart import ZERO, money, ref
from standins.quickbooks.company import Company
from standins.quickbooks.desk import Desk
from standins.quickbooks.keyed import called, number_of
from standins.quickbooks.ledger import balances, postings
from standins.quickbooks.page.frame import act_form, card, page
from standins.quickbooks.page.html import Child, Html, amount, choice, field, link, spaced, table, tag
from standins.quickbooks.reports.accounts import in_order, natural
from standins.quickbooks.reports.general_ledger import type_name
from standins.quickbooks.reports.shape import label

Doc = dict[str, Any]
KINDS = (
    *("Bill", "BillPayment", "VendorCredit", "Invoice", "Payment", "CreditMemo", "SalesReceipt", "RefundReceipt"),
    *("Purchase", "JournalEntry", "Deposit", "Transfer", "CreditCardPayment", "Estimate", "PurchaseOrder"),
)


def dashboard(request: Request, desk: Desk, company: Company) -> Response:
    """Where the company stands today."""
    found = balances(postings(company))
    accounts = list(company.all("Account"))
    figures = [
        ("In the bank", _sum(accounts, found, "Bank")),
        ("Customers owe", _sum(accounts, found, "Accounts Receivable")),
        ("We owe vendors", _sum(accounts, found, "Accounts Payable")),
        ("On credit cards", _sum(accounts, found, "Credit Card")),
    ]
    tiles = [tag("div", tag("span", name), tag("strong", amount(value)), class_="tile") for name, value in figures]
    closing = company.preferences["AccountingInfoPrefs"].get("BookCloseDate")
    apps = sum(grant.realm == company.realm for grant in desk.world.grants.live())
    facts = [
        f"Books closed through {closing}" if closing else "Books are open",
        f"{apps} connected app{'' if apps == 1 else 's'}",
    ]
    return page(
        request,
        desk,
        company,
        "Dashboard",
        tag("div", *tiles, class_="tiles"),
        tag("p", " · ".join(facts), class_="facts"),
        tag(
            "div",
            card("Open invoices", _open(company, "Invoice", "CustomerRef")),
            card("Open bills", _open(company, "Bill", "VendorRef")),
            class_="pair",
        ),
        card("Latest transactions", _transactions(company, newest(company)[:10])),
    )


def names(request: Request, desk: Desk, company: Company, kind: str) -> Response:
    """Customers or vendors with their balances, and what may be done with a name."""
    back = request.url.path
    people = list(company.in_order(kind))
    options = [(one["Id"], called(one)) for one in people if one.get("Active") is not False]
    rows: list[list[Child]] = []
    for one in people:
        mail = (one.get("PrimaryEmailAddr") or {}).get("Address", "")
        active = one.get("Active") is not False
        name = one.get("FullyQualifiedName") or called(one)
        rows.append(
            [name, mail, amount(one.get("Balance")), _status(active), _name_acts(company, kind, one, active, back)]
        )
    merge = act_form(
        company,
        "merge",
        back,
        choice("Merge", "from", options, blank="choose..."),
        choice("into", "into", options, blank="choose..."),
        button="Merge",
        confirm="The first name disappears and its transactions go to the second. This cannot be undone.",
        kind=kind,
    )
    shown = table(["Name", "E-mail", "Open balance", "Status", ""], rows, {2})
    return page(request, desk, company, f"{kind}s", _filter(), shown, card("Merge two names", merge))


def transactions(request: Request, desk: Desk, company: Company) -> Response:
    """Every document, the newest first."""
    return page(request, desk, company, "Transactions", _filter(), _transactions(company, newest(company)))


def chart(request: Request, desk: Desk, company: Company) -> Response:
    """The chart of accounts with balances."""
    found = balances(postings(company))
    ledger = f"/books/{company.realm}/reports/GeneralLedger?account="
    rows: list[list[Child]] = [
        [
            link(label(company, account, full=True), ledger + account["Id"]),
            account["AccountType"],
            spaced(account.get("AccountSubType", "")),
            _status(account.get("Active") is not False),
            amount(natural(account, found.get(account["Id"], ZERO))),
            _account_acts(company, account, request.url.path),
        ]
        for account in in_order(company)
    ]
    shown = table(["Account", "Type", "Detail type", "Status", "Balance", ""], rows, {4})
    return page(request, desk, company, "Chart of accounts", _filter(), shown)


def newest(company: Company) -> list[tuple[str, Doc]]:
    """(kind, document), the latest date first."""
    found = [(kind, doc) for kind in KINDS for doc in company.all(kind)]
    return sorted(found, key=lambda pair: (pair[1].get("TxnDate", ""), int(pair[1]["Id"])), reverse=True)


def who(company: Company, doc: Doc) -> str:
    """The customer, vendor or employee a document is about."""
    for name in ("CustomerRef", "VendorRef", "EntityRef"):
        if doc.get(name):
            kind = doc[name].get("type") or name.removesuffix("Ref")
            return called(company.get(kind, ref(doc, name)) or doc[name])
    return ""


def total_of(doc: Doc) -> Decimal:
    """What a list shows as a document's amount; a journal entry shows its debits."""
    if doc.get("TotalAmt"):
        return money(doc["TotalAmt"])
    debits = [
        money(line.get("Amount"))
        for line in doc.get("Line") or []
        if (line.get("JournalEntryLineDetail") or {}).get("PostingType") == "Debit"
    ]
    return sum(debits, ZERO) if debits else money(doc.get("Amount"))


def _transactions(company: Company, found: list[tuple[str, Doc]]) -> Html:
    base = f"/books/{company.realm}/transactions"
    rows: list[list[Child]] = [
        [
            doc.get("TxnDate", ""),
            link(type_name(kind, doc), f"{base}/{kind}/{doc['Id']}"),
            doc.get("DocNumber") or "",
            who(company, doc),
            doc.get("PrivateNote") or "",
            amount(doc["Balance"]) if "Balance" in doc else "",
            amount(total_of(doc)),
        ]
        for kind, doc in found
    ]
    return table(["Date", "Type", "No.", "Name", "Memo", "Open", "Amount"], rows, {5, 6})


def _open(company: Company, kind: str, name: str) -> Html:
    found = sorted(
        (doc for doc in company.all(kind) if money(doc.get("Balance"))), key=lambda doc: doc.get("DueDate", "")
    )
    base = f"/books/{company.realm}/transactions/{kind}"
    rows: list[list[Child]] = [
        [doc.get("DueDate", ""), link(number_of(doc), f"{base}/{doc['Id']}"), who(company, doc), amount(doc["Balance"])]
        for doc in found[:8]
    ]
    return table(["Due", "No.", "Name", "Open"], rows, {3}, f"No open {kind.lower()}s.")


def _name_acts(company: Company, kind: str, one: Doc, active: bool, back: str) -> Html:
    said = {"kind": kind, "id": one["Id"]}
    rename = act_form(
        company,
        "rename",
        back,
        tag("input", name="name", value=called(one), aria_label="Name"),
        button="Rename",
        **said,
    )
    other = act_form(
        company,
        "deactivate" if active else "reactivate",
        back,
        button="Make inactive" if active else "Make active",
        **said,
    )
    return tag("details", tag("summary", "Edit"), rename, other)


def _account_acts(company: Company, account: Doc, back: str) -> Html:
    said = {"kind": "Account", "id": account["Id"]}
    fields: list[Child] = [tag("input", name="fields.Name", value=account["Name"], aria_label="Name")]
    if company.preferences["AccountingInfoPrefs"].get("UseAccountNumbers"):
        fields.append(field("Number", "fields.AcctNum", value=account.get("AcctNum")))
    active = account.get("Active") is not False
    act, button = ("deactivate", "Make inactive") if active else ("reactivate", "Make active")
    save = act_form(company, "edit", back, *fields, button="Save", **said)
    return tag("details", tag("summary", "Edit"), save, act_form(company, act, back, button=button, **said))


def _sum(accounts: list[Doc], found: dict[str, Decimal], account_type: str) -> Decimal:
    chosen = [account for account in accounts if account["AccountType"] == account_type]
    return sum((natural(account, found.get(account["Id"], ZERO)) for account in chosen), ZERO)


def _status(active: bool) -> Html:
    return tag("span", "Active" if active else "Inactive", class_="on" if active else "off")


def _filter() -> Html:
    return tag("input", type="search", placeholder="Filter this list", aria_label="Filter this list", data_filter=True)
