"""No order of presses, crashes and lost answers posts a voucher twice or loses it; undone, it leaves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.accounts.account import ALWAYS, CHART, Mapped
from domain.books.documents import DocumentBooks
from domain.clock import new_id, wall_now
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import ATTACH, POST, REMOVE
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending
from domain.engine import Engine
from domain.ledger.journal import balances
from domain.problems import Problem
from domain.store import Store
from domain.vault import Vault
from domain.vouchers.approving import Approving
from domain.vouchers.limits import Rules
from domain.vouchers.posting import SHOW, Posting
from domain.vouchers.undoing import Undoing
from domain.vouchers.voucher import VoucherState
from domain.vouchers.voucher_matter import VoucherMatter
from domain.vouchers.vouching import Bill, Vouching
from tests.databases import Databases
from tests.domain.books.parts import VAULT_KEY, connected
from tests.domain.january import BILLS, REALM, January, day
from tests.domain.vouchers.desk import ANNA, BO, ROLES, Killed
from tests.domain.vouchers.inline import InlineBooks, InlineEngine

POINTS = (
    "post-intended",
    "post-answered",
    "post-recording",
    "post-recorded",
    "undo-checked",
    "undo-intended",
    "undo-answered",
    "undo-recording",
    "undo-recorded",
)
ACTS = ("submit", "approve", "approve", "reject", "withdraw", "undo", "again", "run", "run", "rerun", "wait", "touch")
TROUBLES = ("", "", "refused", "busy", "lost before", "lost after")
DAYS = [day(n) for n in (9, 12, 20, 25, 28, 30, 31)]
LATE = [on for on in DAYS if on >= date(2025, 1, 28)]


@dataclass
class Office:
    """V-1 as a draft, and every button there is."""

    store: Store
    voucher_id: str
    moment: datetime

    def __post_init__(self) -> None:
        self.books, self.inline, self.dies_at = InlineBooks(), InlineEngine(), ""
        engine = cast(Engine, self.inline)
        rules, roles = lambda _: Rules(), lambda person: ROLES.get(person, set())
        self.deliveries = Deliveries(self.store, engine, self.now)
        self.posting = Posting(self.deliveries, new_id)
        self.vouching = Vouching(self.store, self.now, new_id, wall_now, rules)
        self.approving = Approving(self.store, self.posting, self.now, rules, roles)
        self.undoing = Undoing(self.store, self.posting, self.now, rules, roles)
        matter, books = VoucherMatter(self.posting, rules, bool), cast(DocumentBooks, self.books)
        about = (self.store, engine, self.now, lambda _: books, {"voucher": matter}, self.at)
        sending, removing = Sending(*about), Removing(*about)
        self.inline.workflows = {POST: sending.post, ATTACH: sending.attach, SHOW: matter.tell}
        self.inline.workflows[REMOVE] = removing.remove

    def now(self) -> datetime:
        return self.moment

    def at(self, point: str) -> None:
        if point == self.dies_at:
            self.dies_at = ""
            raise Killed(point)

    @property
    def state(self) -> VoucherState:
        return self.vouching.voucher(self.voucher_id).state

    def press(self, act: str, n: int) -> None:
        """One press, by whoever may; one that is refused changes nothing."""
        id = self.voucher_id
        with suppress(Problem):
            match act:
                case "submit":
                    self.approving.submit(id, by=ANNA)
                case "approve":
                    self.approving.approve(id, self.vouching.voucher(id).fingerprint, by="dee" if n % 2 else BO)
                case "reject":
                    self.approving.reject(id, "no", by=BO)
                case "withdraw":
                    self.approving.withdraw(id, by=ANNA)
                case "undo":
                    self.undoing.undo(id, "wrong", by=BO)
                case "again":
                    self.posting.try_again(id, by=ANNA)
                case _:
                    self.happen(act, n)

    def happen(self, act: str, n: int) -> None:
        if act == "touch":
            self.books.touch()
        elif act == "wait":
            self.moment += timedelta(seconds=(1, 6, 61)[n % 3])
            self.deliveries.resume_due()
        elif act == "run" and self.inline.promised:
            with suppress(Killed):
                self.inline.run()
        elif act == "rerun" and self.inline.done:
            with suppress(Killed):
                self.inline.run_again(n)

    def drain(self) -> None:
        """All trouble is over: what was promised runs, and what waits goes on."""
        self.books.troubles, self.dies_at = [], ""
        for _ in range(20):
            while self.inline.promised:
                self.inline.run()
            self.happen("wait", 2)

    def journal(self) -> list[dict[str, int]]:
        with self.store.reading() as session:
            return [_standing(balances(session, department="main", as_of=on)) for on in DAYS]


def _standing(found: dict[str, int]) -> dict[str, int]:
    return {account: amount for account, amount in found.items() if amount}


@dataclass(frozen=True)
class Template:
    databases: Databases
    url: str
    voucher_id: str
    moment: datetime


@pytest.fixture(scope="module")
def template(databases: Databases) -> Iterator[Template]:
    """A database with the accounts mapped, January's worksheets, and V-1 as a draft."""
    with databases.new() as url:
        yield Template(databases, url, *drafted(url))


def drafted(url: str) -> tuple[str, datetime]:
    """Prepares the template; the id of V-1 and the moment it ended at."""
    store = Store(url)
    connected(store, Vault(VAULT_KEY), realm=REALM)
    january = January(store)
    january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)
    vouching = Vouching(store, january.now, new_id, wall_now, lambda _: Rules())
    with store.writing() as session:
        for row in CHART:
            session.add(_mapped(row.number, row.name, january.now()))
    bill, draft = BILLS["V-1"], vouching.open_draft("main", by=ANNA).id
    vouching.choose_vendor(draft, january.parties[bill.vendor], by=ANNA)
    vouching.tick(draft, [january.accrual(*where).id for where in bill.accruals], by=ANNA)
    vouching.tick(draft, [january.adjustment("PA-1").id], by=ANNA)
    vouching.set_bill(draft, Bill(bill.number, bill.amount, bill.on, bill.on), by=ANNA)
    store.close()
    return draft, january.now()


def _mapped(number: str, name: str, at: datetime) -> Mapped:
    return Mapped(
        department="main",
        account=number,
        valid_from=ALWAYS,
        realm=REALM,
        books_id=f"q{number}",
        books_name=name,
        books_type="Other Current Liability",
        by=BO,
        at=at,
    )


@contextmanager
def office_of(template: Template) -> Iterator[Office]:
    with template.databases.opened(template.url) as store:
        yield Office(store, template.voucher_id, template.moment)


PRESSES = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5)), min_size=4, max_size=40)


@settings(max_examples=20, deadline=None)
@given(
    presses=PRESSES, troubles=st.lists(st.sampled_from(TROUBLES), max_size=6), dies_at=st.sampled_from(("", *POINTS))
)
def test_no_order_of_presses_posts_twice(
    template: Template, presses: list[tuple[str, int]], troubles: list[str], dies_at: str
) -> None:
    with office_of(template) as office:
        before = office.journal()
        office.books.troubles, office.dies_at = list(troubles), dies_at
        for act, n in [("submit", 0), ("approve", 0), *presses]:
            office.press(act, n)
            assert len(office.books.documents) <= 1
        office.drain()
        assert office.state not in (VoucherState.POSTING, VoucherState.UNDOING), "nothing is left on the way"
        assert len(office.books.documents) == (office.state is VoucherState.POSTED)
        stands = office.state in (VoucherState.POSTED, VoucherState.FAILED)
        assert (office.journal() == before) is not stands
        assert [on for on, a, b in zip(DAYS, office.journal(), before, strict=True) if a != b] in ([], LATE)


def test_without_the_intent_the_same_office_posts_twice(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control run: the test above can fail."""
    monkeypatch.setattr(Sending, "_intend", lambda *_: True)
    with office_of(template) as office:
        office.books.troubles = ["lost after"]
        for act in ("submit", "approve", "run"):
            office.press(act, 0)
        office.drain()
        assert len(office.books.documents) == 2
