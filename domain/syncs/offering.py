"""After a sync has compared: write down the names that only the books have, so that someone may bring them here."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from domain.books.port import NameKind
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, IgnoredName, visible
from domain.counterparties.details import TradeRole
from domain.counterparties.mirror import KIND
from domain.counterparties.names import exact_key
from domain.store import ROWS_PER_WRITE, Store, in_chunks, purge, upsert
from domain.syncs.bring import NameState, OnlyThere, Ours, own_name, sort_out
from domain.syncs.surveying import roles_in
from domain.syncs.sync import WHOLE, KnownName, RowKind, SyncRow, SyncRun

NOT_WANTED: Final = "not wanted here"
SPOKEN_FOR: Final = (RowKind.NEAR, RowKind.GONE)
Key = tuple[str, str]


@dataclass(frozen=True)
class Offering:
    """May be run again from its start."""

    store: Store

    def offer(self, run: SyncRun) -> int:
        """Active names nobody here is linked to, without those the plan has a counterpart or near match for."""
        purge(self.store, OnlyThere, col(OnlyThere.run_id) == run.id)
        if run.automatic or run.scope not in WHOLE:
            return 0
        with self.store.reading() as session:
            names = _only_there(session, run)
            keys = sorted({name.group_key for name in names})
            chunks = (ours(session, run.department, chunk) for chunk in in_chunks(keys, ROWS_PER_WRITE))
            sort_out(names, {key: one for chunk in chunks for key, one in chunk.items()})
        for chunk in in_chunks(names, ROWS_PER_WRITE):
            with self.store.writing() as session:
                upsert(session, OnlyThere, [name.model_dump() for name in chunk])
        return len(names)


def ours(session: Session, department: str, keys: Sequence[str]) -> dict[str, Ours]:
    """By key, who has one of these names in a department already."""
    columns = (Counterparty.id, Counterparty.name, Counterparty.name_key, Counterparty.active)
    query = select(*columns, Counterparty.is_customer, Counterparty.is_supplier)  # type: ignore[call-overload]  # six
    named = (Counterparty.department == department, col(Counterparty.name_key).in_(keys))
    query = query.where(*named)
    hidden = select(Counterparty.id).where(*named, ~visible(department))
    unseen = set(session.exec(hidden))
    return {
        key: Ours(name, _roles(customer, supplier), active, id not in unseen)
        for id, name, key, active, customer, supplier in session.exec(query)
    }


def _roles(customer: bool, supplier: bool) -> frozenset[TradeRole]:
    has = {TradeRole.CUSTOMER: customer, TradeRole.SUPPLIER: supplier}
    return frozenset(role for role in TradeRole if has[role])


def _only_there(session: Session, run: SyncRun) -> list[OnlyThere]:
    spoken_for = _spoken_for(session, run)
    ignored = set(session.exec(select(IgnoredName.kind, IgnoredName.books_id).where(IgnoredName.realm == run.realm)))
    currencies = session.exec(select(KnownName.currency).where(KnownName.realm == run.realm).distinct()).all()
    many = len([one for one in currencies if one]) > 1
    found = []
    for known in _unlinked(session, run):
        key = (known.kind, known.books_id)
        if key in spoken_for or (key in ignored and run.scope != "full"):
            continue
        found.append(_offered(run, known, ignored=key in ignored, with_currency=many))
    return found


def _offered(run: SyncRun, known: KnownName, *, ignored: bool, with_currency: bool) -> OnlyThere:
    return OnlyThere(
        run_id=run.id,
        kind=known.kind,
        books_id=known.books_id,
        name=known.name,
        group_key=exact_key(own_name(NameKind(known.kind), known.name)),
        company_name=known.company_name,
        email=known.email,
        currency=known.currency if with_currency else "",
        version=known.version,
        state=NameState.LEFT if ignored else NameState.READY,
        reason=NOT_WANTED if ignored else "",
    )


def _unlinked(session: Session, run: SyncRun) -> Iterator[KnownName]:
    """Active names of the lists in scope, by name, whose record nobody is linked to."""
    for role in roles_in(run.scope):
        linked = select(CounterpartyLink.books_id).where(
            CounterpartyLink.realm == run.realm, CounterpartyLink.role == role
        )
        query = select(KnownName).where(
            KnownName.realm == run.realm,
            KnownName.kind == KIND[role],
            col(KnownName.active),
            col(KnownName.books_id).not_in(linked),
        )
        query = query.order_by(col(KnownName.name_key), col(KnownName.books_id))
        yield from session.exec(query.execution_options(yield_per=ROWS_PER_WRITE))


def _spoken_for(session: Session, run: SyncRun) -> set[Key]:
    """What the plan links, or may link if a person says so."""
    columns = (col(SyncRow.kind), col(SyncRow.role), col(SyncRow.books_id), col(SyncRow.candidates))
    rows = select(*columns).where(SyncRow.run_id == run.id, SyncRow.kind != RowKind.UNCHANGED)
    found: set[Key] = set()
    for kind, role, books_id, candidates in session.exec(rows.execution_options(yield_per=ROWS_PER_WRITE)):
        ids = [books_id] if books_id else []
        if kind in SPOKEN_FOR and candidates:
            ids += [str(candidate["id"]) for candidate in json.loads(candidates)]
        found |= {(KIND[role].value, id) for id in ids}
    return found
