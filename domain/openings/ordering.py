"""Ordering an opening: each act of a person is one short transaction, and workflows read, compare and bring in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from sqlmodel import Session, col, select

from domain.audit import record
from domain.books.documents import DocumentBooks
from domain.books.port import Finding
from domain.clock import NewId, Now
from domain.counterparties.details import one_line
from domain.engine import Engine
from domain.ledger.go_live import GoLive, OpeningState
from domain.ledger.journal import ACCRUED_AP, AR_CONTROL, UNAPPLIED_CASH, JournalEntry
from domain.ledger.opening import Opening
from domain.openings.order import OPEN, OpeningOrder, OrderState, Shown
from domain.problems import Problem
from domain.proofs.expected import Scope, expected, scope_of
from domain.store import Store

READ: Final = "read-opening"
LOAD: Final = "load-opening"
TEMPLATE: Final = "opening-template"
COMPARED: Final = (ACCRUED_AP, AR_CONTROL, UNAPPLIED_CASH)
AGAIN: Final = "Begin again: /accounting opening."
NOT_OPENED: Final = Finding(
    "Nothing was brought in from before go-live.",
    "If invoices, customers' cash or costs were open then: /accounting opening.",
)
CHANGED: Final = "The file changed since it was looked at."


@dataclass(frozen=True)
class Ordering:
    """What people ask of an opening. `documents` opens the books of a connection; `today` is the books' own date."""

    store: Store
    engine: Engine
    opening: Opening
    documents: Callable[[str], DocumentBooks]
    now: Now
    new_id: NewId
    today: Callable[[], date]

    def order(
        self, department: str, go_live: date, *, by: str, file: str = "", place: str = "", id: str = ""
    ) -> OpeningOrder:
        """Order an opening, with its file or to wait for it; the same id twice is one order.

        What was ordered for the department and not brought in is dropped. Raises a Problem when the department was
        opened already, cannot be compared with its books, or the day before go-live has not come.
        """
        if go_live - timedelta(days=1) > self.today():
            raise Problem(
                f"QuickBooks cannot tell its balances of {go_live - timedelta(days=1):%-d %B %Y} yet.", field="go_live"
            )
        with self.store.writing() as session:
            if before := session.get(OpeningOrder, id or "-"):
                return before
            require_unopened(session, department)
            realm = scope_of(session, department, go_live - timedelta(days=1)).realm
            order = OpeningOrder(
                id=id or self.new_id(), department=department, on=go_live, file=file, place=place, at=self.now(), by=by
            )
            order.replaced = " ".join(self._dropped(session, department, by))
            order.state = OrderState.READING if file else OrderState.WAITING
            session.add(order)
            if file:
                self._promise(session, READ, order, realm)
            return order

    def hand_over(self, file: str, *, by: str, place: str = "") -> bool:
        """A file was dropped: if its sender has an order that is open, it is that order's. Answers whether.

        `place` is where its message stands already.
        """
        taken = select(OpeningOrder.id).where(OpeningOrder.by == by, OpeningOrder.file == file)
        with self.store.reading() as session:
            if session.exec(taken).first():
                return True
        waiting = self.waiting(by)
        if waiting is None:
            return False
        if waiting.state is OrderState.WAITING:
            with self.store.writing() as session:
                order = session.get_one(OpeningOrder, waiting.id, with_for_update=True)
                order.file, order.place, order.state = file, place, OrderState.READING
                self._promise(session, READ, order, self._realm(session, order))
        else:
            self.order(waiting.department, waiting.on, by=by, file=file, place=place)
        return True

    def waiting(self, by: str) -> OpeningOrder | None:
        """The latest open order of a person."""
        query = select(OpeningOrder).where(OpeningOrder.by == by, col(OpeningOrder.state).in_(OPEN))
        with self.store.reading() as session:
            return session.exec(query.order_by(col(OpeningOrder.at).desc())).first()

    def confirm(self, order_id: str, *, by: str) -> OpeningOrder:
        """Promise to bring it in, once; raises a Problem when it does not agree or something was decided before."""
        with self.store.writing() as session:
            order = _here(session, order_id)
            if order.state in (OrderState.LOADING, OrderState.LOADED):
                raise Problem("It is being brought in already; pressing again changes nothing.")
            if order.state is not OrderState.LOOKED_AT or order.shown is None:
                raise Problem("This file was replaced or dropped.", next_step=AGAIN)
            if not Shown.from_json(order.shown).agrees:
                raise Problem("It does not agree with QuickBooks.", next_step="Mend it, and hand over the file again.")
            order.state, order.by, order.words = OrderState.LOADING, by, ""
            self._promise(session, LOAD, order, self._realm(session, order))
            return order

    def look_again(self, order_id: str) -> None:
        """Promise to read the file and QuickBooks anew, after something was mended there."""
        with self.store.writing() as session:
            order = _here(session, order_id)
            if order.state is not OrderState.LOOKED_AT:
                raise Problem("There is nothing to look at again.", next_step=AGAIN)
            order.state = OrderState.READING
            self._promise(session, READ, order, self._realm(session, order))

    def drop(self, order_id: str, *, by: str) -> OpeningOrder:
        """Nothing of it comes in."""
        with self.store.writing() as session:
            order = _here(session, order_id)
            if order.state not in OPEN:
                raise Problem("It cannot be dropped any more.")
            order.state = OrderState.DROPPED
            self._audit(session, "drop opening", order, by)
            return order

    def template(self, *, by: str) -> None:
        """Promise a file to fill in."""
        with self.store.writing() as session:
            self.engine.enqueue(session, TEMPLATE, by, key=f"{TEMPLATE}:{self.new_id()}", partition="chat")

    def look(self, order_id: str, file_name: str, content: bytes) -> None:
        """In workflow `read-opening`: compare the file with the books' balances. Raises what stands in the way."""
        order = self.get(order_id)
        balances = self._balances(order)
        found = self.opening.look(file_name, content, go_live=order.on, department=order.department, balances=balances)
        with self.store.writing() as session:
            order = _here(session, order_id)
            order.file_name, order.sha256 = one_line(file_name)[:255], sha256(content).hexdigest()
            order.shown, order.words, order.state = Shown.of(found).as_json(), "", OrderState.LOOKED_AT

    def load(self, order_id: str, content: bytes, told: Callable[[int, int], None]) -> None:
        """In workflow `load-opening`: bring in what was looked at, if it agrees still. Raises what is in the way."""
        order = self.get(order_id)
        if order.state is not OrderState.LOADING:
            return
        if sha256(content).hexdigest() != order.sha256:
            raise Problem(CHANGED, next_step=AGAIN)
        with self.store.reading() as session:
            realm = self._realm(session, order)
        self.opening.load(
            order.file_name,
            content,
            go_live=order.on,
            department=order.department,
            realm=realm,
            balances=self._balances(order),
            by=order.by,
            told=told,
        )
        with self.store.writing() as session:
            _here(session, order_id).state = OrderState.LOADED

    def stopped(self, order_id: str, words: str) -> None:
        """Something stood in the way; mended, it may be tried again."""
        with self.store.writing() as session:
            order = _here(session, order_id)
            if order.state in (OrderState.READING, OrderState.LOADING):
                order.state, order.words = OrderState.LOOKED_AT, words

    def get(self, order_id: str) -> OpeningOrder:
        """An order as it stands; a Problem when there is none."""
        with self.store.reading() as session:
            found = session.get(OpeningOrder, order_id)
        if found is None:
            raise Problem("There is no such opening.", next_step=AGAIN)
        return found

    def placed(self, order_id: str, place: str) -> None:
        """Where its message stands now."""
        with self.store.writing() as session:
            _here(session, order_id).place = place

    def advice(self, department: str) -> list[Finding]:
        """What to think of before anything is booked for a department."""
        any_entry = select(JournalEntry.seq).where(JournalEntry.department == department).limit(1)
        with self.store.reading() as session:
            began = session.get(GoLive, department) is not None or session.exec(any_entry).first() is not None
        return [] if began else [NOT_OPENED]

    def _promise(self, session: Session, workflow: str, order: OpeningOrder, realm: str) -> None:
        order.tries += 1
        self.engine.enqueue(session, workflow, order.id, key=f"{workflow}:{order.id}:{order.tries}", partition=realm)
        if workflow == LOAD:
            self._audit(session, "confirm opening", order, order.by)

    def _dropped(self, session: Session, department: str, by: str) -> list[str]:
        query = select(OpeningOrder).where(OpeningOrder.department == department, col(OpeningOrder.state).in_(OPEN))
        found = session.exec(query.with_for_update()).all()
        for order in found:
            order.state = OrderState.DROPPED
            self._audit(session, "drop opening", order, by)
        return [order.id for order in found]

    def _audit(self, session: Session, act: str, order: OpeningOrder, by: str) -> None:
        detail = f"{order.file_name or 'no file yet'}, go-live {order.on}"
        record(session, at=self.now(), by=by, act=act, subject=f"department:{order.department}", detail=detail)

    def _realm(self, session: Session, order: OpeningOrder) -> str:
        return scope_of(session, order.department, order.eve).realm

    def _balances(self, order: OpeningOrder) -> dict[str, int]:
        """What the books hold on the day before go-live beyond what other departments account for there."""
        with self.store.reading() as session:
            scope = scope_of(session, order.department, order.eve)
            known = _of_others(session, scope)
        behind = {account: scope.books_id(account) for account in COMPARED}
        held = self.documents(scope.connection_id).trial_balance(order.eve)
        return {account: held.get(id, 0) - known.get(account, 0) for account, id in behind.items() if id}


def require_unopened(session: Session, department: str) -> None:
    """Raises a Problem when a department's opening is in already."""
    before = session.get(GoLive, department)
    if before and before.state is OpeningState.LOADED:
        raise Problem(f"{department} was opened already, as of {before.on:%-d %B %Y}.", by=before.by)


def _of_others(session: Session, scope: Scope) -> dict[str, int]:
    others = tuple(one for one in scope.departments if one != scope.department)
    return expected(session, replace(scope, departments=others)).balances if others else {}


def _here(session: Session, order_id: str) -> OpeningOrder:
    order = session.get(OpeningOrder, order_id, with_for_update=True, populate_existing=True)
    if order is None:
        raise Problem("There is no such opening.", next_step=AGAIN)
    return order
