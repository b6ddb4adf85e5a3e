"""Read the books' names page by page into what we know, and compare: the plan of a sync, before anything is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.books.port import BooksName, CounterpartyBooks, NameKind
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, TradeRole, visible
from domain.counterparties.matching import MatchIndex, near_matches
from domain.counterparties.mirror import KIND, SUFFIX
from domain.counterparties.names import exact_key, proposed_name, without_deleted_mark
from domain.store import ROWS_PER_WRITE, Store, in_chunks, purge, upsert
from domain.syncs.sync import WHOLE, KnownName, LeftAlone, RowKind, RowState, Sighting, SyncRow, SyncRun, classify


@dataclass(frozen=True)
class Surveying:
    """The reading half of a sync: every method may be run again from its start."""

    store: Store

    def remember(self, run: SyncRun, names: Sequence[BooksName]) -> int:
        """Keep what one page of the books said; answers how many names it held."""
        for chunk in in_chunks(names, ROWS_PER_WRITE):
            with self.store.writing() as session:
                seen = _last_seen(session, run.realm, [name.id for name in chunk])
                rows = [_known(run, name) for name in chunk]
                later = {key: n for key, n in seen.items() if n > run.number}
                rows = [row | {"seen_in": later.get((row["kind"], row["books_id"]), run.number)} for row in rows]
                upsert(session, KnownName, rows)
        return len(names)

    def forget_unseen(self, run: SyncRun) -> None:
        """After a whole reading: names that neither it nor a later run met were merged away or deleted."""
        purge(self.store, KnownName, col(KnownName.realm) == run.realm, col(KnownName.seen_in) < run.number)

    def look_up(self, run: SyncRun, books: CounterpartyBooks) -> int:
        """For a run of one counterparty: ask for its exact name in every list instead of reading them all."""
        party = self._party(run)
        found = [name for kind in NameKind for name in books.find_names(kind, [party.name])]
        return self.remember(run, found)

    def compare(self, run: SyncRun) -> None:
        """Write a row for every counterparty and role in scope."""
        purge(self.store, SyncRow, col(SyncRow.run_id) == run.id)
        taken = self._taken(run.realm)
        for role in roles_in(run.scope):
            index = self._index(run.realm, run.department, KIND[role])
            for parties in self._parties(run, role):
                rows = self._rows(run, role, parties, index, taken)
                with self.store.writing() as session:
                    upsert(session, SyncRow, [row.model_dump() for row in rows])

    def _rows(
        self, run: SyncRun, role: TradeRole, parties: Sequence[Counterparty], index: MatchIndex, taken: set[str]
    ) -> list[SyncRow]:
        with self.store.reading() as session:
            gather = _Gathering.of(session, run, role, parties)
        rows = []
        for party in parties:
            row = SyncRow(
                run_id=run.id,
                counterparty_id=party.id,
                role=role,
                name=party.name,
                kind=RowKind.UNCHANGED,
                state=RowState.LEFT,
            )
            row = classify(row, gather.sighting(party, index, taken))
            if row.kind in (RowKind.CREATE, RowKind.CLASH):
                taken.add(exact_key(row.free_name))
            if row.kind != RowKind.UNCHANGED or run.scope == "full":
                rows.append(row)
        return rows

    def _parties(self, run: SyncRun, role: TradeRole) -> Iterator[Sequence[Counterparty]]:
        after = ""
        while True:
            with self.store.reading() as session:
                found = session.exec(_in_scope(run, role, after).limit(ROWS_PER_WRITE)).all()
            if not found:
                return
            yield found
            after = found[-1].id

    def _party(self, run: SyncRun) -> Counterparty:
        with self.store.reading() as session:
            return session.get_one(Counterparty, run.scope.removeprefix("one:"))

    def _taken(self, realm: str) -> set[str]:
        with self.store.reading() as session:
            query = select(KnownName.name_key).where(KnownName.realm == realm, col(KnownName.active))
            return set(session.exec(query))

    def _index(self, realm: str, department: str, kind: NameKind) -> MatchIndex:
        """The names of a list that may be a near match: nobody's link, and not exactly the name of one of ours.

        Inactive ones stand there by the name they had.
        """
        linked = select(CounterpartyLink.books_id).where(
            CounterpartyLink.realm == realm, CounterpartyLink.role == _role(kind)
        )
        query = select(KnownName.books_id, KnownName.name).where(
            KnownName.realm == realm,
            KnownName.kind == kind,
            col(KnownName.books_id).not_in(linked),
            col(KnownName.name_key).not_in(select(Counterparty.name_key).where(visible(department))),
        )
        with self.store.reading() as session:
            return MatchIndex((id, without_deleted_mark(name)) for id, name in session.exec(query))


@dataclass(frozen=True)
class _Gathering:
    """What the database knows about one chunk of counterparties in one role."""

    role: TradeRole
    links: dict[str, CounterpartyLink]
    linked: dict[str, KnownName]
    exact: dict[str, list[KnownName]]
    left_alone: set[str]

    @classmethod
    def of(cls, session: Session, run: SyncRun, role: TradeRole, parties: Sequence[Counterparty]) -> "_Gathering":
        ids = [party.id for party in parties]
        links = session.exec(
            select(CounterpartyLink).where(
                CounterpartyLink.realm == run.realm,
                CounterpartyLink.role == role,
                col(CounterpartyLink.counterparty_id).in_(ids),
            )
        ).all()
        return cls(
            role=role,
            links={link.counterparty_id: link for link in links},
            linked={name.books_id: name for name in _known_ids(session, run.realm, role, [k.books_id for k in links])},
            exact=_known_keys(session, run.realm, role, [party.name_key for party in parties]),
            left_alone=set() if run.scope == "full" else _left_alone(session, run.realm, role, ids),
        )

    def sighting(self, party: Counterparty, index: MatchIndex, taken: set[str]) -> Sighting:
        link = self.links.get(party.id)
        linked = self.linked.get(link.books_id) if link else None
        exact = [] if link else self.exact.get(party.name_key, [])
        looks_alike = linked is None and sum(name.active for name in exact) != 1
        return Sighting(
            link=link,
            linked=linked,
            exact=exact,
            near=near_matches(party.name, index) if looks_alike else (),
            free_name=proposed_name(party.name, taken, SUFFIX[self.role]),
            taken_elsewhere=party.name_key in taken,
            left_alone=party.id in self.left_alone,
        )


def _known(run: SyncRun, name: BooksName) -> dict[str, object]:
    return {
        "realm": run.realm,
        "kind": name.kind.value,
        "books_id": name.id,
        "name": name.name,
        "name_key": exact_key(name.name),
        "active": name.active,
        "version": name.version,
        "company_name": name.company_name,
        "email": name.email,
        "currency": name.currency,
    }


def _last_seen(session: Session, realm: str, ids: Sequence[str]) -> dict[tuple[object, object], int]:
    """In which run each name was seen last: two runs may read the same books side by side."""
    query = select(KnownName.kind, KnownName.books_id, KnownName.seen_in).where(KnownName.realm == realm)
    return {(kind, id): n for kind, id, n in session.exec(query.where(col(KnownName.books_id).in_(ids)))}


def _known_ids(session: Session, realm: str, role: TradeRole, ids: Sequence[str]) -> Iterable[KnownName]:
    query = select(KnownName).where(KnownName.realm == realm, KnownName.kind == KIND[role])
    return session.exec(query.where(col(KnownName.books_id).in_(ids)))


def _known_keys(session: Session, realm: str, role: TradeRole, keys: Sequence[str]) -> dict[str, list[KnownName]]:
    linked = select(CounterpartyLink.books_id).where(CounterpartyLink.realm == realm, CounterpartyLink.role == role)
    query = select(KnownName).where(
        KnownName.realm == realm,
        KnownName.kind == KIND[role],
        col(KnownName.name_key).in_(keys),
        col(KnownName.books_id).not_in(linked),
    )
    found: dict[str, list[KnownName]] = defaultdict(list)
    for name in session.exec(query):
        found[name.name_key].append(name)
    return found


def _left_alone(session: Session, realm: str, role: TradeRole, ids: Sequence[str]) -> set[str]:
    query = select(LeftAlone.counterparty_id).where(
        LeftAlone.realm == realm, LeftAlone.role == role, col(LeftAlone.counterparty_id).in_(ids)
    )
    return set(session.exec(query))


def _in_scope(run: SyncRun, role: TradeRole, after: str) -> SelectOfScalar[Counterparty]:
    has_role = Counterparty.is_customer if role is TradeRole.CUSTOMER else Counterparty.is_supplier
    query = select(Counterparty).where(
        visible(run.department), col(has_role), col(Counterparty.active), Counterparty.id > after
    )
    if run.scope.startswith("one:"):
        query = query.where(Counterparty.id == run.scope.removeprefix("one:"))
    elif run.scope not in WHOLE:
        query = query.where(col(Counterparty.name_key).contains(exact_key(run.scope), autoescape=True))
    return query.order_by(Counterparty.id)


def roles_in(scope: str) -> list[TradeRole]:
    """The roles a run looks at."""
    return {"customers": [TradeRole.CUSTOMER], "suppliers": [TradeRole.SUPPLIER]}.get(scope, list(TradeRole))


def _role(kind: NameKind) -> TradeRole:
    return next(role for role, of in KIND.items() if of is kind)
