"""Killed at each point where it would hurt most, one for each row of the failure matrix, and begun again."""

import os
import signal
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.chaos.conftest import Opens
from tests.chaos.fitting import Fate
from tests.chaos.proving import prove
from tests.chaos.running import DONE, FULL, KILLED, Books, processes

COUNT = 3  # one posted with its file, one posted, one undone
POINTS = {
    "deciding": "row 1: killed before the press is committed, nothing has happened",
    "pressed": "rows 2 and 4: committed, but nobody was told and nothing has begun",
    "claimed": "row 5: taken from the queue, nothing written down",
    "post-intended": "row 6: about to be sent",
    "post-lost": "row 7: QuickBooks has it, no answer came",
    "post-answered": "row 8: answered, not recorded by the engine",
    "post-recording": "row 9: recorded by the engine, not by the voucher",
    "post-recorded": "row 10: recorded by the voucher, not by the engine",
    "attached": "the file has arrived, and nobody knows",
    "undo-checked": "the check is written down, not by the engine",
    "undo-intended": "the delete is about to be sent",
    "undo-lost": "the document is gone, no answer came",
    "undo-answered": "gone and answered, not recorded by the engine",
    "undo-recording": "recorded by the engine, not by the voucher",
    "undo-recorded": "recorded by the voucher, not by the engine",
}

# Posting and undoing by turns, so that vouchers for both are left.
IN_TURN = sorted(POINTS, key=lambda point: [one for one in POINTS if one[:4] == point[:4]].index(point))
# A transaction of a process that stands still is given up as in the bot, only sooner.
SOON_GIVEN_UP = "?options=-c%20idle_in_transaction_session_timeout%3D3s"
MANY = 64

pytestmark = pytest.mark.chaos


def test_one_after_another(opens: Opens, quickbooks: Books) -> None:
    """The short form: one process dies at each point in turn, while QuickBooks ignores requestids."""
    place = opens(MANY, honoured=False)
    with processes(place, ["bot-1"], Fate(dies_at=IN_TURN[0])) as [bot]:
        for point, following in pairwise([*IN_TURN, ""]):
            assert bot.ends() == KILLED, f"it passed {point}"
            lose_answers(quickbooks, following)
            bot.restart(Fate(dies_at=following))
        assert bot.ends() == DONE
    prove(place, quickbooks, MANY)


@pytest.mark.skipif(not FULL, reason="the full form: make chaos")
@pytest.mark.parametrize("honoured", [True, False], ids=["requestid-honoured", "requestid-ignored"])
@pytest.mark.parametrize("point", POINTS)
def test_it_goes_on_where_it_was_killed(opens: Opens, quickbooks: Books, point: str, honoured: bool) -> None:
    place = opens(COUNT, honoured=honoured)
    lose_answers(quickbooks, point)
    with processes(place, ["bot-1"], Fate(dies_at=point)) as [bot]:
        assert bot.ends() == KILLED, f"it passed {point}"
        bot.restart()
        assert bot.ends() == DONE, POINTS[point]
    prove(place, quickbooks, COUNT)


@pytest.mark.postgres
@pytest.mark.timeout(240)
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize(
    ("point", "honoured"),
    [
        ("post-intended", True),
        ("undo-intended", True),
        pytest.param("post-intended", False, marks=pytest.mark.skipif(not FULL, reason="the full form: make chaos")),
    ],
)
def test_a_process_that_wakes_up_after_another_took_over(
    opens: Opens, quickbooks: Books, point: str, honoured: bool
) -> None:
    """Row 11: both may ask QuickBooks; one records, and what the other wrote besides is taken away again."""
    place = opens(COUNT, honoured=honoured)
    place = replace(place, signs_speed=60, database=place.database + SOON_GIVEN_UP)
    with processes(place, ["bot-1"], Fate(stops_at=point)) as [sleeper]:
        sleeper.stops()
        with processes(place, ["bot-2"]) as [other]:
            assert other.ends() == DONE, "silent for so long, its work is handed on"
        os.kill(sleeper.pid, signal.SIGCONT)
        assert sleeper.ends() == DONE
    prove(place, quickbooks, COUNT)


def lose_answers(quickbooks: Books, point: str) -> None:
    """For a point where an answer is lost: the line is cut when the next bill is written, or deleted."""
    operation = {"post-lost": "create", "undo-lost": "delete"}.get(point)
    if operation:
        quickbooks.control("faults", kind="drop", when="after", route={"entity": "bill", "operation": operation})
