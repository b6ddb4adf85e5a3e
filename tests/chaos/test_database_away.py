"""Row 15: the database goes away in the middle of the work, and comes back; what was not written down is looked up."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from random import Random

import psycopg
import pytest
from sqlalchemy import make_url

from tests.chaos.conftest import Opens
from tests.chaos.fitting import Fate, pause
from tests.chaos.proving import prove
from tests.chaos.running import DONE, FULL, Books, processes

COUNT, TIMES = (60, 12) if FULL else (12, 4)
SEED = 7
Away = Callable[[str, float], None]

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600 if FULL else 240)]


def hangs_up(address: str, seconds: float) -> None:
    """PostgreSQL ends every connection, and takes no new one for a while."""
    name = make_url(address).database
    server = make_url(address).set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f'alter database "{name}" allow_connections false')
        administrator.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        pause(seconds)
        administrator.execute(f'alter database "{name}" allow_connections true')


def is_held(address: str, seconds: float) -> None:
    """Somebody else holds the file for longer than a writer waits for it."""
    with closing(sqlite3.connect(make_url(address).database or "", isolation_level=None, timeout=30)) as other:
        other.execute("begin immediate")
        pause(seconds + 10)
        other.execute("rollback")


@contextmanager
def slow(quickbooks: Books) -> Iterator[None]:
    """QuickBooks takes its time, so that there is always a request under way; and its line, too, is cut now and then:
    what failed has to be written down just when nothing can be."""
    quickbooks.control("faults", kind="delay", rate=0.8, seed=SEED, seconds=0.5, route={"path": "/v3/company/"})
    quickbooks.control("faults", kind="drop", rate=0.4, seed=SEED + 1, when="after", route={"path": "/v3/company/"})
    yield
    quickbooks.works_again()


@pytest.mark.parametrize(
    ("database", "names", "goes"),
    [
        pytest.param("sqlite", ("bot-1",), is_held, id="sqlite", marks=pytest.mark.skipif(not FULL, reason="slow")),
        pytest.param("postgres", ("bot-1", "bot-2"), hangs_up, id="postgres", marks=pytest.mark.postgres),
    ],
    indirect=["database"],
)
def test_the_work_goes_on_when_the_database_is_back(
    opens: Opens, quickbooks: Books, names: tuple[str, ...], goes: Away
) -> None:
    place, random = opens(COUNT, honoured=False), Random(SEED)
    with processes(place, names, Fate()) as crew, slow(quickbooks):
        for _ in range(TIMES):
            pause(random.uniform(0.3, 1.2))
            goes(place.database, random.uniform(0.2, 1.5))
        quickbooks.works_again()
        assert [one.ends() for one in crew] == [DONE] * len(crew), "nothing is left stuck"
    prove(place, quickbooks, COUNT)
