"""Accounts, terms and documents between our words and QuickBooks' properties; money is Decimal there, cents here."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from domain.books.documents import (
    LONGEST_TEXT,
    Application,
    Attached,
    BooksAccount,
    BooksItem,
    BooksTerm,
    Document,
    DocumentKind,
    DocumentLine,
    Link,
    NewDocument,
    NewDocumentLine,
    NewTerm,
    Preferences,
)

Json = dict[str, Any]
ENTITIES: Final = {
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "VendorCredit",
    DocumentKind.JOURNAL_ENTRY: "JournalEntry",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_MEMO: "CreditMemo",
}
PARTIES: Final = {
    DocumentKind.BILL: "VendorRef",
    DocumentKind.VENDOR_CREDIT: "VendorRef",
    DocumentKind.INVOICE: "CustomerRef",
    DocumentKind.CREDIT_MEMO: "CustomerRef",
}
SALES: Final = (DocumentKind.INVOICE, DocumentKind.CREDIT_MEMO)
OWED: Final = (DocumentKind.BILL, DocumentKind.VENDOR_CREDIT)
WITH_TERMS: Final = (DocumentKind.BILL, DocumentKind.INVOICE)
KEPT: Final = (
    "AllowIPNPayment",
    "AllowOnlineACHPayment",
    "AllowOnlineCreditCardPayment",
    "AllowOnlinePayment",
    "ApplyTaxAfterDiscount",
    "ClassRef",
    "CurrencyRef",
    "CustomField",
    "CustomerMemo",
    "DepartmentRef",
    "EmailStatus",
    "ExchangeRate",
    "PrintStatus",
    "ShipDate",
    "ShipMethodRef",
    "TrackingNum",
)
OF_THE_PARTY: Final = ("BillAddr", "BillEmail", "BillEmailBcc", "BillEmailCc", "ShipAddr")
EXPENSE, JOURNAL, SALE = "AccountBasedExpenseLineDetail", "JournalEntryLineDetail", "SalesItemLineDetail"
TAXED: Final = "TAX"
CENT: Final = Decimal("0.01")


def minor(amount: object) -> int:
    """An amount of QuickBooks in cents."""
    return int((Decimal(str(amount or 0)) * 100).to_integral_value(ROUND_HALF_UP))


def major(amount: int) -> Decimal:
    """Cents as an amount of QuickBooks."""
    return (Decimal(amount) / 100).quantize(CENT)


def wire(body: Json) -> str:
    """A body as JSON; amounts have at most 15 digits, which a float keeps."""
    return json.dumps(body, default=float)


def reference(row: Mapping[str, Any], name: str) -> str:
    """The id a property points to, empty when it points nowhere."""
    return str((row.get(name) or {}).get("value") or "")


def read_account(row: Mapping[str, Any]) -> BooksAccount:
    """An account; its name is the whole path of a sub-account."""
    return BooksAccount(
        id=str(row["Id"]),
        name=str(row.get("FullyQualifiedName") or row.get("Name") or ""),
        number=str(row.get("AcctNum") or ""),
        type=str(row.get("AccountType") or ""),
        subtype=str(row.get("AccountSubType") or ""),
        active=bool(row.get("Active", True)),
        balance=minor(row["CurrentBalance"]) if "CurrentBalance" in row else None,
        currency=reference(row, "CurrencyRef"),
    )


def read_item(row: Mapping[str, Any]) -> BooksItem:
    """A product or service."""
    return BooksItem(
        id=str(row["Id"]),
        name=str(row.get("FullyQualifiedName") or row.get("Name") or ""),
        type=str(row.get("Type") or ""),
        account_id=reference(row, "IncomeAccountRef"),
        active=bool(row.get("Active", True)),
    )


def read_term(row: Mapping[str, Any]) -> BooksTerm:
    """Payment terms, by days or by the day of the month."""
    return BooksTerm(
        id=str(row["Id"]),
        name=str(row.get("Name") or ""),
        active=bool(row.get("Active", True)),
        due_days=_whole(row.get("DueDays")),
        discount_percent=Decimal(str(row.get("DiscountPercent") or 0)),
        discount_days=_whole(row.get("DiscountDays")),
        day_of_month=_whole(row.get("DayOfMonthDue")),
        due_next_month_days=_whole(row.get("DueNextMonthDays")),
    )


def term_body(new: NewTerm) -> Json:
    """The body that creates payment terms."""
    body: Json = {"Name": new.name, "DueDays": new.due_days, "DayOfMonthDue": new.day_of_month}
    body["DueNextMonthDays"] = new.due_next_month_days
    if new.discount_percent:
        body |= {"DiscountPercent": new.discount_percent, "DiscountDays": new.discount_days}
    return {name: value for name, value in body.items() if value is not None}


def read_preferences(row: Mapping[str, Any]) -> Preferences:
    """The settings that decide how documents behave; QuickBooks leaves the closing date out while books are open."""
    accounting, sales = row.get("AccountingInfoPrefs") or {}, row.get("SalesFormsPrefs") or {}
    currency = row.get("CurrencyPrefs") or {}
    closed, tax = accounting.get("BookCloseDate"), row.get("TaxPrefs") or {}
    return Preferences(
        account_numbers=bool(accounting.get("UseAccountNumbers")),
        closing_date=date.fromisoformat(str(closed)[:10]) if closed else None,
        home_currency=reference(currency, "HomeCurrency") or "USD",
        multicurrency=bool(currency.get("MultiCurrencyEnabled")),
        own_sales_numbers=bool(sales.get("CustomTxnNumbers")),
        applies_credits=bool(sales.get("AutoApplyCredit")),
        sales_tax=bool(tax.get("UsingSalesTax")),
        tax_code_id=reference(tax, "TaxGroupCodeRef") if tax.get("UsingSalesTax") else "",
    )


def read_attached(row: Mapping[str, Any]) -> Attached:
    """A file that is attached to something."""
    return Attached(str(row["Id"]), str(row.get("SyncToken", "")), str(row["FileName"]), str(row.get("Note") or ""))


def read_document(kind: DocumentKind, row: Mapping[str, Any]) -> Document:
    """A document; `raw` is all of it as plain JSON."""
    lines = tuple(_read_lines(row.get("Line") or []))
    debits = sum(line.amount for line in lines if line.amount > 0)
    return Document(
        kind=kind,
        id=str(row["Id"]),
        version=str(row.get("SyncToken", "")),
        number=str(row.get("DocNumber") or ""),
        on=date.fromisoformat(str(row["TxnDate"])[:10]),
        total=debits if kind is DocumentKind.JOURNAL_ENTRY else minor(row.get("TotalAmt")),
        party_id=reference(row, PARTIES[kind]) if kind in PARTIES else "",
        note=str(row.get("PrivateNote") or ""),
        lines=lines,
        linked=tuple(_links(row)),
        balance=minor(row["Balance"]) if "Balance" in row else None,
        raw=json.loads(wire(dict(row))),
        due_on=date.fromisoformat(str(row["DueDate"])[:10]) if row.get("DueDate") else None,
        tax=minor((row.get("TxnTaxDetail") or {}).get("TotalTax")),
    )


def document_body(new: NewDocument, location_id: str = "") -> Json:
    """The body that creates a document. What is blank is left out: to QuickBooks a blank is a value."""
    location = {"DepartmentRef": {"value": location_id}} if location_id else {}
    on_lines = location if new.kind is DocumentKind.JOURNAL_ENTRY else {}
    body: Json = {
        "TxnDate": new.on.isoformat(),
        "DocNumber": new.books_number or None,
        "PrivateNote": new.whole_note,
        "Line": [_line(new.kind, line, on_lines) for line in new.lines],
    }
    if new.kind in PARTIES:
        body |= {PARTIES[new.kind]: {"value": new.party_id}} | location
    if new.kind in OWED and new.payable_id:
        body["APAccountRef"] = {"value": new.payable_id}
    if new.kind in WITH_TERMS:
        body["DueDate"] = new.due_on.isoformat() if new.due_on else None
        body["SalesTermRef"] = {"value": new.term_id} if new.term_id else None
    if new.tax:
        body["TxnTaxDetail"] = {"TxnTaxCodeRef": {"value": new.tax_code_id}, "TotalTax": major(new.tax)}
    return {name: value for name, value in body.items() if value is not None}


def updated_body(document: Document, new: NewDocument, location_id: str = "") -> Json:
    """The full update that makes a document say what is new. A full update clears what it does not name, so what people
    added in QuickBooks is named; who is billed elsewhere has another address."""
    same = document.party_id == new.party_id
    kept = {name: document.raw[name] for name in (*KEPT, *(OF_THE_PARTY if same else ())) if name in document.raw}
    return kept | {"Id": document.id, "SyncToken": document.version, "sparse": False} | document_body(new, location_id)


def zeroed_body(document: Document, number: str) -> Json:
    """The sparse update that sets every amount to zero and takes another number, so that its own can be used again."""
    row = document.raw
    body: Json = {
        "Id": document.id,
        "SyncToken": document.version,
        "sparse": True,
        "PrivateNote": f"Zeroed by Tieout, was {document.number or 'without number'}.\n{document.note}"[:LONGEST_TEXT],
        "Line": [{**line, "Amount": 0} for line in row.get("Line") or [] if line.get("Id") is not None],
    }
    if document.number:
        body["DocNumber"] = number
    if document.kind in PARTIES:
        body[PARTIES[document.kind]] = row[PARTIES[document.kind]]
    return body


def read_application(type: str, row: Mapping[str, Any], document: Document) -> Application:
    """How much of a document a payment settles; a payment of total 0 only sets credits off."""
    target = (ENTITIES[document.kind], document.id)
    applied = sum(
        minor(line.get("Amount"))
        for line in row.get("Line") or []
        if any((link.type, link.id) == target for link in _own_links(line))
    )
    return Application(
        type=type,
        id=str(row["Id"]),
        number=str(row.get("DocNumber") or row.get("PaymentRefNum") or ""),
        on=date.fromisoformat(str(row["TxnDate"])[:10]),
        applied=applied,
        in_cash=min(applied, minor(row.get("TotalAmt"))),
    )


def settles(row: Mapping[str, Any], document: Document) -> bool:
    """Whether a payment is applied to a document."""
    target = (ENTITIES[document.kind], document.id)
    return any((link.type, link.id) == target for link in _links(row))


def read_balances(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """(account id, balance) of each account in a trial balance, debit positive; totals have no id."""
    for row in rows:
        yield from read_balances((row.get("Rows") or {}).get("Row") or [])
        cells = row.get("ColData") or (row.get("Header") or {}).get("ColData") or []
        if len(cells) >= 3 and cells[0].get("id"):
            yield str(cells[0]["id"]), minor(cells[1].get("value")) - minor(cells[2].get("value"))


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))


def _links(row: Mapping[str, Any]) -> Iterator[Link]:
    """Those of the head and of every line, each once."""
    seen: set[Link] = set()
    for part in (row, *(row.get("Line") or [])):
        for link in _own_links(part):
            if link not in seen:
                seen.add(link)
                yield link


def _own_links(part: Mapping[str, Any]) -> list[Link]:
    return [Link(str(one.get("TxnType")), str(one.get("TxnId"))) for one in part.get("LinkedTxn") or []]


def _read_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[DocumentLine]:
    for row in rows:
        detail = row.get(str(row.get("DetailType"))) or {}
        amount = minor(row.get("Amount"))
        account, item = reference(detail, "AccountRef"), reference(detail, "ItemRef")
        if account or item:
            sign = -1 if detail.get("PostingType") == "Credit" else 1
            entity = detail.get("Entity") or {}
            customer = reference(entity, "EntityRef") if entity.get("Type") == "Customer" else ""
            taxed = reference(detail, "TaxCodeRef") == TAXED
            yield DocumentLine(account, sign * amount, str(row.get("Description") or ""), item, customer, taxed)


def _line(kind: DocumentKind, line: NewDocumentLine, location: Mapping[str, Any]) -> Json:
    name, detail, amount = EXPENSE, {"AccountRef": {"value": line.account_id}}, line.amount
    if kind is DocumentKind.JOURNAL_ENTRY:
        name, detail, amount = JOURNAL, _posting(line) | dict(location), abs(line.amount)
    elif kind in SALES:
        name, detail = SALE, {"ItemRef": {"value": line.item_id}}
        detail |= {"TaxCodeRef": {"value": TAXED}} if line.taxed else {}
    body: Json = {"Amount": major(amount), "DetailType": name, name: detail}
    return body | {"Description": line.description[:LONGEST_TEXT]} if line.description else body


def _posting(line: NewDocumentLine) -> Json:
    side = "Debit" if line.amount >= 0 else "Credit"
    customer = {"Type": "Customer", "EntityRef": {"value": line.customer_id}}
    body: Json = {"PostingType": side, "AccountRef": {"value": line.account_id}}
    return body | ({"Entity": customer} if line.customer_id else {})
