"""Keeping the list of counterparties: create, change, add a role, deactivate, find. One transaction each, audited."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from domain.audit import record
from domain.clock import NewId, Now
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, columns_of, new_counterparty, visible
from domain.counterparties.details import Details, TradeRole, checked, in_words
from domain.counterparties.names import exact_key
from domain.problems import Problem
from domain.store import Store

MOST_FOUND = 20


class DuplicateName(Problem):
    """The name is taken (S1-11), by the record `existing_id`; `lacking` are the wanted roles it does not have."""

    def __init__(self, existing: Counterparty, wanted: frozenset[TradeRole]) -> None:
        self.existing_id = existing.id
        self.existing_name = existing.name
        self.lacking = wanted - existing.roles
        state = "" if existing.active else ", though deactivated"
        super().__init__(
            f"{existing.name} is already here as {in_words(existing.roles)}{state}.",
            field="name",
            next_step=_next_step(existing, self.lacking),
        )


@dataclass(frozen=True)
class Saved:
    """A counterparty after a change, the fields that changed, and the roles it has now and had not before.

    `followed` tells whether the roles it gained lead on to something, such as a link in the books.
    """

    counterparty: Counterparty
    changed: frozenset[str]
    added_roles: frozenset[TradeRole]
    followed: bool = False


Follow = Callable[[Session, Counterparty, str], object]
"""What follows, in the same transaction, when someone (the last argument) saved a counterparty in new roles (S1-06)."""


Mirror = Callable[[Session, Counterparty, frozenset[str], str], object]
"""What follows, in the same transaction, when someone (the last argument) changed these fields of a counterparty."""


def nothing_follows(_session: Session, _party: Counterparty, _by: str) -> None:
    """For a list that is kept for its own sake."""


def nobody_mirrors(_session: Session, _party: Counterparty, _changed: frozenset[str], _by: str) -> None:
    """For a list that is kept for its own sake."""


@dataclass(frozen=True)
class Registering:
    """The acts on one store, with its clock and its maker of ids. Every act names who did it (`by`)."""

    store: Store
    now: Now
    new_id: NewId
    follow: Follow = nothing_follows
    mirror: Mirror = nobody_mirrors

    def create(self, details: Details, *, by: str, department: str = "main", id: str | None = None) -> Saved:
        """Keep a new counterparty; raises BadDetails or DuplicateName.

        `id` is made beforehand where a form may be sent twice: the second time changes nothing.
        """
        kept = checked(details)
        try:
            with self.store.writing() as session:
                return self._create(session, kept, by, department, id)
        except IntegrityError:
            raise self._taken(kept, department) from None

    def edit(self, id: str, details: Details, *, by: str, version: int) -> Saved:
        """Replace what is kept; raises BadDetails, DuplicateName, or a Problem when it is not `version` any more."""
        kept = checked(details)

        def change(session: Session, counterparty: Counterparty) -> None:
            _require_version(counterparty, version)
            _require_free(session, kept, counterparty.department, but=id)
            _require_unlinked(session, counterparty, counterparty.roles - kept.roles)
            for column, value in columns_of(kept).items():
                if getattr(counterparty, column) != value:
                    setattr(counterparty, column, value)

        try:
            return self._change(id, "edit counterparty", by, change)
        except IntegrityError:
            raise self._taken(kept, self.get(id).department) from None

    def add_role(self, id: str, role: TradeRole, *, by: str) -> Saved:
        """Make a customer a supplier too, or the other way round; nothing happens when it already is."""

        def change(session: Session, counterparty: Counterparty) -> None:
            counterparty.roles = counterparty.roles | {role}

        return self._change(id, f"add role {role}", by, change)

    def deactivate(self, id: str, *, by: str) -> Saved:
        """Keep it and its history, but offer it no more; a name is never deleted (accounting systems cannot either)."""
        return self._change(id, "deactivate counterparty", by, lambda _, counterparty: _set_active(counterparty, False))

    def reactivate(self, id: str, *, by: str) -> Saved:
        """Offer it again."""
        return self._change(id, "reactivate counterparty", by, lambda _, counterparty: _set_active(counterparty, True))

    def get(self, id: str) -> Counterparty:
        """The counterparty with this id; raises a Problem when there is none to see."""
        with self.store.reading() as session:
            return _seen(session, id)

    def links(self, id: str) -> list[CounterpartyLink]:
        """The records of the books it is linked to, by role."""
        with self.store.reading() as session:
            query = select(CounterpartyLink).where(CounterpartyLink.counterparty_id == id)
            return list(session.exec(query.order_by(col(CounterpartyLink.role), col(CounterpartyLink.realm))))

    def named(self, name: str, department: str = "main") -> Counterparty | None:
        """The one whose name is exactly this (S0-04), whether active or not."""
        with self.store.reading() as session:
            found = _by_key(session, exact_key(name), department)
            return found if found and _is_visible(session, found) else None

    def find(self, text: str, department: str = "main", *, inactive: bool = False) -> list[Counterparty]:
        """At most 20 whose name contains the text in any case, those that begin with it first."""
        key = exact_key(text)
        name_key = col(Counterparty.name_key)
        query = select(Counterparty).where(visible(department), name_key.contains(key, autoescape=True))
        if not inactive:
            query = query.where(col(Counterparty.active))
        begins = sa.case((name_key.startswith(key, autoescape=True), 0), else_=1)
        with self.store.reading() as session:
            return list(session.exec(query.order_by(begins, name_key).limit(MOST_FOUND)))

    def _create(self, session: Session, kept: Details, by: str, department: str, id: str | None) -> Saved:
        if id and (before := session.get(Counterparty, id)):
            return Saved(before, frozenset(), frozenset())
        _require_free(session, kept, department)
        now = self.now()
        made = new_counterparty(kept, id=id or self.new_id(), department=department, at=now, by=by)
        session.add(made)
        record(session, at=now, by=by, act="create counterparty", subject=f"counterparty:{made.id}", detail=made.name)
        session.flush()
        followed = self.follow(session, made, by) is not None
        return Saved(made, frozenset(columns_of(kept)), kept.roles, followed)

    def _taken(self, kept: Details, department: str) -> Problem:
        with self.store.reading() as session:
            existing = _by_key(session, exact_key(kept.name), department)
            return _refusal(session, existing, kept) if existing else Problem("This was just saved by someone else.")

    def _change(self, id: str, act: str, by: str, change: Callable[[Session, Counterparty], None]) -> Saved:
        with self.store.writing() as session:
            counterparty = _seen(session, id, for_update=True)
            before = counterparty.model_dump()
            roles = counterparty.roles
            change(session, counterparty)
            changed = frozenset(field for field, value in before.items() if getattr(counterparty, field) != value)
            if changed:
                now = self.now()
                _stamp(counterparty, now, by)
                detail = _in_words(before, counterparty, changed)
                record(session, at=now, by=by, act=act, subject=f"counterparty:{id}", detail=detail)
            added = counterparty.roles - roles
            session.flush()
            if changed:
                self.mirror(session, counterparty, changed, by)
            followed = bool(added) and self.follow(session, counterparty, by) is not None
            return Saved(counterparty, changed, added, followed)


def _next_step(existing: Counterparty, lacking: frozenset[TradeRole]) -> str:
    if not existing.active:
        return "Reactivate it instead of making it again."
    return f"Add the role {in_words(lacking)} to it instead." if lacking else "Use the one that is there."


def _refusal(session: Session, existing: Counterparty, wanted: Details) -> Problem:
    if _is_visible(session, existing):
        return DuplicateName(existing, wanted.roles)
    return Problem(
        f"{existing.name} is in an import that is not finished.",
        field="name",
        next_step="Finish or undo that import first.",
    )


def _require_free(session: Session, wanted: Details, department: str, but: str = "") -> None:
    existing = _by_key(session, exact_key(wanted.name), department)
    if existing and existing.id != but:
        raise _refusal(session, existing, wanted)


def _require_version(counterparty: Counterparty, version: int) -> None:
    if counterparty.version != version:
        raise Problem(
            f"{counterparty.name} was changed while you had it open.",
            by=counterparty.changed_by,
            next_step="Open it again and repeat your change.",
        )


def _require_unlinked(session: Session, counterparty: Counterparty, roles: frozenset[TradeRole]) -> None:
    links = select(CounterpartyLink).where(CounterpartyLink.counterparty_id == counterparty.id)
    for link in session.exec(links.where(col(CounterpartyLink.role).in_(roles))):
        raise Problem(
            f"{counterparty.name} is linked as a {link.role} to {link.books_name} in the books and keeps that role.",
            field="roles",
            next_step="Remove the link first, or deactivate the counterparty.",
        )


def _set_active(counterparty: Counterparty, active: bool) -> None:
    counterparty.active = active


def _stamp(counterparty: Counterparty, at: datetime, by: str) -> None:
    counterparty.changed_at, counterparty.changed_by = at, by
    counterparty.version += 1


def _in_words(before: dict[str, object], after: Counterparty, changed: frozenset[str]) -> str:
    return "; ".join(f"{field}: {before[field]!s} -> {getattr(after, field)!s}" for field in sorted(changed))


def _seen(session: Session, id: str, *, for_update: bool = False) -> Counterparty:
    found = session.get(Counterparty, id, with_for_update=for_update or None)
    if found is None or not _is_visible(session, found):
        raise Problem("This counterparty is not here any more.", next_step="Look for it by name.")
    return found


def _by_key(session: Session, key: str, department: str) -> Counterparty | None:
    query = select(Counterparty).where(Counterparty.department == department, Counterparty.name_key == key)
    return session.exec(query).first()


def _is_visible(session: Session, counterparty: Counterparty) -> bool:
    query = select(Counterparty.id).where(visible(counterparty.department), Counterparty.id == counterparty.id)
    return session.exec(query).first() is not None
