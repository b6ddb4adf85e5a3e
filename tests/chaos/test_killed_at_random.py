"""Processes killed at random while QuickBooks loses, doubles and refuses: the short form, or the full one."""

import os
from dataclasses import replace
from random import Random

import pytest

from tests.chaos.conftest import Opens
from tests.chaos.fitting import Fate
from tests.chaos.proving import documents, prove
from tests.chaos.running import DONE, FULL, KILLED, Books, kill_at_random, processes

COUNT, KILLS = (300, 40) if FULL else (14, 2)
FEW = 6
SEED = int(os.environ.get("TIEOUT_CHAOS_SEED", "7"))
ONE, THREE = ("bot-1",), ("bot-1", "bot-2", "bot-3")

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1200 if FULL else 120)]
on_postgres = pytest.mark.postgres
in_full = pytest.mark.skipif(not FULL, reason="the full form: make chaos")


@pytest.mark.parametrize(
    ("database", "names", "honoured"),
    [
        pytest.param("sqlite", ONE, True, id="sqlite-requestid-honoured"),
        pytest.param("sqlite", ONE, False, id="sqlite-requestid-ignored", marks=in_full),
        pytest.param("postgres", THREE, True, id="postgres-requestid-honoured", marks=[on_postgres, in_full]),
        pytest.param("postgres", THREE, False, id="postgres-requestid-ignored", marks=on_postgres),
    ],
    indirect=["database"],
)
def test_every_voucher_has_one_document(
    opens: Opens, quickbooks: Books, names: tuple[str, ...], honoured: bool
) -> None:
    place = opens(COUNT, honoured=honoured)
    quickbooks.troubles(SEED, doubling=honoured)
    with processes(place, names) as crew:
        hits = kill_at_random(crew, KILLS, Random(SEED))
        quickbooks.works_again()
        assert [one.ends() for one in crew] == [DONE] * len(crew), "nothing is left stuck"
    assert hits, "at least one was killed at its work"
    prove(place, quickbooks, COUNT)


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_one_that_never_comes_back_leaves_its_work_to_the_others(opens: Opens, quickbooks: Books) -> None:
    """I8: nothing stays running in the name of the dead, and no slot is lost."""
    place = replace(opens(FEW, honoured=True), signs_speed=30)
    with processes(place, THREE, Fate(dies_at="post-intended")) as crew:
        assert crew[0].ends() == KILLED
        with processes(place, ["bot-4"]) as [heir]:
            assert heir.ends() == DONE
    prove(place, quickbooks, FEW)


def test_without_the_intent_documents_are_doubled(opens: Opens, quickbooks: Books) -> None:
    """The control run: what the test above would find if nobody wrote down that a request was about to be sent."""
    place = opens(10, honoured=False)
    quickbooks.control("faults", kind="drop", when="after", rate=0.4, seed=SEED, route={"entity": "bill"})
    with processes(place, ONE, Fate(careless=True)) as [bot]:
        bot.ends(3)
        bot.kill()
        bot.restart()
        quickbooks.works_again()
        assert bot.ends() == DONE
    assert max(len(ids) for ids in documents(quickbooks).values()) > 1
