"""Asked to end, a bot is gone soon: as it begins, at work, and while QuickBooks hangs; what it began it finishes."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import pytest
from sqlmodel import select

from bot.demo import GONE_WITHIN, ROOT
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.store import Store
from tests.chaos.desk import Desk, open_desk, papers
from tests.chaos.fitting import REALMS, pause
from tests.chaos.house import House, house
from tests.chaos.month import HERE
from tests.chaos.running import FULL
from tests.databases import Databases

BUSY_MACHINE: Final = 15.0  # seconds more, where other tests run at the same time
BEGINNINGS: Final = 12 if FULL else 3
MOMENTS: Final = (0.1, 6.0)
SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
BILL: Final = {"route": {"entity": "bill", "operation": "create"}}

# The short form is about the process alone, so one database is enough.
pytestmark = [pytest.mark.chaos, pytest.mark.timeout(400), *([] if FULL else [pytest.mark.sqlite])]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[House]:
    """A house with one bill after the other to approve."""
    folder: Path = tmp_path_factory.mktemp("leaving")
    with databases.empty() as address, house(folder, address) as made:
        open_desk(made.place, len(SIGNALS) + 1)
        yield made


def approved(home: House, number: int) -> None:
    """Bill `n` is entered and approved, and QuickBooks has been asked for it."""
    desk, (paper, *_) = Desk(home, []), papers(len(SIGNALS) + 1)[number * 2 :]
    anna, bo = home.person("anna"), home.person("bo")
    for person in (anna, bo):
        person.timeout = 60
    desk.enters(anna, paper)
    struck = [one["struck"] for one in home.quickbooks.look("faults")["faults"]]
    bo.presses("Approve and post", on=bo.sees(paper.words, in_="#accounting"))
    while [one["struck"] for one in home.quickbooks.look("faults")["faults"]] == struck:
        pause(0.05)


@pytest.mark.parametrize("number", range(len(SIGNALS)), ids=[one.name for one in SIGNALS])
def test_what_is_under_way_is_finished_first(home: House, number: int) -> None:
    """I14: QuickBooks takes two seconds for its answer, and the bot waits for it and writes it down."""
    bot = home.start("bot-1")
    home.quickbooks.control("faults", kind="delay", seconds=2, when="after", **BILL)
    approved(home, number)
    bot.process.send_signal(SIGNALS[number])
    assert bot.process.wait(GONE_WITHIN + BUSY_MACHINE) == 0
    store = Store(home.database)
    with store.reading() as session:
        kept = session.exec(select(Delivery.state)).all()
    store.close()
    assert kept == [DeliveryState.CONFIRMED] * (number + 1)


def test_while_quickbooks_hangs_it_is_gone_all_the_same_and_the_next_one_finds_the_bill(home: House) -> None:
    bot, number = home.start("bot-1"), len(SIGNALS)
    home.quickbooks.control("faults", kind="delay", seconds=60, when="after", **BILL)
    approved(home, number)
    bot.process.send_signal(signal.SIGTERM)
    assert bot.process.wait(GONE_WITHIN + BUSY_MACHINE) == 0
    home.start("bot-1")
    dee = home.person("dee")
    dee.timeout = 90
    dee.sees(f"Posted as Bill FT-{number:02}", in_="#accounting")
    bills = [one["DocNumber"] for one in home.quickbooks.objects(REALMS[HERE], "bill")]
    assert sorted(bills) == [f"FT-{n:02}" for n in range(number + 1)]
    home.kill("bot-1")


def test_at_any_moment_of_its_beginning(home: House) -> None:
    """No traceback, whatever it was just doing."""
    random = Random(7)
    for number in range(BEGINNINGS):
        begun = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=home.settings("bot-1"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        pause(random.uniform(*MOMENTS))
        begun.send_signal(SIGNALS[number % 2])
        _, said = begun.communicate(timeout=GONE_WITHIN + BUSY_MACHINE)
        assert "Traceback" not in said


def test_a_token_slack_does_not_know_is_said_and_nothing_holds_up_the_end(home: House) -> None:
    wrong = home.settings("bot-1") | {"SLACK_APP_TOKEN": "xapp-standin-wrong"}
    command = [sys.executable, "-m", "bot", "run"]
    begun = subprocess.run(command, cwd=ROOT, env=wrong, capture_output=True, text=True, timeout=60)
    assert begun.returncode == 2
    assert "Slack does not accept SLACK_APP_TOKEN" in begun.stderr
