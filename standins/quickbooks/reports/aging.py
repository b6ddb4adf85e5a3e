"""Aged payables and receivables: what is open on a day, by how late it is; always the control account's balance."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from standins.quickbooks.chart import ZERO, Doc, ref
from standins.quickbooks.envelopes import Fault
from standins.quickbooks.ledger import Posting, applications, postings
from standins.quickbooks.reports.asked import Asked, ReportCompany, day
from standins.quickbooks.reports.general_ledger import type_name
from standins.quickbooks.reports.shape import Row, amount, amounts, answer, blanks, cell, column, data, section, total

Item = tuple[str, str, str]  # document kind, its id, whose account


@dataclass(frozen=True)
class OpenItem:
    """One document on a control account: what it was for and what of it is still open (owed is positive)."""

    kind: str
    id: str
    number: str
    dated: str
    due: date
    name_id: str
    original: Decimal
    open: Decimal


def open_items(company: ReportCompany, payable: bool, end: date) -> list[OpenItem]:
    """Documents on the control accounts up to a day, less what payments dated up to that day settled of them."""
    control_type = "Accounts Payable" if payable else "Accounts Receivable"
    controls = {account["Id"] for account in company.all("Account") if account["AccountType"] == control_type}
    side = -1 if payable else 1
    booked: dict[Item, Decimal] = defaultdict(Decimal)
    found: dict[Item, Posting] = {}
    for posting in postings(company):
        if posting.account in controls and posting.date <= end.isoformat():
            key = (posting.kind, posting.id, posting.entity)
            booked[key] += side * posting.amount
            found[key] = posting
    left = _after_settlement(company, booked, end)
    items = [_item(company, found[key], booked[key], left[key]) for key in booked if left[key]]
    return sorted(items, key=lambda item: (item.due, item.dated, len(item.id), item.id))


def _after_settlement(company: ReportCompany, booked: Mapping[Item, Decimal], end: date) -> dict[Item, Decimal]:
    """Move each applied amount from the payment to the document it settles; the sum stays the same."""
    left = dict(booked)
    for kind in ("Payment", "BillPayment"):
        for doc in company.all(kind):
            name = ref(doc, "CustomerRef") or ref(doc, "VendorRef")
            payer = (kind, doc["Id"], name)
            moves = [((other, id, name), amount) for other, id, amount in applications(doc)]
            known = [(target, amount) for target, amount in moves if target in booked]
            if doc["TxnDate"] > end.isoformat() or (payer not in booked and len(known) < len(moves)):
                continue
            for target, applied in known:
                part = _home(company.get(*target[:2]), applied) * (1 if booked[target] > 0 else -1)
                left[target] -= part
                left[payer] = left.get(payer, ZERO) + part
    return {key: left[key] for key in booked}


def _home(doc: Doc | None, value: Decimal) -> Decimal:
    rate = Decimal(str((doc or {}).get("ExchangeRate") or 1))
    return (value * rate).quantize(Decimal("0.01"))


def _item(company: ReportCompany, posting: Posting, booked: Decimal, left: Decimal) -> OpenItem:
    doc = company.get(posting.kind, posting.id) or {}
    due = date.fromisoformat(doc.get("DueDate") or posting.date)
    return OpenItem(posting.kind, posting.id, posting.number, posting.date, due, posting.entity, booked, left)


@dataclass(frozen=True)
class Buckets:
    """Ranges of days late: Current, then `count` ranges of `width` days, the last one open."""

    on: date
    width: int
    count: int

    def titles(self) -> list[str]:
        ranges = [f"{n * self.width + 1} - {(n + 1) * self.width}" for n in range(self.count - 1)]
        return ["Current", *ranges, f"{(self.count - 1) * self.width + 1} and over"]

    def of(self, item: OpenItem) -> int:
        late = (self.on - item.due).days
        return 0 if late <= 0 else min((late - 1) // self.width + 1, self.count)


def _question(asked: Asked) -> tuple[bool, Buckets]:
    """Payable or receivable, and the ranges: report_date (else the end of the period), aging_period, num_periods."""
    on = day(asked.params["report_date"]) if asked.params.get("report_date") else asked.end
    width, count = (
        asked.params.get(name) or default for name, default in (("aging_period", "30"), ("num_periods", "4"))
    )
    if not (width.isdigit() and count.isdigit() and int(width) > 0 and 0 < int(count) <= 100):
        raise Fault("2080", f"Invalid Number. Supplied value:{width}, {count}")
    return asked.name.startswith(("AgedPayable", "Vendor")), Buckets(on, int(width), int(count))


def _named(
    company: ReportCompany, payable: bool, asked: Asked, items: Sequence[OpenItem]
) -> list[tuple[str, str, list[OpenItem]]]:
    """(name, id, items) by name, narrowed by the customer or vendor filter."""
    kind = "Vendor" if payable else "Customer"
    wanted = {id for id in asked.params.get(kind.lower(), "").split(",") if id}
    by_id: dict[str, list[OpenItem]] = defaultdict(list)
    for item in items:
        if not wanted or item.name_id in wanted:
            by_id[item.name_id].append(item)
    return sorted(
        ((_name(company, kind, id), id, owned) for id, owned in by_id.items()), key=lambda row: row[0].lower()
    )


def _name(company: ReportCompany, kind: str, id: str) -> str:
    found = company.get(kind, id) or {}
    return str(found.get("FullyQualifiedName") or found.get("DisplayName") or "Not Specified")


def aged_summary(company: ReportCompany, asked: Asked) -> dict[str, Any]:
    """One row for each customer or vendor with open items, one column for each range of days late."""
    payable, buckets = _question(asked)
    titles = buckets.titles()
    sums = [ZERO] * len(titles)
    rows: list[Row] = []
    for name, id, items in _named(company, payable, asked, open_items(company, payable, buckets.on)):
        values = [sum((item.open for item in items if buckets.of(item) == n), ZERO) for n in range(len(titles))]
        sums = [a + b for a, b in zip(sums, values, strict=True)]
        shown = [value or None for value in values]
        rows.append({"ColData": [cell(name, id), *amounts([*shown, sum(values, ZERO)])]})
    rows.append(total([cell("TOTAL"), *amounts([*sums, sum(sums, ZERO)])], "GrandTotal"))
    kind = "Vendor" if payable else "Customer"
    columns = [column("", kind, kind.lower()), *(column(title, "Money", _key(title)) for title in [*titles, "Total"])]
    return _answer(company, asked, buckets, columns, rows)


def _answer(
    company: ReportCompany, asked: Asked, buckets: Buckets, columns: list[dict[str, Any]], rows: list[Row]
) -> dict[str, Any]:
    """The report, headed by the day it is about."""
    if asked.params.get("report_date"):
        asked = replace(asked, start=buckets.on, end=buckets.on, macro="")
    return answer(company, asked, columns, rows, {"report_date": buckets.on.isoformat()})


def _key(title: str) -> str:
    return "current" if title == "Current" else "total" if title == "Total" else title.split(" ")[0]


def aged_detail(company: ReportCompany, asked: Asked) -> dict[str, Any]:
    """Every open document under its range of days late, with its original and its open amount."""
    payable, buckets = _question(asked)
    kind = "Vendor" if payable else "Customer"
    named = _named(company, payable, asked, open_items(company, payable, buckets.on))
    items = [(name, item) for name, _id, owned in named for item in owned]
    rows: list[Row] = []
    for n, title in enumerate(buckets.titles()):
        here = sorted((pair for pair in items if buckets.of(pair[1]) == n), key=lambda pair: pair[1].due)
        if here:
            heading = title if title == "Current" else f"{title.replace('and over', 'or more')} days past due"
            rows.append(_bucket_section(company, heading, here))
    everything = [sum((getattr(item, what) for _, item in items), ZERO) for what in ("original", "open")]
    rows.append(total([cell("TOTAL"), *blanks(4), *amounts(everything)], "GrandTotal"))
    columns = [
        column("Date", "Date", "tx_date"),
        column("Transaction Type", "String", "txn_type"),
        column("Num", "String", "doc_num"),
        column(kind, "String", "vend_name" if payable else "cust_name"),
        column("Due Date", "Date", "due_date"),
        column("Amount", "Money", "subt_neg_amount" if payable else "subt_amount"),
        column("Open Balance", "Money", "subt_neg_open_bal" if payable else "subt_open_bal"),
    ]
    return _answer(company, asked, buckets, columns, rows)


def _bucket_section(company: ReportCompany, heading: str, pairs: Sequence[tuple[str, OpenItem]]) -> Row:
    rows = []
    for name, item in pairs:
        kind = cell(type_name(item.kind, company.get(item.kind, item.id) or {}), item.id)
        first = [cell(item.dated), kind, cell(item.number), cell(name, item.name_id), cell(item.due.isoformat())]
        rows.append(data([*first, *amounts([item.original, item.open])]))
    sums = [sum((item.original for _, item in pairs), ZERO), sum((item.open for _, item in pairs), ZERO)]
    return section([cell(heading), *blanks(6)], rows, [cell(f"Total for {heading}"), *blanks(4), *amounts(sums)])


def balance_by_name(company: ReportCompany, asked: Asked) -> dict[str, Any]:
    """What each vendor is owed, or each customer owes."""
    payable, buckets = _question(asked)
    rows: list[Row] = []
    whole = ZERO
    for name, id, items in _named(company, payable, asked, open_items(company, payable, buckets.on)):
        owed = sum((item.open for item in items), ZERO)
        whole += owed
        rows.append({"ColData": [cell(name, id), cell(amount(owed))]})
    rows.append(total([cell("TOTAL"), cell(amount(whole))], "GrandTotal"))
    kind = "Vendor" if payable else "Customer"
    columns = [column("", kind, kind.lower()), column("Total", "Money", "total")]
    return _answer(company, asked, buckets, columns, rows)
