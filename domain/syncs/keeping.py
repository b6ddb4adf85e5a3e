"""Keep names of the books here, portion by portion: counterparties that are linked from their first moment.

No transaction writes more than 500 rows; each portion is whole, and after a crash the next one goes on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sqlalchemy import delete, func, insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain import audit
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, LinkedHow, new_counterparty
from domain.engine import Engine
from domain.imports.import_undo import InUse, nothing_else
from domain.store import Store
from domain.syncs.bring import Bring, BringState, NameState, OnlyThere, details_of, sort_out
from domain.syncs.bringing import Bringing, notice_again
from domain.syncs.offering import ours

COMPANIES: Final = 60  # of one portion: each at most a counterparty, two links, two names, two left out before


@dataclass(frozen=True)
class Keeping:
    """The workflows. `show` draws the message, at the latest when its flag says so; it never raises."""

    bringing: Bringing
    show: Callable[[str, bool], bool]
    in_use: InUse = nothing_else

    @property
    def store(self) -> Store:
        """Where it is kept."""
        return self.bringing.store

    @property
    def engine(self) -> Engine:
        """What runs it."""
        return self.bringing.engine

    def bring(self, run_id: str) -> None:
        """Workflow `bring-names`."""
        self._work(run_id, "bring", self.bring_some)

    def undo(self, run_id: str) -> None:
        """Workflow `undo-bring`."""
        self._work(run_id, "undo", self.undo_some)

    def tell(self, run_id: str) -> None:
        """Workflow `show-bring`: the message catches up."""
        self.engine.step("show", lambda: self.show(run_id, True))

    def broke(self, run_id: str, words: str) -> None:
        """A mistake of ours stopped it: the message says so, and what was kept so far stays."""
        self.bringing.fail(run_id, words)
        self.show(run_id, True)

    def bring_some(self, run_id: str) -> int:
        """One portion; answers how many names it settled, none when all is done."""
        try:
            return self._bring_some(run_id)
        except IntegrityError:  # someone saved one of these at this very moment: the second look sees it
            return self._bring_some(run_id)

    def undo_some(self, run_id: str) -> int:
        """One portion taken back: counterparties on which nothing rests, with their links. The others stay."""
        with self.store.writing() as session:
            bring = session.get_one(Bring, run_id, with_for_update=True)
            if bring.state is not BringState.UNDOING:
                return 0
            names = session.exec(_portion(run_id, NameState.DONE)).all()
            if names:
                self._take_back(session, names)
            else:
                self.bringing.become(session, bring, BringState.UNDONE)
            return len(names)

    def _work(self, run_id: str, name: str, portion: Callable[[str], int]) -> None:
        self.tell(run_id)
        while self.engine.step(name, lambda: portion(run_id)):
            self.engine.step("progress", lambda: self.show(run_id, False))
        self.tell(run_id)

    def _bring_some(self, run_id: str) -> int:
        with self.store.writing() as session:
            bring = session.get_one(Bring, run_id, with_for_update=True)
            if bring.state is not BringState.RUNNING:
                return 0
            names = session.exec(_portion(run_id, NameState.READY)).all()
            if names:
                self._keep(session, bring, names)
            else:
                self._end(session, bring)
            return len(names)

    def _keep(self, session: Session, bring: Bring, names: Sequence[OnlyThere]) -> None:
        """Look once more, as someone may have saved or linked meanwhile; then write counterparties and links."""
        _refuse_linked(session, bring.realm, names)
        free = [name for name in names if name.state is NameState.READY]
        sort_out(free, ours(session, bring.department, [name.group_key for name in free]))
        ready = [name for name in free if name.state is NameState.READY]
        for _, group in groupby(ready, key=lambda name: name.group_key):
            self._make(session, bring, list(group))
        session.flush()
        if ready:
            session.execute(insert(CounterpartyLink), [self._link(bring, name) for name in ready])
        notice_again(session, bring.realm, ready)

    def _make(self, session: Session, bring: Bring, group: Sequence[OnlyThere]) -> None:
        details, id = details_of(group), self.bringing.new_id()
        at = self.bringing.now()
        session.add(new_counterparty(details, id=id, department=bring.department, at=at, by=bring.by))
        for name in group:
            name.state, name.counterparty_id, name.reason = NameState.DONE, id, f"kept as {details.name}"

    def _link(self, bring: Bring, name: OnlyThere) -> dict[str, object]:
        return {
            "counterparty_id": name.counterparty_id,
            "role": name.role,
            "realm": bring.realm,
            "books_id": name.books_id,
            "books_name": name.name,
            "books_active": True,
            "version": name.version,
            "linked_at": self.bringing.now(),
            "linked_by": bring.by,
            "how": LinkedHow.PERSON,
        }

    def _end(self, session: Session, bring: Bring) -> None:
        self.bringing.become(session, bring, BringState.DONE)
        done = select(func.count(col(OnlyThere.books_id)))
        kept = session.exec(done.where(OnlyThere.run_id == bring.run_id, OnlyThere.state == NameState.DONE)).one()
        detail = f"{kept} names of {bring.company_name}"
        subject, now = f"sync:{bring.run_id}", self.bringing.now()
        audit.record(session, at=now, by=bring.by, act="bring names", subject=subject, detail=detail)

    def _take_back(self, session: Session, names: Sequence[OnlyThere]) -> None:
        ids = [name.counterparty_id for name in names if name.counterparty_id]
        parties = session.exec(select(Counterparty).where(col(Counterparty.id).in_(ids))).all()
        used = self.in_use(session, ids)
        more = _linked_beyond(session, ids, names)
        gone = {one.id for one in parties if one.version == 1 and not used.get(one.id) and one.id not in more}
        session.execute(delete(CounterpartyLink).where(col(CounterpartyLink.counterparty_id).in_(gone)))
        session.execute(delete(Counterparty).where(col(Counterparty.id).in_(gone)))
        for name in names:
            taken_back = name.counterparty_id in gone
            name.state = NameState.UNDONE if taken_back else NameState.REFUSED
            name.reason = "taken back" if taken_back else "It was changed or used since and stays here."


def _portion(run_id: str, state: NameState) -> SelectOfScalar[OnlyThere]:
    """The names of the next companies in a state, those of one company together."""
    mine = (OnlyThere.run_id == run_id, OnlyThere.state == state)
    key = col(OnlyThere.group_key)
    keys = select(key).where(*mine).distinct().order_by(key).limit(COMPANIES)
    return select(OnlyThere).where(*mine, key.in_(keys)).order_by(key, col(OnlyThere.kind), col(OnlyThere.books_id))


def _refuse_linked(session: Session, realm: str, names: Sequence[OnlyThere]) -> None:
    ids = [name.books_id for name in names]
    links = select(CounterpartyLink.role, CounterpartyLink.books_id).where(CounterpartyLink.realm == realm)
    linked = set(session.exec(links.where(col(CounterpartyLink.books_id).in_(ids))))
    for name in names:
        if (name.role, name.books_id) in linked:
            name.state, name.reason = NameState.REFUSED, "It was linked meanwhile."


def _linked_beyond(session: Session, ids: Sequence[str], names: Sequence[OnlyThere]) -> set[str]:
    """Those with a link that did not come from these names."""
    own = {(name.counterparty_id, name.role, name.books_id) for name in names}
    links = session.exec(select(CounterpartyLink).where(col(CounterpartyLink.counterparty_id).in_(ids)))
    return {one.counterparty_id for one in links if (one.counterparty_id, one.role, one.books_id) not in own}
