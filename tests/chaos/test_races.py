"""What must come out the same however many do it at once: a day's budget, and what people are told."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from domain.clock import wall_now
from domain.connections.alert import Alert, Matter
from domain.connections.alerting import SHOW, Alerting
from domain.deliveries.delivery import ATTACH, POST, REMOVE
from domain.engine import CONCURRENCY_PER_PARTITION, Engine
from domain.migrating import migrate
from domain.store import Store
from domain.vault import new_key
from domain.vouchers.limits import Rules
from domain.vouchers.posting import SHOW as SHOW_VOUCHER
from domain.vouchers.voucher import Voucher, VoucherState
from tests.chaos.company import drafts
from tests.chaos.fitting import Fate, Place, Team
from tests.chaos.running import DONE, FULL, KILLED, Books, processes

DRAFTS, AT_ONCE = 12, 4
A_DAY = 4_500_00
ALERTS = 60 if not FULL else 240

pytestmark = pytest.mark.chaos
on_both = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def place(database: str, quickbooks: Books) -> Place:
    """A migrated database, and a QuickBooks nobody has spoken to."""
    quickbooks.begins(honours_request_ids=True)
    store = Store(database)
    migrate(store)
    store.close()
    return Place(database, quickbooks.url, new_key(), wall_now())


@pytest.fixture
def team(place: Place) -> Iterator[Team]:
    """One process that only decides: what is to be told stays on its way."""
    made = Team(place, "bot-1")
    made.rules = Rules(fast_lane=True, fast_lane_voucher=1_000_00, fast_lane_vendor_day=A_DAY, tolerance_amount=10_00)
    made.engine.start(dict.fromkeys((POST, ATTACH, REMOVE, SHOW_VOUCHER), _let_be))
    yield made
    made.engine.settle()
    made.close()


def _let_be(_subject: str) -> None:
    """Nobody is told."""


@on_both
def test_the_fast_lane_of_a_day_is_not_spent_twice(team: Team) -> None:
    """I10: whoever submits at the same moment, what passes without approval stays within the day, and fills it."""
    together = Barrier(AT_ONCE)

    def submits(ids: list[str]) -> None:
        together.wait()
        for id in ids:
            team.approving.submit(id, by="anna")

    made = drafts(team, DRAFTS, "main")
    with ThreadPoolExecutor(AT_ONCE) as hands:
        list(hands.map(submits, [made[n::AT_ONCE] for n in range(AT_ONCE)]))
    with team.store.reading() as session:
        kept = session.exec(select(Voucher).where(col(Voucher.number).is_not(None))).all()
    assert len(kept) == DRAFTS
    spent = sum(abs(one.amount or 0) for one in kept if one.fast_lane)
    assert spent <= A_DAY
    waiting = [one for one in kept if one.state is VoucherState.SUBMITTED]
    assert waiting and all(spent + abs(one.amount or 0) > A_DAY for one in waiting)


def raises_alerts(place: Place, name: str, fate: Fate, said: "Pipe[str, str]", notes: Path) -> None:
    """A process that sees what all see: so many matters to tell people of."""
    store = Store(place.database)
    engine = Engine(store, executor=name, wall=wall_now, poll_seconds=0.05)
    engine.start({SHOW: partial(_tell, notes)})
    alerting = Alerting(store, engine, wall_now)
    said.send("ready")
    for number in range(ALERTS):
        with suppress(IntegrityError), store.writing() as session:  # another was faster: the next turn knows
            alerting.open(session, Matter.TOKEN_EXPIRING, "connection:1", key=f"expiry:{number}", level="7d")
        fate.at(f"raised-{number}")
    engine.settle()
    engine.stop()
    store.close()


def _tell(notes: Path, key: str) -> None:
    with notes.open("a") as file:
        file.write(f"{key}\n")


@pytest.mark.parametrize(
    ("database", "names"),
    [
        pytest.param("sqlite", ("bot-1",), id="sqlite"),
        pytest.param("postgres", ("bot-1", "bot-2", "bot-3"), id="postgres", marks=pytest.mark.postgres),
    ],
    indirect=["database"],
)
def test_each_alert_is_told_once_by_whoever_saw_it(place: Place, names: tuple[str, ...], tmp_path: Path) -> None:
    """I5 and row 17: what was raised is told, also when who raised it died at that moment, and nobody else tells it.

    Only what somebody was just telling as he died is told again: nobody knows whether it was heard.
    """
    notes = tmp_path / "notes"
    work: Callable[..., None] = partial(raises_alerts, notes=notes)
    with processes(place, names, Fate(dies_at=f"raised-{ALERTS // 2}"), work) as crew:
        assert [one.ends() for one in crew] == [KILLED] * len(crew)
        for one in crew:
            one.restart()
        assert [one.ends() for one in crew] == [DONE] * len(crew)
    store = Store(place.database)
    with store.reading() as session:
        raised = session.exec(select(Alert.key)).all()
    store.close()
    assert len(raised) == ALERTS
    told = Counter(notes.read_text().split())
    assert sorted(told) == sorted(raised)
    assert sum(told.values()) - ALERTS <= CONCURRENCY_PER_PARTITION * len(names)
