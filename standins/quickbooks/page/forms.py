"""The pages on which something is done: one document, a new bill, a new journal entry, the settings."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from standins.quickbooks.chart import money, ref
from standins.quickbooks.company import Company
from standins.quickbooks.desk import Desk
from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.envelopes import not_found
from standins.quickbooks.keyed import called, number_of, today
from standins.quickbooks.ledger import postings_of
from standins.quickbooks.page.frame import act_form, card, closed_books_field, page
from standins.quickbooks.page.html import Child, Html, amount, choice, field, link, table, tag
from standins.quickbooks.page.views import who
from standins.quickbooks.reports.accounts import in_order
from standins.quickbooks.reports.general_ledger import type_name
from standins.quickbooks.reports.shape import label

Doc = dict[str, Any]
Options = list[tuple[str, str]]


def document(request: Request, desk: Desk, company: Company, kind: str, id: str) -> Response:
    """One document: its lines, what it posts, what it is linked to, and what may be done with it."""
    doc = company.get(kind, id)
    if doc is None:
        raise not_found()
    facts = [
        ("Name", who(company, doc)),
        ("Date", doc.get("TxnDate")),
        ("Due", doc.get("DueDate")),
        ("Number", doc.get("DocNumber")),
        ("Memo", doc.get("PrivateNote")),
        ("Total", amount(doc["TotalAmt"]) if doc.get("TotalAmt") else None),
        ("Open", amount(doc["Balance"]) if "Balance" in doc else None),
    ]
    shown = [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts if value]
    return page(
        request,
        desk,
        company,
        f"{type_name(kind, doc)} {number_of(doc)}",
        tag("dl", *shown, class_="card"),
        card("Posts", _posted(company, kind, doc)),
        card("Linked", _linked(company, doc)),
        *_acts(desk, company, kind, doc, request.url.path),
    )


def new_bill(request: Request, desk: Desk, company: Company) -> Response:
    """Key a bill."""
    form = act_form(
        company,
        "bill",
        f"/books/{company.realm}/transactions",
        choice("Vendor", "vendor", _people(company, "Vendor"), blank="choose..."),
        choice("Account", "account", _accounts(company), blank="choose..."),
        field("Amount", "amount", inputmode="decimal", required=True),
        field("Bill date", "date", "date", today(company).isoformat()),
        field("Due date", "due", "date"),
        field("Bill no.", "number"),
        field("Memo", "note"),
        closed_books_field(desk, company),
        button="Save bill",
    )
    return page(request, desk, company, "New bill", card("Bill", form))


def new_journal(request: Request, desk: Desk, company: Company) -> Response:
    """Key a journal entry."""
    accounts = _accounts(company)
    customers, vendors = _people(company, "Customer"), _people(company, "Vendor")
    rows: list[list[Child]] = []
    for n in range(6):
        rows.append(
            [
                choice("", f"lines.{n}.account", accounts, blank="-"),
                field("", f"lines.{n}.debit", inputmode="decimal", aria_label="Debit"),
                field("", f"lines.{n}.credit", inputmode="decimal", aria_label="Credit"),
                field("", f"lines.{n}.memo", aria_label="Description"),
                choice("", f"lines.{n}.customer", customers, blank="-"),
                choice("", f"lines.{n}.vendor", vendors, blank="-"),
            ]
        )
    form = act_form(
        company,
        "journal-entry",
        f"/books/{company.realm}/transactions",
        field("Date", "date", "date", today(company).isoformat()),
        field("Journal no.", "number"),
        table(["Account", "Debit", "Credit", "Description", "Customer", "Vendor"], rows),
        field("Memo", "note"),
        closed_books_field(desk, company),
        button="Save journal entry",
    )
    return page(request, desk, company, "New journal entry", card("Journal entry", form))


def settings(request: Request, desk: Desk, company: Company) -> Response:
    """Closing date, account numbers, connected apps."""
    accounting = company.preferences["AccountingInfoPrefs"]
    on = bool(accounting.get("UseAccountNumbers"))
    back = request.url.path
    close = act_form(
        company,
        "closing-date",
        back,
        field("Closed through (empty opens the books)", "date", "date", accounting.get("BookCloseDate", "")),
        field("New password (may be empty)", "password", "password", autocomplete="off"),
        field("Present password", "override", "password", autocomplete="off"),
        button="Save closing date",
    )
    numbers = act_form(
        company, "account-numbers", back, button="Turn off" if on else "Turn on", on="false" if on else "true"
    )
    live = [grant for grant in desk.world.grants.live() if grant.realm == company.realm]
    apps: list[list[Child]] = [[grant.scope, f"{grant.used:%Y-%m-%d %H:%M} UTC"] for grant in live]
    disconnect = act_form(
        company, "revoke", back, button="Disconnect", confirm="Every app loses its access to this company."
    )
    return page(
        request,
        desk,
        company,
        "Settings",
        card("Closing date", close),
        card("Account numbers", tag("p", f"Account numbers are {'on' if on else 'off'}."), numbers),
        card(
            "Connected apps",
            table(["May use", "Last token"], apps, empty="No app is connected."),
            disconnect if apps else None,
        ),
    )


def _posted(company: Company, kind: str, doc: Doc) -> Html:
    accounts = {account["Id"]: label(company, account, full=True) for account in company.all("Account")}
    rows: list[list[Child]] = [
        [
            accounts.get(one.account, one.account),
            one.memo,
            amount(one.amount) if one.amount > 0 else "",
            amount(-one.amount) if one.amount < 0 else "",
        ]
        for one in postings_of(company, kind, doc)
    ]
    return table(["Account", "Memo", "Debit", "Credit"], rows, {2, 3}, "This document posts nothing.")


def _linked(company: Company, doc: Doc) -> Html:
    links = [
        *(doc.get("LinkedTxn") or []),
        *(one for line in doc.get("Line") or [] for one in line.get("LinkedTxn") or []),
    ]
    base = f"/books/{company.realm}/transactions"
    rows: list[list[Child]] = []
    for one in links:
        kind = "BillPayment" if one["TxnType"].startswith("BillPayment") else one["TxnType"]
        other = company.get(kind, one["TxnId"])
        if other:
            href = f"{base}/{kind}/{one['TxnId']}"
            rows.append([link(f"{type_name(kind, other)} {number_of(other)}", href), other.get("TxnDate", "")])
    return table(["Document", "Date"], rows, empty="Not linked to anything.")


def _acts(desk: Desk, company: Company, kind: str, doc: Doc, back: str) -> list[Html]:
    """The forms that fit this document."""
    shown: list[Html] = []
    left = money(doc.get("Balance"))
    list_page = f"/books/{company.realm}/transactions"
    override = closed_books_field(desk, company)
    if kind in ("Bill", "Invoice") and left:
        shown.append(card("Pay this bill" if kind == "Bill" else "Receive payment", _pay(company, kind, doc, back)))
        shown.extend(_credit_card(company, kind, doc, back))
    shown.append(card("Edit", _edit(desk, company, kind, doc, back)))
    for act, button, after in (("void", "Void", back), ("delete", "Delete", list_page)):
        if act in ENTITIES[kind].operations:
            sure = f"{button} this document?"
            form = act_form(company, act, after, override, button=button, confirm=sure, kind=kind, id=doc["Id"])
            shown.append(card(button, form))
    return shown


def _pay(company: Company, kind: str, doc: Doc, back: str) -> Html:
    banks = [(one["Id"], one["Name"]) for one in in_order(company) if one["AccountType"] in ("Bank", "Credit Card")]
    bill = kind == "Bill"
    return act_form(
        company,
        "pay-bill" if bill else "receive-payment",
        back,
        field("Amount", "amount", value=money(doc["Balance"]), inputmode="decimal", required=True),
        choice("From" if bill else "Into", "account", banks, blank="" if bill else "Undeposited Funds"),
        field("Date", "date", "date", today(company).isoformat()),
        field("Reference no.", "number"),
        button="Pay" if bill else "Receive",
        **{kind.lower(): doc["Id"]},
    )


def _credit_card(company: Company, kind: str, doc: Doc, back: str) -> list[Html]:
    """A form for each credit of the same vendor or customer that is still open."""
    credit_kind, name = ("VendorCredit", "VendorRef") if kind == "Bill" else ("CreditMemo", "CustomerRef")
    credits = [
        (one["Id"], f"{number_of(one)}: {amount(one.get('Balance'))}")
        for one in company.all(credit_kind)
        if ref(one, name) == ref(doc, name) and money(one.get("Balance"))
    ]
    if not credits:
        return []
    form = act_form(company, "apply-credit", back, choice("Credit", "credit", credits), button="Apply", to=doc["Id"])
    return [card("Apply a credit", form)]


def _edit(desk: Desk, company: Company, kind: str, doc: Doc, back: str) -> Html:
    fields: list[Child] = [field("Date", "fields.TxnDate", "date", doc.get("TxnDate"))]
    if "DueDate" in doc:
        fields.append(field("Due", "fields.DueDate", "date", doc["DueDate"]))
    if "DocNumber" in ENTITIES[kind].by_name:
        fields.append(field("Number", "fields.DocNumber", value=doc.get("DocNumber")))
    fields.append(field("Memo", "fields.PrivateNote", value=doc.get("PrivateNote")))
    for line in doc.get("Line") or []:
        if line.get("Id") is not None and line.get("DetailType") in (*ENTITIES[kind].lines, "JournalEntryLineDetail"):
            name = line.get("Description") or f"Line {line['Id']}"
            fields.append(field(f"Amount: {name}", f"amounts.{line['Id']}", value=money(line.get("Amount"))))
    fields.append(closed_books_field(desk, company))
    return act_form(company, "edit", back, *fields, button="Save", kind=kind, id=doc["Id"])


def _people(company: Company, kind: str) -> Options:
    return [(one["Id"], called(one)) for one in company.in_order(kind) if one.get("Active") is not False]


def _accounts(company: Company) -> Options:
    return [(one["Id"], label(company, one, full=True)) for one in in_order(company) if one.get("Active") is not False]
