"""Keeping payment terms: create, change, find their twin in the books by name, or have it created there (S1-15, 16)."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from domain import audit
from domain.accounts.order import Order, Show, carry_out, read_order
from domain.accounts.term import (
    USUAL_BASE,
    KnownTerm,
    Term,
    TermDetails,
    TermSide,
    checked,
    description_key,
    in_words,
)
from domain.books.documents import BooksTerm, DocumentBooks, NewTerm
from domain.clock import NewId, Now
from domain.connections.connection import connection_of
from domain.counterparties.names import exact_key
from domain.engine import Engine, Patience
from domain.problems import BooksDisconnected, Problem
from domain.store import Store, upsert

PULL: Final = "pull-terms"
CREATE: Final = "create-term"
WHOLE_MONTH: Final = 31  # within so many days before its due day, QuickBooks moves a term to the month after
LAST_SURE_DAY: Final = 28


@dataclass(frozen=True)
class Terming:
    """What people do with terms; nothing here talks to the books."""

    store: Store
    engine: Engine
    now: Now
    new_id: NewId

    def all(self, department: str) -> list[Term]:
        """The terms of a department, by description."""
        with self.store.reading() as session:
            query = select(Term).where(Term.department == department)
            return list(session.exec(query.order_by(col(Term.description_key), col(Term.side))))

    def get(self, id: str) -> Term:
        """One of them; raises Problem when there is none."""
        with self.store.reading() as session:
            return _term(session, id)

    def create(self, department: str, details: TermDetails, *, by: str, id: str | None = None) -> Term:
        """Keep new terms; `id` is made beforehand where a form may be sent twice: the second time changes nothing."""
        kept = checked(details)
        try:
            with self.store.writing() as session:
                if id and (known := session.get(Term, id)):
                    return known
                term = Term(id=id or self.new_id(), department=department, **self._columns(kept, by))
                session.add(term)
                session.flush()
                _find_twin(session, term)
                self._audit(session, by, term, "term created", f"{term.description}: {in_words(term)}")
                return term
        except IntegrityError:
            raise _taken(kept) from None

    def edit(self, id: str, details: TermDetails, *, by: str) -> Term:
        """Change terms; documents written before keep their due dates. Another name means another twin."""
        kept = checked(details)
        try:
            with self.store.writing() as session:
                term = _term(session, id)
                before = f"{term.description}: {in_words(term)}"
                for column, value in self._columns(kept, by).items():
                    setattr(term, column, value)
                session.add(term)
                session.flush()
                _find_twin(session, term)
                now = f"{term.description}: {in_words(term)}"
                self._audit(session, by, term, "term changed", f"from {before} to {now}")
                return term
        except IntegrityError:
            raise _taken(kept) from None

    def link(self, id: str, books_id: str, *, by: str) -> Term:
        """Link terms to their twin in the books, which must have the same name (S1-16)."""
        with self.store.writing() as session:
            term = _term(session, id)
            connection = connection_of(session, term.department)
            known = session.get(KnownTerm, (connection.realm, books_id)) if connection else None
            if known is None or not known.active:
                raise Problem("QuickBooks has no such terms.", next_step="Read the terms again.")
            if exact_key(known.name) != term.description_key:
                raise Problem(
                    f"In QuickBooks they are called {known.name}, here {term.description}.",
                    next_step="Give both the same name.",
                )
            _link(term, known)
            session.add(term)
            self._audit(session, by, term, "term linked", f"{term.description} to {known.name}")
            return term

    def pull(self, department: str, *, by: str, place: str = "") -> Order:
        """Have the terms read from the books: those of the same name are linked, others kept here too."""
        return self._order(PULL, department, "", by, place)

    def create_in_books(self, id: str, *, by: str, place: str = "") -> Order:
        """Have terms created in the books and linked."""
        term = self.get(id)
        in_books(term)
        return self._order(CREATE, term.department, id, by, place)

    def _order(self, workflow: str, department: str, term_id: str, by: str, place: str) -> Order:
        order = Order(self.new_id(), department, term_id, by, place)
        with self.store.writing() as session:
            connection = connection_of(session, department)
            if connection is None:
                raise Problem(f"{department} is not connected to QuickBooks.", next_step="Connect it first.")
            key = f"{workflow}:{order.id}"
            self.engine.enqueue(session, workflow, order.text(), key=key, partition=connection.realm)
        return order

    def _columns(self, details: TermDetails, by: str) -> dict[str, Any]:
        return {
            "description": details.description,
            "description_key": description_key(details.description),
            "side": details.side,
            "base": details.base,
            "days": details.days,
            "end_of_month": details.end_of_month,
            "discount_percent": str(details.discount_percent),
            "discount_days": details.discount_days,
            "changed_by": by,
            "changed_at": self.now(),
        }

    def _audit(self, session: Session, by: str, term: Term, act: str, detail: str) -> None:
        audit.record(session, at=self.now(), by=by, act=act, subject=f"term:{term.id}", detail=detail)


@dataclass(frozen=True)
class TermWork:
    """The workflows. `books` opens those of a connection; `show` shows the terms at an order's place, with words."""

    terming: Terming
    books: Callable[[str], DocumentBooks]
    show: Show
    patience: Patience | None = None

    def pull(self, subject: str) -> None:
        """Workflow `pull-terms`."""
        carry_out(self.terming.engine, subject, self._pull, self.show, self.patience)

    def create(self, subject: str) -> None:
        """Workflow `create-term`."""
        carry_out(self.terming.engine, subject, self._create, self.show, self.patience)

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped the workflow: the person hears of it."""
        self.show(read_order(subject), words)

    def _pull(self, order: Order) -> str:
        realm, books = self._open(order)
        there = books.payment_terms()
        self._take_over(order, there)
        self._keep(order, realm, there)
        return ""

    def _create(self, order: Order) -> str:
        realm, books = self._open(order)
        term = self.terming.get(order.about)
        there = books.payment_terms()
        named = [one for one in there if exact_key(one.name) == term.description_key]
        if named and not any(one.active for one in named):
            raise Problem(
                f"{term.description} is inactive in QuickBooks.", next_step="Make it active there and read again."
            )
        if not named:
            there.append(books.create_term(in_books(term), order.id))
        self._keep(order, realm, there)
        return f"{term.description} is in QuickBooks."

    def _open(self, order: Order) -> tuple[str, DocumentBooks]:
        with self.terming.store.reading() as session:
            connection = connection_of(session, order.department)
        if connection is None:
            raise BooksDisconnected("QuickBooks was disconnected.", next_step="Connect it again.")
        return connection.realm, self.books(connection.id)

    def _take_over(self, order: Order, there: Sequence[BooksTerm]) -> None:
        """Keep the books' own terms for both sides where there are none of that name; those by a day of the month are
        for a person to set up."""
        kept = {(one.side, one.description_key) for one in self.terming.all(order.department)}
        for told, side in product(filter(_counts_days, there), TermSide):
            if (side, exact_key(told.name)) in kept:
                continue
            days, percent = told.discount_days, told.discount_percent
            details = TermDetails(told.name, side, USUAL_BASE[side], told.due_days, False, percent, days)
            with suppress(Problem):  # too long a name, say: a person can still set it up
                self.terming.create(order.department, details, by=order.by)

    def _keep(self, order: Order, realm: str, terms: Sequence[BooksTerm]) -> None:
        """Write down the terms of the books as they are now, and link ours of the same name."""
        with self.terming.store.writing() as session:
            session.exec(update(KnownTerm).where(col(KnownTerm.realm) == realm).values(active=False))
            upsert(session, KnownTerm, [_row(realm, one) for one in terms])
            for term in session.exec(select(Term).where(Term.department == order.department)):
                _find_twin(session, term)


def in_books(term: Term) -> NewTerm:
    """The terms as the books can hold them; raises Problem for what only a person can set up there."""
    percent = Decimal(term.discount_percent)
    if term.days is None:
        return NewTerm(term.description, due_days=0)
    if not term.end_of_month:
        return NewTerm(term.description, term.days, percent, term.discount_days)
    if not 1 <= term.days <= LAST_SURE_DAY or percent:
        raise Problem(
            "QuickBooks cannot count such terms from the end of a month.",
            next_step="Create terms of this name there by hand; documents carry our due date in any case.",
        )
    return NewTerm(term.description, day_of_month=term.days, due_next_month_days=WHOLE_MONTH)


def _counts_days(term: BooksTerm) -> bool:
    return term.active and term.due_days is not None and not term.day_of_month


def _term(session: Session, id: str) -> Term:
    term = session.get(Term, id)
    if term is None:
        raise Problem("There are no such terms.")
    return term


def _taken(details: TermDetails) -> Problem:
    return Problem(
        f"There are {details.side} terms called {details.description} already.",
        field="description",
        next_step="Choose another description.",
    )


def _find_twin(session: Session, term: Term) -> None:
    """Link terms to active ones of the same name in the company the department posts to, or unlink them."""
    connection = connection_of(session, term.department)
    realm = connection.realm if connection else ""
    known = session.exec(select(KnownTerm).where(KnownTerm.realm == realm, col(KnownTerm.active)))
    twin = next((one for one in known if exact_key(one.name) == term.description_key), None)
    term.realm = term.books_id = term.books_name = None
    if twin:
        _link(term, twin)
    session.add(term)


def _link(term: Term, known: KnownTerm) -> None:
    term.realm, term.books_id, term.books_name = known.realm, known.books_id, known.name


def _row(realm: str, term: BooksTerm) -> dict[str, Any]:
    return {
        "realm": realm,
        "books_id": term.id,
        "name": term.name,
        "due_days": term.due_days,
        "day_of_month": term.day_of_month,
        "active": term.active,
    }
