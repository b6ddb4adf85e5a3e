"""Our documents as the books should hold them, with what each puts on some accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.closing.closing_entry import ClosingEntry, EntryState
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.ledger.journal import SALES_TAX, JournalEntry, JournalLine, Route
from domain.proofs.expected import IN_BOOKS, PENDING, Scope
from domain.proofs.explaining import TYPES, Key, OurDocument

ADOPTED: Final = "adopted:"  # before the type and id of what the books had and the journal took over
NOT_STANDING = (DeliveryState.WITHDRAWN, DeliveryState.REPLACED)


def our_documents(session: Session, scope: Scope, accounts: Sequence[str]) -> list[OurDocument]:
    """Every document that is, was or is to be in the books, with its amounts on these accounts of ours, by day."""
    query = _of(scope, select(Delivery))
    standing, changing = _standing(session.exec(query))
    amounts = _amounts(session, scope, accounts, changing)
    _add_closings(session, scope, accounts, amounts)
    taxes = _taxes(session, scope)
    found = [_document(one, amounts.get(subject, {}), taxes.get(subject, 0)) for subject, one in standing.items()]
    return _with_adopted(found, _adopted(session, scope, accounts))


def known_by(session: Session, scope: Scope) -> set[Key]:
    """What the books know our documents by: type and id. Nothing else of them is read."""
    columns: tuple[Any, ...] = (Delivery.subject, Delivery.kind, Delivery.state, Delivery.books_id)
    standing, _ = _standing(session.execute(_of(scope, sa.select(*columns))))
    return {(TYPES[one.kind], one.books_id) for one in standing.values() if one.books_id and one.state not in PENDING}


def _of(scope: Scope, deliveries: Any) -> Any:
    deliveries = deliveries.where(Delivery.realm == scope.realm, col(Delivery.state).not_in(NOT_STANDING))
    return deliveries.order_by(col(Delivery.revision))


def _standing(deliveries: Iterable[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """By subject what is, was or is to be in the books, and of that what a change is on the way of."""
    standing: dict[str, Any] = {}
    changing: dict[str, Any] = {}
    for one in deliveries:
        if one.state in PENDING and one.subject in standing and standing[one.subject].state in IN_BOOKS:
            changing[one.subject] = standing[one.subject]
        else:
            standing[one.subject] = one
            changing.pop(one.subject, None)
    return standing, changing


def adopted_subject(type: str, books_id: str) -> str:
    """What an observed entry is filed under that takes over a document of the books, such as a `Journal Entry`."""
    return f"{ADOPTED}{type}:{books_id}"


def _adopted(session: Session, scope: Scope, accounts: Sequence[str]) -> dict[Key, dict[date, int]]:
    """By what the books call it, what was adopted of a document, by day."""
    columns = (col(JournalEntry.document), col(JournalEntry.on))
    query = _lines(scope, Route.OBSERVED, *columns).where(
        col(JournalLine.account).in_(accounts), col(JournalEntry.document).startswith(ADOPTED)
    )
    found: dict[Key, dict[date, int]] = {}
    for subject, on, amount in session.execute(query.group_by(*columns)):
        type, _, id = str(subject).removeprefix(ADOPTED).rpartition(":")
        found.setdefault((type, id), {})[on] = int(amount)
    return found


def _with_adopted(documents: Sequence[OurDocument], adopted: dict[Key, dict[date, int]]) -> list[OurDocument]:
    """A change of a document of ours that was adopted is part of it; one of others is ours to know from then on."""
    found = []
    for one in documents:
        more = adopted.pop(one.key, {}) if one.books_id else {}
        days = {on: one.amounts.get(on, 0) + more.get(on, 0) for on in {*one.amounts, *more}}
        found.append(replace(one, amounts={on: amount for on, amount in days.items() if amount}))
    others = [
        OurDocument(adopted_subject(*key), *key, "", abs(sum(days.values())), days) for key, days in adopted.items()
    ]
    return [*found, *others]


def _document(delivery: Delivery, amounts: Mapping[date, int], tax: int) -> OurDocument:
    """One that was removed should hold nothing."""
    there = delivery.books_id if delivery.state not in PENDING else ""
    kept = {} if delivery.state is DeliveryState.REMOVED else dict(amounts)
    return OurDocument(
        subject=delivery.subject,
        type=TYPES[delivery.kind],
        books_id=there or "",
        number=delivery.books_number,
        total=delivery.total,
        amounts=kept,
        tax=abs(tax),
        leaving=delivery.state is DeliveryState.REMOVING,
    )


def _amounts(
    session: Session, scope: Scope, accounts: Sequence[str], changing: Mapping[str, Delivery]
) -> dict[str, dict[date, int]]:
    """By subject and day; of a document whose change is on the way, what it was before."""
    columns: tuple[Any, ...] = (JournalEntry.document, JournalEntry.on, JournalEntry.at)
    query = _lines(scope, Route.DOCUMENT, *columns).where(col(JournalLine.account).in_(accounts))
    found: dict[str, dict[date, int]] = {}
    for subject, on, at, amount in session.execute(query.group_by(*columns)):
        before = changing.get(subject)
        if before is None or before.confirmed_at is None or at <= before.confirmed_at:
            days = found.setdefault(str(subject), {})
            days[on] = days.get(on, 0) + int(amount)
    return {subject: {on: amount for on, amount in days.items() if amount} for subject, days in found.items()}


def _add_closings(session: Session, scope: Scope, accounts: Sequence[str], amounts: dict[str, dict[date, int]]) -> None:
    """Closing entries are in no journal: their lines are their own."""
    query = select(ClosingEntry).where(
        col(ClosingEntry.department).in_(scope.departments), ClosingEntry.state == EntryState.POSTED
    )
    for entry in session.exec(query):
        total = sum(line.amount for line in entry.entry_lines if line.account in accounts)
        amounts[entry.subject] = {entry.on: total} if total else {}


def _taxes(session: Session, scope: Scope) -> dict[str, int]:
    query = _lines(scope, Route.DOCUMENT, col(JournalEntry.document)).where(col(JournalLine.account) == SALES_TAX)
    return {str(subject): int(tax) for subject, tax in session.execute(query.group_by(col(JournalEntry.document)))}


def _lines(scope: Scope, route: Route, *columns: Any) -> Any:
    """The lines of a route, summed."""
    query = sa.select(*columns, sa.func.sum(JournalLine.amount)).join(
        JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq)
    )
    return query.where(
        col(JournalEntry.department).in_(scope.departments),
        col(JournalEntry.realm) == scope.realm,
        col(JournalEntry.route) == route,
    )
