"""Several bots on one PostgreSQL share the work; one SQLite file serves one bot only."""

import subprocess
import sys
from collections import Counter
from contextlib import ExitStack

import psycopg
import pytest

from bot.demo import Child
from tests.journeys.office import PATIENCE, Office, file_of
from tests.journeys.test_restart import CONFIRM, MANY


def command(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A `tieout` command that ends by itself."""
    return subprocess.run([sys.executable, "-m", "bot", *words], env=env, capture_output=True, text=True, timeout=60)


@pytest.fixture
def settings(building: Office) -> dict[str, str]:
    """The settings of one process among several, with a database that is ready."""
    building.begin()
    building.kill_bot()
    shared = building.settings | {"TIEOUT_REPLICA": "", "TIEOUT_WEB_PORT": "0"}
    assert command("migrate", env=shared).returncode == 0
    return shared


@pytest.mark.postgres
def test_others_take_over_the_work_of_a_dead_process(building: Office, settings: dict[str, str]) -> None:
    clara, anna = building.person("clara"), building.person("anna")
    with ExitStack() as ending:

        def start(replica: str, **own: str) -> Child:
            bot = Child.start(replica, ["run"], settings | {"TIEOUT_REPLICA": replica} | own)
            ending.callback(bot.stop)
            bot.wait()
            return bot

        first = start("bot-1", TIEOUT_DIE_AT="batch-answered", TIEOUT_WEB_PORT=str(building.port + 2))
        building.connects(clara)
        building.imports(anna, "mills.csv", file_of(*MANY))
        anna.types("/sync-counterparties", in_="#accounting")
        shown = anna.sees("Nothing has been written yet", in_="#accounting")
        anna.presses(CONFIRM, on=shown)
        assert first.process.wait(PATIENCE) == 9

        with psycopg.connect(building.database_url, autocommit=True) as database:
            database.execute("update heartbeat set at = at - interval '2 minutes'")
        for replica in ("bot-2", "bot-3"):
            start(replica)
        done = anna.sees("Created in QuickBooks | 70", in_="#accounting")

    assert done["ts"] == shown["ts"], "the message that was there goes on"
    assert Counter(building.names("Customer")) & Counter(MANY) == Counter(MANY)
    ids = [one["requestid"] for one in building.asked_of_quickbooks() if one["kind"] == "batches"]
    assert len(ids) == len(set(ids)), "no batch was sent again"


@pytest.mark.postgres
def test_a_process_among_several_must_have_a_name(settings: dict[str, str]) -> None:
    refused = command("run", env=settings)
    assert refused.returncode == 2
    assert "TIEOUT_REPLICA must name this process" in refused.stderr


@pytest.mark.sqlite
def test_a_second_bot_on_one_sqlite_file_is_refused(office: Office) -> None:
    refused = command("run", env=office.settings | {"TIEOUT_WEB_PORT": "0"})
    assert refused.returncode == 2
    assert "Another Tieout already works with" in refused.stderr
