"""Setting up: what counts as done, and what comes next."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import new_id
from domain.connections.connecting import Connecting, Status
from domain.connections.connection import Connection, ConnectionState
from domain.connections.setup import SettingUp, Setup, Step
from domain.counterparties.counterparty import CounterpartyLink, LinkedHow
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import Registering
from domain.engine import Engine
from domain.store import Store
from domain.syncs.sync import RunState, SyncRun

AT = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
BOTH = frozenset(TradeRole)
REALM = "91303500"


def connection(**columns: Any) -> Connection:
    known: dict[str, Any] = {"department": "main", "realm": REALM, "company_name": "Acme", "environment": "sandbox"}
    return Connection(**({"id": "c1", "connected_by": "U1", "connected_at": AT, **known} | columns))


class Office:
    """Counterparties, links and syncs in a database; main is connected."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.registering = Registering(store, lambda: AT, new_id)
        status = Status("main", connection(), shared=False, ages=[])
        connecting = cast(Connecting, SimpleNamespace(store=store, status=lambda _department: status))
        self.setting_up = SettingUp(connecting, cast(Engine, None))

    def has(self, name: str, roles: frozenset[TradeRole], *linked: TradeRole, realm: str = REALM) -> str:
        party = self.registering.create(Details(name=name, roles=roles), by="U1").counterparty
        links = [
            CounterpartyLink(
                counterparty_id=party.id,
                role=role,
                realm=realm,
                books_id=f"{party.id}{role}"[:32],
                books_name=name,
                linked_at=AT,
                linked_by="U1",
                how=LinkedHow.EXACT,
            )
            for role in linked
        ]
        with self.store.writing() as session:
            session.add_all(links)
        return party.id

    def synced(self, state: RunState, *, automatic: bool = False, realm: str = REALM) -> None:
        run = SyncRun(
            id=new_id(),
            department="main",
            connection_id="c1",
            realm=realm,
            company_name="Acme",
            scope="all",
            state=state,
            automatic=automatic,
            started_by="U1",
            started_at=AT,
            asked_in="",
        )
        with self.store.writing() as session:
            session.add(run)

    def look(self) -> Setup:
        return self.setting_up.look("main")


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


def test_a_counterparty_is_linked_when_it_is_in_all_its_roles(office: Office) -> None:
    office.has("Acme", BOTH, *TradeRole)
    office.has("Half", BOTH, TradeRole.CUSTOMER)
    office.has("Elsewhere", frozenset({TradeRole.CUSTOMER}), TradeRole.CUSTOMER, realm="other")
    gone = office.has("Gone", frozenset({TradeRole.SUPPLIER}))
    office.registering.deactivate(gone, by="U1")
    found = office.look()
    assert (found.counterparties, found.linked) == (3, 1)
    assert not found.is_done(Step.SYNC)


def test_a_sync_gone_through_by_people_is_a_step_done(office: Office) -> None:
    office.has("Acme", BOTH)
    office.synced(RunState.DONE, automatic=True)
    office.synced(RunState.PLANNED)
    office.synced(RunState.DONE, realm="other")
    assert not office.look().is_done(Step.SYNC)
    office.synced(RunState.DONE)
    assert office.look().is_done(Step.SYNC)


@given(
    state=st.one_of(st.none(), st.sampled_from(ConnectionState)),
    numbers=st.one_of(st.none(), st.booleans()),
    counterparties=st.integers(0, 3),
    linked=st.integers(0, 3),
    finished=st.booleans(),
)
def test_the_next_step_is_the_first_that_is_left(
    state: ConnectionState | None, numbers: bool | None, counterparties: int, linked: int, finished: bool
) -> None:
    made = connection(state=state, account_numbers=numbers) if state else None
    setup = Setup(Status("main", made, shared=False, ages=[]), counterparties, min(linked, counterparties), finished)
    left = [step for step in Step if not setup.is_done(step)]
    assert setup.next == (left[0] if left else None)
    assert setup.done == len(Step) - len(left)
    assert setup.is_done(Step.CONNECTION) == (state is ConnectionState.CONNECTED)
