"""A QuickBooks in a process of its own, and a database of either kind that is open for business."""

from collections.abc import Callable, Iterator

import pytest

from domain.clock import wall_now
from domain.migrating import migrate
from domain.store import Store
from domain.vault import new_key
from tests.benchmarks.programs import standin_quickbooks
from tests.chaos.company import open_for_business
from tests.chaos.fitting import REALMS, Place, Team
from tests.chaos.running import Books
from tests.databases import Databases

Opens = Callable[..., Place]


@pytest.fixture(scope="package")
def quickbooks() -> Iterator[Books]:
    with standin_quickbooks("--also", f"{REALMS['east']}:empty") as url:
        yield Books(url)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database. How many processes there are depends on its kind, so a test here names it and
    is part of that pass alone: a SQLite file unless it is marked and asks for `postgres`."""
    databases: Databases = request.getfixturevalue("databases")
    assert getattr(request, "param", databases.kind) in databases.kind
    with databases.empty() as address:
        yield address


@pytest.fixture
def opens(database: str, quickbooks: Books) -> Opens:
    """Open a company with so many submitted vouchers, at a QuickBooks that honours requestids or does not."""

    def opened(count: int, *, honoured: bool) -> Place:
        quickbooks.begins(honours_request_ids=honoured)
        store = Store(database)
        migrate(store)
        store.close()
        place = Place(database, quickbooks.url, new_key(), wall_now())
        open_for_business(Team(place, "setup"), count)
        return place

    return opened
