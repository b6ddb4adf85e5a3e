"""A QuickBooks in a process of its own, and a database of either kind that is open for business."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.clock import wall_now
from domain.migrating import migrate
from domain.store import Store
from domain.vault import new_key
from tests import postgres
from tests.benchmarks.programs import standin_quickbooks
from tests.chaos.company import open_for_business
from tests.chaos.fitting import REALMS, Place, Team
from tests.chaos.running import Books

Opens = Callable[..., Place]


@pytest.fixture(scope="package")
def quickbooks() -> Iterator[Books]:
    with standin_quickbooks("--also", f"{REALMS['east']}:empty") as url:
        yield Books(url)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An address; `sqlite` unless the test asks for `postgres`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path / 'tieout.db'}"
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as address:
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
