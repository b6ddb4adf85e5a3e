"""The general ledger: every document's postings, dated and in home currency, and the balances they sum to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from standins.quickbooks.chart import ZERO, Books, Chart, Doc, money, ref
from standins.quickbooks.posts import POSTS, Leg

CREDITS = ("CreditMemo", "VendorCredit")


@dataclass(frozen=True, slots=True)
class Posting:
    """One debit (positive) or credit (negative) of a document, in home currency to the cent."""

    account: str
    amount: Decimal
    date: str
    kind: str
    id: str
    number: str = ""
    entity_kind: str = ""
    entity: str = ""
    memo: str = ""
    class_id: str = ""
    department: str = ""
    line: int = 0


def postings(company: Books) -> list[Posting]:
    """Every posting of the company, by date; one document's postings sum to zero."""
    chart = Chart(company)
    found = [posting for kind in POSTS for doc in company.all(kind) for posting in _posted(chart, kind, doc)]
    return sorted(found, key=lambda posting: (posting.date, len(posting.id), posting.id, posting.line))


def postings_of(company: Books, kind: str, doc: Doc) -> list[Posting]:
    """What one document posts; nothing for a kind that posts nothing and for a voided document."""
    return _posted(Chart(company), kind, doc) if kind in POSTS else []


def balances(posted: Iterable[Posting]) -> dict[str, Decimal]:
    """Account id to balance, debit positive."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for posting in posted:
        sums[posting.account] += posting.amount
    return sums


def applications(doc: Doc) -> Iterator[tuple[str, str, Decimal]]:
    """(kind, id, amount) of each document a payment settles or uses up: its Line.LinkedTxn."""
    for line in doc.get("Line") or []:
        for link in line.get("LinkedTxn") or []:
            yield link["TxnType"], str(link["TxnId"]), money(line.get("Amount"))


def _posted(chart: Chart, kind: str, doc: Doc) -> list[Posting]:
    legs = [leg for leg in POSTS[kind](chart, doc) if leg.amount]
    if not legs:
        return []
    if (rate := _rate(doc)) != 1:
        legs = _to_home(chart, kind, doc, legs, rate)
    start = doc.get("OpeningBalanceDate") or doc.get("InvStartDate") or (doc.get("MetaData") or {}).get("CreateTime")
    return [
        Posting(
            account=leg.account,
            amount=leg.amount,
            date=str(doc.get("TxnDate") or start or "")[:10],
            kind=kind,
            id=doc["Id"],
            number=doc.get("DocNumber") or "",
            entity_kind=leg.entity_kind,
            entity=leg.entity,
            memo=leg.memo or doc.get("PrivateNote") or "",
            class_id=leg.class_id,
            department=leg.department or ref(doc, "DepartmentRef"),
            line=number,
        )
        for number, leg in enumerate(legs)
    ]


def _rate(doc: Doc) -> Decimal:
    """Home units for one unit of the document's currency; absent or 0 means home currency."""
    return Decimal(str(doc.get("ExchangeRate") or 1))


def _to_home(chart: Chart, kind: str, doc: Doc, legs: list[Leg], rate: Decimal) -> list[Leg]:
    """The legs at the document's rate; a payment clears bills and invoices at their own rates, the rest is exchange."""
    home = [replace(leg, amount=money(leg.amount * rate)) for leg in legs]
    if kind in ("Payment", "BillPayment"):
        at = next(n for n, leg in enumerate(legs) if leg.account in (chart.payable(doc), chart.receivable(doc)))
        extra = _booked_beyond(chart.books, doc, rate) * (1 if legs[at].amount > 0 else -1)
        home[at] = replace(home[at], amount=home[at].amount + extra)
    gap = sum((leg.amount for leg in home), ZERO)
    return [*home, Leg(chart.exchange(), -gap, memo="Exchange gain or loss")] if gap else home


def _booked_beyond(books: Books, doc: Doc, rate: Decimal) -> Decimal:
    """How much more, in home currency, than at the payment's rate its bills and invoices were booked at."""
    beyond = ZERO
    for kind, target, amount in applications(doc):
        other = books.get(kind, target) or {}
        beyond += (-1 if kind in CREDITS else 1) * (money(amount * _rate(other)) - money(amount * rate))
    return beyond
