"""Receipts, invoices and closing entries, killed at the points and at random while QuickBooks loses and doubles."""

import os
from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest

from domain.clock import wall_now
from domain.migrating import migrate
from domain.store import Store
from domain.vault import new_key
from tests.chaos.fitting import Fate, Place
from tests.chaos.month import MonthTeam, open_month
from tests.chaos.month_worker import work_month
from tests.chaos.proving_month import prove_month
from tests.chaos.running import DONE, FULL, KILLED, Books, kill_at_random, processes

SEED = int(os.environ.get("TIEOUT_CHAOS_SEED", "7"))
ONE, THREE = ("bot-1",), ("bot-1", "bot-2", "bot-3")
COUNT, KILLS = (40, 20) if FULL else (6, 2)
POINTS = (
    "pressed",
    "claimed",
    "post-intended",
    "post-lost",
    "undo-checked",
    "post-sent",
    "undo-intended",
    "post-answered",
    "change-lost",
    "post-recording",
    "undo-lost",
    "post-recorded",
    "undo-answered",
    "undo-recording",
    "undo-recorded",
)
LOST = {
    "post-lost": {"entity": "journalentry", "operation": "create"},
    "change-lost": {"entity": "invoice", "operation": "update"},
    "undo-lost": {"entity": "invoice", "operation": "delete"},
}
OpensMonth = Callable[..., Place]

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1200 if FULL else 240)]
in_full = pytest.mark.skipif(not FULL, reason="the full form: make chaos")


@pytest.fixture
def opens_month(database: str, quickbooks: Books) -> OpensMonth:
    """A month with so many receipts and sales, at a QuickBooks that honours requestids or does not."""

    def opened(count: int, *, honoured: bool) -> Place:
        quickbooks.begins(honours_request_ids=honoured)
        store = Store(database)
        migrate(store)
        store.close()
        place = Place(database, quickbooks.url, new_key(), wall_now())
        open_month(MonthTeam(place, "setup"), count)
        return place

    return opened


@pytest.mark.parametrize(
    ("database", "names", "honoured"),
    [
        pytest.param("sqlite", ONE, True, id="sqlite-requestid-honoured", marks=in_full),
        pytest.param("sqlite", ONE, False, id="sqlite-requestid-ignored"),
        pytest.param("postgres", THREE, True, id="postgres-requestid-honoured", marks=[pytest.mark.postgres, in_full]),
        pytest.param("postgres", THREE, False, id="postgres-requestid-ignored", marks=[pytest.mark.postgres, in_full]),
    ],
    indirect=["database"],
)
def test_everything_has_one_document(
    opens_month: OpensMonth, quickbooks: Books, names: tuple[str, ...], honoured: bool
) -> None:
    place = opens_month(COUNT, honoured=honoured)
    quickbooks.troubles(SEED, doubling=True, entity="journalentry")
    with processes(place, names, work=work_month) as crew:
        hits = kill_at_random(crew, KILLS, Random(SEED))
        quickbooks.works_again()
        assert [one.ends() for one in crew] == [DONE] * len(crew), "nothing is left stuck"
    assert hits, "at least one was killed at its work"
    prove_month(place, quickbooks, COUNT)


@in_full
def test_one_point_after_another(opens_month: OpensMonth, quickbooks: Books) -> None:
    """One process dies at each point in turn, while QuickBooks ignores requestids."""
    place = opens_month(COUNT, honoured=False)
    with processes(place, ONE, Fate(dies_at=POINTS[0]), work_month) as [bot]:
        for point, following in pairwise([*POINTS, ""]):
            assert bot.ends() == KILLED, f"it passed {point}"
            if following in LOST:
                quickbooks.control("faults", kind="drop", when="after", route=LOST[following])
            bot.restart(Fate(dies_at=following))
        assert bot.ends() == DONE
    prove_month(place, quickbooks, COUNT)
